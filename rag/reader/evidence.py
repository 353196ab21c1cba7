"""A reader without weights of its own: a logistic model over four features of a question and a sentence.

The coefficients were fitted on 790 questions of ten public sets and measured on 465 others (docs/decisions/reader.md).
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import Embedder
from index.words import words

_BIAS, _COSINE, _HELD, _NEAR, _NO_NUMBER = -4.5, 4.4, 0.6, 1.4, -3.1
_RAREST = 1e-4
_ASKS_NUMBER = re.compile(r"(how many|how much|when|what year|what percent)\b", re.IGNORECASE)
_HAS_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|hundred|million|billion|half|once|twice)\b", re.IGNORECASE
)


class EvidenceReader:
    """Scores by cosine, by the question's rare words that are held, and by a number where one is asked for."""

    def __init__(self, embedder: Embedder, share: Callable[[str], float], threshold: float = 0.4) -> None:
        """Take the index's embedder, and the share of its passages that hold a word."""
        self._embedder, self._share = embedder, share
        self.threshold = threshold

    def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        """(n,) probabilities, as `Reader.score`."""
        weights = {word: 0.1 - float(np.log(max(self._share(word), _RAREST))) for word in words(question)}
        cosines = self._embedder.embed_passages(sentences) @ self._embedder.embed_questions([question])[0]
        both = [f"{sentence} {context}" for sentence, context in zip(sentences, contexts, strict=True)]
        asked = _ASKS_NUMBER.match(question) is not None
        logits = (
            _BIAS
            + _COSINE * cosines
            + _HELD * np.asarray([_held(weights, sentence) for sentence in sentences])
            + _NEAR * np.asarray([_held(weights, text) for text in both])
            + _NO_NUMBER * np.asarray([asked and not _HAS_NUMBER.search(sentence) for sentence in sentences])
        )
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


def _held(weights: dict[str, float], text: str) -> float:
    return sum(weights[word] for word in weights.keys() & set(words(text))) / (sum(weights.values()) or 1.0)
