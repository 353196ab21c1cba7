"""Multiple choice: the choice that an answer comes down to is a right one.

Kasai et al., RealTime QA (2022), score generated answers so after mapping them to a choice; the mapping is ours: the
choices whose words stand in the answer, and if there is not exactly one, the one with the highest F1 over words; the
first of equals does not count, since it would be a guess.
"""

from evals.measures.normalizing import holds
from evals.measures.token_f1 import overlap
from evals.types import EvalQuestion, Response, Score


def multiple_choice(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer.

    >>> asked = EvalQuestion(id="1", question="Where?", choices=("Rome", "Madrid"), correct=(1,))
    >>> multiple_choice(asked, Response(text="They met in Madrid.")).value
    1.0
    >>> multiple_choice(asked, Response(text="They met.")).why
    'comes down to no choice'
    """
    if not question.choices or not question.correct:
        return None
    picked = pick(question.choices, response.text)
    if picked is None:
        return Score(value=0.0, why="comes down to no choice")
    return Score(value=float(picked in question.correct), why=f"comes down to “{question.choices[picked]}”")


def pick(choices: tuple[str, ...], text: str) -> int | None:
    """The position of the one choice that a text comes down to, or None."""
    named = [position for position, choice in enumerate(choices) if holds(text, choice)]
    if len(named) == 1:
        return named[0]
    near = sorted(((overlap(text, choices[at]), at) for at in named or range(len(choices))), reverse=True)
    first, second = near[0][0], near[1][0] if len(near) > 1 else 0.0
    return near[0][1] if first > second else None
