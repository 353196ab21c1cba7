"""What a sentence has of two things that a question lets choose, each in the part that it would have to play."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from rag import values
from rag.alternatives import said_of
from rag.attributing import speaker_of
from rag.clauses import POSSESSIVE, clause_around, split
from rag.kinds import Kind
from rag.nearness import LEAST, Span, nearness
from rag.places import PLACED
from rag.shaping import Shape
from rag.values import Relation, Value, find_values, relate

_ARTICLE = re.compile(r"\b(?:an?|the) $", re.IGNORECASE)
_BOTH = re.compile(r",? and (?:the )?|,? as well as (?:the )?")


def options_in(shape: Shape, text: str) -> list[list[Span]]:
    """What a text has of each thing that the question lets choose, in the part that it plays there; without the others.

    >>> from rag.shaping import shape_of
    >>> shape = shape_of("Were the talks in Washington or Beijing?")
    >>> [len(options_in(shape, text)) for text in ("Talks in Washington failed.", "Talks go on as Beijing had asked.")]
    [1, 0]
    """
    if not shape.options:
        return []
    one, other = shape.options
    told = (list(_held(shape, *pair, text)) for pair in ((one, other), (other, one)))
    return [spans for spans in told if spans]


def _held(shape: Shape, option: str, against: str, text: str) -> Iterator[Span]:
    asked = find_values(option)
    for value in find_values(text) if asked else ():
        if any(is_chosen(each, value) for each in asked):
            yield Span(start=value.start, end=value.end, weight=nearness(shape, text, value.start, value.end))
    if not shape.names_options:
        return
    for start, end in said_of(option, against, text, place=shape.kind is Kind.PLACE):
        weight = nearness(shape, text, start, end)
        # "A Trump visit", "the Trump administration": what Trump does is not told.
        passing = shape.kind is Kind.PERSON and text[start:end] == option and _ARTICLE.search(text[:start])
        if weight > LEAST and not passing and _plays_its_part(shape, text, start, end):
            yield Span(start=start, end=end, weight=weight)


def is_chosen(asked: Value, told: Value) -> bool:
    """Whether a value is one that a question lets choose: "four times" is what "4 extensions" comes to."""
    times = asked.kind is values.Kind.COUNT and told.unit == "time" and asked.low == told.low
    return times or relate(asked, told) is Relation.EQUAL


def both_in(text: str, one: Sequence[Span] = (), other: Sequence[Span] = ()) -> Iterator[Span]:
    """Two alternatives side by side, "Putin and Kim Jong-un"; nothing tells which is meant where they stand apart."""
    for first, last in (sorted(pair, key=lambda span: span.start) for pair in product(one, other)):
        if _BOTH.fullmatch(text, first.end, last.start):
            yield Span(start=first.start, end=last.end, weight=first.weight)


def _plays_its_part(shape: Shape, text: str, start: int, end: int) -> bool:
    """Whether a name is where something is or who says it, if that is what it would have to be."""
    if shape.kind is Kind.PLACE:
        return PLACED.search(text[:start]) is not None or _names_what_follows(shape, text, end)
    if not (shape.speaker and shape.kind is Kind.PERSON):
        return True
    said = speaker_of(text)
    return said is not None and said.start < end and start < said.start + len(said.speaker)


def _names_what_follows(shape: Shape, text: str, end: int) -> bool:
    """Whether a name stands before something of the question: "the Beijing military parade", "Madrid’s talks"."""
    behind = split(text[end : clause_around(text, end, end)[1]])
    return any(word.stem in shape.about for word in behind[: 3 if POSSESSIVE.search(text[:end]) else 1])
