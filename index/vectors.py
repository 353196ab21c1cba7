"""Nearest passages by cosine. The one door to FAISS.

Vectors are kept in float16. Search is exact up to `EXACT`; beyond it there are lists of neighbours, of which a question
looks at as many as give `RECALL` of what exact search finds, by a measurement made when the index is.

FAISS does not notice damage (309 of 7,500 changed index files loaded and answered differently), so no bytes come in
here whose SHA-256 the store has not vouched for.
"""

from collections import deque
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scored = tuple[int, float]
"""(passage number, score)."""

EXACT = 300_000
"""Passages up to which search is exact: 200,000 took 16 ms on two cores, and approximate search 0.1 ms."""
RECALL = 0.98
"""Of the ten nearest by exact search, the share that must be found. Rounding to float16 loses hardly any; 8 bits lose
.02 among 1,000,000, and no number of lists brings them back (docs/decisions/sqlite-and-caches.md)."""
_MOST = 8
"""At most every so-manieth list is looked at: beyond that, exact search would not be much slower."""
_LISTS = 2_048
_TRAINED_ON = 40 * _LISTS
"""FAISS asks for 39 vectors a list."""
_PROBED = 200
_NEAREST = 10


class VectorIndex:
    """Vectors by passage number."""

    def __init__(self, inner: Any) -> None:
        """Made by `build`, `start` and `from_pieces`."""
        self._inner = inner

    @classmethod
    def start(cls, dimension: int, sample: NDArray[np.float32] | None = None) -> "VectorIndex":
        """An empty index: an exact one, or one of lists when a sample of what is to come is given.

        Args:
            dimension: Length of the vectors.
            sample: (n, dimension) unit rows, some 40 for each of at most 2,048 lists.
        """
        import faiss

        kind = faiss.ScalarQuantizer.QT_fp16
        if sample is None:
            flat = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)
            return cls(faiss.IndexIDMap2(flat))
        coarse = faiss.IndexFlatIP(dimension)
        lists = max(1, min(_LISTS, len(sample) * _LISTS // _TRAINED_ON))
        inner = faiss.IndexIVFScalarQuantizer(coarse, dimension, lists, kind, faiss.METRIC_INNER_PRODUCT)
        inner.train(sample)
        return cls(inner)

    @classmethod
    def build(cls, numbers: NDArray[np.int64], vectors: NDArray[np.float32]) -> "VectorIndex":
        """Index (n, dimension) unit rows under (n,) passage numbers, exactly."""
        made = cls.start(vectors.shape[1])
        made.add(numbers, vectors)
        return made

    def add(self, numbers: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Add (n, dimension) unit rows under (n,) passage numbers."""
        self._inner.add_with_ids(vectors, numbers)

    def remove(self, numbers: NDArray[np.int64]) -> None:
        """Take out the vectors of (n,) passage numbers."""
        self._inner.remove_ids(numbers)

    def copy(self) -> "VectorIndex":
        """Another index of the same vectors: FAISS cannot be searched while it is changed."""
        import faiss

        return VectorIndex(faiss.clone_index(self._inner))

    @property
    def numbers(self) -> NDArray[np.int64]:
        """(n,) passage numbers, in no order."""
        import faiss

        if self.exact:
            return np.asarray(faiss.vector_to_array(self._inner.id_map), np.int64)
        lists = self._inner.invlists
        sizes = [(at, lists.list_size(at)) for at in range(self._inner.nlist)]
        found = [faiss.rev_swig_ptr(lists.get_ids(at), size) for at, size in sizes if size]  # views, copied by joining
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    @classmethod
    def from_pieces(cls, pieces: deque[bytes]) -> "VectorIndex":
        """The inverse of `write`; for bytes whose hash has been checked.

        Each piece is let go when it is read: with the index that comes of them they would be in memory twice.
        """
        import faiss

        rest = memoryview(b"")

        def read(count: int) -> bytes:
            nonlocal rest
            if not rest and pieces:
                rest = memoryview(pieces.popleft())
            taken, rest = rest[:count], rest[count:]
            return taken.tobytes()

        return cls(faiss.read_index(faiss.PyCallbackIOReader(read)))  # type: ignore[attr-defined]  # made by SWIG

    def write(self, take: Callable[[bytes], object]) -> None:
        """Give away FAISS's own form, piece by piece; what `take` raises comes back from here."""
        import faiss

        faiss.write_index(self._inner, faiss.PyCallbackIOWriter(take))  # type: ignore[attr-defined]  # made by SWIG

    def __len__(self) -> int:
        """How many vectors."""
        return int(self._inner.ntotal)

    @property
    def exact(self) -> bool:
        """Whether every vector is looked at."""
        return not hasattr(self._inner, "nprobe")

    def tune(self, questions: NDArray[np.float32], nearest: list[set[int]]) -> float:
        """Look at as few lists as give `RECALL`.

        Args:
            questions: (n, dimension) unit rows.
            nearest: The ten nearest passages of each by exact search.

        Returns:
            The recall that was measured, 0 to 1; 1 for exact search.
        """
        if self.exact:
            return 1.0
        recall = 0.0
        while recall < RECALL:
            found = self._inner.search(questions, _NEAREST)[1]
            wanted = sum(map(len, nearest))
            recall = sum(len(each & set(row.tolist())) for each, row in zip(nearest, found, strict=True)) / wanted
            if recall < RECALL:
                if self._inner.nprobe >= self._inner.nlist / _MOST + 1:
                    break
                self._inner.nprobe = min(self._inner.nlist, self._inner.nprobe * 3 // 2 + 1)
        return recall

    def search(self, question: NDArray[np.float32], k: int, allowed: AbstractSet[int] | None = None) -> list[Scored]:
        """The passages nearest to a question.

        Args:
            question: A (1, dimension) unit row.
            k: How many; fewer come back when there are fewer.
            allowed: Only these passage numbers; None for all. Applied before ranking: all of them are looked at.

        Returns:
            (number, cosine) pairs, best first; equal cosines by number.
        """
        import faiss

        k = min(k, len(self) if allowed is None else len(allowed))
        if k == 0:
            return []
        parameters: Any = None
        if allowed is not None:
            chosen = faiss.IDSelectorBatch(np.fromiter(sorted(allowed), np.int64, len(allowed)))
            if self.exact:
                parameters = faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]  # made by SWIG
            else:  # the few that a filter lets through may stand in any list
                parameters = faiss.SearchParametersIVF(sel=chosen, nprobe=self._inner.nlist)  # type: ignore[call-arg]
        # One question is the work of one thread; on a busy machine others would only be waited for.
        threads = faiss.omp_get_max_threads()
        faiss.omp_set_num_threads(1)
        try:
            scores, numbers = self._inner.search(question, k, params=parameters)
        finally:
            faiss.omp_set_num_threads(threads)
        # FAISS pads short results with number -1, which would be read as a passage.
        found = [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


class Training:
    """What an index of lists is made and measured from: a sample of the vectors, and exact answers to some of them."""

    def __init__(self, sample: NDArray[np.float32]) -> None:
        """Take (n, dimension) unit rows; the first of them, a little moved, are the questions."""
        self.sample = sample
        moved = sample[:_PROBED] + np.random.default_rng(1).normal(0, 0.02, sample[:_PROBED].shape)
        self.questions = np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)
        self._scores = np.full((len(self.questions), _NEAREST), -2.0, np.float32)
        self._numbers = np.full((len(self.questions), _NEAREST), -1, np.int64)

    def see(self, numbers: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
        """Keep the nearest of some vectors that go into the index."""
        scores = np.concatenate([self._scores, self.questions @ vectors.T], axis=1)
        known = np.concatenate([self._numbers, np.broadcast_to(numbers, (len(self.questions), len(numbers)))], axis=1)
        best = np.argpartition(-scores, _NEAREST - 1, axis=1)[:, :_NEAREST]
        self._scores, self._numbers = np.take_along_axis(scores, best, 1), np.take_along_axis(known, best, 1)

    @property
    def nearest(self) -> list[set[int]]:
        """The numbers of the ten nearest of each question, of all that was seen."""
        return [set(row[row >= 0].tolist()) for row in self._numbers]


def sample_size(count: int) -> int:
    """How many vectors of so many an index is trained on; 0 where search is exact."""
    return 0 if count <= EXACT else min(count, _TRAINED_ON)
