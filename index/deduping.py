"""Copies: articles with the same text or nearly, wherever they appeared. Marked, never dropped.

Candidates come from MinHash signatures of word shingles; whether one is a copy is then decided on the texts
themselves, so that a chance likeness of signatures groups nothing.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import numpy as np

_SHINGLE = 4
_PERMUTATIONS = 64
_BANDS = 16
"""16 bands of 4: a pair with half of its shingles in common is a candidate in 64 of 100 cases, with 0.7 in 99."""
_LIKE = 0.6
"""Shared shingles over all: republished with a new first paragraph is above, two reports of one event far below."""
_WITHIN = 0.8
_LENGTHS = 0.4
"""Or: so much of the shorter one stands in the longer one, which is at most 2.5 times as long: a shortened copy."""
_MIN_WORDS = 20
"""Texts of fewer words are copies when they are the same, and never when they are alike."""
_MAX_BUCKET, _MAX_COMPARED = 200, 20
_SEED = 20_260_101
_WORD = re.compile(r"\w+")


def shingles(text: str) -> set[str]:
    """The runs of four words of a text, without case and punctuation; the whole of a shorter one."""
    words = _WORD.findall(text.casefold())
    if len(words) <= _SHINGLE:
        return {" ".join(words)}
    return {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}


def sign(text: str) -> bytes:
    """The signature of a text: equal for equal words, alike for like ones; of a short text, a hash of its words."""
    from rensa import RMinHash

    words = _WORD.findall(text.casefold())
    if len(words) < _MIN_WORDS:
        return hashlib.blake2b(" ".join(words).encode(), digest_size=16).digest()
    minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    minhash.update(sorted(shingles(text)))
    return np.asarray(minhash.digest(), "<u4").tobytes()


def are_copies(one: str, other: str) -> bool:
    """Whether two texts are copies of one another.

    >>> are_copies("The bridge reopened on Monday, the port said.", "The Bridge reopened on Monday, the port said")
    True
    """
    first, second = shingles(one), shingles(other)
    if min(len(first), len(second)) <= _MIN_WORDS - _SHINGLE:
        return first == second
    shared, shorter, longer = len(first & second), *sorted((len(first), len(second)))
    if shared / (shorter + longer - shared) >= _LIKE:
        return True
    return shared / shorter >= _WITHIN and shorter / longer >= _LENGTHS


class Copies:
    """Finds the articles that a new one is a copy of, among all that it was told of."""

    def __init__(self, signatures: Iterable[tuple[str, bytes]], text_of: Callable[[str], str | None]) -> None:
        """Take what is known already.

        Args:
            signatures: (article id, signature); an empty one is passed over.
            text_of: The text of an article id, None when there is none any more.
        """
        self._text_of = text_of
        self._ids: list[list[str]] = []  # of each different signature
        self._buckets: dict[int, int | list[int]] = {}  # a hash of a band -> signatures; most have one alone
        for article_id, signature in signatures:
            self.add(article_id, signature)

    def add(self, article_id: str, signature: bytes) -> None:
        """Tell of an article."""
        if not signature:
            return
        known = self._exact(signature)
        if known is not None:
            self._ids[known].append(article_id)
            return
        number = len(self._ids)
        self._ids.append([article_id])
        for band in _bands(signature):
            held = self._buckets.setdefault(band, number)
            if isinstance(held, list):
                # Thousands that share a band share a form letter: the first ones stand for all.
                held += [number] * (len(held) < _MAX_BUCKET)
            elif held != number:
                self._buckets[band] = [held, number]

    def of(self, article_id: str, text: str, signature: bytes) -> tuple[str, ...]:
        """Ids of the articles told of that a text is a copy of, other than itself; one for each different signature."""
        shared: Counter[int] = Counter()
        for band in _bands(signature):
            held = self._buckets.get(band, ())
            shared.update((held,) if isinstance(held, int) else held)
        found = []
        for number, _ in shared.most_common(_MAX_COMPARED):
            for name in self._ids[number]:
                other = self._text_of(name) if name != article_id else None
                if other is not None:  # the others of one signature are in its group already
                    found += [name] * are_copies(text, other)
                    break
        return tuple(found)

    def _exact(self, signature: bytes) -> int | None:
        held = self._buckets.get(hash(signature))
        return held if isinstance(held, int) else None


def _bands(signature: bytes) -> Iterator[int]:
    """Hashes of the whole signature and of its bands; signatures of few words have no bands."""
    if signature:
        yield hash(signature)
    width = _PERMUTATIONS * 4 // _BANDS
    if len(signature) == _PERMUTATIONS * 4:
        for at in range(0, len(signature), width):
            yield hash((at, signature[at : at + width]))
