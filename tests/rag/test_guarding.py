"""What decides whether a model's sentence may be shown: words and values, and that the evidence supports the whole."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from langchain_core.language_models import FakeListChatModel
from numpy.typing import NDArray

import rag
from index.collection import Collection
from index.filtering import Filter
from rag.anchoring import Slice
from rag.guarding import SUPPORT, Guard
from rag.reader.model import CrossEncoder
from rag.retrieving import retrieve

CLAIM = "The harbour bridge reopened on Monday."


class Supporting:
    """Supports whatever it is asked about as much as it is told to."""

    def __init__(self, likely: float) -> None:
        self.likely = likely

    def support(self, statement: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        assert len(sentences) == len(contexts)
        return np.full(len(sentences), self.likely, np.float32)


@pytest.fixture
def evidence(collection: Collection) -> list[Slice]:
    found = retrieve(collection, "harbour bridge", 1, Filter())[0]
    start = found.article.text.index(CLAIM)
    return [Slice(found=found, start=start, end=start + len(CLAIM))]


def test_a_claim_is_refused_that_its_evidence_does_not_support_as_a_whole(evidence: list[Slice]) -> None:
    assert Guard(Supporting(SUPPORT + 0.01))(CLAIM, evidence) == []
    (reason,) = Guard(Supporting(SUPPORT - 0.01))(CLAIM, evidence)
    assert "support it with a probability of" in reason


def test_a_sentence_may_say_what_the_headline_says_and_a_headline_is_no_sentence(evidence: list[Slice]) -> None:
    assert evidence[0].found.article.source.title.value == "Harbour Bridge Reopens"
    guard = Guard(Supporting(1))
    assert guard("The harbour bridge reopened.", evidence) == []
    assert guard("Harbour Bridge Reopens", evidence) == ["it says nothing"]
    assert guard("The harbour bridge reopened on Monday?", evidence) == ["it asks, and states nothing"]


def test_what_a_given_model_writes_is_held_to_the_support_of_our_reader(
    answerer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = FakeListChatModel(responses=["Bessent said that China raised “very aggressive demands.” [1]"])
    ask = rag.open(answerer.collection, writer=model).answer
    assert ask("what did China demand for TikTok?").generator != "extractive"
    monkeypatch.setattr(CrossEncoder, "support", lambda _, __, sentences, ___: np.zeros(len(sentences), np.float32))
    assert ask("what did China demand for TikTok?").generator == "extractive"
