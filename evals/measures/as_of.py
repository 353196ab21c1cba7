"""As-of correctness: a question put for a day or a time is answered right, from nothing published outside of it.

After the temporal questions of Chen, Wang and Wang, TimeQA (2021), and the weekly questions of Kasai et al., RealTime
QA (2022): the answer must be the one that was known on that day, so what came later may not be cited.
"""

from evals.measures.correct import correct
from evals.types import EvalQuestion, Response, Score


def as_of_correctness(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer; None for a question without a day. What has no date cannot be held to be outside.

    Right, but from an article of the day after; and what was not known yet, rightly not answered:

    >>> from evals.types import Cited
    >>> asked = EvalQuestion(id="1", question="How often?", answers=("twice",), as_of="2025-03-01")
    >>> later = Cited(article_id="a", quote="twice", published="2025-03-02")
    >>> as_of_correctness(asked, Response(text="Twice.", citations=(later,)))
    Score(value=0.0, why='cites a, published 2025-03-02')
    >>> early = EvalQuestion(id="2", question="How often?", answerable=False, as_of="2025-01-31")
    >>> as_of_correctness(early, Response(abstained=True)).value
    1.0
    """
    if not (question.as_of or question.since or question.until):
        return None
    outside = next((each for each in response.citations if _is_outside(question, each.published)), None)
    if outside is not None:
        return Score(value=0.0, why=f"cites {outside.article_id}, published {outside.published}")
    return correct(question, response)


def _is_outside(question: EvalQuestion, published: str) -> bool:
    if not published:
        return False
    # A month is neither earlier nor later than a day in it: only what both dates name is compared.
    since = question.since[: len(published)]
    ends = (day for day in (question.as_of, question.until) if day)
    return published[: len(since)] < since or any(published[: len(day)] > day[: len(published)] for day in ends)
