from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.values import Bound, Kind, find_values, relate


def said(text: str) -> list[tuple[str, str, float, float, str]]:
    return [(text[v.start : v.end], v.kind.value, float(v.low), float(v.high), v.unit) for v in find_values(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extended three times this year", ("three times", "measure", 3, 3, "time")),
        ("extended it twice", ("twice", "measure", 2, 2, "time")),
        ("slightly over 19 per cent", ("19 per cent", "share", 19, 19, "%")),
        ("two-thirds of the vote", ("two-thirds", "share", 200 / 3, 200 / 3, "%")),
        ("up 2 percentage points", ("2 percentage points", "share", 2, 2, "points")),
        ("only have 2½ months", ("2½ months", "measure", 2.5, 2.5, "month")),
        ("a 90-day truce", ("90-day", "measure", 90, 90, "day")),
        ("two weeks", ("two weeks", "measure", 14, 14, "day")),
        ("US$3.5bn of debt", ("US$3.5bn", "money", 3.5e9, 3.5e9, "USD")),
        ("5 million euros", ("5 million euros", "money", 5e6, 5e6, "EUR")),
        ("10 to 15 million people", ("10 to 15 million", "count", 10e6, 15e6, "")),
        ("between 10 and 15 percent", ("10 and 15 percent", "share", 10, 15, "%")),
        ("hundreds of new jets", ("hundreds", "count", 100, 100, "")),
        ("tens of thousands came", ("tens of thousands", "count", 1e4, 1e4, "")),
        ("cost billions of dollars", ("billions of dollars", "money", 1e9, 1e9, "USD")),
        ("1,400 people", ("1,400", "count", 1400, 1400, "")),
        ("one hundred and twenty-three", ("one hundred and twenty-three", "count", 123, 123, "")),
        ("half a million users", ("half a million", "count", 500_000, 500_000, "")),
        ("the fourth round", ("fourth", "ordinal", 4, 4, "")),
        ("at 3:30 p.m. sharp", ("3:30 p.m.", "clock", 930, 930, "")),
    ],
)
def test_a_value_is_found_with_its_span_its_number_and_its_unit(
    text: str, expected: tuple[str, str, float, float, str]
) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "One of the leaders, no one else, and this one",
        "F-35 jets, COVID-19, the G7 and the H20 chip",
        "Boeing 737 and Article 5",
        "First, it is easy. Second, it may march on.",
        "since 9/11 and in the 1990s",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("until November 10, 2025", (2025, 11, 10, None, None)),
        ("On September 14–15, the", (None, 9, 14, 15, None)),
        ("on 14 September 2025", (2025, 9, 14, None, None)),
        ("by Wednesday", (None, None, None, None, 2)),
        ("extended until November", (None, 11, None, None, None)),
        ("in May", (None, 5, None, None, None)),
        ("in 2018", (2018, None, None, None, None)),
        ("2025-09-17", (2025, 9, 17, None, None)),
        ("In 1072, William invaded", (1072, None, None, None, None)),
        ("began in 911 as a fiefdom", (911, None, None, None, None)),
        ("until February 1082", (1082, 2, None, None, None)),
    ],
)
def test_a_date_has_the_precision_that_it_is_given_with(text: str, fields: tuple[int | None, ...]) -> None:
    (value,) = find_values(text)
    day = value.day
    assert value.kind is Kind.DATE
    assert (day.year, day.month, day.day, day.last, day.weekday) == fields


def test_a_number_of_people_is_no_year() -> None:
    assert [value.kind for value in find_values("2,024 people in 2024")] == [Kind.COUNT, Kind.DATE]
    assert [value.kind for value in find_values("They met in 120 towns, and in 120.5 more")] == [Kind.COUNT] * 2


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("seven times", "7 times", "equal"),
        ("twice", "two times", "equal"),
        ("three times", "four times", "different"),
        ("14.7 per cent", "14.7%", "equal"),
        ("half of the vote", "50% of the vote", "equal"),
        ("14 days", "two weeks", "equal"),
        ("more than 100 orders", "120 orders", "compatible"),
        ("at least 12 dead", "10 dead", "different"),
        ("nearly 100 jets", "97 jets", "compatible"),
        ("about 40 million", "41.5 million", "compatible"),
        ("41 million", "41.3 million", "compatible"),
        ("10 to 15 people", "12 people", "compatible"),
        ("$5 million", "€5 million", "incomparable"),
        ("20% tariffs", "20 tariffs", "incomparable"),
        ("four rounds", "the fourth round", "incomparable"),
        ("90 days", "three months", "incomparable"),
        ("November 10", "until November", "compatible"),
        ("by Wednesday", "September 17", "compatible"),
        ("by Wednesday", "September 17, 2025", "compatible"),
        ("by Thursday", "September 17, 2025", "different"),
        ("2024", "2018", "different"),
        ("September 14-15", "September 15", "compatible"),
        ("September 14-15", "September 16", "different"),
        ("3 p.m.", "15:00", "equal"),
    ],
)
def test_values_are_compared_as_values(one: str, other: str, relation: str) -> None:
    ours, theirs = find_values(one)[0], find_values(other)[0]
    assert relate(ours, theirs).value == relation
    assert relate(theirs, ours).value == relation


def test_a_qualifier_says_how_a_number_is_meant() -> None:
    text = "More than 5 and fewer than 7 cats, about 9 dogs, 11 birds, 30+ fish"
    assert [value.bound for value in find_values(text)] == [
        Bound.OVER,
        Bound.UNDER,
        Bound.ABOUT,
        Bound.EXACT,
        Bound.OVER,
    ]


@given(st.integers(min_value=0, max_value=10**12))
def test_a_number_is_read_with_and_without_separators(number: int) -> None:
    for text in (f"{number} cats", f"{number:,} cats"):
        values = [value for value in find_values(text) if value.kind is Kind.COUNT]
        assert [value.low for value in values] == ([Fraction(number)] if values else [])
        assert values or 1500 <= number <= 2099  # what may be a year is one


@given(st.text(max_size=200))
def test_any_text_is_read_and_no_value_overlaps_another(text: str) -> None:
    values = find_values(text)
    ends = [0, *(value.end for value in values)]
    assert all(end <= value.start < value.end <= len(text) for end, value in zip(ends, values, strict=False))


def test_hundreds_are_at_least_a_hundred() -> None:
    hundreds, more, fewer = (find_values(text)[0] for text in ("hundreds of jets", "450 jets", "60 jets"))
    assert hundreds.bound is Bound.OVER
    assert relate(hundreds, more).value == "compatible"
    assert relate(hundreds, fewer).value == "different"
    assert not find_values("Test scores fell.")
