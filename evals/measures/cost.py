"""Cost: seconds, tokens and calls of a language model for an answer.

Nothing is scored; the median and the 95th percentile of the seconds, the means of the rest. Failed questions have no
cost.
"""

import numpy as np
from numpy.typing import NDArray


def median(seconds: NDArray[np.float64]) -> float:
    """The p50 of (n, 1) seconds.

    >>> median(np.asarray([[1.0], [2.0], [9.0]]))
    2.0
    """
    return float(np.percentile(seconds, 50))


def slowest(seconds: NDArray[np.float64]) -> float:
    """The p95 of (n, 1) seconds, between the values nearest to it.

    >>> slowest(np.arange(101.0)[:, None])
    95.0
    """
    return float(np.percentile(seconds, 95))
