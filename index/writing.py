"""What can be done inside a transaction of the store."""

import sqlite3
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.rows import Row, article_row, checksum
from index.types import Article, Passage


class Writer:
    """The changes of one transaction; made by `Store.writing` alone."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Take the connection of an open transaction."""
        self._db = db
        self.changed = False

    def put(self, article: Article, passages: Iterable[Passage], vectors: NDArray[np.float32]) -> None:
        """Add an article with its passages; one of the same id is replaced.

        Args:
            article: The article.
            passages: Slices of it.
            vectors: (n, dimension) unit rows, one for each passage; stored as float16.
        """
        self.remove(article.id)
        number = self._next("articles")
        self._insert("articles", article_row(number, article))
        first = self._next("passages")
        for offset, (passage, vector) in enumerate(zip(passages, vectors, strict=True)):
            self._insert(
                "passages", (first + offset, number, passage.start, passage.end, vector.astype("<f2").tobytes())
            )
        self.changed = True

    def remove(self, article_id: str) -> bool:
        """Remove an article and its passages; False when there is none of that id."""
        removed = self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount > 0
        self.changed = self.changed or removed
        return removed

    def stamp(self, cache: str, generation: int, sha256: str) -> None:
        """Vouch for the bytes of a cache. Changes nothing that is indexed, and so no generation."""
        self._db.execute("DELETE FROM caches WHERE name = ?", (cache,))
        self._insert("caches", (cache, generation, sha256))

    def _next(self, table: str) -> int:
        # Numbers are never used twice, so that a cache of an older generation can miss a row but not mistake it.
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return int(row[0]) + 1 if row else 1

    def _insert(self, table: str, row: Row) -> None:
        marks = ", ".join("?" * (len(row) + 1))
        self._db.execute(f"INSERT INTO {table} VALUES ({marks})", (*row, checksum(table, *row)))
