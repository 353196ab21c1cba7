"""Caches that follow the store: only what changed is read, and what they find is what caches made anew would."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index
from index import caching
from index.chunking import cut_sentences
from index.collection import Collection, create
from index.embedding import Embedder
from index.locking import write_lock
from index.settings import Settings
from index.types import Article
from tests.conftest import WordEmbedder

QUESTION = "ferry seven harbour"
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def article(at: int, state: str = "late") -> Article:
    text = f"The {NUMBERS[at % 10]} ferry to {NUMBERS[at // 10]} harbour was {state}."
    return Article(id=f"a{at}", text=text, sentences=cut_sentences(text), raw_sha256=state)


@pytest.fixture
def ferries(tmp_path: Path, embedder: Embedder) -> Iterator[Collection]:
    with create(tmp_path / "index", Settings(), embedder) as made:
        made.put(article(at) for at in range(40))
        made.searcher.state()
        yield made


def answers(collection: Collection) -> tuple[object, object]:
    """By article, since numbers are not those of another history."""
    found = collection.searcher.nearest(QUESTION, 60), collection.searcher.matching(QUESTION, 60)
    legs = [[(collection.passage(number), score) for number, score in leg] for leg in found]
    return tuple(sorted((stored[0].id, round(score, 4)) for stored, score in leg if stored) for leg in legs)  # type: ignore[return-value]


def anew(collection: Collection) -> tuple[object, object]:
    """What a process finds that has nothing but the store."""
    copy = collection.folder.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(collection.folder, copy, ignore=shutil.ignore_patterns(caching.FOLDER))
    with index.open(copy, embedder=collection.embedder) as opened:
        return answers(opened)


@pytest.fixture
def _nothing_anew(ferries: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("all was made anew")

    monkeypatch.setattr(caching, "_anew", refuse)


@pytest.mark.usefixtures("_nothing_anew")
def test_a_change_reads_only_what_changed(ferries: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    passage = ferries._store.passage
    monkeypatch.setattr(ferries._store, "passage", lambda number: read.append(number) or passage(number))  # type: ignore[func-returns-value]
    ferries.put([article(40), article(7, "early")])
    ferries.remove("a3")
    assert ferries.searcher.state().passages == 40
    assert read == [41, 42]
    found = dict(ferries.searcher.matching("early", 5))
    assert set(found) == {42}
    assert not {4, 8} & set(dict(ferries.searcher.nearest(QUESTION, 60)))


def test_numbers_stay_what_they_were(ferries: Collection) -> None:
    before = dict(ferries.searcher.nearest(QUESTION, 60))
    ferries.put([article(40)])
    ferries.remove("a3", "a30")
    after = dict(ferries.searcher.nearest(QUESTION, 60))
    assert {number: after.get(number) for number in before} == before | {4: None, 31: None}


def test_what_followed_is_vouched_for_and_read_by_the_next_process(
    ferries: Collection, embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    ferries.put([article(40)])
    expected = answers(ferries)
    assert expected == anew(ferries)
    caplog.set_level(logging.DEBUG, "index")
    with index.open(ferries.folder, embedder=embedder) as opened:
        assert answers(opened) == expected
    assert caplog.records == []


@pytest.mark.usefixtures("_nothing_anew")
def test_another_process_follows_the_files_of_the_first(ferries: Collection, embedder: Embedder) -> None:
    ferries.put([article(40)])
    with index.open(ferries.folder, embedder=embedder) as opened:
        assert len(opened.searcher.matching("harbour", 60)) == 41


@pytest.mark.usefixtures("_nothing_anew")
def test_while_a_writer_is_at_work_a_reader_follows_it_in_a_folder_of_its_own(
    ferries: Collection, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "temporary"
    home.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(home))
    with index.open(ferries.folder, embedder=embedder) as reader:
        reader.searcher.state()
        for at in (40, 41):
            ferries.put([article(at)])
            with write_lock(ferries.folder):
                assert len(reader.searcher.matching("harbour", 60)) == at + 1
                assert reader.searcher.state().passages == at + 1
        assert len([*home.iterdir()]) == 1
    assert [*home.iterdir()] == []


def test_where_there_is_no_room_for_a_folder_the_words_are_kept_in_memory(
    ferries: Collection, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(ferries.folder / "no such folder"))
    ferries.put([article(40)])
    with write_lock(ferries.folder), index.open(ferries.folder, embedder=embedder) as reader:
        assert len(reader.searcher.matching("harbour", 60)) == 41


@pytest.mark.parametrize("harm", ["flip", "lose"])
def test_damaged_files_are_not_followed(ferries: Collection, embedder: Embedder, harm: str) -> None:
    ferries.put([article(40)])
    for path in (ferries.folder / caching.FOLDER).glob("words-*/*.store"):
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 4
        path.unlink()
        if harm == "flip":
            path.write_bytes(raw)
    expected = anew(ferries)
    assert answers(ferries) == expected  # it has them in memory, and does not copy what is no longer the same
    with index.open(ferries.folder, embedder=embedder) as opened:
        assert answers(opened) == expected


def test_beyond_a_tenth_all_is_made_anew(ferries: Collection, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "index")
    for at in range(40, 44):
        ferries.put([article(at)])
        ferries.searcher.state()
    assert caplog.records == []
    ferries.put([article(44)])
    ferries.searcher.state()
    assert [record.getMessage().split(",")[0] for record in caplog.records] == [
        f"Search caches of {ferries.folder} rebuilt: 45 passages"
    ]


def test_an_older_file_put_back_is_not_mistaken_for_the_newer_one(ferries: Collection, embedder: Embedder) -> None:
    backup = ferries.folder.with_name("backup")
    shutil.copy(ferries.folder / "byline.sqlite", backup)
    ferries.put([article(40)])
    ferries.searcher.state()
    shutil.move(backup, ferries.folder / "byline.sqlite")
    with index.open(ferries.folder, embedder=embedder) as other:
        other.put([article(41), article(42)])  # under the number that a40 had
        other.remove("a0")
    stored = (ferries.passage(number) for number, _ in ferries.searcher.matching("harbour", 60))
    assert {held.id for held, _ in filter(None, stored)} == {f"a{at}" for at in range(1, 43) if at != 40}


@settings(max_examples=25)  # each is a dozen commits
@given(st.lists(st.tuples(st.sampled_from(["put", "change", "remove"]), st.integers(0, 45)), min_size=1, max_size=8))
def test_whatever_came_and_went_caches_that_followed_find_what_new_ones_find(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(caching, "_MOST_CHANGED", 9)
        with create(tmp_path_factory.mktemp("any") / "index", Settings(), WordEmbedder()) as made:
            made.put(article(at) for at in range(12))
            made.searcher.state()
            for kind, at in steps:
                made.remove(f"a{at}") if kind == "remove" else made.put([article(at, kind)])
                made.searcher.state()
            followed, new = answers(made), anew(made)
    assert followed[0] == new[0]
    # BM25 still counts what was taken out when it weighs how rare a word is.
    assert [name for name, _ in followed[1]] == [name for name, _ in new[1]]  # type: ignore[attr-defined]


def test_an_index_of_lists_follows_and_keeps_the_recall_that_was_measured(
    ferries: Collection, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "sample_size", lambda count: count)  # as if forty passages were many
    with index.open(ferries.folder, embedder=embedder) as opened:
        shutil.rmtree(ferries.folder / caching.FOLDER)
        measured = opened.searcher.state()
        assert not measured.vectors.exact
        generation = opened.generation
        opened.put([article(40)])
        opened.remove("a3")
        followed = opened.searcher.state()
        assert (followed.passages, followed.changed, followed.recall) == (40, 2, measured.recall)
        assert set(followed.vectors.numbers.tolist()) == {*range(1, 42)} - {4}
        assert opened._store.stamp(caching.RECALL) == (generation, f"{measured.recall:.4f}")
