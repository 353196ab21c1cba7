"""The store: one SQLite file, the only truth of an index.

SQLite keeps a transaction whole through a crash; it does not notice a flipped bit (of 2,400 single-bit flips, its own
integrity check saw 93). So every row carries a checksum over its table, its key and its content, checked at each read.
The journal is a rollback journal: WAL would be quicker, but SQLite before 3.51.3 can lose pages in it.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorruptError, IndexMissingError, IndexStorageError, IndexVersionError
from index.locking import write_lock
from index.rows import (
    APPLICATION_ID,
    ARTICLE_COLUMNS,
    FILE,
    FORMAT,
    Header,
    Row,
    Value,
    article_from,
    checksum,
    connect,
    create_file,
    put_header,
    translate,
)
from index.types import Article, Passage
from index.writing import Writer

_ARTICLE = ", ".join((*ARTICLE_COLUMNS, "checksum"))
_PORTION = 64
"""Rows read at once: whole articles, so not many."""
_PASSAGE = "number, article, start, stop, vector, checksum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store already holds under an origin or an id."""

    id: str
    origin: str
    raw_sha256: str


class Store:
    """An open store. Safe to share between threads; every method reads one committed state."""

    def __init__(self, folder: Path) -> None:
        """Open the store in a folder.

        Raises:
            IndexMissingError: There is none.
            IndexVersionError: It is in another format.
            IndexCorruptError: It is no store, its header is damaged, or rows are lost.
        """
        self.folder = folder
        if not (folder / FILE).is_file():
            raise IndexMissingError(folder)
        self._guard = threading.RLock()
        self._lock_depth = 0
        with self._errors():
            self._db = connect(folder / FILE)
            if self._db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise IndexCorruptError(folder, f"{FILE} is not a Byline store")
            found = str(self._db.execute("PRAGMA user_version").fetchone()[0])
        if found != FORMAT:
            raise IndexVersionError(folder, found=found, reads=FORMAT)
        self._check_counts()

    @classmethod
    def create(cls, folder: Path, header: Header) -> "Store":
        """Open the store in a folder; an empty one is made if there is none. What stands there is never overwritten."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise IndexStorageError(folder, str(error)) from error
        if not (folder / FILE).exists():
            with write_lock(folder):
                if not (folder / FILE).exists():
                    create_file(folder, header)
        return cls(folder)

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        with self._guard:
            self._db.close()

    # Reading

    def header(self) -> Header:
        """The header as last committed."""
        texts: dict[str, str] = {}
        for key, value, stored in self._rows("SELECT key, value, checksum FROM header"):
            self._check(stored, "its header", "header", key, value)
            texts[key] = value
        try:
            numbers = {name: int(texts.pop(name)) for name in ("dimension", "generation", "articles", "passages")}
            return Header(**texts, **numbers)  # type: ignore[arg-type] # the keys are checked by this very call
        except (KeyError, TypeError, ValueError) as error:
            raise IndexCorruptError(self.folder, f"its header is not complete ({error!r})") from error

    def article(self, article_id: str) -> Article | None:
        """The article of an id, or None."""
        # What an index of SQLite's leads to is checked; what a damaged one hides is not, so a miss is looked up again.
        for table in ("articles", "articles NOT INDEXED"):
            row = self._row(f"SELECT {_ARTICLE} FROM {table} WHERE id = ?", article_id)
            if row is not None:
                return self._article(row)
        return None

    def articles(self) -> Iterator[Article]:
        """Every article, in the order in which they were added; each is read when it is asked for."""
        for row in self._all("articles", _ARTICLE):
            yield self._article(row)

    def ids(self) -> tuple[str, ...]:
        """The id of every article, in the order in which they were added."""
        return tuple(row[1] for row in self._all("articles", "number, id"))

    def known(self, *, origin: str = "", article_id: str = "") -> Known | None:
        """What is held under an origin, or else under an id."""
        column = "origin" if origin else "id"
        row = self._row(f"SELECT id, origin, raw_sha256 FROM articles WHERE {column} = ?", origin or article_id)
        return None if row is None else Known(id=row[0], origin=row[1], raw_sha256=row[2])

    def passage(self, number: int) -> tuple[Article, Passage, NDArray[np.float32]] | None:
        """The article, the passage and its (dimension,) vector, or None when it has been removed since."""
        with self._guard:
            row = self._row(f"SELECT {_PASSAGE} FROM passages WHERE number = ?", number)
            owner = row and self._row(f"SELECT {_ARTICLE} FROM articles WHERE number = ?", row[1])
        return None if row is None or owner is None else self._passage(self._article(owner), row)

    def passages(self) -> Iterator[tuple[int, Article, Passage, NDArray[np.float32]]]:
        """(number, article, passage, vector) of every passage, in the order of their numbers."""
        article: tuple[int, Article] | None = None
        for row in self._all("passages", _PASSAGE):
            if article is None or article[0] != row[1]:
                owner = self._row(f"SELECT {_ARTICLE} FROM articles WHERE number = ?", row[1])
                if owner is None:  # removed while we were reading
                    continue
                article = row[1], self._article(owner)
            yield row[0], *self._passage(article[1], row)

    def owners(self) -> tuple[tuple[int, str], ...]:
        """(passage number, article id) of every passage; "" where the article is gone."""
        owner = "coalesce((SELECT a.id FROM articles a WHERE a.number = passages.article), '')"
        return tuple(self._all("passages", f"number, {owner}"))

    def damaged_structure(self) -> tuple[str, ...]:
        """What SQLite's own check says of its pages and indexes; nothing when it finds them sound."""
        found = [str(row[0]) for row in self._rows("PRAGMA integrity_check(20)")]
        return () if found == ["ok"] else tuple(found)

    def select(self, condition: str, values: Iterable[Value]) -> frozenset[int]:
        """Numbers of the passages whose article `a` meets an SQL condition; values go in by `?` alone."""
        # Passages first, then their articles by number: no index that may be damaged and hide some.
        tables = "passages p NOT INDEXED CROSS JOIN articles a ON a.number = p.article"
        query = f"SELECT p.number FROM {tables} WHERE {condition}"
        return frozenset(row[0] for row in self._rows(query, *values))

    def count(self, condition: str, values: Iterable[Value]) -> int:
        """How many articles `a` meet a condition, as in `select`."""
        return int(self._rows(f"SELECT count(*) FROM articles a WHERE {condition}", *values)[0][0])

    def stamp(self, cache: str) -> tuple[int, str] | None:
        """(generation, SHA-256) of the cache of a name as it was last vouched for, or None."""
        row = self._row("SELECT name, generation, sha256, checksum FROM caches WHERE name = ?", cache)
        if row is None:
            return None
        self._check(row[3], f"the stamp of {cache}", "caches", *row[:3])
        return row[1], row[2]

    # Writing

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the right to write over several transactions.

        Raises:
            IndexLockedError: Another process, or another `Store`, holds it.
        """
        with self._guard:
            if self._lock_depth:
                yield
                return
            with write_lock(self.folder):
                self._lock_depth += 1
                try:
                    yield
                finally:
                    self._lock_depth -= 1

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction: what is done in it is durable when the block ends, and undone if it raises.

        Raises:
            IndexLockedError: Another process is writing.
            IndexStorageError: The disk refused; nothing of the block is kept.
        """
        with self.locked(), self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                writer = Writer(self._db)
                yield writer
                if writer.changed:
                    self._seal()
                self._db.execute("COMMIT")
            finally:
                # Not committed: an error, or a Ctrl-C. SQLite may already have rolled back by itself.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def _seal(self) -> None:
        articles, passages = self._counts()
        new = {"generation": self.header().generation + 1, "articles": articles, "passages": passages}
        for key, value in new.items():
            put_header(self._db, key, str(value))

    # Inner

    def _counts(self) -> Row:
        return self._rows("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")[0]

    def _check_counts(self) -> None:
        with self._guard, self._errors():
            self._db.execute("BEGIN")  # both reads of one state, whatever a writer does meanwhile
            try:
                header, counts = self.header(), self._counts()
            finally:
                self._db.execute("ROLLBACK")
        self._dimension = header.dimension
        if counts != (header.articles, header.passages):
            raise IndexCorruptError(
                self.folder, f"it holds {counts} articles and passages, not {(header.articles, header.passages)}"
            )

    def _all(self, table: str, columns: str) -> Iterator[Row]:
        """Every row by its number, read in portions; never by an index, which may be damaged and hide some."""
        before, seen, last = self.header(), 0, 0
        while rows := self._rows(
            f"SELECT {columns} FROM {table} NOT INDEXED WHERE number > ? ORDER BY number LIMIT {_PORTION}", last
        ):
            yield from rows
            seen, last = seen + len(rows), rows[-1][0]
        expected = before.articles if table == "articles" else before.passages
        if seen != expected and self.header().generation == before.generation:
            raise IndexCorruptError(self.folder, f"{seen} of its {expected} {table} can be found")

    def _row(self, query: str, *values: Value) -> Row | None:
        return next(iter(self._rows(query, *values)), None)

    def _rows(self, query: str, *values: Value) -> list[Row]:
        with self._guard, self._errors():
            return self._db.execute(query, values).fetchall()

    def _check(self, stored: bytes, what: str, *values: Value) -> None:
        if checksum(*values) != stored:
            raise IndexCorruptError(self.folder, f"{what} is not what was written")

    def _article(self, row: Row) -> Article:
        self._check(row[-1], f"article {row[1]!r}", "articles", *row[:-1])
        return article_from(self.folder, row[:-1])

    def _passage(self, article: Article, row: Row) -> tuple[Article, Passage, NDArray[np.float32]]:
        number, _, start, stop, vector, stored = row
        self._check(stored, f"passage {number} of {article.id!r}", "passages", *row[:5])
        if not 0 <= start < stop <= len(article.text) or len(vector) != 2 * self._dimension:
            raise IndexCorruptError(self.folder, f"passage {number} of {article.id!r} is no slice with a vector")
        passage = Passage(article_id=article.id, start=start, end=stop, text=article.text[start:stop])
        return article, passage, np.frombuffer(vector, "<f2").astype(np.float32)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:  # a closed store: the caller's mistake, not the file's
            raise
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter from a message that quotes damaged bytes
            raise translate(self.folder, error) from error
