"""A question that asks several things -> the questions that it asks, in its own words."""

import re

from rag.clauses import stems
from rag.whose import words_asked_about

_TURN = re.compile(r",? (?:and|but),? (?=(?:what|who|whom|whose|when|where|why|how|which)\b)", re.IGNORECASE)
_LEAST_WORDS = 3


def parts_of(question: str) -> tuple[str, ...]:
    """The questions that one question asks, as they stand in it.

    >>> parts_of("Was a deal expected before Madrid, and what came out of it?")
    ('Was a deal expected before Madrid', 'what came out of it?')
    >>> parts_of("Who is heading the Chinese team?")
    ('Who is heading the Chinese team?',)
    """
    if words_asked_about(question) is not None:
        return (question,)
    parts = tuple(part for sentence in re.split(r"(?<=\?) +(?=\w)", question) for part in _TURN.split(sentence) if part)
    # "Where and when?", "who and why him": no questions by themselves.
    whole = all(len(part.split()) >= _LEAST_WORDS and stems(part) for part in parts)
    return parts if whole else (question,)
