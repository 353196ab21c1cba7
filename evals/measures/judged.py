"""A run as a table of numbers, a row a question: what abstention, risk and calibration are measured on."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.types import Outcome

ANSWERABLE, ABSTAINED, CONFIDENCE, RIGHT = range(4)
"""Columns: 1 or 0; 1 or 0; 0 to 1; 0 to 1. NaN where it is not known; of RIGHT see `judged`."""

_NAN = float("nan")


def judged(outcomes: Sequence[Outcome]) -> NDArray[np.float64]:
    """(n, 4) the columns above, in the order of the outcomes.

    Where the run does not say what is right (`says_right`), any answer to an answerable question is: otherwise every
    answer that something is known of would be wrong.
    """
    rows = np.asarray([_row(outcome) for outcome in outcomes], np.float64).reshape(-1, 4)
    if not says_right(outcomes):
        rows[rows[:, ANSWERABLE] == 1, RIGHT] = 1
    return rows


def says_right(outcomes: Sequence[Outcome]) -> bool:
    """Whether any answerable question of a run says what is right; one that has none says only whether to answer."""
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    return not answerable or any("correct" in outcome.scores for outcome in answerable)


def _row(outcome: Outcome) -> tuple[float, float, float, float]:
    answerable, confidence = outcome.question.answerable, outcome.response.confidence
    abstained = outcome.response.abstained
    right = outcome.scores.get("correct")
    return (
        _NAN if answerable is None else float(answerable),
        _NAN if abstained is None else float(abstained),
        _NAN if confidence is None else confidence,
        _NAN if right is None else right.value,
    )
