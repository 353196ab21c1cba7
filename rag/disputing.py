"""From sentences that differ to what an answer shows: which must be quoted too, and the cards over the citations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.types import Article
from rag.comparing import Difference, Outcome, Told, compare
from rag.types import Citation, Development, Disagreement, Side

MAX_OTHERS = 2
"""Sentences added because they disagree with one that is quoted: with a third, nobody reads the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """What was found to differ, between positions of the sentences that were compared.

    Attributes:
        others: Positions of sentences that must be quoted beside those that were chosen, in order.
        differences: Between chosen and others, or among the chosen.
    """

    others: tuple[int, ...]
    differences: tuple[Difference, ...]


def dispute(sentences: Sequence[tuple[Article, str]], chosen: Sequence[int]) -> Disputed:
    """Find who disagrees with the sentences that were chosen.

    Args:
        sentences: Every sentence that was read, with its article, the likeliest first.
        chosen: Positions of those that the answer quotes.
    """
    told = [
        Told(
            text=text,
            group=_outlet(article),
            published=article.source.published.value,
            outlet=article.source.publisher.value,
        )
        for article, text in sentences
    ]
    found = compare(told, about=chosen)
    others: list[int] = []
    kept: list[Difference] = []
    for difference in found:
        new = [end for end in (difference.one, difference.other) if end not in chosen and end not in others]
        if len(others) + len(new) <= MAX_OTHERS:
            others += new
            kept.append(difference)
    return Disputed(others=tuple(others), differences=tuple(kept))


def _outlet(article: Article) -> str:
    # What an outlet republishes is the word of the outlet that wrote it.
    return article.source.original_publisher.value or article.id


def cards(
    differences: Sequence[Difference], numbers: Mapping[int, int], citations: Sequence[Citation]
) -> tuple[tuple[Disagreement, ...], tuple[Development, ...]]:
    """The differences as an answer holds them.

    Args:
        differences: Between positions.
        numbers: The citation number of each position.
        citations: All of the answer, in order.
    """
    disagreements: dict[frozenset[str], Disagreement] = {}
    developments: list[Development] = []
    for found in differences:
        ends = sorted(zip((found.one, found.other), found.values, strict=True), key=lambda end: numbers[end[0]])
        if found.outcome is Outcome.DEVELOPMENT:
            earlier, later = (
                _side(value, numbers[end], citations)
                for end, value in zip((found.one, found.other), found.values, strict=True)
            )
            developments.append(Development(subject=found.subject, earlier=earlier, later=later))
            continue
        sides = tuple(_side(value, numbers[end], citations) for end, value in ends)
        values = frozenset(side.value.lower() for side in sides)
        before = disagreements.get(values)
        merged = sides if before is None else tuple(_join(old, sides) for old in before.sides)
        disagreements[values] = Disagreement(subject=found.subject if before is None else before.subject, sides=merged)
    return tuple(disagreements.values()), tuple(developments)


def _side(value: str, number: int, citations: Sequence[Citation]) -> Side:
    return Side(value=value, citations=(number,), published=citations[number - 1].published)


def _join(old: Side, sides: Sequence[Side]) -> Side:
    """A side with the citations of a later finding of the same value; its date is the oldest that is known."""
    same = next(side for side in sides if side.value.lower() == old.value.lower())
    dates = [date for date in (old.published, same.published) if date]
    numbers = tuple(dict.fromkeys((*old.citations, *same.citations)))
    return Side(value=old.value, citations=numbers, published=min(dates, default=None))
