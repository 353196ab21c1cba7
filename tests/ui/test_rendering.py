"""What stands on the page: every foreign word inert, every word still there."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from index.types import Passage
from rag.exporting import grounds
from rag.types import Answer, Citation, Development, Disagreement, Hit, Part, Side, Statement, Status, Voice
from tests.ui.hostile import SAY, Page, anything
from ui.conversation import Scope, Turn
from ui.rendering import disagreement_html, readable_date, statement_html, turn_html, visible
from ui.strings import speak


def cited(
    *quotes: str, publisher: str = "", title: str = "t", url: str | None = None, genre: str | None = None
) -> Turn:
    """A finished turn with a statement for each quote, each of an article of its own."""
    passages = [
        Passage(article_id=str(number), start=0, end=len(quote), text=quote) for number, quote in enumerate(quotes, 1)
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
            genre=genre,
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
    answer = Answer(
        question="q",
        standalone_question="q",
        status=Status.ANSWERED,
        text="\n".join(statement.text for statement in statements),
        statements=statements,
        citations=citations,
        hits=tuple(Hit(passage=p, rank=rank, score=1.0, title=title) for rank, p in enumerate(passages, 1)),
    )
    return Turn(
        number=7, question="q", considered=5, statements=statements, citations=citations, answer=answer, seconds=0.31
    )


def answered(turn: Turn, **changes: object) -> Turn:
    assert turn.answer is not None
    return replace(turn, answer=replace(turn.answer, **changes))  # type: ignore[arg-type]  # each test knows its fields


def test_our_words_are_set_apart_from_quoted_ones_and_a_marker_opens_the_source() -> None:
    turn = cited("The bridge (old) reopened.", publisher="Coast Daily", title="Old & new")
    assert statement_html(turn.statements[0], turn, SAY) == (
        '<p class="statement"><span class="ours">Coast Daily: </span>'
        '<span class="quoted">The bridge (old) reopened.</span>'
        ' <button type="button" class="marker" data-do="cite" data-turn="7" data-n="1"'
        ' aria-label="Source 1: Old &amp; new">1</button></p>'
    )


TAGS = {
    *("section", "h2", "h3", "p", "div", "span", "bdi", "button", "details", "summary", "textarea", "ul", "li"),
    *("blockquote", "input", "s"),
}


@given(anything.filter(str), anything, anything, anything)
def test_no_foreign_word_is_markup_wherever_it_stands(quote: str, publisher: str, question: str, title: str) -> None:
    plain = cited("q", "q", publisher="p", title="t")
    hostile = cited(quote, quote, publisher=publisher, title=title)
    pages = []
    for turn, words, asked in ((plain, "w", "q"), (hostile, title or "w", question)):
        differing = Disagreement(
            subject=words, sides=(Side(value=words, citations=(1,)), Side(value=words + "x", citations=(2,)))
        )
        whole = answered(turn, disagreements=(differing,), standalone_question=words + "?", text="")
        whole = replace(whole, question=asked, suggestions=(words,), scope=Scope(publishers=(words,)), vote=1)
        pages.append(Page(turn_html(whole, SAY)))
    # The same elements with the same attributes, whatever the words are; right-to-left words are isolated, no more.
    skeletons = [[(tag, sorted(attributes)) for tag, attributes in page.tags if tag != "bdi"] for page in pages]
    assert skeletons[0] == skeletons[1]
    assert {tag for tag, _ in pages[1].tags} <= TAGS
    assert all(visible(words) in pages[1].text for words in (quote, publisher, question))


def test_sources_that_differ_are_not_said_to_be_one() -> None:
    turn = cited("It cost 41 million.", "It cost 43 million.")
    sides = (Side(value="41 million", citations=(1,)), Side(value="43 million", citations=(2,)))
    page = Page(turn_html(answered(turn, disagreements=(Disagreement(subject="cost", sides=sides),)), SAY))
    assert "the sources differ · " in page.text
    assert "one outlet" not in page.text


def test_right_to_left_words_cannot_turn_their_neighbours_around() -> None:
    turn = cited("הגשר נפתח", publisher="Coast Daily")
    assert '<span class="quoted"><bdi>הגשר נפתח</bdi></span>' in statement_html(turn.statements[0], turn, SAY)


def test_opinion_is_called_opinion() -> None:
    turn = cited("The bridge is ugly.", genre="opinion")
    assert '<span class="label">Opinion</span>' in statement_html(turn.statements[0], turn, SAY)
    assert 'class="label"' not in turn_html(cited("The bridge reopened.", genre="report"), SAY)


def test_a_quote_that_failed_its_check_is_shown_as_failed_and_not_as_a_quote() -> None:
    turn = replace(cited("The bridge reopened."), failed=frozenset({1}))
    html = statement_html(turn.statements[0], turn, SAY)
    assert 'class="quoted"' not in html
    assert '<s class="failed">The bridge reopened.</s> <span class="label alarm">failed its check</span>' in html


def test_a_disagreement_gives_every_side_with_its_words_and_picks_none() -> None:
    differing = Disagreement(
        subject="the *cost*", sides=(Side(value="41 million", citations=(1,)), Side(value="50", citations=(2, 3)))
    )
    turn = cited("It cost 41 million.", "It cost 50.", "Fifty, they say.", publisher="Coast Daily")
    page = Page(disagreement_html(differing, turn, SAY))
    assert page.text == (
        "The sources differ on the *cost*41 million 1It cost 41 million.Coast Daily, date unknown"
        "50 2 3It cost 50.Coast Daily, date unknownFifty, they say.Coast Daily, date unknown"
        "Both are quoted; neither is taken to be right."
    )
    assert [attributes["data-n"] for tag, attributes in page.tags if tag == "button"] == ["1", "2", "3"]


def not_found(text: str, **found: Any) -> Turn:
    answer = Answer(question="q", standalone_question="q", status=Status.NOT_FOUND, text=text, **found)
    return Turn(number=1, question="q", considered=5, answer=answer)


def test_an_answer_that_was_not_found_says_so_and_where_the_nearest_passages_are() -> None:
    hit = Hit(passage=Passage(article_id="a", start=0, end=4, text="Near"), rank=1, score=1.0, title="t")
    near = Citation(number=1, article_id="a", start=0, end=4, quote="Near", passage=hit.passage, title="t")
    html = turn_html(not_found("Nothing answers “<b>”.\nSearched 5 articles.", hits=(hit,), nearest=(near,)), SAY)
    assert re.findall('<p class="not-found">([^<]*)', html) == ["Nothing answers “&lt;b&gt;”.", "Searched 5 articles."]
    assert '<button type="button" data-do="sources" data-turn="1">See the nearest passages</button>' in html


def test_without_any_passage_none_is_promised() -> None:
    html = turn_html(not_found(" "), SAY)
    assert "Nothing in these articles answers this question." in html
    assert "nearest" not in html


def test_a_partial_answer_names_what_is_missing() -> None:
    partial = answered(cited("The bridge reopened."), status=Status.PARTIAL, missing=("who paid", "<when>"))
    assert "Nothing was found on: who paid; &lt;when&gt;" in turn_html(partial, SAY)
    assert "Nothing was found" not in turn_html(cited("The bridge reopened."), SAY)


def test_what_changed_is_shown_as_first_and_later() -> None:
    turn = cited("It will cost 41 million.", "It cost 50.")
    changed = Development(
        subject="cost", earlier=Side(value="41", citations=(1,)), later=Side(value="50", citations=(2,))
    )
    said = Page(turn_html(answered(turn, developments=(changed,)), SAY)).text
    assert re.search("This changed: cost.*First.*41 1.*Later.*50 2", said)


def test_a_value_that_was_asked_for_stands_out_and_is_a_quote() -> None:
    turn = cited("It reopened on 14 May.")
    parts = (Part(text="14 May", voice=Voice.VALUE, citation=1), *turn.statements[0].parts)
    assert '<span class="quoted value-word">14 May</span>' in statement_html(Statement(parts=parts), turn, SAY)


def test_what_a_language_model_wrote_is_never_shown_as_a_quote_and_says_who_wrote_it() -> None:
    turn = cited("It reopened on 14 May.")
    written = Statement(parts=(Part(text="It opened <b>in May.", voice=Voice.WRITTEN),), corroborating=(1,))
    turn = answered(turn, statements=(written,), generator="small & quick", notices=("One sentence was <left> out.",))
    page = turn_html(turn, SAY)
    assert (
        '<span class="written" title="Written by a language model, and checked against the quotes">It opened '
        "&lt;b&gt;in May.</span>" in page
    )
    assert 'class="quoted' not in page
    assert 'data-n="1"' in page
    assert "dotted words are written by small &amp; quick" in page
    assert "One sentence was &lt;left&gt; out." in page


def test_what_an_answer_should_be_read_with_stands_under_it_also_where_nothing_was_found() -> None:
    assert "Two articles could &amp; would" in turn_html(
        answered(not_found("No."), notices=("Two articles could & would",)), SAY
    )


@pytest.mark.parametrize("confidence", [0.0, 0.34, 0.35, 0.69, 0.7, 1.0])
def test_confidence_is_said_in_the_words_that_every_surface_uses(confidence: float) -> None:
    turn = answered(cited("The bridge reopened."), confidence=confidence)
    assert turn.answer is not None
    said = grounds(turn.answer).partition(":")[0]
    assert f'<p class="facts"><span class="fact">{said}</span> · <span class="fact">one outlet' in turn_html(turn, SAY)


def test_how_new_the_sources_are_and_what_was_searched_is_said() -> None:
    turn = cited("a", "b")
    said = Page(turn_html(turn, SAY)).text
    assert "one outlet says so · dates of the sources unknown · 5 articles searched · 0.3 s" in said
    assert "says so · date unknown · 5" in Page(turn_html(cited("a"), SAY)).text
    first = replace(turn.citations[0], published="2025-09-14")
    assert turn.answer is not None
    dated = answered(turn, citations=(first, turn.citations[1]), as_of="2025-10")
    assert (
        "newest source 14 September 2025 · some sources undated · as of October 2025"
        in Page(turn_html(dated, SAY)).text
    )


def test_the_standalone_form_is_shown_where_it_differs_and_can_be_changed() -> None:
    html = turn_html(answered(cited("a"), standalone_question="q (the bridge)"), SAY)
    assert "Understood as: <bdi>q (the bridge)</bdi>" in html
    assert ">q (the bridge)</textarea>" in html
    assert "Understood" not in turn_html(cited("a"), SAY)


def test_the_conditions_that_a_question_was_asked_under_are_said() -> None:
    scope = Scope(since="2025", as_of="2026", publishers=("Coast Daily",), articles=("a", "b"))
    assert "Asked of: Coast Daily, since 2025, as of 2026, 2 chosen articles" in turn_html(
        replace(cited("a"), scope=scope), SAY
    )


def test_while_an_answer_comes_it_is_said_what_is_going_on() -> None:
    turn = Turn(number=1, question="q")
    assert "Searching…" in turn_html(turn, SAY)
    assert 'data-busy="true"' in turn_html(turn, SAY)
    assert "Searched 5 articles, reading 1 passage…" in turn_html(replace(turn, considered=5, kept=1), SAY)
    assert "data-busy" not in turn_html(replace(turn, trouble="stopped"), SAY)


def test_the_page_speaks_german_too() -> None:
    german = speak("de")
    html = turn_html(replace(cited("a"), trouble="stopped"), german)
    assert "Angehalten." in html
    assert "5 Artikel durchsucht" in html
    assert readable_date("2025-03-01", german) == "1. März 2025"


def test_who_reads_german_is_told_in_german_that_nothing_was_found() -> None:
    page = Page(turn_html(not_found("No answer was found. 5 articles were searched."), speak("de"))).text
    assert "Nichts in diesen Artikeln beantwortet diese Frage." in page
    assert "5 Artikel durchsucht" in page
    assert "No answer" not in page
