"""The three pictures of a report: risk and coverage, reliability, and how long answers took."""

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np

from evals.drawing import Chart
from evals.measures import calibration, risk
from evals.measures.judged import judged
from evals.types import Outcome

_POINTS = 200
"""Of a curve: more cannot be told apart on a screen."""
_BARS = 20


def charts(outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
    """(SVG, caption) of those that there are figures for."""
    return [drawn for drawn in (_risk(outcomes), _reliability(outcomes), _seconds(outcomes)) if drawn is not None]


def _risk(outcomes: Sequence[Outcome]) -> tuple[str, str] | None:
    coverage, wrong = risk.curve(judged(outcomes))
    if not len(coverage):
        return None
    chart = Chart("Risk and coverage", "share of questions answered", "share of answers wrong")
    shown = np.unique(np.linspace(0, len(coverage) - 1, _POINTS).astype(int))
    chart.line([(float(coverage[at]), float(wrong[at])) for at in shown])
    area = risk.area(judged(outcomes))
    return chart.svg(), f"Risk and coverage: {len(coverage)} answers, the surest first; area {area:.3f}."


def _reliability(outcomes: Sequence[Outcome]) -> tuple[str, str] | None:
    found = calibration.bins(judged(outcomes))
    if not found:
        return None
    chart = Chart("Reliability", "confidence", "share right")
    chart.line([(0, 0), (1, 1)], "even")
    chart.line([(sure, right) for sure, right, _ in found])
    most = max(count for _, _, count in found)
    for sure, right, count in found:
        chart.dot(sure, right, 3 + 5 * sqrt(count / most), f"{count} answers: confidence {sure:.2f}, right {right:.2f}")
    error = calibration.error(judged(outcomes))
    return chart.svg(), f"Reliability: on the dashed line confidence is truth; calibration error {error:.3f}."


def _seconds(outcomes: Sequence[Outcome]) -> tuple[str, str] | None:
    took = [each.response.seconds for each in outcomes if not each.failure and each.response.seconds > 0]
    if not took:
        return None
    end = max(took)
    counts, edges = np.histogram(took, bins=_BARS, range=(0, end))
    chart = Chart("Seconds", "seconds", "questions", right=end, top=max(4, 4 * ceil(int(counts.max()) / 4)))
    for count, start, stop in zip(counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if count:
            chart.bar(start, stop, count, f"{count} questions between {start:.3g} and {stop:.3g} s")
    p50, p95 = np.percentile(took, [50, 95])
    return chart.svg(), f"Seconds for an answer: half within {p50:.2f}, 95 % within {p95:.2f}."
