"""What a reader is: anything that says how likely a sentence answers a question.

A second method comes with the first weights that can bear it, and not before; what checks a model's text may be written
against it:

    support(statement, sentences, contexts) -> (n,) float32 probabilities, 0 to 1, that a sentence, read with its
    context, supports the statement: says all of it and contradicts none of it.

Contexts are those of `score`. The order and the independence of what else is scored are as promised there.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Reader(Protocol):
    """Scores sentences for a question."""

    def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        """How likely each sentence answers a question.

        Args:
            question: A standalone question.
            sentences: One or more.
            contexts: For each sentence, what it must be read with: the headline, and the sentence before where it
                points back to it.

        Returns:
            (n,) probabilities, 0 to 1, in the order of `sentences`. A score does not depend on what else
            is scored beside it.
        """
        ...
