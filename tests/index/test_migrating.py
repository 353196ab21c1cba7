"""`format-1/byline.sqlite` holds three small articles, one removed again, as the first version wrote them."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import index
from index.embedding import Embedder
from index.errors import IndexCorruptError
from index.rows import FILE, FORMAT, checksum, put_header
from index.storing import Store
from index.types import Source, given

OLD = Path(__file__).parent / "format-1" / FILE
_OLD_COLUMNS = ("id", "text", "source", "sentences", "origin", "raw_sha256", "publisher", "published")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(OLD, tmp_path)
    return tmp_path


def test_an_index_of_format_1_opens_and_answers(folder: Path, embedder: Embedder) -> None:
    with index.open(folder, embedder=embedder) as collection:
        assert list(collection.verify()) == []
        bridge, ferry = collection.articles()
        assert (bridge.id, bridge.source.publisher.value) == ("bridge", "Coast Daily")
        assert bridge.text.startswith("Harbour Bridge Reopens\n\n[Coast Daily] The harbour bridge reopened on Monday.")
        assert ferry.source == Source(
            title=given("Night Ferries Stop"),
            publisher=given("Northern Post"),
            authors=given("A. Writer"),
            published=given("2025-06"),
            extra=(("desk", "sea"), ("genre", "news")),  # which is no genre of the house
        )
        assert (collection.generation, collection.taken("bridge"), collection.versions("bridge")) == (2, "", ())
        ((number, _),) = collection.searcher.matching("night ferries", 5)
        found = collection.passage(number)
        assert found is not None
        assert (found[0], found[1].text) == (ferry, ferry.text)


def test_migrating_is_done_once_and_goes_on_with_the_old_numbers(folder: Path, embedder: Embedder) -> None:
    Store(folder).close()
    raw = (folder / FILE).read_bytes()
    with closing(sqlite3.connect(folder / FILE)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (int(FORMAT),)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    Store(folder).close()
    assert (folder / FILE).read_bytes() == raw
    (folder / "new.txt").write_text("A third article came.")
    with index.open(folder, embedder=embedder) as collection:
        collection.add(folder / "new.txt")
        assert collection.remove("bridge") == ("bridge",)
        assert list(collection.verify()) == []
        rows = collection._store._rows("SELECT number, id FROM articles")
    assert rows == [(2, "ferry"), (4, "new")]  # 3 was removed before, and is not used again


def test_copies_in_an_index_of_format_1_are_grouped(folder: Path, embedder: Embedder) -> None:
    with closing(sqlite3.connect(folder / FILE)) as db:
        # "bridge" once more, under other names, as another outlet carried it.
        columns = ["number", *_OLD_COLUMNS]
        (row,) = db.execute(f"SELECT {', '.join(columns)} FROM articles WHERE id = 'bridge'").fetchall()
        for number, name in ((8, "mirror"), (9, "other mirror")):
            values = [number, name, *row[2:]]
            marks = ", ".join("?" * (len(values) + 1))
            db.execute(
                f"INSERT INTO articles ({', '.join(columns)}, checksum) VALUES ({marks})",
                (*values, checksum("articles", *values)),
            )
        put_header(db, "articles", "4")
        db.commit()
    with index.open(folder, embedder=embedder) as collection:
        assert collection.copies("bridge") == ("mirror", "other mirror")
        assert collection.copies("ferry") == ()


def test_a_damaged_index_of_format_1_is_refused_and_stays_as_it_is(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.execute("UPDATE articles SET text = replace(text, '41', '42')")
        db.commit()
    raw = (folder / FILE).read_bytes()
    for _ in range(2):
        with pytest.raises(IndexCorruptError, match="article 'bridge' is not what was written"):
            Store(folder)
    assert (folder / FILE).read_bytes() == raw
