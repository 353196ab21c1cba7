"""The question: is it one?"""

from index.cleaning import one_line
from rag.types import QuestionError

MAX_CHARACTERS = 2_000


def check(question: object) -> str:
    r"""A question as one line of clean text.

    >>> check("  what did\nChina demand? ")
    'what did China demand?'

    Raises:
        QuestionError: It is no text, blank, or longer than `MAX_CHARACTERS`.
    """
    if not isinstance(question, str):
        raise QuestionError(f"A question is text, not {type(question).__name__}.")
    if len(question) > MAX_CHARACTERS:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {MAX_CHARACTERS:,} are read. Ask in fewer words."
        )
    question = one_line(question)
    if not question:
        raise QuestionError("The question is blank. Ask something, such as: what did China demand for TikTok?")
    return question
