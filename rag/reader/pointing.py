"""Where in a sentence its answer stands: what the reader's span head says, for any stretch of the sentence."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LONGEST = 24
"""Tokens of an answer at most; what is longer is the sentence."""
_TINY = 1e-6
_MONEY = "$£€¥₹"


@dataclass(frozen=True, slots=True, eq=False)
class Pointed:
    """How likely an answer starts and ends at each token of a sentence.

    Attributes:
        text: The sentence.
        spans: (start, end) characters of each token in it, in order; of a very long sentence only the first tokens.
        starts: (tokens,) probabilities, that sum up to 1.
        ends: (tokens,) likewise.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]

    def within(self, start: int, end: int) -> float:
        """How likely the answer starts and ends within the characters from `start` to `end`, 0 to 1."""
        inside = [at for at, (left, right) in enumerate(self.spans) if start <= left and right <= end]
        return float(self.starts[inside].sum() * self.ends[inside].sum()) if inside else 0.0

    def lift(self, start: int, end: int) -> float:
        """How much likelier the answer is these characters than if every stretch as long were as likely, in log odds.

        0 where nothing was pointed at; below 0 for what was passed over.
        """
        inside = sum(start <= left and right <= end for left, right in self.spans)
        if not inside:
            return 0.0
        return math.log(self.within(start, end) + _TINY) - 2 * math.log(inside / len(self.spans))

    def likeliest(self) -> tuple[int, int] | None:
        """The characters that are likeliest the answer, whole words and amounts; None for a sentence without any."""
        if not self.spans:
            return None
        joint = np.triu(np.outer(self.starts, self.ends))
        joint[np.triu_indices(len(joint), _LONGEST)] = 0
        first, last = np.unravel_index(int(joint.argmax()), joint.shape)
        start, end = self.spans[int(first)][0], self.spans[int(last)][1]
        while start and self.text[start - 1].isalnum() and self.text[start].isalnum():
            start -= 1
        while end < len(self.text) and self.text[end - 1].isalnum() and self.text[end].isalnum():
            end += 1
        # A sign of money or of percent is a token of its own, and no number is what it is without it.
        if start and self.text[start - 1] in _MONEY and self.text[start].isdigit():
            start -= 1
        if self.text[end : end + 1] == "%" and self.text[end - 1].isdigit():
            end += 1
        return start, end


def read_spans(text: str, spans: Sequence[tuple[int, int]], logits: NDArray[np.float32]) -> Pointed:
    """What the span head says.

    Args:
        text: The sentence.
        spans: (start, end) characters of each of its tokens.
        logits: (tokens, 2) of start and end, for the same tokens.
    """
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=0, initial=-np.inf))
    shares = raised / np.maximum(raised.sum(axis=0), np.finfo(np.float64).tiny)
    return Pointed(text, tuple(spans), shares[:, 0], shares[:, 1])


def unread(text: str) -> Pointed:
    """A text that was not read: any word of it is as likely the answer as another."""
    spans = tuple(match.span() for match in re.finditer(r"\w+", text))
    even = np.full(len(spans), 1 / max(1, len(spans)))
    return Pointed(text, spans, even, even)
