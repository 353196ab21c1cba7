"""Making groups to train the reader on: what answers is right, and what is changed no longer is."""

import random
from pathlib import Path
from typing import Any

import pytest

from rag.reader.groups import GroupMaker, is_held_out
from rag.reader.mixture import load_groups
from rag.reader.near_misses import names_in, near_miss, negated, opposite, other_name, other_number, spoiled

PASSAGE = (
    "Trade talks opened in Madrid on Sunday. Scott Bessent led the American side. "
    "He Lifeng led the Chinese side. The deadline for TikTok was extended three times."
)


def fixed(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a draw that repeats, no secret


def record(question: str, answer: str, **more: Any) -> dict[str, Any]:
    return {
        "question": question,
        "answers": [answer] if answer else [],
        "answerable": bool(answer),
        "answer_start": PASSAGE.find(answer) if answer else None,
        "passage": PASSAGE,
        "title": "Talks in Madrid",
        "source": "test",
        **more,
    }


def test_the_sentence_around_the_answer_comes_first() -> None:
    asked = record("How many times was the TikTok deadline extended?", "three times")
    (group,) = GroupMaker([asked], seed=1).groups(asked, near_misses=0.0)
    assert group.answerable
    assert group.candidates[0].text == "The deadline for TikTok was extended three times."
    assert group.span is not None
    assert group.candidates[0].text[slice(*group.span)] == "three times"
    assert all("three times" not in candidate.text for candidate in group.candidates[1:])


def test_an_unanswerable_question_leads_with_the_sentence_that_tempts() -> None:
    asked = record("Who led the French side?", "", plausible_answers=["Lifeng"])
    (group,) = GroupMaker([asked], seed=1).groups(asked, near_misses=0.0)
    assert not group.answerable
    assert group.candidates[0].text == "He Lifeng led the Chinese side."


def test_a_near_miss_is_asked_of_the_sentence_that_answered() -> None:
    asked = record("Who led the American side in Madrid?", "Scott Bessent")
    other = record("What opened in Geneva on Sunday?", "Trade talks")
    groups = list(GroupMaker([asked, other], seed=3).groups(asked, near_misses=1.0))
    assert [group.answerable for group in groups] == [True, False]
    assert groups[1].question != asked["question"]
    assert groups[1].candidates[0] == groups[0].candidates[0]


def test_the_same_passage_is_always_on_the_same_side() -> None:
    assert is_held_out(record("a?", "Madrid")) == is_held_out(record("b?", "Sunday"))


def test_a_name_gives_way_to_one_it_shares_no_word_with() -> None:
    rng = fixed(1)
    assert (
        other_name("When did Angela Merkel resign?", ["Merkel", "Emmanuel Macron"], rng)
        == "When did Emmanuel Macron resign?"
    )
    assert other_name("When did she resign?", ["Emmanuel Macron"], rng) is None


def test_a_question_word_is_no_name() -> None:
    assert names_in("Who met Xi Jinping in Beijing?") == ["Xi Jinping", "Beijing"]


@pytest.mark.parametrize("seed", range(20))
def test_a_number_gives_way_to_another(seed: int) -> None:
    changed = other_number("What happened in 2019?", fixed(seed))
    assert changed is not None
    assert changed != "What happened in 2019?"
    assert changed.startswith("What happened in ")


def test_an_opposite_replaces_its_word() -> None:
    assert opposite("Which side won the vote?", fixed(1)) == "Which side lost the vote?"


def test_a_yes_no_question_is_not_negated() -> None:
    assert negated("What did the council approve?") == "What didn't the council approve?"
    assert negated("Did the council approve it?") is None


def test_a_spoiled_sentence_loses_only_the_shared_point() -> None:
    changed = spoiled("Profits rose in 2019 to 4 billion.", "How far did profits rise in 2019?", [], fixed(1))
    assert changed is not None
    assert "2019" not in changed
    assert changed.endswith("to 4 billion.")


def test_a_question_without_a_known_point_has_no_near_miss() -> None:
    assert near_miss("why?", [], fixed(1)) is None


def test_a_folder_without_question_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="There is nothing to train on in"):
        load_groups(tmp_path, 1)
