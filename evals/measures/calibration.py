"""Expected calibration error: how far the confidence of answers is from how often they are right.

Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks (2017): answers in ten bins of equal width by
their confidence; the gap between mean confidence and share of right answers in a bin, weighed by the bin's size.
"""

import numpy as np
from numpy.typing import NDArray

from evals.measures.judged import ABSTAINED, CONFIDENCE, RIGHT

BINS = 10


def bins(rows: NDArray[np.float64]) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, answers) of each bin that is not empty, from the least sure on."""
    answered = rows[(rows[:, ABSTAINED] == 0) & ~np.isnan(rows[:, CONFIDENCE]) & ~np.isnan(rows[:, RIGHT])]
    at = np.minimum((answered[:, CONFIDENCE] * BINS).astype(int), BINS - 1)
    counts = np.bincount(at, minlength=BINS)
    sure, right = (np.bincount(at, answered[:, column], BINS) for column in (CONFIDENCE, RIGHT))
    found = zip(sure.tolist(), right.tolist(), counts.tolist(), strict=True)
    return [(sure / count, right / count, count) for sure, right, count in found if count]


def error(rows: NDArray[np.float64]) -> float:
    """The expected calibration error, 0 to 1; NaN when nothing was answered.

    Two answers at .9, of which one is right: a gap of .4.

    >>> round(error(np.asarray([[1, 0, 0.9, 1], [1, 0, 0.9, 0]])), 6)
    0.4
    """
    found = bins(rows)
    total = sum(count for _, _, count in found)
    return sum(abs(sure - right) * count for sure, right, count in found) / total if total else float("nan")
