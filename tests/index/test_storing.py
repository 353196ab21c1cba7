import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
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
from index.rows import FILE, FORMAT, Header, checksum, translate
from index.storing import Store
from index.types import UNKNOWN, Article, Source
from index.types import given as stated

HEADER = Header(embedder="words-256", fingerprint="0" * 64, dimension=4, chunker="c")


def article(name: str, text: str = "It rained. It snowed.") -> Article:
    return Article(id=name, text=text, sentences=((0, 10), (11, 21)), origin=f"/{name}")


def put(store: Store, *articles: Article) -> None:
    with store.writing() as writer:
        for each in articles:
            passages = cut_passages(each)
            writer.put(each, passages, np.tile(np.eye(1, 4, dtype=np.float32), (len(passages), 1)))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.create(tmp_path / "index", HEADER)
    put(store, article("a"), article("b"))
    return store


def test_passages_name_their_articles_in_the_order_asked_and_those_that_are_gone_are_passed_over(store: Store) -> None:
    put(store, article("a", "It hailed. It snowed."))  # its passage gets another number
    assert store.articles_of([2, 1, 99, 3]) == [(2, article("b")), (3, article("a", "It hailed. It snowed."))]
    assert store.articles_of([]) == []


def test_what_goes_in_comes_out(store: Store) -> None:
    assert list(store.articles()) == [article("a"), article("b")]
    assert store.article("b") == article("b")
    assert store.article("c") is None
    (number, owner, passage, vector), (other, *_) = store.passages()
    assert (number, owner, passage.text, vector.tolist()) == (1, article("a"), "It rained. It snowed.", [1, 0, 0, 0])
    assert store.passage(number)[:2] == (article("a"), passage)  # type: ignore[index]
    assert store.owners() == ((number, "a"), (other, "b"))
    assert store.passage(99) is None
    assert store.header() == Header(
        embedder="words-256",
        fingerprint="0" * 64,
        dimension=4,
        chunker="c",
        generation=1,
        articles=2,
        passages=2,
        signatures=2,
    )


def test_equal_content_under_two_ids_is_two_articles(store: Store) -> None:
    assert store.ids() == ("a", "b")


def test_replacing_and_removing_touch_one_article_and_never_reuse_a_number(store: Store) -> None:
    put(store, article("a", "It hailed, It snowed."))
    assert [each.id for each in store.articles()] == ["b", "a"]
    assert [number for number, *_ in store.passages()] == [2, 3]
    with store.writing() as writer:
        assert writer.remove("a")
        assert not writer.remove("a")
    put(store, article("a"))
    assert [number for number, *_ in store.passages()] == [2, 4]
    assert store.header().generation == 4


def test_nothing_of_a_block_that_raises_is_kept(store: Store) -> None:
    def fail() -> None:
        with store.writing() as writer:
            writer.remove("a")
            raise KeyboardInterrupt

    before = store.header()
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (store.ids(), store.header()) == (("a", "b"), before)


def test_a_block_that_changes_nothing_makes_no_generation(store: Store) -> None:
    with store.writing() as writer:
        writer.remove("nobody")
        writer.stamp("vectors", 1, "0")
    assert store.header().generation == 1
    assert store.stamp("vectors") == (1, "0")
    assert store.stamp("words") is None


def test_a_second_writer_is_told_who_holds_the_lock(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "index")
    with store.writing(), pytest.raises(IndexLockedError, match=r"is being written by process \d+ on"):
        other.writing().__enter__()
    put(other, article("c"))
    assert store.ids() == ("a", "b", "c")


def test_the_lock_dies_with_its_holder(store: Store, tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys\nfrom index.locking import write_lock\n"
        "write_lock(pathlib.Path(sys.argv[1])).__enter__()\nos.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "index")], check=False)
    assert killed.returncode == -9
    put(store, article("c"))
    assert store.ids() == ("a", "b", "c")


def test_threads_share_a_store(store: Store) -> None:
    def work(name: str) -> None:
        for _ in range(20):
            put(store, article(name))
            assert store.article("b") == article("b")

    threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.header().generation == 81
    assert set(store.ids()) == {"a", "b", "t0", "t1", "t2", "t3"}


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


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexStorageError):
        Store.create(tmp_path / "file" / "index", HEADER)


def test_a_store_that_stands_is_never_overwritten(store: Store, tmp_path: Path) -> None:
    assert Store.create(tmp_path / "index", HEADER).ids() == store.ids()


def test_the_journal_is_a_rollback_journal_and_syncs_in_full(store: Store) -> None:
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)


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


def test_a_store_that_cannot_be_written_is_a_storage_error_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    (tmp_path / "index" / f"{FILE}.new").mkdir(parents=True)
    with pytest.raises(IndexStorageError, match="could not be read or written"):
        Store.create(tmp_path / "index", HEADER)
    assert not (tmp_path / "index" / FILE).exists()


def test_without_its_folder_nothing_is_written(store: Store, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexStorageError), store.writing():
        pass


def test_a_closed_store_is_the_callers_mistake(store: Store) -> None:
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        store.header()


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


def test_a_replaced_article_is_kept_as_its_older_version_until_it_is_removed(store: Store) -> None:
    assert store.versions("a") == ()
    for text in ("It hailed. It snowed.", "It poured. It snowed."):
        put(store, article("a", text))
    first, second = store.versions("a")
    assert (first.number, first.article, second.number, second.article.text) == (
        1,
        article("a"),
        2,
        "It hailed. It snowed.",
    )
    assert first.replaced == second.taken <= second.replaced == store.taken("a")
    with store.writing() as writer:
        writer.remove("a")
    assert (store.versions("a"), store.taken("a"), store.header().versions) == ((), "", 0)


def test_copies_are_one_group_however_they_are_found(store: Store) -> None:
    def add(name: str, *copies: str) -> None:
        with store.writing() as writer:
            writer.put(article(name), (), np.zeros((0, 4), np.float32), signature=name.encode(), copies=copies)

    assert store.groups() == {}
    add("c", "a", "nobody")
    add("d", "b")
    assert store.groups() == {"a": 1, "b": 2, "c": 1, "d": 2}
    add("e", "c", "d")
    assert store.groups() == dict.fromkeys("abcde", 1)
    assert dict(store.signatures())["d"] == b"d"
    with store.writing() as writer:
        writer.remove("a")
    assert store.groups() == dict.fromkeys("bcde", 1)
    add("b")  # changed, and a copy of nothing any more
    assert store.groups() == dict.fromkeys("cde", 1)


def test_passages_without_an_article_are_damage_to_a_filter(store: Store, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "index" / FILE)) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("DELETE FROM articles WHERE id = 'a'")
        db.commit()
    with pytest.raises(IndexCorruptError, match="the articles of some passages cannot be found"):
        store.select("a.id = ?", ("b",))


def test_the_newest_articles_open_first_and_a_condition_leaves_others_out(store: Store) -> None:
    def dated(name: str, day: str | None) -> Article:
        return replace(article(name), source=Source(published=stated(day) if day else UNKNOWN))

    with store.writing() as writer:
        assert writer.remove("a")
        assert writer.remove("b")
    put(store, dated("none", None), dated("old", "2025-09-01"), dated("month", "2025-09"), dated("new", "2025-09-03"))
    put(store, dated("late", "2025-09-03"))

    def newest(k: int, condition: str = "1", *values: str, whole: bool = False) -> list[tuple[str, int]]:
        stored = map(store.passage, store.newest(k, condition, values, whole=whole))
        return [(each[0].id, each[1].start) for each in stored if each]

    assert newest(9) == [("late", 0), ("new", 0), ("old", 0), ("month", 0), ("none", 0)]
    assert newest(2) == [("late", 0), ("new", 0)]
    assert newest(9, "a.id <> ?", "late") == [("new", 0), ("old", 0), ("month", 0), ("none", 0)]
    long = replace(article("long", f"{'It rained. ' * 200}It snowed."), source=Source(published=stated("2025-10")))
    put(store, replace(long, sentences=tuple((at, at + 10) for at in range(0, 2200, 11))))
    passages = [("long", each[1].start) for each in store.passages_of("long")]
    assert len(passages) > 1
    assert newest(len(passages) + 1, whole=True) == [*passages, ("late", 0)]
    assert newest(1, whole=True) == passages[:1]
    assert [name for name, _ in newest(2)] == ["long", "late"]
