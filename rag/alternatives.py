"""A question that lets choose between two things: "in Washington or Beijing?", "Bessent or Greer?", "20% or 55%?".

Neither need be so: the question is asked openly ("Where did the talks take place?"), and what it offers only says which
words of an answer it would take.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.clauses import TITLES, key_of, names, said_for, split, stem_of
from rag.values import Kind, find_values
from rag.whether import AUXILIARY

_MOST_WORDS = 5
"""What is longer is no alternative, but a clause: "is it dear, or is the other one dearer still?"."""

_PLACED = frozenset("in at near outside inside".split())
_PREPOSITIONS = _PLACED | frozenset("on into to from with by for about against of over".split())
_ARTICLES = frozenset("a an the its their his her".split())
_WITHIN_NAMES = frozenset("of de".split())
_GOES_ON = re.compile(r"(?:so|and|but),? ", re.IGNORECASE)
_ASKS_WHETHER = re.compile(rf"{AUXILIARY}\b", re.IGNORECASE)
_ASKS_WHICH = re.compile(
    r"(?P<open>(?:who|whom|whose|which|what|where)\b.*\w)(?:,|:| [–—-]) (?P<one>[^,:]+)", re.IGNORECASE
)
_COUNTED = re.compile(
    r"[a-z][\w-]*(?: (?!(?:from|of|in|on|at|to|by|for|since|before|after|during|with)\b)[a-z][\w-]*){0,3}"
)
_QUALIFIER = re.compile(r" (?:more than|over|at least|less than|under|about|around|nearly|almost|the|an?) ?$")
_A_YEAR = re.compile(
    r" (?:(?:well |just )?(?:over |under |about |nearly |almost ))?an? (?:hour|day|week|month|year),?$"
)
_ON = re.compile(r" (?:on|in|by|until|at) ?$")
_CLEFT = re.compile(r"(?P<be>is|was|are|were) it (?P<one>.+)", re.IGNORECASE)
_CLAUSE = re.compile(r"(?P<other>.+?),? (?P<link>who|that|which|where) (?P<rest>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Two alternatives, in the question's words, and the question without them, in each way to ask it."""

    options: tuple[str, str]
    openly: tuple[str, ...]


def choice_of(sentence: str) -> Choice | None:
    """What a question lets choose from; None where it does not, between numbers, or where it cannot be asked openly.

    >>> choice_of("Did the talks take place in Washington or Beijing?")
    Choice(options=('Washington', 'Beijing'), openly=('Where did the talks take place?',))
    >>> choice_of("Was it Bessent or Greer who saw no path?").openly
    ('Who saw no path?',)
    >>> choice_of("Does ByteDance or Oracle own TikTok?").openly
    ('Who does own TikTok?', 'What does own TikTok?')
    >>> choice_of("Is it wrong, or is it only dear?") is None
    True
    """
    asked = _GOES_ON.sub("", sentence.strip(), count=1) if _GOES_ON.match(sentence) else sentence
    before, joint, after = asked.strip().rstrip("?!. ").partition(" or ")
    if not joint or " or " in after:
        return None
    before = before.rstrip(", ")
    found = _behind(before, after) or _cleft(before, after) or _whether(before.split(), after.split())
    return found if found is not None and not any(map(find_values, found.options)) else None


def openly_how_many(sentence: str) -> str | None:
    """A question that lets choose between numbers or dates, without them; None where it does not.

    >>> openly_how_many("did tiktok get 3 extra periods from the administration or 4?")
    'How many extra periods did tiktok get from the administration?'
    >>> openly_how_many("Did the pact take over a year, or two?"), openly_how_many("Are the tariffs 20% or 55%?")
    ('How long did the pact take?', 'How high are the tariffs?')
    >>> openly_how_many("Is Madrid the third or the fourth round?") is None
    True
    """
    before, joint, _ = sentence.strip().rstrip("?!. ").partition(" or ")
    stated = [value for value in find_values(before) if value.kind is not Kind.ORDINAL]
    if not joint or len(stated) > 1 or not _ASKS_WHETHER.match(before):
        return None
    if not stated:
        long = _A_YEAR.search(before)
        return f"How long {before[0].lower()}{before[1 : long.start()]}?" if long else None
    value = stated[0]
    asked, said = _QUALIFIER.sub("", before[: value.start]).strip(), before[value.end :].strip(" ,")
    asked = asked[0].lower() + asked[1:]
    match value.kind:
        case Kind.COUNT if counted := _COUNTED.match(said):
            how, said = f"How many {counted[0]}", said[counted.end() :].strip()
        case Kind.MEASURE if value.unit in ("day", "month"):
            how = "How long"
        case Kind.MEASURE if value.unit == "time":
            how = "How many times"
        case Kind.SHARE:
            how = "How high"
        case Kind.MONEY:
            how = "How much"
        case Kind.DATE:
            how, asked = "When", _ON.sub("", asked)
        case _:
            return None
    return f"{' '.join(filter(None, (how, asked, said)))}?"


def _behind(before: str, after: str) -> Choice | None:
    """Who leads it, He Lifeng or Li Qiang?"""
    found = _ASKS_WHICH.fullmatch(before)
    return _choice(found["one"].split(), after.split(), f"{found['open']}?") if found and "," not in after else None


def _cleft(before: str, after: str) -> Choice | None:
    """Was it Bessent or Greer who said it? Was it in Madrid or in Geneva that they met?"""
    found, clause = _CLEFT.fullmatch(before), _CLAUSE.fullmatch(after)
    if found is None or clause is None:
        return None
    one, other = found["one"].split(), clause["other"].split()
    if clause["link"].lower() == "who":
        return _choice(one, other, f"Who {clause['rest']}?")
    behind = f"{found['be'].lower()} it {clause['link']} {clause['rest']}?"
    if one[0].lower() in _PREPOSITIONS:
        return _choice(one, other, f"Where {behind}") if one[0].lower() in _PLACED else None
    return _choice(one, other, f"Who {behind}", f"What {behind}")


def _whether(before: Sequence[str], after: Sequence[str]) -> Choice | None:
    """Does ByteDance or Oracle own it? Did they meet in Madrid or Geneva? Is its owner ByteDance or Oracle?"""
    if not before[1:] or not after or not _ASKS_WHETHER.fullmatch(before[0]):
        return None
    aux, said = before[0].lower(), before[1:]
    start = _last_phrase(said)
    ahead, one = said[:start], said[start:]
    if not ahead:
        end = _first_phrase(after, articled=_is_articled(one))
        rest = " ".join(after[end:])
        return _choice(one, after[:end], *(f"{who} {aux} {rest}?" for who in ("Who", "What"))) if rest else None
    after = after[after[0].lower() in _PREPOSITIONS :]
    if not after:
        return None
    named, word = _has_capital(one[0]), ahead[-1].lower()
    # In small letters nothing says where a name ends: it is all that is left.
    end = _first_phrase(after, articled=False) if named else len(after)
    if word in _PLACED and ahead[1:] and (named or not any(map(_has_capital, ahead))):
        return _choice(one, after[:end], f"Where {' '.join([aux, *ahead[:-1], *after[end:]])}?")
    if after[end:] or not (named or _is_articled(one) or word in _PREPOSITIONS):
        return None
    return _choice(one, after, *(f"{what} {aux} {' '.join(ahead)}?" for what in ("What", "Who")))


def _last_phrase(words: Sequence[str]) -> int:
    """Where a name or a noun begins that ends the words."""
    start = len(words) - 1
    if _has_capital(words[start]):
        while start and (_has_capital(words[start - 1]) or words[start - 1] in _WITHIN_NAMES):
            start -= 1
        return start - (start > 0 and words[start - 1].lower() == "the")
    for at in range(start - 1, max(-1, start - _MOST_WORDS), -1):
        if words[at].lower() in _PREPOSITIONS | _ARTICLES:
            return at if words[at].lower() in _ARTICLES else start
    return start


def _first_phrase(words: Sequence[str], *, articled: bool) -> int:
    """Where a name or a noun ends that begins the words."""
    end = 1 + (articled or words[0].lower() == "the")
    while end < len(words) and _has_capital(words[0 if end == 1 else end - 1]) and _has_capital(words[end]):
        end += 1
    return end


def _is_articled(words: Sequence[str]) -> bool:
    return words[0].lower() in _ARTICLES


def _has_capital(word: str) -> bool:
    return word[:1].isupper() or word[:1].isdigit()


def _choice(one: Sequence[str], other: Sequence[str], *openly: str) -> Choice | None:
    options = [phrase[bool(phrase) and phrase[0].lower() in _PREPOSITIONS :] for phrase in (one, other)]
    if not all(0 < len(phrase) <= _MOST_WORDS and stem_of(phrase[-1]) for phrase in options):
        return None
    if any(_ASKS_WHETHER.fullmatch(phrase[0]) for phrase in options):
        return None
    return Choice(options=(" ".join(options[0]), " ".join(options[1])), openly=openly)


def dates_of(options: Sequence[str]) -> frozenset[str]:
    """The keys of the months and weekdays to choose from: no article need have the one that is not meant.

    >>> sorted(dates_of(("good until November", "December")))
    ['december', 'november']
    """
    dates = (names(each[value.start : value.end]) for each in options for value in find_values(each))
    return frozenset(key for found in dates for name in found for key in name.keys)


def said_of(option: str, against: str, text: str, *, place: bool = False) -> Iterator[tuple[int, int]]:
    """Where a text has the name or the words of one alternative, and not of the other.

    >>> text = "Premier Li Qiang was sent; Li Chenggang stayed in China."
    >>> [text[start:end] for start, end in said_of("Li Qiang", "Li Chenggang", text)]
    ['Premier Li Qiang']
    >>> [text[start:end] for start, end in said_of("Beijing", "Washington", text)]
    ['China']

    Args:
        option: The alternative.
        against: The other.
        text: A sentence.
        place: Whether a seat of government is only a city.
    """
    wanted, unlike = _keys(option), _keys(against)
    found = [
        (name.start, name.end)
        for name in names(text)
        if _means(name.keys, wanted, place=place) and not _means(name.keys, unlike, place=place)
    ]
    yield from found or _words(option, text)


def offered(options: Sequence[str], text: str, *, place: bool) -> int:
    """How many of two alternatives a text names."""
    one, other = options
    return sum(any(said_of(*pair, text, place=place)) for pair in ((one, other), (other, one)))


def _keys(option: str) -> frozenset[str]:
    named = frozenset(key for name in names(option) for key in name.keys)
    return named or frozenset(key_of(word.text) for word in split(option) if word.stem) - TITLES


def _means(keys: Sequence[str], wanted: frozenset[str], *, place: bool) -> bool:
    """Whether a name is the one that is wanted: with more or fewer words, or as the government that sits there."""
    held = frozenset(keys)
    if len(held) == 1 and len(wanted) == 1 and not place:
        return any(not said_for(mine).isdisjoint(said_for(yours)) for mine in held for yours in wanted)
    return bool(wanted) and (held <= wanted or wanted <= held)


def _words(option: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text has an alternative that is no name: its words, one behind the other."""
    wanted = [word.stem for word in split(option) if word.stem]
    words = split(text)
    for at in range(len(words) - len(wanted) + 1):
        run = words[at : at + len(wanted)]
        if wanted and [word.stem for word in run] == wanted:
            yield run[0].start, run[-1].end
