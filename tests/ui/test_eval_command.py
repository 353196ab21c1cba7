"""`byline eval` in a terminal: what it prints, what it writes, and how it exits."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import evals
from tests.evals.asked import BRIDGE, MAYOR, RIGHT, WRONG, answers
from ui.cli import app

ROWS = [
    {"id": "bridge", "question": "What did the bridge cost?", "answers": ["41 million euros"], "answerable": True},
    {"id": "mayor", "question": "Who is the mayor?", "answerable": False, "type": "unanswerable"},
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    evals.run([BRIDGE, MAYOR], answers, out=tmp_path / "recorded")
    return tmp_path / "recorded" / "answers.jsonl"


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["eval", *map(str, words)])


def test_answers_of_a_file_are_measured_and_the_report_is_written(
    questions: Path, recorded: Path, tmp_path: Path
) -> None:
    with questions.open("a") as lines:
        lines.write("{\n")
    ran = call(questions, "--answers", recorded, "--out", tmp_path / "out")
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[1].split() == ["correct", "1.000", "[1.000,", "1.000]", "2", "0"]
    assert f"{questions}:3: is not JSON" in ran.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "answers.jsonl",
        "outcomes.jsonl",
        "report.html",
        "run.trec",
        "settings.json",
        "summary.json",
    }


def test_a_question_set_is_put_to_a_corpus(articles: Path, questions: Path, tmp_path: Path) -> None:
    ran = call(questions, "--corpus", articles, "--out", tmp_path / "out")
    assert ran.exit_code == 0
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert (summary["questions"], summary["failed"]) == (2, 0)
    assert summary["settings"]["index"].startswith("2 articles")
    again = call(questions, "--corpus", articles, "--out", tmp_path / "out", "--resume")
    assert again.exit_code == 0


@pytest.mark.parametrize(
    ("bars", "code"),
    [
        (("--min", "correct=.95", "contains=1"), 0),
        (("--min", "correct=.95 contains=1"), 0),
        (("--min", "exact_match=.95"), 1),
        (("--min", "seconds_p95=60"), 0),
        (("--min", "seconds_p95=.001"), 1),
        (("--min", "card_recall=.5"), 1),
    ],
)
def test_a_figure_below_its_bar_is_exit_code_1(
    questions: Path, recorded: Path, tmp_path: Path, bars: tuple[str, ...], code: int
) -> None:
    assert call(questions, "--answers", recorded, "--out", tmp_path / "out", *bars).exit_code == code


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--min", "truth=1"), "'truth=1' is no bar"),
        (("--min", "correct>1"), "is no bar"),
        (("--resume",), "name its folder with --out"),
        (("other.jsonl",), "Name one question set, not 2"),
        (("--index", "a", "--corpus", "b"), "not from both"),
    ],
)
def test_a_call_that_cannot_be_understood_says_why_before_anything_is_asked(
    questions: Path, words: tuple[str, ...], message: str
) -> None:
    ran = call(questions, *words)
    assert isinstance(ran.exception, ValueError)
    assert message in str(ran.exception)


def test_a_sample_is_told_in_the_settings(questions: Path, recorded: Path, tmp_path: Path) -> None:
    call(questions, "--answers", recorded, "--out", tmp_path / "out", "--sample", "1", "--seed", "3")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["questions"] == 1
    assert summary["settings"]["sample"] == "1 of 2 questions, seed 3"


def test_two_runs_are_compared_with_a_line_for_each_question_that_changed(tmp_path: Path) -> None:
    evals.run([BRIDGE, MAYOR], lambda asked: WRONG, out=tmp_path / "a")
    evals.run([BRIDGE], lambda asked: RIGHT, out=tmp_path / "b")
    ran = call("--compare", tmp_path / "a", tmp_path / "b")
    assert ran.exit_code == 0
    assert "better bridge: What did the bridge cost?" in ran.stdout
    assert "contains better (says no accepted answer -> says “41 million euros”)" in ran.stdout
    assert "1 questions stand in one run only" in ran.stderr


def test_a_first_set_is_drafted_from_the_headlines_of_an_index_and_never_written_over(
    articles: Path, tmp_path: Path
) -> None:
    from ui.cli import app as whole

    CliRunner().invoke(whole, ["index", "add", str(articles), "--index", str(tmp_path / "real")])
    path = tmp_path / "mine.jsonl"
    ran = call("--init", path, "--index", tmp_path / "real")
    assert ran.exit_code == 0, ran.stderr
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# Questions for `byline eval`")
    drafts = [json.loads(line) for line in lines if not line.startswith("#")]
    assert [draft["question"] for draft in drafts] == [
        "What is reported under the headline “Harbour Bridge Reopens”?",
        "What is reported under the headline “Night Ferries Stop”?",
    ]
    assert all(draft["draft"] for draft in drafts)
    assert drafts[0]["evidence"] == [{"doc_id": "bridge", "text": "The harbour bridge reopened on Monday."}]
    again = call("--init", path, "--index", tmp_path / "real")
    assert "is there already" in str(again.exception)
    asked = call(path, "--index", tmp_path / "real", "--out", tmp_path / "out")
    assert "2 drafts are left out" in asked.stderr
    assert "holds no question that can be asked" in str(asked.exception)
