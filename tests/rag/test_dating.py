from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Passage
from rag.dating import explain, newer_first, resolve, say_newest
from rag.types import Answer, Citation, Hit, Part, Statement, Status, Voice


def told(text: str, published: str | None) -> dict[str, str]:
    """What each word for a time means, as "first" or "first/last"."""
    return {
        text[when.start : when.end]: str(when.first) if when.first == when.last else f"{when.first}/{when.last}"
        for when in resolve(text, published)
    }


@pytest.mark.parametrize(
    ("text", "published", "meant"),
    [
        ("They must agree by Wednesday.", "2025-09-14", {"Wednesday": "2025-09-17"}),
        ("China announced Saturday that it had launched two probes.", "2025-09-14", {"Saturday": "2025-09-13"}),
        ("He said Monday it will end on Friday.", "2025-09-16", {"Monday": "2025-09-15", "Friday": "2025-09-19"}),
        ("The clinic will be held Saturday.", "2021-04-26", {"Saturday": "2021-05-01"}),
        ("Talks ended yesterday.", "2025-03-01", {"yesterday": "2025-02-28"}),
        ("Prices rose last month.", "2025-01-31", {"last month": "2024-12-01/2024-12-31"}),
        ("The two spoke on the phone in June.", "2025-09-14", {"June": "2025-06-01/2025-06-30"}),
        ("They will meet in January.", "2025-12-30", {"January": "2026-01-01/2026-01-31"}),
        ("It faces a September 17 deadline.", "2025-09-14", {"September 17": "2025-09-17"}),
        ("It was set up three years ago.", "2025-09", {"three years ago": "2022-01-01/2022-12-31"}),
        ("They meet on September 14-15, 2025.", None, {"September 14-15, 2025": "2025-09-14/2025-09-15"}),
    ],
)
def test_words_for_a_time_are_resolved_against_the_date_of_their_article(
    text: str, published: str | None, meant: dict[str, str]
) -> None:
    assert told(text, published) == meant


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("They must agree by Wednesday.", None),
        ("They must agree by Wednesday.", "2025-09"),
        ("Prices rose last month.", None),
        ("Prices rose last month.", "2025"),
        ("It closes on Friday.", "2025-09-16"),
        # This week's or next week's; this week's or last week's.
        ("They will meet next Friday.", "2025-09-16"),
        ("They met last Monday.", "2025-09-16"),
        ("The law passed two decades ago, in June.", "2025-09-14"),
        ("The deadline is September 31.", "2025-09-14"),
        ("It was founded 999 years ago today.", "0500"),
    ],
)
def test_what_could_be_either_of_two_days_is_left_as_it_stands(text: str, published: str | None) -> None:
    assert told(text, published) == {}


def test_wednesday_is_the_17_september_of_another_source_of_the_same_week() -> None:
    (wednesday,) = resolve("The deadline is expected by Wednesday.", "2025-09-14")
    (day,) = resolve("ByteDance is facing a September 17 deadline.", "2025-09-16")
    (other,) = resolve("ByteDance is facing a September 18 deadline.", "2025-09-16")
    assert wednesday.meets(day)
    assert not wednesday.meets(other)


def test_only_what_needs_the_date_of_the_article_is_explained() -> None:
    quote = "He said on Monday that the truce of 12 May 2025 ends on November 10."
    assert explain(quote, "2025-09-16") == "“Monday” is 15 September 2025; “November 10” is 10 November 2025"
    assert explain(quote, None) == ""


@given(st.text(max_size=60) | st.sampled_from(["99999999 years ago", "by Monday", "999 months ago", "tomorrow"]))
def test_any_text_and_any_date_give_spans_of_that_text(text: str) -> None:
    for published in (None, "0001", "9999-12-31", "2024-02"):
        for when in resolve(text, published):
            assert 0 <= when.start < when.end <= len(text)
            assert when.first <= when.last


def answer(*published: str | None) -> Answer:
    """With one statement and one source for each date."""
    passages = [Passage(article_id=str(at), start=0, end=4, text="Yes.") for at in range(len(published))]
    citations = tuple(
        Citation(
            number=at + 1, article_id=str(at), start=0, end=4, quote="Yes.", passage=passage, title="", published=day
        )
        for at, (passage, day) in enumerate(zip(passages, published, strict=True))
    )
    return Answer(
        question="?",
        standalone_question="?",
        status=Status.ANSWERED if published else Status.NOT_FOUND,
        text="",
        statements=tuple(
            Statement(parts=(Part(text="Yes.", voice=Voice.QUOTED, citation=each.number),)) for each in citations
        ),
        citations=citations,
        hits=tuple(Hit(passage=passage, rank=at + 1, score=1.0, title="") for at, passage in enumerate(passages)),
    )


def test_the_newest_source_is_named_or_that_it_is_not_known() -> None:
    assert answer("2025-08-03", None, "2025-09-16").newest == "2025-09-16"
    assert answer("2025", "2025-01-02").newest == "2025-01-02"
    assert answer(None).newest is answer().newest is None
    assert say_newest(answer("2025-08-03", "2025-09-16")) == "The newest source is of 16 September 2025."
    assert say_newest(answer("2025-09")) == "The source is of September 2025."
    assert say_newest(answer("2025", None)) == "The newest source is of 2025; the date of 1 is not known."
    assert say_newest(answer(None)) == "How recent this is cannot be said: no source has a known date."
    assert say_newest(answer()) == ""


def test_the_newer_of_two_statements_about_the_same_thing_leads_and_the_older_is_marked() -> None:
    dates = ["2025-08-03", "2025-01-01", "2025-09-16", None]
    assert newer_first(dates, ["truce", "tariff", "truce", "truce"]) == (
        (2, False),
        (1, False),
        (0, True),
        (3, False),
    )


def test_what_is_not_certainly_older_is_not_called_so() -> None:
    assert newer_first(["2025-09", "2025-09-14"], ["truce", "truce"]) == ((0, False), (1, False))
    assert newer_first(["2025-09-14", "2025-09-14"], ["truce", "truce"]) == ((0, False), (1, False))


@given(st.lists(st.tuples(st.sampled_from([None, "2025", "2025-09", "2025-09-14", "2024-12-31"]), st.integers(0, 2))))
def test_ordering_keeps_every_statement_and_the_places_of_other_things(rows: list[tuple[str | None, int]]) -> None:
    dates, about = [day for day, _ in rows], [thing for _, thing in rows]
    ordered = [at for at, _ in newer_first(dates, about)]
    assert sorted(ordered) == list(range(len(rows)))
    assert [about[at] for at in ordered] == about
    assert Fraction(sum(at == place for place, at in enumerate(ordered))) >= dates.count(None)
