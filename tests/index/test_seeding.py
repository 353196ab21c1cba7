from pathlib import Path

import pytest

from index import seeding
from index.embedding import Embedder
from index.errors import IndexMissingError
from index.rows import FILE
from index.seeding import open_default
from index.settings import Settings


def test_without_an_index_the_seeds_answer_and_nothing_is_put_where_the_users_index_will_be(
    tmp_path: Path, embedder: Embedder
) -> None:
    settings = Settings(index=tmp_path / "mine")
    with open_default(settings, embedder) as opened:
        assert opened.count() == 5
        generation = opened.generation
    with open_default(settings, embedder) as again:
        assert again.generation == generation
    assert not settings.index.exists()


def test_an_index_of_ones_own_is_opened_instead(collection: object, tmp_path: Path, embedder: Embedder) -> None:
    with open_default(Settings(index=tmp_path / "index"), embedder) as opened:
        assert opened.count() == 2


def test_seeds_indexed_by_another_embedder_are_indexed_again(tmp_path: Path, embedder: Embedder) -> None:
    settings = Settings(index=tmp_path / "mine")
    open_default(settings, embedder).close()
    embedder.fingerprint = "2" * 64  # type: ignore[misc] # another model of the same name
    with open_default(settings, embedder) as opened:
        assert (opened.count(), opened.stats().embedder) == (5, "words-256 222222222222")


def test_without_seeds_there_is_no_index(tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "SEEDS", tmp_path / "gone")
    with pytest.raises(IndexMissingError):
        open_default(Settings(index=tmp_path / "mine"), embedder)
    assert not (tmp_path / "mine" / FILE).exists()
