"""Articles as wholes: how well all the words of each meet a question, for those whose passages were found."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log

from index.types import Article
from index.words import WordIndex, words

_K1, _B = 1.2, 0.75
"""Of BM25, as everywhere (Robertson and Zaragoza, 2009)."""
_KEPT = 256
"""Texts whose words are counted already."""


def rank_wholes(question: str, articles: Sequence[Article], known: WordIndex) -> list[str]:
    """The ids of some articles, those first that share most words with a question: BM25 over their whole text.

    Args:
        question: Any text.
        articles: In the order in which they were found, which decides between equals.
        known: Tells how rare a word is, among passages: no index of articles is kept for it.
    """
    counted = {article.id: _counts(article.text) for article in articles}
    usual = sum(counts.total() for counts in counted.values()) / max(1, len(counted)) or 1.0
    passages = len(known)
    rare = {word: log(1 + passages / (1 + known.frequency(word))) for word in sorted(set(words(question)))}
    return sorted(counted, key=lambda name: -_score(counted[name], rare, usual))


def _score(counts: Counter[str], rare: Mapping[str, float], usual: float) -> float:
    length = _K1 * (1 - _B + _B * counts.total() / usual)
    return sum(weight * counts[word] * (_K1 + 1) / (counts[word] + length) for word, weight in rare.items())


@lru_cache(_KEPT)
def _counts(text: str) -> Counter[str]:
    return Counter(words(text))
