"""Dates in a text, each of the precision that it has: "September 17", "Wednesday", "2018", "14-15 May 2025"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is known of a date; None is unknown. `last` ends "September 14-15"; `weekday` counts from Monday, 0."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    last: int | None = None
    weekday: int | None = None


UNDATED = Day()

_FULL = "January February March April May June July August September October November December".split()
_SHORT = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10}
_MONTHS = {name.lower(): number for number, name in enumerate(_FULL, 1)} | _SHORT | {"nov": 11, "dec": 12}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

_MONTH = rf"(?:(?:{'|'.join(_FULL)})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_TO = r"(?:st|nd|rd|th)?(?:\s?[-–—]\s?| to | and )"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
# "May" and "March" alone are more often a verb: they are months behind one of these.
_BEFORE_MONTH = "in|until|till|since|by|for|of|last|next|early|late|mid|this|from|through|to|during|before|after"
_DATES = (
    re.compile(rf"\b(?P<year>{_YEAR})-(?P<number>0\d|1[0-2])(?:-(?P<day>[0-2]\d|3[01]))?\b"),
    re.compile(
        rf"\b(?P<month>{_MONTH}) (?:the )?(?P<day>{_DAY})(?:{_TO}(?P<last>{_DAY}))?(?:st|nd|rd|th)?\b(?![:%.,]?\d)"
        rf"(?:,? (?P<year>{_YEAR})\b)?"
    ),
    re.compile(
        rf"(?<![\w.,])(?P<day>{_DAY})(?:{_TO}(?P<last>{_DAY}))?(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})"
        rf"(?:,? (?P<year>{_YEAR})\b)?"
    ),
    re.compile(rf"\b(?P<month>{_MONTH})(?:,? (?:of )?)(?P<year>{_YEAR}|1[0-4]\d\d)\b"),
    re.compile(rf"\b(?:{_BEFORE_MONTH})[ -](?P<month>May|March)\b(?! (?:of|to|against)\b)", re.IGNORECASE),
    re.compile(rf"\b(?P<month>{'|'.join(name for name in _FULL if name not in ('May', 'March'))})\b"),
    re.compile(r"\b(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"),
)
_YEAR_ALONE = re.compile(
    rf"(?<![\w.,$€£¥/-])(?P<year>{_YEAR})(?!\w|[.,/]\d|-[a-z]|%| ?per ?cent| (?:million"
    rf"|billion))"
)
_LONG_AGO = re.compile(
    r"\b(?:in|since|until|circa|c\.)(?: early| late)? (?P<year>1[0-4]\d\d|[1-9]\d\d)"
    r"(?=[,;.)](?!\d)|$| (?:as|and|when|by)\b)",
    re.IGNORECASE,
)
_IN_YEAR = re.compile(
    r"(?:\b(?:in|since|by|until|till|of|from|during|before|after|for|early|late|mid|and|to|fiscal|year|than"
    r"|the)|[(,–])[ -]?$",
    re.IGNORECASE,
)
_COUNTED = re.compile(r" [a-z]+s\b| people\b| men\b| women\b| children\b")


def month_name(day: str) -> str:
    """The month of an ISO date, "" where it names none.

    >>> month_name("2025-09-05"), month_name("2025")
    ('September', '')
    """
    return _FULL[int(day[5:7]) - 1] if len(day) >= len("2025-09") else ""


def find_days(text: str) -> Iterator[tuple[int, int, Day]]:
    """(start, end, date) of each date in a text, the longest reading of each; not in order.

    >>> [day for _, _, day in find_days("until November 10, 2025")]
    [Day(year=2025, month=11, day=10, last=None, weekday=None)]
    """
    taken: list[tuple[int, int]] = []
    for pattern in (*_DATES, _YEAR_ALONE, _LONG_AGO):
        for match in pattern.finditer(text):
            named = match.groupdict()
            start = match.start("month") if named.get("month") and "day" not in named else match.start()
            start = match.start("year") if pattern is _LONG_AGO else start
            if any(start < other_end and other_start < match.end() for other_start, other_end in taken):
                continue
            if pattern is _YEAR_ALONE and _COUNTED.match(text, match.end()) and not _IN_YEAR.search(text[:start]):
                continue
            day = _read(named)
            if day is not None:
                end = match.end() - (match.group().endswith(".") and match.end() == len(text))
                taken.append((start, end))
                yield start, end, day


def _read(named: dict[str, str | None]) -> Day | None:
    def number(name: str) -> int | None:
        return int(named[name] or 0) or None if named.get(name) else None

    month = number("number") or (_MONTHS[(named["month"] or "").lower().rstrip(".")] if named.get("month") else None)
    weekday = _WEEKDAYS.index((named["weekday"] or "").lower()) if named.get("weekday") else None
    return Day(year=number("year"), month=month, day=number("day"), last=number("last"), weekday=weekday)


def relate_days(one: Day, other: Day) -> bool | None:
    """Whether two dates are the same: True, False, or None where they only may be.

    >>> relate_days(Day(month=11, day=10), Day(month=11)), relate_days(Day(year=2024), Day(year=2018))
    (None, False)
    """
    both = [(getattr(one, name), getattr(other, name)) for name in ("year", "month", "weekday")]
    if any(ours is not None and theirs is not None and ours != theirs for ours, theirs in both):
        return False
    if one.day and other.day and not (one.day <= (other.last or other.day) and other.day <= (one.last or one.day)):
        return False
    for ours, theirs in ((one, other), (other, one)):
        if ours.weekday is not None and theirs.year and theirs.month and theirs.day:
            return None if _falls_on(theirs, ours.weekday) else False
    return True if one == other else None


def _falls_on(day: Day, weekday: int) -> bool:
    try:
        return date(day.year or 1, day.month or 1, day.day or 1).weekday() == weekday
    except ValueError:  # 31 September
        return False
