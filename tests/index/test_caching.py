import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import index
from index import caching
from index.collection import Collection
from index.embedding import Embedder
from index.locking import write_lock
from index.words import WordIndex

QUESTION = "harbour bridge repair"


def answers(collection: Collection) -> tuple[object, object]:
    return collection.searcher.nearest(QUESTION, 5), collection.searcher.matching(QUESTION, 5)


def _files(folder: Path) -> list[Path]:
    return [path for path in (folder / caching.FOLDER).rglob("*") if path.is_file()]


def _truncate(folder: Path) -> None:
    for path in _files(folder):
        path.write_bytes(path.read_bytes()[:-3])


def _flip(folder: Path) -> None:
    for path in _files(folder):
        raw = bytearray(path.read_bytes())
        if raw:
            raw[len(raw) // 2] ^= 4
            path.write_bytes(raw)


def _swap(folder: Path) -> None:
    vectors = next(path for path in _files(folder) if path.suffix == ".faiss")
    vectors.write_bytes(vectors.read_bytes()[::-1])


@pytest.mark.parametrize(
    "harm",
    [lambda folder: shutil.rmtree(folder / caching.FOLDER), _truncate, _flip, _swap],
    ids=["lost", "cut", "flipped", "swapped"],
)
def test_a_cache_that_is_gone_or_damaged_is_rebuilt_and_that_is_said_once(
    collection: Collection, embedder: Embedder, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], None]
) -> None:
    expected = answers(collection)
    collection.close()  # else the damage would reach into memory that is mapped
    harm(collection.folder)
    caplog.set_level(logging.INFO, "index")
    for _ in range(2):
        with index.open(collection.folder, embedder=embedder) as opened:
            assert answers(opened) == expected
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        f"Search caches of {collection.folder} rebuilt"
    ]


def test_a_cache_of_an_older_generation_is_not_used(collection: Collection, embedder: Embedder) -> None:
    folder = collection.folder / caching.FOLDER
    shutil.copytree(folder, folder.with_name("older"))
    collection.remove("bridge")
    shutil.rmtree(folder)
    folder.with_name("older").rename(folder)
    with index.open(collection.folder, embedder=embedder) as opened:
        found = [opened.passage(number) for number, _ in opened.searcher.nearest(QUESTION, 5)]
    assert [article.id for article, _ in filter(None, found)] == ["ferry"]
    assert len(found) == 1


def test_while_another_process_writes_the_caches_stay_in_memory(collection: Collection, embedder: Embedder) -> None:
    expected = answers(collection)
    shutil.rmtree(collection.folder / caching.FOLDER)
    with write_lock(collection.folder), index.open(collection.folder, embedder=embedder) as opened:
        assert answers(opened) == expected
    assert not (collection.folder / caching.FOLDER).exists()


def test_words_of_another_index_in_a_caches_place_are_not_believed(collection: Collection, embedder: Embedder) -> None:
    expected = answers(collection)
    folder = collection.folder / caching.FOLDER / f"words-{collection.generation}"
    collection.close()
    shutil.rmtree(folder)
    folder.mkdir()
    WordIndex(folder).add([(1, "nothing of the kind"), (2, "harbour bridge repair")])
    with index.open(collection.folder, embedder=embedder) as opened:
        assert answers(opened) == expected


def test_a_large_index_is_kept_as_lists_with_their_recall_beside_it(
    collection: Collection, embedder: Embedder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    expected = [number for number, _ in collection.searcher.nearest(QUESTION, 5)]
    assert collection._store.stamp(caching.RECALL) == (collection.generation, "1.0000")
    shutil.rmtree(collection.folder / caching.FOLDER)
    monkeypatch.setattr(caching, "sample_size", lambda count: count)  # as if two passages were many
    caplog.set_level(logging.INFO, "index")
    with index.open(collection.folder, embedder=embedder) as opened:
        assert [number for number, _ in opened.searcher.nearest(QUESTION, 5)] == expected
        assert opened._store.stamp(caching.RECALL) == (collection.generation, "1.0000")
    assert "of the ten nearest vectors 100.0% are found" in caplog.text
