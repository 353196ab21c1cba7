"""Who says it, and who does it to whom, read from the order of names and verbs."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rag.clauses import Name, names, split, stem_of
from rag.places import countries
from rag.seats import with_countries

_SAYS = (
    "said|says|say|told|tells|stated|states|added|adds|announced|announces|claimed|claims|argued|argues"
    "|insisted|insists|wrote|writes"
    "|warned|warns|declared|declares|confirmed|confirms|denied|denies|explained|explains|noted|notes|reported"
    "|reports|revealed|reveals"
    "|acknowledged|acknowledges|admitted|admits|suggested|suggests|asked|asks|complained|complains|testified"
    "|tweeted|promised|vowed"
    "|predicted|predicts|urged|urges|made it clear|believes|thinks|reckons|called for|responded|replied"
)
_BEFORE = re.compile(rf"\b(?:{_SAYS})\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"(?:\b(?:according to|in the words of|as reported by)|[,”\"’] (?:says?|said|added|warned|argued|wrote))"
    r"(?: the| an?)? $",
    re.IGNORECASE,
)
_BETWEEN = 40
"""Characters between a speaker and the verb: "Bessent, in Madrid, said"."""
_APART = 10
"""Words between two names that one verb can join."""
_APART_BY = re.compile(r"[.;!?]\s|\band\b|\bbut\b")
_IS_NO_DOER = re.compile(r"\b(?:in|of|at|from|by|for|on|with|to|against|than|and)(?: the| an?)? $", re.IGNORECASE)
_IS_PLACE = re.compile(r"\b(?:in|of|at|near|than|as)(?: the| an?)? $", re.IGNORECASE)
_APART_AT_MOST = 20
"""Characters of a preposition before a name."""
_POSSESSIVE = re.compile(r"^['’]s?(?= )")
_SYMMETRIC = "met meeting talk talks spoke discuss negotiate agree agreement share partner between versus"
_OF_ONE = re.compile(
    r"\b(?i:what (?:else )?(?:do|does|did|will|would|has|have|had)) (?:the )?.{2,60}? (?P<verb>[a-z]{3,})\b"
)
"""What one does or wants."""
_ADVERBS = re.compile(
    r"(?: (?:has|have|had|is|was|will|would|not|never|also|still|now|both|always|long|again|\w{1,20}ly)){0,4} "
)
_DOES = re.compile(
    r"\bwhat (?:else )?(?:did|does|do|has|have|had|is|are|was|were|will|would) (?:the )?(?P<who>.{2,80}?)"
    r"(?<! have to)(?<! has to) (?:do|done|doing)\b",
    re.IGNORECASE,
)
"""Asks for whatever one does."""
_IS_OBJECT = re.compile(
    r"\b(?:in|of|at|from|for|on|upon|with|to|towards?|against|than|into|over|about|including|such as|like|targeting)"
    r"(?: the| an?)? $",
    re.IGNORECASE,
)
_AND = re.compile(r",? (?:and|or) (?:the )?")
_LEVIED = re.compile(
    r"(?: [a-z-]+){0,3}? (?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|tax(?:es)?|sanctions?|restrictions?|controls|curbs|bans?"
    r"|probes?|investigations?|attacks?|strikes?|threats?|pressure) (?:on|against|to|over) (?:the )?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Two names with the words between them: `doer` comes first, unless the words are passive."""

    doer: Name
    done_to: Name
    stems: frozenset[str]


@cache
def _symmetric() -> frozenset[str]:
    return frozenset(map(stem_of, _SYMMETRIC.split()))


def speakers(text: str) -> list[Name]:
    """The names that a text makes say something.

    >>> [name.text for name in speakers("Europe must act, Bessent said, and according to Greer it will.")]
    ['Bessent', 'Greer']
    """
    found = []
    for name in names(text):
        ahead, behind = text[: name.start], text[name.end : name.end + _BETWEEN]
        verb = _BEFORE.search(behind)
        direct = verb is not None and not re.search(
            r"[.;:!?“”\"]|\b(?:and|but|that|who)\b|[A-Z]", behind[: verb.start()]
        )
        if direct or _ACCORDING.search(ahead):
            found.append(name)
    return found


def speaks(text: str) -> bool:
    """Whether anybody in a text says anything."""
    return _BEFORE.search(text) is not None or "according to" in text.lower()


def deeds(text: str) -> Iterator[Deed]:
    """What names do to names."""
    found, words = names(text), split(text)
    for position, first in enumerate(found):
        for second in found[position + 1 :]:
            between = [word for word in words if first.end <= word.start and word.end <= second.start]
            if len(between) > _APART or _APART_BY.search(text, first.end, second.start):
                break
            if _IS_NO_DOER.search(text[: first.start]) or _IS_PLACE.search(text[: second.start]):
                continue
            plain = (word.stem for word in between if not any(n.start <= word.start < n.end for n in found))
            stems = frozenset(plain) - _symmetric() - {""}
            if not stems:
                continue
            passive = re.search(r"\b(?:by|from)(?: the| an?)? $", text[: second.start]) is not None
            doer, done_to = (second, first) if passive else (first, second)
            yield Deed(doer=doer, done_to=done_to, stems=stems)


@lru_cache(maxsize=4_096)
def levies(text: str) -> frozenset[tuple[str, str]]:
    """Whose tariffs, sanctions or attacks are on whom: pairs of the keys of names.

    >>> sorted(levies("US duties on Chinese imports answer Russian threats against the EU."))
    [('russia', 'europ'), ('usa', 'china')]
    """
    found = names(text)
    return frozenset(
        (one.keys[-1], other.keys[0])
        for one, other in pairwise(found)
        if _LEVIED.fullmatch(_POSSESSIVE.sub("", text[one.end : other.start]))
    )


def is_of_others(question: str, text: str) -> bool:
    """Whether a text tells of other countries alone what a question asks of one: of Russia what the US wants.

    >>> asked = "What did the US want?"
    >>> [is_of_others(asked, text) for text in ("Russia still wants war.", "Washington wants more.", "Trump wants it.")]
    [True, False, False]
    """
    found = _OF_ONE.search(question := with_countries(question))
    if found is None or not (verb := stem_of(found["verb"])):
        return False
    asked, told = _who_does(verb, question), _who_does(verb, with_countries(text))
    wanted = asked[0] if asked else frozenset[str]()
    return bool(wanted and told) and all(keys and wanted.isdisjoint(keys) for keys in told)


def is_done_to(question: str, text: str) -> bool:
    """Whether a text has one of whom it is asked what they did only as those to whom something is done.

    >>> asked = "What did Nvidia do?"
    >>> [is_done_to(asked, text) for text in ("China sued Intel.", "A probe into Nvidia began.", "Nvidia ships it.")]
    [False, True, False]
    """
    found = _DOES.search(question := with_countries(question))
    wanted = frozenset(key for name in names(found["who"]) for key in name.keys) if found else frozenset[str]()
    if not wanted:
        return False
    mentions, end, is_object = list[bool](), 0, False
    for name in names(text := with_countries(text)):
        # "Into Intel and Nvidia"
        if not (is_object and _AND.fullmatch(text, end, name.start)):
            is_object = _IS_OBJECT.search(text, max(0, name.start - _APART_AT_MOST), name.start) is not None
        end = name.end
        if not wanted.isdisjoint(name.keys):
            mentions.append(is_object)
    return bool(mentions) and all(mentions)


def _who_does(verb: str, text: str) -> list[frozenset[str]]:
    """For each place of a verb the countries right before it, with nothing but how and when between; empty for none."""
    found = names(text)
    ends = [name.end for name in found]
    told = []
    for word in split(text):
        if word.stem == verb:
            at = bisect_right(ends, word.start) - 1
            does = at >= 0 and _ADVERBS.fullmatch(text, ends[at], word.start)
            told.append(frozenset(found[at].keys) & countries() if does else frozenset())
    return told


def same(one: Name, other: Name) -> bool:
    """Whether two names share a word that tells them apart."""
    return not set(one.keys).isdisjoint(other.keys)
