"""A run that was written is read back as it was."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import evals
from evals.errors import RunMismatchError
from evals.reporting import page
from evals.scoring import without_passages
from evals.types import EvalQuestion
from tests.evals.asked import BRIDGE, MAYOR, answers
from tests.evals.test_reporting import evil

FULL = EvalQuestion(
    id="full",
    question="And then?",
    answers=("Madrid", "Oslo"),
    all_answers=True,
    wrong_answers=("Rome",),
    relevant=(("a", 2),),
    articles=("a", "b"),
    history=(("Where?", "In Madrid."),),
    rewrite="And where then?",
    choices=("Oslo", "Rome"),
    correct=(0,),
    sides=(),
    as_of="2025-09-16",
    kind="follow-up",
    place="here:1",
)


def test_a_run_is_read_back_with_every_figure_question_and_reason(tmp_path: Path) -> None:
    report = evals.run([BRIDGE, MAYOR, FULL], answers, out=tmp_path, name="bridges", settings={"index": "none"})
    found = evals.load(tmp_path)
    written = [replace(each, response=without_passages(each.response)) for each in report.outcomes]
    assert found == replace(report, outcomes=tuple(written))


def test_its_page_is_the_page_that_was_written(tmp_path: Path) -> None:
    evals.run([BRIDGE, FULL], answers, out=tmp_path)
    assert page(evals.load(tmp_path)) == (tmp_path / "report.html").read_text(encoding="utf-8")


def test_hostile_rows_come_back_as_the_words_they_are(tmp_path: Path) -> None:
    from evals.writing import write

    report = evil()
    write(report, tmp_path)
    assert page(evals.load(tmp_path)) == page(report)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("summary.json", None),
        ("summary.json", "{"),
        ("summary.json", "[]"),
        ("outcomes.jsonl", None),
        ("outcomes.jsonl", "{}\n"),
        ("outcomes.jsonl", '"words"\n'),
    ],
)
def test_what_is_no_finished_run_is_refused(tmp_path: Path, file: str, content: str | None) -> None:
    evals.run([BRIDGE], answers, out=tmp_path)
    (tmp_path / file).unlink() if content is None else (tmp_path / file).write_text(content)
    with pytest.raises(RunMismatchError, match="no finished run"):
        evals.load(tmp_path)


def test_a_row_with_unknown_properties_is_no_run(tmp_path: Path) -> None:
    evals.run([BRIDGE], answers, out=tmp_path)
    lines = tmp_path / "outcomes.jsonl"
    lines.write_text(json.dumps(json.loads(lines.read_text()) | {"about": {"__class__": "x"}}) + "\n")
    with pytest.raises(RunMismatchError):
        evals.load(tmp_path)
