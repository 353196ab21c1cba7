"""A store of format 1, as the first release wrote it, into one of format 2; in one transaction, or not at all."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from index.deduping import Copies, sign
from index.errors import IndexCorruptError
from index.rows import (
    ARTICLES,
    BESIDE,
    COUNTED,
    FORMAT,
    Row,
    article_from,
    article_row,
    checksum,
    put_header,
)
from index.types import GENRES
from index.writing import Writer

_OLD = "number, id, text, source, sentences, origin, raw_sha256, publisher, published"


def migrate(db: sqlite3.Connection, folder: Path) -> None:
    """Bring the store of a folder from format 1 to the format of today.

    Every row is checked on the way. When an article was taken in is not known, and what it was before was not kept.

    Raises:
        IndexCorruptError: A row is not what was written; nothing has changed then.
    """
    db.execute("PRAGMA foreign_keys=OFF")  # or the passages would go with the old table
    try:
        db.execute("BEGIN IMMEDIATE")
        # Another process may have done it while we waited.
        if db.execute("PRAGMA user_version").fetchone()[0] == 1:
            _rewrite(db, folder)
            db.execute(f"PRAGMA user_version={FORMAT}")
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
        db.execute("PRAGMA foreign_keys=ON")


def _rewrite(db: sqlite3.Connection, folder: Path) -> None:
    for statement in ARTICLES.replace("articles", "articles_2").split(";")[:1]:  # its index follows the renaming
        db.execute(statement)
    for statement in filter(str.strip, BESIDE.split(";")):
        db.execute(statement)
    for *row, stored in db.execute(f"SELECT {_OLD}, checksum FROM articles NOT INDEXED ORDER BY number"):
        if checksum("articles", *row) != stored:
            raise IndexCorruptError(folder, f"article {row[1]!r} is not what was written")
        number, article_id, text, source, sentences, origin, raw_sha256, _, _ = row
        content = (origin, raw_sha256, "", _source(source), sentences, text)
        article = article_from(folder, article_id, content)
        _insert(db, "articles_2", "articles", article_row(number, article, version=1, taken=""))
        _insert(db, "signatures", "signatures", (number, sign(text)))
    last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'articles'").fetchone()
    db.execute("DROP TABLE articles")
    db.execute("ALTER TABLE articles_2 RENAME TO articles")
    db.execute(ARTICLES.split(";")[1])
    if last is not None:  # numbers of removed articles are not used again
        db.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'articles'", last)
    _group(db)
    for table in COUNTED:
        put_header(db, table, str(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]))


def _group(db: sqlite3.Connection) -> None:
    """Group what are copies, as adding the articles one after the other would have."""

    def text_of(article_id: str) -> str | None:
        row = db.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
        return None if row is None else str(row[0])

    copies, writer = Copies((), text_of), Writer(db)
    held = "SELECT a.number, a.id, s.signature FROM articles a JOIN signatures s ON s.article = a.number"
    for number, article_id, signature in db.execute(f"{held} ORDER BY a.number").fetchall():
        writer.group(number, copies.of(article_id, text_of(article_id) or "", signature))
        copies.add(article_id, signature)


def _insert(db: sqlite3.Connection, table: str, checked_as: str, row: Row) -> None:
    marks = ", ".join("?" * (len(row) + 1))
    db.execute(f"INSERT INTO {table} VALUES ({marks})", (*row, checksum(checked_as, *row)))


def _source(text: str) -> str:
    """Format 1 let any word be a genre: one that is none is kept among what else was given."""
    try:
        raw: dict[str, Any] = json.loads(text)
        if raw.get("genre", {}).get("value") not in {*GENRES, None}:
            raw["extra"] = sorted([*raw["extra"], ["genre", raw.pop("genre")["value"]]])
        return json.dumps(raw, ensure_ascii=False, sort_keys=True)
    except (AttributeError, KeyError, TypeError, ValueError):
        return text  # `article_from` says what is wrong with it
