"""Answers that somebody recorded are measured as they stand."""

from pathlib import Path

import pytest

import evals
from evals.errors import EvalError
from evals.running import ANSWERS
from evals.systems import Recorded
from evals.types import Response, Retrieved
from tests.evals.asked import BRIDGE, MAYOR, answers, write


def test_recorded_answers_are_measured_without_asking_anybody(tmp_path: Path) -> None:
    first = evals.run([BRIDGE, MAYOR], answers, out=tmp_path / "run")
    second = evals.run([BRIDGE, MAYOR], Recorded(tmp_path / "run" / ANSWERS))
    assert second.outcomes == first.outcomes
    assert second.system == "run"


def test_a_question_without_a_recorded_answer_failed(tmp_path: Path) -> None:
    report = evals.run([BRIDGE, MAYOR], Recorded(write(tmp_path / "a.jsonl", {"id": "mayor", "response": {}})))
    assert [bool(outcome.failure) for outcome in report.outcomes] == [True, False]


def test_the_answers_of_ragas_are_understood(tmp_path: Path) -> None:
    row = {
        "user_input": "?",
        "response": "41 million euros",
        "retrieved_contexts": ["It cost 41 million euros."],
    }
    asked = evals.EvalQuestion(id="a-1", question="?", answers=BRIDGE.answers, evidence=BRIDGE.evidence)
    response = Recorded(write(tmp_path / "a.jsonl", row))(asked)
    assert response == Response(
        text="41 million euros", retrieved=(Retrieved(article_id="", text="It cost 41 million euros."),)
    )


def test_a_trec_run_is_measured_as_retrieval(tmp_path: Path) -> None:
    run = write(tmp_path / "peer.run", "bridge Q0 ferry 1 2.0 x", "bridge Q0 bridge 2 1.0 x")
    report = evals.run([BRIDGE], Recorded(run))
    assert report.outcomes[0].scores["rr"].value == 0.5


@pytest.mark.parametrize(
    "row", ["{", {"id": "x", "response": {"statements": [{"text": "a", "claim": "a", "citations": [3]}]}}]
)
def test_answers_that_cannot_be_read_are_refused(tmp_path: Path, row: object) -> None:
    with pytest.raises(EvalError, match="holds no answers"):
        Recorded(write(tmp_path / "a.jsonl", row))
