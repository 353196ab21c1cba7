"""What kind of answer a question asks for: a person, a date, a number, a reason, yes or no, several things.

Read from the question's words alone, by rules of English; a question that fits none of them asks for a sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rag.clauses import names, split, stem_of, stems
from rag.following import split as split_topic
from rag.polarity import negates


class Kind(StrEnum):
    """What is asked for."""

    PERSON = "who"
    DATE = "when"
    PLACE = "where"
    COUNT = "how many"
    AMOUNT = "how much"
    DURATION = "how long"
    NAME = "which"
    REASON = "why"
    SPEECH = "what did someone say"
    YES_NO = "yes or no"
    OTHER = "a sentence"


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_PEOPLE = _any(
    "official expert leader lawmaker senator spokesman spokesmen spokesperson actor actress singer athlete player "
    "politician minister president executive candidate author director artist king queen billionaire celebrity star "
    "coach judge analyst governor mayor musician comedian tennis\\ player"
)
_PLACES = _any(
    "city cities country countries nations? states? continents? towns? islands? regions? places? building palace "
    "capital location venue province"
)
_THINGS = _any(
    "company firm team app song film movie show book brand kind type animal word sport product band group agency "
    "airline food item object colou?r organi[sz]ation"
)
_TIMES = _any("days? dates? months? years? weekday week hour time")
_SAYING = _any("said say tell told think announced? reveal claim reply respond believe")
_AUXILIARY = _any("is are was were do does did has have had will would can could should may might")
# In the order in which they are tried where two begin at the same word.
_RULES: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.SPEECH, (rf"\bwhat (?:did|does|do|has|have) (?P<head>.{{2,80}}?) {_SAYING}\b",)),
    (Kind.COUNT, (r"\bhow (?:many|often)\b(?P<head>(?: [\w'’-]+){0,3})",)),
    (Kind.DURATION, (r"\b(?:for )?how (?:long|old)\b", r"\bsince when\b")),
    (
        Kind.AMOUNT,
        (
            r"\bhow (?:much|big|large|high|far|tall|heavy|fast|deep|wide|expensive)\b",
            r"\b(?:what|which) (?:share|percentage|per ?cent|proportion|rate|price|tariff|sum|amount|number)\b",
            r"\bwhat (?:does|do|did|will) [^?]{2,60}? (?:cost|charge|pay)\b",
        ),
    ),
    (
        Kind.DATE,
        (
            rf"\b(?:on |in |by |until |from |at )?(?:what|which) (?:exact )?{_TIMES}\b",
            r"\b(?:until |by )?when\b(?! (?:the|they|it|a)\b)",
        ),
    ),
    (Kind.PERSON, (rf"\b(?:which|what) (?:\w+ ){{0,2}}?{_PEOPLE}s?\b", r"\bwho(?:m|se)?\b")),
    (Kind.PLACE, (rf"\b(?:in |at |from |to )?(?:which|what) (?:\w+ ){{0,2}}?(?P<head>{_PLACES})\b", r"\bwhere\b")),
    (
        Kind.NAME,
        (r"\b(?:in |at |from |of |for )?which(?P<head>(?: [\w'’-]+){1,4})", rf"\bwhat (?P<head>{_THINGS})\b"),
    ),
    (Kind.REASON, (r"\bwhy\b", r"\bhow come\b", r"\b(?:what|which) (?:reasons?|caused?)\b", r"\bwhat led to\b")),
    (Kind.OTHER, (r"\bwhat\b", r"\bhow\b")),
    (Kind.YES_NO, (rf"(?:^|, )(?:so |and |but )?{_AUXILIARY}\b",)),
)
_PATTERNS = tuple((kind, re.compile(rule, re.IGNORECASE)) for kind, rules in _RULES for rule in rules)
_ASKS_YES_NO = re.compile(rf"(?:so |and |but )?{_AUXILIARY}\b", re.IGNORECASE)
_OPTIONS = re.compile(r"(?P<one>(?:[\w'’.%-]+ ){0,2}[\w'’.%-]+),? or (?P<other>(?:[\w'’.%-]+ ?){1,4})", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:which|what|name|list)(?: \w+){0,3}? (?:\w{2,}[^s\W]s|countries|companies|cities|people|men|women)\b"
    r"|\bwho (?:are|were)\b|\b(?:list|name|all) ",
    re.IGNORECASE,
)
_SAID_BY = re.compile(
    r"\bwho\b.{0,20}\b"
    + _any(
        "said says told asked warned called claims? claimed thinks? reckons? brought\\ up refused demanded threatened "
        "defended announced"
    )
    + r"\b",
    re.IGNORECASE,
)
_OPENING = frozenset("tell sum give name list does was were are is did has have how so whose which what who".split())
_TURN = re.compile(r",? (?:and|but),? (?=(?:what|who|whom|whose|when|where|why|how|which)\b)", re.IGNORECASE)
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a question asks for.

    Attributes:
        kind: The kind of answer.
        several: More than one thing may be asked for.
        speaker: Somebody's words are asked for, or who said them.
        negated: The question denies something itself.
        head: Stems of the noun that is counted, chosen or heard: "companies" of "how many companies".
        about: Stems of the content words of the sentence that asks, of all where it has few.
        names: The keys of the names in the sentence that asks.
        options: What a question with "or" lets choose from, in its words; else empty.
    """

    kind: Kind
    several: bool
    speaker: bool
    negated: bool
    head: frozenset[str]
    about: frozenset[str]
    names: frozenset[str]
    options: tuple[str, ...]

    @property
    def wants_value(self) -> bool:
        """Whether a date, a number or a name is asked for, to be set in front of the answer."""
        return self.may_have_value and (bool(self.options) or self.kind is not Kind.OTHER)

    @property
    def may_have_value(self) -> bool:
        """Whether a few words may be the answer: "what color is it?", and not "why?"."""
        return bool(self.options) or self.kind not in (Kind.REASON, Kind.SPEECH, Kind.YES_NO)


def shape_of(question: str) -> Shape:
    """The shape of the answer to a question.

    >>> shape_of("How many companies did Washington blacklist?").kind.value
    'how many'
    >>> shape_of("what did China demand for TikTok?").kind.value
    'a sentence'
    >>> shape_of("One says Wednesday, another the 17th. So when is time up?").kind.value
    'when'
    >>> shape_of("Are the tariffs 20% or 55%?").options
    ('the tariffs 20%', '55%')
    """
    sentence, kind, head = _asking(question)
    options = _OPTIONS.search(sentence) if kind in (Kind.YES_NO, Kind.NAME, Kind.PERSON) else None
    return Shape(
        kind=kind,
        several=_SEVERAL.search(sentence) is not None,
        speaker=kind is Kind.SPEECH or _SAID_BY.search(sentence) is not None,
        negated=any(negates(word) for word in split(sentence)),
        head=stems(head),
        about=stems(sentence) if len(stems(sentence)) >= _LEAST_WORDS else stems(question),
        names=frozenset(key for name in names(sentence) if _is_name(name.text) for key in name.keys),
        options=(options["one"], options["other"].strip()) if options else (),
    )


def parts_of(question: str) -> tuple[str, ...]:
    """The questions that one question asks, as they stand in it.

    >>> parts_of("Was a deal expected before Madrid, and what came out of it?")
    ('Was a deal expected before Madrid', 'what came out of it?')
    >>> parts_of("Who is heading the Chinese team?")
    ('Who is heading the Chinese team?',)
    """
    parts = tuple(part for sentence in re.split(r"(?<=\?) +(?=\w)", question) for part in _TURN.split(sentence) if part)
    # "Where and when?", "who and why him": no questions by themselves.
    whole = all(len(part.split()) >= _LEAST_WORDS and stems(part) for part in parts)
    return parts if whole else (question,)


def _asking(question: str) -> tuple[str, Kind, str]:
    """The sentence that asks, the kind it asks for, and its head: of several sentences the last that asks at all."""
    # What a follow-up carries over says what it is about, not what it asks.
    sentences = re.split(r"(?<=[.!?]) +(?=\w)", split_topic(question)[0].strip())
    for sentence in reversed(sentences):
        if _ASKS_YES_NO.match(sentence):
            return sentence, Kind.YES_NO, ""
        found = next(iter(sorted(_matches(sentence), key=lambda each: each[:2])), None)
        if found is not None:
            return sentence, found[2], found[3]
    return question, Kind.OTHER, ""


def _matches(sentence: str) -> Iterator[tuple[int, int, Kind, str]]:
    for order, (kind, pattern) in enumerate(_PATTERNS):
        if match := pattern.search(sentence):
            yield match.start(), order, kind, match.groupdict().get("head") or ""


def _is_name(word: str) -> bool:
    return bool(stem_of(word)) and word.lower() not in _OPENING
