"""The store: one SQLite file, the only truth of an index. What can be read from it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexCorruptError
from index.rows import ARTICLE_COLUMNS, CONTENT_COLUMNS, VERSION_COLUMNS, Row, Value, article_from
from index.tables import Tables
from index.types import Article, Passage, Version

_ARTICLE = ", ".join((*ARTICLE_COLUMNS, "checksum"))
_CONTENT = -1 - len(CONTENT_COLUMNS)
_VERSION = ", ".join((*VERSION_COLUMNS, "checksum"))
_PASSAGE = "number, article, start, stop, vector, checksum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store already holds under an origin or an id."""

    id: str
    origin: str
    raw_sha256: str
    sidecar_sha256: str


class Store(Tables):
    """An open store. Safe to share between threads; every method reads one committed state."""

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
        columns = "id, origin, raw_sha256, sidecar_sha256"
        row = self._row(f"SELECT {columns} FROM articles WHERE {column} = ?", origin or article_id)
        return None if row is None else Known(id=row[0], origin=row[1], raw_sha256=row[2], sidecar_sha256=row[3])

    def taken(self, article_id: str) -> str:
        """When an article was taken in as it is now, ISO, UTC; "" when that is not known, or there is none."""
        row = self._row("SELECT taken FROM articles WHERE id = ?", article_id)
        return "" if row is None else str(row[0])

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """What an article was before, oldest first; nothing for one that never changed."""
        found = []
        for row in self._rows(f"SELECT {_VERSION} FROM versions WHERE id = ? ORDER BY number", article_id):
            _, name, number, taken, replaced = row[: len(VERSION_COLUMNS) - len(CONTENT_COLUMNS)]
            self._check(row[-1], f"version {number} of {name!r}", "versions", *row[:-1])
            article = article_from(self.folder, name, row[_CONTENT:-1])
            found.append(Version(article=article, number=number, taken=taken, replaced=replaced))
        return tuple(found)

    def signatures(self) -> Iterator[tuple[str, bytes]]:
        """(article id, what copies of it are recognised by) of every article."""
        owner = "(SELECT a.id FROM articles a WHERE a.number = signatures.article)"
        for number, article_id, signature, stored in self._rows(
            f"SELECT article, {owner}, signature, checksum FROM signatures ORDER BY article"
        ):
            self._check(stored, f"the signature of {article_id!r}", "signatures", number, signature)
            yield str(article_id), signature

    def groups(self) -> dict[str, int]:
        """The group of each article that has copies: articles of one number are copies of one another."""
        found = {}
        for number, article_id, group, stored in self._rows(
            "SELECT c.article, a.id, c.copies, c.checksum FROM copies c NOT INDEXED"
            " CROSS JOIN articles a ON a.number = c.article ORDER BY c.article"
        ):
            self._check(stored, f"the group of {article_id!r}", "copies", number, group)
            found[str(article_id)] = int(group)
        return found

    def passage(self, number: int) -> tuple[Article, Passage, NDArray[np.float32]] | None:
        """The article, the passage and its (dimension,) vector, or None when it has been removed since."""
        with self._guard:
            row = self._numbered("passages", _PASSAGE, number)
            owner = row and self._numbered("articles", _ARTICLE, row[1])
        if row is None or owner is None:
            self._nothing(row)
            return None
        return self._passage(self._article(owner), row)

    def articles_of(self, numbers: Sequence[int]) -> list[tuple[int, Article]]:
        """(number, article) of the passages of some numbers that are there, in order; each article is read once."""
        read: dict[int, Article] = {}
        found = []
        for number in numbers:
            with self._guard:
                row = self._numbered("passages", _PASSAGE, number)
                owner = self._numbered("articles", _ARTICLE, row[1]) if row and row[1] not in read else None
            if row is not None and owner is not None:
                read[row[1]] = self._article(owner)
            if row is None or row[1] not in read:
                self._nothing(row)
                continue
            found.append((number, self._passage(read[row[1]], row)[0]))
        return found

    def passages_of(self, article_id: str) -> list[tuple[Article, Passage, NDArray[np.float32]]]:
        """The passages of an article as it is now, each with its vector; none when there is no such article."""
        article = self.article(article_id)
        rows = self._rows(
            f"SELECT {_PASSAGE} FROM passages WHERE article = (SELECT number FROM articles WHERE id = ?)", article_id
        )
        return [] if article is None else [self._passage(article, row) for row in rows]

    def passages(self) -> Iterator[tuple[int, Article, Passage, NDArray[np.float32]]]:
        """(number, article, passage, vector) of every passage, in the order of their numbers."""
        article: tuple[int, Article] | None = None
        for row in self._all("passages", _PASSAGE):
            if article is None or article[0] != row[1]:
                owner = self._numbered("articles", _ARTICLE, row[1])
                if owner is None:
                    self._nothing(row)
                    continue
                article = row[1], self._article(owner)
            yield row[0], *self._passage(article[1], row)

    def _nothing(self, row: Row | None) -> None:
        """A passage whose article is gone was removed while we were reading; unless the row is not one of ours."""
        if row is not None:
            self._check(row[-1], f"passage {row[0]}", "passages", *row[:-1])

    def numbers(self) -> NDArray[np.int64]:
        """(n,) the number of every passage, in order."""
        with self._guard, self._errors():
            self._db.execute("BEGIN")  # both reads of one state
            try:
                expected = self._read_header().passages
                rows = self._rows("SELECT number FROM passages NOT INDEXED WHERE +number > 0")
            finally:
                self._db.execute("ROLLBACK")
        numbers = np.unique(np.asarray(rows, np.int64))
        if len(numbers) != expected:
            raise IndexCorruptError(self.folder, f"{len(numbers)} of its {expected} passages can be found")
        return numbers

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
        tables = "passages p NOT INDEXED LEFT JOIN articles a ON a.number = p.article"
        query = f"SELECT p.number, a.number FROM {tables} WHERE a.number IS NULL OR ({condition})"
        rows = self._rows(query, *values)
        if any(owner is None for _, owner in rows):
            raise IndexCorruptError(self.folder, "the articles of some passages cannot be found")
        return frozenset(number for number, _ in rows)

    def count(self, condition: str, values: Iterable[Value]) -> int:
        """How many articles `a` meet a condition, as in `select`."""
        return int(self._rows(f"SELECT count(*) FROM articles a WHERE {condition}", *values)[0][0])

    def newest(self, k: int, condition: str, values: Iterable[Value], *, whole: bool) -> tuple[int, ...]:
        """Numbers of the first passages of the `k` newest articles `a` that meet a condition, as in `select`.

        Newest first; of equal or unknown dates the one that was taken in last. With `whole` all passages of them in
        order, `k` passages in all.
        """
        first = "p.number = (SELECT min(f.number) FROM passages f WHERE f.article = a.number)"
        tables = f"articles a JOIN passages p ON p.article = a.number AND {'1' if whole else first}"
        order = "a.published DESC NULLS LAST, a.number DESC, p.number"
        rows = self._rows(f"SELECT p.number FROM {tables} WHERE {condition} ORDER BY {order} LIMIT ?", *values, k)
        return tuple(row[0] for row in rows)

    def stamp(self, cache: str) -> tuple[int, str] | None:
        """(generation, SHA-256) of the cache of a name as it was last vouched for, or None."""
        row = self._row("SELECT name, generation, sha256, checksum FROM caches WHERE name = ?", cache)
        if row is None:
            return None
        self._check(row[3], f"the stamp of {cache}", "caches", *row[:3])
        return row[1], row[2]

    def _article(self, row: Row) -> Article:
        self._check(row[-1], f"article {row[1]!r}", "articles", *row[:-1])
        return article_from(self.folder, row[1], row[_CONTENT:-1])

    def _passage(self, article: Article, row: Row) -> tuple[Article, Passage, NDArray[np.float32]]:
        number, _, start, stop, vector, stored = row
        self._check(stored, f"passage {number} of {article.id!r}", "passages", *row[:5])
        if not 0 <= start < stop <= len(article.text) or len(vector) != 2 * self._dimension:
            raise IndexCorruptError(self.folder, f"passage {number} of {article.id!r} is no slice with a vector")
        passage = Passage(article_id=article.id, start=start, end=stop, text=article.text[start:stop])
        return article, passage, np.frombuffer(vector, "<f2").astype(np.float32)
