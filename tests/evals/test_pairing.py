import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from evals.pairing import Pair, found_in, main, report, share, written_pairs
from tests.conftest import ROOT

PAIRS = ROOT / "seeds" / "questions" / "pairs.jsonl"


def test_a_share_is_given_with_its_interval_and_its_count() -> None:
    assert share(29, 32) == ".906 [.758, .968] of 32"
    assert share(0, 0) == "none of 0"


def test_precision_and_recall_are_those_of_disagreements() -> None:
    three, four = "Trump extended the deadline three times.", "Trump extended the deadline four times."
    pairs = [
        Pair(one=three, other=four, label="disagreement", part="p"),
        Pair(one=three, other=four, label="none", part="p"),
        Pair(one=three, other=three, label="disagreement", part="p"),
        Pair(one=three, other="It rained.", label="none", part="p"),
    ]
    (line,) = report(pairs)
    assert [part.split()[1] for part in line.removeprefix("p: ").split("; ")[:2]] == [".500", ".500"]


def test_the_labelled_pairs_are_as_many_as_promised_in_both_halves() -> None:
    labels = Counter((pair.part, pair.label) for pair in written_pairs(PAIRS))
    assert labels["dev", "disagreement"] == labels["test", "disagreement"] == 32
    others = sum(count for (_, label), count in labels.items() if label != "disagreement")
    assert others == 122


def test_no_pair_of_the_half_that_was_tuned_on_gets_a_card_about_nothing() -> None:
    dev = [pair for pair in written_pairs(PAIRS) if pair.part == "dev"]
    wrong = [pair for pair in dev if found_in(pair) == "disagreement" != pair.label]
    right = [pair for pair in dev if found_in(pair) == "disagreement" == pair.label]
    assert wrong == []
    assert len(right) >= 30


def test_sets_with_planted_answers_are_read_from_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ram, conflict = tmp_path / "ram", tmp_path / "conflict"
    ram.mkdir()
    conflict.mkdir()
    evidence = [
        {"label": "correct", "answer": "Mahesh Bhatt", "text": "It is old. The film was directed by Mahesh Bhatt."},
        {"label": "correct", "answer": "Mahesh Bhatt", "text": "The old film was directed by Mahesh Bhatt."},
        {"label": "misinfo", "answer": "Raj Kapoor", "text": "The film was directed by Raj Kapoor."},
        {"label": "misinfo", "answer": None, "text": "Nobody knows."},
    ]
    opposed = {
        "memory_answer": "A dog can hear the high sound.",
        "counter_answer": "A dog can not hear the high sound.",
        "evidence": [{"label": "memory", "text": "Dogs hear well. Cats do too."}],
    }
    for file, record in (
        (ram / "questions.jsonl.gz", {"evidence": evidence}),
        (conflict / "questions_a.jsonl.gz", opposed),
    ):
        file.write_bytes(gzip.compress(json.dumps(record).encode()))
    main([str(PAIRS), "--ramdocs", str(ram), "--conflictqa", str(conflict)])
    lines = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    assert set(lines) == {"dev", "test", "ramdocs", "conflictqa"}
    assert lines["ramdocs"].startswith("precision 1.000 [.342, 1.000] of 2; recall 1.000")
    assert "silent on 1.000 [.342, 1.000] of 2" in lines["conflictqa"]
