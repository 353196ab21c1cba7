"""F1 over words: how much of the answer is right, and how much of the right answer is there.

Rajpurkar et al., SQuAD (2016), and (2018) for unanswerable questions, which score 1 for abstaining. The best accepted
answer counts.
"""

from collections import Counter

from evals.measures.normalizing import tokens
from evals.types import EvalQuestion, Response, Score


def token_f1(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer.

    Two of three words are right, and two of two are there: precision 2/3, recall 1.

    >>> asked = EvalQuestion(id="1", question="Who?", answers=("He Lifeng",))
    >>> token_f1(asked, Response(text="vice He Lifeng")).value
    0.8
    """
    if question.answerable is False:
        return Score(
            value=float(response.abstained is True), why="abstained" if response.abstained else "should have abstained"
        )
    if not question.answers:
        return None
    best, nearest = max((overlap(response.text, answer), answer) for answer in question.answers)
    return Score(value=best, why=f"nearest to “{nearest}”" if best else "shares no word with an accepted answer")


def overlap(said: str, answer: str) -> float:
    """F1 of two texts' words, 0 to 1."""
    ours, theirs = Counter(tokens(said)), Counter(tokens(answer))
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0
