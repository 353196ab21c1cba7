"""Figures over questions, each with its 95 % interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals import intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured value, its 95 % interval, and how many questions it rests on."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        """As it stands in a table.

        >>> str(Figure(value=0.5, low=0.4, high=1.25, n=10))
        '.50 [.40, 1.25]'
        """
        shown = [f"{each:.2f}".removeprefix("0") for each in (self.value, self.low, self.high)]
        return f"{shown[0]} [{shown[1]}, {shown[2]}]"


def share(hits: Sequence[bool]) -> Figure:
    """The share of questions with a hit; of one question at least."""
    return _figure(np.asarray(hits, np.float64)[:, None], lambda rows: float(rows.mean()))


def ratio(hits: Sequence[bool], than: Sequence[bool]) -> Figure:
    """How many times as often one way hits as the other, over the same questions; NaN if the other never does."""
    return _figure(np.column_stack([hits, than]).astype(np.float64), _quotient)


def auroc(above: Sequence[float], below: Sequence[float]) -> Figure:
    """The probability that a score of `above` exceeds one of `below`; equals count half."""
    labels = [1.0] * len(above) + [0.0] * len(below)
    return _figure(np.column_stack([[*above, *below], labels]), _area)


def _figure(rows: NDArray[np.float64], rate: Callable[[NDArray[np.float64]], float]) -> Figure:
    low, high = intervals.of_rate(rows, rate)
    return Figure(value=rate(rows), low=low, high=high, n=len(rows))


def _quotient(rows: NDArray[np.float64]) -> float:
    one, other = rows.mean(axis=0)
    return float(one / other) if other else float("nan")


def _area(rows: NDArray[np.float64]) -> float:
    one, other = rows[rows[:, 1] == 1, 0], np.sort(rows[rows[:, 1] == 0, 0])
    if not len(one) or not len(other):
        return float("nan")
    below, upto = np.searchsorted(other, one, "left"), np.searchsorted(other, one, "right")
    return float((below + upto).mean() / 2 / len(other))
