"""Two runs, question by question: what got better, what got worse, and whether chance would do as much.

The test is Fisher's randomisation test on the paired differences (Smucker, Allan and Carterette, A Comparison of
Statistical Significance Tests for Information Retrieval Evaluation, 2007): how often flipping the sign of each
difference at random gives a mean at least as far from 0. The interval of the difference is a bootstrap over the same
pairs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals import intervals
from evals.errors import RunMismatchError
from evals.reading import read_lines
from evals.scoring import ORDER
from evals.writing import OUTCOMES, SUMMARY

FLIPS = 10_000
_SEED = 1
_ENOUGH = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a measure changed from one run to another, over the questions that both scored.

    Attributes:
        measure: Which.
        before: The first run's mean.
        after: The second's.
        low: Lower end of the difference's 95 % interval.
        high: Upper end.
        chance: p of the paired test, two-sided.
        better: Ids of the questions that got better.
        worse: Of those that got worse.
        count: Questions compared.
    """

    measure: str
    before: float
    after: float
    low: float
    high: float
    chance: float
    better: tuple[str, ...]
    worse: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs beside each other.

    Attributes:
        changes: A measure each, in the order of tables.
        questions: Id -> the question, of those that both runs asked.
        reasons: (id, measure) -> the two reasons, before and after.
        alone: Ids that only one of the runs has.
    """

    changes: tuple[Change, ...]
    questions: Mapping[str, str]
    reasons: Mapping[tuple[str, str], tuple[str, str]]
    alone: tuple[str, ...]


def compare(before: Path, after: Path) -> Comparison:
    """Compare the runs of two folders.

    Raises:
        RunMismatchError: There is no finished run in one of them, or they share no question.
    """
    first, second = _read(before), _read(after)
    shared = [name for name in first if name in second and first[name]["question"] == second[name]["question"]]
    if not shared:
        raise RunMismatchError(after, f"shares no question with {before}", hint="Compare two runs of one set.")
    changes: list[Change] = []
    reasons: dict[tuple[str, str], tuple[str, str]] = {}
    for measure in ORDER:
        both = [n for n in shared if measure in first[n]["scores"] and measure in second[n]["scores"]]
        if not both:
            continue
        values = np.asarray([[run[name]["scores"][measure]["value"] for run in (first, second)] for name in both])
        changes.append(_change(measure, both, values))
        for name in both:
            why = [run[name]["scores"][measure]["why"] for run in (first, second)]
            reasons[name, measure] = (why[0], why[1])
    return Comparison(
        changes=tuple(changes),
        questions={name: first[name]["question"] for name in shared},
        reasons=reasons,
        alone=tuple(sorted(first.keys() ^ second.keys())),
    )


def chance(differences: NDArray[np.float64]) -> float:
    """P of the randomisation test, two-sided; all signs are tried where there are few.

    Of the eight ways to sign three equal differences two give a mean as far from 0 as theirs:

    >>> chance(np.asarray([1.0, 1.0, 1.0]))
    0.25
    """
    moved = differences[differences != 0]
    if not len(moved):
        return 1.0
    if 2 ** len(moved) <= FLIPS:
        codes = np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved))
        sums = np.where(codes & 1, 1.0, -1.0) @ moved
        return float((np.abs(sums) >= abs(moved.sum()) - _ENOUGH).mean())
    rng = np.random.default_rng(_SEED)
    hits = 0
    for _ in range(FLIPS):
        hits += abs(rng.choice((-1.0, 1.0), len(moved)) @ moved) >= abs(moved.sum()) - _ENOUGH
    # The signs that were found are one of the ways, so p is never 0.
    return (hits + 1) / (FLIPS + 1)


def _change(measure: str, names: list[str], values: NDArray[np.float64]) -> Change:
    differences = values[:, 1] - values[:, 0]
    low, high = intervals.of_mean(differences)
    return Change(
        measure=measure,
        before=float(values[:, 0].mean()),
        after=float(values[:, 1].mean()),
        low=low,
        high=high,
        chance=chance(differences),
        better=tuple(name for name, each in zip(names, differences, strict=True) if each > 0),
        worse=tuple(name for name, each in zip(names, differences, strict=True) if each < 0),
        count=len(names),
    )


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        json.loads((folder / SUMMARY).read_text(encoding="utf-8"))  # written last: with it the run is whole
        return {record["id"]: record for record in read_lines(folder / OUTCOMES)}
    except (OSError, ValueError, KeyError) as error:
        raise RunMismatchError(folder, f"holds no finished run: {error}", hint="Finish it with --resume.") from error
