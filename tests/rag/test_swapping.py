"""Another name in the question before: in the part that it would play there, or nowhere."""

import pytest

from rag.following import stand_alone
from rag.swapping import swapped


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
    assert swapped(question, [before]) == whole
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
    assert swapped(question, [before]) is None


def test_a_name_in_a_row_of_them_takes_its_place_in_the_first_whole_question() -> None:
    assert swapped("And Trump?", ["What did Greer want?", "And Bessent?", "What about Xi?"]) == "What did Trump want?"
    assert swapped("And Trump?", ["What did Greer want?", "And Bessent?", "Who met Xi?"]) == "Who met Trump?"


def test_what_a_follow_up_carries_is_no_part_of_the_question_before() -> None:
    turns = [("What did Greer want? (about: Madrid, China)", "")]
    assert stand_alone("And Bessent?", turns) == "What did Bessent want?"


def test_a_thousand_of_them_are_read_at_once() -> None:
    assert swapped("And Trump?", ["What did Greer want?", *["And Bessent?"] * 1_000]) == "What did Trump want?"
