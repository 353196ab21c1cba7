"""The date, number or name that a question asks for, found in the sentence that answers it: a verbatim slice.

Every span of the kind that is asked for is a candidate, unless the question holds it already; the one that the reader
points at, and that stands nearest to what the question is about, is chosen. Where none is of the kind, nothing is set
in front.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from rag import values
from rag.admitting import (
    is_of_what_it_opens_with,
    is_one_of_several,
    may_be_meant,
    may_be_pointed_at,
    sort_of,
    wants_building,
)
from rag.alternatives import offered
from rag.attributing import has_name, speaker_of
from rag.clauses import POSSESSIVE, Name, clause_around, key_of, names, split, stems
from rag.describing import describe
from rag.enumerating import enumeration
from rag.kinds import Kind
from rag.nearness import LEAST, Span, nearness
from rag.places import is_building
from rag.polarity import denials
from rag.reader.pointing import Pointed
from rag.shaping import Shape
from rag.taking import both_in, options_in
from rag.values import find_values

_POINTED = 0.7
"""What the reader's pointing weighs beside the words of the question around a span: on the development half of RealTime
QA anything from .3 to 2 does as well."""
_SURE, _SURER = 0.15, 0.35
"""How likely what is pointed at must be where a name is asked for, and where any sentence may be."""
_HAPPENS = re.compile(r"\bwhat(?:[’']s| is| was)? (?:(?:\w+ )?happen|going on)", re.IGNORECASE)
"""No few words tell what happened."""
_MARK = r"[ ,.;:!?\-–—()\[\]“”\"‘’']"
_CORE = re.compile(rf"(?!{_MARK}).(?:.*(?:(?<=\b[A-Z]\.[A-Z])\.|(?!{_MARK}).))?", re.DOTALL)
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
_ERA = re.compile(
    r"\b(?:(?:early|mid|late)[ -])?(?:(?:1\d|20)\d0s|(?<=\bthe )\d0s)\b|"
    r"\b(?:(?:early|mid|late)[ -])?(?:\d{1,2}(?:st|nd|rd|th)|(?:four|fif|six|seven|eigh|nine|twen)t(?:een|ie)th"
    r"|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth)"
    r"(?: (?:and|to) \d{1,2}(?:st|nd|rd|th))? centur(?:y|ies)\b",
    re.IGNORECASE,
)
"""Decades and centuries, which have no day to compare them by."""
_NOUN = re.compile(r"(?: more| new| different| further)? (?P<noun>[a-z][\w-]+)")
_TIMES = ("day", "month")
"""Units that every measure of time is counted in, as `rag.measures` has it."""
_OFTEN = re.compile(r"\bhow (?:often|many times)\b", re.IGNORECASE)
_REGULARLY = re.compile(
    r"\b(?:daily|weekly|monthly|yearly|annually|annual|every|each|never|rarely|seldom|always|regularly"
    r"|(?:a|per) (?:day|week|month|year))\b",
    re.IGNORECASE,
)
"""How often, without a number."""
_COUNTED = re.compile(
    r" (?!(?:a|an|and|or|in|to|for|on|of|per|by|at|from|as|with|is|are|was|were|will|would|more|less|while|when|if"
    r"|each)\b)[A-Za-z]"
)
_GOING = re.compile(
    r"\bwhere\b.*\b(?:go|goes|going|gone|went|travel\w*|head(?:ed|ing)|fl(?:y|ies|ew|ying)|sen[dt]|sail\w*|mov\w+)\b",
    re.IGNORECASE,
)
_THITHER = re.compile(r"\b(?:to|for|into|towards?) (?:the )?$")
"""What stands before where somebody goes."""
_GOES = 5.0
"""More than the reader's pointing, which takes any place for it."""
_WORD = re.compile(r" (\w+)")


def front(shape: Shape, pointed: Pointed, barred: Collection[str] = ()) -> str | None:
    """The value that a question asks for, as a sentence has it; None where it holds none of that kind.

    A date or a number is one that is written so; anything else may be whatever the reader points at, and nothing that
    is `barred`.

    >>> from rag.reader.pointing import unread
    >>> from rag.shaping import shape_of
    >>> text = "Restrictions followed Washington recently blacklisting 23 more Chinese firms."
    >>> front(shape_of("How many companies did Washington blacklist?"), unread(text))
    '23'
    >>> text = "It made deals with Vietnam, Japan and South Korea."
    >>> front(shape_of("Which countries got a deal?"), unread(text))
    'Vietnam, Japan and South Korea'
    """
    text = pointed.text
    if shape.kind is Kind.IDENTITY:
        return describe(text, shape.names)
    held = options_in(shape, text)
    if held or (shape.options and not shape.names_options):
        best = _best(held[0] if len(held) == 1 else both_in(text, *held), pointed)
        return POSSESSIVE.sub("", text[best.start : best.end]) if best else None
    typed = shape.kind in _ACCEPTED or (sort_of(shape) and not shape.several)
    found = None if typed else speaker_in(shape, text) or _pointed_at(shape, pointed)
    if found is None or POSSESSIVE.sub("", text[slice(*found)]) in barred:
        spans = (span for span in _spans(shape, text) if POSSESSIVE.sub("", text[span.start : span.end]) not in barred)
        best = _best(spans, pointed)
        if best is None:
            return None
        found = best.start, best.end
    if shape.names_options and not (shape.kind is Kind.PLACE or shape.speaker or _is_meant(shape, pointed, *found)):
        return None
    start, end = found if shape.kind in _ACCEPTED else enumeration(shape, text, *found)
    if any(each in text[start:end] for each in barred):
        start, end = found
    if not is_one_of_several(shape, text, start, end, sure=pointed.within(start, end) >= _SURE):
        return None
    return POSSESSIVE.sub("", text[start:end])


def _is_meant(shape: Shape, pointed: Pointed, start: int, end: int) -> bool:
    """Whether the reader points at one of two that are offered, or more surely at a third."""
    sure = _SURE if offered(shape.options, pointed.text[start:end], place=False) else _SURER
    return pointed.within(start, end) >= sure


def _best(spans: Iterable[Span], pointed: Pointed) -> Span | None:
    weighed = ((span.weight + _POINTED * pointed.lift(span.start, span.end), -span.start, span) for span in spans)
    return max(weighed, key=lambda each: each[:2], default=(0.0, 0, None))[2]


def speaker_in(shape: Shape, text: str) -> tuple[int, int] | None:
    """Where a text names who says it, if that is what is asked for, and somebody with a name does."""
    said = speaker_of(text) if shape.speaker and shape.kind is Kind.PERSON else None
    if said is None or not has_name(said.speaker):
        return None
    return said.start, said.start + len(said.speaker)


def _pointed_at(shape: Shape, pointed: Pointed) -> tuple[int, int] | None:
    """What the reader points at, if it is sure enough; a few words that are not the question's own."""
    found = pointed.likeliest()
    if found is None or not shape.may_have_value:
        return None
    text = pointed.text
    core = _CORE.search(text, found[0], found[1] + 1)  # and the point of "U.S."
    start, end = core.span() if core else (0, 0)
    if not may_be_pointed_at(shape, text, start, end) or (_goes(shape) and not _is_thither(shape, text, start)):
        return None
    if not shape.wants_value and (_HAPPENS.search(shape.sentence) or _is_denied(shape, text, start, end)):
        return None
    behind = _WORD.match(text, end)
    nameless = shape.wants_capital and text[start:end].split()[-1].islower()
    if nameless and behind and not stems(behind[1]).isdisjoint(shape.head):
        end = behind.end()  # "American semiconductor firms"
    return (start, end) if pointed.within(start, end) >= (_SURE if shape.wants_value else _SURER) else None


def _is_denied(shape: Shape, text: str, start: int, end: int) -> bool:
    """Whether the clause around a stretch denies something that the question did not: "a breakthrough is unlikely"."""
    left, right = clause_around(text, start, end)
    words = (denial.word for denial in denials(text[left:right]))
    return any(word.stem not in shape.about and not start <= left + word.start < end for word in words)


def of_its_kind(shape: Shape, text: str) -> bool:
    """Whether a text can answer a question of this shape: one that asks when is not answered without a date."""
    era = shape.kind is Kind.DATE and _ERA.search(text) is not None
    regular = _asks_how_often(shape) and _REGULARLY.search(text) is not None
    accepted = shape.kind not in _ACCEPTED or era or regular or any(_accepted(shape, text))
    return accepted and (not wants_building(shape) or is_building(text))


def _asks_how_often(shape: Shape) -> bool:
    return shape.kind is Kind.COUNT and _OFTEN.search(shape.sentence) is not None


def _accepted(shape: Shape, text: str) -> Iterator[values.Value]:
    """The values of the kind asked for; no "100 million users" where a sum of money is, or how often."""
    often = _asks_how_often(shape)
    # Nor do "three rounds" say how long.
    no_count = shape.kind is Kind.DURATION or (shape.kind is Kind.AMOUNT and not shape.about.isdisjoint(_paying()))
    for value in find_values(text):
        counts = no_count and value.kind is values.Kind.COUNT and _COUNTED.match(text, value.end)
        # "A 40-year high" does not say how high.
        lasts = shape.kind is Kind.AMOUNT and value.kind is values.Kind.MEASURE and value.unit in _TIMES
        if often and value.unit != "time":
            continue
        # "Their fourth round": there have been four.
        place = shape.kind is Kind.COUNT and value.kind is values.Kind.ORDINAL and _counts(shape, text, value.end)
        if place or (value.kind in _ACCEPTED[shape.kind] and not counts and not lasts):
            yield value


def _counts(shape: Shape, text: str, end: int) -> bool:
    """Whether the noun that follows is the one that is counted."""
    noun = _NOUN.match(text, end)
    return noun is not None and not shape.head.isdisjoint(stems(noun["noun"]))


@cache
def _paying() -> frozenset[str]:
    return stems("pay paid cost price spend worth dollar euro money sum fee fine charge earn salary")


def is_bound(shape: Shape, text: str, value: str) -> bool:
    """Whether a date or a number is said of what was asked: of a word of the question in its clause, or of its noun.

    >>> from rag.shaping import shape_of
    >>> text = "They met on Sunday, before a September 17 deadline."
    >>> [is_bound(shape_of("What is the deadline?"), text, each) for each in ("Sunday", "September 17")]
    [False, True]
    """
    if shape.kind not in _ACCEPTED or value not in text:
        return True
    start = text.index(value)
    end = start + len(value)
    left, right = clause_around(text, start, end)
    if shape.kind is Kind.COUNT and not shape.head.isdisjoint(stems(text, end, right)):
        return True
    # "23 were killed" needs no people; "100 orders of China" are no jets that China wants.
    said = shape.about - shape.head - shape.names if shape.kind is Kind.COUNT and shape.head else shape.about
    return not said.isdisjoint(stems(text, left, start) | stems(text, end, right))


def _spans(shape: Shape, text: str) -> Iterator[Span]:
    if shape.kind in _ACCEPTED:
        yield from _values(shape, text)
    elif shape.wants_value:
        yield from _names(shape, text)


def _values(shape: Shape, text: str) -> Iterator[Span]:
    order = _ACCEPTED[shape.kind]
    for era in _ERA.finditer(text) if shape.kind is Kind.DATE else ():
        yield Span(start=era.start(), end=era.end(), weight=nearness(shape, text, era.start(), era.end()))
    for value in _accepted(shape, text):
        opens = value.kind is values.Kind.DATE and is_of_what_it_opens_with(shape, text, value.start, value.end)
        if opens or stems(text, value.start, value.end) <= shape.about:
            continue
        qualifier = _QUALIFIER.search(text[: value.start])
        weight = nearness(shape, text, value.start, value.end) + 2.0 * _counts(shape, text, value.end)
        weight -= 0.3 * (order.index(value.kind) if value.kind in order else len(order))
        yield Span(start=qualifier.start() if qualifier else value.start, end=value.end, weight=weight)


def _names(shape: Shape, text: str) -> Iterator[Span]:
    days = [value for value in find_values(text) if value.kind is values.Kind.DATE]
    for name in names(text):
        # "May" is nobody in "reopened in May by the mayor", nor is "Sunday" in "by Sunday’s end".
        last = name.start + len(POSSESSIVE.sub("", name.text))
        if any(day.start <= name.start and last <= day.end for day in days):
            continue
        if may_be_meant(shape, text, name):
            weight = _weight(shape, text, name)
            # "China hasn't acted" for "which country sells it?"
            kept = not _is_denied(shape, text, name.start, name.end) if sort_of(shape) else weight > LEAST
            if kept or wants_building(shape):
                yield Span(start=name.start, end=name.end, weight=weight)


def _weight(shape: Shape, text: str, name: Name) -> float:
    weight = nearness(shape, text, name.start, name.end)
    # "Chinese Vice Premier He Lifeng" for "who heads the Chinese team?".
    weight += 0.5 * (not shape.names.isdisjoint(name.keys))
    weight += _GOES * (_goes(shape) and _is_thither(shape, text, name.start))
    return weight + 0.5 * (shape.kind is Kind.PERSON and len(name.keys) > 1)


def _goes(shape: Shape) -> bool:
    return shape.kind is Kind.PLACE and _GOING.search(shape.sentence) is not None


def _is_thither(shape: Shape, text: str, start: int) -> bool:
    """Whether who is asked about goes there: no "Japan" of "Li goes to the UN, to ask for a visit to Japan"."""
    left, _ = clause_around(text, start, start + 1)
    goes = not shape.names or not shape.names.isdisjoint(key_of(word.text) for word in split(text[left:start]))
    return goes and _THITHER.search(text[:start]) is not None
