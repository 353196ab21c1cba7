import json
from pathlib import Path
from typing import Any

import pytest

import index
from index.collection import Collection
from index.embedding import Embedder
from index.filtering import Filter
from index.fusing import fuse
from rag.retrieving import PER_ARTICLE, retrieve


def test_fusion_adds_the_reciprocal_ranks_of_both_legs() -> None:
    assert fuse([[1, 2, 3], [3, 1]]) == [(1, 1 / 61 + 1 / 62), (3, 1 / 63 + 1 / 61), (2, 1 / 62)]
    assert fuse([[5], [4]]) == [(4, 1 / 61), (5, 1 / 61)]
    assert fuse([[], []]) == []


def test_what_is_found_says_how_new_it_was_on_the_day_that_is_asked_for(tmp_path: Path, embedder: Embedder) -> None:
    row = {"id": "a", "text": "The ferry was painted red.", "date": "2025-09-16"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    with index.build(tmp_path / "a.jsonl", tmp_path / "index", embedder=embedder) as built:
        days = (None, "2025-09-16", "2026-09-16")
        new = [each.recency for day in days for each in retrieve(built, "Was the ferry red?", 1, Filter(), day)]
    assert new == [0, 1, pytest.approx(0, abs=1e-4)]


def test_hits_are_ranked_from_1_and_are_slices_of_their_articles(collection: Collection) -> None:
    found = retrieve(collection, "when did the harbour bridge reopen?", 5, Filter())
    assert [(each.hit.rank, each.hit.passage.article_id) for each in found] == [(1, "bridge"), (2, "ferry")]
    for each in found:
        passage = each.hit.passage
        assert each.article.text[passage.start : passage.end] == passage.text
    assert found[0].hit.score == 1 / 61 + 1 / 61 + 1 / 61  # of both legs and of the article
    assert found[0].hit.title == "Harbour Bridge Reopens"


def test_one_long_article_cannot_take_every_place(tmp_path: Path, embedder: Embedder) -> None:
    long = "\n\n".join(f"Ferries ran on day {n}. {'Ferries ran again. ' * 40}" for n in range(10))
    rows = [{"id": "long", "text": long}, {"id": "short", "text": "Ferries ran."}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with index.build(tmp_path / "a.jsonl", tmp_path / "index", embedder=embedder) as built:
        found = retrieve(built, "ferries", 10, Filter())
    assert [each.article.id for each in found].count("long") == PER_ARTICLE
    assert [each.article.id for each in found].count("short") == 1


def test_an_article_that_is_removed_meanwhile_is_passed_over(collection: Collection) -> None:
    state = collection.searcher.state()
    collection.remove("bridge")
    collection.searcher._state = type(state)(generation=collection.generation, vectors=state.vectors, words=state.words)
    assert [each.article.id for each in retrieve(collection, "harbour bridge", 5, Filter())] == ["ferry"]


def test_each_hit_says_how_near_it_is(collection: Collection) -> None:
    bridge, ferry = retrieve(collection, "harbour bridge", 5, Filter())
    # The passage and its headline have 9 different words, two of them asked for: cosine 2 / sqrt(2 * 9).
    assert bridge.cosine == pytest.approx(2 / 18**0.5, abs=1e-3)
    assert ferry.cosine == 0


class RemovingSearcher:
    """A searcher over a collection that loses an article while it is searched."""

    def __init__(self, collection: Collection, article_id: str) -> None:
        self.collection, self.inner, self.article_id = collection, collection.searcher, article_id

    def __getattr__(self, name: str) -> Any:
        if name == "cosines":
            self.collection.remove(self.article_id)
        return getattr(self.inner, name)


def test_an_article_that_goes_between_two_steps_is_passed_over_and_ranks_stay_whole(collection: Collection) -> None:
    collection.searcher = RemovingSearcher(collection, "bridge")  # type: ignore[assignment]
    found = retrieve(collection, "harbour bridge", 5, Filter())
    assert [(each.article.id, each.hit.rank) for each in found] == [("ferry", 1)]


def test_a_brief_question_is_searched_for_in_the_words_of_the_news_as_well(tmp_path: Path, embedder: Embedder) -> None:
    rows = [{"id": f"ferry{n}", "text": f"The ferry number {n} is red."} for n in range(30)]
    rows.append({"id": "begun", "text": "The negotiations began."})
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with index.build(tmp_path / "a.jsonl", tmp_path / "index", embedder=embedder) as built:
        # The stand-in embedder knows no two words for one: what is found is found by the search by words.
        for question, found in (
            ("When did the talks start?", "begun"),
            ("When did they start? (about: trams, boats, buses, bikes)", "begun"),
            ("When did the talks on trams, boats and buses start?", "ferry0"),
        ):
            assert [each.article.id for each in retrieve(built, question, 1, Filter())] == [found], question


def test_what_a_follow_up_carries_over_counts_for_half(tmp_path: Path, embedder: Embedder) -> None:
    texts = ("Ferry bridge tunnel dock weather.", "Painting costs much.")
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps({"id": text[:5], "text": text}) for text in texts))
    asked, question = "Painting costs?", "Painting costs? (about: ferry, bridge, tunnel, dock)"
    with index.build(tmp_path / "a.jsonl", tmp_path / "index", embedder=embedder) as built:
        searcher = built.searcher
        row = searcher.between(question, asked)
        both = [embedder.embed_questions([text])[0] for text in (question, asked)]
        assert [float(row[0] @ each) for each in both] == pytest.approx([float(row[0] @ both[0])] * 2)
        assert float(row[0] @ row[0]) == pytest.approx(1)
        (first, _), _ = searcher.nearest(question, 2)
        (best, score), *_ = searcher.ranked(question, asked=asked)
    # First in both legs and as a whole article; by the embedding of all that is carried it would be second in one.
    assert best != first
    assert score == pytest.approx(3 / 61)
