"""Both search legs over the last committed state of a store."""

import threading
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

import numpy as np

from index import caching
from index.embedding import Embedder, Vectors
from index.filtering import Filter
from index.fusing import fuse
from index.recency import WEIGHT, recency
from index.storing import Store
from index.vectors import Scored
from index.wholes import rank_wholes

DEPTH = 50
"""Passages taken from each leg; what other depths found is in docs/decisions/retrieval.md."""
WHOLES = 40
"""Passages whose articles are looked at as wholes."""
_QUESTIONS_KEPT = 64


class Searcher:
    """Dense and word search that follows the store as it changes. Safe to share between threads.

    Passage numbers of a removed article may come back for a moment; `Store.passage` gives None for them.
    """

    def __init__(self, store: Store, embedder: Embedder) -> None:
        """Load nothing yet."""
        self._store = store
        # A question is embedded once, though its passages are searched and then compared with it.
        self._embed = lru_cache(_QUESTIONS_KEPT)(lambda question: embedder.embed_questions([question]))
        self._loading = threading.Lock()
        self._state: caching.State | None = None

    def state(self) -> caching.State:
        """The search structures of the last committed generation; loaded or rebuilt when they are not in memory."""
        generation = self._store.header().generation
        state = self._state
        if state is None or state.generation != generation:
            with self._loading:
                state = self._state
                if state is None or state.generation != generation:
                    state = self._state = caching.load(self._store, state)
        return state

    def forget(self) -> None:
        """Let go of the structures and the files that they map into memory."""
        self._state = None

    def allowed(self, chosen: Filter) -> AbstractSet[int] | None:
        """The passages that a filter lets through; None for all of them."""
        condition = chosen.condition()
        return None if condition is None else self._store.select(*condition)

    def nearest(self, question: str, k: int, allowed: AbstractSet[int] | None = None) -> list[Scored]:
        """(passage number, cosine) of the passages nearest in meaning, best first."""
        return self.near(self._embed(question), k, allowed)

    def between(self, question: str, asked: str) -> Vectors:
        """The (1, dimension) unit row half-way between two texts, the row of either where they are the same."""
        row = self._embed(question) + self._embed(asked)
        return np.asarray(row / np.linalg.norm(row), np.float32) if asked != question else self._embed(question)

    def near(self, vector: Vectors, k: int, allowed: AbstractSet[int] | None = None) -> list[Scored]:
        """(passage number, cosine) of the passages nearest to a (1, dimension) unit row, best first."""
        vectors = self.state().vectors
        return vectors.search(vector, k, allowed) if len(vectors) else []

    def ranked(
        self,
        question: str,
        allowed: AbstractSet[int] | None = None,
        *,
        asked: str | None = None,
        beside: Sequence[tuple[str, float]] = (),
        as_of: str | None = None,
    ) -> list[Scored]:
        """(passage number, score) of the passages that best meet a question, best first, by rank and by day alone.

        Both legs are fused, and after them the whole articles of the first `WHOLES` passages: a passage is likelier to
        be what is sought when the rest of its article speaks of the same, and when it was new on the day in question.

        Args:
            question: What is embedded, and beside it what is `asked`: what a follow-up leaves out, and only supposedly
                means, then counts for half (docs/decisions/following.md).
            allowed: As `filtering.Filter` lets through; None for all.
            asked: What is searched for by its words, alone; None for the question.
            beside: As `WordIndex.search`.
            as_of: ISO date of the day that is asked for; None where no day is nearer than another.
        """
        told = question if asked is None else asked
        legs = [
            [number for number, _ in leg]
            for leg in (
                self.near(self.between(question, told), DEPTH, allowed),
                self.matching(told, DEPTH, allowed, beside),
            )
        ]
        found = self._store.articles_of([number for number, _ in fuse(legs)[:WHOLES]])
        wholes = rank_wholes(told, [article for _, article in found], self.state().words)
        ranked = fuse(legs, [[number for number, article in found if article.id == name] for name in wholes])
        if as_of is None:
            return ranked
        new = {number: 1 + WEIGHT * recency(article.source.published.value, as_of) for number, article in found}
        weighed = ((number, score * new.get(number, 1)) for number, score in ranked)
        return sorted(weighed, key=lambda each: (-each[1], each[0]))

    def newest(self, k: int, chosen: Filter, *, whole: bool = False) -> list[Scored]:
        """(passage number, 1 / place) of how the newest articles open, newest first; unknown dates come last.

        With `whole` all of their passages in order, `k` in all.
        """
        numbers = self._store.newest(k, *(chosen.condition() or ("1", ())), whole=whole)
        return [(number, 1 / place) for place, number in enumerate(numbers, start=1)]

    def cosines(self, question: str, numbers: AbstractSet[int]) -> dict[int, float]:
        """The cosine of a question with each of some passages."""
        return dict(self.nearest(question, len(numbers), numbers))

    def matching(
        self, question: str, k: int, allowed: AbstractSet[int] | None = None, beside: Sequence[tuple[str, float]] = ()
    ) -> list[Scored]:
        """(passage number, BM25 score) of the passages that share most words, best first; `beside` as `WordIndex`."""
        return self.state().words.search(question, k, allowed, beside)
