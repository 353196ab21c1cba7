"""Ranked lists into one, by rank alone: scores of different legs do not compare."""

from collections import Counter

_RRF = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009); others: docs/decisions/retrieval.md."""


def fuse(legs: list[list[int]]) -> list[tuple[int, float]]:
    """Reciprocal rank fusion of ranked lists.

    Returns:
        (number, score) pairs, best first, by the sum of 1 / (60 + rank) over the legs; equal sums by number.

    >>> fuse([[7, 8], [8]]) == [(8, 1 / 62 + 1 / 61), (7, 1 / 61)]
    True
    """
    scores: Counter[int] = Counter()
    for leg in legs:
        for rank, number in enumerate(leg, start=1):
            scores[number] += 1 / (_RRF + rank)  # type: ignore[assignment]  # a Counter adds floats as well
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
