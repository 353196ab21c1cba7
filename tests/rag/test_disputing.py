import json
from typing import Any

import pytest

import index
from rag.comparing import Told, compare
from rag.composing import compose
from rag.types import Development, Disagreement, Side
from tests.conftest import ROOT
from tests.rag.listed import ListReader, found, quotes

TWELVE, FOURTEEN = "The fire killed 12 people.", "The hotel fire killed 14 people, police said."


def test_who_disagrees_with_a_quoted_sentence_is_quoted_as_well_and_no_side_is_picked() -> None:
    documents = found(f"It rained. {FOURTEEN}", TWELVE, date="2025-09-14")
    draft = compose("?", documents, ListReader({TWELVE: 0.9}))
    assert quotes(draft.citations) == [TWELVE, FOURTEEN]
    assert draft.disagreements == (
        Disagreement(
            subject="fire killed",
            sides=(
                Side(value="12 people", citations=(1,), published="2025-09-14"),
                Side(value="14 people", citations=(2,), published="2025-09-14"),
            ),
        ),
    )


def test_outlets_that_say_the_same_stand_on_one_side() -> None:
    documents = found(TWELVE, FOURTEEN, "Police put the number of people that the fire killed at 14 people.")
    draft = compose("?", documents, ListReader({TWELVE: 0.9}))
    assert [side.value for d in draft.disagreements for side in d.sides] == ["12 people", "14 people"]


def test_the_words_of_a_republished_outlet_are_no_second_voice() -> None:
    documents = found(TWELVE, FOURTEEN, original_source="Reuters")
    assert compose("?", documents, ListReader({TWELVE: 0.9})).disagreements == ()


def test_a_development_names_the_earlier_and_the_later() -> None:
    before, after = "The council is expected to reject the new stadium.", "The council approved the new stadium."
    draft = compose("?", found(after, before), ListReader({after: 0.9}))
    assert draft.disagreements == ()
    assert draft.developments == (
        Development(
            subject="council new stadium",
            earlier=Side(value="reject", citations=(2,)),
            later=Side(value="approved", citations=(1,)),
        ),
    )


def test_what_nobody_disputes_brings_no_further_quote() -> None:
    documents = found("It rained.", TWELVE)
    draft = compose("?", documents, ListReader({TWELVE: 0.9}))
    assert (quotes(draft.citations), draft.disagreements, draft.developments) == ([TWELVE], (), ())


def test_among_all_sentences_of_the_seeds_one_pair_disagrees(seeds: Any) -> None:
    with index.open(seeds) as collection:
        told = [
            Told(text=article.text[start:end], group=article.id)
            for article in map(collection.article, sorted(path.stem for path in (ROOT / "seeds/articles").iterdir()))
            for start, end in article.sentences
        ]
    assert len(told) > 150
    assert [sorted(difference.values) for difference in compare(told)] == [["four times", "three times"]]


@pytest.mark.parametrize("question", ["How many times has Trump extended the TikTok deadline?"])
def test_the_seeds_disagreement_is_shown_with_both_quotes(answerer: Any, question: str) -> None:
    answer = answerer.answer(question)
    (card,) = answer.disagreements
    said = {side.value: [answer.citations[number - 1] for number in side.citations] for side in card.sides}
    assert set(said) == {"three times", "four times"}
    assert {c.article_id for c in said["three times"]} == {"wsj-xi-wants-a-visit"}
    assert {c.article_id for c in said["four times"]} == {"web-fourth-round"}
    assert all(value in c.quote for value, citations in said.items() for c in citations)


def test_no_question_that_invites_a_false_conflict_gets_a_card(answerer: Any) -> None:
    # That no question gets one follows from all pairs above; these go the whole way.
    lines = (ROOT / "seeds/questions/seeds.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [record["question"] for record in map(json.loads, lines) if record["id"].startswith("false-conflict")]
    assert len(asked) == 8
    assert [answerer.answer(question).disagreements for question in asked] == [()] * 8
