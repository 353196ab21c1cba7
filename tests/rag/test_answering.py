import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import index
import rag
from index.collection import Collection
from index.embedding import Embedder
from rag.answering import Answerer
from rag.reader.pointing import Pointed, unread
from rag.reader.protocol import Reader

QUESTION = "what did China demand for TikTok?"


@pytest.fixture
def small(collection: Collection, reader: Reader) -> Answerer:
    return rag.open(collection, reader=reader)


def true_to_its_articles(answer: rag.Answer, collection: Collection) -> bool:
    return all(
        collection.article(citation.article_id).text[citation.start : citation.end] == citation.quote
        for citation in answer.citations
    )


def test_the_question_that_it_was_born_from(answerer: Answerer) -> None:
    answer = answerer.answer(QUESTION)
    lead, citation = answer.statements[0], answer.citations[0]
    assert answer.status is rag.Status.ANSWERED
    assert lead.text.startswith(
        "U.S. Treasury Secretary Bessent publicly stated, as reported by People News, republishing Dajiyuan, that "
    )
    assert (lead.speaker, lead.outlets) == ("U.S. Treasury Secretary Bessent", 1)
    for words in ("Treasury Secretary Bessent", "lowering U.S. tariffs", "lifting technology sanctions"):
        assert words in citation.quote
    assert (citation.article_id, citation.publisher, citation.published) == (
        "people-news-wits-end",
        "People News",
        None,
    )
    assert true_to_its_articles(answer, answerer.collection)


def test_the_same_question_gives_the_same_bytes_in_every_process(answerer: Answerer, seeds: Path) -> None:
    code = "import json, rag, sys; print(json.dumps(rag.open(sys.argv[1]).answer(sys.argv[2]).to_dict()))"
    ran = subprocess.run([sys.executable, "-c", code, str(seeds), QUESTION], capture_output=True, text=True, check=True)
    here = [json.dumps(answerer.answer(QUESTION).to_dict()) for _ in range(20)]
    assert [ran.stdout.strip()] * 20 == here


@pytest.mark.parametrize("question", ["who won the chess final?", "what is the boiling point of tungsten?"])
def test_what_the_articles_do_not_answer_is_not_found_and_says_what_was_searched(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.answer(question)
    assert (answer.status, answer.statements, answer.citations) == (rag.Status.NOT_FOUND, (), ())
    assert answer.text.startswith("No answer was found. 5 articles were searched; the nearest passages are in “")
    assert len(answer.hits) == 10


def test_the_stream_ends_with_what_answer_gives(answerer: Answerer) -> None:
    first, *statements, last = answerer.stream(QUESTION)
    answer = answerer.answer(QUESTION)
    assert last == rag.Done(answer=answer)
    assert first == rag.Retrieved(hits=answer.hits, considered=5)
    assert [event.statement for event in statements if isinstance(event, rag.Stated)] == list(answer.statements)
    assert [citation for event in statements if isinstance(event, rag.Stated) for citation in event.citations] == list(
        answer.citations
    )


def test_retrieve_gives_the_best_passages_alone(answerer: Answerer) -> None:
    assert answerer.retrieve(QUESTION, k=3) == answerer.answer(QUESTION).hits[:3]


def test_filters_decide_what_is_looked_at(answerer: Answerer) -> None:
    answer = answerer.answer(QUESTION, publishers=["The Wall Street Journal"])
    assert {hit.passage.article_id for hit in answer.hits} == {"wsj-xi-wants-a-visit"}
    dated = answerer.answer(QUESTION, since="2025-09-01", as_of="2025-09-30")
    assert (dated.status, dated.hits, dated.as_of) == (rag.Status.NOT_FOUND, (), "2025-09-30")
    assert dated.text == "There is nothing to answer from: no article was searched."
    with pytest.raises(ValueError, match="as_of must be YYYY"):
        answerer.answer(QUESTION, until="2025", as_of="soon")


def test_a_follow_up_is_answered_in_its_context(answerer: Answerer) -> None:
    answer = answerer.answer("who said that?", history=[(QUESTION, "...")])
    assert answer.question == "who said that?"
    assert answer.standalone_question == "who said that? (about: China, TikTok, demand)"


def test_furniture_is_never_quoted(answerer: Answerer) -> None:
    for question in (
        "Did you know?",
        "sign in to leave a comment",
        "also read France parliamentary committee",
        "Write to Lingling Wei",
    ):
        for citation in answerer.answer(question).citations:
            assert not any(
                words in citation.quote
                for words in ("Did you know?", "ALSO READ", "Comments (0)", "Please sign in", "Write to")
            )


def test_a_question_that_cannot_be_asked_is_a_value_error(small: Answerer) -> None:
    with pytest.raises(rag.QuestionError):
        small.answer(" ")
    with pytest.raises(ValueError, match="2,001 characters"):
        small.answer("x" * 2_001)


def test_an_unrelated_article_changes_no_citation(small: Answerer, collection: Collection, articles: Path) -> None:
    before = small.answer("what did the harbour bridge repair cost?")
    (articles / "opera.txt").write_text("An opera opened in Vienna with five singers.")
    collection.add(articles)
    after = small.answer("what did the harbour bridge repair cost?")
    assert [c.quote for c in after.citations] == [c.quote for c in before.citations] != []
    assert after.index_generation == before.index_generation + 1


def test_removing_an_article_removes_what_rested_on_it(small: Answerer, collection: Collection) -> None:
    assert small.answer("what did the harbour bridge repair cost?").citations[0].article_id == "bridge"
    collection.remove("bridge")
    assert all(c.article_id != "bridge" for c in small.answer("what did the harbour bridge repair cost?").citations)


class SureReader:
    """Takes every sentence for an answer."""

    def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones(len(sentences), np.float32)

    def point(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> list[Pointed]:
        return [unread(sentence) for sentence in sentences]


SENTENCES = st.sampled_from(
    [
        "The bridge reopened.",
        "He said: “No.”",
        "Comments (0)",
        "Prices rose 14.7 per cent. 😀 e\u0301",
        "A Title",
        "\u202eIt rained?",
    ]
)
TEXTS = st.lists(
    st.lists(st.one_of(SENTENCES, st.text(max_size=60)), min_size=1).map("\n\n".join), min_size=1, max_size=4
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, question=st.one_of(SENTENCES, st.text(min_size=1, max_size=40)))
def test_every_citation_is_true_to_its_article(
    texts: list[str], question: str, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    lines = [json.dumps({"id": f"a{n}", "text": text}) for n, text in enumerate(texts)]
    (folder / "a.jsonl").write_text("\n".join(lines))
    with index.build(folder / "a.jsonl", folder / "index", embedder=embedder) as collection:
        try:
            answer = Answerer(collection, SureReader()).answer(question)
        except rag.QuestionError:
            return
        assert true_to_its_articles(answer, collection)
        retrieved = {hit.passage for hit in answer.hits}
        assert all(citation.passage in retrieved for citation in answer.citations)
        assert all(statement.citations for statement in answer.statements)
        assert all(
            part.text in answer.citations[part.citation - 1].quote
            for statement in answer.statements
            for part in statement.parts
            if part.citation is not None
        )
        assert json.loads(json.dumps(answer.to_dict())) == answer.to_dict()


FACTS = st.lists(
    st.tuples(
        st.sampled_from(["bridge", "ferry", "tunnel"]),
        st.sampled_from(["cost", "carried", "delayed"]),
        st.integers(2, 60),
    ),
    min_size=1,
    max_size=5,
    unique=True,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS, asked=st.sampled_from(["bridge", "ferry", "tunnel"]))
def test_an_unrelated_article_changes_nothing_and_a_removed_one_takes_what_rested_on_it(
    facts: list[tuple[str, str, int]],
    asked: str,
    embedder: Embedder,
    reader: Reader,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("facts")
    lines = [
        json.dumps({"id": f"a{at}", "text": f"The harbour {thing} {did} {number} people.", "source": f"Paper {at}"})
        for at, (thing, did, number) in enumerate(facts)
    ]
    (folder / "a.jsonl").write_text("\n".join(lines))
    (folder / "b.jsonl").write_text(json.dumps({"id": "opera", "text": "Singers rehearse Wagner slowly."}))
    question = f"How many people did the harbour {asked} carry?"
    with index.build(folder / "a.jsonl", folder / "index", embedder=embedder) as collection:
        answerer = rag.open(collection, reader=reader)
        before = answerer.answer(question)
        collection.add(folder / "b.jsonl")
        after = answerer.answer(question)
        assert (after.statements, after.citations) == (before.statements, before.citations)
        for article_id in {citation.article_id for citation in before.citations}:
            numbers = {c.number for c in before.citations if c.article_id == article_id}
            alone = [s.parts[-1].text for s in before.statements if set(s.citations) <= numbers]
            collection.remove(article_id)
            left = answerer.answer(question)
            assert not any(citation.article_id == article_id for citation in left.citations)
            assert not any(part.text in alone for s in left.statements for part in s.parts)
            collection.add(folder / "a.jsonl")


def test_the_default_answerer_is_kept_and_follows_the_setting(
    seeds: Path, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYLINE_INDEX", str(seeds))
    first = rag.answer(QUESTION)
    again = rag.answer(QUESTION)
    assert again == first
    assert again.seconds < 5
    monkeypatch.setenv("BYLINE_EMBEDDER", "/nowhere/at-all")
    with pytest.raises(index.BylineError, match="/nowhere/at-all"):
        rag.answer(QUESTION)
