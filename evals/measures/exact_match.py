"""Exact match: the answer is one of the accepted ones, to the word.

Rajpurkar, Jia and Liang, Know What You Don't Know: Unanswerable Questions for SQuAD (2018): 1 if the normalised
answer equals an accepted one; for an unanswerable question 1 if the system abstained. An answer of whole sentences
rarely equals a short one: beside it stands `contains`.
"""

from evals.measures.normalizing import normalize
from evals.types import EvalQuestion, Response, Score


def exact_match(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer.

    >>> asked = EvalQuestion(id="1", question="Where?", answers=("The Hague", "Den Haag"))
    >>> exact_match(asked, Response(text="the Hague.")).value, exact_match(asked, Response(text="In The Hague.")).value
    (1.0, 0.0)
    """
    if question.answerable is False:
        return Score(
            value=float(response.abstained is True), why="abstained" if response.abstained else "should have abstained"
        )
    if not question.answers:
        return None
    said = normalize(response.text)
    matched = next((answer for answer in question.answers if normalize(answer) == said), None)
    return Score(
        value=float(matched is not None), why=f"equals “{matched}”" if matched else "equals no accepted answer"
    )
