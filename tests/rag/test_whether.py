import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.composing import compose
from rag.following import stand_alone
from rag.kinds import Kind
from rag.readings import readings_of
from rag.shaping import shape_of
from rag.whether import asks_whether, plainly
from tests.rag.listed import ListReader, found, quotes


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Didn't Norway accept it?", "Did Norway accept it?"),
        ("wasn’t a deal reached?", "was a deal reached?"),
        ("Won't they sell?", "Will they sell?"),
        ("But can't they sell?", "But can they sell?"),
        ("Norway accepted it, right?", "Norway accepted it?"),
        ("Norway accepted it, didn't they?", "Norway accepted it?"),
        ("Norway never accepted it, did it?", "Norway never accepted it?"),
        ("Did Norway accept it, or not?", "Did Norway accept it?"),
        ("Did Norway accept it or not", "Did Norway accept it?"),
        ("Do you know whether Norway accepted it?", "Norway accepted it?"),
        ("Whether or not Norway accepted it?", "Norway accepted it?"),
    ],
)
def test_a_question_of_yes_or_no_is_read_without_what_colours_it(question: str, plain: str) -> None:
    assert plainly(question) == plain
    assert shape_of(question).kind is Kind.YES_NO
    assert readings_of(question) == (plain,)


@pytest.mark.parametrize(
    "question",
    [
        "How old is he?",
        "What did he say, right?",
        "Why didn't Norway accept it?",
        "Norway accepted it.",
        "Aren't",
        "or not?",
        ", right?",
        "Ain't it so",
        "",
    ],
)
def test_any_other_question_is_read_as_it_is(question: str) -> None:
    assert plainly(question) == question
    assert not asks_whether(question)


def test_a_negated_opening_is_no_name() -> None:
    assert shape_of("Didn't Norway accept it?").names == frozenset({"norway"})


def test_whom_a_tag_points_at_stands_in_the_question_itself() -> None:
    turns = [("Who leads the delegation?", "Li Qiang.")]
    assert stand_alone("Berg accepted the offer, didn't he?", turns) == "Berg accepted the offer, didn't he?"
    assert stand_alone("He accepted the offer, didn't he?", turns) != "He accepted the offer, didn't he?"


def test_no_value_stands_in_front_of_what_says_yes_or_no() -> None:
    denied = "Norway did not invite Sweden and Finland to the talks."
    question = "Norway invited Finland to the talks, didn't it?"
    draft = compose(question, found(denied), ListReader({denied: 0.9}))
    assert draft.text.endswith(f": {denied} [1]")
    assert draft.statements[0].parts[0].text.startswith("According to")


def test_of_likely_sentences_one_with_all_that_the_question_asks_leads() -> None:
    beside, decides = "Norway told Finland of gas by letter on a cold morning.", "Norway and Finland are old allies."
    question = "Are Norway and Finland allies?"
    draft = compose(question, found(beside, decides), ListReader({beside: 0.9, decides: 0.85}))
    assert quotes(draft.citations) == [decides, beside]
    draft = compose(question, found(beside, decides), ListReader({beside: 0.9, decides: 0.3}))
    assert quotes(draft.citations) == [beside]
    # Asked why, a sentence with every word decides nothing.
    reader = ListReader({beside: 0.9, decides: 0.85})
    assert quotes(compose("Why are Norway and Finland allies?", found(beside, decides), reader).citations)[0] == beside


WORDS = st.sampled_from("Did didn't n't Won’t is , right or not he it whether do you know if ? Norway what".split())


@given(st.lists(WORDS, max_size=10).map(" ".join))
def test_what_is_read_plainly_is_hardly_longer_than_what_was_asked_and_never_nothing(question: str) -> None:
    plain = plainly(question)
    assert len(plain) <= len(question) + len("?")
    assert plain or not question


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Can you tell me who leads the talks?", "Who leads the talks?"),
        ("please tell me when the deadline is", "When is the deadline"),
        ("Do you know how many jets there are?", "How many jets there are?"),
        ("Tell me which company it is", "Which company it is"),
        ("Tell me who Anna Berg is", "Who is Anna Berg"),
        ("Hi, could you explain to me why it waits?", "Why it waits?"),
        ("I'd like to know what it cost.", "What it cost."),
        ("Tell me about Boeing.", "Tell me about Boeing."),
        ("Can you swim?", "Can you swim?"),
        ("Do you know if it waits?", "It waits?"),
    ],
)
def test_a_polite_lead_is_no_question(question: str, plain: str) -> None:
    assert plainly(question) == plain
    assert asks_whether(question) is (plain in ("Can you swim?", "It waits?"))


def test_what_is_asked_for_politely_has_the_shape_of_what_is_asked_for() -> None:
    for question, kind in (
        ("Can you tell me who leads it?", Kind.PERSON),
        ("do you know when the truce ends", Kind.DATE),
        ("I want to know how many jets it has", Kind.COUNT),
        ("Could you explain why it waits?", Kind.REASON),
        ("Do you know who Anna Berg is?", Kind.IDENTITY),
    ):
        assert shape_of(question).kind is kind, question
