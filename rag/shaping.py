"""What a question asks for: a kind of answer, of which names and words, one thing or several, one of two."""

import re
from dataclasses import dataclass
from functools import cache

from rag.alternatives import choice_of, dates_of
from rag.clauses import key_of, names, split, stem_of, stems
from rag.following import split as split_topic
from rag.kinds import Kind, asking
from rag.polarity import negates
from rag.values import Kind as Stated
from rag.values import find_values
from rag.whether import plainly

OPTIONS = re.compile(r"(?P<one>(?:[\w'’.%-]+ ){0,2}[\w'’.%-]+),? or (?P<other>(?:[\w'’.%-]+ ?){1,4})", re.IGNORECASE)
MAY_CHOOSE = (Kind.YES_NO, Kind.NAME, Kind.PERSON)
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
_OPENING = frozenset("tell sum give name list does was were are is did has have how so whose which what who".split())
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
    options = choice.options if choice else numbers_in(sentence, kind)
    if kind in (Kind.TOPIC, Kind.DIFFERENCES):
        question = sentence = head
    return Shape(
        sentence=sentence,
        kind=kind,
        # "Which country sells jets?" asks for one.
        several=_SEVERAL.search(sentence) is not None and not (kind is Kind.PLACE and head and not head.endswith("s")),
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


def numbers_in(sentence: str, kind: Kind) -> tuple[str, ...]:
    """The words around an "or" between numbers or dates; empty where it is between none."""
    options = OPTIONS.search(sentence) if kind in MAY_CHOOSE else None
    if options is None:
        return ()
    one, other = options["one"], options["other"].strip()
    if find_values(other) and not find_values(one):
        # "3 periods from the administration or 4?"
        stated = [value for value in find_values(sentence[: options.end("one")]) if value.kind is not Stated.ORDINAL]
        one = sentence[stated[-1].start : options.end("one")] if stated else one
    return (one, other) if any(map(find_values, (one, other))) else ()


def _is_name(word: str) -> bool:
    return bool(stem_of(word)) and word.lower() not in _OPENING
