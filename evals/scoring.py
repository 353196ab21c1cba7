"""Answers -> scores, question by question, and figures over all of them and by kind. No model is needed here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evals import intervals
from evals.measures import abstention, calibration, cost, disagreement, retrieval, risk
from evals.measures.all_and_only import all_and_only
from evals.measures.as_of import as_of_correctness
from evals.measures.citation_support import citation_precision, citation_recall
from evals.measures.contains import contains
from evals.measures.correct import correct
from evals.measures.evidence import evidence_precision, evidence_recall
from evals.measures.exact_match import exact_match
from evals.measures.follow_up import LAST_TURN, REWRITE, UNDERSTOOD, follow_up
from evals.measures.judged import ABSTAINED, ANSWERABLE, CONFIDENCE, RIGHT, judged, says_right
from evals.measures.list_f1 import list_f1
from evals.measures.multiple_choice import multiple_choice
from evals.measures.quote_exactness import quote_exactness
from evals.measures.source_independence import source_independence
from evals.measures.statement_coverage import statement_coverage
from evals.measures.token_f1 import token_f1
from evals.measures.value_match import value_match
from evals.supporting import Support
from evals.types import EvalQuestion, Figure, Measure, Outcome, Response, Score

ORDER = (
    "correct",
    "contains",
    "value_match",
    "exact_match",
    "f1",
    "multiple_choice",
    "list_f1",
    "all_and_only",
    "as_of_correctness",
    "evidence_recall",
    "evidence_precision",
    "quote_exactness",
    "citation_recall",
    "citation_precision",
    "statement_coverage",
    "source_independence",
    "cards",
    *retrieval.MEASURES,
    *(retrieval.PASSAGE + name for name in retrieval.MEASURES),
    *(prefix + name for prefix in (UNDERSTOOD, LAST_TURN, REWRITE) for name in ("ndcg@10", "recall@5")),
)
"""The measures of a question, in the order of tables."""
Rows = NDArray[np.float64]
OTHER = "other"
_NOTHING = np.zeros((0, 4))
_BEST_WHERE_LESS = ("risk_area", "calibration_error", "seconds_p50", "seconds_p95", "tokens", "calls")


@dataclass(frozen=True, slots=True)
class _Rate:
    """A figure of a whole run: what of a question it is made of, and how it is worked out of these rows."""

    rows: Callable[[Sequence[Outcome]], Rows]
    rate: Callable[[Rows], float]


def measures(support: Support) -> dict[str, Measure]:
    """The measures of one answer, by name."""
    return {
        "correct": correct,
        "exact_match": exact_match,
        "f1": token_f1,
        "contains": contains,
        "value_match": value_match,
        "multiple_choice": multiple_choice,
        "list_f1": list_f1,
        "all_and_only": all_and_only,
        "evidence_recall": evidence_recall,
        "evidence_precision": evidence_precision,
        "quote_exactness": quote_exactness,
        "citation_recall": citation_recall(support),
        "citation_precision": citation_precision(support),
        "statement_coverage": statement_coverage,
        "source_independence": source_independence,
        "cards": disagreement.cards,
        "as_of_correctness": as_of_correctness,
    }


def score(
    questions: Sequence[EvalQuestion], answered: Mapping[str, Response | str], support: Support
) -> tuple[Outcome, ...]:
    """Score what was answered.

    Args:
        questions: In the order that is kept.
        answered: Question id -> response, or why there is none. What is missing here is left out.
        support: Decides citation recall and precision.
    """
    asked = [question for question in questions if question.id in answered]
    responses = {name: each for name, each in answered.items() if isinstance(each, Response)}
    retrieving = bool(responses) and all(response.abstained is None for response in responses.values())
    nothing = Response(abstained=None if retrieving else False)
    named = measures(support)
    if not any(response.citations for response in responses.values()):
        # A system that never cites is no system that cites the wrong words.
        del named["evidence_recall"]
    ranked = _ranked(asked, responses)
    outcomes = []
    for question in asked:
        response = responses.get(question.id, nothing)
        failure = "" if question.id in responses else str(answered[question.id])
        scores = {} if response.abstained is None else _measured(question, response, named)
        scores |= ranked.get(question.id, {})
        if failure:
            scores = {name: Score(value=0.0, why=f"failed: {failure}") for name in scores}
        outcomes.append(Outcome(question=question, response=response, failure=failure, scores=scores))
    return tuple(outcomes)


def _measured(question: EvalQuestion, response: Response, named: Mapping[str, Measure]) -> dict[str, Score]:
    return {name: each for name, measure in named.items() if (each := measure(question, response)) is not None}


def _ranked(asked: Sequence[EvalQuestion], responses: Mapping[str, Response]) -> dict[str, dict[str, Score]]:
    """The scores of retrieval; none for a system that retrieves nothing, which is no system that finds nothing."""
    if not any(response.retrieved for response in responses.values()):
        return {}
    articles = {name: retrieval.article_ranking(response) for name, response in responses.items()}
    passages = {q.id: retrieval.passage_ranking(q, responses[q.id]) for q in asked if q.id in responses}
    found = retrieval.score(asked, articles, retrieval.article_qrels)
    by_passage = retrieval.score(asked, passages, retrieval.passage_qrels)
    if not any(passage.text for response in responses.values() for passage in response.retrieved):
        by_passage = {}
    follow_ups = follow_up(asked, responses)
    return {
        question.id: {name: Score(value=value) for name, value in found.get(question.id, {}).items()}
        | {retrieval.PASSAGE + name: Score(value=value) for name, value in by_passage.get(question.id, {}).items()}
        | {name: Score(value=value) for name, value in follow_ups.get(question.id, {}).items()}
        for question in asked
    }


def figures(outcomes: Sequence[Outcome]) -> tuple[Figure, ...]:
    """Every figure that the outcomes allow, each with its count and 95 % interval.

    A failed question counts as wrong; one that a measure cannot be applied to is left out of it and counted.
    """
    return (*_means(outcomes), *_rates(outcomes))


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, tuple[Figure, ...]]:
    """The figures of each kind of question, in the order in which the kinds appear."""
    kinds = dict.fromkeys(outcome.question.kind or OTHER for outcome in outcomes)
    return {kind: figures([each for each in outcomes if (each.question.kind or OTHER) == kind]) for kind in kinds}


def less_is_better(measure: str) -> bool:
    """Whether a lower figure of a measure is the better one."""
    return measure in _BEST_WHERE_LESS


def _means(outcomes: Sequence[Outcome]) -> list[Figure]:
    known = {name for outcome in outcomes for name in outcome.scores}
    found = []
    for name in (name for name in ORDER if name in known):
        values = np.asarray([each.scores[name].value for each in outcomes if name in each.scores])
        low, high = intervals.of_mean(values)
        left_out = len(outcomes) - len(values)
        mean = float(values.mean())
        found.append(Figure(measure=name, value=mean, low=low, high=high, count=len(values), left_out=left_out))
    return found


_RATES = {
    "abstention_precision": _Rate(lambda given: _known(given, ANSWERABLE, ABSTAINED), abstention.precision),
    "abstention_recall": _Rate(lambda given: _known(given, ANSWERABLE, ABSTAINED), abstention.recall),
    "abstention_f1": _Rate(lambda given: _known(given, ANSWERABLE, ABSTAINED), abstention.f1),
    "auroc": _Rate(lambda given: _known(given, ANSWERABLE, CONFIDENCE), abstention.auroc),
    "answered": _Rate(lambda given: _known(given, ABSTAINED), lambda rows: 1 - float(rows[:, ABSTAINED].mean())),
    "risk_area": _Rate(lambda given: _known(given, CONFIDENCE, RIGHT), risk.area),
    "calibration_error": _Rate(
        lambda given: _known(given, CONFIDENCE, RIGHT) if says_right(given) else _NOTHING, calibration.error
    ),
    "card_precision": _Rate(disagreement.counts, disagreement.precision),
    "card_recall": _Rate(disagreement.counts, disagreement.recall),
    "seconds_p50": _Rate(lambda given: _costs(given, "seconds"), cost.median),
    "seconds_p95": _Rate(lambda given: _costs(given, "seconds"), cost.slowest),
    "tokens": _Rate(lambda given: _costs(given, "tokens"), lambda rows: float(rows.mean())),
    "calls": _Rate(lambda given: _costs(given, "calls"), lambda rows: float(rows.mean())),
}


NAMES = (*ORDER, *_RATES)
"""Everything that there can be a figure of."""


def _rates(outcomes: Sequence[Outcome]) -> list[Figure]:
    found = []
    for name, rate in _RATES.items():
        rows = rate.rows(outcomes)
        value = rate.rate(rows) if len(rows) else float("nan")
        if np.isnan(value):
            continue
        low, high = intervals.of_rate(rows, rate.rate)
        left_out = len(outcomes) - len(rows)
        found.append(Figure(measure=name, value=value, low=low, high=high, count=len(rows), left_out=left_out))
    return found


def _known(outcomes: Sequence[Outcome], *columns: int) -> Rows:
    rows = judged(outcomes)
    return np.asarray(rows[~np.isnan(rows[:, list(columns)]).any(axis=1)])


def _costs(outcomes: Sequence[Outcome], name: str) -> Rows:
    spent = [getattr(each.response, name) for each in outcomes if not each.failure]
    # Nothing takes no time: such seconds are not known.
    known = [cost for cost in spent if cost is not None and (cost or name != "seconds")]
    return np.asarray(known, np.float64).reshape(-1, 1)


def without_passages(response: Response) -> Response:
    """A response without the texts of what was retrieved, for files that people read."""
    return replace(response, retrieved=tuple(replace(each, text="") for each in response.retrieved))
