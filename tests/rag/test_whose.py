"""Who said that? The speaker of what was answered, or else its outlet, and nobody who is only named in it."""

import pytest

import rag
from rag.answering import Answerer
from rag.composing import compose
from rag.following import stand_alone
from rag.parting import parts_of
from rag.whose import are_words_of, ask_whose, asks_whose, words_asked_about
from tests.rag.listed import SURE, found, quotes

DEMAND = "what did China demand for TikTok?"
DEADLINE = "How many times has the TikTok deadline been extended?"


@pytest.mark.parametrize(
    "question",
    [
        "who said that?",
        "And who said that?",
        "So who's saying this?",
        "Who actually said so?",
        "Who claims that?",
        "Who believes this, exactly?",
        "Says who?",
        "according to whom",
        "Whose words are those?",
        "Who was that said by?",
        "Who reported that?",
        "Which newspaper says so?",
        "Which of the papers says so?",
        "What outlet was that from?",
        "What's your source?",
        "what is the source of that?",
        "source?",
        "Where did you get that from?",
        "Where does it say that?",
    ],
)
def test_it_is_asked_whose_words_they_are(question: str) -> None:
    assert asks_whose(question)
    assert words_asked_about(ask_whose(question, "The bridge was closed.")) == "The bridge was closed."


@pytest.mark.parametrize(
    "question",
    [
        "Who said no?",
        "Who said that the bridge was closed?",
        "Who wrote it?",  # the book that was spoken of
        "Who announced it?",  # the truce
        "Where does it come from?",
        "What is the source of the river?",
        "Which articles mention it?",
        "Who is it?",
        "Who else said that?",
        "When did he say that?",
    ],
)
def test_something_else_is_asked(question: str) -> None:
    assert not asks_whose(question)


def test_the_speaker_of_what_was_answered_is_named(answerer: Answerer) -> None:
    before = answerer.answer(DEMAND)
    answer = answerer.answer("who said that?", history=[(DEMAND, before.text)])
    assert answer.standalone_question.startswith(
        "Who said “at the beginning of the negotiations, the Chinese delegation"
    )
    assert answer.statements[0].value == "U.S. Treasury Secretary Bessent"
    assert answer.citations[0].quote == before.citations[0].quote
    assert len(answer.statements) == 1


def test_who_is_named_in_what_an_outlet_says_is_not_who_says_it(answerer: Answerer) -> None:
    before = answerer.answer(DEADLINE)
    assert "Trump" in before.citations[0].quote
    answer = answerer.answer("who said that?", history=[(DEADLINE, before.text)])
    assert [statement.value for statement in answer.statements] == [None]
    assert quotes(answer.citations) == [before.citations[0].quote]
    assert answer.text.startswith("According to an article of unknown publisher: ")


def test_it_is_of_the_last_answer_and_of_the_same_when_it_is_asked_again(answerer: Answerer) -> None:
    history = [(question, answerer.answer(question).text) for question in (DEADLINE, DEMAND)]
    once = answerer.answer("Says who?", history=history)
    again = answerer.answer("Says who?", history=[*history, ("Says who?", once.text)])
    assert once.statements[0].value == again.statements[0].value == "U.S. Treasury Secretary Bessent"


def test_of_nothing_nobody_is_the_speaker(answerer: Answerer) -> None:
    nothing = answerer.answer("Who won the chess final?")
    for history in ([], [("Who won the chess final?", nothing.text)]):
        answer = answerer.answer("who said that?", history=history)
        assert (answer.status, answer.standalone_question) == (rag.Status.NOT_FOUND, "who said that?")


def test_a_newspaper_is_asked_for_and_no_speaker_stands_in_front() -> None:
    spoken = "Mayor Anna Berg said on Friday that the bridge would open in May."
    history = [("When will it open?", f"May — {spoken} [1]")]
    paper, person = (stand_alone(question, history) for question in ("Which paper says so?", "Who said so?"))
    assert (paper, person) == (
        "Who reported “the bridge would open in May.”?",
        "Who said “the bridge would open in May.”?",
    )
    values = [compose(each, found(spoken), SURE).statements[0].value for each in (paper, person)]
    assert values == [None, "Mayor Anna Berg"]


def test_a_long_quotation_is_cut_where_it_is_shown_and_found_all_the_same() -> None:
    long = f"The bridge was closed {'for cars and lorries ' * 20}on Monday."
    asked = stand_alone("Says who?", [("Is it closed?", f"According to Coast Daily: {long} [1] More. [2]")])
    assert len(asked) < 260
    assert asked.endswith(" …”?")
    assert quotes(compose(asked, found(long, "The bridge was closed for repairs."), SURE).citations) == [long]


def test_what_a_quotation_asks_is_no_question() -> None:
    words = "Is it over? Nobody knows, and who would ask? The bridge is closed."
    assert parts_of(f"Who said “{words}”?") == (f"Who said “{words}”?",)
    assert quotes(compose("Who said “Who would ask for it?”?", found("Who would ask for it?"), SURE).citations) == [
        "Who would ask for it?"
    ]


@pytest.mark.parametrize("words", ["The deal is near", "“the deal” is NEAR!", "The deal …", "The deal is near …"])
def test_words_are_all_of_a_sentence_or_how_it_begins(words: str) -> None:
    assert are_words_of(words, "The deal is near.")


@pytest.mark.parametrize("words", ["the deal is", "deal is near", "is near …", "The deal is near now", "The dea …"])
def test_part_of_a_sentence_is_not_all_of_it(words: str) -> None:
    assert not are_words_of(words, "The deal is near.")


@pytest.mark.parametrize("words", ["", "…", "… … … …", "very aggressive demands"])
def test_too_few_words_are_no_sentence(words: str) -> None:
    assert words_asked_about(f"Who said “{words}”?") is None


def test_a_sentence_that_says_more_is_not_whose_words_they_are() -> None:
    denied = "Nobody in Oslo believes that the deal is near, said Anna Berg."
    said = "The deal is near, said Nils Lund."
    for words in (denied, said):
        draft = compose(f"Who said “{words}”?", found(denied, said), SURE)
        assert quotes(draft.citations) == [words]
