"""The form of the store's file: its tables, the checksum of a row, and what SQLite's refusals mean."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexCorruptError, IndexLockedError, IndexStateError, IndexStorageError
from index.types import Article, Source

FILE = "byline.sqlite"
FORMAT = "2"
APPLICATION_ID = 0x42594C4E  # "BYLN"

_BUSY_SECONDS = 10.0
# Small columns stand first: what is filtered by is read without following a long text through its pages.
ARTICLES = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    publisher TEXT, published TEXT, language TEXT, genre TEXT, version INTEGER NOT NULL, taken TEXT NOT NULL,
    origin TEXT NOT NULL, raw_sha256 TEXT NOT NULL, sidecar_sha256 TEXT NOT NULL,
    source TEXT NOT NULL, sentences BLOB NOT NULL, text TEXT NOT NULL, checksum BLOB NOT NULL);
CREATE INDEX articles_by_origin ON articles (origin);
"""
# `versions` holds what articles were; `signatures` what copies are recognised by; `copies` the group of each article
# that has copies, and no row for one that has none.
BESIDE = """
CREATE TABLE versions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, version INTEGER NOT NULL, taken TEXT NOT NULL,
    replaced TEXT NOT NULL, origin TEXT NOT NULL, raw_sha256 TEXT NOT NULL, sidecar_sha256 TEXT NOT NULL,
    source TEXT NOT NULL, sentences BLOB NOT NULL, text TEXT NOT NULL, checksum BLOB NOT NULL);
CREATE INDEX versions_by_id ON versions (id);
CREATE TABLE signatures (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    signature BLOB NOT NULL, checksum BLOB NOT NULL);
CREATE TABLE copies (
    article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
    copies INTEGER NOT NULL, checksum BLOB NOT NULL);
"""
_SCHEMA = f"""
CREATE TABLE header (key TEXT PRIMARY KEY, value TEXT NOT NULL, checksum BLOB NOT NULL) WITHOUT ROWID;
{ARTICLES}
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, vector BLOB NOT NULL, checksum BLOB NOT NULL);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE caches (
    name TEXT PRIMARY KEY, generation INTEGER NOT NULL, sha256 TEXT NOT NULL, checksum BLOB NOT NULL) WITHOUT ROWID;
{BESIDE}
"""

CONTENT_COLUMNS = ("origin", "raw_sha256", "sidecar_sha256", "source", "sentences", "text")
ARTICLE_COLUMNS = (
    "number", "id", "publisher", "published", "language", "genre", "version", "taken", *CONTENT_COLUMNS
)  # fmt: skip
VERSION_COLUMNS = ("number", "id", "version", "taken", "replaced", *CONTENT_COLUMNS)
COUNTED = ("articles", "passages", "versions", "signatures", "copies")
"""Tables whose count of rows is in the header: rows that are lost are noticed."""

Value = str | int | float | bytes | None
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What an index was built with, and which state it is in.

    Attributes:
        embedder: Name of the embedder.
        fingerprint: Of its weights.
        dimension: Length of its vectors.
        chunker: Version and settings of the cutter.
        generation: 0 when new; one more with every committed change.
        articles: How many rows there are, as of the tables below; a count that differs means lost rows.
        passages: The same.
        versions: The same.
        signatures: The same.
        copies: The same.
    """

    embedder: str
    fingerprint: str
    dimension: int
    chunker: str
    generation: int = 0
    articles: int = 0
    passages: int = 0
    versions: int = 0
    signatures: int = 0
    copies: int = 0


def checksum(*values: Value) -> bytes:
    """BLAKE2b-128 over values whose kinds and lengths are part of what is hashed, so that no two rows look alike."""
    digest = hashlib.blake2b(digest_size=16)
    for value in values:
        raw = value if isinstance(value, bytes) else str(value).encode()
        digest.update(f"{type(value).__name__}{len(raw)}:".encode() + raw)
    return digest.digest()


def connect(path: Path) -> sqlite3.Connection:
    """Open the file for reading and writing, or for reading alone where that is all that is allowed."""
    db = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,  # transactions are begun by hand
        check_same_thread=False,  # `Store` has a lock of its own
        timeout=_BUSY_SECONDS,
    )
    try:
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON"):
            db.execute(f"PRAGMA {pragma}")
    except BaseException:
        db.close()
        raise
    return db


def create_file(folder: Path, header: Header) -> None:
    """Write an empty store under its final name, whole or not at all."""
    path = folder / FILE
    draft = folder / f"{FILE}.new"
    try:
        draft.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous=FULL")
            db.executescript(f"BEGIN; {_SCHEMA}")
            for key, value in asdict(header).items():
                put_header(db, key, str(value))
            db.execute(f"PRAGMA application_id={APPLICATION_ID}")
            db.execute(f"PRAGMA user_version={FORMAT}")
            db.execute("COMMIT")
        draft.replace(path)
    except sqlite3.Error as error:
        raise translate(folder, error) from error
    except OSError as error:
        raise IndexStorageError(folder, str(error)) from error


def put_header(db: sqlite3.Connection, key: str, value: str) -> None:
    """Set one value of the header."""
    db.execute("INSERT OR REPLACE INTO header VALUES (?, ?, ?)", (key, value, checksum("header", key, value)))


def article_row(number: int, article: Article, *, version: int, taken: str) -> Row:
    """An article as the values of `ARTICLE_COLUMNS`."""
    source = article.source
    # Case is folded here, where every script's is: SQLite folds that of ASCII alone.
    publisher = source.publisher.value and source.publisher.value.casefold()
    return (
        number,
        article.id,
        publisher,
        source.published.value,
        source.language.value,
        source.genre.value,
        version,
        taken,
        *content_row(article),
    )


def content_row(article: Article) -> Row:
    """An article as the values of `CONTENT_COLUMNS`."""
    return (
        article.origin,
        article.raw_sha256,
        article.sidecar_sha256,
        article.source.to_json(),
        np.asarray(article.sentences, "<u4").tobytes(),
        article.text,
    )


def article_from(folder: Path, article_id: str, content: Row) -> Article:
    """The inverse of `content_row`, for a row whose checksum was right."""
    origin, raw_sha256, sidecar_sha256, source, sentences, text = content
    try:
        return Article(
            id=article_id,
            text=text,
            source=Source.from_json(source),
            sentences=tuple((start, end) for start, end in np.frombuffer(sentences, "<u4").reshape(-1, 2).tolist()),
            origin=origin,
            raw_sha256=raw_sha256,
            sidecar_sha256=sidecar_sha256,
        )
    except ValueError as error:
        raise IndexCorruptError(folder, f"article {article_id!r} is not valid ({error})") from error


def translate(folder: Path, error: sqlite3.Error | UnicodeDecodeError) -> IndexStateError:
    """What a refusal of SQLite means for the index."""
    name = str(getattr(error, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return IndexLockedError(folder, "another process")
    if name.startswith(("SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return IndexStorageError(folder, str(error))
    return IndexCorruptError(folder, f"{FILE} cannot be read ({error})")
