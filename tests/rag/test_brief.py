"""A question of few words is as near to many passages: more of them are read."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import index
import rag
from index.embedding import Embedder
from index.filtering import Filter
from rag.choosing import read
from rag.composing import compose
from rag.retrieving import retrieve
from rag.shaping import shape_of
from tests.rag.listed import ListReader, found


class Counting(ListReader):
    read = 0

    def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        self.read = len(sentences)
        return super().score(question, sentences, contexts)


def test_more_sentences_are_read_for_a_brief_question() -> None:
    texts = [f"Some {count} people came to the bridge." for count in range(100, 160)]
    counts = []
    for question in ("Who came?", "Who came to the old harbour bridge by ferry?"):
        reader = Counting({})
        compose(question, found(*texts), reader)
        counts.append(reader.read)
    assert counts == [48, 32]


def test_more_passages_are_looked_at_for_a_brief_question(tmp_path: Path, embedder: Embedder) -> None:
    rows = [{"id": f"a{n}", "text": f"Ferries ran on day {n} to town {n}."} for n in range(30)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with index.build(tmp_path / "a.jsonl", tmp_path / "index", embedder=embedder) as built:
        answerer = rag.open(built)
        hits = [
            len(answerer.answer(question).hits)
            for question in ("When did ferries run?", "When did ferries run to the harbour town by night?")
        ]
    assert hits == [20, 10]


def test_a_long_article_has_more_passages_for_a_brief_question(tmp_path: Path, embedder: Embedder) -> None:
    long = "\n\n".join(f"Ferries ran on day {n}. {'Ferries ran again. ' * 40}" for n in range(20))
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "long", "text": long}))
    with index.build(tmp_path / "a.jsonl", tmp_path / "index", embedder=embedder) as built:
        answerer = rag.open(built)
        assert len(answerer.answer("When did ferries run?").hits) == 10
        assert len(answerer.answer("When did ferries run to the harbour town by night?").hits) == 5


def test_where_somebody_speaks_comes_first_when_all_that_he_said_is_asked_for(
    tmp_path: Path, embedder: Embedder
) -> None:
    rows = [{"id": f"a{n}", "text": f"Berg saw town {n}."} for n in range(12)]
    rows.append(
        {"id": "said", "text": f"{'The ferries ran again to the old town and back. ' * 5}Berg said that oil is dear."}
    )
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with index.build(tmp_path / "a.jsonl", tmp_path / "index", embedder=embedder) as built:
        assert retrieve(built, "What did Berg say?", 3, Filter())[0].article.id == "said"
        assert retrieve(built, "What did Berg say about town 3?", 3, Filter())[0].article.id == "a3"


def test_what_is_defined_is_named_where_the_articles_have_the_name() -> None:
    lists, order = "The entity list grew by 23 firms.", "A congressional order is in force."
    for texts, gap in ((lists, order), True), ((order, "It grew."), False):
        question = "What is the entity list?"
        scored = read(question, shape_of(question), found(*texts), ListReader(dict.fromkeys(texts, 0.5)))
        likely = {each.candidate.text: each.probability for each in scored}
        assert (likely[texts[1]] < 0.8 * likely[texts[0]]) is gap
