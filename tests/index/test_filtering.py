import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import index
from index.collection import Collection
from index.embedding import Embedder
from index.filtering import Filter

ROWS = [
    {"id": "year", "text": "Ferries ran.", "date": "2025", "source": "Coast Daily"},
    {"id": "month", "text": "Ferries ran.", "date": "2025-09", "source": "Coast Daily"},
    {"id": "day", "text": "Ferries ran.", "date": "2025-09-14", "source": "Northern Post"},
    {"id": "never", "text": "Ferries ran."},
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


@pytest.mark.parametrize("value", ["", "yesterday", "2025-9-1", "2025-02-30", "2025-09-14T10:00"])
def test_what_is_no_date_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="since must be YYYY"):
        Filter(since=value)
