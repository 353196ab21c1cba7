"""What speaks for a sentence beside the reader, which saw few questions that ask who somebody is or what she said.

Each sign is worth log odds: a sentence with one of 1.0 is taken for e = 2.7 times as likely to answer.
"""

import re
from functools import cache

from rag.attributing import has_name, speaker_of
from rag.clauses import stems
from rag.describing import describe
from rag.kinds import Kind
from rag.quoting import Candidate
from rag.shaping import Shape
from rag.taking import is_chosen
from rag.values import find_values

_CHOSEN = 1.5
"""It has a number that the question lets choose, "the third or the fourth round?": the reader was hardly trained on
such questions, and ranks the sentence first without trusting it."""
_NEW = 1.0
"""It is of the day that is asked for: on the development half of RealTime QA a quote then holds the answer for .625
instead of .533 of the questions whose article is there (docs/decisions/reader.md)."""
_SPEAKS = 1.0
"""It names who says it, where the question asks who said something."""
_DESCRIBES = 2.0
"""It says who or what a name is, where just that is asked; half of it is lost where it does not: the reader takes any
sentence with the name for an answer. Of 60 names drawn from RealTime QA's articles 12 then have something in front, 11
of them what they are; before these signs, 35 and 2."""
_HEARD = 1.0
"""It is by who was asked about and on what was asked; twice that where nothing was: the reader doubts that "a way
forward has not been found" answers "what did Greer say?"."""
_ON_TOPIC = 1.5
"""It has all the words of what it is to be told about; as much less as it has less of them."""
_NOT_THE_TERM = 1.0
"""It has not the term, "entity list", whose meaning is asked for and which other sentences have."""
_REASONS = 0.6
"""It gives a reason, where one is asked for: of 35 held-out questions with "why" the right sentence of its passage then
comes first for 30 instead of 28, and with anything from .6 to 1.5."""

_SUPPOSED = 1.0
"""It tells what follows if, or else, where just that is asked."""
_NOT_EARLIER = 1.5
"""It has no word of what was before, where "the previous rounds" are asked about."""
_IS_OVER = 1.0
"""It tells of an earlier day, where the question asks for what is: "Earlier this year, talks in Stockholm ..."."""
_HAS_THE_WORDS = 3.0
"""It has the very words that the question quotes; as much is lost by what has them not."""
_MEASURED = 0.7
"""It has all of what the height is asked of, "the fentanyl tariffs"; as much is lost by one without any of
its words that are no names, "14.7 per cent of its exports" for tariffs."""
_FEW = 3
"""Words in quotation marks from which on they are quoted, and no name or term."""

_IF = re.compile(r"\b(?:if|unless|in case)\b", re.IGNORECASE)
_ELSE = re.compile(r"\b(?:if|unless|or (?:be|risk|face)|otherwise|failing|in case|without)\b", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:previous|earlier|prior|past|preceding)\b", re.IGNORECASE)
_WAS_BEFORE = re.compile(
    r"\b(?:previous\w*|earlier|prior|past|preceding|ago|first|since|last|already|before|former\w*|used to"
    r"|follow(?:ed|ing))\b",
    re.IGNORECASE,
)
_IS = re.compile(r"^(?:(?:so|and|but) )?(?:(?:where|when|who|what|which|how)\b.{0,20}? )?(?:is|are)\b", re.IGNORECASE)
_HEIGHT = re.compile(
    r"\b(?:how (?:high|low|big|large|steep)|(?:what|which) (?:share|percentage|rate))\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"](?P<words>[^”\"]{10,})[”\"]")
_MARKS = re.compile(r"[^\w]+")
_OVER = re.compile(
    r"(?:Earlier|Previously|Last (?:week|month|year|spring|summer|autumn|fall|winter)|Years ago|Months ago)\b"
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|thanks to|in response|respond\w* to|retaliat\w+|result(?:s|ed|ing)? (?:of|from|in)"
    r"|reasons?|so that|in order to|cause[sd]?|causing|therefore|consequently|since|as punishment|over concerns?"
    r"|fear\w*|blam\w+|attribut\w+|led to)\b",
    re.IGNORECASE,
)


def signs(shape: Shape, candidate: Candidate, term: frozenset[str] = frozenset()) -> float:
    """The log odds that a sentence gains as an answer to a question of this shape, by all that speaks for it.

    Args:
        shape: What is asked for.
        candidate: The sentence.
        term: The words of what is to be defined, where the articles have it; empty for none.
    """
    return (
        _NEW * candidate.found.recency
        + _CHOSEN * _takes_a_choice(shape, candidate.text)
        + _SPEAKS * (shape.speaker and shape.kind is Kind.PERSON and _is_said(candidate.quote))
        + _HEARD * (_heard(shape, candidate.text) if shape.kind is Kind.SPEECH else 0)
        + _DESCRIBES * (_described(shape, candidate.quote) if shape.kind is Kind.IDENTITY else 0)
        + _ON_TOPIC * (len(shape.about & stems(candidate.quote)) / len(shape.about) if shape.kind is Kind.TOPIC else 0)
        - _NOT_THE_TERM * (bool(term) and not term <= stems(candidate.quote))
        + _REASONS * (shape.kind is Kind.REASON and _REASON.search(candidate.quote) is not None)
        + _SUPPOSED * (_IF.search(shape.sentence) is not None and _ELSE.search(candidate.quote) is not None)
        - _NOT_EARLIER * (_BEFORE.search(shape.sentence) is not None and not _WAS_BEFORE.search(candidate.quote))
        - _IS_OVER * (_IS.search(shape.sentence) is not None and _OVER.match(candidate.text) is not None)
        + _HAS_THE_WORDS * _has_the_words(shape.sentence, candidate.quote)
        + _MEASURED * (_measured(shape, candidate.text) if _HEIGHT.search(shape.sentence) else 0)
    )


def _has_the_words(question: str, text: str) -> int:
    """1 where a text has what a question quotes, -1 where it has it not; 0 where it quotes nothing."""
    quoted = _QUOTED.search(question)
    if quoted is None or len(quoted["words"].split()) < _FEW:
        return 0
    return 1 if _MARKS.sub(" ", quoted["words"]).strip().lower() in _MARKS.sub(" ", text).lower() else -1


def _measured(shape: Shape, text: str) -> int:
    measured = shape.about - _degrees()
    told = stems(text)
    if measured <= told:
        return 1
    return -1 if measured - shape.names and told.isdisjoint(measured - shape.names) else 0


@cache
def _degrees() -> frozenset[str]:
    return stems("much big large high far tall heavy fast deep wide expensive amount number share rate")


def _described(shape: Shape, quote: str) -> float:
    return 1.0 if describe(quote, shape.names) is not None else -0.5


def _takes_a_choice(shape: Shape, text: str) -> bool:
    """Whether a text has a number or a date that the question lets choose."""
    asked = [value for option in shape.options for value in find_values(option)]
    return bool(asked) and any(is_chosen(one, other) for one in asked for other in find_values(text))


def _is_said(quote: str) -> bool:
    """Whether somebody with a name says it."""
    said = speaker_of(quote)
    return said is not None and has_name(said.speaker)


def _heard(shape: Shape, text: str) -> int:
    """How well words that were asked for, "what did she say about oil?", meet their topic: 0 to 2."""
    return 1 - shape.topic.isdisjoint(stems(text)) if shape.topic else 2
