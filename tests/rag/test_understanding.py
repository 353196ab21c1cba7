from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import QuestionError
from rag.understanding import MAX_CHARACTERS, Period, check, period


@pytest.mark.parametrize("question", ["", "  \n\t ", "\u200b\u202e", "\x00"])
def test_a_blank_question_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="The question is blank"):
        check(question)


def test_an_over_long_question_is_refused_with_its_length() -> None:
    assert check("x" * MAX_CHARACTERS) == "x" * 2_000
    with pytest.raises(QuestionError, match=r"has 2,001 characters; at most 2,000"):
        check("x" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize("question", [None, 5, b"who?", ["who?"]])
def test_what_is_no_text_is_refused(question: object) -> None:
    with pytest.raises(QuestionError, match="A question is text, not"):
        check(question)


@given(st.text(max_size=MAX_CHARACTERS + 5))
def test_any_text_is_a_printable_question_or_a_question_error(question: str) -> None:
    try:
        checked = check(question)
    except QuestionError:
        return
    assert "\n" not in checked
    assert checked.encode().decode() == checked
    assert check(checked) == checked


TODAY = date(2025, 9, 18)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("What has Bessent said since Monday?", Period(words="since Monday", since="2025-09-15")),
        ("What has China done since 2017?", Period(words="since 2017", since="2017-01-01")),
        ("What happened last week?", Period(words="last week", since="2025-09-08")),
        ("What did China demand in May 2025?", Period(words="May 2025", since="2025-05-01")),
        ("What has changed in the last 3 days?", Period(words="in the last 3 days", since="2025-09-15")),
        ("last week's news?", Period(words="last week", since="2025-09-08", until="2025-09-14")),
        ("news of this week?", Period(words="this week", since="2025-09-15", until="2025-09-18")),
        (
            "As of 10 September 2025, who leads the talks?",
            Period(words="As of 10 September 2025", until="2025-09-10", as_of="2025-09-10"),
        ),
    ],
)
def test_a_time_that_a_question_names_is_read(question: str, meant: Period) -> None:
    assert period(question, TODAY) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What did China demand for TikTok?",
        "Since when is TikTok banned?",
        "What is planned for September 2025?",
        "What is the deadline next Wednesday?",
        "What happened before September 2025?",
        "Did exports fall from 2018 to 2024?",
        "Who is in Madrid this week?",
        "What will happen in November 2025?",
    ],
)
def test_a_time_that_can_be_read_in_two_ways_is_not_read(question: str) -> None:
    assert period(question, TODAY) is None


def test_how_a_time_was_read_is_said() -> None:
    assert str(period("what was reported last week?", TODAY)) == (
        "“last week” was read as: published since 8 September 2025 and until 14 September 2025. "
        "Articles of unknown date were searched too."
    )
