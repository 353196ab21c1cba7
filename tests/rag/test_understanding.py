import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import QuestionError
from rag.understanding import MAX_CHARACTERS, check


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
