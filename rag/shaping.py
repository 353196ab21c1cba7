"""What kind of answer a question asks for: a person, a date, a number, a reason, yes or no, several things.

Read from the question's words alone, by rules of English; a question that fits none of them asks for a sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rag.alternatives import choice_of, dates_of
from rag.clauses import names, split, stem_of, stems
from rag.describing import asks_what_is
from rag.following import split as split_topic
from rag.leaning import leans
from rag.polarity import negates
from rag.values import find_values
from rag.whether import AUXILIARY, asks_whether, plainly


class Kind(StrEnum):
    """What is asked for."""

    IDENTITY = "who or what somebody or something is"
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
    (
        Kind.PLACE,
        (
            rf"\b(?:in |at |from |to )?(?:which|what) (?:\w+ ){{0,2}}?(?P<head>{_PLACES})\b",
            r"\bwhere\b(?!.* (?:come|comes|came) from\b)",
        ),
    ),
    (
        Kind.NAME,
        (r"\b(?:in |at |from |of |for )?which(?P<head>(?: [\w'’-]+){1,4})", rf"\bwhat (?P<head>{_THINGS})\b"),
    ),
    (Kind.REASON, (r"\bwhy\b", r"\bhow come\b", r"\b(?:what|which) (?:reasons?|caused?)\b", r"\bwhat led to\b")),
    (
        Kind.NAME,
        (
            r"\bwhat (?:is|are|was|were) (?:the |its |their |his |her )?names?\b",
            r"\bwhat (?:is|are|was|were) [^?]{2,60}? (?:called|named)\b",
            r"\bwhat (?:does|do|did) [^?]{1,40}? stand for\b",
            rf"\bwhat (?!(?:else|exactly|about|{AUXILIARY})\b)(?P<head>[a-z-]+(?: [a-z-]+){{0,2}}?) {AUXILIARY}\b",
        ),
    ),
    (Kind.OTHER, (r"\bwhat\b", r"\bhow\b")),
    (Kind.YES_NO, (rf"(?:^|, )(?:so |and |but )?{AUXILIARY}\b",)),
)
_PATTERNS = tuple((kind, re.compile(rule, re.IGNORECASE)) for kind, rules in _RULES for rule in rules)
_OPTIONS = re.compile(r"(?P<one>(?:[\w'’.%-]+ ){0,2}[\w'’.%-]+),? or (?P<other>(?:[\w'’.%-]+ ?){1,4})", re.IGNORECASE)
_MAY_CHOOSE = (Kind.YES_NO, Kind.NAME, Kind.PERSON)
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
_GOES_ON = re.compile(r"^(?:so|and|but),? ", re.IGNORECASE)
# Not behind "Dr." or "U.S.", unless what follows asks.
_ENDS = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b(?:Dr|Mr|Ms|St|Lt)\.)(?<!\b(?:Mrs|Gov|Sen|Rep|Gen|Col|Sgt)\.)(?<!\bProf\.) +(?=\w)"
    rf"|(?<=\.) +(?=(?:Who|What|When|Where|Why|How|Which|{AUXILIARY.title()})\b)"
)
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
        options: What a question with "or" lets choose from, in its words; else empty. Between names, the rest is of the
            question that offers neither.
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
    def names_options(self) -> bool:
        """Whether it lets choose between names or things, and not between numbers."""
        return bool(self.options) and not any(map(find_values, self.options))

    @property
    def wants_capital(self) -> bool:
        """Whether what is asked for has a name of its own, in capitals: a company, and not a dish."""
        return self.kind is Kind.NAME and not self.head.isdisjoint(_bearers_of_names())

    @property
    def may_have_value(self) -> bool:
        """Whether a few words may be the answer: "what color is it?", and not "why?"."""
        return bool(self.options) or self.kind not in (Kind.REASON, Kind.SPEECH, Kind.YES_NO)


@cache
def _bearers_of_names() -> frozenset[str]:
    return stems("company firms team airline agency bank party outlet newspaper network brand manufacturer")


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
    >>> shape_of("Did the talks take place in Washington or Beijing?").kind.value
    'where'
    """
    sentence, kind, head = _asking(question)
    choice = choice_of(plain := plainly(sentence))
    asked = choice.openly[0] if choice else plain
    question, sentence = question.replace(sentence, asked), asked
    if choice is not None:
        _, kind, head = _asking(asked)
    options = choice.options if choice else _numbers(sentence, kind)
    return Shape(
        kind=kind,
        several=_SEVERAL.search(sentence) is not None,
        speaker=kind is Kind.SPEECH or _SAID_BY.search(sentence) is not None,
        negated=any(negates(word) for word in split(sentence)),
        head=stems(head),
        about=stems(sentence) if len(stems(sentence)) >= _LEAST_WORDS else stems(question),
        names=frozenset(key for name in names(sentence) if _is_name(name.text) for key in name.keys)
        - dates_of(options),
        options=options,
    )


def _numbers(sentence: str, kind: Kind) -> tuple[str, ...]:
    """The words around an "or" between numbers or dates; empty where it is between none."""
    options = _OPTIONS.search(sentence) if kind in _MAY_CHOOSE else None
    found = (options["one"], options["other"].strip()) if options else ()
    return found if any(map(find_values, found)) else ()


def readings_of(question: str) -> tuple[str, ...]:
    """A question as it is put to the reader: what asks first, and alone; with a choice of numbers, once for each of it.

    Names to choose from are left out: what is not so must not be read for. The reader cuts a long question at its end,
    where a question most often asks.

    >>> readings_of("I read Seoul, and South Korea. Where would Trump and Xi meet?")
    ('Where would Trump and Xi meet? I read Seoul, and South Korea.', 'Where would Trump and Xi meet?')
    >>> readings_of("Is Madrid the third or the fourth round?")
    ('Is Madrid the third round?', 'Is Madrid the fourth round?')
    >>> readings_of("Who leads it, He Lifeng or Li Qiang?")
    ('Who leads it?',)
    """
    asked = split_topic(question)[0]
    sentence, kind, _ = _asking(question)
    before, _, after = asked.partition(sentence or question)
    around = [part.strip() for part in (before, after) if part.strip()] if sentence != question else []
    plain = plainly(sentence)
    choice = choice_of(plain)
    choices = choice.openly if choice else _choices(plain) if kind in _MAY_CHOOSE else (plain,)
    topic = question[len(asked) :] if sentence != question else ""
    several = tuple(" ".join((each, *around)) + topic for each in choices)
    alone = choice.openly[0] if choice else _GOES_ON.sub("", plain)
    return several if leans(alone) or not around else (*several, alone)


def _choices(sentence: str) -> tuple[str, ...]:
    """A question that lets choose, asked with the one and with the other alone; "which" without the choice."""
    found = _OPTIONS.search(sentence)
    # "Which country or company bought it?" lets choose nothing.
    if found is None or not (asks_whether(sentence) or _numbers(sentence, Kind.NAME)):
        return (sentence,)
    one, other = found["one"].split(), found["other"].split()
    tail = sentence[found.start("other") + len(found["other"].rstrip()) :]
    if not asks_whether(sentence):
        return (sentence[: found.start()].rstrip(" ,") + tail,)
    # "The third or the fourth round", "10 November or ...": the other takes the place of what begins as it does, of a
    # value, or else of the last word.
    alike = [at for at, word in enumerate(one) if at and word.lower() == other[0].lower()]
    value = next((len(found["one"][: value.start].split()) for value in find_values(found["one"])), len(one) - 1)
    at = alike[-1] if alike else value
    noun = other[len(one) - at :] if alike else []
    ahead = [sentence[: found.start()].strip(), *one[:at]]
    end = "?" if tail.endswith("?") else ""
    return (
        " ".join(filter(None, (*ahead, *one[at:], *noun))) + end,
        " ".join(filter(None, (*ahead, *other))) + tail,
    )


def _asking(question: str) -> tuple[str, Kind, str]:
    """The sentence that asks, the kind it asks for, and its head: of several sentences the last that asks at all."""
    # What a follow-up carries over says what it is about, not what it asks.
    sentences = _ENDS.split(split_topic(question)[0].strip())
    for sentence in reversed(sentences):
        if asks_whether(sentence):
            return sentence, Kind.YES_NO, ""
        if asks_what_is(sentence):
            return sentence, Kind.IDENTITY, ""
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
