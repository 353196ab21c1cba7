"""The date, number or name that a question asks for, found in the sentence that answers it: a verbatim slice.

Every span of the kind that is asked for is a candidate, unless the question holds it already; the one that stands
nearest to what the question is about is chosen. Where none is of the kind, nothing is set in front.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag import values
from rag.attributing import speaker_of
from rag.clauses import Name, Word, clause_around, key_of, names, split, stems
from rag.shaping import Kind, Shape
from rag.values import Relation, find_values, relate

_NEAR = 12
"""Words further away than this say nothing of a span."""
_LEAST = 0.25
"""A name with less has hardly a word of the question near it."""
_ACCEPTED: dict[Kind, tuple[values.Kind, ...]] = {
    Kind.DATE: (values.Kind.DATE, values.Kind.CLOCK),
    Kind.COUNT: (values.Kind.COUNT, values.Kind.MEASURE, values.Kind.SHARE),
    Kind.AMOUNT: (values.Kind.MONEY, values.Kind.SHARE, values.Kind.MEASURE, values.Kind.COUNT),
    Kind.DURATION: (values.Kind.MEASURE, values.Kind.DATE, values.Kind.COUNT),
}
_QUALIFIER = re.compile(
    r"(?:more than|over|at least|above|less than|fewer than|under|up to|about|around|roughly|approximately|nearly"
    r"|almost|some|an average of|as many as) $",
    re.IGNORECASE,
)
_NOUN = re.compile(r"(?: more| new| different| further)? (?P<noun>[a-z][\w-]+)")
_PARTICIPLE = re.compile(r"(?:ing|ed|ly)$")
_NEXT_ITEM = re.compile(r",? and |, | or | as well as ")
_PLACED = re.compile(r"\b(?:in|at|from|to|near|outside) (?:the )?$")
_COUNTRIES = frozenset(
    key_of(name)
    for name in (
        "China America U.S. Russia Britain UK France Germany Japan India Ukraine Israel Europe EU Spain "
        "Italy Canada Mexico Brazil"
    ).split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a text; `weight` orders the spans of one text, the best highest."""

    start: int
    end: int
    weight: float


def front(shape: Shape, text: str) -> str | None:
    """The value that a question asks for, as a text has it; None where it holds none of that kind.

    >>> from rag.shaping import shape_of
    >>> text = "Restrictions followed Washington recently blacklisting 23 more Chinese firms."
    >>> front(shape_of("How many companies did Washington blacklist?"), text)
    '23'
    >>> front(shape_of("Which countries got a deal?"), "It made deals with Vietnam, Japan and South Korea.")
    'Vietnam, Japan and South Korea'
    """
    best = max(_spans(shape, text), key=lambda span: (span.weight, -span.start), default=None)
    if best is None:
        return None
    return text[best.start : _last_item(text, best) if shape.several else best.end]


def holds(shape: Shape, text: str) -> bool:
    """Whether a text can answer a question of this shape: one that asks when is not answered without a date."""
    if shape.kind not in _ACCEPTED:
        return True
    return any(value.kind in _ACCEPTED[shape.kind] for value in find_values(text))


def _spans(shape: Shape, text: str) -> Iterator[Span]:
    if shape.options:
        yield from _options(shape, text)
    elif shape.kind in _ACCEPTED:
        yield from _values(shape, text)
    elif shape.wants_value:
        yield from _names(shape, text)


def _options(shape: Shape, text: str) -> Iterator[Span]:
    """What the question lets choose from, where the text has exactly one of both."""
    for option in shape.options:
        for asked in find_values(option):
            for value in find_values(text):
                if relate(asked, value) is Relation.EQUAL:
                    yield Span(start=value.start, end=value.end, weight=_nearness(shape, text, value.start, value.end))
        wanted = {key for name in names(option) for key in name.keys}
        for name in names(text):
            if not wanted.isdisjoint(name.keys):
                yield Span(start=name.start, end=name.end, weight=_nearness(shape, text, name.start, name.end))


def _values(shape: Shape, text: str) -> Iterator[Span]:
    for value in find_values(text):
        order = _ACCEPTED[shape.kind]
        if value.kind not in order or stems(text, value.start, value.end) <= shape.about:
            continue
        qualifier = _QUALIFIER.search(text[: value.start])
        noun = _NOUN.match(text, value.end)
        counted = noun is not None and not shape.head.isdisjoint(stems(text, noun.start(), noun.end()))
        weight = _nearness(shape, text, value.start, value.end) + 2.0 * counted - 0.3 * order.index(value.kind)
        yield Span(start=qualifier.start() if qualifier else value.start, end=value.end, weight=weight)


def _names(shape: Shape, text: str) -> Iterator[Span]:
    said = speaker_of(text) if shape.speaker and shape.kind is Kind.PERSON else None
    if said is not None:
        yield Span(start=said.start, end=said.start + len(said.speaker), weight=3.0)
    for name in names(text):
        if _is_asked_for(shape, name) and _may_be_there(shape, text, name):
            weight = _weight(shape, text, name)
            if weight > _LEAST:
                yield Span(start=name.start, end=name.end, weight=weight)


def _is_asked_for(shape: Shape, name: Name) -> bool:
    """Whether a name can answer: new to the question, no day or month, and no country where a thing is wanted."""
    keys = frozenset(name.keys)
    # A capital at the start of a sentence says nothing: "Judging from recent deals, ..."
    no_thing = keys <= _CALENDAR or (name.opens and len(keys) == 1 and _PARTICIPLE.search(name.text) is not None)
    no_thing = no_thing or (shape.kind is Kind.NAME and keys <= _COUNTRIES)
    return not keys <= shape.about | shape.names and not no_thing


def _may_be_there(shape: Shape, text: str, name: Name) -> bool:
    """Whether a name can say where: it stands behind a word of place, or a sort of place was named in the question."""
    return shape.kind is not Kind.PLACE or bool(shape.head) or _PLACED.search(text[: name.start]) is not None


def _weight(shape: Shape, text: str, name: Name) -> float:
    weight = _nearness(shape, text, name.start, name.end)
    # "Chinese Vice Premier He Lifeng" for "who heads the Chinese team?".
    weight += 0.5 * (not shape.names.isdisjoint(name.keys))
    if shape.kind is Kind.PERSON:
        weight += 0.5 * (len(name.keys) > 1)
    return weight


def _last_item(text: str, span: Span) -> int:
    """The end of the enumeration that a name opens: "Vietnam, Japan and South Korea"."""
    end = span.end
    for name in names(text):
        joint = _NEXT_ITEM.match(text, end)
        if joint and joint.end() == name.start:
            end = name.end
    return end


def _nearness(shape: Shape, text: str, start: int, end: int) -> float:
    """How much of what the question is about stands around a span: each word once, by how near it stands."""
    words = split(text)
    inside = [place for place, word in enumerate(words) if start <= word.start < end]
    if not inside:
        return 0.0
    clause = clause_around(text, start, end)
    best: dict[str, float] = {}
    for place, word in enumerate(words):
        away = min(abs(place - inside[0]), abs(place - inside[-1]))
        if word.stem in shape.about and not start <= word.start < end and away <= _NEAR:
            best[word.stem] = max(best.get(word.stem, 0.0), _worth(word, away, clause))
    return sum(best.values())


def _worth(word: Word, away: int, clause: tuple[int, int]) -> float:
    """What a word of the question says of a span so many words away; half across the end of a clause."""
    return (1.0 if clause[0] <= word.start < clause[1] else 0.5) / (1 + away / 3)
