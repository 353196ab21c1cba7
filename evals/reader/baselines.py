"""What the reader is measured against: the embedder alone, BM25 alone, and the two fused by rank."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.reader.pools import Pool
from index.embedding import Embedder
from index.words import words

Scores = NDArray[np.float64]
# Of Okapi BM25; those of tantivy, too.
_K1, _B = 1.2, 0.75
_RRF = 60


class Cosines:
    """The cosine of each sentence with the question; a sentence is embedded once."""

    def __init__(self, embedder: Embedder) -> None:
        """Nothing is embedded yet."""
        self._embedder = embedder
        self._kept: dict[str, NDArray[np.float32]] = {}

    def scores(self, pool: Pool) -> Scores:
        """(sentences,), -1 to 1."""
        texts = [sentence.text for sentence in pool.sentences]
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        self._kept.update(zip(new, self._embedder.embed_passages(new), strict=True))
        asked = self._embedder.embed_questions([pool.question])[0]
        return np.asarray([self._kept[text] @ asked for text in texts], np.float64)


class Bm25:
    """BM25 of each sentence; how rare a word is, is counted over the sentences of the pool."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self._terms: dict[str, Counter[str]] = {}

    def scores(self, pool: Pool) -> Scores:
        """(sentences,), 0 or more."""
        texts = [sentence.text for sentence in pool.sentences]
        for text in texts:
            if text not in self._terms:
                self._terms[text] = Counter(words(text))
        held = [self._terms[text] for text in texts]
        usual = max(1.0, sum(terms.total() for terms in held) / max(1, len(held)))
        asked = set(words(pool.question))
        known = Counter(word for terms in held for word in asked & terms.keys())
        rare = {word: np.log1p((len(held) - n + 0.5) / (n + 0.5)) for word, n in known.items()}
        return np.asarray([_bm25(terms, rare, terms.total() / usual) for terms in held], np.float64)


def _bm25(terms: Counter[str], rare: dict[str, float], length: float) -> float:
    spread = _K1 * (1 - _B + _B * length)
    return sum(
        weight * terms[word] * (_K1 + 1) / (terms[word] + spread) for word, weight in rare.items() if word in terms
    )


def fused(one: Scores, other: Scores) -> Scores:
    """Reciprocal rank fusion of two scores, k = 60."""
    return 1 / (_RRF + 1 + places(one)) + 1 / (_RRF + 1 + places(other))


def places(scores: Scores) -> NDArray[np.int64]:
    """Place of each score, 0 the best; of equals the earlier sentence first.

    >>> places(np.asarray([0.1, 0.9, 0.1])).tolist()
    [1, 0, 2]
    """
    place = np.empty(len(scores), np.int64)
    place[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return place


def standard(scores: Sequence[float] | Scores) -> Scores:
    """Scores as distances from their mean, in standard deviations; all 0 where they are equal."""
    given = np.asarray(scores, np.float64)
    spread = given.std()
    return np.asarray((given - given.mean()) / spread if spread else np.zeros_like(given))
