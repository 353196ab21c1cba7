"""Disagreement: are the cards shown where sources give different values, and nowhere else?

Ours, in the manner of Yang et al.'s supporting facts (2018), counted over all cards of a run. A card is right if it
sets two of the expected values against each other; where the set says that there is no disagreement, every card is
wrong. Only questions that say which of both is the case are counted.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.measures.normalizing import holds
from evals.types import EvalQuestion, Outcome, Response, Score

SHOWN, RIGHT, WANTED, FOUND = range(4)
_TWO = 2


def counts(outcomes: Sequence[Outcome]) -> NDArray[np.float64]:
    """(n, 4) cards shown, right ones; disagreements wanted (0 or 1), found (0 or 1); of the questions that say so."""
    rows = [_row(each.question, each.response) for each in outcomes if each.question.sides is not None]
    return np.asarray(rows, np.float64).reshape(-1, 4)


def precision(rows: NDArray[np.float64]) -> float:
    """Of the cards shown, the right ones; NaN without any.

    >>> precision(np.asarray([[2, 1, 1, 1], [0, 0, 0, 0]]))
    0.5
    """
    shown = rows[:, SHOWN].sum()
    return float(rows[:, RIGHT].sum() / shown) if shown else float("nan")


def recall(rows: NDArray[np.float64]) -> float:
    """Of the disagreements, those with a right card; NaN without any.

    >>> recall(np.asarray([[2, 1, 1, 1], [0, 0, 1, 0]]))
    0.5
    """
    wanted = rows[:, WANTED].sum()
    return float(rows[:, FOUND].sum() / wanted) if wanted else float("nan")


def cards(question: EvalQuestion, response: Response) -> Score | None:
    """The same for one question: whether the cards are as they should be, for the list of questions.

    >>> cards(EvalQuestion(id="1", question="?", sides=()), Response(cards=(("20%", "55%"),))).why
    'a false card: 20% against 55%'
    """
    if question.sides is None:
        return None
    shown, right, wanted, found = _row(question, response)
    if shown > right:
        false = next(card for card in response.cards if not _is_right(card, question.sides))
        return Score(value=0.0, why=f"a false card: {' against '.join(false)}")
    if wanted > found:
        return Score(value=0.0, why=f"no card for {' against '.join(question.sides)}")
    return Score(value=1.0, why="the disagreement is shown" if wanted else "no card, and none is due")


def _row(question: EvalQuestion, response: Response) -> tuple[int, int, int, int]:
    sides = question.sides or ()
    right = sum(_is_right(card, sides) for card in response.cards)
    return len(response.cards), right, int(bool(sides)), int(bool(sides) and right > 0)


def _is_right(card: tuple[str, ...], sides: tuple[str, ...]) -> bool:
    return sum(any(holds(value, side) or holds(side, value) for value in card) for side in sides) >= _TWO
