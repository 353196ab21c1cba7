"""Days in a question: what they leave out, and for which day it is answered."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import index
import rag
from index.embedding import Embedder
from rag.answering import Answerer
from rag.reader.protocol import Reader


@pytest.fixture
def dated(tmp_path: Path, embedder: Embedder, reader: Reader) -> Iterator[Answerer]:
    """Three reports on a ferry, one without a date, asked on 18 September 2025."""
    rows = [
        {"id": "old", "text": "The ferry was repaired in Turku.", "date": "2025-03-02"},
        {"id": "new", "text": "The ferry was painted red at sea.", "date": "2025-09-16"},
        {"id": "undated", "text": "The ferry was sold to a museum."},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with index.build(tmp_path / "a.jsonl", tmp_path / "dated", embedder=embedder) as built:
        yield Answerer(built, reader, today=lambda: date(2025, 9, 18))


def test_a_time_in_the_question_limits_the_articles_keeps_undated_ones_and_is_said(dated: Answerer) -> None:
    answer = dated.answer("What was done to the ferry since Monday?")
    assert {hit.passage.article_id for hit in answer.hits} == {"new", "undated"}
    assert answer.period.startswith("“since Monday” was read as: published since 15 September 2025.")


def test_as_of_in_the_question_is_the_day_that_it_is_answered_for(dated: Answerer) -> None:
    answer = dated.answer("As of 1 August 2025, what was done to the ferry?")
    assert {hit.passage.article_id for hit in answer.hits} == {"old", "undated"}
    assert answer.as_of == "2025-08-01"


def test_the_latest_is_what_was_new_on_the_day_of_the_newest_article(dated: Answerer) -> None:
    answer = dated.answer("What is the latest on the ferry?")
    assert answer.as_of == "2025-09-16"
    assert answer.period == "“latest” was read as: on 16 September 2025, the day of the newest article."
    assert {hit.passage.article_id for hit in answer.hits} == {"new", "old", "undated"}
    assert answer.hits[0].passage.article_id == "new"
    assert dated.answer("What is the latest on the ferry?", until="2025-04").period == ""
    assert dated.answer("What is the latest on the ferry?", articles=["old"]).as_of == "2025-03-02"
    assert dated.answer("What is the latest on the ferry?", articles=["undated"]).as_of is None
    assert dated.answer("What was done to the ferry?").as_of is None


def test_the_newest_article_is_sought_only_where_the_latest_is_asked_for(
    dated: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought: list[int] = []
    monkeypatch.setattr(dated, "_newest", lambda _: sought.append(1))
    dated.answer("What was done to the ferry?")
    assert sought == []
    dated.answer("What is the latest on the ferry?")
    assert sought == [1]


def test_what_was_new_on_the_day_that_is_asked_for_is_looked_at_first(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    old = {"id": "old", "text": "The ferry was painted red, and red it stayed.", "date": "2025-03-02"}
    new = {"id": "new", "text": "The ferry was painted blue in Turku, says its owner.", "date": "2025-09-16"}
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, (old, new))))
    with index.build(tmp_path / "a.jsonl", tmp_path / "dated", embedder=embedder) as built:
        answerer = rag.open(built, reader=reader)

        def order(until: str | None = None, as_of: str | None = None) -> list[str]:
            asked = "Was the ferry painted red?"
            hits = answerer.retrieve(asked, until=until, as_of=as_of)
            assert hits == answerer.answer(asked, until=until, as_of=as_of).hits
            return [hit.passage.article_id for hit in hits]

        assert order() == ["old", "new"]
        assert order(until="2025-09-18") == ["old", "new"]
        assert order(as_of="2025-09-18") == order(as_of="2025-09") == ["new", "old"]
        assert order(as_of="2025-08-31") == order(as_of="2025-08-31", until="2025") == ["old"]
        assert order(as_of="2025-09-15", until="2025-09") == order(as_of="2025-09", until="2025-09-15") == ["old"]
        assert order(as_of="2026-09-18") == ["old", "new"]  # both are old by then


def test_a_date_that_was_given_outweighs_the_words_and_drops_undated_articles(dated: Answerer) -> None:
    answer = dated.answer("What was done to the ferry since Monday?", since="2025-01-01")
    assert {hit.passage.article_id for hit in answer.hits} == {"old", "new"}
    assert answer.period == ""


def test_a_time_of_which_there_is_no_article_hides_none(dated: Answerer) -> None:
    answer = dated.answer("What was done to the ferry since yesterday?")
    assert {hit.passage.article_id for hit in answer.hits} == {"old", "new", "undated"}
    assert answer.period == ""
