"""What an article that is named tells: the outlet is found by name, by initials or by title, and the gist is short."""

import json
from pathlib import Path

import pytest

import index
import rag
from index.collection import Collection
from index.embedding import Embedder
from rag.gist import MAX_TOLD, gist
from rag.kinds import Kind
from rag.overviews import asks_for_article
from rag.reader.protocol import Reader
from rag.shaping import shape_of
from rag.types import Status
from tests.rag.listed import found

OPENING = "The harbour bridge was closed to all cars on Monday because of rust."
COAST = {
    "id": "coast", "source": "The Coast Daily News", "title": "Rust closes the bridge", "date": "2025-09-01",
    "text": f"{OPENING} The mayor said that the bridge would open in May.",
}  # fmt: skip
HILL = {
    "id": "hill", "source": "Hill Post", "title": "A ferry at last", "date": "2025-09-02",
    "text": "A ferry now goes to the island every hour of the day. Nobody missed the bridge on its first day.",
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Summarise the Wall Street Journal article", "Wall Street Journal"),
        ("give me the gist of the scmp opinion piece", "scmp"),
        ("What is the People News article about?", "People News"),
        ("What is the main argument of the SCMP op-ed?", "SCMP"),
        ("What are the key points of the Journal’s report, please?", "Journal"),
        ("What does the BenCham report say?", "BenCham"),
    ],
)
def test_an_article_is_asked_for_by_name(question: str, name: str) -> None:
    assert asks_for_article(question) == name
    assert shape_of(question).kind is Kind.OVERVIEW


@pytest.mark.parametrize(
    "question",
    [
        "Summarize the articles",
        "What do these articles say?",
        "Who wrote the SCMP piece?",
        "What does the SCMP article say about tariffs?",
        "What is the story behind the ban?",
        "Which article mentions Boeing?",
    ],
)
def test_something_else_is_asked_for(question: str) -> None:
    assert asks_for_article(question) is None


def build(folder: Path, embedder: Embedder) -> Collection:
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, (COAST, HILL))), encoding="utf-8")
    return index.build(folder / "a.jsonl", folder / "index", embedder=embedder)


@pytest.mark.parametrize("name", ["Coast Daily", "CDN", "rust"])
def test_the_gist_of_the_article_that_is_named_opens_as_it_does(
    tmp_path: Path, embedder: Embedder, reader: Reader, name: str
) -> None:
    with build(tmp_path, embedder) as collection:
        answer = rag.open(collection, reader=reader).answer(f"Summarize the {name} article")
    assert [citation.article_id for citation in answer.citations] == ["coast", "coast"]
    assert answer.citations[0].quote == OPENING


def test_of_a_single_article_all_there_is_is_its_gist(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    with build(tmp_path, embedder) as collection:
        answer = rag.open(collection, reader=reader).answer("Summarize the articles", articles=["hill"])
    assert len(answer.citations) == 2


def test_what_no_article_is_called_is_a_topic_or_not_found(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    with build(tmp_path, embedder) as collection:
        answerer = rag.open(collection, reader=reader)
        assert answerer.answer("Summarize the Titanic story").status is Status.NOT_FOUND


def test_a_gist_is_a_few_sentences_on_what_the_article_is_about_in_its_order_and_none_twice() -> None:
    about = [f"The bridge in the harbour was closed by the {name} mayor last year." for name in ("first", "second")]
    aside = [f"Somebody sold {count} umbrellas at noon in another street nearby." for count in "abcdefg"]
    told = [each.text for each in gist("Summarize the articles", found(" ".join([OPENING, *aside, *about])))]
    assert told[0] == OPENING
    assert len(told) == MAX_TOLD
    assert told[-1] in about
    assert len(set(told)) == len(told)
