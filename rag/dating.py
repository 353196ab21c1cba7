"""When: the day of an event is not the day of an article, and a newer article may have overtaken an older one.

"By Wednesday" in an article of 14 September 2025 is 17 September 2025; in an article of unknown date it stays
"Wednesday". Whatever could be either of two days is left as it stands: a wrong date is worse than none.
"""

import re
from calendar import monthrange
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.days import Day, find_days
from rag.types import Answer

_MONTH, _YEAR = 7, 4
"""How long ISO dates are that know the month, and the year alone."""
_WEEK = 7
_HALF_YEAR = 6
_NEAR = 40
"""Within so many characters a verb and a time are taken to belong together."""

_NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_RELATIVE = re.compile(
    r"\b(?:(?P<day>yesterday|today|tonight|tomorrow)|(?P<which>last|this|next) (?P<unit>week|month|year)"
    rf"|(?P<number>\d{{1,3}}|an?|{'|'.join(_NUMBERS)}) (?P<units>day|week|month|year)s? ago)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(last|past|next|this|coming|by) $", re.IGNORECASE)
_OTHER_YEAR = re.compile(r"\bago\b|\b(?:last|next) year\b|\byears? (?:before|earlier|later)\b|\b(?:19|20)\d\d\b")
_TO_COME = (
    "beginning|starting|effective|available|launch(?:es|ing)|will|would|shall|must|due|scheduled|expect(?:s|ed)?|"
    "plan(?:s|ned)?|upcoming|(?:is|are|was|were|set|have|has) to"
)
_HAPPENED = (
    r"\w{2,}ed|was|were|had|said|told|met|began|held|spoke|came|took|made|won|lost|fell|rose|left|gave|wrote|saw|sent|"
    "led|found|became|broke|brought|put|cut|hit|struck|shot|did"
)
HAPPENED = re.compile(rf"\b(?:{_HAPPENED})\b", re.IGNORECASE)
"""A verb of what is over."""
_VERB = re.compile(rf"\b(?:(?P<ahead>(?:{_TO_COME})(?: be \w+)?)|(?:{_HAPPENED}))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The words `text[start:end]` and the days that they mean, both included."""

    start: int
    end: int
    first: date
    last: date

    def meets(self, other: "When") -> bool:
        """Whether both can be the same time."""
        return self.first <= other.last and other.first <= self.last


def days_of(published: str) -> tuple[date, date]:
    """The first and the last day that an ISO date of any precision can mean.

    >>> [str(day) for day in days_of("2025-02")]
    ['2025-02-01', '2025-02-28']
    """
    if len(published) == _YEAR:
        return date(int(published), 1, 1), date(int(published), 12, 31)
    if len(published) == _MONTH:
        return _month(int(published[:4]), int(published[5:]))
    return (date.fromisoformat(published),) * 2


def resolve(text: str, published: str | None) -> tuple[When, ...]:
    """The times that a text of an article speaks of, as far as they can be told, in reading order.

    Args:
        text: A sentence, or a few.
        published: ISO date of the article, of any precision; None when unknown: then only what is written in full is
            told.

    >>> [str(when.first) for when in resolve("They must agree by Wednesday.", "2025-09-14")]
    ['2025-09-17']
    >>> resolve("They must agree by Wednesday.", None)
    ()
    """
    span = days_of(published) if published else None
    found = [(start, end, _absolute(text, start, day, span)) for start, end, day in find_days(text)]
    if span is not None:
        found += [(*match.span(), _relative(match, span)) for match in _RELATIVE.finditer(text)]
    whens = (When(start=start, end=end, first=days[0], last=days[1]) for start, end, days in found if days)
    return tuple(sorted(whens, key=lambda when: when.start))


def explain(quote: str, published: str | None) -> str:
    """What the words for a time in a quote mean that are none without the article's date; "" when there are none.

    >>> explain("They must agree by Wednesday.", "2025-09-14")
    '“Wednesday” is 17 September 2025'
    """
    without = {(when.start, when.end) for when in resolve(quote, None)}
    told = (when for when in resolve(quote, published) if (when.start, when.end) not in without)
    said = (f"“{quote[when.start : when.end]}” is {say(when.first, when.last)}" for when in told)
    return "; ".join(dict.fromkeys(said))


def _absolute(text: str, start: int, day: Day, span: tuple[date, date] | None) -> tuple[date, date] | None:
    if day.weekday is not None:
        return None if span is None or span[0] != span[1] else _weekday(text, start, day.weekday, span[0])
    if day.month is None:
        return None if day.year is None else days_of(str(day.year))
    year = day.year or (None if span is None else _nearest_year(text, start, day, span))
    if year is None:
        return None
    try:
        first, last = _month(year, day.month)
        return (first.replace(day=day.day), first.replace(day=day.last or day.day)) if day.day else (first, last)
    except ValueError:  # 31 September
        return None


def _nearest_year(text: str, start: int, day: Day, span: tuple[date, date]) -> int | None:
    """The year of a month or a day of one; None for "last June", and for a month that may lie behind or ahead."""
    months = [each.year * 12 + each.month for each in span]
    word = _BEFORE.search(text[:start])
    if months[0] != months[1] or (word is not None and word[1].lower() != "by"):
        return None
    away = ((day.month or 0) - span[0].month + _HALF_YEAR) % 12 - _HALF_YEAR
    if away:
        direction = None if _OTHER_YEAR.search("".join(_sentence(text, start))) else _direction(text, start)
        if day.day is None and direction is None:
            return None
        if day.day is None and direction is not None:
            away = away % 12 if direction > 0 else -(-away % 12)
        elif away == -_HALF_YEAR or away * (direction or away) < 0:
            return None
    return (months[0] + away - 1) // 12


def _weekday(text: str, start: int, weekday: int, published: date) -> tuple[date, date] | None:
    ahead, behind = (weekday - published.weekday()) % _WEEK, (published.weekday() - weekday) % _WEEK
    word = _BEFORE.search(text[:start])
    said = word[1].lower() if word else ""
    # On a Tuesday "next Friday" is this week's to some and next week's to others: told only where both agree.
    if said in {"last", "past"}:
        days = -(behind or _WEEK) if weekday > published.weekday() else None
    elif said == "next":
        days = (ahead or _WEEK) if weekday <= published.weekday() else None
    elif said == "this":
        days = None
    else:
        direction = 1 if said in {"by", "coming"} else _direction(text, start)
        days = None if direction is None else ahead if direction > 0 else -behind
    return None if days is None else _around(published, days, "day")


def _direction(text: str, start: int) -> int | None:
    """Whether a time lies behind (-1) or ahead (1) of its article, by the verb before it, or else the first behind."""
    opening, rest = _sentence(text, start)
    verbs = list(_VERB.finditer(opening[-_NEAR:]))[-1:] or list(_VERB.finditer(rest[:_NEAR]))[:1]
    return None if not verbs else 1 if verbs[0]["ahead"] else -1


def _sentence(text: str, at: int) -> tuple[str, str]:
    """The part of a sentence before a place in it, and the part from there on."""
    return re.split(r"[.;!?] |\n", text[:at])[-1], re.split(r"[.;!?](?: |$)|\n", text[at:])[0]


def _relative(match: re.Match[str], span: tuple[date, date]) -> tuple[date, date] | None:
    """What "yesterday", "last month" or "two years ago" means, as exactly as the article's date allows."""
    if match["day"]:
        away = {"yesterday": -1, "tomorrow": 1}.get(match["day"].lower(), 0)
        return _around(span[0], away, "day") if span[0] == span[1] else None
    if match["which"]:
        number, unit = {"last": -1, "this": 0, "next": 1}[match["which"].lower()], match["unit"].lower()
    else:
        word, unit = match["number"].lower(), match["units"].lower()
        number = -(1 if word in {"a", "an"} else _NUMBERS.get(word) or int(word))
    ends = [_around(day, number, unit) for day in span]
    return ends[0] if ends[0] == ends[1] else None


def _around(day: date, number: int, unit: str) -> tuple[date, date] | None:
    """The calendar day, week (from Monday), month or year that lies `number` of them ahead."""
    try:
        if unit == "day":
            return (day + timedelta(number),) * 2
        if unit == "week":
            monday = day + timedelta(number * _WEEK - day.weekday())
            return monday, monday + timedelta(_WEEK - 1)
        if unit == "month":
            months = day.year * 12 + day.month - 1 + number
            return _month(months // 12, months % 12 + 1)
        return days_of(f"{day.year + number:04}")
    except (ValueError, OverflowError):
        return None


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def say(first: date, last: date) -> str:
    """Days as they are written: a day, a month, a year, or from when to when.

    >>> say(*days_of("2025-09")), say(date(2025, 9, 14), date(2025, 9, 15))
    ('September 2025', '14 September 2025 to 15 September 2025')
    """
    if first == last:
        return f"{first.day} {first:%B} {first.year}"
    if (first, last) == days_of(f"{first.year:04}"):
        return str(first.year)
    if (first, last) == _month(first.year, first.month):
        return f"{first:%B} {first.year}"
    return f"{say(first, first)} to {say(last, last)}"


def say_newest(answer: Answer) -> str:
    """How recent the newest source of an answer is, or that it is not known; "" for an answer without sources."""
    if not answer.citations:
        return ""
    if answer.newest is None:
        return "How recent this is cannot be said: no source has a known date."
    unknown = sum(citation.published is None for citation in answer.citations)
    source = "source" if len(answer.citations) == 1 else "newest source"
    said = f"The {source} is of {say(*days_of(answer.newest))}"
    return f"{said}; the date of {unknown} is not known." if unknown else f"{said}."


def newer_first(published: Sequence[str | None], about: Sequence[Hashable]) -> tuple[tuple[int, bool], ...]:
    """Statements in the order to read them: of those about the same thing, the newer leads.

    Args:
        published: The date of each statement's source, None when unknown.
        about: What each is about; equal values are the same thing.

    Returns:
        (position, whether a newer one about the same thing is among them), one for each statement. Statements about
        different things keep their places, and so does one of unknown date: nothing shows that it is older or newer.

    >>> newer_first(["2025-08-03", None, "2025-09-16"], ["truce", "truce", "truce"])
    ((2, False), (1, False), (0, True))
    """
    order = list(range(len(published)))
    for thing in dict.fromkeys(about):
        places = [at for at, (day, other) in enumerate(zip(published, about, strict=True)) if day and other == thing]
        # Stable: what is of the same day stays in the order in which it came.
        ranked = sorted(places, key=lambda at: days_of(published[at] or "")[1], reverse=True)
        for place, at in zip(places, ranked, strict=True):
            order[place] = at
    return tuple((at, _overtaken(at, published, about)) for at in order)


def _overtaken(at: int, published: Sequence[str | None], about: Sequence[Hashable]) -> bool:
    ours = published[at]
    newer = (day for day, thing in zip(published, about, strict=True) if day and thing == about[at])
    # "2025-09" may be before or after "2025-09-14": only what is certainly older is called so.
    return ours is not None and any(days_of(ours)[1] < days_of(day)[0] for day in newer)
