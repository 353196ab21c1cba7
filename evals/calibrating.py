"""How the constants of `rag.judging` are found: `python -m evals.calibrating CORPUS QUESTIONS [CORPUS QUESTIONS ...]`.

Each question of a set is put to an index of the set's corpus; one that is answered there is put a second time with
every article hidden that holds an answer, as to a collection that happens not to have it. Every sentence that is read
becomes a row (reader, cosine, shared words; does it hold an answer?). One logistic model is fitted for which sentence
leads and one for how far to trust it; risk, coverage and reliability are measured on each half of the questions with
what was fitted on the other half.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

import index
from evals.reader.picture import picture
from evals.reading import read_lines
from index.collection import Collection
from index.filtering import Filter
from index.words import words
from rag.answering import HITS
from rag.choosing import readable
from rag.judging import log_odds, shared
from rag.reader.model import shipped_reader
from rag.reader.protocol import Reader
from rag.retrieving import retrieve
from rag.shaping import shape_of

_THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6)
_BINS = 10
# Columns of what leads and of what is trusted, tried beside each other; the last is the one of `rag.judging`.
_READER, _COSINE, _SHARED = range(3)
_WAYS = {
    "reader alone": ([_READER], [_READER]),
    "reader and cosine": ([_READER, _COSINE], [_READER, _COSINE]),
    "reader, cosine and shared words": ([_READER, _COSINE, _SHARED], [_READER, _COSINE, _SHARED]),
    "led by all three, trusted by reader and cosine": ([_READER, _COSINE, _SHARED], [_READER, _COSINE]),
}


class Kind(StrEnum):
    """What may be said to a question."""

    ANSWERABLE = "answerable"
    NEAR_MISS = "near miss"
    """Its authors say that the text it was written about does not answer it."""
    HIDDEN = "hidden"
    """What answers it is not in the collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was read for one question.

    Attributes:
        half: 0 or 1; questions about one article are in the same half.
        kind: What may be said to it.
        features: (sentences, 3) the reader's log odds, the cosine of question and passage, the share of words held.
        right: (sentences,) whether each holds an answer.
    """

    half: int
    kind: Kind
    features: NDArray[np.float64]
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Two logistic models: `weight @ features` chooses the leading sentence, `bias + trust @ features` are its odds."""

    leading: NDArray[np.float64]
    trust: NDArray[np.float64]
    bias: float

    def lead(self, asked: Asked) -> int:
        """The place of the leading sentence."""
        return int((asked.features @ self.leading).argmax())

    def probability(self, asked: Asked) -> float:
        """How far it is to be trusted."""
        return float(1 / (1 + np.exp(-self.bias - asked.features[self.lead(asked)] @ self.trust)))


def ask(collection: Collection, reader: Reader, record: dict[str, Any], kind: Kind, chosen: Filter) -> Asked | None:
    """Read for one question as an answer does; None when no sentence that was found can answer it."""
    question = record["question"]
    candidates = readable(question, shape_of(question), retrieve(collection, question, HITS, chosen))
    if not candidates:
        return None
    texts, contexts = [candidate.text for candidate in candidates], [candidate.context for candidate in candidates]
    features = np.column_stack(
        [
            log_odds(reader.score(question, texts, contexts)),
            [candidate.found.cosine for candidate in candidates],
            shared(question, [f"{text} {context}" for text, context in zip(texts, contexts, strict=True)]),
        ]
    )
    # Elsewhere the same word is no answer: "France" stands in most paragraphs on Normandy.
    told = {part["doc_id"] for part in record.get("evidence", ())}.union(record.get("candidate_doc_ids", ()))
    right = [
        kind is Kind.ANSWERABLE and candidate.article.id in told and _holds(record, text)
        for candidate, text in zip(candidates, texts, strict=True)
    ]
    # Questions on one article stay together: its paragraphs are numbered.
    about = record["evidence"][0]["doc_id"] if record.get("evidence") else question
    half = sum(about.rpartition("_")[0].encode() or about.encode()) % 2
    return Asked(half=half, kind=kind, features=features, right=np.asarray(right, np.bool_))


def ask_all(collection: Collection, reader: Reader, records: Sequence[dict[str, Any]]) -> Iterator[Asked]:
    """Put every question, and each answerable one again with what answers it hidden."""
    articles = [(article.id, article.text) for article in collection.articles()]
    for number, record in enumerate(records):
        put = [(Kind.ANSWERABLE if record["answerable"] else Kind.NEAR_MISS, Filter())]
        if record["answerable"]:
            told = {part["doc_id"] for part in record.get("evidence", ())}
            kept = [name for name, text in articles if name not in told and not _holds(record, text)]
            put.append((Kind.HIDDEN, Filter(articles=tuple(kept))))
        for kind, chosen in put:
            done = ask(collection, reader, record, kind, chosen)
            if done is not None:
                yield done
        sys.stderr.write(f"\r{number + 1}/{len(records)}")


def fit(asked: Sequence[Asked], leading: Sequence[int], trusted: Sequence[int]) -> Fitted:
    """Fit both models, each on its columns; the other columns weigh nothing."""
    rows, right = np.concatenate([each.features for each in asked]), np.concatenate([each.right for each in asked])
    order = LogisticRegression(C=1e3).fit(rows[:, leading], right)
    weights = _at(leading, order.coef_[0])
    first = [int((each.features @ weights).argmax()) for each in asked]
    led = np.asarray([each.features[at, trusted] for each, at in zip(asked, first, strict=True)])
    trust = LogisticRegression(C=1e3).fit(led, [bool(each.right[at]) for each, at in zip(asked, first, strict=True)])
    return Fitted(leading=weights, trust=_at(trusted, trust.coef_[0]), bias=float(trust.intercept_[0]))


def _at(columns: Sequence[int], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    full = np.zeros(3)
    full[list(columns)] = weights
    return full


def _holds(record: dict[str, Any], text: str) -> bool:
    held = f" {' '.join(words(text))} "
    return any(f" {' '.join(known)} " in held for answer in record["answers"] if (known := words(answer)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, measure, print."""
    parser = argparse.ArgumentParser(description="Find the constants of rag.judging.")
    parser.add_argument("sets", type=Path, nargs="+", help="CORPUS QUESTIONS, once or more")
    parser.add_argument("--sample", type=int, default=200, help="questions of each set")
    parser.add_argument("--pictures", type=Path, help="folder for reader-reliability.svg and reader-risk.svg")
    given = parser.parse_args(arguments)
    asked: list[Asked] = []
    for corpus, questions in zip(given.sets[::2], given.sets[1::2], strict=True):
        records = read_lines(questions)
        random.Random(5).shuffle(records)  # noqa: S311 - a sample, no secret
        with tempfile.TemporaryDirectory() as folder, index.build(corpus, folder) as collection:
            asked += ask_all(collection, shipped_reader(), records[: given.sample])
    for name, (leading, trusted) in _WAYS.items():
        fitted = fit(asked, leading, trusted)
        sys.stdout.write(
            f"\n{name}: leading {fitted.leading.round(2).tolist()}, trust {fitted.bias:.2f} "
            f"{fitted.trust.round(2).tolist()}\n"
        )
        # Each half is measured with what was fitted on the other; what ships is fitted on both.
        folds = [fit([each for each in asked if each.half != half], leading, trusted) for half in (0, 1)]
        likely, hits = _measure(asked, folds)
    if given.pictures:
        _draw(given.pictures, likely, hits)


def _measure(measured: list[Asked], folds: Sequence[Fitted]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    likely = np.asarray([folds[each.half].probability(each) for each in measured])
    hits = np.asarray([bool(each.right[folds[each.half].lead(each)]) for each in measured])
    kinds = {kind: np.asarray([each.kind is kind for each in measured]) for kind in Kind}
    # What is not even read cannot be told from what is not there.
    kinds[Kind.ANSWERABLE] &= np.asarray([bool(each.right.any()) for each in measured])
    good = kinds[Kind.ANSWERABLE]
    error = np.mean([abs(likely[part].mean() - hits[part].mean()) for part in np.array_split(likely.argsort(), _BINS)])
    areas = {
        name: roc_auc_score(good[good | kind], likely[good | kind])
        for name, kind in kinds.items()
        if name is not Kind.ANSWERABLE and kind.any()
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
    return likely, hits


def _draw(folder: Path, likely: NDArray[np.float64], hits: NDArray[np.bool_]) -> None:
    order = (-likely).argsort(kind="stable")
    risk = 1 - hits[order].cumsum() / np.arange(1, len(hits) + 1)
    coverage = np.arange(1, len(hits) + 1) / len(hits)
    bins = [(float(likely[part].mean()), float(hits[part].mean())) for part in np.array_split(likely.argsort(), _BINS)]
    (folder / "reader-risk.svg").write_text(
        picture(
            "Risk and coverage",
            "share of questions answered",
            "share of them wrong",
            [list(zip(coverage.tolist(), risk.tolist(), strict=True))],
        ),
        encoding="utf-8",
    )
    (folder / "reader-reliability.svg").write_text(
        picture("Reliability", "probability said", "share right", [bins, [(0.0, 0.0), (1.0, 1.0)]]), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
