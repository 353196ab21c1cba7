"""What a question asks for: a kind of answer, of which names and words, one thing or several, one of two."""

import re
from dataclasses import dataclass
from functools import cache

from rag.alternatives import choice_of, dates_of, openly_how_many
from rag.clauses import key_of, names, split, stem_of, stems
from rag.following import split as split_topic
from rag.kinds import Kind, asking
from rag.leaning import leans
from rag.polarity import negates
from rag.values import Kind as Stated
from rag.values import find_values
from rag.whether import asks_whether, plainly

_OPTIONS = re.compile(r"(?P<one>(?:[\w'’.%-]+ ){0,2}[\w'’.%-]+),? or (?P<other>(?:[\w'’.%-]+ ?){1,4})", re.IGNORECASE)
_MAY_CHOOSE = (Kind.YES_NO, Kind.NAME, Kind.PERSON)
_SEVERAL = re.compile(
    r"\b(?:which|what|name|list)(?: \w+){0,3}? (?:\w{2,}[^s\W]s|countries|companies|cities|people|men|women)\b"
    r"|\bwho (?:are|were)\b|\b(?:list|name|all) ",
    re.IGNORECASE,
)
_SAID_BY = re.compile(
    r"\b(?:who|which \w+)\b.{0,20}\b(?:said|says|told|asked|warned|called|claims?|claimed|thinks?|reckons?|refused"
    r"|demanded|threatened|defended|announced|believes?|argues?|argued|predicts?|predicted|expects?|insists?)\b",
    re.IGNORECASE,
)
_SAID_ON = re.compile(r"\b(?:about|on|regarding) (?P<topic>\w[^?]+)")
_OPENING = frozenset("tell sum give name list does was were are is did has have how so whose which what who".split())
_SAID_OTHERWISE = (
    (re.compile(r"\bhow often\b", re.IGNORECASE), "How many times"),
    (re.compile(r"\bhow (?:big|large|high|low|steep)(?= (?:is|are|was|were)\b)", re.IGNORECASE), "How much"),
)
"""Ways to ask that the reader hardly knows, and what it knows better: "how big is the penalty tariff"."""
_GOES_ON = re.compile(r"^(?:so|and|but),? ", re.IGNORECASE)
_LETTERED = re.compile(r"\b(?:plan|option|phase|group|type|class|grade|team|vitamin) [A-Z]\b")
"""A letter that is no name of its own: "plan B"."""
_LEAST_WORDS = 3
_REGIONS = frozenset("European African Asian Scandinavian Northern Southern Eastern Western Central".split())
"""Words on what is asked for that an article need not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a question asks for.

    Attributes:
        sentence: What asks, of all that was said.
        kind: The kind of answer.
        several: More than one thing may be asked for.
        speaker: Somebody's words are asked for, or who said them.
        negated: The question denies something itself.
        head: Stems of the noun that is counted, chosen, heard or told about: "companies" of "how many companies".
        about: Stems of the content words of the sentence that asks, of all where it has few.
        names: The keys of the names in the sentence that asks.
        told: The keys of the names in what is told before or after the sentence that asks.
        options: What a question with "or" lets choose from, in its words; else empty. Between names, the rest is of the
            question that offers neither.
    """

    sentence: str
    kind: Kind
    several: bool
    speaker: bool
    negated: bool
    head: frozenset[str]
    about: frozenset[str]
    names: frozenset[str]
    told: frozenset[str]
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
    def topic(self) -> frozenset[str]:
        """What words that are asked for are about: "oil" of "what did she say about oil?"."""
        return self.about - self.head - _saying()

    @property
    def may_have_value(self) -> bool:
        """Whether a few words may be the answer: "what color is it?", and not "why?"."""
        return bool(self.options) or self.kind not in (
            Kind.REASON,
            Kind.SPEECH,
            Kind.YES_NO,
            Kind.TOPIC,
            Kind.OVERVIEW,
            Kind.DIFFERENCES,
        )


@cache
def _bearers_of_names() -> frozenset[str]:
    return stems("company firms team airline agency bank party outlet newspaper network brand manufacturer")


@cache
def _saying() -> frozenset[str]:
    return stems("said say tell told think announce reveal claim reply respond believe report write argue")


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
    sentence, kind, head = asking(question)
    told = split_topic(question)[0].replace(sentence, "")
    choice = choice_of(plain := plainly(sentence))
    asked = choice.openly[0] if choice else plain
    question, sentence = question.replace(sentence, asked), asked
    if choice is not None:
        _, kind, head = asking(asked)
    options = choice.options if choice else _numbers(sentence, kind)
    if kind in (Kind.TOPIC, Kind.DIFFERENCES):
        question = sentence = head
    return Shape(
        sentence=sentence,
        kind=kind,
        several=_SEVERAL.search(sentence) is not None,
        speaker=kind is Kind.SPEECH or _SAID_BY.search(sentence) is not None,
        negated=any(negates(word) for word in split(sentence)),
        head=stems(head),
        about=stems(sentence) if len(stems(sentence)) >= _LEAST_WORDS else stems(question),
        names=_names_in(sentence)
        - dates_of(options)
        # An article on Germany need not call it European: "which European country?".
        - {key_of(word) for word in head.split() if word in _REGIONS},
        told=frozenset() if kind is Kind.TOPIC else _names_in(told) - dates_of((told,)),
        options=options,
    )


def _names_in(text: str) -> frozenset[str]:
    named = names(_LETTERED.sub(" ", text))
    return frozenset(key for name in named if _is_name(name.text) for key in name.keys)


def _numbers(sentence: str, kind: Kind) -> tuple[str, ...]:
    """The words around an "or" between numbers or dates; empty where it is between none."""
    options = _OPTIONS.search(sentence) if kind in _MAY_CHOOSE else None
    if options is None:
        return ()
    one, other = options["one"], options["other"].strip()
    if find_values(other) and not find_values(one):
        # "3 periods from the administration or 4?"
        stated = [value for value in find_values(sentence[: options.end("one")]) if value.kind is not Stated.ORDINAL]
        one = sentence[stated[-1].start : options.end("one")] if stated else one
    return (one, other) if any(map(find_values, (one, other))) else ()


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
    sentence, kind, head = asking(question)
    before, _, after = asked.partition(sentence or question)
    around = [part.strip() for part in (before, after) if part.strip()] if sentence != question else []
    plain = plainly(sentence)
    choice = choice_of(plain)
    choices = choice.openly if choice else _choices(plain) if kind in _MAY_CHOOSE else (plain,)
    if kind is Kind.TOPIC:
        # Of five ways to ask it the one after which the reader trusts sentences on a topic most.
        return f"What happened with {head}?{question[len(asked) :]}", question
    topic = question[len(asked) :] if sentence != question else ""
    if choice is None and kind is Kind.YES_NO and (openly := openly_how_many(plain)):
        choices = (*choices, openly)
    choices = (*choices, *(way.sub(other, plain) for way, other in _SAID_OTHERWISE if way.search(plain)))
    several = tuple(" ".join((each, *around)) + topic for each in choices)
    if kind is Kind.SPEECH and (said := _SAID_ON.search(sentence)):
        several = (*several, f"What happened with {said['topic']}?")
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
    if find_values(found["other"]) and not find_values(found["one"]):
        return (sentence[: found.end("one")] + tail,)  # "3 periods from them or 4?": nothing there that it could be
    alike = [at for at, word in enumerate(one) if word.lower() == other[0].lower()]
    value = next((len(found["one"][: value.start].split()) for value in find_values(found["one"])), len(one) - 1)
    at = alike[-1] if alike else value
    noun = other[len(one) - at :] if alike else []
    ahead = [sentence[: found.start()].strip(), *one[:at]]
    end = "?" if tail.endswith("?") else ""
    return (
        " ".join(filter(None, (*ahead, *one[at:], *noun))) + end,
        " ".join(filter(None, (*ahead, *other))) + tail,
    )


def _is_name(word: str) -> bool:
    return bool(stem_of(word)) and word.lower() not in _OPENING
