"""Cost: seconds, tokens and calls of a language model for an answer.

Ours. Nothing is scored; the median and the 95th percentile of the seconds, the means of the rest. Failed questions
have no cost, and what a system does not tell is left out.
"""

import numpy as np
from numpy.typing import NDArray


def median(seconds: NDArray[np.float64]) -> float:
    """The p50 of (n, 1) seconds.

    >>> median(np.asarray([[1.0], [2.0], [9.0]]))
    2.0
    """
    return _within(seconds, 0.5)


def slowest(seconds: NDArray[np.float64]) -> float:
    """The p95 of (n, 1) seconds, between the values nearest to it.

    >>> slowest(np.arange(101.0)[:, None])
    95.0
    """
    return _within(seconds, 0.95)


def _within(seconds: NDArray[np.float64], share: float) -> float:
    # As numpy's percentile, whose own overhead is ten times the work for a few hundred values, a thousand times over.
    ordered = np.sort(seconds[:, 0])
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))
