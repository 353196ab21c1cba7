"""What was found against a statement."""

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """What was looked at."""

    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    NAME = "name"
    QUOTATION = "quotation"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    SPEAKER = "speaker"
    ROLE = "role"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Words of a statement that its evidence does not hold: `statement[start:end]`, and why in our words."""

    check: Check
    start: int
    end: int
    why: str
