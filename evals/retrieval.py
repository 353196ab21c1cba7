"""Which articles each search leg finds, and both fused: `python -m evals.retrieval CORPUS QUESTIONS`.

An article is ranked by its best passage. Measures by ir-measures, with 95 % bootstrap intervals over the questions.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import Qrel, R, ScoredDoc, Success, nDCG

import index
from evals.reading import read_lines
from index.building import Progress
from index.collection import Collection
from index.fusing import fuse
from index.searching import DEPTH

_MEASURES = [nDCG @ 10, R @ 10, Success @ 1, Success @ 5, Success @ 10]
_RESAMPLES = 2_000
_PASSAGES = 4
"""Passages taken for each article that is wanted: several may be of one article."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Index, ask, measure, print."""
    parser = argparse.ArgumentParser(description="Measure retrieval.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path, help="keep the index here, to use it again")
    given = parser.parse_args(arguments)
    questions = [record for record in read_lines(given.questions) if _relevant(record)]
    with (
        tempfile.TemporaryDirectory() as folder,
        index.build(given.corpus, given.index or folder, progress=_say) as collection,
    ):
        sys.stderr.write("\n")
        runs = _ask(collection, questions)
    qrels = [Qrel(record["id"], name, 1) for record in questions for name in _relevant(record)]
    sys.stdout.write(
        f"{len(questions)} questions\n{'':10}" + "".join(f"{measure!s:>26}" for measure in _MEASURES) + "\n"
    )
    for name, run in runs.items():
        sys.stdout.write(f"{name:10}" + "".join(f"{cell:>26}" for cell in _score(qrels, run)) + "\n")


def _relevant(record: dict[str, Any]) -> set[str]:
    given = record.get("relevant_doc_ids") or [part["doc_id"] for part in record.get("evidence", ())]
    return set(map(str, given))


def _ask(collection: Collection, questions: list[dict[str, Any]]) -> dict[str, list[ScoredDoc]]:
    runs: dict[str, list[ScoredDoc]] = {"dense": [], "words": [], "fused": []}
    depth = DEPTH * _PASSAGES
    for record in questions:
        dense = [number for number, _ in collection.searcher.nearest(record["question"], depth)]
        by_words = [number for number, _ in collection.searcher.matching(record["question"], depth)]
        fused = [number for number, _ in fuse([dense, by_words])]
        for name, numbers in (("dense", dense), ("words", by_words), ("fused", fused)):
            runs[name] += _articles(collection, record["id"], numbers)
    return runs


def _articles(collection: Collection, question: str, numbers: list[int]) -> Iterable[ScoredDoc]:
    stored = (collection.passage(number) for number in numbers[: DEPTH * 2])
    ids = dict.fromkeys(article.id for article, _ in filter(None, stored))
    return [ScoredDoc(question, name, 1 / rank) for rank, name in enumerate(ids, start=1)]


def _score(qrels: list[Qrel], run: list[ScoredDoc]) -> Iterable[str]:
    rng = np.random.default_rng(1)
    values: dict[str, list[float]] = {str(measure): [] for measure in _MEASURES}
    for metric in ir_measures.iter_calc(_MEASURES, qrels, run):
        values[str(metric.measure)].append(metric.value)
    for each in map(np.asarray, values.values()):
        means = rng.choice(each, (_RESAMPLES, len(each))).mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        yield f"{each.mean():.3f} [{low:.3f}, {high:.3f}]"


def _say(step: Progress) -> None:
    sys.stderr.write(f"\r{time.strftime('%H:%M:%S')} {step.done}/{step.total} articles, {step.passages} passages")


if __name__ == "__main__":
    main()
