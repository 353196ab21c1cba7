"""Risk and coverage: how often answers are wrong when only the surest are given.

Geifman and El-Yaniv, Selective Classification for Deep Neural Networks (2017). The answered questions are taken from
the surest on; coverage is their share of all questions, risk the share of wrong ones among them. The area is the mean
risk over the coverages that the system reaches: 0 is best. An answer to an unanswerable question is wrong.
"""

import numpy as np
from numpy.typing import NDArray

from evals.measures.judged import ABSTAINED, CONFIDENCE, RIGHT


def curve(rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(coverage, risk), each (answered,), from the surest answer on; equal confidences share their mean risk.

    >>> coverage, risk = curve(np.asarray([[1, 0, 0.9, 1], [0, 0, 0.8, 0], [1, 1, 0.1, 0], [1, 0, 0.7, 1]]))
    >>> coverage.tolist(), risk.round(2).tolist()
    ([0.25, 0.5, 0.75], [0.0, 0.5, 0.33])
    """
    answered = rows[(rows[:, ABSTAINED] == 0) & ~np.isnan(rows[:, CONFIDENCE]) & ~np.isnan(rows[:, RIGHT])]
    confidence, wrong = answered[:, CONFIDENCE], 1 - answered[:, RIGHT]
    # Among equals the order is arbitrary, so each counts as their mean.
    _, inverse, counts = np.unique(-confidence, return_inverse=True, return_counts=True)
    fair = (np.bincount(inverse, weights=wrong) / counts)[inverse]
    taken = np.arange(1, len(answered) + 1)
    return taken / len(rows), np.cumsum(fair[np.argsort(-confidence, kind="stable")]) / taken


def area(rows: NDArray[np.float64]) -> float:
    """The mean risk along the curve; NaN when nothing was answered.

    >>> area(np.asarray([[1, 0, 0.9, 1], [0, 0, 0.8, 0]]))
    0.25
    """
    _, risk = curve(rows)
    return float(risk.mean()) if len(risk) else float("nan")
