import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import index
from index import caching
from index.chunking import cut_passages
from index.collection import Collection, create
from index.embedding import Embedder
from index.filtering import Filter
from index.settings import Settings
from index.types import Article, Passage, Source, given

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


LANGUAGES, GENRES = ("en", "fr", "de"), ("report", "opinion", "analysis")


def many(folder: Path) -> tuple[Collection, NDArray[np.float32]]:
    """100,000 passages of 10,000 articles that differ in everything a filter asks for, and their vectors by number."""
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(100_000, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    held = create(folder, Settings(), AxesEmbedder())
    for first in range(0, 10_000, 500):
        with held._store.writing() as writer:
            for at in range(first, first + 500):
                parts = [f"Ferry {at} of pier {part} ran late." for part in range(10)]
                text = " ".join(parts)
                starts = [sum(len(each) + 1 for each in parts[:part]) for part in range(10)]
                spans = tuple((start, start + len(part)) for start, part in zip(starts, parts, strict=True))
                source = Source(
                    published=given(f"2025-{at % 12 + 1:02}-{at % 28 + 1:02}"),
                    publisher=given("Coast Daily" if at % 100 else "Rare Post"),
                    language=given(LANGUAGES[at % 3]),
                    genre=given(GENRES[at // 3 % 3]),
                )
                article = Article(id=f"a{at}", text=text, sentences=spans, source=source)
                passages = [Passage(article_id=f"a{at}", start=s, end=e, text=text[s:e]) for s, e in spans]
                copies = (f"a{at - 1}",) if at % 1_000 == 1 else ()
                writer.put(article, passages, rows[10 * at : 10 * at + 10], copies=copies)
    return held, rows.astype(np.float16).astype(np.float32)


class AxesEmbedder:
    name = "axes"
    fingerprint = "a" * 64
    dimension = 64

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return np.full((len(questions), 64), 1 / 8, np.float32)

    embed_passages = embed_questions


@pytest.mark.fault
@pytest.mark.parametrize("kind", ["exact", "lists"])
def test_filters_apply_before_ranking_over_100_000_passages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(caching, "sample_size", lambda count: min(count, 20_000) if kind == "lists" else 0)
    held, rows = many(tmp_path / "index")
    at = np.arange(10_000)
    with held:
        assert held.searcher.state().vectors.exact == (kind == "exact")
        conditions: list[tuple[Filter, NDArray[np.bool_]]] = [
            (Filter(since="2025-12"), at % 12 == 11),
            (Filter(since="2025-03-01", until="2025-04"), (at % 12 == 2) | (at % 12 == 3)),
            (Filter(publishers=("rare post",)), at % 100 == 0),
            (Filter(languages=("fr",), genres=("opinion",)), (at % 3 == 1) & (at // 3 % 3 == 1)),
            (Filter(articles=("a7", "a9999")), (at == 7) | (at == 9_999)),
            (Filter(copies_of=("a2000",)), (at == 2_000) | (at == 2_001)),
            (Filter(publishers=("Rare Post",), languages=("de",), since="2025-09"), at % 300 == 200),
        ]
        for chosen, meets in conditions:
            allowed = held.searcher.allowed(chosen)
            assert allowed == {int(number) + 1 for number in np.flatnonzero(np.repeat(meets, 10))}
            inside = np.asarray(sorted(allowed)) - 1
            best = inside[np.argsort(-(rows[inside] @ np.full(64, 1 / 8, np.float32)), kind="stable")][:10] + 1
            found = [number for number, _ in held.searcher.nearest("late", 10, allowed)]
            assert set(found) <= allowed
            assert {*found} == {*best.tolist()}
            by_words = held.searcher.matching("ferry pier late", 10, allowed)
            assert len(by_words) == 10
            assert {number for number, _ in by_words} <= allowed
