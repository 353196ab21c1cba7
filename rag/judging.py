"""How likely a sentence answers, all evidence weighed: the reader, how near its passage is, and the words it shares.

The reader judges a sentence with hardly anything around it: on the seeds an earlier one gave a sentence on "final
judgments" .48 for "who won the chess final?". Whether the passage is about chess at all, retrieval knows. Two logistic
models, fitted as `evals.calibrating` does on questions about articles that the reader was not trained on: the first
with the reader before this one, the second with this one (docs/decisions/reader.md):

- Which sentence leads: reader, cosine, and the share of the question's words held, the rare ones counting more.
- How far the leading one is to be trusted: reader and cosine alone. Shared words find the right sentence, and say
  nothing on whether it answers: a question that differs in one name shares all the others.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.words import words

THRESHOLD = 0.13
"""Below it nothing is taken for an answer; docs/decisions/reader.md has the tables that it is read from."""

LEADING = (0.65, 2.12, 1.43)
"""What log odds, cosine and shared words weigh in the choice of the leading sentence."""
TRUST = (-2.83, 0.76, 2.5)
"""Bias, and what log odds and cosine of the leading sentence weigh in its probability."""
_CERTAIN = 1e-6
_DIGITS = 5


def judge(read: NDArray[np.float32], cosines: Sequence[float], overlaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh all evidence.

    Args:
        read: (n,) the reader's probabilities, as `Reader.score` gives them.
        cosines: n, of question and passage, -1 to 1, in the same order.
        overlaps: (n,) as `shared` gives them.

    Returns:
        (n,) probabilities, 0 to 1. The highest is that of the leading sentence, and is the calibrated one; the log odds
        of the others are below it by as much as they weigh less.
    """
    if not len(read):
        return np.zeros(0)
    odds, near = log_odds(read), np.asarray(cosines, np.float64)
    weight = np.column_stack([odds, near, overlaps]) @ np.asarray(LEADING)
    first = int(weight.argmax())
    bias, by_odds, by_cosine = TRUST
    trust = bias + by_odds * odds[first] + by_cosine * near[first]
    # What differs by less than the last digits of a float32 is equal, and then the rank of the hit decides.
    return np.asarray(np.round(1 / (1 + np.exp(weight[first] - weight - trust)), _DIGITS))


def log_odds(probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
    """(n,) finite log odds of probabilities, 0 and 1 among them."""
    clipped = np.clip(probabilities.astype(np.float64), _CERTAIN, 1 - _CERTAIN)
    return np.asarray(np.log(clipped / (1 - clipped)))


def shared(question: str, texts: Sequence[str]) -> NDArray[np.float64]:
    """How much of a question each of the texts that are read holds: its words, the rarer in these texts the heavier.

    Returns:
        (n,) shares, 0 to 1.

    >>> shared("Who bought TikTok?", ["Oracle bought it.", "TikTok was sold.", "TikTok grew."]).round(2).tolist()
    [0.6, 0.4, 0.4]
    """
    asked = set(words(question))
    held = [asked.intersection(words(text)) for text in texts]
    known = Counter(word for each in held for word in each)
    weights = {word: float(np.log1p(len(texts) / max(1, known[word]))) for word in asked}
    total = sum(weights.values()) or 1.0
    return np.asarray([sum(weights[word] for word in sorted(each)) / total for each in held], np.float64)
