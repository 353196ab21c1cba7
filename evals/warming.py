"""How long a warm answer takes over 50,000 passages, beside retrieval alone: part of `make bench`.

Over an index that is there: `python -m evals.warming INDEX QUESTIONS [COUNT]`.

Embedding so many passages would take most of an hour, and no text is known whose licence lets it stand here. The
articles are therefore shuffled sentences of the seeds, each article with a number of its own, and their vectors are
drawn at random; both legs, the store and the reader do all of their work, on vectors and words of the real size.
"""

import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

import numpy as np
from numpy.typing import NDArray

import index
import rag
from evals.reading import read_lines
from index.collection import Collection
from index.embedding import PackagedEmbedder
from index.seeding import SEEDS
from rag.answering import HITS

PASSAGES = 50_000
_SENTENCES_AN_ARTICLE = 60
_PERCENT = 100


class RandomPassages(PackagedEmbedder):
    """Questions are embedded as always, passages get random unit vectors."""

    def __init__(self) -> None:
        """Draw from a fixed seed."""
        super().__init__()
        self._random = np.random.default_rng(11)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """(n, dim) random unit vectors."""
        rows = self._random.standard_normal((len(passages), self.dimension)).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def build(folder: Path, passages: int = PASSAGES) -> Collection:
    """An index of at least so many passages."""
    rng = random.Random(11)  # noqa: S311 - a shuffle, no secret
    with index.build(SEEDS / "articles", folder / "seeds") as seeds:
        sentences = [article.text[start:end] for article in seeds.articles() for start, end in article.sentences]
        words = sum(len(sentence.split()) for sentence in sentences) / len(sentences)
    needed = int(passages * 120 / (words * _SENTENCES_AN_ARTICLE)) + 1
    with (folder / "many.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(needed):
            text = " ".join(rng.choices(sentences, k=_SENTENCES_AN_ARTICLE))
            lines.write(json.dumps({"id": f"m{number}", "text": f"Report {number}. {text}"}) + "\n")
    return index.build(folder / "many.jsonl", folder / "many", embedder=RandomPassages())


def measure(folder: Path, questions: list[str], passages: int = PASSAGES) -> dict[str, tuple[float, float]]:
    """Milliseconds (p50, p95) of warm answers and of retrieval alone, over an index made for it."""
    with build(folder, passages) as collection:
        return over(collection, questions)


def over(collection: Collection, questions: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The same over an index that is there."""
    answerer = rag.open(collection)
    answerer.answer(questions[0])
    answers, retrievals = [], []
    for question in questions:
        answers.append(1000 * answerer.answer(question).seconds)
        start = time.perf_counter()
        answerer.retrieve(question, k=HITS)
        retrievals.append(1000 * (time.perf_counter() - start))
    return {"answer()": _middle(answers), "retrieval alone": _middle(retrievals)}


def _middle(milliseconds: list[float]) -> tuple[float, float]:
    cuts = quantiles(milliseconds, n=_PERCENT)
    return cuts[49], cuts[94]


def main() -> None:
    """Measure over an index and the first questions of a set, and print both."""
    folder, questions, *count = sys.argv[1:]
    asked = [record["question"] for record in read_lines(Path(questions))][: int(count[0]) if count else None]
    with index.open(Path(folder)) as collection:
        for name, (middle, most) in over(collection, asked).items():
            sys.stdout.write(f"{name}: p50 {middle:.0f} ms, p95 {most:.0f} ms over {len(asked)} questions\n")


if __name__ == "__main__":
    main()
