"""Lay out the folder that the shipped reader was trained from: `python -m rag.reader.gathering SETS OUT`.

SETS holds in `train` the question sets and claims in our layout, `squad2_half_dev` and `scifact`. OUT receives what may
be trained on: sets whose licence forbids commercial use stay out, and so do the articles and claims measured on.
"""

import argparse
import gzip
import json
import random
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from rag.reader.claims import ENDING, PREFIX
from rag.reader.claims import MOST as MOST_CLAIMS
from rag.reader.groups import read_records
from rag.reader.mixture import MOST

Records = list[dict[str, Any]]
TRAINING_ARTICLES = 4
"""Of the eight articles of SQuAD 2.0's half; the others are measured on."""
# Sets that are made here from others.
_TRECQA, _SQUAD2, _SCIFACT = "trecqa", "squad2_half", "nli_scifact"
# TrecQA has a record for each sentence: this many that do not answer become one passage with one that does.
_SENTENCES, _PASSAGES = 6, 3
_VERDICTS = {"SUPPORT": "support", "CONTRADICT": "contradict"}


def gather(sets: Path, out: Path) -> None:
    """Copy and make the sets; the same sets give the same files."""
    out.mkdir(parents=True, exist_ok=True)
    for name in sorted(({*MOST} | {*MOST_CLAIMS}) - {_TRECQA, _SQUAD2, _SCIFACT}):
        shutil.copyfile(sets / "train" / f"{name}{ENDING}", out / f"{name}{ENDING}")
    _write(out, _TRECQA, _joined_trecqa(read_records(sets / "train" / f"{_TRECQA}{ENDING}")))
    _write(out, _SQUAD2, _squad2(sets / "squad2_half_dev"))
    _write(out, _SCIFACT, _scifact(sets / "scifact"))


def split_articles(titles: Iterable[str]) -> tuple[list[str], list[str]]:
    """Divide the titles of SQuAD 2.0's half into (trained on, measured on), in the order of a hash."""
    ordered = sorted(set(titles), key=lambda title: sha256(title.encode()).hexdigest())
    return ordered[:TRAINING_ARTICLES], ordered[TRAINING_ARTICLES:]


def _joined_trecqa(records: Iterable[Any]) -> Records:
    rng = random.Random(1)  # noqa: S311 - a sample, no secret
    by_question: dict[str, tuple[Records, Records]] = defaultdict(lambda: ([], []))
    for record in records:
        by_question[record["question"]][0 if record["answerable"] else 1].append(record)
    made: Records = []
    for question, (right, wrong) in by_question.items():
        rng.shuffle(right)
        rng.shuffle(wrong)
        for at in range(_PASSAGES if right else 1):
            others = wrong[at * _SENTENCES : (at + 1) * _SENTENCES]
            if others:
                chosen = [right[at % len(right)]["passage"].strip()] if right else []
                made.append(
                    {
                        "id": f"{_TRECQA}_{len(made)}",
                        "question": question,
                        "answers": chosen,
                        "answerable": bool(chosen),
                        "answer_start": 0 if chosen else None,
                        "passage": "\n\n".join([*chosen, *(other["passage"].strip() for other in others)]),
                        "title": "",
                        "source": _TRECQA,
                        "doc": question,
                    }
                )
    return made


def _squad2(folder: Path) -> Records:
    corpus = {article["id"]: article for article in read_records(folder / "corpus.jsonl.gz")}
    trained_on, _ = split_articles(article["title"] for article in corpus.values())
    asked = [(q, corpus[q["evidence"][0]["doc_id"]]) for q in read_records(folder / "questions.jsonl.gz")]
    return [
        {
            "id": f"{_SQUAD2}_{question['id']}",
            "question": question["question"],
            "answers": question["answers"],
            "answerable": question["answerable"],
            "answer_start": None,
            "find_answer": True,
            "plausible_answers": question["plausible_answers"],
            "passage": article["text"],
            "title": article["title"],
            "source": _SQUAD2,
        }
        for question, article in asked
        if article["title"] in trained_on
    ]


def _scifact(folder: Path) -> Records:
    """Claims of the training part with the sentence that a person marked."""
    return [
        {
            "premise": part["text"],
            "hypothesis": claim["question"],
            "label": _VERDICTS[part["label"]],
            "source": _SCIFACT,
        }
        for claim in read_records(folder / "questions_train.jsonl.gz")
        for part in claim["evidence"]
    ]


def _write(out: Path, name: str, records: Records) -> None:
    if name.startswith(PREFIX):
        records = [{"id": f"{name}_{at}", **record} for at, record in enumerate(records)]
    with gzip.open(out / f"{name}{ENDING}", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def main(arguments: Sequence[str] | None = None) -> None:
    """Gather from the command line."""
    parser = argparse.ArgumentParser(description="Lay out the reader's training folder.")
    parser.add_argument("sets", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args(arguments)
    gather(given.sets, given.out)


if __name__ == "__main__":
    main()
