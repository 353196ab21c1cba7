"""Abstention: does the system say that it does not know exactly when the articles do not say it?

Abstaining is the positive class, as in Rajpurkar et al. (2018) and the refusal measures that followed: precision is
the share of abstentions on unanswerable questions, recall the share of unanswerable questions that were abstained
from. A failed question is an answer that went wrong, and no abstention. AUROC (Hanley and McNeil, 1982): how often an
answerable question has the higher confidence of two.
"""

import numpy as np
from numpy.typing import NDArray

from evals.measures.judged import ABSTAINED, ANSWERABLE, CONFIDENCE

Rows = NDArray[np.float64]


def precision(rows: Rows) -> float:
    """Of the abstentions, those on unanswerable questions; NaN without any.

    >>> precision(np.asarray([[0, 1, 0.1, 1], [1, 1, 0.2, 0], [1, 0, 0.9, 1]]))
    0.5
    """
    abstained = rows[:, ABSTAINED] == 1
    return float((rows[abstained, ANSWERABLE] == 0).mean()) if abstained.any() else float("nan")


def recall(rows: Rows) -> float:
    """Of the unanswerable questions, those abstained from; NaN without any.

    >>> recall(np.asarray([[0, 1, 0.1, 1], [0, 0, 0.2, 0], [1, 0, 0.9, 1]]))
    0.5
    """
    unanswerable = rows[:, ANSWERABLE] == 0
    return float(rows[unanswerable, ABSTAINED].mean()) if unanswerable.any() else float("nan")


def f1(rows: Rows) -> float:
    """The harmonic mean of both: twice the right abstentions over abstentions and unanswerable questions.

    >>> f1(np.asarray([[0, 1, 0.1, 1], [0, 0, 0.2, 0], [1, 1, 0.9, 0]]))
    0.5
    """
    abstained, unanswerable = rows[:, ABSTAINED] == 1, rows[:, ANSWERABLE] == 0
    total = int(abstained.sum() + unanswerable.sum())
    return 2 * int((abstained & unanswerable).sum()) / total if unanswerable.any() else float("nan")


def auroc(rows: Rows) -> float:
    """How often the answerable one of two questions has the higher confidence; ties are half.

    >>> auroc(np.asarray([[1, 0, 0.9, 1], [1, 0, 0.2, 1], [0, 1, 0.5, 1]]))
    0.5
    """
    known = rows[~np.isnan(rows[:, CONFIDENCE])]
    answerable = known[:, ANSWERABLE] == 1
    above, below = int(answerable.sum()), int((~answerable).sum())
    if not above or not below:
        return float("nan")
    _, inverse, counts = np.unique(known[:, CONFIDENCE], return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]  # from 1; equal values share the mean of their ranks
    return float((ranks[answerable].sum() - above * (above + 1) / 2) / (above * below))
