"""What a text states exactly: counts, shares, sums of money, measures, places in an order, dates, each with its span.

Two values are compared as values, not as words: "seven" is 7, "14.7 per cent" is "14.7%", "November 10" fits
"November", and a fourth round is no number of rounds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import prod

from rag.days import UNDATED, Day, find_days, relate_days
from rag.measures import CURRENCY_AFTER, CURRENCY_BEFORE, MEASURE, MEASURES, currency
from rag.numerals import NUMERAL, ORDINAL, read_number, read_ordinal


class Kind(StrEnum):
    """What is stated."""

    COUNT = "count"
    SHARE = "share"
    MONEY = "money"
    MEASURE = "measure"
    ORDINAL = "ordinal"
    DATE = "date"
    CLOCK = "clock"


class Bound(StrEnum):
    """How the number is meant."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"


class Relation(StrEnum):
    """How two values stand to each other."""

    EQUAL = "equal"
    COMPATIBLE = "compatible"
    """Both can be true: one is rounder, or leaves something open."""
    DIFFERENT = "different"
    INCOMPARABLE = "incomparable"
    """Of another kind, unit or currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One stated value: `text[start:end]` says it.

    Attributes:
        kind: What it is.
        start: Its first character; qualifiers such as "over" stand before it.
        end: One past its last.
        low: The number, or the lower end of a range; of a date 0, of a clock time the minutes since midnight.
        high: The upper end; `low` where there is no range.
        bound: How it is meant.
        unit: Of money the currency, of a measure what it is measured in, of a share "%" or "points", else "".
        day: The date, for a date.
    """

    kind: Kind
    start: int
    end: int
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    bound: Bound = Bound.EXACT
    unit: str = ""
    day: Day = UNDATED


_NUMBER = re.compile(NUMERAL, re.IGNORECASE)
_PLACE = re.compile(rf"(?<![\w-]){ORDINAL}(?!\w)", re.IGNORECASE)
_TIMES = re.compile(r"\b(once|twice|thrice)\b(?! (?:again|more)\b| the\b)", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?|"
    r"(?<![\d:.])(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)(?![\d:])",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"[ -]?(?:(%|per ?cent|pct)(?! ?points?)( age)?(?!\w)|((?:percentage|per ?cent|%)[ -]?points?))", re.IGNORECASE
)
_FRACTION = re.compile(
    r"(?<![\w-])(?:(?P<top>a|one|two|three|four)[ -](?P<bottom>third|quarter|fifth|tenth)s?"
    r"|(?P<half>half))(?= (?:of|the|its|their|all)\b)",
    re.IGNORECASE,
)
_BOTTOMS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_LEAST_OF = {
    "tens": 10, "dozens": 24, "scores": 20, "hundreds": 100, "thousands": 1_000, "millions": 10**6, "billions": 10**9
}  # fmt: skip
_MULTITUDES = re.compile(
    r"\b(?:(?:tens|dozens|hundreds|thousands) of )?(?:dozens|scores(?= of)|hundreds|thousands|millions|billions)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|and|or)\s")
_BETWEEN = re.compile(r"\b(?:between|from) (?:\S{1,3} ?)?$", re.IGNORECASE)
_QUALIFIERS = (
    (
        Bound.OVER,
        "more than|over|at least|above|exceed(?:s|ed|ing)?|upwards? of|no fewer than|no less than|surpass(?:ed|ing)",
    ),
    (
        Bound.UNDER,
        "less than|fewer than|under|below|up to|as many as|as much as|at most|no more than|short of|almost|nearly",
    ),
    (Bound.ABOUT, "about|around|roughly|approximately|some|an estimated|estimated|circa|or so|an average of"),
)  # fmt: skip
_QUALIFIED = tuple(
    (bound, re.compile(rf"\b(?:{words})(?: of)?(?: an?)?(?: further| additional| another)? ?$", re.IGNORECASE))
    for bound, words in _QUALIFIERS
)
# "One of the", "no one", "F-35", "COVID-19", "Group-of-20", "Boeing 737": no counts.
_NO_COUNT_AFTER = re.compile(r"(?: of\b| another\b|['’]s\b| day\b|[a-zA-Z])")
_NO_COUNT_BEFORE = re.compile(
    r"(?:\b(?:no|this|that|each|any|every|which|some|the|as|another|number) $|[A-Za-z]-$|\w$|[./:]$)", re.IGNORECASE
)
_MODEL_BEFORE = re.compile(
    r"\b(?:Boeing|Airbus|Article|Section|Chapter|Title|Highway|Route|Flight|Formula|Group of|G) ?-?$"
)


def find_values(text: str) -> tuple[Value, ...]:
    """The values that a text states, in order; none overlaps another.

    >>> [(text[v.start : v.end], v.kind.value, float(v.low)) for text in ["over 100 million users, up 14.7 per cent"]
    ...     for v in find_values(text)]
    [('100 million', 'count', 100000000.0), ('14.7 per cent', 'share', 14.7)]
    """
    values: list[Value] = []
    for finder in (_days, _clocks, _fractions, _multitudes, _numbers, _places):
        for value in finder(text):
            if not any(value.start < other.end and other.start < value.end for other in values):
                values.append(value)
    return tuple(sorted(values, key=lambda value: value.start))


def _days(text: str) -> Iterator[Value]:
    for start, end, day in find_days(text):
        yield Value(kind=Kind.DATE, start=start, end=end, day=day)


def _clocks(text: str) -> Iterator[Value]:
    for match in _CLOCK.finditer(text):
        hour, minute = int(match["hour"] or match["hour24"]), int(match["minute"] or match["minute24"] or 0)
        if match["half"]:
            hour = hour % 12 + (12 if match["half"] in "pP" else 0)
        minutes = Fraction(60 * hour + minute)
        yield Value(kind=Kind.CLOCK, start=match.start(), end=match.end(), low=minutes, high=minutes)


def _fractions(text: str) -> Iterator[Value]:
    tops = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
    for match in _FRACTION.finditer(text):
        top, bottom = (1, 2) if match["half"] else (tops[match["top"].lower()], _BOTTOMS[match["bottom"].lower()])
        share = Fraction(100 * top, bottom)
        bound = _bound(text, match.start())
        yield Value(kind=Kind.SHARE, start=match.start(), end=match.end(), low=share, high=share, bound=bound, unit="%")


def _places(text: str) -> Iterator[Value]:
    for match in _PLACE.finditer(text):
        place = Fraction(read_ordinal(match.group()))
        # "Second, China has ..." counts the writer's points.
        ahead = text[: match.start()].rstrip(" “\"'")
        if text[match.end() : match.end() + 1] != "," or (ahead and ahead[-1] not in ".!?:;"):
            yield Value(kind=Kind.ORDINAL, start=match.start(), end=match.end(), low=place, high=place)


def _numbers(text: str) -> Iterator[Value]:
    for match in _TIMES.finditer(text):
        times = Fraction(("once", "twice", "thrice").index(match.group().lower()) + 1)
        yield Value(kind=Kind.MEASURE, start=match.start(), end=match.end(), low=times, high=times, unit="time")
    position = 0
    while (found := _NUMBER.search(text, position)) is not None:
        value = _number(text, found)
        position = found.end() if value is None else value.end
        if value is not None:
            yield value


def _multitudes(text: str) -> Iterator[Value]:
    """At least so many: "hundreds of jets", "tens of thousands"."""
    for match in _MULTITUDES.finditer(text):
        of = len(" of") if text.startswith(" of ", match.end()) else 0
        least = Fraction(prod(_LEAST_OF[word] for word in match.group().lower().split(" of ")))
        value = _with_unit(text, (match.start(), match.end() + of), (least, least), "")
        end = value.end if value.unit else match.end()
        yield replace(value, start=match.start(), end=end, bound=Bound.OVER)


def _number(text: str, match: re.Match[str]) -> Value | None:
    start, end = match.span()
    low = high = read_number(match.group())
    prefix = CURRENCY_BEFORE.search(text[max(0, start - 5) : start])
    if not prefix and _is_no_count(text, match):
        return None
    # "14-15 per cent", "between 10 and 15": the unit of the second is that of both.
    joint = _RANGE.match(text, end)
    second = _NUMBER.match(text, joint.end()) if joint else None
    if joint and second and (joint.group().strip() != "and" or _BETWEEN.search(text[:start])):
        upper = read_number(second.group())
        if upper > low and joint.group().strip() != "or":
            high, end = upper, second.end()
            low = low * upper / read_number(second.group().split()[0]) if _shares_magnitude(match, second) else low
    return _with_unit(text, (start, end), (low, high), prefix.group() if prefix else "")


def _shares_magnitude(first: re.Match[str], second: re.Match[str]) -> bool:
    """Whether "10" of "10 to 15 million" is ten million."""
    parts = second.group().split()
    return len(parts) == 2 and parts[0][0].isdigit() and first.group()[-1].isdigit()  # noqa: PLR2004 - number, magnitude


def _is_no_count(text: str, match: re.Match[str]) -> bool:
    before, said = text[max(0, match.start() - 12) : match.start()], match.group().lower()
    if said == "one" and (_NO_COUNT_AFTER.match(text, match.end()) or _NO_COUNT_BEFORE.search(before)):
        return True
    glued = re.search(r"[A-Za-z]-?$|[\d][.,/:]$", before) or _MODEL_BEFORE.search(before)
    after = re.match(r"[A-Za-z_]|/\d|['’]?s\b", text[match.end() : match.end() + 3])
    return said[0].isdigit() and bool(glued or after) and not MEASURE.match(text, match.end())


def _with_unit(text: str, span: tuple[int, int], ends: tuple[Fraction, Fraction], prefix: str) -> Value:
    start, end = span[0] - len(prefix), span[1]
    kind, unit, factor = Kind.COUNT, "", Fraction(1)
    if prefix:
        kind, unit = Kind.MONEY, currency(prefix)
    elif percent := _PERCENT.match(text, end):
        kind, unit, end = Kind.SHARE, "points" if percent.group(3) else "%", percent.end()
    elif money := CURRENCY_AFTER.match(text, end):
        kind, unit, end = Kind.MONEY, currency(money["name"] or money["code"] or money["sign"]), money.end()
    elif measure := MEASURE.match(text, end):
        unit, factor = MEASURES[measure["name"].lower()]
        kind, unit, end = Kind.MEASURE, f"square {unit}" if measure["square"] else unit, measure.end()
    bound = Bound.OVER if text[span[1] : span[1] + 1] == "+" else _bound(text, start)
    low, high = ends[0] * factor, ends[1] * factor
    return Value(kind=kind, start=start, end=end, low=low, high=high, bound=bound, unit=unit)


def _bound(text: str, start: int) -> Bound:
    before = text[max(0, start - 40) : start]
    return next((bound for bound, pattern in _QUALIFIED if pattern.search(before)), Bound.EXACT)


def relate(one: Value, other: Value) -> Relation:
    """How two values stand to each other.

    >>> def both(*texts): return relate(*(find_values(text)[0] for text in texts)).value
    >>> both("seven times", "7 times"), both("three times", "four times"), both("over 100 jets", "120 jets")
    ('equal', 'different', 'compatible')
    >>> both("20% tariffs", "20 tariffs"), both("$5", "5 euros"), both("the fourth round", "four rounds")
    ('incomparable', 'incomparable', 'incomparable')
    """
    if one.kind is not other.kind or one.unit != other.unit:
        return Relation.INCOMPARABLE
    if one.kind is Kind.DATE:
        same = relate_days(one.day, other.day)
        return {True: Relation.EQUAL, False: Relation.DIFFERENT, None: Relation.COMPATIBLE}[same]
    if (one.low, one.high) == (other.low, other.high):
        return Relation.EQUAL if one.bound is other.bound else Relation.COMPATIBLE
    if _may_be(one, other) or _may_be(other, one):
        return Relation.COMPATIBLE
    return Relation.DIFFERENT


_ROUND = Fraction(6, 100)
"""How far a rounded number may be from the exact one."""
_COUNTED = 12
"""Up to it, numbers are counted and not rounded."""


def _may_be(rough: Value, exact: Value) -> bool:
    """Whether a number given as a range, as rounded or as a limit leaves room for another."""
    if rough.low <= exact.low and exact.high <= rough.high:
        return True
    near = bool(abs(rough.low - exact.low) <= max(abs(rough.low), Fraction(1)) * _ROUND)
    match rough.bound:
        case Bound.OVER:
            return exact.high >= rough.low and exact.bound in (Bound.EXACT, Bound.OVER, Bound.ABOUT)
        case Bound.UNDER:
            return exact.low <= rough.high and exact.bound in (Bound.EXACT, Bound.UNDER, Bound.ABOUT)
        case Bound.ABOUT:
            return near
        case Bound.EXACT:
            return near and _is_rounded(rough, exact)


def _is_rounded(rough: Value, exact: Value) -> bool:
    """Whether one is the other with fewer figures: "41 million" for "41.3 million"."""
    if rough.low <= _COUNTED or rough.low.denominator != 1:
        return False
    step = 1
    while rough.low % (step * 10) == 0:
        step *= 10
    return bool(abs(exact.low - rough.low) * 2 <= step)
