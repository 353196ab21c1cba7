"""Correct: one number for how right an answer is, whatever the question.

Ours. Unanswerable: 1 for abstaining. Multiple choice: as `multiple_choice`. Otherwise the better of `contains` and
`value_match`; for a set that gives evidence and no answers, as `evidence_recall`. Abstaining on an answerable question,
and failing, is 0. This is what risk and calibration are measured with.
"""

from evals.measures.contains import contains
from evals.measures.evidence import evidence_recall
from evals.measures.multiple_choice import multiple_choice
from evals.measures.value_match import value_match
from evals.types import EvalQuestion, Response, Score


def correct(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer; None when the set does not say what is right.

    >>> asked = EvalQuestion(id="1", question="Who won?", answerable=False)
    >>> correct(asked, Response(abstained=True)).value, correct(asked, Response(text="Rome.")).value
    (1.0, 0.0)
    """
    if question.answerable is False:
        said = "abstained" if response.abstained else "answered what nothing answers"
        return Score(value=float(response.abstained is True), why=said)
    measured = [multiple_choice(question, response)] if question.correct else []
    measured = measured or [contains(question, response), value_match(question, response)]
    scores = [score for score in measured if score is not None]
    if not scores and question.answerable:
        scores = [score for score in [evidence_recall(question, response)] if score is not None]
    if scores and response.abstained:
        return Score(value=0.0, why="abstained from what is answered")
    return max(scores, key=lambda score: score.value, default=None)
