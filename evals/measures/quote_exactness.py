"""Quote exactness: the share of citations whose quote is, to the character, what stands at their place in the article.

Ours, and the bar is 1: a quote that is not in the article is no quote. What stands there is looked up by the
measurement, not taken from the answer. A system that gives no place for its quotes cannot be scored.
"""

from evals.types import EvalQuestion, Response, Score


def quote_exactness(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer.

    >>> from evals.types import Cited
    >>> exact, altered = (Cited(article_id="a", quote=said, stands="four times") for said in ("four times", "4 times"))
    >>> quote_exactness(EvalQuestion(id="1", question="?"), Response(citations=(exact, altered))).value
    0.5
    """
    del question  # what is asked does not matter
    checked = [cited for cited in response.citations if cited.stands is not None]
    if not checked:
        return None
    altered = [cited for cited in checked if cited.quote != cited.stands]
    why = f"“{altered[0].quote[:60]}” is not what stands there" if altered else "all quotes are exact"
    return Score(value=(len(checked) - len(altered)) / len(checked), why=why)
