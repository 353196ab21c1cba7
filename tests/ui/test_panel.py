"""What stands beside the answer: what it tells of a source, what it marks, and that nothing foreign in it is markup."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import UNKNOWN, Article, Described, Passage, Provenance, Source, stated
from index.types import given as given_value
from tests.ui.fakes import FakeAnswerer, article
from tests.ui.hostile import HOSTILE, SAY, Page, anything
from tests.ui.test_rendering import cited
from ui.conversation import Conversation, Turn, follow
from ui.opening import Mark, article_html, failed_html, marks_of
from ui.panel import empty_html, safe_url, sources_html
from ui.rendering import visible
from ui.strings import Say

BRIDGE = article(
    "bridge",
    "After two winters, the harbour bridge reopened on 14 May.\n\nThe city paid for the harbour bridge.",
    title="Harbour bridge reopens",
    publisher="Coast Daily",
    original_publisher="Northern Post",
    published="2026-05-14",
    url="https://www.example.org/a1",
    genre="report",
)


def asked(question: str = "harbour bridge", *, source: Article = BRIDGE, url: str | None = None) -> Turn:
    *_, turn = follow(FakeAnswerer([source], url=url), Conversation().ask(question))
    return replace(turn, number=4)


def test_a_card_tells_what_is_known_and_marks_the_quote_in_its_place() -> None:
    html = sources_html(asked(), SAY)
    assert '<span class="number" aria-hidden="true">1</span><bdi>Harbour bridge reopens</bdi>' in html
    said = Page(html).text
    assert "Coast Daily · first in Northern Post · 14 May 2026 · report" in said
    assert (
        '<blockquote dir="auto"><mark>After two winters, the harbour bridge reopened on 14 May.</mark></blockquote>'
    ) in html
    assert "Read it at www.example.org" in said


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    html = sources_html(asked(source=article("bridge", BRIDGE.text)), SAY)
    assert "publisher unknown · date unknown" in Page(html).text
    assert "<time" not in html


def test_what_came_nearest_is_marked_nowhere_and_said_to_answer_nothing() -> None:
    html = sources_html(asked("Who won the chess match?"), SAY)
    assert "<mark" not in html
    assert "<em>" in html
    assert "No sentence in them was found to answer it." in html
    assert "The city paid for the harbour bridge." in html


def test_a_quote_that_failed_is_no_quote_in_the_panel_either() -> None:
    html = sources_html(replace(asked(), failed=frozenset({1, 2})), SAY)
    assert "<mark" not in html
    assert html.count("This quotation failed its check") == 2


def test_the_panel_says_which_question_it_belongs_to() -> None:
    html = sources_html(asked(), SAY)
    assert 'data-key="list-4" aria-label="Sources"' in html
    assert "for harbour bridge" in Page(html).text
    assert "The sources of an answer appear here" in empty_html(SAY)


def opened(turn: Turn, source: Article, number: int) -> str:
    return article_html(source, marks_of(turn.citations, number), SAY, key="k", turn=turn)


def test_the_whole_article_is_shown_with_the_quote_marked_and_the_others_lightly() -> None:
    turn = asked()
    html = opened(turn, BRIDGE, 2)
    first, second = turn.citations[0].quote, turn.citations[1].quote
    assert f'<mark class="other" tabindex="-1">{first}</mark>' in html
    assert f'<mark class="main" tabindex="-1">{second}</mark>' in html
    body = Page(html.partition('class="body"')[2]).text
    for paragraph in BRIDGE.text.split("\n\n"):
        assert paragraph in body


def test_from_the_article_a_way_leads_back_to_the_statement_and_to_the_sources() -> None:
    html = opened(asked(), BRIDGE, 2)
    assert '<button type="button" data-do="back" data-turn="4" data-n="2">Back to the statement</button>' in html
    assert 'data-do="sources" data-turn="4"' in html
    assert "data-ids='[&quot;bridge&quot;]'" in html or 'data-ids="[&quot;bridge&quot;]"' in html


def test_the_number_of_each_marked_quote_leads_back_to_the_statement_that_quotes_it() -> None:
    html = opened(asked(), BRIDGE, 2)
    for number in (1, 2):
        label = f"Back to the statement of source {number}"
        assert f'data-turn="4" data-n="{number}" aria-label="{label}" title="{label}">{number}</button><mark' in html


def test_a_card_shows_the_paragraph_of_the_quote_and_no_more() -> None:
    text = "Before.\nThe harbour bridge reopened. More of it.\nAfter."
    turn = cited("The harbour bridge reopened.")
    passage = Passage(article_id="1", start=0, end=len(text), text=text)
    citation = replace(turn.citations[0], start=8, end=36, passage=passage)
    said = Page(sources_html(replace(turn, citations=(citation,)), SAY)).text
    assert "The harbour bridge reopened. More of it." in said
    assert "Before." not in said
    assert "After." not in said


def test_every_value_says_where_it_was_found() -> None:
    source = Source(
        title=given_value("Bridge"),
        publisher=Described(value="Coast", provenance=Provenance.FOUND, span=(0, 5)),
        authors=stated("Ann", "byl"),
        published=given_value("2026-05"),
        language=Described(value="en", provenance=Provenance.INFERRED, why="its words"),
        publisher_note=UNKNOWN,
    )
    html = article_html(Article(id="a", text="Coast. Bridge.", source=source), (), SAY, key="k", copies=[BRIDGE])
    facts = Page(html).text.partition("Bridge")[2]
    assert "PublisherCoast found in the text" in facts
    assert "AuthorAnn said in its “byl”" in facts
    assert "PublishedMay 2026 (to the month) given" in facts
    assert "Languageen inferred: its words" in facts
    assert "The same text atCoast Daily" in facts
    assert 'data-do="article" data-id="bridge" aria-label="Read in the article: Harbour bridge reopens"' in html
    assert "About it" not in facts
    assert "Publishedunknown" in Page(article_html(article("a", "Words."), (), SAY, key="k")).text


def test_a_citation_that_does_not_stand_is_said_to_have_failed() -> None:
    turn = asked()
    html = failed_html(turn.citations[0], turn, SAY, gone=False)
    assert "This quotation failed its check" in html
    assert "<mark" not in html
    assert "<blockquote" not in html
    assert "no longer in the collection" in failed_html(turn.citations[0], turn, SAY, gone=True)


words = st.text("ab \n", min_size=1, max_size=60).filter(str.strip)


@given(words, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=5))
def test_what_is_marked_are_exactly_the_words_at_the_offsets(body: str, spans: list[tuple[int, int]]) -> None:
    marks = [
        Mark(start=start, end=min(start + length, len(body)), number=number, main=number == 1)
        for number, (start, length) in enumerate(spans, 1)
        if start < len(body)
    ]
    html = article_html(article("a", body), marks, SAY, key="k").partition('class="body" lang="">')[2]
    inside, seen, depth = "", [], 0
    for piece in html.replace("<", "\0<").replace(">", ">\0").split("\0"):
        if piece.startswith("<"):
            depth += piece.startswith(("<mark", "<sup")) - piece.startswith(("</mark", "</sup"))
            inside = "sup" if piece.startswith("<sup") else "" if piece == "</sup>" else inside
        elif piece and inside != "sup":
            seen += [(character, depth > 0) for character in piece]
    lines = [found for found in body.split("\n") if found.strip()]
    assert "".join(character for character, _ in seen) == "".join(lines)
    expected = []
    at = 0
    for line in body.split("\n"):
        if line.strip():
            expected += [
                (body[place], any(m.start <= place < m.end for m in marks)) for place in range(at, at + len(line))
            ]
        at += len(line) + 1
    assert seen == expected


def _failed(turn: Turn, say: Say) -> str:
    return failed_html(turn.citations[0], turn, say, gone=False)


@given(anything, anything.filter(str.strip), anything, anything)
def test_no_foreign_word_is_markup_wherever_it_stands(title: str, quote: str, publisher: str, url: str) -> None:
    plain = cited("q", publisher="p", title="t", url=url)
    hostile = cited(quote, publisher=publisher, title=title, url=url)
    for draw in (sources_html, _failed):
        pages = [Page(draw(turn, SAY)) for turn in (plain, hostile)]
        skeletons = [[(tag, sorted(attributes)) for tag, attributes in page.tags] for page in pages]
        assert skeletons[0] == skeletons[1]
        assert visible(quote) in pages[1].text
    known = Source(title=given_value(title), publisher=given_value(publisher), authors=given_value(quote))
    page = Page(article_html(Article(id="a", text=quote, source=known), (), SAY, key=title))
    assert {tag for tag, _ in page.tags} <= {"section", "div", "button", "h2", "bdi", "dl", "dt", "dd", "span", "p"}


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
    html = sources_html(asked(url="https://good.example@evil.example/"), SAY)
    assert "Read it at evil.example" in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_a_javascript_address_is_no_link() -> None:
    html = sources_html(asked(url="javascript:alert(1)"), SAY)
    assert "<a " not in html
    assert "javascript" not in html
