"""A value with what it is the value of: subject, what is counted, scope, time, and whether it is a fact yet."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.clauses import EXPECTED, Name, Word, clause_around, names, split
from rag.days import Day, find_days, relate_days
from rag.values import Kind, Relation, Value, find_values, relate

_SCOPE = frozenset(
    "average averages averaged mean median total totals overall combined minimum maximum record annual "
    "annually yearly monthly "
    "quarterly weekly daily per hourly initial initially additional extra further remaining previous "
    "previously earlier last "
    "next net gross adult adults men women male female children boys girls each other another others except "
    "only first second "
    "final foreign domestic local national federal regional global core headline seasonally new existing "
    "northern southern "
    "eastern western half confirmed suspected probable civilian civilians soldiers military passengers crew "
    "basic top bottom "
    "peak online retail wholesale imports exports police officers students workers".split()
)
"""Words that say which part, or which kind, of the thing is meant: with one of them on one side only, "
"nothing compares."""

_PERIOD = re.compile(
    r"\b(?:last|this|next|previous|past|first|second|third|fourth|final|same|prior|earlier|current|coming) "
    r"(?:\w+ )?(?:year|month|week|quarter|half|season|decade|century|term|day|night|weekend|summer|winter"
    r"|spring|autumn|fall)s?\b"
    r"|\b(?:a|one|two|three) (?:year|month|week|day)s? (?:ago|earlier|before|later)\b|\b(?:yesterday|today"
    r"|tomorrow|tonight)\b"
    r"|\b(?:year|month|quarter|week)-on-\w+\b|\b(?:in|for|over) (?:\w+ ){0,2}(?:weeks|months|years|days)\b"
    r"|\bago\b|\bso far\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:\b(?:from|than|versus|vs|against|compared (?:with|to)|instead of|rather than|not|beyond|previously"
    r"|formerly|originally|earlier)"
    r"|\b(?:of|after|following) (?:the )?(?:last|previous|first|next|other))"
    r"(?: (?:an?|the|about|over|around|slightly|just|nearly|some|more|less|almost|roughly|its|their))* ?$",
    re.IGNORECASE,
)
"""Ends the words before a value that something is measured against: "up from 12"."""
_CHANGE = re.compile(
    r"\b(?:rose|risen|ris(?:es|ing)|increas\w+|climb\w+|grew|gr(?:own|owing)|gain\w*|add\w*|fell|fall(?:s|en"
    r"|ing)?|drop\w*|declin\w+"
    r"|decreas\w+|cut|cuts|slash\w*|lower\w*|reduc\w+|jump\w*|surg\w+|soar\w*|plung\w+|up|down|raised?|shed"
    r"|lost|widen\w*|shr[aiu]nk)"
    r" (?:by )?(?:an? |about |nearly |over |more than |another |around |almost |roughly |some |just )*$",
    re.IGNORECASE,
)
"""Ends the words before an amount of change, which is no level: "rose 3 per cent", but not "rose to 3"."""
_PHASE = re.compile(
    r"\b(before|after|ahead of|prior to|following|until|since|during|by|within|between)\b", re.IGNORECASE
)
_QUALIFIED = re.compile(
    r"(?:more than|less than|fewer than|at least|up to|over|under|about|around|nearly|almost|roughly"
    r"|approximately|some|slightly over"
    r"|just over|just under|well over|an estimated) $",
    re.IGNORECASE,
)
_GROWING = re.compile(
    r"\b(?:kill\w*|dead|deaths?|died|dies|toll|injur\w+|wounded|missing|cases|infect\w+|arrest\w*|detained"
    r"|evacuat\w+|displaced"
    r"|rescued|hospitali[sz]ed|so far|counted|signatures|donations|raised)\b",
    re.IGNORECASE,
)
_LINKS = frozenset(
    {"of", "in", "the", "a", "an", "its", "their", "all", "his", "her", "our", "more", "other", "new", "such"}
)
_MAX_COUNTED = 4
_LEAD = 50
"""Characters ahead of a value in which its qualifiers stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value and what surrounds it.

    Attributes:
        value: The value; its span is in the sentence.
        counted: Stems of what a count counts.
        before: The last content stem ahead of the value.
        after: The first content stem behind it.
        near: Content stems of its clause, without those of the value.
        wide: Content stems of the whole text, likewise.
        people: Keys of the names in the clause.
        scope: Words of scope in the clause.
        periods: Times in relative words, in the text.
        days: Dates in the text that are not the value.
        expected: Whether it is said to come, or only possible.
        reference: Whether something else is measured against it, or it is an amount of change.
        phase: "before", "after" and their like, in the clause.
        grows: Whether it is a count that only rises while an event goes on: of the dead, of arrests.
        said: The span of the value with its qualifier and what it counts.
    """

    value: Value
    counted: frozenset[str]
    before: str
    after: str
    near: frozenset[str]
    wide: frozenset[str]
    people: frozenset[str]
    scope: frozenset[str]
    periods: frozenset[str]
    days: tuple[Day, ...]
    expected: bool
    reference: str
    phase: frozenset[str]
    grows: bool
    said: tuple[int, int]

    def words(self, text: str) -> str:
        """The value with its qualifier and what it counts, verbatim."""
        return text[self.said[0] : self.said[1]]

    def subject(self, text: str, other: "Fact") -> str:
        """What both facts speak of, in this one's words."""
        start, end = self.said
        return " ".join(w.text for w in split(text) if w.stem in other.wide and not start <= w.start < end)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text with what is read in it once for all of its values; `every` leaves the words of values out."""

    text: str
    every: list[Word]
    days: list[tuple[int, Day]]
    named: list[Name]
    periods: frozenset[str]


@lru_cache(maxsize=4_096)
def facts_of(text: str) -> tuple[Fact, ...]:
    """Every value of a text with its surroundings."""
    values = find_values(text)
    every = [word for word in split(text) if not any(v.start < word.end and word.start < v.end for v in values)]
    days = [(start, day) for start, _, day in find_days(text)]
    read = _Text(text=text, every=every, days=days, named=names(text), periods=periods_of(text))
    return tuple(_fact(read, value) for value in values)


def _fact(read: _Text, value: Value) -> Fact:
    text = read.text
    start, end = clause_around(text, value.start, value.end)
    clause = [word for word in read.every if start <= word.start < end]
    ahead = [word.stem for word in clause if word.end <= value.start and word.stem]
    behind = [word.stem for word in clause if word.start >= value.end and word.stem]
    counted = _counted(text, value, clause)
    lead = text[max(0, value.start - _LEAD) : value.start]
    qualified = _QUALIFIED.search(lead)
    first = value.start - (len(qualified.group()) if qualified else 0)
    return Fact(
        value=value,
        counted=frozenset(word.stem for word in counted),
        before=ahead[-1] if ahead else "",
        after=behind[0] if behind else "",
        near=frozenset(word.stem for word in clause if word.stem),
        wide=frozenset(word.stem for word in read.every if word.stem),
        people=frozenset(key for name in read.named if start <= name.start < end for key in name.keys),
        scope=frozenset(word.text.lower() for word in clause) & _SCOPE,
        periods=read.periods,
        days=tuple(day for at, day in read.days if not value.start <= at < value.end),
        expected=EXPECTED.search(text, start, end) is not None,
        reference="reference" if _REFERENCE.search(lead) else "change" if _CHANGE.search(lead) else "",
        phase=frozenset(match.group().lower() for match in _PHASE.finditer(text, start, end)),
        grows=value.kind is Kind.COUNT and _GROWING.search(text) is not None,
        said=(first, counted[-1].end if counted else value.end),
    )


def _counted(text: str, value: Value, clause: list[Word]) -> list[Word]:
    """The words of what a count counts: behind it, up to the first word that is no part of a name for things."""
    counted: list[Word] = []
    place = value.end
    for word in clause if value.kind is Kind.COUNT else ():
        if word.start < value.end:
            continue
        link = word.text in _LINKS and not (counted and word.text in ("in", "of"))
        if len(counted) == _MAX_COUNTED or text[place : word.start].strip() or not (word.stem or link):
            break
        counted += [word] if word.stem else []
        place = word.end
    return counted


def rivals(ours: tuple[Fact, ...], theirs: tuple[Fact, ...]) -> list[tuple[Fact, Fact]]:
    """The pairs of facts that give different values for the same thing, the best match first."""
    found = []
    for mine in ours:
        for yours in theirs:
            if not _differ(mine.value, yours.value) or not same_thing(mine, yours):
                continue
            # A text that knows the other's number as well tells more, not something else.
            if _known(mine, theirs) or _known(yours, ours):
                continue
            # "14.7 per cent in 2024" and "19 per cent in 2018" are two facts, and no two dates of one.
            if mine.value.kind is Kind.DATE and numbers_differ(ours, theirs):
                continue
            found.append((mine, yours))
    return sorted(found, key=lambda pair: -len(pair[0].near & pair[1].near))


def numbers_differ(ours: tuple[Fact, ...], theirs: tuple[Fact, ...]) -> bool:
    """Whether two texts give numbers, of one unit, that cannot be the same."""
    return any(
        mine.value.kind is not Kind.DATE and _differ(mine.value, yours.value) and not _known(mine, theirs)
        for mine in ours
        for yours in theirs
    )


def _differ(one: Value, other: Value) -> bool:
    # The same number of another currency was not converted: one of the two is wrong.
    swapped = one.kind is other.kind is Kind.MONEY and one.unit != other.unit and one.low == other.low
    return swapped or relate(one, other) is Relation.DIFFERENT


def _known(fact: Fact, others: tuple[Fact, ...]) -> bool:
    return any(relate(fact.value, other.value) in (Relation.EQUAL, Relation.COMPATIBLE) for other in others)


_MIN_SHARED = 2
_COVERAGE = 0.5


def same_thing(one: Fact, other: Fact) -> bool:
    """Whether two values answer the same question: subject, unit, scope and time alike, as far as words can tell."""
    if one.reference != other.reference or one.scope != other.scope or _other_time(one, other):
        return False
    if (one.people - other.people) and (other.people - one.people):
        return False
    if not _same_unit(one, other):
        return False
    shared, wide = one.near & other.near, one.wide & other.wide
    coverage = len(shared) / max(1, min(len(one.near), len(other.near)))
    return len(wide) >= _MIN_SHARED and len(shared) >= 1 and coverage >= _COVERAGE


def _other_time(one: Fact, other: Fact) -> bool:
    if times_differ(one.periods, other.periods, one.days, other.days):
        return True
    return one.value.kind is not Kind.DATE and bool(
        (one.phase ^ other.phase) & {"before", "after", "ahead of", "prior to"}
    )


def times_differ(ours: frozenset[str], theirs: frozenset[str], mine: tuple[Day, ...], yours: tuple[Day, ...]) -> bool:
    """Whether two texts name times, relative or dates, of which some cannot be the same."""
    if ours and theirs and ours != theirs:
        return True
    return any(
        known and all(relate_days(day, other) is False for other in known)
        for days, known in ((mine, yours), (yours, mine))
        for day in days
    )


def periods_of(text: str) -> frozenset[str]:
    """The times that a text names in relative words."""
    return frozenset(match.group().lower() for match in _PERIOD.finditer(text))


def _same_unit(one: Fact, other: Fact) -> bool:
    match one.value.kind:
        case Kind.COUNT:
            return bool(one.counted & other.counted)
        case Kind.ORDINAL:
            return one.after == other.after and bool(one.after)
        case Kind.DATE | Kind.CLOCK:
            # What happens then: the nearest words must be the same.
            return bool({one.before, one.after} & {other.before, other.after} - {""}) and _precision(one) == _precision(
                other
            )
        case _:
            return True


def _precision(fact: Fact) -> tuple[bool, ...]:
    day = fact.value.day
    return (day.year is not None, day.month is not None, day.day is not None, day.weekday is not None)
