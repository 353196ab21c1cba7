"""Nearest passages by cosine: exact search over float16 vectors. The one door to FAISS.

FAISS does not notice damage (309 of 7,500 changed index files loaded and answered differently), so no bytes come in
here whose SHA-256 the store has not vouched for.
"""

from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scored = tuple[int, float]
"""(passage number, score)."""


class VectorIndex:
    """Vectors by passage number."""

    def __init__(self, inner: Any) -> None:
        """Made by `build` and `from_bytes`."""
        self._inner = inner

    @classmethod
    def build(cls, numbers: NDArray[np.int64], vectors: NDArray[np.float32]) -> "VectorIndex":
        """Index (n, dimension) unit rows under (n,) passage numbers."""
        import faiss

        flat = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        inner = faiss.IndexIDMap2(flat)
        inner.add_with_ids(vectors, numbers)
        return cls(inner)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "VectorIndex":
        """The inverse of `to_bytes`; for bytes whose hash has been checked."""
        import faiss

        return cls(faiss.deserialize_index(np.frombuffer(raw, np.uint8)))

    def to_bytes(self) -> bytes:
        """FAISS's own form."""
        import faiss

        return bytes(faiss.serialize_index(self._inner))

    def __len__(self) -> int:
        """How many vectors."""
        return int(self._inner.ntotal)

    def search(self, question: NDArray[np.float32], k: int, allowed: AbstractSet[int] | None = None) -> list[Scored]:
        """The passages nearest to a question.

        Args:
            question: A (1, dimension) unit row.
            k: How many; fewer come back when there are fewer.
            allowed: Only these passage numbers; None for all. Applied before ranking.

        Returns:
            (number, cosine) pairs, best first; equal cosines by number.
        """
        import faiss

        k = min(k, len(self) if allowed is None else len(allowed))
        if k == 0:
            return []
        parameters = None
        if allowed is not None:
            ids = np.fromiter(sorted(allowed), np.int64, len(allowed))
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(ids))  # type: ignore[call-arg]  # made by SWIG
        scores, numbers = self._inner.search(question, k, params=parameters)
        # FAISS pads short results with number -1, which would be read as a passage.
        found = [(int(n), float(s)) for n, s in zip(numbers[0], scores[0], strict=True) if n >= 0]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))
