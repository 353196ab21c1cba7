"""Contains: an accepted answer stands in what was said, word for word.

The accuracy of Mallen et al., When Not to Trust Language Models (2023), for answers longer than the accepted ones.
Where every answer counts (a list, several right values), the share of them that is there; ALCE's "string exact match"
(Gao et al., 2023). Saying everything scores well here: `token_f1` and `evidence_precision` stand against it.
"""

from evals.measures.normalizing import holds
from evals.types import EvalQuestion, Response, Score


def contains(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer.

    >>> asked = EvalQuestion(id="1", question="Which?", answers=("chips", "cars"), all_answers=True)
    >>> contains(asked, Response(text="Cars, for one.")).value
    0.5
    """
    if not question.answers:
        return None
    found = [answer for answer in question.answers if holds(response.text, answer)]
    wanted = len(question.answers) if question.all_answers else 1
    said = ", ".join(f"“{answer}”" for answer in found)
    return Score(value=min(1.0, len(found) / wanted), why=f"says {said}" if found else "says no accepted answer")
