"""Where an answer's sources differ: at once, or one after the other. No side is ever picked."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one side says.

    Attributes:
        value: Verbatim in the quote of each of its citations.
        citations: The numbers of the citations that say it.
        published: ISO date of the oldest article that says it, None when unknown.
    """

    value: str
    citations: tuple[int, ...]
    published: str | None = None

    def __post_init__(self) -> None:
        """Refuse a side that nobody takes."""
        if not self.value or not self.citations:
            raise ValueError(f"{self.value!r}: each side has a value and a source")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"value": self.value, "citations": list(self.citations), "published": self.published}


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Sources that give different values for the same thing; no side is picked.

    Attributes:
        subject: What they differ about, in the words of one of them.
        sides: Two or more, in the order of the answer's citations.
    """

    subject: str
    sides: tuple[Side, ...]

    def __post_init__(self) -> None:
        """Refuse a disagreement of one side."""
        if len({side.value for side in self.sides}) <= 1:
            raise ValueError(f"{self.subject!r}: a disagreement has two or more sides")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"subject": self.subject, "sides": [side.to_dict() for side in self.sides]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """What was expected or true first, and what was told later; both were right in their time."""

    subject: str
    earlier: Side
    later: Side

    @property
    def sides(self) -> tuple[Side, Side]:
        """The earlier and the later."""
        return self.earlier, self.later

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"subject": self.subject, "earlier": self.earlier.to_dict(), "later": self.later.to_dict()}
