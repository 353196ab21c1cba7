"""Passages reranked by their best sentence: `python -m evals.reader.reranking INDEX FIT MEASURE`.

Each question takes the first passages of both search legs, fused. The reader scores every sentence of the articles'
best passages; an article is then ranked by its fused score and its best sentence, the one weighed against the other as
does best on the questions of FIT. nDCG@10 on MEASURE, with 95 % bootstrap intervals.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import index
from evals.reader.baselines import standard
from evals.reading import read_lines
from index.collection import Collection
from index.fusing import fuse
from index.searching import DEPTH
from rag.judging import log_odds
from rag.reader.groups import sentences_of
from rag.reader.inputs import context_of
from rag.reader.model import CrossEncoder, shipped_reader

_READ = 20
"""Articles whose passages are read; those behind them keep their order."""
_FIRST = 10
_DRAWS = 2_000
_WEIGHTS = tuple(step / 20 for step in range(31))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What was found for one question, in the order of the fusion.

    Attributes:
        relevant: For each article found whether it is wanted.
        scores: (articles,) of the fusion, and of the reader for its best sentence, by name.
        wanted: How many articles are wanted, found or not.
    """

    relevant: NDArray[np.bool_]
    scores: dict[str, NDArray[np.float64]]
    wanted: int

    def gain(self, weights: dict[str, float]) -> float:
        """nDCG@10 of the order by the weighted sum of standardised scores."""
        total = sum(weight * standard(self.scores[name]) for name, weight in weights.items())
        order = np.argsort(-np.asarray(total), kind="stable")[:_FIRST]
        discount = 1 / np.log2(np.arange(2, _FIRST + 2))
        best = discount[: min(self.wanted, _FIRST)].sum()
        return float((self.relevant[order] * discount[: len(order)]).sum() / best)


def rank(collection: Collection, reader: CrossEncoder, record: dict[str, Any]) -> Ranked:
    """Find, read and keep the scores for one question."""
    question = record["question"]
    legs = [collection.searcher.nearest(question, 4 * DEPTH), collection.searcher.matching(question, 4 * DEPTH)]
    names: list[str] = []
    fused: list[float] = []
    answers: list[float] = []
    supports: list[float] = []
    for number, score in fuse([[found for found, _ in leg] for leg in legs]):
        stored = collection.passage(number)
        if stored is None or stored[0].id in names:
            continue
        if len(names) == _READ:
            break
        article, passage = stored
        sentences = [text for _, text in sentences_of(passage.text)] or [passage.text]
        contexts = [context_of(str(article.source.title), "", sentence) for sentence in sentences]
        names.append(article.id)
        fused.append(score)
        answers.append(float(log_odds(reader.score(question, sentences, contexts)).max()))
        supports.append(float(log_odds(reader.support(question, sentences, contexts)).max()))
    wanted = {str(name) for name in record["relevant_doc_ids"]}
    scores = {"fused": np.asarray(fused), "answers": np.asarray(answers), "supports": np.asarray(supports)}
    return Ranked(relevant=np.asarray([name in wanted for name in names]), scores=scores, wanted=len(wanted))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the weight, measure, print."""
    parser = argparse.ArgumentParser(description="Measure passages reranked by the reader.")
    parser.add_argument("index", type=Path)
    parser.add_argument("fit", type=Path, help="questions with relevant_doc_ids to choose the weight on")
    parser.add_argument("measure", type=Path)
    parser.add_argument("--most", type=int, default=150, help="questions to choose the weight on")
    given = parser.parse_args(arguments)
    reader = shipped_reader()
    with index.open(given.index) as collection:
        looked_at = [rank(collection, reader, record) for record in _asked(given.fit)[: given.most]]
        measured = [rank(collection, reader, record) for record in _asked(given.measure)]
    result: dict[str, Any] = {
        "questions": [len(looked_at), len(measured)],
        "fused alone": _shown(measured, {"fused": 1.0}),
    }
    for name in ("answers", "supports"):
        weight = max(_WEIGHTS, key=lambda weight: _mean(looked_at, {"fused": 1.0, name: weight}))
        result[f"with {name}, weight {weight}"] = _shown(measured, {"fused": 1.0, name: weight})
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


def _asked(path: Path) -> list[dict[str, Any]]:
    return [record for record in read_lines(path) if record.get("relevant_doc_ids")]


def _mean(ranked: Sequence[Ranked], weights: dict[str, float]) -> float:
    return float(np.mean([each.gain(weights) for each in ranked]))


def _shown(ranked: Sequence[Ranked], weights: dict[str, float]) -> str:
    gains = np.asarray([each.gain(weights) for each in ranked])
    means = np.random.default_rng(1).choice(gains, (_DRAWS, len(gains))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{gains.mean():.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
