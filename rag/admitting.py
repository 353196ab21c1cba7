"""Whether a stretch of a sentence may be what a question asks for at all: no person is a place, no tariff an import."""

import re
from functools import cache

from rag.clauses import POSSESSIVE, Name, key_of, said_for, split, stems
from rag.kinds import Kind
from rag.places import PLACED, is_adjective, is_building, sorts_of_place
from rag.shaping import Shape

_FEW = 6
"""Words of a value at most."""
_PARTS = re.compile(r"[;:]|--| [–—-] | (?:is|are|was|were|has|have|had|will|would) ")
_JOINT = re.compile(r"\b(?:and|or)\b")
_PARTICIPLE = re.compile(r"(?:ing|ed|ly)$")
_OPENING = re.compile(r"(?:With|After|Before|Despite|Following|Amid|While|Although|As|Since) (?P<told>[^,;]+),")
_TELLING = 2
"""Content words from which on an opening tells something of its own."""
_INTRODUCES = re.compile(r"[,:;—]? ?(?:such as|including|like|called|named|of|is|are|was|were)? ?(?:the |an? )?")
_ASIDE = re.compile(r"[—–] ?(?:its|his|her|their) $")
"""Before what describes a thing once more: "the algorithm—its secret sauce"."""
_INSIDE = re.compile(r"\b(?:in|at) (?:the )?$")
_WHOSE = re.compile(r"['’]s?\b")
_COUNTRIES = frozenset(
    key_of(name)
    for name in (
        "China America U.S. Russia Britain UK France Germany Japan India Ukraine Israel Europe EU Spain "
        "Italy Canada Mexico Brazil"
    ).split()
)


def may_be_pointed_at(shape: Shape, text: str, start: int, end: int) -> bool:
    """Whether what a reader points at can be it: whole, a few words, of the sort asked for, and not the question's own.

    >>> from rag.shaping import shape_of
    >>> may_be_pointed_at(shape_of("Who did the US blacklist?"), "Washington blacklisted SMIC.", 0, 10)
    False
    >>> may_be_pointed_at(shape_of("Who did the US blacklist?"), "Washington blacklisted SMIC.", 23, 27)
    True
    """
    said = text[start:end]
    if not 0 < len(said.split()) <= _FEW or _is_known(shape, stems(said)) or _ASIDE.search(text[:start]):
        return False
    if wants_building(shape) and not is_building(said):
        return False
    has_capital = shape.wants_capital or shape.kind in (Kind.PERSON, Kind.PLACE)
    if not _is_whole(said, place=shape.kind is Kind.PLACE) or (has_capital and said == said.lower()):
        return False
    # "US President Donald Trump and Chinese" are no countries that made a deal with Trump.
    foreign = sort_of(shape) and not shape.names.isdisjoint(map(key_of, said.split()))
    of_state = shape.wants_capital and _is_of_state(said)
    return not foreign and not of_state and (shape.kind is not Kind.PERSON or not _is_nobody(text, start, end))


def may_be_meant(shape: Shape, text: str, name: Name) -> bool:
    """Whether a name can answer: new to the question, no country where a thing is wanted, or the other way.

    >>> from rag.clauses import names
    >>> from rag.shaping import shape_of
    >>> text = "They met Berg in the Oval Office."
    >>> [name.text for name in names(text) if may_be_meant(shape_of("Who was met?"), text, name)]
    ['Berg']
    """
    keys = frozenset(name.keys)
    sort = sort_of(shape)
    if sort and not keys - _parts_of_names() <= sort and " ".join(name.keys) not in sort:
        return False  # no country is "US President Donald Trump"
    if wants_building(shape) and not is_building(name.text):
        return False
    # A capital at the start of a sentence says nothing: "Judging from recent deals, ..."
    no_thing = name.opens and len(keys) == 1 and _PARTICIPLE.search(name.text) is not None
    no_thing = no_thing or (shape.kind is Kind.NAME and keys <= _COUNTRIES)
    no_thing = no_thing or (shape.wants_capital and _is_a_state(text, name))
    no_thing = no_thing or (shape.kind is Kind.PERSON and _is_nobody(text, name.start, name.end))
    no_thing = no_thing or (bool(sort) and is_adjective(text, name.start, name.end))
    placed = shape.kind is not Kind.PLACE or bool(shape.head) or PLACED.search(text[: name.start]) is not None
    return placed and not no_thing and not _is_known(shape, keys)


def is_one_of_several(shape: Shape, text: str, start: int, end: int, *, sure: bool) -> bool:
    """Whether a value is one of the things that are asked for: no "imports" of "duties on imports" are tariffs.

    What has a name of its own needs no noun if the reader is `sure`; nor does any where the sentence has not that noun.

    >>> from rag.shaping import shape_of
    >>> shape, text = shape_of("What tariffs does it have?"), "Tariffs on imports, and steel tariffs, stay."
    >>> [is_one_of_several(shape, text, text.find(each), text.find(each) + len(each), sure=False)
    ...  for each in ("imports", "steel")]
    [False, True]
    """
    # "Which menu items ...?": its words may stand anywhere.
    if shape.kind is not Kind.NAME or not shape.several or len(shape.head) > 1:
        return True
    named = any(word[0].isupper() and key_of(word) not in _COUNTRIES for word in text[start:end].split())
    nouns = [word for word in split(text) if word.stem in shape.head]
    if not nouns or (named and (shape.wants_capital or sure)):
        return True
    if _WHOSE.match(text, len(POSSESSIVE.sub("", text[:end]))):
        return False
    return any(
        start < word.end <= end
        or word.start == end + 1
        or (word.end <= start and _INTRODUCES.fullmatch(text[word.end : start]))
        for word in nouns
    )


def is_of_what_it_opens_with(shape: Shape, text: str, start: int, end: int) -> bool:
    """Whether a date is of what a sentence opens with alone, and the rest is what was asked about.

    >>> from rag.shaping import shape_of
    >>> text = "With the truce extended to May 1, Trump and Xi may meet this autumn."
    >>> is_of_what_it_opens_with(shape_of("When will Trump and Xi meet?"), text, 27, 32)
    True
    >>> is_of_what_it_opens_with(shape_of("When does the truce end?"), text, 27, 32)
    False
    """
    opening = _OPENING.match(text)
    if opening is None or not opening.start("told") <= start < opening.end():
        return False
    told = stems(text[opening.start("told") : start] + text[end : opening.end()])
    rest = stems(text, opening.end())
    return len(told) >= _TELLING and told.isdisjoint(shape.about) and not shape.about.isdisjoint(rest)


def wants_building(shape: Shape) -> bool:
    """Whether a building is asked for: no city is one."""
    return shape.kind is Kind.PLACE and not shape.head.isdisjoint(_buildings())


@cache
def _buildings() -> frozenset[str]:
    return stems("building palace hotel")


def sort_of(shape: Shape) -> frozenset[str]:
    """The names of what can be meant by "which country" or "which state"; empty where there is no list."""
    sorts = sorts_of_place() if shape.kind is Kind.PLACE else ()
    return next((known for head, known in sorts if head in shape.head), frozenset())


def _is_of_state(said: str) -> bool:
    """Whether a name is of a country or its government, which is no company."""
    keys = frozenset(map(key_of, said.split()))
    # A seat of government stands for its country.
    return all(key in _COUNTRIES or len(said_for(key)) > 1 for key in keys) or not stems(said).isdisjoint(_of_state())


@cache
def _of_state() -> frozenset[str]:
    return stems("administration government ministry congress parliament senate treasury house president minister")


def _is_a_state(text: str, name: Name) -> bool:
    behind = text[name.end :].split(maxsplit=1)[:1]
    return _is_of_state(name.text) or (bool(behind) and _is_of_state(behind[0]))


def _is_whole(said: str, *, place: bool) -> bool:
    """Whether words are no half of a quotation, and across a comma only "A, B and C" or, of places, "Cairo, Egypt"."""
    if said.count("“") != said.count("”") or _PARTS.search(said):
        return False
    *first, last = said.split(", ")
    if not first or (_JOINT.search(last) and not any(map(_JOINT.search, first))):
        return True
    return place and len(first) == 1 and first[0][:1].isupper() and last[:1].isupper() and not _JOINT.search(said)


def _is_nobody(text: str, start: int, end: int) -> bool:
    """Whether a stretch says whose something is, or where: "Chinese" of "Chinese imports", "in the Oval Office"."""
    return is_adjective(text, start, end) or _INSIDE.search(text[:start]) is not None


def _is_known(shape: Shape, keys: frozenset[str]) -> bool:
    """Whether a question has a name already: "Washington" is no answer to "who did the US blacklist?"."""
    known = shape.about | shape.names | (_the_states() if "usa" in shape.names else frozenset())
    return all(key in known or not said_for(key).isdisjoint(shape.names) for key in keys)


@cache
def _the_states() -> frozenset[str]:
    return stems("United States") | frozenset(map(key_of, ("United", "States")))


@cache
def _parts_of_names() -> frozenset[str]:
    return frozenset(map(key_of, "south north east west republic democratic people kingdom united states new".split()))
