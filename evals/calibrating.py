"""How the constants of `rag.judging` are found: `python -m evals.calibrating CORPUS QUESTIONS OTHER_QUESTIONS`.

Each question of a set is put to an index of the set's corpus, and so are questions of another set, which nothing there
answers. Every sentence that is read becomes a row (reader, cosine; does it hold an answer?), a logistic model is
fitted on the rows of every second article, and risk and coverage are measured on the other articles.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

import index
from evals.reading import read_lines
from index.collection import Collection
from index.filtering import Filter
from index.words import words
from rag.answering import HITS
from rag.quoting import candidates_of
from rag.reader.model import shipped_reader
from rag.reader.protocol import Reader
from rag.retrieving import retrieve

_THRESHOLDS = (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was read for one question.

    Attributes:
        half: 0 to fit on, 1 to measure on.
        near: Whether it was written about the collection.
        answerable: Whether the collection answers it.
        features: (sentences, 2) the reader's log odds, the cosine of question and passage.
        right: (sentences,) whether each holds an answer.
    """

    half: int
    near: bool
    answerable: bool
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


def ask(collection: Collection, reader: Reader, record: dict[str, Any], half: int, *, near: bool) -> Asked | None:
    """Read for one question as an answer does; None when nothing was retrieved."""
    found = retrieve(collection, record["question"], HITS, Filter())
    candidates = [candidate for each in found for candidate in candidates_of(each)]
    if not candidates:
        return None
    texts = [candidate.text for candidate in candidates]
    read = reader.score(record["question"], texts, [candidate.context for candidate in candidates])
    odds = np.clip(read.astype(np.float64), 1e-6, 1 - 1e-6)
    features = np.column_stack([np.log(odds / (1 - odds)), [candidate.found.cosine for candidate in candidates]])
    answerable = near and bool(record["answerable"])
    right = [
        answerable and any(_holds(answer, text) for answer in record["answers"]) and _of(record, candidate.article.id)
        for text, candidate in zip(texts, candidates, strict=True)
    ]
    return Asked(half=half, near=near, answerable=answerable, features=features, right=np.asarray(right, np.bool_))


def _holds(answer: str, text: str) -> bool:
    return bool(words(answer)) and f" {' '.join(words(answer))} " in f" {' '.join(words(text))} "


def _of(record: dict[str, Any], article_id: str) -> bool:
    return article_id in {part["doc_id"] for part in record.get("evidence", ())}


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, measure, print."""
    parser = argparse.ArgumentParser(description="Find the constants of rag.judging.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("others", type=Path, help="questions that the corpus does not answer")
    parser.add_argument("--sample", type=int, default=400, help="questions of each kind")
    given = parser.parse_args(arguments)
    rng = random.Random(5)  # noqa: S311 - a sample, no secret
    inside, outside = read_lines(given.questions), read_lines(given.others)
    rng.shuffle(inside)
    rng.shuffle(outside)
    with tempfile.TemporaryDirectory() as folder, index.build(given.corpus, folder) as collection:
        asked = list(_ask_all(collection, inside[: 2 * given.sample], outside[: given.sample]))
    _report(asked)


def _ask_all(collection: Collection, inside: list[dict[str, Any]], outside: list[dict[str, Any]]) -> Iterator[Asked]:
    reader = shipped_reader()
    for number, record in enumerate([*inside, *outside]):
        near = number < len(inside)
        # Questions on one article stay together: half of the articles is fitted on, the other measured.
        group = record["evidence"][0]["doc_id"].rpartition("_")[0] if near else record["question"]
        done = ask(collection, reader, record, sum(group.encode()) % 2, near=near)
        if done is not None:
            yield done
        if number % 50 == 0:
            sys.stderr.write(f"\r{number}/{len(inside) + len(outside)}")


def _report(asked: list[Asked]) -> None:
    fitted = [each for each in asked if each.half == 0]
    measured = [each for each in asked if each.half == 1]
    rows, right = np.concatenate([e.features for e in fitted]), np.concatenate([e.right for e in fitted])
    for columns in ([0], [0, 1]):
        # First which sentence leads, learned from all of them; then how likely the leading one is right.
        order = LogisticRegression(C=1e3).fit(rows[:, columns], right)
        leading = np.asarray([[order.decision_function(e.features[:, columns]).max()] for e in fitted])
        led = [e.right[order.decision_function(e.features[:, columns]).argmax()] for e in fitted]
        trust = LogisticRegression(C=1e3).fit(leading, led)
        slope, offset = float(trust.coef_[0, 0]), float(trust.intercept_[0])
        weights = (slope * order.coef_[0]).round(2).tolist()
        bias = slope * float(order.intercept_[0]) + offset
        sys.stdout.write(f"\ncolumns {columns}: weights {weights}, bias {bias:.2f}\n")
        odds = [e.features[:, columns] @ (slope * order.coef_[0]) + bias for e in measured]
        _measure(measured, odds)


def _measure(measured: list[Asked], odds: list[NDArray[np.float64]]) -> None:
    likely = np.asarray([1 / (1 + np.exp(-each.max())) for each in odds])
    hits = np.asarray([e.right[each.argmax()] for e, each in zip(measured, odds, strict=True)])
    kinds = {
        "answerable": np.asarray([e.answerable and bool(e.right.any()) for e in measured]),
        "near miss": np.asarray([e.near and not e.answerable for e in measured]),
        "elsewhere": np.asarray([not e.near for e in measured]),
    }
    good = kinds["answerable"]
    error = np.mean([abs(likely[part].mean() - hits[part].mean()) for part in np.array_split(likely.argsort(), 10)])
    areas = {
        name: roc_auc_score(good[good | kinds[name]], likely[good | kinds[name]]) for name in ("near miss", "elsewhere")
    }
    sys.stdout.write(
        f"{len(measured)} questions; {good.sum()} have an answer among what was read, and it leads for "
        f"{hits[good].mean():.3f} of them; expected calibration error {error:.3f}; AUROC of answerable against "
        + ", ".join(f"{name} {area:.3f}" for name, area in areas.items())
        + "\n"
    )
    for threshold in _THRESHOLDS:
        said = likely >= threshold
        shares = ", ".join(f"{said[kind].mean():.3f} of {name}" for name, kind in kinds.items())
        sys.stdout.write(f"  at {threshold}: answered {said.mean():.3f} ({shares}), right {hits[said].mean():.3f}\n")


if __name__ == "__main__":
    main()
