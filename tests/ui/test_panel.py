"""The sources panel: what it tells of a source, and that nothing foreign in it is markup."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article
from rag.types import Hit, Status
from tests.ui.fakes import FakeAnswerer, article
from tests.ui.test_rendering import HOSTILE, Page, anything
from ui.panel import EMPTY, STYLE, Card, Panel, panel_html, panel_of, safe_url
from ui.rendering import visible

BRIDGE = article(
    "bridge",
    "After two winters, the harbour bridge reopened on 14 May. The city paid for it.",
    title="Harbour bridge reopens",
    publisher="Coast Daily",
    original_publisher="Northern Post",
    published="2026-05-14",
    url="https://www.example.org/a1",
    genre="report",
)


def panel(question: str = "harbour bridge", *, source: Article = BRIDGE) -> Panel:
    return panel_of(FakeAnswerer([source]).answer(question), turn=4)


def test_a_card_tells_everything_that_is_known_and_splits_the_passage_at_the_quote() -> None:
    assert panel().cards == (
        Card(
            number=1,
            title="Harbour bridge reopens",
            publisher="Coast Daily",
            original_publisher="Northern Post",
            date="14 May 2026",
            iso_date="2026-05-14",
            url="https://www.example.org/a1",
            host="www.example.org",
            genre="report",
            before="",
            quote="After two winters, the harbour bridge reopened on 14 May.",
            after=" The city paid for it.",
        ),
    )


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    (card,) = panel(source=article("bridge", BRIDGE.text)).cards
    assert (card.publisher, card.date, card.iso_date, card.url, card.host) == (
        "publisher unknown",
        "date unknown",
        None,
        None,
        "",
    )
    assert "<time" not in panel_html(panel(source=article("bridge", BRIDGE.text)))


def test_the_marked_words_are_the_quote_in_its_place() -> None:
    html = panel_html(panel())
    assert (
        '<blockquote dir="auto"><mark>After two winters, the harbour bridge reopened on 14 May.</mark>'
        " The city paid for it.</blockquote>"
    ) in html


def test_nearest_passages_are_marked_nowhere_and_said_to_answer_nothing() -> None:
    found = panel("Who won the chess match?")
    assert found.nearest
    assert [(card.number, card.before, card.quote, card.date) for card in found.cards] == [(None, BRIDGE.text, "", "")]
    html = panel_html(found)
    assert "<mark>" not in html
    assert "No sentence in them was found to answer it." in Page(html).text


def test_the_panel_says_which_turn_and_question_it_belongs_to() -> None:
    assert '<section class="sources" data-turn="4" aria-label="Sources">' in panel_html(panel())
    assert "for harbour bridge" in Page(panel_html(panel())).text


TAGS = {"section", "h2", "p", "bdi", "ol", "li", "h3", "span", "time", "blockquote", "mark", "button", "a"}
ATTRIBUTES = {
    *("class", "data-turn", "aria-label", "aria-hidden", "data-n", "tabindex", "dir", "datetime", "type"),
    *("href", "target", "rel"),
}


@given(anything, anything.filter(str), anything, anything)
def test_no_foreign_word_is_markup_wherever_it_stands(title: str, quote: str, publisher: str, url: str) -> None:
    card = replace(
        Card(number=1, title=title, publisher=publisher, original_publisher=title, before=title, after=publisher),
        quote=quote,
        genre=title,
        iso_date=publisher,
        date=title,
        url=safe_url(url),
    )
    page = Page(panel_html(Panel(turn=1, question=quote, cards=(card,))))
    assert {tag for tag, _ in page.tags} <= TAGS
    assert {name for _, attributes in page.tags for name in attributes} <= ATTRIBUTES
    assert [tag for tag, _ in page.tags].count("mark") == 1
    assert len([tag for tag, _ in page.tags if tag == "p"]) == 3
    assert f"{visible(title)}{visible(quote)}{visible(publisher)}" in page.text


@pytest.mark.parametrize(
    "url",
    [
        *HOSTILE,
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example"),
        *("/gradio_api/file=http://evil.example", "http:///evil", "http:evil.example", "https://", "http://[", ""),
        *("https://good.example\\@evil.example", "https://good.example\t.evil.example", "ftp://example.org"),
        *("https://ex\u0430mple.org", "https://example.org/\u202eabc", None),
    ],
)
def test_only_a_plain_web_address_becomes_a_link(url: str | None) -> None:
    assert safe_url(url) is None


@pytest.mark.parametrize(
    "url", ["https://example.org", "HTTP://example.org/a?b=c&d=%20#e", "https://me@example.org:8/"]
)
def test_a_plain_web_address_does(url: str) -> None:
    assert safe_url(url) == url


def test_a_link_says_whom_it_really_leads_to() -> None:
    answer = FakeAnswerer([BRIDGE], url="https://good.example@evil.example/").answer("harbour bridge")
    html = panel_html(panel_of(answer, turn=1))
    assert "Read it at <bdi>evil.example</bdi>" in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_a_javascript_address_is_no_link() -> None:
    answer = FakeAnswerer([BRIDGE], url="javascript:alert(1)").answer("harbour bridge")
    assert "<a " not in panel_html(panel_of(answer, turn=1))
    assert "javascript" not in panel_html(panel_of(answer, turn=1))


def test_the_style_cannot_be_read_as_code_by_the_template_that_it_passes() -> None:
    assert not set("`\\$") & set(STYLE)


def test_before_the_first_question_the_panel_says_what_it_is_for() -> None:
    assert "the passages that the answer rests on appear here" in Page(EMPTY).text


@given(st.integers(1, 5))
def test_an_answer_that_was_not_found_shows_every_nearest_passage(count: int) -> None:
    source = article("a", "\n".join(f"Line {number}." for number in range(count)))
    answer = FakeAnswerer([source]).answer("chess")
    assert answer.status is Status.NOT_FOUND
    assert len(panel_of(answer, turn=1).cards) == count
    assert all(isinstance(hit, Hit) for hit in answer.hits)
