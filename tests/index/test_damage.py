"""What a store says when its file was changed, cut off, taken away or is held by another."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
from index.chunking import cut_passages
from index.collection import Collection
from index.embedding import Embedder
from index.errors import (
    IndexCorruptError,
    IndexLockedError,
    IndexMissingError,
    IndexStorageError,
    IndexVersionError,
)
from index.rows import FILE, FORMAT, checksum, translate
from index.storing import Store
from tests.index.stores import article, put


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "UPDATE articles SET text = replace(text, 'rained', 'hailed') WHERE id = 'a'",
            "article 'a' is not what was written",
        ),
        ("UPDATE articles SET source = '{\"extra\": [[1, 2]]}' WHERE id = 'a'", "article 'a'"),
        ("UPDATE articles SET sentences = x'00' WHERE id = 'a'", "article 'a'"),
        ("UPDATE articles SET id = 'z' WHERE id = 'a'", "article 'z'"),
        ("UPDATE passages SET stop = 5", "passage 1 of 'a'"),
        ("UPDATE passages SET vector = x'00'", "passage 1 of 'a'"),
        ("UPDATE passages SET article = 3 - article", "passage 1 of 'b'"),
        ("DELETE FROM passages WHERE number = 1", "3 passages, not 4"),
        ("UPDATE header SET value = '7' WHERE key = 'generation'", "its header"),
        ("DELETE FROM header WHERE key = 'chunker'", "its header is not complete"),
        ("DROP TABLE passages", "cannot be read"),
        ("UPDATE versions SET text = 'It hailed.'", "version 1 of 'c'"),
        ("DELETE FROM versions", "0 versions, not 1"),
        ("UPDATE signatures SET signature = x'00'", "the signature of 'a'"),
        ("UPDATE copies SET copies = 7", "the group of 'a'"),
    ],
)
def test_every_changed_row_is_noticed(store: Store, tmp_path: Path, statement: str, what: str) -> None:
    put(store, article("c"), article("c"))
    with store.writing() as writer:
        writer.put(article("d"), cut_passages(article("d")), np.eye(1, 4, dtype=np.float32), copies=("a",))
    store.close()
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute(statement)
        db.commit()
    with pytest.raises(IndexCorruptError, match=what):
        _read_all(tmp_path / "index")


def _read_all(folder: Path) -> None:
    opened = Store(folder)
    list(opened.articles())
    list(opened.passages())
    list(opened.signatures())
    opened.groups()
    for name in opened.ids():
        opened.versions(name)


def test_a_missing_a_foreign_and_a_newer_store_are_told_apart(store: Store, tmp_path: Path) -> None:
    store.close()
    with pytest.raises(IndexMissingError, match=r"Make one: byline index add FILES --index"):
        Store(tmp_path)
    (tmp_path / FILE).write_bytes(b"not a database at all" * 100)
    with pytest.raises(IndexCorruptError):
        Store(tmp_path)
    sqlite3.connect(tmp_path / "other").close()
    (tmp_path / "other").replace(tmp_path / FILE)
    with pytest.raises(IndexCorruptError, match="is not a Byline store"):
        Store(tmp_path)
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as db:
        db.execute("PRAGMA user_version=99")
    with pytest.raises(IndexVersionError, match=f"has format 99, and this version reads format {FORMAT}"):
        Store(tmp_path / "index")


@given(st.lists(st.one_of(st.text(), st.integers(), st.binary(), st.none()), min_size=1, max_size=4), st.data())
def test_no_two_rows_have_one_checksum(row: list[str | int | bytes | None], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.one_of(st.text(), st.integers(), st.binary(), st.none()), min_size=1, max_size=4))
    assert (checksum(*row) == checksum(*other)) == (
        [(type(value), value) for value in row] == [(type(value), value) for value in other]
    )


def test_zeros_in_the_place_of_rows_are_damage_and_not_passages_that_went(
    collection: Collection, tmp_path: Path, embedder: Embedder
) -> None:
    numbers = [number for number, _ in collection.searcher.nearest("harbour bridge", 5)]
    root = collection._store._db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'passages'").fetchone()[0]
    collection.close()
    file = tmp_path / "index" / FILE
    raw = bytearray(file.read_bytes())
    # Rows stand at the end of a page, and how many there are at its start.
    end = root * 4096
    raw[end - 2_048 : end] = bytes(2_048)
    file.write_bytes(raw)
    with index.open(tmp_path / "index", embedder=embedder) as opened, pytest.raises(IndexCorruptError):
        assert [opened.passage(number) for number in numbers] == []


@pytest.mark.fault
def test_a_flipped_bit_never_changes_what_is_read_in_silence(
    collection: Collection, tmp_path: Path, embedder: Embedder
) -> None:
    collection.close()
    folder, copy = tmp_path / "index", tmp_path / "copy"
    raw = (folder / FILE).read_bytes()
    with index.open(folder, embedder=embedder) as sound:
        expected = (list(sound.articles()), sound.searcher.nearest("harbour bridge", 5))
    rng = np.random.default_rng(7)
    refused = 0
    for _ in range(1_500):
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        damaged = bytearray(raw)
        damaged[rng.integers(len(raw))] ^= 1 << int(rng.integers(8))
        (copy / FILE).write_bytes(damaged)
        try:
            with index.open(copy, embedder=embedder) as opened:
                found = (list(opened.articles()), opened.searcher.nearest("harbour bridge", 5))
        except (IndexCorruptError, IndexVersionError):
            refused += 1
            continue
        assert found == expected
    assert refused > 100


@pytest.mark.fault
def test_no_acknowledged_article_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib, itertools\n"
        "sys.path[:0] = sys.argv[2:]\n"
        "from test_storing import HEADER, article, put\nfrom index.storing import Store\n"
        "store = Store.create(pathlib.Path(sys.argv[1]), HEADER)\n"
        "for n in itertools.count(len(store.ids())):\n"
        "    put(store, article(f'n{n}'))\n    print(n, flush=True)\n"
    )
    folder = tmp_path / "index"
    rng = np.random.default_rng(11)
    acknowledged = -1
    for _ in range(60):
        arguments = [sys.executable, "-c", code, str(folder), str(Path(__file__).parent)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(int(rng.integers(1, 6))):
                acknowledged = int(writer.stdout.readline())
            threading.Event().wait(float(rng.uniform(0, 0.02)))
            writer.kill()
            acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        store = Store(folder)
        ids = store.ids()
        assert ids[: acknowledged + 1] == tuple(f"n{n}" for n in range(acknowledged + 1))
        assert len(ids) <= acknowledged + 2
        assert all(each.text == "It rained. It snowed." for each in store.articles())
        store.close()


def test_an_old_table_that_is_locked_names_a_lock_and_a_full_disk_a_full_disk(tmp_path: Path) -> None:
    def refusal(name: str) -> sqlite3.Error:
        error = sqlite3.OperationalError("refused")
        error.sqlite_errorname = name
        return error

    kinds = {"SQLITE_BUSY": IndexLockedError, "SQLITE_FULL": IndexStorageError, "SQLITE_IOERR_WRITE": IndexStorageError}
    kinds |= {"SQLITE_CORRUPT": IndexCorruptError, "SQLITE_NOTADB": IndexCorruptError}
    assert {name: type(translate(tmp_path, refusal(name))) for name in kinds} == kinds


@pytest.mark.parametrize(("table", "read"), [("articles", Store.articles), ("passages", Store.passages)])
def test_rows_that_vanish_under_an_open_store_are_missed(
    store: Store, tmp_path: Path, table: str, read: Callable[[Store], Iterable[object]]
) -> None:
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as db:
        db.execute(f"DELETE FROM {table} WHERE number = 2")
        db.commit()
    with pytest.raises(IndexCorruptError, match=f"1 of its 2 {table} can be found"):
        list(read(store))


def test_passages_without_an_article_are_damage_to_a_filter(store: Store, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("DELETE FROM articles WHERE id = 'a'")
        db.commit()
    with pytest.raises(IndexCorruptError, match="the articles of some passages cannot be found"):
        store.select("a.id = ?", ("b",))
