"""As-of correctness: a question asked for a day is answered right, from nothing that was published later.

After the temporal questions of Chen, Wang and Wang, TimeQA (2021), and the weekly questions of Kasai et al., RealTime
QA (2022): the answer must be the one that held on that day, so what came later may not be cited.
"""

from evals.measures.correct import correct
from evals.types import EvalQuestion, Response, Score


def as_of_correctness(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer; None for a question without a day.

    >>> from evals.types import Cited
    >>> asked = EvalQuestion(id="1", question="How often?", answers=("twice",), as_of="2025-03-01")
    >>> later = Cited(article_id="a", quote="twice", published="2025-03-02")
    >>> as_of_correctness(asked, Response(text="Twice.", citations=(later,))).why
    'cites a, published 2025-03-02'
    """
    if not question.as_of:
        return None
    # A month is not later than a day in it: only the digits that both have are compared.
    later = [each for each in response.citations if each.published[: len(question.as_of)] > question.as_of]
    if later:
        return Score(value=0.0, why=f"cites {later[0].article_id}, published {later[0].published}")
    return correct(question, response)
