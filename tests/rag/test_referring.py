"""Names that a follow-up leaves to the turns before: only where one can be meant."""

import pytest

from rag.following import stand_alone
from rag.referring import resolve


def turns(*questions: str) -> list[tuple[str, str]]:
    return [(question, "") for question in questions]


@pytest.mark.parametrize(
    ("question", "before", "whole"),
    [
        ("And Bessent?", "What did Greer say?", "What did Bessent say?"),
        ("and the US?", "What did China demand for TikTok?", "What did the US demand for TikTok?"),
        ("And China?", "What did the US demand for TikTok?", "What did China demand for TikTok?"),
        ("What about He Lifeng?", "Did Scott Bessent go to Madrid?", "Did He Lifeng go to Madrid?"),
        ("And in Stockholm?", "What happened in Geneva?", "What happened in Stockholm?"),
        ("In Stockholm?", "What happened in Geneva?", "What happened in Stockholm?"),
        ("but of the U.S.?", "What did the EU ask of China?", "What did the EU ask of the U.S.?"),
        # It has one name only, whatever part that plays.
        ("And Seoul?", "When does the truce with Beijing end?", "When does the truce with Seoul end?"),
        ("And Japan?", "Who is China’s negotiator?", "Who is Japan’s negotiator?"),
    ],
)
def test_another_name_takes_its_place_in_the_question_before(question: str, before: str, whole: str) -> None:
    assert resolve(question, [(before, "")]) == whole
    assert stand_alone(question, [(before, "")]) == whole


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("And why?", "What did China demand?"),
        ("And He?", "What did China demand?"),
        ("TikTok?", "What did China demand?"),
        ("And TikTok’s owner?", "What did China demand?"),
        ("How about U.S. soybeans?", "Who buys Brazilian beans?"),
        ("And Bessent?", "why?"),
        ("And China?", "What did China want of Spain?"),
        ("And in Stockholm?", "What did Greer say of China?"),
        ("And Madrid?", ""),
    ],
)
def test_what_is_no_other_name_or_has_no_place_is_left(question: str, before: str) -> None:
    assert resolve(question, [(before, "")]) == question


def test_a_name_in_a_row_of_them_takes_its_place_in_the_first_whole_question() -> None:
    assert (
        resolve("And Trump?", turns("What did Greer want?", "And Bessent?", "What about Xi?")) == "What did Trump want?"
    )
    assert resolve("And Trump?", turns("What did Greer want?", "And Bessent?", "Who met Xi?")) == "Who met Trump?"


def test_what_a_follow_up_carries_is_no_part_of_the_question_before() -> None:
    turns = [("What did Greer want? (about: Madrid, China)", "")]
    assert stand_alone("And Bessent?", turns) == "What did Bessent want?"


def test_a_thousand_of_them_are_read_at_once() -> None:
    assert resolve("And Trump?", turns("What did Greer want?", *["And Bessent?"] * 1_000)) == "What did Trump want?"


@pytest.mark.parametrize(
    ("question", "turn", "whole"),
    [
        ("What did he say?", ("Who is Scott Bessent?", "Treasury Secretary"), "What did Scott Bessent say?"),
        ("Where is she going?", ("What did Berg tell the press?", ""), "Where is Berg going?"),
        ("Who met him?", ("When does He Lifeng leave?", ""), "Who met He Lifeng?"),
        ("What is his plan?", ("Who leads the delegation?", "Premier Li Qiang."), "What is Premier Li Qiang’s plan?"),
        ("Who met her in Oslo?", ("Who is Anna Berg?", ""), "Who met her in Oslo?"),
        ("Who met her?", ("Who is Anna Berg?", ""), "Who met Anna Berg?"),
        ("Who is her deputy?", ("Who is Anna Berg?", ""), "Who is Anna Berg’s deputy?"),
        # Nobody, or more than one, can be meant.
        ("What did he say?", ("Who leads the talks?", "Putin and Kim Jong-un"), "What did he say?"),
        ("What did he say?", ("Who taught him chess?", "Ole Lund"), "What did he say?"),
        ("What did he say?", ("When does it end?", "In May"), "What did he say?"),
        ("How old is he?", ("What did China demand for TikTok?", ""), "How old is he?"),
        ("What did they say?", ("Who is Scott Bessent?", ""), "What did they say?"),
        ("What did he ask of Greer?", ("Who is Scott Bessent?", ""), "What did he ask of Greer?"),
    ],
)
def test_he_is_whom_the_question_before_was_about_or_who_answered_it(
    question: str, turn: tuple[str, str], whole: str
) -> None:
    assert resolve(question, [turn]) == whole


def test_he_stays_the_same_until_somebody_else_is_asked_about() -> None:
    said = [("Who is Scott Bessent?", ""), ("What did he say?", ""), ("Why?", "")]
    assert resolve("Where did he go?", said) == "Where did Scott Bessent go?"
    assert resolve("And Greer?", said[:2]) == "What did Greer say?"
    assert resolve("Where did he go?", [*said[:2], ("And Greer?", "")]) == "Where did Greer go?"
    another = [*said, ("When does the truce with Beijing end?", "In May")]
    assert resolve("Where did he go?", another) == "Where did he go?"


def test_what_else_a_question_leans_on_comes_behind_it() -> None:
    assert stand_alone("Why did he say that?", [("What did Bessent say about TikTok?", "")]) == (
        "Why did Bessent say that? (about: TikTok)"
    )


@pytest.mark.parametrize(
    ("question", "before", "whole"),
    [
        ("When does it end?", "What is the truce?", "When does the truce end?"),
        ("Who owns it?", "What is ByteDance?", "Who owns ByteDance?"),
        ("How old is it?", "Tell me about a bridge", "How old is the bridge?"),
        ("What are its terms?", "What about the truce?", "What are the truce’s terms?"),
        ("Is it legal to sell it?", "What is the truce?", "Is it legal to sell it?"),
        ("When does it end?", "What is the price of oil?", "When does it end?"),
        ("When does it end?", "What is his plan?", "When does it end?"),
        ("When does it end?", "What was it?", "When does it end?"),
        ("What foods cause it?", "Tell me about natural treatments", "What foods cause it?"),
        ("Where can I hear it?", "How about for jazz?", "Where can I hear it?"),
        ("Tell me about gold and its price", "What is silver?", "Tell me about gold and its price"),
        # Another thing.
        ("and rare earths?", "What about soybeans?", "What about rare earths?"),
        ("and the entity list?", "what is the truce?", "what is the entity list?"),
        ("and why?", "What about soybeans?", "and why?"),
        ("rare earths?", "What about soybeans?", "rare earths?"),
        ("and rare earths?", "Who buys soybeans?", "and rare earths?"),
    ],
)
def test_it_is_the_one_thing_that_was_asked_about(question: str, before: str, whole: str) -> None:
    assert resolve(question, turns(before)) == whole


def test_it_stays_the_same_until_something_else_is_asked_about() -> None:
    said = turns("What is the truce?", "When does it end?", "Why?")
    assert resolve("Who signed it?", said) == "Who signed the truce?"
    assert resolve("Who signed it?", turns("What is the truce?", "Tell me about its end")) == "Who signed the truce?"
    assert (
        resolve("Who signed it?", [*said, *turns("When did the ministers of Spain and Italy meet?")])
        == "Who signed it?"
    )
    assert stand_alone("and rare earths?", turns("What about soybeans?")) == "What about rare earths?"
