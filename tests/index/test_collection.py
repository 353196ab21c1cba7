from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import index
from index import collection as collection_module
from index.collection import Collection, Stats, rebuild
from index.embedding import Embedder
from index.errors import IndexLockedError, IndexMismatchError, IndexMissingError
from index.locking import write_lock
from index.settings import Settings


class OtherEmbedder:
    """Of the same dimension as `WordEmbedder`, so that nothing but the fingerprint tells them apart."""

    name = "other"
    fingerprint = "1" * 64
    dimension = 256

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(np.eye(1, 256, dtype=np.float32), (len(questions), 1))

    embed_passages = embed_questions


def test_an_index_of_another_embedder_is_refused_with_what_to_do(collection: Collection) -> None:
    with pytest.raises(IndexMismatchError) as caught:
        index.open(collection.folder, embedder=OtherEmbedder())
    assert str(caught.value) == (
        f"The index at {collection.folder} was built with embedder 'words-256 000000000000', but 'other 111111111111' "
        f"was asked for. Rebuild it with `byline index rebuild --index {collection.folder}`, or set embedder back to "
        "'words-256 000000000000'."
    )


def test_an_index_that_was_cut_in_another_way_is_refused(
    collection: Collection, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection_module, "READABLE", ("sentences-9/1",))
    with pytest.raises(IndexMismatchError, match="was built with cutter"):
        index.open(collection.folder, embedder=embedder)


def test_a_rebuild_changes_the_embedder_and_keeps_every_article(collection: Collection) -> None:
    before = list(collection.articles())
    steps: list[int] = []
    with rebuild(collection.folder, Settings(), OtherEmbedder(), lambda step: steps.append(step.done)) as rebuilt:
        assert list(rebuilt.articles()) == before
        assert rebuilt.generation > 1
        assert [round(score, 3) for _, score in rebuilt.searcher.nearest("anything", 5)] == [1.0, 1.0]
        assert not list(rebuilt.verify())
    assert steps == [1, 2]
    assert sorted(path.name for path in collection.folder.iterdir()) == ["LOCK", "byline.sqlite", "cache"]


def test_an_open_collection_moves_to_the_rebuilt_index_and_writes_there(
    collection: Collection, articles: Path, embedder: Embedder
) -> None:
    with index.open(collection.folder, embedder=embedder) as reader:
        ((number, _), *_) = reader.searcher.nearest("harbour bridge", 1)
        rebuild(collection.folder, Settings(), embedder).close()
        assert reader.passage(number) is not None  # the old file, until it looks again
        ((moved, _), *_) = reader.searcher.nearest("harbour bridge", 1)
        assert moved > number
        assert reader.passage(number) is None
        (articles / "tunnel.txt").write_text("A tunnel opened.")
        assert reader.add(articles).added == ("tunnel",)
    with index.open(collection.folder, embedder=embedder) as again:
        assert sorted(article.id for article in again.articles()) == ["bridge", "ferry", "tunnel"]


def test_an_open_collection_refuses_an_index_that_was_rebuilt_with_another_embedder(collection: Collection) -> None:
    rebuild(collection.folder, Settings(), OtherEmbedder()).close()
    for _ in range(2):
        with pytest.raises(IndexMismatchError, match="was built with embedder 'other'"):
            collection.searcher.nearest("harbour bridge", 1)
    with pytest.raises(IndexMismatchError):
        collection.remove("bridge")


def test_a_rebuild_waits_for_no_writer(collection: Collection) -> None:
    with write_lock(collection.folder), pytest.raises(IndexLockedError):
        rebuild(collection.folder, Settings(), OtherEmbedder())


def test_a_removed_article_can_be_neither_found_nor_read(collection: Collection) -> None:
    ((number, _), *_) = collection.searcher.nearest("harbour bridge", 1)
    assert collection.remove("bridge", "nobody") == ("bridge",)
    assert number not in dict(collection.searcher.nearest("harbour bridge", 5))
    assert number not in dict(collection.searcher.matching("harbour bridge", 5))
    assert collection.passage(number) is None
    with pytest.raises(KeyError):
        collection.article("bridge")


def test_a_reader_follows_a_writer_without_being_opened_again(
    collection: Collection, articles: Path, embedder: Embedder
) -> None:
    with index.open(collection.folder, embedder=embedder) as reader:
        assert not reader.searcher.matching("tunnel", 5)
        (articles / "tunnel.txt").write_text("A tunnel opened.")
        collection.add(articles)
        assert len(reader.searcher.matching("tunnel", 5)) == 1


def test_an_empty_collection_can_be_searched(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "none").mkdir()
    with index.build(tmp_path / "none", tmp_path / "index", embedder=embedder) as empty:
        assert (empty.searcher.nearest("x", 5), empty.searcher.matching("x", 5), empty.count()) == ([], [], 0)


def test_figures_are_counted(collection: Collection) -> None:
    figures = collection.stats()
    size = sum(path.stat().st_size for path in collection.folder.rglob("*") if path.is_file())
    assert figures == Stats(
        articles=2,
        passages=2,
        sentences=4,
        words=28,
        bytes=size,
        generation=1,
        embedder="words-256 000000000000",
        dimension=256,
        recall="1.0000",
    )


def test_no_index_is_an_error_that_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="byline index add FILES --index"):
        index.open(tmp_path)
    with pytest.raises(IndexMissingError):
        index.open(settings=Settings(index=tmp_path))
