from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.types import Passage
from rag.exporting import inert, notes, to_markdown
from rag.types import Answer, Citation, Hit, Part, Statement, Status, Voice

RICH = MarkdownIt("gfm-like", {"html": True, "linkify": True, "typographer": False})


def written(quote: str, **source: Any) -> Answer:
    passage = Passage(article_id="a", start=0, end=len(quote), text=quote)
    citation = Citation(number=1, article_id="a", start=0, end=len(quote), quote=quote, passage=passage, **source)
    ours = Part(text="According to them: ", voice=Voice.OURS)
    return Answer(
        question="Who? *really*",
        standalone_question="Who? *really*",
        status=Status.ANSWERED,
        text="",
        statements=(Statement(parts=(ours, Part(text=quote, voice=Voice.QUOTED, citation=1))),),
        citations=(citation,),
        hits=(Hit(passage=passage, rank=1, score=1, title="T"),),
    )


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=80))
def test_foreign_text_comes_out_as_exactly_itself(text: str) -> None:
    inline = RICH.parseInline(inert(text))[0].children or []
    assert {token.type for token in inline} <= {"text", "text_special"}
    assert " ".join("".join(token.content for token in inline).split()) == " ".join(text.split())


def test_an_answer_as_markdown_holds_quotes_and_sources() -> None:
    assert to_markdown(written("It rained.", title="Rain", publisher="Coast Daily")) == (
        "**Who&#63; &#42;really&#42;**\n\n"
        "*According to them&#58;* It rained&#46; \\[1\\]\n\n"
        "*Weakly supported&#44; so read the quote&#58; rests on one outlet&#44; quoted word for word&#46;*\n\n"
        "1. Rain — Coast Daily — date unknown\n"
        "   > It rained&#46;\n\n"
        "*How recent this is cannot be said&#58; no source has a known date&#46;*\n"
    )


def test_how_the_question_was_read_and_how_recent_the_sources_are_is_said() -> None:
    read = "“since Monday” was read as: published since 15 September 2025."
    answer = Answer(
        question="why?", standalone_question="why? (about: rain)", status=Status.NOT_FOUND, text="No.", period=read
    )
    assert notes(answer) == ("Understood as: why? (about: rain)", read)
    assert notes(written("It rained.", title="Rain")) == (
        "How recent this is cannot be said: no source has a known date.",
    )


def test_an_answer_that_was_not_found_says_so_in_markdown() -> None:
    answer = Answer(question="Who?", standalone_question="Who?", status=Status.NOT_FOUND, text="Nobody says.")
    assert answer.to_markdown() == "**Who&#63;**\n\nNobody says&#46;\n"


def test_hostile_quotes_make_no_link_image_or_markup() -> None:
    hostile = "![x](https://evil.example/x.png) <img src=x> [a][b] https://evil.example **b** `c` | d |"
    html = RICH.render(to_markdown(written(hostile, title=hostile, publisher=hostile, original_publisher=hostile)))
    assert not [tag for tag in ("<img", "<a ", "<code", "<table", "<script") if tag in html]
