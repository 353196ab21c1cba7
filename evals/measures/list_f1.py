"""List F1: how many of the listed things are right, and how many of the right ones are listed.

Amouyal et al., QAMPARI (2022), used by ALCE (Gao et al., 2023). There an answer is a row of names; ours is a row of
statements: one is right if it holds a wanted thing, and a thing is listed if any statement holds it.
"""

from evals.measures.normalizing import holds
from evals.types import EvalQuestion, Response, Score


def list_f1(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer.

    One of two statements is right, and two of three things are listed: 2 x 1/2 x 2/3 / (1/2 + 2/3) = 4/7.

    >>> from evals.types import Said
    >>> asked = EvalQuestion(id="1", question="Which?", answers=("chips", "cars", "jets"), all_answers=True)
    >>> said = tuple(Said(text=text, claim=text) for text in ("Chips and cars.", "It rains."))
    >>> round(list_f1(asked, Response(text="Chips and cars. It rains.", statements=said)).value, 6) == round(4 / 7, 6)
    True
    """
    if not question.all_answers or not question.answers:
        return None
    listed = [statement.claim for statement in response.statements] or ([response.text] if response.text else [])
    right = sum(any(holds(one, answer) for answer in question.answers) for one in listed)
    there = [answer for answer in question.answers if any(holds(one, answer) for one in listed)]
    missing = [answer for answer in question.answers if answer not in there]
    if not right:
        return Score(value=0.0, why="lists nothing that was wanted")
    precision, recall = right / len(listed), len(there) / len(question.answers)
    why = f"{right} of {len(listed)} statements list something wanted"
    return Score(
        value=2 * precision * recall / (precision + recall),
        why=why + (f"; missing: {', '.join(missing)}" if missing else "; nothing is missing"),
    )
