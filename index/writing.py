"""What can be done inside a transaction of the store."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from index.rows import CONTENT_COLUMNS, Row, article_row, checksum, content_row
from index.types import Article, Passage, Version


class Writer:
    """The changes of one transaction; made by `Store.writing` alone.

    Attributes:
        changed: Whether anything was.
        counted: How many rows each table has gained, or lost.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        """Take the connection of an open transaction."""
        self._db = db
        self.changed = False
        self.counted: Counter[str] = Counter()

    def put(
        self,
        article: Article,
        passages: Iterable[Passage],
        vectors: NDArray[np.float32],
        *,
        signature: bytes = b"",
        copies: Iterable[str] = (),
        taken: str = "",
        past: Iterable[Version] = (),
    ) -> None:
        """Add an article with its passages; one of the same id is replaced, and kept as its older version.

        Args:
            article: The article.
            passages: Slices of it.
            vectors: (n, dimension) unit rows, one for each passage; stored as float16.
            signature: What copies of it are recognised by.
            copies: Ids of articles that it is a copy of: their groups become one. Ids not held are passed over.
            taken: When it was taken in, ISO, UTC; "" for now.
            past: Its older versions, for a store that is written anew.
        """
        taken = taken or _now()
        version = self._set_aside(article.id, taken) + 1
        for old in past:
            self._keep(old)
            version = old.number + 1
        number = self._next("articles")
        self._insert("articles", article_row(number, article, version=version, taken=taken))
        self._insert("signatures", (number, signature))
        self.group(number, copies)
        first = self._next("passages")
        for offset, (passage, vector) in enumerate(zip(passages, vectors, strict=True)):
            self._insert(
                "passages", (first + offset, number, passage.start, passage.end, vector.astype("<f2").tobytes())
            )
        self.changed = True

    def remove(self, article_id: str) -> bool:
        """Remove an article, its passages and its older versions; False when there is none of that id."""
        row = self._db.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
        removed = row is not None
        if removed:
            self._drop(row[0])
        self._delete("versions", "id", article_id)
        self.changed = self.changed or removed
        return removed

    def stamp(self, cache: str, generation: int, sha256: str) -> None:
        """Vouch for the bytes of a cache. Changes nothing that is indexed, and so no generation."""
        self._delete("caches", "name", cache)
        self._insert("caches", (cache, generation, sha256))

    def go_on_from(self, numbers: dict[str, int]) -> None:
        """Use no number of these tables up to these again: for a store that takes the place of another."""
        for table, last in numbers.items():
            self._db.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            self._db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last))

    def _set_aside(self, article_id: str, now: str) -> int:
        """Make what is held under an id an older version; the number of that version, 0 when there is none."""
        columns = ", ".join(("number", "version", "taken", *CONTENT_COLUMNS))
        row = self._db.execute(f"SELECT {columns} FROM articles WHERE id = ?", (article_id,)).fetchone()
        if row is None:
            return 0
        number, version, taken, *content = row
        self._insert("versions", (self._next("versions"), article_id, version, taken, now, *content))
        self._drop(number)
        return int(version)

    def _drop(self, number: int) -> None:
        """Delete an article and what hangs on it, table by table, so that what goes is counted."""
        for table in ("passages", "signatures", "copies"):
            self._delete(table, "article", number)
        self._delete("articles", "number", number)

    def _delete(self, table: str, column: str, value: int | str) -> None:
        self.counted[table] -= self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (value,)).rowcount

    def _keep(self, old: Version) -> None:
        head = (self._next("versions"), old.article.id, old.number, old.taken, old.replaced)
        self._insert("versions", (*head, *content_row(old.article)))

    def group(self, number: int, copies: Iterable[str]) -> None:
        """Make one group of an article, by its number, those that it is a copy of, and their groups."""
        members = {number}
        for article_id in copies:
            row = self._db.execute("SELECT number FROM articles WHERE id = ?", (article_id,)).fetchone()
            if row is not None:
                members |= self._copies_of(int(row[0]))
        if len(members) > 1:
            for member in members:
                self._delete("copies", "article", member)
                self._insert("copies", (member, min(members)))

    def _copies_of(self, number: int) -> set[int]:
        group = "SELECT copies FROM copies WHERE article = ?"
        rows = self._db.execute(f"SELECT article FROM copies WHERE copies = ({group})", (number,)).fetchall()
        return {number, *(row[0] for row in rows)}

    def _next(self, table: str) -> int:
        # Numbers are never used twice, so that a cache of an older generation can miss a row but not mistake it.
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return int(row[0]) + 1 if row else 1

    def _insert(self, table: str, row: Row) -> None:
        marks = ", ".join("?" * (len(row) + 1))
        self._db.execute(f"INSERT INTO {table} VALUES ({marks})", (*row, checksum(table, *row)))
        self.counted[table] += 1


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
