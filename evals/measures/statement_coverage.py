"""Statement coverage: the share of statements that cite anything at all.

Liu, Zhang and Liang, Evaluating Verifiability in Generative Search Engines (2023), count statements without a
citation as unsupported; here they are told apart from those whose citation does not hold (`citation_recall`).
"""

from evals.types import EvalQuestion, Response, Score


def statement_coverage(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer; None when nothing was stated.

    >>> from evals.types import Said
    >>> said = (Said(text="It rains.", claim="It rains.", citations=(0,)), Said(text="It pours.", claim="It pours."))
    >>> statement_coverage(EvalQuestion(id="1", question="?"), Response(statements=said)).value
    0.5
    """
    del question  # what is asked does not matter
    if not response.statements:
        return None
    bare = [said for said in response.statements if not said.citations]
    why = f"“{bare[0].text[:60]}” cites nothing" if bare else "every statement cites something"
    return Score(value=(len(response.statements) - len(bare)) / len(response.statements), why=why)
