"""The date, number or name that a question asks for, found in the sentence that answers it: a verbatim slice.

Every span of the kind that is asked for is a candidate, unless the question holds it already; the one that the reader
points at, and that stands nearest to what the question is about, is chosen. Where none is of the kind, nothing is set
in front.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rag import values
from rag.alternatives import offered
from rag.attributing import has_name, speaker_of
from rag.clauses import POSSESSIVE, Name, key_of, names, said_for, stems
from rag.describing import describe
from rag.kinds import Kind
from rag.nearness import LEAST, Span, nearness
from rag.places import PLACED, is_adjective, sorts_of_place
from rag.reader.pointing import Pointed
from rag.shaping import Shape
from rag.taking import both_in, options_in
from rag.values import find_values

_POINTED = 0.7
"""What the reader's pointing weighs beside the words of the question around a span: on the development half of RealTime
QA anything from .3 to 2 does as well."""
_SURE, _SURER = 0.15, 0.35
"""How likely what is pointed at must be where a name is asked for, and where any sentence may be."""
_FEW = 6
"""Words of a value at most."""
_MARK = r"[ ,.;:!?\-–—()\[\]“”\"‘’']"
_CORE = re.compile(rf"(?!{_MARK}).(?:.*(?:(?<=\b[A-Z]\.[A-Z])\.|(?!{_MARK}).))?", re.DOTALL)
_PARTS = re.compile(r"[;:]|--| [–—-] | (?:is|are|was|were|has|have|had|will|would) ")
_JOINT = re.compile(r"\b(?:and|or)\b")
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
_NEXT_ITEM = re.compile(r"(?:,? and |, | or | as well as )(?:the )?")
_LAST_ITEM = re.compile(r"\b(?:and|or) (?:the )?$")
_COUNTRIES = frozenset(
    key_of(name)
    for name in (
        "China America U.S. Russia Britain UK France Germany Japan India Ukraine Israel Europe EU Spain "
        "Italy Canada Mexico Brazil"
    ).split()
)


def front(shape: Shape, pointed: Pointed) -> str | None:
    """The value that a question asks for, as a sentence has it; None where it holds none of that kind.

    A date or a number is one that is written so; anything else may be whatever the reader points at.

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
    typed = shape.kind in _ACCEPTED or (_sort_of(shape) and not shape.several)
    found = None if typed else _speaker(shape, text) or _pointed_at(shape, pointed)
    if found is None:
        best = _best(_spans(shape, text), pointed)
        if best is None:
            return None
        found = best.start, best.end
    if shape.names_options and not (shape.kind is Kind.PLACE or shape.speaker or _is_meant(shape, pointed, *found)):
        return None
    start, end = _all_items(text, *found) if shape.several and shape.kind not in _ACCEPTED else found
    return POSSESSIVE.sub("", text[start:end])


def _is_meant(shape: Shape, pointed: Pointed, start: int, end: int) -> bool:
    """Whether the reader points at one of two that are offered, or more surely at a third."""
    sure = _SURE if offered(shape.options, pointed.text[start:end], place=False) else _SURER
    return pointed.within(start, end) >= sure


def _best(spans: Iterable[Span], pointed: Pointed) -> Span | None:
    def worth(span: Span) -> tuple[float, int]:
        return span.weight + _POINTED * pointed.lift(span.start, span.end), -span.start

    return max(spans, key=worth, default=None)


def _speaker(shape: Shape, text: str) -> tuple[int, int] | None:
    """Who says it, where that is what is asked for, and somebody with a name does."""
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
    said = text[start:end]
    if not 0 < len(said.split()) <= _FEW or stems(said) <= shape.about | shape.names:
        return None
    has_capital = shape.wants_capital or shape.kind in (Kind.PERSON, Kind.PLACE)
    if not _is_whole(said, place=shape.kind is Kind.PLACE) or (has_capital and said == said.lower()):
        return None
    if shape.wants_capital and _is_of_state(said):
        return None
    if shape.kind is Kind.PERSON and is_adjective(text, start, end):
        return None
    return (start, end) if pointed.within(start, end) >= (_SURE if shape.wants_value else _SURER) else None


def _is_of_state(said: str) -> bool:
    """Whether a name is of a country or its government, which is no company."""
    keys = frozenset(map(key_of, said.split()))
    # A seat of government stands for its country.
    return all(key in _COUNTRIES or len(said_for(key)) > 1 for key in keys) or not stems(said).isdisjoint(_of_state())


@cache
def _of_state() -> frozenset[str]:
    return stems("administration government ministry congress parliament senate treasury house president minister")


def _is_whole(said: str, *, place: bool) -> bool:
    """Whether words are no half of a quotation, and across a comma only "A, B and C" or, of places, "Cairo, Egypt"."""
    if said.count("“") != said.count("”") or _PARTS.search(said):
        return False
    *first, last = said.split(", ")
    if not first or (_JOINT.search(last) and not any(map(_JOINT.search, first))):
        return True
    return place and len(first) == 1 and first[0][:1].isupper() and last[:1].isupper() and not _JOINT.search(said)


def of_its_kind(shape: Shape, text: str) -> bool:
    """Whether a text can answer a question of this shape: one that asks when is not answered without a date."""
    if shape.kind not in _ACCEPTED:
        return True
    return any(value.kind in _ACCEPTED[shape.kind] for value in find_values(text))


def _spans(shape: Shape, text: str) -> Iterator[Span]:
    if shape.kind in _ACCEPTED:
        yield from _values(shape, text)
    elif shape.wants_value:
        yield from _names(shape, text)


def _values(shape: Shape, text: str) -> Iterator[Span]:
    for value in find_values(text):
        order = _ACCEPTED[shape.kind]
        if value.kind not in order or stems(text, value.start, value.end) <= shape.about:
            continue
        qualifier = _QUALIFIER.search(text[: value.start])
        noun = _NOUN.match(text, value.end)
        counted = noun is not None and not shape.head.isdisjoint(stems(text, noun.start(), noun.end()))
        weight = nearness(shape, text, value.start, value.end) + 2.0 * counted - 0.3 * order.index(value.kind)
        yield Span(start=qualifier.start() if qualifier else value.start, end=value.end, weight=weight)


def _names(shape: Shape, text: str) -> Iterator[Span]:
    days = [value for value in find_values(text) if value.kind is values.Kind.DATE]
    for name in names(text):
        # "May" is nobody in "reopened in May by the mayor", nor is "Sunday" in "by Sunday’s end".
        last = name.start + len(POSSESSIVE.sub("", name.text))
        if any(day.start <= name.start and last <= day.end for day in days):
            continue
        behind = text[name.end :].split(maxsplit=1)[:1]
        if shape.wants_capital and behind and _is_of_state(behind[0]):
            continue
        if shape.kind is Kind.PERSON and is_adjective(text, name.start, name.end):
            continue
        if _is_asked_for(shape, name) and _may_be_there(shape, text, name):
            weight = _weight(shape, text, name)
            if weight > LEAST or _sort_of(shape):
                yield Span(start=name.start, end=name.end, weight=weight)


def _is_asked_for(shape: Shape, name: Name) -> bool:
    """Whether a name can answer: new to the question, no country where a thing is wanted, or the other way."""
    keys = frozenset(name.keys)
    sort = _sort_of(shape)
    if sort and not keys & sort and " ".join(name.keys) not in sort:
        return False
    # A capital at the start of a sentence says nothing: "Judging from recent deals, ..."
    no_thing = name.opens and len(keys) == 1 and _PARTICIPLE.search(name.text) is not None
    no_thing = no_thing or (shape.kind is Kind.NAME and keys <= _COUNTRIES)
    no_thing = no_thing or (shape.wants_capital and _is_of_state(name.text))
    return not keys <= shape.about | shape.names and not no_thing


def _sort_of(shape: Shape) -> frozenset[str]:
    """The names of what can be meant by "which country" or "which state"; empty where there is no list."""
    sorts = sorts_of_place() if shape.kind is Kind.PLACE else ()
    return next((known for head, known in sorts if head in shape.head), frozenset())


def _may_be_there(shape: Shape, text: str, name: Name) -> bool:
    """Whether a name can say where: it stands behind a word of place, or a sort of place was named in the question."""
    return shape.kind is not Kind.PLACE or bool(shape.head) or PLACED.search(text[: name.start]) is not None


def _weight(shape: Shape, text: str, name: Name) -> float:
    weight = nearness(shape, text, name.start, name.end)
    # "Chinese Vice Premier He Lifeng" for "who heads the Chinese team?".
    weight += 0.5 * (not shape.names.isdisjoint(name.keys))
    return weight + 0.5 * (shape.kind is Kind.PERSON and len(name.keys) > 1)


def _all_items(text: str, start: int, end: int) -> tuple[int, int]:
    """The enumeration that a name is of: "Vietnam, Japan and South Korea"."""
    found = names(text)
    ended = _LAST_ITEM.search(text[:start]) is not None or _JOINT.search(text[start:end]) is not None
    for name in found:
        joint = None if ended else _NEXT_ITEM.match(text, end)
        if joint and joint.end() == name.start:
            end, ended = name.end, _JOINT.search(joint.group()) is not None
    for name in reversed(found):
        joint = _NEXT_ITEM.match(text, name.end)
        if joint and joint.end() == start:
            start = name.start
    return start, end
