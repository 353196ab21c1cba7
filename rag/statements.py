"""What an answer is made of: statements, each a sentence of ours and the articles' words with their sources."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Voice(StrEnum):
    """Whose words a part of a statement is."""

    OURS = "ours"
    """Connectives and attributions that Byline wrote."""
    QUOTED = "quoted"
    """A verbatim slice of an article."""
    VALUE = "value"
    """A verbatim slice as well: the date, number or name that was asked for, set in front of its sentence."""
    WRITTEN = "written"
    """What a language model wrote, checked against the quotes of the statement's citations."""


class Bearing(StrEnum):
    """What a statement does for the question."""

    ANSWERS = "answers"
    ADDS = "adds"
    """Says more about it: a condition, a number, what another source has."""
    VIEW = "view"
    """Is somebody's opinion, and said to be."""
    LATER = "later"
    """Says what came of it afterwards."""
    EARLIER = "earlier"
    """Was so once: a newer source has something else."""
    DENIES = "denies"
    """Contradicts what the question takes for granted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of words in one voice; `citation` numbers the source of an article's words and is None for all others."""

    text: str
    voice: Voice
    citation: int | None = None

    def __post_init__(self) -> None:
        """Refuse quoted words without a source, and others with one."""
        if not self.text:
            raise ValueError("a part of a statement has words")
        if (self.citation is None) != (self.voice in (Voice.OURS, Voice.WRITTEN)):
            raise ValueError(f"{self.text[:60]!r} is {self.voice} but cites {self.citation}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer: our attribution, then the article's own words, with their sources.

    Attributes:
        parts: In reading order; at least one is quoted, or written and borne out by the corroborating citations.
        bearing: What it does for the question.
        corroborating: Numbers of further citations whose quotes say the same; of written words, all there are.
        outlets: How many outlets say it independently of each other: copies of one text, and an outlet that
            republishes another, count once. At least 1.
        speaker: Who says it, in the article's words, when it is not the outlet itself; None when nobody is named.
    """

    parts: tuple[Part, ...]
    bearing: Bearing = Bearing.ANSWERS
    corroborating: tuple[int, ...] = ()
    outlets: int = 1
    speaker: str | None = None

    def __post_init__(self) -> None:
        """Refuse a statement that rests on nothing, or on more outlets than it cites."""
        written = any(part.voice is Voice.WRITTEN for part in self.parts)
        if not (self.corroborating if written else any(part.citation is not None for part in self.parts)):
            raise ValueError("a statement cites at least one source")
        if not 1 <= self.outlets <= len(self.citations):
            raise ValueError(f"{len(self.citations)} citations cannot be of {self.outlets} outlets")

    @property
    def citations(self) -> tuple[int, ...]:
        """The numbers of its sources, in order of first use, those that only corroborate last."""
        quoted = (part.citation for part in self.parts if part.citation is not None)
        return tuple(dict.fromkeys((*quoted, *self.corroborating)))

    @property
    def value(self) -> str | None:
        """The date, number or name set in front; None where there is none."""
        return next((part.text for part in self.parts if part.voice is Voice.VALUE), None)

    @property
    def text(self) -> str:
        """The parts joined, with markers behind them; square brackets inside the words are the words' own."""
        return "".join(part.text for part in self.parts) + "".join(f" [{number}]" for number in self.citations)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "text": self.text,
            "citations": list(self.citations),
            "parts": [{"text": p.text, "voice": p.voice.value, "citation": p.citation} for p in self.parts],
            "bearing": self.bearing.value,
            "value": self.value,
            "outlets": self.outlets,
            "speaker": self.speaker,
        }
