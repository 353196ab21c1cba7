"""In what the sources differ, where just that is asked: every sentence is held against every other."""

import json
from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel

import index
import rag
from index.collection import Collection
from index.embedding import Embedder
from rag.kinds import Kind
from rag.leaning import leans
from rag.overviews import asks_what_differs
from rag.reader.protocol import Reader
from rag.shaping import shape_of
from rag.types import Answer, Status

TWELVE, NINE = "The fire in the harbour killed 12 people.", "The fire in the harbour killed 9 people."
RED, BLUE = "The ferry carried 400 passengers to the island.", "The ferry carried 650 passengers to the island."


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What do the sources disagree about?", ""),
        ("Where do the articles differ?", ""),
        ("Do the articles contradict each other?", ""),
        ("Do these five sources disagree on anything?", ""),
        ("Are there any contradictions?", ""),
        ("What are the main differences between the articles?", ""),
        ("Which sources disagree?", ""),
        ("Compare the articles", ""),
        ("Do the sources differ on the deadline?", "the deadline"),
        ("Are there differences between the articles regarding soybeans?", "soybeans"),
        ("How do the outlets differ on TikTok?", "TikTok"),
    ],
)
def test_it_is_asked_in_what_the_sources_differ(question: str, topic: str) -> None:
    assert asks_what_differs(question) == topic
    assert shape_of(question).kind is Kind.DIFFERENCES
    assert not leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "Why do China and the US disagree?",
        "What do they disagree about?",
        "Are there any conflicts?",
        "Is there a difference on tariffs?",
        "What are the differences between Trump and Xi?",
        "What do the sources say about the deadline?",
        "Compare what the sources say about the deadline",
    ],
)
def test_it_is_asked_for_something_else(question: str) -> None:
    assert asks_what_differs(question) is None
    assert shape_of(question).kind is not Kind.DIFFERENCES


def build(folder: Path, embedder: Embedder, *texts: tuple[str, str]) -> Collection:
    rows = [{"id": f"a{at}", "text": text, "date": day} for at, (text, day) in enumerate(texts)]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return index.build(folder / "a.jsonl", folder / "index", embedder=embedder)


def quotes(answer: Answer) -> set[str]:
    return {citation.quote for citation in answer.citations}


def test_both_sides_are_quoted_and_what_agrees_is_not(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    day = "2025-09-01"
    texts = (f"{TWELVE} It rained.", day), (f"{NINE} {RED}", day), (f"It rained. {BLUE}", day)
    with build(tmp_path, embedder, *texts) as collection:
        answerer = rag.open(collection, reader=reader)
        answer = answerer.answer("What do the sources disagree about?")
        assert quotes(answer) == {TWELVE, NINE, RED, BLUE}
        assert {tuple(sorted(side.value for side in each.sides)) for each in answer.disagreements} == {
            ("12", "9"),
            ("400", "650"),
        } or len(answer.disagreements) == 2
        ferry = answerer.answer("Do the sources differ on the ferry?")
        assert (quotes(ferry), len(ferry.disagreements)) == ({RED, BLUE}, 1)
        none = answerer.answer("Do the sources differ on the rain?")
        assert (none.status, none.confidence) == (Status.NOT_FOUND, 0)
        assert none.text.startswith("No disagreement was found. 3 articles were searched")
        alone = answerer.answer("What do the sources disagree about?", articles=["a0"])
        assert alone.status is Status.NOT_FOUND


def test_every_passage_is_compared_and_not_only_how_articles_open(
    tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    long = " ".join(f"Day {n} was a day of rain in the town and of wind at sea." for n in range(90))
    with build(tmp_path, embedder, (f"{long} {RED}", "2025-09-01"), (BLUE, "2025-09-01")) as collection:
        answer = rag.open(collection, reader=reader).answer("What do the sources disagree about?")
    assert len(answer.hits) > 5  # more of one article than any other question reads
    assert quotes(answer) == {RED, BLUE}


def test_no_model_puts_a_disagreement_into_words(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    model = GenericFakeChatModel(messages=iter(()))
    with build(tmp_path, embedder, (RED, "2025-09-01"), (BLUE, "2025-09-01")) as collection:
        answer = rag.open(collection, reader=reader, writer=model).answer("What do the sources disagree about?")
    assert (quotes(answer), answer.generator, answer.calls) == ({RED, BLUE}, "extractive", 0)


def test_what_changed_in_a_month_is_no_disagreement(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    with build(tmp_path, embedder, (RED, "2025-08-01"), (BLUE, "2025-09-03")) as collection:
        assert rag.open(collection, reader=reader).answer("What do the sources disagree about?").disagreements == ()


def test_at_most_three_are_told(tmp_path: Path, embedder: Embedder, reader: Reader) -> None:
    things = "bridges ships houses trees roads".split()
    one, other = (
        " ".join(f"The storm broke {n + at} {each} in Turku." for at, each in enumerate(things)) for n in (10, 40)
    )
    with build(tmp_path, embedder, (one, "2025-09-01"), (other, "2025-09-02")) as collection:
        answer = rag.open(collection, reader=reader).answer("What do the sources disagree about?")
    assert len(answer.disagreements) == 3
