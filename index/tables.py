"""The open file of a store: checked rows, one writer, and the header that says what must be there.

SQLite keeps a transaction whole through a crash; it does not notice a flipped bit (of 2,400 single-bit flips, its own
integrity check saw 93). So every row carries a checksum over its table, its key and its content, checked at each read.
The journal is a rollback journal: WAL would be quicker, but SQLite before 3.51.3 can lose pages in it.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from index.errors import (
    IndexCorruptError,
    IndexMismatchError,
    IndexMissingError,
    IndexStorageError,
    IndexVersionError,
)
from index.locking import write_lock
from index.migrating import migrate
from index.rows import (
    APPLICATION_ID,
    COUNTED,
    FILE,
    FORMAT,
    Header,
    Row,
    Value,
    checksum,
    connect,
    create_file,
    put_header,
    translate,
)
from index.writing import Writer

_PORTION = 64
"""Rows read at once: whole articles, so not many."""


class Tables:
    """The file of a store, open. Safe to share between threads; every method reads one committed state."""

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
        self._open()
        self._fingerprint = self._read_header().fingerprint

    def _open(self) -> None:
        with self._errors():
            # Looked at before it is opened: a file that takes its place in between is noticed the next time.
            self._file = self._inode()
            self._db = connect(self.folder / FILE)
            if self._db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise IndexCorruptError(self.folder, f"{FILE} is not a Byline store")
            found = str(self._db.execute("PRAGMA user_version").fetchone()[0])
            if found == "1":
                with self.locked():
                    migrate(self._db, self.folder)
            elif found != FORMAT:
                raise IndexVersionError(self.folder, found=found, reads=FORMAT)
        self._check_counts()

    def _inode(self) -> tuple[int, int] | None:
        try:
            status = (self.folder / FILE).stat()
        except OSError:
            return None  # what is open stays readable
        return status.st_dev, status.st_ino

    @property
    def file(self) -> tuple[int, int]:
        """Which file is open: its device and number; (0, 0) when it was gone as it was opened."""
        return self._file or (0, 0)

    def _follow(self) -> None:
        """Move to the file that a rebuild has put in the place of the one that is open."""
        with self._guard:
            found = self._inode()
            if found is None or found == self._file:
                return
            self._db.close()
            self._open()

    @classmethod
    def create(cls, folder: Path, header: Header) -> Self:
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

    def header(self) -> Header:
        """The header as last committed, of the file that stands in the folder now.

        Raises:
            IndexMismatchError: The index has been rebuilt with another embedder since it was opened.
        """
        self._follow()
        header = self._read_header()
        if header.fingerprint != self._fingerprint:
            raise IndexMismatchError(
                self.folder, "embedder", built_with=header.embedder, asked_for="the one it had when it was opened"
            )
        return header

    def _read_header(self) -> Header:
        texts: dict[str, str] = {}
        for key, value, stored in self._rows("SELECT key, value, checksum FROM header"):
            self._check(stored, "its header", "header", key, value)
            texts[key] = value
        try:
            numbers = {name: int(texts.pop(name)) for name in ("dimension", "generation", *COUNTED)}
            return Header(**texts, **numbers)  # type: ignore[arg-type] # the keys are checked by this very call
        except (KeyError, TypeError, ValueError) as error:
            raise IndexCorruptError(self.folder, f"its header is not complete ({error!r})") from error

    def last_numbers(self) -> dict[str, int]:
        """The last number that was used of each table whose rows are numbered."""
        return {name: int(last) for name, last in self._rows("SELECT name, seq FROM sqlite_sequence")}

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
            self.header()  # follows, or what is written would go with a file that nobody opens again
            self._db.execute("BEGIN IMMEDIATE")
            try:
                writer = Writer(self._db)
                yield writer
                if writer.changed:
                    self._seal(writer.counted)
                self._db.execute("COMMIT")
            finally:
                # Not committed: an error, or a Ctrl-C. SQLite may already have rolled back by itself.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def _seal(self, gained: Mapping[str, int]) -> None:
        # Counted on, and not counted anew: that would cost more with every commit, and take lost rows as they are.
        header = self._read_header()
        new = {table: getattr(header, table) + gained.get(table, 0) for table in COUNTED}
        new["generation"] = header.generation + 1
        for key, value in new.items():
            put_header(self._db, key, str(value))

    # Inner

    def _counts(self) -> dict[str, int]:
        counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in COUNTED)
        return dict(zip(COUNTED, self._rows(f"SELECT {counts}")[0], strict=True))

    def _check_counts(self) -> None:
        with self._guard, self._errors():
            self._db.execute("BEGIN")  # both reads of one state, whatever a writer does meanwhile
            try:
                header, counts = self._read_header(), self._counts()
            finally:
                self._db.execute("ROLLBACK")
        self._dimension = header.dimension
        lost = [
            f"{found} {table}, not {getattr(header, table)}"
            for table, found in counts.items()
            if found != getattr(header, table)
        ]
        if lost:
            raise IndexCorruptError(self.folder, f"it holds {'; '.join(lost)}")

    def _all(self, table: str, columns: str) -> Iterator[Row]:
        """Every row by its number, read in portions; never by an index, which may be damaged and hide some."""
        before, seen, last = self._read_header(), 0, 0
        while rows := self._rows(
            f"SELECT {columns} FROM {table} NOT INDEXED WHERE number > ? ORDER BY number LIMIT {_PORTION}", last
        ):
            yield from rows
            seen, last = seen + len(rows), rows[-1][0]
        expected = getattr(before, table)
        if seen != expected and self._read_header().generation == before.generation:
            raise IndexCorruptError(self.folder, f"{seen} of its {expected} {table} can be found")

    def _row(self, query: str, *values: Value) -> Row | None:
        return next(iter(self._rows(query, *values)), None)

    def _numbered(self, table: str, columns: str, number: int) -> Row | None:
        """The row of a number. Pages that have changed places hide it from a search by number, not from a scan."""
        for condition in ("number = ?", "+number = ?"):
            row = self._row(f"SELECT {columns} FROM {table} NOT INDEXED WHERE {condition}", number)
            if row is not None:
                return row
        self._recount(table)
        return None

    def _recount(self, table: str) -> None:
        """Count the rows themselves: the count at opening is that of an index, which does not miss them."""
        with self._guard, self._errors():
            self._db.execute("BEGIN")
            try:
                expected = getattr(self._read_header(), table)
                # A page of zeros still counts as many rows as before, all numbered 0.
                found = self._rows(f"SELECT count(*) FROM {table} NOT INDEXED WHERE +number > 0")[0][0]
            finally:
                self._db.execute("ROLLBACK")
        if found != expected:
            raise IndexCorruptError(self.folder, f"{found} of its {expected} {table} can be found")

    def _rows(self, query: str, *values: Value) -> list[Row]:
        with self._guard, self._errors():
            return self._db.execute(query, values).fetchall()

    def _check(self, stored: bytes, what: str, *values: Value) -> None:
        if checksum(*values) != stored:
            raise IndexCorruptError(self.folder, f"{what} is not what was written")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:  # a closed store: the caller's mistake, not the file's
            raise
        except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter from a message that quotes damaged bytes
            raise translate(self.folder, error) from error
