import shutil
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import (
    IndexLockedError,
    IndexStorageError,
)
from index.rows import FILE, Header
from index.storing import Store
from index.types import UNKNOWN, Article, Source
from index.types import given as stated
from tests.index.stores import HEADER, article, put


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


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexStorageError):
        Store.create(tmp_path / "file" / "index", HEADER)


def test_a_store_that_stands_is_never_overwritten(store: Store, tmp_path: Path) -> None:
    assert Store.create(tmp_path / "index", HEADER).ids() == store.ids()


def test_the_journal_is_a_rollback_journal_and_syncs_in_full(store: Store) -> None:
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)


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
