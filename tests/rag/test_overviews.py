"""What asks for all there is: the newest articles are met, and told by how they open."""

import json
from pathlib import Path

import pytest

import index
import rag
from index.collection import Collection
from index.embedding import Embedder
from index.filtering import Filter
from rag.following import stand_alone
from rag.gist import MAX_TOLD
from rag.kinds import Kind
from rag.leaning import leans
from rag.overviews import asks_for_all, names_all
from rag.reader.protocol import Reader
from rag.retrieving import retrieve
from rag.shaping import shape_of
from rag.types import Answer, Status

TURN = ("What did China demand for TikTok?", "")


@pytest.mark.parametrize(
    "question",
    [
        "Summarize the articles",
        "please summarise all five articles.",
        "Can you summarize everything for me?",
        "sum it up",
        "What are these articles about?",
        "What do the sources say?",
        "What topics do the articles cover?",
        "What's new?",
        "What’s new this week?",
        "what is the latest",
        "Any news?",
        "latest news",
        "What is in the news today?",
        "What are the key takeaways from these articles?",
        "Give me a short overview, please",
        "tl;dr",
        "What happened yesterday?",
        "what's going on",
        "What can I ask you about?",
    ],
)
def test_all_there_is_is_asked_for(question: str) -> None:
    assert asks_for_all(question)
    assert shape_of(question).kind is Kind.OVERVIEW


@pytest.mark.parametrize(
    "question",
    [
        "Summarize the TikTok dispute",
        "What happened in Madrid?",
        "What is new about TikTok?",
        "What do the articles say about oil?",
        "What is it?",
        "Why is it news?",
        "hello",
        "",
    ],
)
def test_what_is_about_something_is_no_overview(question: str) -> None:
    assert not asks_for_all(question)
    assert shape_of(question).kind is not Kind.OVERVIEW


def test_a_question_that_names_the_articles_leans_on_nothing_and_one_that_does_not_is_about_what_was_said() -> None:
    assert (names_all("Summarize the articles"), names_all("Summarize it")) == (True, False)
    assert not leans("Summarize the articles")
    assert stand_alone("Summarize the articles", [TURN]) == "Summarize the articles"
    whole = stand_alone("Summarize it", [TURN])
    assert whole == "Summarize it (about: China, TikTok, demand)"
    assert (shape_of(whole).kind, shape_of(whole).names) == (Kind.TOPIC, frozenset({"china", "tiktok"}))


def test_what_an_overview_told_is_not_what_the_next_question_is_about() -> None:
    told = "Boeing waits for orders. China bought soybeans from Brazil."
    assert stand_alone("What about soybeans?", [("What's new?", told)]) == "What about soybeans?"
    assert stand_alone("and why?", [TURN, ("Summarize the articles", told)]) == stand_alone("and why?", [TURN])


OPENINGS = {
    "old": ("2025-09-01", "The harbour bridge was closed to all cars on Monday."),
    "new": ("2025-09-03", "The harbour bridge was opened to all cars on Wednesday."),
    "undated": (None, "A ferry goes to the island every hour of the day."),
}


def build(folder: Path, embedder: Embedder, **texts: tuple[str | None, str]) -> Collection:
    rows = [{"id": name, "text": text} | ({"date": date} if date else {}) for name, (date, text) in texts.items()]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return index.build(folder / "a.jsonl", folder / "index", embedder=embedder)


def overview(collection: Collection, reader: Reader, *, since: str | None = None, until: str | None = None) -> Answer:
    return rag.open(collection, reader=reader).answer("What's new?", since=since, until=until)


def told(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


def test_the_newest_article_leads_and_those_of_unknown_date_come_last(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    with build(tmp_path, embedder, **OPENINGS) as collection:
        answer = overview(collection, reader)
        assert told(answer) == [OPENINGS[name][1] for name in ("new", "old", "undated")]
        assert (answer.status, answer.considered, answer.disagreements) == (Status.ANSWERED, 3, ())
        assert told(overview(collection, reader, until="2025-09-02")) == [OPENINGS["old"][1]]
        nothing = overview(collection, reader, since="2026")
        assert (nothing.status, nothing.considered) == (Status.NOT_FOUND, 0)


def test_a_few_articles_are_told_of_and_copies_once(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    rooms = "red blue green white black brown grey".split()
    many = {name: (f"2025-09-{day:02}", f"The {name} room of the house was painted {name} on day {day} of the month.")
            for day, name in enumerate(rooms, start=1)}  # fmt: skip
    copy = {"copy": ("2025-09-09", many["grey"][1])}
    with build(tmp_path, embedder, **many, **copy) as collection:
        answer = overview(collection, reader)
    assert len(answer.statements) == MAX_TOLD
    assert [quote.split()[1] for quote in told(answer)] == ["grey", "brown", "black", "white", "green"]


def test_a_headline_a_caption_and_what_an_outlet_says_everywhere_open_nothing(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    letter = "Get the five things that you need to know in your letter box every day."
    texts = {
        "a": ("2025-09-01", f"Bridge\n\nThe mayor at the bridge\n\nPhotos. {letter} {OPENINGS['old'][1]}"),
        "b": ("2025-09-02", f"{letter} {OPENINGS['new'][1]}"),
    }
    with build(tmp_path, embedder, **texts) as collection:
        assert told(overview(collection, reader)) == [OPENINGS["new"][1], OPENINGS["old"][1]]


def test_copies_leave_room_for_others(tmp_path: Path, embedder: Embedder) -> None:
    copies = {f"copy{n}": ("2025-09-09", OPENINGS["new"][1]) for n in range(3)}
    with build(tmp_path, embedder, **copies, old=OPENINGS["old"]) as collection:
        assert [each.article.id for each in retrieve(collection, "What's new?", 2, Filter())] == ["copy2", "old"]
