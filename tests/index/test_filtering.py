import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import index
from index.chunking import cut_passages
from index.collection import Collection
from index.embedding import Embedder
from index.filtering import Filter
from index.types import Article, Source, given

ROWS = [
    {"id": "year", "text": "Ferries ran through the whole year.", "date": "2025", "source": "Coast Daily"},
    {"id": "month", "text": "In September ferries ran.", "date": "2025-09", "source": "Coast Daily"},
    {"id": "day", "text": "On Sunday two ferries ran late.", "date": "2025-09-14", "source": "Northern Post"},
    {"id": "never", "text": "Nobody knows when ferries ran."},
]


@pytest.fixture
def dated(tmp_path: Path, embedder: Embedder) -> Iterator[Collection]:
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    with index.build(tmp_path / "news.jsonl", tmp_path / "index", embedder=embedder) as built:
        yield built


def test_no_condition_lets_everything_through(dated: Collection) -> None:
    assert dated.searcher.allowed(Filter()) is None
    assert dated.count(Filter()) == 4


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Filter(since="2025-09-14"), {"year", "month", "day"}),
        (Filter(since="2025-09-15"), {"year", "month"}),
        (Filter(since="2025-10"), {"year"}),
        (Filter(since="2026"), set()),
        (Filter(until="2025-09-14"), {"year", "month", "day"}),
        (Filter(until="2025-09-13"), {"year", "month"}),
        (Filter(until="2025-08"), {"year"}),
        (Filter(until="2024"), set()),
        (Filter(publishers=("coast daily",)), {"year", "month"}),
        (Filter(articles=("never", "year", "gone")), {"never", "year"}),
        (Filter(articles=("never", "year"), since="2025"), {"year"}),
        (Filter(since="2025-09-15", undated=True), {"year", "month", "never"}),
        (Filter(since="2025-10", until="2026", undated=True), {"year", "never"}),
        (Filter(until="2024", undated=True, publishers=("Coast Daily",)), set()),
        (Filter(publishers=("Nobody", "Northern Post"), since="2025"), {"day"}),
    ],
)
def test_a_date_counts_as_far_as_it_is_known(dated: Collection, chosen: Filter, expected: set[str]) -> None:
    allowed = dated.searcher.allowed(chosen)
    assert allowed is not None
    stored = [dated.passage(number) for number in allowed]
    assert {article.id for article, _ in filter(None, stored)} == expected
    assert dated.count(chosen) == len(expected)
    assert {number for number, _ in dated.searcher.nearest("ferries", 10, allowed)} == allowed


def named(collection: Collection, chosen: Filter) -> set[str]:
    allowed = collection.searcher.allowed(chosen)
    assert allowed is not None
    assert collection.count(chosen) == len(allowed)
    stored = [collection.passage(number) for number in allowed]
    return {article.id for article, _ in filter(None, stored)}


def test_language_genre_and_copies_are_conditions_as_well(dated: Collection) -> None:
    with dated._store.writing() as writer:
        for name, language, genre, copies in (("fr", "fr", "opinion", ()), ("wire", "en", "report", ("day",))):
            article = Article(
                id=name,
                text=f"Ferries ran to {name}.",
                sentences=((0, 16 + len(name)),),
                source=Source(language=given(language), genre=given(genre)),
            )
            writer.put(article, cut_passages(article), dated.embedder.embed_passages(["ferries"]), copies=copies)
    assert named(dated, Filter(languages=("fr", "de"))) == {"fr"}
    assert named(dated, Filter(genres=("report",))) == {"wire"}
    assert named(dated, Filter(languages=("en",), genres=("opinion",))) == set()
    assert named(dated, Filter(copies_of=("wire",))) == named(dated, Filter(copies_of=("day",))) == {"wire", "day"}
    assert named(dated, Filter(copies_of=("never",))) == {"never"}
    assert named(dated, Filter(originals=True)) == {"year", "month", "day", "never", "fr"}
    dated.remove("day")
    assert named(dated, Filter(originals=True)) == {"year", "month", "wire", "never", "fr"}


@pytest.mark.parametrize("value", ["", "yesterday", "2025-9-1", "2025-02-30", "2025-09-14T10:00"])
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="since must be YYYY"):
        Filter(since=value)
