"""The three pictures of a report: risk and coverage, reliability, and how long answers took."""

from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np

from evals.drawing import Chart
from evals.measures import calibration, risk
from evals.measures.judged import judged, says_right
from evals.telling import Say
from evals.types import Outcome

_POINTS = 200
"""Of a curve: more cannot be told apart on a screen."""
_BARS = 20


def charts(outcomes: Sequence[Outcome], say: Say = str) -> list[tuple[str, str]]:
    """(SVG, caption) of those that there are figures for."""
    drawn = (chart(outcomes, say) for chart in (_risk, _reliability, _seconds))
    return [each for each in drawn if each is not None]


def _risk(outcomes: Sequence[Outcome], say: Say) -> tuple[str, str] | None:
    coverage, wrong = risk.curve(judged(outcomes))
    if not len(coverage):
        return None
    chart = Chart(say("Risk and coverage"), say("share of questions answered"), say("share of answers wrong"))
    shown = np.unique(np.linspace(0, len(coverage) - 1, _POINTS).astype(int))
    chart.line([(float(coverage[at]), float(wrong[at])) for at in shown])
    area = risk.area(judged(outcomes))
    caption = say("Risk and coverage: {count} answers, the surest first; area {area}.")
    return chart.svg(), caption.format(count=len(coverage), area=f"{area:.3f}")


def _reliability(outcomes: Sequence[Outcome], say: Say) -> tuple[str, str] | None:
    found = calibration.bins(judged(outcomes))
    if not found or not says_right(outcomes):
        return None
    chart = Chart(say("Reliability"), say("confidence"), say("share right"))
    chart.line([(0, 0), (1, 1)], "even")
    chart.line([(sure, right) for sure, right, _ in found])
    most = max(count for _, _, count in found)
    for sure, right, count in found:
        said = say("{count} answers: confidence {sure}, right {right}")
        said = said.format(count=count, sure=f"{sure:.2f}", right=f"{right:.2f}")
        chart.dot(sure, right, 3 + 5 * sqrt(count / most), said)
    error = calibration.error(judged(outcomes))
    caption = say("Reliability: on the dashed line confidence is truth; calibration error {error}.")
    return chart.svg(), caption.format(error=f"{error:.3f}")


def _seconds(outcomes: Sequence[Outcome], say: Say) -> tuple[str, str] | None:
    took = [each.response.seconds for each in outcomes if not each.failure and each.response.seconds > 0]
    if not took:
        return None
    end = max(took)
    counts, edges = np.histogram(took, bins=_BARS, range=(0, end))
    top = max(4, 4 * ceil(int(counts.max()) / 4))
    chart = Chart(say("Seconds"), say("seconds"), say("questions"), right=end, top=top)
    for count, start, stop in zip(counts.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if count:
            said = say("{count} questions between {start} and {stop} s")
            chart.bar(start, stop, count, said.format(count=count, start=f"{start:.3g}", stop=f"{stop:.3g}"))
    p50, p95 = np.percentile(took, [50, 95])
    caption = say("Seconds for an answer: half within {p50}, 95 % within {p95}.")
    return chart.svg(), caption.format(p50=f"{p50:.2f}", p95=f"{p95:.2f}")
