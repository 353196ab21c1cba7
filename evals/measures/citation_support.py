"""Citation recall and precision: does what is cited support what is said, and is each citation needed for it?

Gao, Yen, Yu and Chen, Enabling Large Language Models to Generate Text with Citations (ALCE, 2023). A statement is
supported if its citations together support it; recall is the share of supported statements. A citation is irrelevant
if its statement is not supported, or if alone it does not support what the others support without it; precision is
the share of citations that are not. What supports is decided by the scorer that is handed in and named in the report.

An answer of quotations supports itself: for Byline's own answers these two are a check, and `evidence_recall` and
`evidence_precision` say whether the right words were quoted.
"""

from collections.abc import Sequence

from evals.supporting import Support
from evals.types import Cited, EvalQuestion, Measure, Response, Said, Score


def citation_recall(support: Support) -> Measure:
    """The measure of recall with a scorer.

    >>> from evals.supporting import ReaderSupport
    >>> cited = (Cited(article_id="a", quote="It rains in Rome."), Cited(article_id="a", quote="Paris is dry."))
    >>> said = Said(text="", claim="Rome has rain.", citations=(0, 1)), Said(text="", claim="It snows.", citations=(1,))
    >>> response = Response(statements=said, citations=cited)
    >>> citation_recall(ReaderSupport())(EvalQuestion(id="1", question="?"), response).value
    0.5
    """

    def measure(question: EvalQuestion, response: Response) -> Score | None:
        del question  # what is asked does not matter
        if not response.statements:
            return None
        bare = [said for said in response.statements if not _supported(support, said, _cited(said, response))]
        why = f"not supported: “{bare[0].claim[:90]}”" if bare else f"every statement is supported ({support.name})"
        return Score(value=(len(response.statements) - len(bare)) / len(response.statements), why=why)

    return measure


def citation_precision(support: Support) -> Measure:
    """The measure of precision with a scorer.

    Of three citations one supports its statement: the second is beside it, the third is all there is for a false one.

    >>> from evals.supporting import ReaderSupport
    >>> cited = (Cited(article_id="a", quote="It rains in Rome."), Cited(article_id="a", quote="Paris is dry."))
    >>> said = Said(text="", claim="Rome has rain.", citations=(0, 1)), Said(text="", claim="It snows.", citations=(1,))
    >>> response = Response(statements=said, citations=cited)
    >>> citation_precision(ReaderSupport())(EvalQuestion(id="1", question="?"), response).value == 1 / 3
    True
    """

    def measure(question: EvalQuestion, response: Response) -> Score | None:
        del question  # what is asked does not matter
        verdicts = [
            (cited, _is_needed(support, said, _cited(said, response), at))
            for said in response.statements
            for at, cited in enumerate(_cited(said, response))
        ]
        if not verdicts:
            return None
        idle = [cited for cited, needed in verdicts if not needed]
        why = f"supports nothing: “{idle[0].quote[:90]}”" if idle else f"every citation supports ({support.name})"
        return Score(value=(len(verdicts) - len(idle)) / len(verdicts), why=why)

    return measure


def _cited(said: Said, response: Response) -> list[Cited]:
    return [response.citations[at] for at in said.citations]


def _supported(support: Support, said: Said, cited: Sequence[Cited]) -> bool:
    # What stands in the article counts, not what is said to stand there.
    words = " ".join(each.quote if each.stands is None else each.stands for each in cited)
    return bool(words) and support.supports(said.claim, words)


def _is_needed(support: Support, said: Said, cited: Sequence[Cited], at: int) -> bool:
    if not _supported(support, said, cited):
        return False
    others = [each for position, each in enumerate(cited) if position != at]
    return _supported(support, said, [cited[at]]) or not _supported(support, said, others)
