"""Retrieval: are the right articles, and the right passages, among the first?

By ir-measures (MacAvaney, Macdonald and Ounis, 2022): nDCG (Järvelin and Kekäläinen, 2002), recall, reciprocal rank and
success at a depth. An article stands where its first passage does. A passage is right if it holds a piece of evidence;
a second passage with the same piece adds nothing. A question for which nothing came counts as 0.

Of two relevant articles one is found, in the first place:

>>> asked = EvalQuestion(id="1", question="?", relevant=(("a", 1), ("b", 1)))
>>> scores = score([asked], {"1": ("a", "c")}, article_qrels)
>>> scores["1"]["recall@5"], scores["1"]["rr"], scores["1"]["success@1"]
(0.5, 1.0, 1.0)
"""

from collections.abc import Callable, Mapping, Sequence

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from evals.measures.normalizing import tokens
from evals.types import EvalQuestion, Evidence, Response, Retrieved

MEASURES = {
    "ndcg@10": nDCG @ 10,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "rr": RR,
    "success@1": Success @ 1,
    "success@5": Success @ 5,
}
PASSAGE = "passage_"
"""Goes before the names of the same measures over passages."""
_NAMES = {str(measure): name for name, measure in MEASURES.items()}

_NEARLY_ALL = 0.9
"""Of a piece's words, those that a passage must have to hold it: the set's author may have left a word out."""

Judging = Callable[[EvalQuestion], Mapping[str, int]]


def score(
    questions: Sequence[EvalQuestion], rankings: Mapping[str, Sequence[str]], qrels: Judging
) -> dict[str, dict[str, float]]:
    """Score rankings, each of different names from the best on, of the questions for which something is relevant.

    Returns:
        Question id -> measure -> value.
    """
    wanted = {question.id: qrels(question) for question in questions}
    # The tool keeps names in C: half of a surrogate pair in one ends the process, and a NUL cuts it off.
    told = {ascii(asked): asked for asked in wanted}
    judged = [
        Qrel(ascii(asked), ascii(name), grade) for asked, names in wanted.items() for name, grade in names.items()
    ]
    run = [
        ScoredDoc(ascii(asked), ascii(name), 1 / rank)
        for asked, names in rankings.items()
        for rank, name in enumerate(names, start=1)
    ]
    found: dict[str, dict[str, float]] = {asked: {} for asked, names in wanted.items() if names}
    if judged:
        for metric in ir_measures.iter_calc(list(MEASURES.values()), judged, run):
            found[told[metric.query_id]][_NAMES[str(metric.measure)]] = metric.value
    return found


def article_qrels(question: EvalQuestion) -> dict[str, int]:
    """Article id -> grade."""
    return dict(question.relevant) or {part.article_id: 1 for part in question.evidence if part.article_id}


def article_ranking(response: Response) -> list[str]:
    """Articles, each where its first passage stands."""
    return list(dict.fromkeys(each.article_id for each in response.retrieved))


def passage_qrels(question: EvalQuestion) -> dict[str, int]:
    """Each quoted piece of evidence by a name of its own."""
    return {f"evidence {at}": 1 for at, part in enumerate(question.evidence) if part.text}


def passage_ranking(question: EvalQuestion, response: Response) -> list[str]:
    """Passages, each named for the pieces of evidence that it is the first to hold, else for its place."""
    ranking: list[str] = []
    left = {f"evidence {at}": part for at, part in enumerate(question.evidence) if part.text}
    for place, passage in enumerate(response.retrieved):
        held = [name for name, part in left.items() if _holds(passage, part)]
        ranking += held or [f"place {place}"]
        for name in held:
            del left[name]
    return ranking


def _holds(passage: Retrieved, part: Evidence) -> bool:
    if part.article_id not in ("", passage.article_id):
        return False
    wanted = set(tokens(part.text))
    return len(wanted & set(tokens(passage.text))) >= _NEARLY_ALL * len(wanted)
