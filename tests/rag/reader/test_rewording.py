"""Asking the questions of training sets in other words: near ones only, never the opposite, never a claim's."""

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedding import Vectors
from rag.reader.groups import read_records
from rag.reader.rewording import near_words, reword, reworded

# Degrees between words, as a circle: what stands close means nearly the same here.
ANGLES = {
    "company": 0, "firm": 10, "firms": 12, "companies": 2, "outfit": 30, "bought": 90, "sold": 92, "purchased": 95,
    "largest": 180, "smallest": 182, "father": 270, "mother": 272,
}  # fmt: skip


class Circle:
    """An embedder for words on a circle; others lie across it."""

    name = fingerprint = "circle"
    dimension = 3

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """(n, 3) unit rows."""
        angles = [np.deg2rad(ANGLES[text]) if text in ANGLES else None for text in passages]
        rows = [(0.0, 0.0, 1.0) if angle is None else (np.cos(angle), np.sin(angle), 0.0) for angle in angles]
        return np.array(rows, dtype=np.float32)

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """(n, 3) unit rows."""
        return self.embed_passages(questions)


def record(question: str, passage: str) -> dict[str, Any]:
    return {"question": question, "passage": passage, "answers": [], "answerable": False, "source": "test"}


def often(*words: str) -> list[dict[str, Any]]:
    return [record(" ".join(words), "")] * 25


def test_words_near_in_meaning_may_stand_for_each_other() -> None:
    near = near_words(often("company", "firm", "outfit", "bought", "purchased"), Circle())
    assert near["company"] == ["firm", "outfit"]
    assert near["outfit"] == ["firm", "company"]


def test_kin_other_endings_and_opposites_may_not() -> None:
    near = near_words(often(*ANGLES), Circle())
    assert "companies" not in near["company"]
    assert "firms" not in near["company"]
    assert "bought" not in near
    assert "largest" not in near
    assert "father" not in near


def test_a_rare_word_is_not_taken() -> None:
    few = [record("company firm", "")] * 24
    assert near_words(few, Circle()) == {}
    assert "company" in near_words([*few, record("company", "a firm")], Circle())


def test_only_words_that_the_passage_has_are_exchanged() -> None:
    asked = record("Which company did the firm buy?", "The company was bought in 2019.")
    near = {"company": ["business"], "firm": ["house"]}
    questions = {reworded(asked, near, random.Random(seed))["question"] for seed in range(40)}  # noqa: S311
    assert questions == {"Which company did the firm buy?", "Which business did the firm buy?"}


def test_part_of_a_name_or_a_longer_word_is_left() -> None:
    asked = record("Did Company or company-wide rules hold?", "The company has rules, company wide.")
    questions = {reworded(asked, {"company": ["business"]}, random.Random(seed))["question"] for seed in range(40)}  # noqa: S311
    assert questions == {asked["question"]}


def test_everything_else_of_a_record_stays() -> None:
    asked = record("Which company was it?", "The company.")
    for seed in range(40):
        said = reworded(asked, {"company": ["firm"]}, random.Random(seed))  # noqa: S311
        assert {**said, "question": ""} == {**asked, "question": ""}


def written(folder: Path, name: str, records: Sequence[dict[str, Any]]) -> None:
    with gzip.open(folder / name, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(one) + "\n" for one in records)


def test_a_folder_is_reworded_the_same_way_each_time_and_its_claims_are_not(tmp_path: Path) -> None:
    claims = [{"premise": "The company.", "hypothesis": "A company", "label": "support", "source": "nli_one"}]
    for name in ("in", "one", "two", "three"):
        (tmp_path / name).mkdir()
    asked = [record(f"Which company, {at}?", "A company is a firm.") for at in range(60)]
    written(tmp_path / "in", "asked.jsonl.gz", asked)
    written(tmp_path / "in", "nli_one.jsonl.gz", claims)
    count, changed = reword(tmp_path / "in", tmp_path / "one", Circle(), seed=3)
    assert count == 60
    assert 20 < changed < 50
    said = read_records(tmp_path / "one" / "asked.jsonl.gz")
    assert changed == sum(new["question"] != old["question"] for new, old in zip(said, asked, strict=True))
    assert read_records(tmp_path / "one" / "nli_one.jsonl.gz") == claims
    reword(tmp_path / "in", tmp_path / "two", Circle(), seed=3)
    reword(tmp_path / "in", tmp_path / "three", Circle(), seed=4)
    assert read_records(tmp_path / "two" / "asked.jsonl.gz") == said
    assert read_records(tmp_path / "three" / "asked.jsonl.gz") != said


def test_a_folder_without_questions_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=str(tmp_path)):
        reword(tmp_path, tmp_path / "out", Circle(), seed=0)
