"""How likely a sentence answers, all evidence weighed: what the reader says, and how well its passage was found.

The reader judges a sentence with hardly anything around it: on the seeds it gives a sentence on "final judgments" .48
for "who won the chess final?". Whether the passage is about chess at all, retrieval knows. A logistic model over both
gives the probability that is compared with the threshold and shown as confidence.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

THRESHOLD = 0.1
"""Below it nothing is taken for an answer; docs/decisions/reader.md has the tables that it is read from."""

_BIAS, _READER, _COSINE = -3.52, 0.81, 2.71
"""Fitted by `python -m evals.calibrating` on questions about articles that the reader was not trained on."""
_CERTAIN = 1e-6


def judge(probabilities: NDArray[np.float32], cosines: Sequence[float]) -> NDArray[np.float64]:
    """Weigh the reader's probabilities with how near each sentence's passage is to the question.

    Args:
        probabilities: (n,) as `Reader.score` gives them.
        cosines: n, of question and passage, -1 to 1, in the same order.

    Returns:
        (n,) probabilities, 0 to 1.
    """
    clipped = np.clip(probabilities.astype(np.float64), _CERTAIN, 1 - _CERTAIN)
    logits = _BIAS + _READER * np.log(clipped / (1 - clipped)) + _COSINE * np.asarray(cosines, np.float64)
    return np.asarray(1 / (1 + np.exp(-logits)))
