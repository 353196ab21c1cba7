"""Evidence recall and precision: whether what is cited is what the set's author cited.

Supporting facts of Yang et al., HotpotQA (2018): of the wanted sentences the share that is cited, and of the
citations the share that meets a wanted sentence. A citation meets a sentence when one holds most of the other's
words, in the same article. Where any one sentence is enough, recall is 1 as soon as one is cited.
"""

from collections.abc import Iterable

from evals.measures.normalizing import holds, tokens
from evals.types import Cited, EvalQuestion, Evidence, Response, Score

_MOST = 0.6


def evidence_recall(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer; None when the set quotes no evidence.

    >>> wanted = (Evidence(article_id="a", text="It was extended three times."), Evidence(article_id="b", text="Four."))
    >>> asked = EvalQuestion(id="1", question="?", answers=("three", "four"), all_answers=True, evidence=wanted)
    >>> evidence_recall(asked, Response(citations=(Cited(article_id="b", quote="Four."),))).value
    0.5
    """
    wanted = [part for part in question.evidence if part.text]
    if not wanted:
        return None
    met = [part for part in wanted if any(meets(cited, part) for cited in response.citations)]
    needed = len(wanted) if question.all_answers or question.sides else 1
    missed = next((part for part in wanted if part not in met), None)
    if len(met) >= needed or missed is None:
        return Score(value=1.0, why="the evidence is cited")
    return Score(value=len(met) / needed, why=f"not cited: “{missed.text[:90]}” ({missed.article_id})")


def evidence_precision(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer; None when the set quotes no evidence or the answer cites nothing.

    A citation of another sentence that holds an accepted answer is not wrong either.

    >>> asked = EvalQuestion(id="1", question="?", evidence=(Evidence(article_id="a", text="It rains in Rome."),))
    >>> two = (Cited(article_id="a", quote="It rains in Rome."), Cited(article_id="a", quote="Paris is dry."))
    >>> evidence_precision(asked, Response(citations=two)).value
    0.5
    """
    wanted = [part for part in question.evidence if part.text]
    if not wanted or not response.citations:
        return None
    beside = [cited for cited in response.citations if not _is_wanted(cited, wanted, question.answers)]
    why = f"beside the point: “{beside[0].quote[:90]}”" if beside else "every citation is of the evidence"
    return Score(value=(len(response.citations) - len(beside)) / len(response.citations), why=why)


def _is_wanted(cited: Cited, wanted: Iterable[Evidence], answers: Iterable[str]) -> bool:
    return any(meets(cited, part) for part in wanted) or any(holds(cited.quote, answer) for answer in answers)


def meets(cited: Cited, part: Evidence) -> bool:
    """Whether a citation is of a piece of evidence; one without an article may stand anywhere."""
    return part.article_id in ("", cited.article_id) and overlaps(cited.quote, part.text)


def overlaps(one: str, other: str) -> bool:
    """Whether most words of the shorter text stand in the longer one."""
    ours, theirs = set(tokens(one)), set(tokens(other))
    shorter = min(len(ours), len(theirs))
    return shorter > 0 and len(ours & theirs) >= _MOST * shorter
