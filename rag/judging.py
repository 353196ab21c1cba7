"""How likely a sentence answers, all evidence weighed: the reader, how near its passage is, and the words it shares.

The reader judges a sentence with hardly anything around it: on the seeds an earlier one gave a sentence on "final
judgments" .48 for "who won the chess final?". Whether the passage is about chess at all, retrieval knows. Two logistic
models, fitted as `evals.calibrating` does on questions about articles that the reader was not trained on, with the
readers before this one; fitted anew with it they answer no better (docs/decisions/reader.md):

- Which sentence leads: reader, cosine, and the share of the question's words held, the rare ones counting more.
- How far the leading one is to be trusted: reader and cosine alone. Shared words find the right sentence, and say
  nothing on whether it answers: a question that differs in one name shares all the others.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.words import words
from rag.clauses import stems

THRESHOLD = 0.14
"""Below it nothing is taken for an answer; docs/decisions/reader.md has the tables that it is read from."""

LEADING = (0.65, 2.12, 1.43)
"""What log odds, cosine and shared words weigh in the choice of the leading sentence."""
TRUST = (-2.83, 0.76, 2.5)
"""Bias, and what log odds and cosine of the leading sentence weigh in its probability."""
MOST_READ = 32
"""Sentences read for an answer, of usually 35 to 55: no figure of five sets changes then; with 24 the seeds lose two
points (docs/decisions/reader.md)."""
_MORE_READ = 48
"""The same for a brief question, of twice as many passages (docs/decisions/retrieval.md)."""
_FEW_WORDS = 2
"""Content words of a brief question; with 3 as much is gained as lost (docs/decisions/retrieval.md)."""
PROMISE = (2.12, 0.7, 0.7, 0.004)
"""What cosine, words shared with sentence and context, those with the sentence alone, and its characters weigh in the
choice of what is read: 2 of 305 leading sentences of RealTime QA's development half are missed; by the first two, 4."""
_LONG = 200
"""Characters; what is longer promises no more."""
_CERTAIN = 1e-6
_DIGITS = 5


def is_brief(question: str) -> bool:
    """Whether a question has so few words of its own that many passages are as near to it.

    >>> is_brief("What did the US want?"), is_brief("What did the US want of China for TikTok?")
    (True, False)
    """
    return len(stems(question)) <= _FEW_WORDS


def most_read(question: str) -> int:
    """How many sentences are read for a question at most."""
    return _MORE_READ if is_brief(question) else MOST_READ


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
    weight = leading(odds, near, overlaps)
    first = int(weight.argmax())
    bias, by_odds, by_cosine = TRUST
    trust = bias + by_odds * odds[first] + by_cosine * near[first]
    # What differs by less than the last digits of a float32 is equal, and then the rank of the hit decides.
    return np.asarray(np.round(1 / (1 + np.exp(weight[first] - weight - trust)), _DIGITS))


def leading(
    odds: NDArray[np.float64], cosines: NDArray[np.float64], overlaps: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n,) What sentences are ranked by, the highest first; arguments as for `judge`, their `log_odds` for `read`."""
    return np.asarray(np.column_stack([odds, cosines, overlaps]) @ np.asarray(LEADING))


def likeliest(
    cosines: Sequence[float],
    overlaps: NDArray[np.float64],
    own: NDArray[np.float64],
    lengths: Sequence[int],
    most: int = MOST_READ,
) -> NDArray[np.intp]:
    """Which sentences are worth reading: those near the question, with its words, and long enough to say something.

    Args:
        cosines: As for `judge`.
        overlaps: As for `judge`, of each sentence with its context.
        own: The same of the sentence alone.
        lengths: n, of the sentences, in characters.
        most: How many.

    Returns:
        (min(n, most),) places of those that promise most, ascending; of equals the first.

    >>> likeliest([0.2, 0.7, 0.6], np.array([0.0, 0.0, 0.3]), np.array([0.0, 0.0, 0.3]), [90, 90, 90], most=2).tolist()
    [1, 2]
    """
    known = np.column_stack([cosines, overlaps, own, np.minimum(lengths, _LONG)])
    return np.sort(np.argsort(-(known @ np.asarray(PROMISE)), kind="stable")[:most])


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
