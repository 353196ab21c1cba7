"""A value with what it is the value of: subject, what is counted, scope, time, and whether it is a fact yet."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.clauses import EXPECTED, Name, Word, clause_around, names, split, stem_of
from rag.days import Day, find_days
from rag.polarity import negates
from rag.roles import speakers
from rag.scopes import LEAD, find_periods, reference_of, scope_of, times_differ
from rag.values import Kind, Relation, Value, find_values, relate

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value and what surrounds it.

    Attributes:
        value: The value; its span is in the sentence.
        counted: Stems of what a count counts.
        before: The last content stem ahead of the value.
        after: The first content stem behind it.
        behind: The content stems behind it in its clause.
        near: Content stems of its clause, without those of the value.
        wide: Content stems of the whole text, likewise.
        people: Keys of the names in the text, but for those who are only quoted as saying it.
        ahead: The content stems in front of it in its clause.
        place: The place named right behind what a count counts, "" for none: "200 employees in Dublin".
        scope: Words of scope in the clause.
        periods: Times in relative words, in the text.
        days: Dates in the text that are not the value.
        expected: Whether it is said to come, or only possible.
        denied: Whether a "not" stands before it in the clause: what it is not says little of what it is.
        reference: Whether something else is measured against it, or it is an amount of change.
        phase: "before", "after" and their like, in the clause.
        grows: Whether it is a count that only rises while an event goes on: of the dead, of arrests.
        said: The span of the value with its qualifier and what it counts.
    """

    value: Value
    counted: frozenset[str]
    before: str
    after: str
    behind: frozenset[str]
    near: frozenset[str]
    wide: frozenset[str]
    people: frozenset[str]
    ahead: frozenset[str]
    place: str
    scope: frozenset[str]
    periods: frozenset[str]
    days: tuple[Day, ...]
    expected: bool
    denied: bool
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
    periods: tuple[tuple[int, int, str], ...]


@lru_cache(maxsize=4_096)
def facts_of(text: str) -> tuple[Fact, ...]:
    """Every value of a text with its surroundings."""
    values = find_values(text)
    every = [word for word in split(text) if not any(v.start < word.end and word.start < v.end for v in values)]
    days = [(start, day) for start, _, day in find_days(text)]
    quoted = {name.start for name in speakers(text)}
    named = [
        name
        for name in names(text)
        if name.start not in quoted and not any(v.start < name.end and name.start < v.end for v in values)
    ]
    read = _Text(text=text, every=every, days=days, named=named, periods=tuple(find_periods(text)))
    return tuple(_fact(read, value) for value in values)


def _fact(read: _Text, value: Value) -> Fact:
    text = read.text
    start, end = clause_around(text, value.start, value.end)
    clause = [word for word in read.every if start <= word.start < end]
    ahead = [word.stem for word in clause if word.end <= value.start and word.stem]
    behind = [word.stem for word in clause if word.start >= value.end and word.stem]
    counted = _counted(text, value, clause)
    lead = text[max(0, value.start - LEAD) : value.start]
    qualified = _QUALIFIED.search(lead)
    first = value.start - (len(qualified.group()) if qualified else 0)
    return Fact(
        value=value,
        counted=frozenset(word.stem for word in counted),
        before=ahead[-1] if ahead else "",
        after=behind[0] if behind else "",
        behind=frozenset(behind),
        near=frozenset(word.stem for word in clause if word.stem),
        wide=frozenset(word.stem for word in read.every if word.stem),
        people=frozenset(key for name in read.named for key in name.keys),
        ahead=frozenset(ahead),
        place=stem_of(place[1]) if counted and (place := _PLACE.match(text, counted[-1].end)) else "",
        scope=scope_of(clause),
        # "For nine weeks" is a length, and may be the value itself; "in nine weeks" says when.
        periods=frozenset(
            said
            for start, end, said in read.periods
            if not (said.startswith("for ") and start < value.end and value.start < end)
        ),
        days=tuple(day for at, day in read.days if not value.start <= at < value.end),
        expected=EXPECTED.search(text, start, end) is not None,
        denied=any(negates(word) and word.end <= value.start for word in clause),
        reference=reference_of(text, value),
        phase=frozenset(match.group().lower() for match in _PHASE.finditer(text, start, end + LEAD)),
        grows=value.kind is Kind.COUNT and _GROWING.search(text) is not None,
        said=(first, counted[-1].end if counted else value.end),
    )


_PLACE = re.compile(r" in (?:the )?([A-Z][\w’']*)")
_PLURAL = re.compile(r"[a-z-]+s|people|men|women|children|police|troops|staff", re.IGNORECASE)


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
        if _PLURAL.fullmatch(word.text):
            break
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
    # Two texts that agree in no number, and could in several, are of two things.
    if len({pair[0].value.start for pair in found if pair[0].value.kind is not Kind.DATE}) > 1:
        return []
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
_NEUTRAL = frozenset(
    "said offici polic report year month week announc similar presid administr govern author house white accord agenc "
    "minist".split()
)
"""Stems that tell two subjects apart no more than their names do."""
_COVERAGE = 0.5


def same_thing(one: Fact, other: Fact) -> bool:
    """Whether two values answer the same question: subject, unit, scope and time alike, as far as words can tell."""
    if (
        one.denied
        or other.denied
        or one.reference != other.reference
        or one.scope != other.scope
        or _other_time(one, other)
    ):
        return False
    if (one.people - other.people) and (other.people - one.people):
        return False
    if not _same_unit(one, other):
        return False
    if _told_of_others(one, other):
        return False
    if any(mine.place and mine.place not in yours.wide for mine, yours in ((one, other), (other, one))):
        return False
    shared, wide = one.near & other.near, one.wide & other.wide
    coverage = len(shared) / max(1, min(len(one.near), len(other.near)))
    same_day = any(day in other.days for day in one.days)
    return len(wide) + same_day >= _MIN_SHARED and len(shared) >= 1 and coverage >= _COVERAGE


def _told_of_others(one: Fact, other: Fact) -> bool:
    """Whether each has a word of its own right before the value, or behind it: "for roads", "for schools"."""
    if one.before not in other.wide and other.before not in one.wide and one.before and other.before:
        return True
    both = ((one, other), (other, one))
    mine, yours = (fact.behind - fact.counted - _NEUTRAL - rest.wide for fact, rest in both)
    if mine and yours:
        return True
    mine, yours = (fact.ahead - _NEUTRAL - rest.wide for fact, rest in both)
    return bool(mine and yours)


def _other_time(one: Fact, other: Fact) -> bool:
    if times_differ(one.periods, other.periods, one.days, other.days):
        return True
    return one.value.kind is not Kind.DATE and bool(
        (one.phase ^ other.phase) & {"before", "after", "ahead of", "prior to"}
    )


def _same_unit(one: Fact, other: Fact) -> bool:
    match one.value.kind:
        case Kind.COUNT:
            return bool(one.counted & other.counted)
        case Kind.ORDINAL:
            # "The first earthquake" and "a second one" are two; "its second attempt" and "its fourth" are not.
            return bool(one.after and one.before) and (one.after, one.before) == (other.after, other.before)
        case Kind.DATE | Kind.CLOCK:
            # The day on which somebody said so is not the day of what is told.
            if any(fact.before in _saying() or fact.after in _saying() for fact in (one, other)):
                return False
            # What happens then: the nearest words must be the same.
            return bool({one.before, one.after} & {other.before, other.after} - {""}) and _precision(one) == _precision(
                other
            )
        case _:
            return True


@cache
def _saying() -> frozenset[str]:
    return frozenset(map(stem_of, "said announced reported stated according".split()))


def _precision(fact: Fact) -> tuple[bool, ...]:
    day = fact.value.day
    return (day.year is not None, day.month is not None, day.day is not None, day.weekday is not None)
