"""The reader's input: a question, the sentence to judge, and what that sentence needs to be understood.

    [CLS] question [SEP] sentence [SEP] title | previous sentence [SEP]
      0      0       0      1       1     0          0              0     (token types)

The sentence stands right after the question and is the only part of type 1, so it cannot be mistaken for its context.
What is too long is cut at its own end: a long context never costs a word of the sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

QUESTION_TOKENS = 40
SENTENCE_TOKENS = 96
CONTEXT_TOKENS = 44
# [CLS], three [SEP] and the three parts.
LONGEST = QUESTION_TOKENS + SENTENCE_TOKENS + CONTEXT_TOKENS + 4

_CLS, _SEP = "[CLS]", "[SEP]"
# How far into a sentence a word may point back to the one before it ("But on Monday he ...").
_OPENING_WORDS = 7
_POINTS_BACK = frozenset(
    "he she it they him her them his hers its their theirs this that these those such both neither another there "
    "then".split()
)
_NOUNS_THAT_POINT_BACK = re.compile(
    r"^the (?:move|decision|deal|plan|plans|announcement|agreement|statement|report|company|group|man|woman|pair|couple"
    r"|two|three|incident|attack|ruling|vote|bill|law|measure|proposal|news|results?|study|latter|former|same|order"
    r"|meeting|talks|case|event)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A question and a sentence as token numbers.

    Attributes:
        ids: Token numbers, at most `LONGEST`.
        types: 1 for the tokens of the sentence and the [SEP] after it, 0 elsewhere; as long as `ids`.
        spans: (start, end) characters of each sentence token in the sentence, in order.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


def points_back(sentence: str) -> bool:
    """Whether a sentence opens with words that only the sentence before it explains."""
    opening = re.findall(r"[a-z]+", sentence.lower().replace("’", "'").split("'s ")[0])[:_OPENING_WORDS]
    return not _POINTS_BACK.isdisjoint(opening) or _NOUNS_THAT_POINT_BACK.match(sentence) is not None


def context_of(title: str, previous: str, sentence: str) -> str:
    """Put together the context of a sentence.

    Args:
        title: The article's title; may be empty.
        previous: The sentence before it in the article; empty for the first.
        sentence: The sentence to be judged.

    Returns: `title | previous`; the previous sentence only if `sentence` points back to it.
    """
    parts = [title.strip(), previous.strip() if points_back(sentence) else ""]
    return " | ".join(part for part in parts if part)


class PairEncoder:
    """Turns (question, sentence, context) into token numbers."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take a tokenizer of the BERT family; its own padding, truncation and special tokens are not used."""
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._cls = _known(tokenizer, _CLS)
        self._sep = _known(tokenizer, _SEP)

    def encode(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> list[Pair]:
        """Encode one question with each sentence and that sentence's context; the order is kept."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS]
        front = (self._cls, *asked, self._sep)
        coded = self._tokenizer.encode_batch(list(sentences), add_special_tokens=False)
        around = self._tokenizer.encode_batch(list(contexts), add_special_tokens=False)
        pairs = []
        for sentence, context in zip(coded, around, strict=True):
            middle = (*sentence.ids[:SENTENCE_TOKENS], self._sep)
            back = (*context.ids[:CONTEXT_TOKENS], self._sep)
            pairs.append(
                Pair(
                    ids=front + middle + back,
                    types=(0,) * len(front) + (1,) * len(middle) + (0,) * len(back),
                    spans=tuple(sentence.offsets[:SENTENCE_TOKENS]),
                )
            )
        return pairs


def _known(tokenizer: Tokenizer, token: str) -> int:
    number = tokenizer.token_to_id(token)
    if number is None:
        raise ValueError(f"The tokenizer has no {token!r}: the reader needs a tokenizer of the BERT family.")
    return int(number)
