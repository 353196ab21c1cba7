"""Where two sentences that are otherwise alike name somebody else, or the one denies what the other says."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from rag.clauses import EXPECTED, TITLES, Word, key_of, names, split, stem_of
from rag.days import find_days
from rag.facts import facts_of, numbers_differ
from rag.places import countries
from rag.polarity import Denial, denials, opposite_outcomes
from rag.roles import speaks
from rag.scopes import periods_of, scope_of, times_differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """What two sentences differ in: the words of each, and the subject in the words of the first."""

    subject: str
    values: tuple[str, str]
    expected: tuple[bool, bool]


_ALIKE = 0.6
"""Share of the shorter sentence's content that the other must have too."""
_MIN_SHARED, _MIN_PLAIN = 3, 2
_MAX_APART = 5
"""Content words that are of the one or the other alone, where both have some: with more, they are of two things."""
_ONE = (
    "Washington US White House Trump Administration Biden Americans",
    "Beijing China Xi CCP Chinese Zhongnanhai",
    "Moscow Kremlin Russia Putin Russian",
    "London Britain UK Downing British",
    "Brussels EU Europe European Commission Union",
    "Kyiv Kiev Ukraine Zelensky Zelenskyy Ukrainian",
    "Seoul Korea",
    "Tokyo Japan",
    "Delhi India Modi",
    "Jerusalem Israel Netanyahu Israeli",
    "Paris France Macron French",
    "Berlin Germany German",
)
"""Names that stand for one another in the news; what is done by one is often told of the other."""
_BEHIND_BY = 4
"""Words from "by" to the name: "by the novelist Ida Holm"."""
_PLACES = frozenset({"in", "at", "near", "from", "to", "outside", "across", "around", "off"})


@dataclass(frozen=True, slots=True)
class _Read:
    words: tuple[Word, ...]
    keys: tuple[str, ...]
    named: tuple[str, ...]
    """The text of the name that each word is of, or ""."""
    content: frozenset[str]
    plain: frozenset[str]
    """The content without the names."""
    scope: frozenset[str]
    denials: tuple[Denial, ...]
    expected: bool


@lru_cache(maxsize=4_096)
def _read(text: str) -> _Read:
    words = tuple(split(text))
    spans = [(name.start, name.end, name.text) for name in names(text)]
    named = tuple(next((said for start, end, said in spans if start <= word.start < end), "") for word in words)
    keys = tuple(
        key_of(word.text) if name else word.stem or word.text.lower() for word, name in zip(words, named, strict=True)
    )
    content = frozenset(word.stem for word in words if word.stem)
    plain = frozenset(word.stem for word, name in zip(words, named, strict=True) if word.stem and not name)
    return _Read(
        words, keys, named, content, plain, scope_of(words), tuple(denials(text)), EXPECTED.search(text) is not None
    )


def contrast_names(one: str, other: str) -> Contrast | None:
    """A name in the one where the other, in the same words, has another name.

    >>> found = contrast_names("The film was directed by Mahesh Bhatt.", "The film was directed by Raj Kapoor.")
    >>> found and found.values
    ('Mahesh Bhatt', 'Raj Kapoor')
    """
    ours, theirs = _read(one), _read(other)
    if not _alike(one, other, ours, theirs, plain=True):
        return None
    found = [
        (a, b)
        for a, b in _replaced(ours, theirs)
        if not _may_be_one(ours.named[a[0]], theirs.named[b[0]], ours.keys[max(0, a[0] - 1)])
    ]
    if len(found) != 1 or numbers_differ(facts_of(one), facts_of(other)):
        return None
    (a, b) = found[0]
    if not _holds_one(ours, theirs, a[0], b[0]):
        return None
    values = (ours.named[a[0]], theirs.named[b[0]])
    return Contrast(subject=_subject(ours, theirs), values=values, expected=(ours.expected, theirs.expected))


def _alike(one: str, other: str, ours: _Read, theirs: _Read, *, plain: bool = False) -> bool:
    """Whether two sentences are about the same, at the same time; `plain`: in the words that are no names."""
    mine, yours = (ours.plain, theirs.plain) if plain else (ours.content, theirs.content)
    if (ours.scope ^ theirs.scope) or (mine - yours and yours - mine and len(mine ^ yours) > _MAX_APART):
        return False
    shared = mine & yours
    if len(shared) < (_MIN_PLAIN if plain else _MIN_SHARED) or len(shared) < _ALIKE * min(len(mine), len(yours)):
        return False
    days = [tuple(day for _, _, day in find_days(text)) for text in (one, other)]
    return not times_differ(periods_of(one), periods_of(other), days[0], days[1])


def _replaced(ours: _Read, theirs: _Read) -> list[tuple[list[int], list[int]]]:
    """The positions of a name in the one and of another name in the other, where all around them is alike."""
    found = []
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, ours.keys, theirs.keys, autojunk=False).get_opcodes():
        a = [n for n in range(a0, a1) if ours.named[n]]
        b = [n for n in range(b0, b1) if theirs.named[n]]
        bare = all(ours.named[n] or not ours.words[n].stem for n in range(a0, a1)) and all(
            theirs.named[n] or not theirs.words[n].stem for n in range(b0, b1)
        )
        if (
            tag == "replace"
            and a
            and b
            and bare
            and len({ours.named[n] for n in a}) == len({theirs.named[n] for n in b}) == 1
        ):
            found.append((a, b))
    return found


def _may_be_one(one: str, other: str, before: str) -> bool:
    """Whether two names may be of one person, place or body."""
    ours, theirs = ({key_of(word.text) for word in split(name)} - TITLES for name in (one, other))
    if ours & theirs or any(ours & group and theirs & group for group in _one()):
        return True
    for long, short in ((one, other), (other, one)):
        initials = "".join(word.text[0] for word in split(long) if word.capital)
        if len(initials) > 1 and initials == short.replace(".", ""):
            return True
    # A city lies in a country, and both may be right about where.
    return before in _PLACES and bool(ours & countries()) != bool(theirs & countries())


@cache
def _one() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(key_of, line.split())) for line in _ONE)


def _holds_one(ours: _Read, theirs: _Read, a: int, b: int) -> bool:
    """Whether the place of the names holds one name only: many may sign a treaty, one directs a film.

    "By" behind a verb of one doer ("founded by"), or "in" behind one of place, a few equal words before the name.
    """
    for back in range(1, _BEHIND_BY + 1):
        if min(a, b) < back or ours.keys[a - back] != theirs.keys[b - back]:
            return False
        word, left = ours.keys[a - back], _beside(ours, a - back, -1)
        if left and left == _beside(theirs, b - back, -1) and _opens_slot(word, left):
            return True
    return False


def _opens_slot(word: str, left: str) -> bool:
    return (word == "by" and left in _one_doer()) or (word in {"in", "at"} and left in _one_place())


@cache
def _one_doer() -> frozenset[str]:
    line = (
        "directed written founded led chaired conducted won owned designed invented painted composed edited headed "
        "presented hosted discovered built succeeded replaced captained coached created"
    )
    return frozenset(map(stem_of, line.split()))


@cache
def _one_place() -> frozenset[str]:
    line = "held born based headquartered buried crashed landed hosted located arrested built signed founded died sank"
    return frozenset(map(stem_of, line.split()))


def _beside(read: _Read, position: int, step: int) -> str:
    """The nearest content word on a side, "" if there is none."""
    position += step
    while 0 <= position < len(read.words):
        if read.words[position].stem:
            return read.keys[position]
        position += step
    return ""


def contrast_polarity(one: str, other: str) -> Contrast | None:
    """What the one says and the other denies, or tells the opposite of.

    >>> found = contrast_polarity("The council approved the new stadium.", "The council rejected the new stadium.")
    >>> found and found.values
    ('approved', 'rejected')
    >>> contrast_polarity("The mayor did not open the bridge.", "The mayor opened the old bridge.").values
    ('not open', 'opened')
    """
    ours, theirs = _read(one), _read(other)
    # Two parties that deny each other's word disagree; the outlets that report them do not.
    if not _alike(one, other, ours, theirs) or _other_names(ours, theirs) or (speaks(one) and speaks(other)):
        return None
    said = _opposed(ours, theirs) or _denied(one, other, ours, theirs)
    # "It will drop to 3", "it will not drop to 2": both may be so.
    if said is None or numbers_differ(facts_of(one), facts_of(other)):
        return None
    return Contrast(subject=_subject(ours, theirs), values=said, expected=(ours.expected, theirs.expected))


def _other_names(ours: _Read, theirs: _Read) -> bool:
    mine, yours = ({key for key, name in zip(read.keys, read.named, strict=True) if name} for read in (ours, theirs))
    return bool(mine - yours) and bool(yours - mine)


def _opposed(ours: _Read, theirs: _Read) -> tuple[str, str] | None:
    if any(found.plain for found in (*ours.denials, *theirs.denials)):
        return None
    for first, second in opposite_outcomes():
        mine, yours = ours.content & first, theirs.content & second
        if mine and yours and not ours.content & second and not theirs.content & first:
            return _word(ours, mine), _word(theirs, yours)
    return None


def _denied(one: str, other: str, ours: _Read, theirs: _Read) -> tuple[str, str] | None:
    """The very word that the one denies and the other plainly says."""
    for denier, text, affirmer in ((ours, one, theirs), (theirs, other, ours)):
        found = next((found for found in denier.denials if found.plain and found.denied), None)
        if found is None or affirmer.denials or found.denied[0] not in affirmer.content:
            continue
        target = next(w for w in denier.words if w.start > found.word.start and w.stem == found.denied[0])
        no, yes = text[found.word.start : target.end], _word(affirmer, frozenset({target.stem}))
        return (no, yes) if denier is ours else (yes, no)
    return None


def _word(read: _Read, wanted: frozenset[str]) -> str:
    return next(word.text for word in read.words if word.stem in wanted)


def _subject(ours: _Read, theirs: _Read) -> str:
    """What both speak of: the words of the first that the second has too."""
    return " ".join(word.text for word in ours.words if word.stem and word.stem in theirs.content)
