"""What a reader is: anything that says how likely a sentence answers a question, and where, or supports a statement."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.reader.pointing import Pointed


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

    def point(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> list[Pointed]:
        """Where in each sentence the answer stands, if it does answer; arguments and order are those of `score`."""
        ...


class Supporter(Protocol):
    """Scores sentences for a statement; the reader that ships does both."""

    def support(self, statement: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        """How likely each sentence supports a statement: says all of it, and nothing against it.

        Args:
            statement: What somebody wrote.
            sentences: One or more.
            contexts: As for `Reader.score`.

        Returns:
            (n,) probabilities, 0 to 1, in the order of `sentences`. A score does not depend on what else
            is scored beside it.
        """
        ...
