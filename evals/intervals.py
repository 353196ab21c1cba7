"""How far a figure could be off: percentile bootstrap intervals over the questions.

Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. The same values give the same interval.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1_000
_SEED = 1
_AT_ONCE = 1_000_000
_TAILS = (2.5, 97.5)


def of_mean(values: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % interval of a mean.

    Args:
        values: (n,), n at least 1.

    >>> of_mean(np.ones(50))
    (1.0, 1.0)
    """
    if (values == values[0]).all():
        return float(values[0]), float(values[0])
    # Several resamples at once, and never so many that a long set would fill the memory.
    drawn = _samples(len(values))
    blocks = np.array_split(drawn, -(-drawn.size // _AT_ONCE))
    means = np.concatenate([values[block].mean(axis=1) for block in blocks])
    low, high = np.percentile(means, _TAILS)
    return float(low), float(high)


def of_rate(rows: NDArray[np.float64], rate: Callable[[NDArray[np.float64]], float]) -> tuple[float, float]:
    """The 95 % interval of any figure of a table with a row a question.

    Resamples in which it is undefined are passed over.

    Args:
        rows: (n, columns), n at least 1.
        rate: Takes (n, columns), gives the figure, or NaN.
    """
    if (rows == rows[0]).all():
        return rate(rows), rate(rows)
    rates = np.asarray([rate(rows[picked]) for picked in _samples(len(rows))])
    rates = rates[~np.isnan(rates)]
    if not len(rates):
        return float("nan"), float("nan")
    low, high = np.percentile(rates, _TAILS)
    return float(low), float(high)


@lru_cache(maxsize=1)
def _samples(count: int) -> NDArray[np.int32]:
    # Kept for the next measure of the same questions: drawing takes longer than averaging.
    return np.random.default_rng(_SEED).integers(0, count, (RESAMPLES, count), np.int32)
