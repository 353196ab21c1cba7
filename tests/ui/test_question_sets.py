"""Question sets that are offered on the page, and taken from whoever hands one over."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from ui.question_sets import QuestionSets

COST = {
    "id": "cost",
    "question": "What did the harbour bridge cost?",
    "answers": ["41 million"],
    "evidence": [{"doc_id": "bridge", "text": "The harbour bridge cost 41 million."}],
}
CHESS = {"id": "chess", "question": "Who won the chess match?", "answerable": False}


def lines(*rows: Any) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_sets_come_from_the_samples_a_folder_and_what_was_handed_over(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "beir").mkdir(parents=True)
    (folder / "trec").mkdir()
    (folder / "empty").mkdir()
    (folder / "beir" / "queries.jsonl").write_text("")
    (folder / "trec" / "qrels.txt").write_text("")
    for name in ("b.csv", "a.json.gz", ".hidden.jsonl", "notes.txt"):
        (folder / name).write_text("")
    sets = QuestionSets(samples=tmp_path / "none.jsonl", folder=folder, dropped=tmp_path / "dropped")
    assert sets.take("x.jsonl", lines(COST)) == ("added", "")
    assert list(sets.offered()) == ["folder/a.json.gz", "folder/b.csv", "folder/beir", "folder/trec", "dropped/x.jsonl"]
    assert list(QuestionSets().offered()) == []


SQUAD = {
    "data": [
        {"title": "T", "paragraphs": [{"context": "It cost 41 million.", "qas": [{"id": "1", "question": "What cost?",
         "answers": [{"text": "41 million", "answer_start": 8}]}]}]}
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "asked"),
    [
        ("a.jsonl", lines(COST, CHESS), 2),
        ("a.json", json.dumps([COST]).encode(), 1),
        ("squad.json", json.dumps(SQUAD).encode(), 1),
        ("a.csv", b"question,answers\nWhat reopened?,the bridge\n", 1),
        ("a.jsonl.gz", gzip.compress(lines(COST)), 1),
        ("ragas.jsonl", lines({"user_input": "What cost?", "reference": "41 million"}), 1),
    ],
)
def test_a_file_of_any_layout_is_taken(tmp_path: Path, name: str, content: bytes, asked: int) -> None:
    sets = QuestionSets(dropped=tmp_path / "questions")
    assert sets.take(name, content) == ("added", "")
    assert sets.take(name, content) == ("updated", "")
    [key] = sets.offered()
    found = sets.read(key)
    assert len(found.questions) == asked
    assert str(tmp_path) not in found.questions[0].place


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.exe", b"MZ", "must end in"),
        ("../../a.py", b"", "must end in"),
        ("a.jsonl", b"\xff\xfe\x00", "could not be read"),
        ("a.jsonl", b"", "holds no question"),
        ("a.jsonl", b"{}\n", "no question that can be asked"),
        ("a.json", b"{", "is not JSON"),
        ("a.csv", b"a,b\n1,2\n", "no header"),
        ("a.jsonl", b"x" * 10_000_001, "larger than"),
        ("a.jsonl.gz", gzip.compress(b"\n" * 50_000_000), "larger than"),
        ("a.jsonl.gz", b"no gzip", "not packed"),
    ],
)
def test_what_holds_no_questions_is_refused_with_its_reason_and_not_kept(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    sets = QuestionSets(dropped=tmp_path / "questions")
    outcome, reason = sets.take(name, content)
    assert (outcome, why in reason) == ("failed", True), reason
    assert str(tmp_path) not in reason
    assert sets.offered() == {}


def test_a_bad_version_does_not_replace_a_good_one(tmp_path: Path) -> None:
    sets = QuestionSets(dropped=tmp_path / "questions")
    sets.take("a.jsonl", lines(COST))
    assert sets.take("a.jsonl", b"{")[0] == "failed"
    assert len(sets.read("dropped/a.jsonl").questions) == 1
