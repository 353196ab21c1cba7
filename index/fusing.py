"""Ranked lists into one, by rank alone: scores of different legs do not compare."""

from collections import Counter
from collections.abc import Sequence

_RRF = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009); others: docs/decisions/retrieval.md."""


def fuse(legs: Sequence[Sequence[int]], tied: Sequence[Sequence[int]] = ()) -> list[tuple[int, float]]:
    """Reciprocal rank fusion of ranked lists.

    Args:
        legs: Lists of numbers, best first.
        tied: One more list, of which each place is held by several numbers.

    Returns:
        (number, score) pairs, best first, by the sum of 1 / (60 + rank) over the legs; equal sums by number.

    >>> fuse([[7, 8], [8]]) == [(8, 1 / 62 + 1 / 61), (7, 1 / 61)]
    True
    """
    scores: Counter[int] = Counter()
    places = [*([[number] for number in leg] for leg in legs), tied]
    for leg in places:
        for rank, numbers in enumerate(leg, start=1):
            for number in numbers:
                scores[number] += 1 / (_RRF + rank)  # type: ignore[assignment]  # a Counter adds floats as well
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
