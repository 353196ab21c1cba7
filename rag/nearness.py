"""How near a stretch of a sentence stands to what a question is about."""

from dataclasses import dataclass

from rag.clauses import Word, clause_around, split
from rag.shaping import Shape

LEAST = 0.25
"""A name with less has hardly a word of the question near it."""
_NEAR = 12
"""Words further away than this say nothing of a span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a text; `weight` orders the spans of one text, the best highest."""

    start: int
    end: int
    weight: float


def nearness(shape: Shape, text: str, start: int, end: int) -> float:
    """How much of what the question is about stands around a span: each word once, by how near it stands."""
    words = split(text)
    inside = [place for place, word in enumerate(words) if start <= word.start < end]
    if not inside:
        return 0.0
    clause = clause_around(text, start, end)
    best: dict[str, float] = {}
    for place, word in enumerate(words):
        away = min(abs(place - inside[0]), abs(place - inside[-1]))
        if word.stem in shape.about and not start <= word.start < end and away <= _NEAR:
            best[word.stem] = max(best.get(word.stem, 0.0), _worth(word, away, clause))
    return sum(best.values())


def _worth(word: Word, away: int, clause: tuple[int, int]) -> float:
    """What a word of the question says of a span so many words away; half across the end of a clause."""
    return (1.0 if clause[0] <= word.start < clause[1] else 0.5) / (1 + away / 3)
