"""All and only: every valid answer is given, and no wrong one; where each alone is right, one is enough.

Wang et al., Retrieval-Augmented Generation with Conflicting Evidence (RAMDocs, 2025): 1 if the answer holds all valid
answers and none of the wrong ones that were planted.
"""

from evals.measures.normalizing import holds
from evals.types import EvalQuestion, Response, Score


def all_and_only(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer.

    >>> asked = EvalQuestion(id="1", question="How many?", answers=("3,559",), wrong_answers=("10,000",))
    >>> all_and_only(asked, Response(text="3,559 people")).value
    1.0
    >>> all_and_only(asked, Response(text="3,559 or 10,000")).why
    'gives the wrong “10,000”'
    """
    if not question.answers or not (question.wrong_answers or question.all_answers):
        return None
    if wrong := next((answer for answer in question.wrong_answers if holds(response.text, answer)), None):
        return Score(value=0.0, why=f"gives the wrong “{wrong}”")
    missing = [answer for answer in question.answers if not holds(response.text, answer)]
    if len(missing) == len(question.answers) or (missing and question.all_answers):
        return Score(value=0.0, why="misses " + ", ".join(f"“{answer}”" for answer in missing))
    return Score(value=1.0, why="what was wanted, and nothing wrong")
