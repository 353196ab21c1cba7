"""Follow-ups: does retrieval find the articles of a question that leans on the turns before it?

After Katsis et al., MTRAG (2025), who retrieve for the last turn as it stands and for a human rewrite: ours stands
between both. The three are measured on the same questions with the same retriever.
"""

from collections.abc import Mapping, Sequence

from evals.measures.retrieval import article_qrels, article_ranking, score
from evals.types import EvalQuestion, Response

_SHOWN = ("ndcg@10", "recall@5")
UNDERSTOOD, LAST_TURN, REWRITE = "followup_", "last_turn_", "rewrite_"


def follow_up(questions: Sequence[EvalQuestion], responses: Mapping[str, Response]) -> dict[str, dict[str, float]]:
    """Score the follow-ups of a set.

    Returns:
        Question id -> measure -> value: `followup_` as the system understood the question, `last_turn_` and `rewrite_`
        where these were retrieved too.

    >>> asked = EvalQuestion(id="1", question="And why?", history=(("Who?", "He."),), relevant=(("a", 1),))
    >>> found = follow_up([asked], {"1": Response(last_turn=("b", "a"), by_rewrite=("a",))})["1"]
    >>> found["followup_recall@5"], round(found["last_turn_ndcg@10"], 2), found["rewrite_ndcg@10"]
    (0.0, 0.63, 1.0)
    """
    asked = [question for question in questions if question.history]
    rankings: dict[str, dict[str, Sequence[str]]] = {
        UNDERSTOOD: {q.id: article_ranking(responses[q.id]) for q in asked if q.id in responses},
        LAST_TURN: {q.id: r.last_turn for q in asked if (r := responses.get(q.id)) and r.last_turn is not None},
        REWRITE: {q.id: r.by_rewrite for q in asked if (r := responses.get(q.id)) and r.by_rewrite is not None},
    }
    found: dict[str, dict[str, float]] = {question.id: {} for question in asked}
    for prefix, ranking in rankings.items():
        # What was not retrieved at all is not compared; a failed question still counts against what was understood.
        compared = asked if prefix == UNDERSTOOD else [question for question in asked if question.id in ranking]
        for question_id, values in score(compared, ranking, article_qrels).items():
            found[question_id] |= {prefix + name: values[name] for name in _SHOWN}
    return found
