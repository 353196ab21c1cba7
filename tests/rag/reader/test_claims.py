"""Making claims to train the reader on: what is supported stays so, and what is changed no longer is."""

import gzip
import json
import random
from pathlib import Path

import pytest

from rag.reader.claims import Verdict, load_claims, read_claims
from rag.reader.mixture import Step, steps_of
from rag.reader.near_misses import altered, asked_otherwise, denied, near_miss, other_noun, stand_ins_in, swapped

SENTENCE = "Scott Bessent met He Lifeng in Madrid on Sunday."


def fixed(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a draw that repeats, no secret


def write(folder: Path, name: str, *claims: tuple[str, str, str]) -> Path:
    file = folder / f"{name}.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        for premise, hypothesis, label in claims:
            record = {"premise": premise, "hypothesis": hypothesis, "label": label, "source": name}
            lines.write(json.dumps(record) + "\n")
    return file


def test_neutral_of_a_two_way_set_is_only_known_to_be_unsupported(tmp_path: Path) -> None:
    (two_way,) = read_claims(write(tmp_path, "nli_rte", (SENTENCE, "They met.", "neutral")))
    (three_way,) = read_claims(write(tmp_path, "nli_fever", (SENTENCE, "They met.", "neutral")))
    assert (two_way.verdict, three_way.verdict) == (Verdict.UNSUPPORTED, Verdict.NEUTRAL)


def test_a_sentence_that_would_be_cut_is_left_out(tmp_path: Path) -> None:
    assert read_claims(write(tmp_path, "nli_fever", ("word " * 200, "They met.", "support"))) == []


def test_claims_made_by_rule_are_unsupported_or_said_word_for_word(tmp_path: Path) -> None:
    given = [(f"Ms Jones of Leeds sold {n} boats in 2019.", f"Ms Jones sold {n} boats.", "support") for n in range(99)]
    write(tmp_path, "nli_own", *given)
    train, held = load_claims(tmp_path, 1)
    made = [claim for claim in (*train, *held) if claim.made != "given"]
    assert {claim.made for claim in made} == {"altered", "copied"}
    for claim in made:
        assert (claim.statement == claim.sentence) == (claim.verdict is Verdict.SUPPORT)
        assert claim.verdict in {Verdict.SUPPORT, Verdict.UNSUPPORTED}
        assert (claim.sentence, claim.statement, "support") not in given


def test_held_out_claims_share_no_sentence_with_the_others(tmp_path: Path) -> None:
    write(tmp_path, "nli_own", *((f"Boat {n} left.", "A boat left.", "support") for n in range(200)))
    train, held = load_claims(tmp_path, 1)
    assert held
    assert {claim.sentence for claim in train}.isdisjoint(claim.sentence for claim in held)


def test_a_folder_without_claims_gives_none(tmp_path: Path) -> None:
    assert load_claims(tmp_path, 1) == ([], [])


def test_claims_begin_anew_when_they_are_used_up(tmp_path: Path) -> None:
    (claim,) = read_claims(write(tmp_path, "nli_fever", (SENTENCE, "They met.", "support")))
    assert steps_of([], [claim], 8, 2, 1) == []
    step = Step(groups=[], claims=[claim, claim])
    assert step.parts(2) == []


def test_two_names_change_roles() -> None:
    assert swapped("Rome attacked Carthage.", fixed(1)) == "Carthage attacked Rome."
    assert swapped("Rome and Carthage fought.", fixed(1)) is None


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("The bill was passed.", "The bill was not passed."),
        ("The bill was not passed.", "The bill was passed."),
        ("Profits rose.", None),
    ],
)
def test_a_statement_is_denied_by_a_not_or_without_one(statement: str, expected: str | None) -> None:
    assert denied(statement) == expected


@pytest.mark.parametrize("seed", range(20))
def test_an_altered_statement_is_another_one(seed: int) -> None:
    changed = altered("Ms Jones sold 12 boats to the king.", ["Mr Smith"], fixed(seed))
    assert changed is not None
    assert changed != "Ms Jones sold 12 boats to the king."


def test_a_question_may_ask_for_what_the_sentence_does_not_tell() -> None:
    sentence = "He was born in Vienna because his parents had moved there."
    assert asked_otherwise("Where was he born?", sentence, fixed(1)) == "When was he born?"
    assert asked_otherwise("When was he born?", "In 1914 he was born in Vienna, since it was safe.", fixed(1)) is None
    assert asked_otherwise("Who was born?", sentence, fixed(1)) is None


def test_a_noun_gives_way_to_another_of_the_passage() -> None:
    assert other_noun("Which treaty ended the war?", ["army", "boats"], fixed(2)) in {
        "Which army ended the war?",
        None,  # "war" has no other with its ending
    }
    assert other_noun("Who won?", ["army"], fixed(1)) is None


def test_a_capital_at_the_beginning_makes_no_name() -> None:
    assert stand_ins_in("According to Bessent, it fell.") == ["Bessent"]
    assert stand_ins_in("Scott Bessent said so.") == ["Scott Bessent"]


def test_a_near_miss_may_swap_the_noun() -> None:
    made = {
        near_miss("What was the treaty?", [], fixed(seed), nouns=["army", "city"], sentence="The treaty was signed.")
        for seed in range(20)
    }
    assert {"What was the army?", "What was the city?"} <= made
