"""What the chat shows: every foreign word inert, every word still there."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index.types import Passage
from rag.types import Answer, Citation, Disagreement, Hit, Part, Side, Statement, Status, Voice
from ui.rendering import answer_markdown, disagreement_markdown, inert, question_markdown, statement_markdown

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/leak)",
    "![x][r]\n\n[r]: https://evil.example/leak",
    "[x](javascript:alert(1))",
    "<https://evil.example> www.evil.example https://evil.example mail@evil.example",
    "# heading\n\n---\n\n> quote\n\n- item\n\n1. item\n\n    code",
    "| a | b |\n|---|---|\n| c | d |",
    "```mermaid\ngraph TD; A-->B\n```",
    "$$\\href{https://evil.example}{x}$$ \\(x\\) `code` ~~gone~~ **bold** _it_ *it*",
    "&lt;b&gt; &#60;b&#62; &amp;lt; \\<b\\>",
    "${alert(1)} `${alert(1)}` \\x3cimg\\x3e {{value}} {{{value}}}",
    "<form action=https://evil.example><input type=password></form><div style='position:fixed;inset:0'>",
    "a\x00b\x1b[31mc\u202ed\u2066e\ud800f",
    "\ufeffbyte order, \u2028line\u2029paragraph, nbsp\xa0, tab\t.",
)
anything = st.text(st.characters(exclude_categories=[])) | st.sampled_from(HOSTILE)


class Page(HTMLParser):
    """The text of some HTML, and its tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def rendered(markdown: str) -> Page:
    # Everything on that a chat might turn on: raw HTML, bare links, tables, single line breaks.
    renderer = MarkdownIt("gfm-like", {"html": True, "linkify": True, "breaks": True})
    return Page(renderer.render(markdown))


def shown(text: str) -> str:
    """The promise, spelled out apart from the code: white space folded, steering characters replaced."""
    folded = " ".join(text.split())
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", folded)


@given(anything)
@example("".join(map(chr, range(128))))
@example(" ".join(HOSTILE))
def test_any_text_renders_as_exactly_its_words_and_as_no_markup(text: str) -> None:
    page = rendered(inert(text))
    assert page.text.strip("\n") == shown(text)
    assert page.tags == ([("p", {})] if shown(text) else [])


@given(anything)
def test_inert_text_holds_nothing_that_any_markup_language_reads(text: str) -> None:
    assert re.fullmatch(r"(?:&#\d+;|[^!-/:-@\[-`{-~\n])*", inert(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_question_is_only_words(text: str) -> None:
    page = rendered(question_markdown(text))
    assert (page.text.strip("\n"), page.tags) == (shown(text), [("p", {})])


def test_a_question_that_was_refused_for_its_length_does_not_fill_the_screen() -> None:
    assert question_markdown("a" * 5_000) == "a" * 2_000 + "…"


def cited(*quotes: str, title: str = "t", publisher: str | None = None, url: str | None = None) -> Answer:
    """An answer of one statement a quote, each in an article of its own."""
    passages = [
        Passage(article_id=str(number), start=3, end=3 + len(quote), text=quote) for number, quote in enumerate(quotes)
    ]
    citations = tuple(
        Citation(
            number=number,
            article_id=passage.article_id,
            start=passage.start,
            end=passage.end,
            quote=passage.text,
            passage=passage,
            title=title,
            publisher=publisher,
            url=url,
        )
        for number, passage in enumerate(passages, 1)
    )
    statements = tuple(
        Statement(
            parts=(
                Part(text=f"{publisher or title}: ", voice=Voice.OURS),
                Part(text=citation.quote, voice=Voice.QUOTED, citation=citation.number),
            )
        )
        for citation in citations
    )
    return Answer(
        question="q",
        standalone_question="q",
        status=Status.ANSWERED,
        text="\n".join(statement.text for statement in statements),
        statements=statements,
        citations=citations,
        hits=tuple(Hit(passage=p, rank=rank, score=1.0, title=title) for rank, p in enumerate(passages, 1)),
    )


def test_our_words_are_set_apart_and_quoted_ones_are_plain() -> None:
    (statement,) = cited("The bridge (old) reopened.", publisher="Coast Daily").statements
    assert statement_markdown(statement, turn=7) == (
        '<em class="ours">Coast Daily&#58;</em> The bridge &#40;old&#41; reopened&#46;'
        ' [\\[1\\]](#cite-7-1 "Show source 1")'
    )


@given(anything.filter(str), anything)
def test_only_our_own_markers_are_live_whatever_a_statement_holds(quote: str, publisher: str) -> None:
    page = rendered(answer_markdown(cited(quote, quote, publisher=publisher), turn=3))
    ours = [("em", {"class": "ours"})]
    paragraphs = [
        [("p", {}), *ours, ("a", {"href": f"#cite-3-{number}", "title": f"Show source {number}"})] for number in (1, 2)
    ]
    assert page.tags == paragraphs[0] + paragraphs[1]
    attribution = shown(f"{publisher or 't'}:")
    words = [f"{attribution} {shown(quote)} [{number}]" for number in (1, 2)]
    assert [shown(line) for line in re.sub("[\u2068\u2069]", "", page.text).split("\n") if line] == list(
        map(shown, words)
    )


def test_right_to_left_words_cannot_turn_their_neighbours_around() -> None:
    (statement,) = cited("הגשר נפתח", publisher="Coast Daily").statements
    assert "\u2068הגשר נפתח\u2069 [" in statement_markdown(statement, turn=1)


def test_a_disagreement_gives_every_side_with_its_markers_and_picks_none() -> None:
    differing = Disagreement(
        subject="the *cost*", sides=(Side(value="41 million", citations=(1,)), Side(value="50", citations=(2, 3)))
    )
    page = rendered(disagreement_markdown(differing, turn=2))
    assert page.text == "The sources differ on the *cost*: 41 million [1]; 50 [2] [3]\n"
    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == [
        "#cite-2-1",
        "#cite-2-2",
        "#cite-2-3",
    ]


def not_found(text: str, *, hits: tuple[Hit, ...] = ()) -> Answer:
    return Answer(question="q", standalone_question="q", status=Status.NOT_FOUND, text=text, hits=hits)


def test_an_answer_that_was_not_found_says_so_and_where_the_nearest_passages_are() -> None:
    hit = Hit(passage=Passage(article_id="a", start=0, end=4, text="Near"), rank=1, score=1.0, title="t")
    page = rendered(answer_markdown(not_found("Nothing answers “<b>”.\nSearched 5 articles.", hits=(hit,)), turn=1))
    assert [line for line in page.text.split("\n") if line] == [
        "Nothing answers “<b>”.",
        "Searched 5 articles.",
        "The passages that come nearest are shown in the panel, for you to judge.",
    ]


def test_without_any_passage_none_is_promised() -> None:
    page = rendered(answer_markdown(not_found(" "), turn=1))
    assert page.text == "Nothing in these articles answers this question.\n"


def test_a_partial_answer_names_what_is_missing() -> None:
    whole = cited("The bridge reopened.")
    partial = Answer(
        **{name: getattr(whole, name) for name in ("question", "standalone_question", "text")},
        status=Status.PARTIAL,
        missing=("who paid", "when"),
        statements=whole.statements,
        citations=whole.citations,
        hits=whole.hits,
    )
    first, last = rendered(answer_markdown(whole, turn=1)).text, rendered(answer_markdown(partial, turn=1)).text
    assert last == first + "Nothing was found on: who paid; when\n"


@given(st.lists(anything.filter(str), min_size=2, max_size=4))
def test_statements_never_run_into_each_other(quotes: list[str]) -> None:
    page = rendered(answer_markdown(cited(*quotes), turn=1))
    starts = [place for place, (tag, _) in enumerate(page.tags) if tag == "p"]
    assert len(starts) == len(quotes)
    assert all(page.tags[before:after].count(page.tags[before + 2]) == 1 for before, after in pairwise(starts))
