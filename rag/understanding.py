"""The question: is it one, and which time does it ask about?"""

import re
from dataclasses import dataclass
from datetime import date

from index.cleaning import one_line
from rag.dating import When, days_of, resolve, say
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


_OPENS = re.compile(r"\b(since|as of) (?=\S)", re.IGNORECASE)
_PAST_DAYS = re.compile(
    r"\b(?:in|over|during|within) the (?:last|past) (?:(\d{1,3}) )?(day|week|month|year)s?\b", re.IGNORECASE
)
_REPORTED = re.compile(
    r"\b(?:news|articles?|headlines?|coverage|reported|reports?|published|printed|written)\b", re.IGNORECASE
)
_HAPPENED = re.compile(r"\b(?:did|was|were|had|has|have|happened|\w{2,}ed)\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:will|would|shall|next|tomorrow|plan\w*|expect\w*|schedul\w*|due|deadline|upcoming|until|by|before|after|than|"
    r"forecast|predict\w*|going to)\b",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|current(?:ly)?|right now|at the moment|at present|as of now|these days"
    r"|nowadays|any news (?=on|about))\b",
    re.IGNORECASE,
)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """When the articles are from that a question asks for: ISO dates, and the words that say so.

    Attributes:
        words: Of the question.
        since: Published on it or later, None for any time before.
        until: Published on it or earlier, None for any time after.
        as_of: The day that the question puts itself in, None for none; then `until` is the same, or None where it is
            that of the newest article.
    """

    words: str
    since: str | None = None
    until: str | None = None
    as_of: str | None = None

    def __str__(self) -> str:
        """How the words were read, as a sentence."""
        ends = [
            f"{word} {say(*days_of(day))}"
            for word, day in (("since", self.since), ("until", self.until))
            if day is not None
        ]
        if not ends:
            return f"“{self.words}” was read as: on {say(*days_of(self.as_of or ''))}, the day of the newest article."
        return (
            f"“{self.words}” was read as: published {' and '.join(ends)}. Articles of unknown date were searched too."
        )


def period(question: str, today: date) -> Period | None:
    """The time that a question puts itself in, where its words allow one reading; None otherwise.

    What is asked to have happened in a time cannot have been told before it, but long after: only "since" follows. That
    it was told in a time ("last week's news") gives both ends. Words that look ahead ("due next week") give nothing.

    >>> period("What has Bessent said since Monday?", date(2025, 9, 17)).since
    '2025-09-15'
    >>> period("What happened in September 2025?", date(2025, 10, 1)).since
    '2025-09-01'
    >>> period("What is planned for September 2025?", date(2025, 8, 1)) is None
    True
    """
    told = [when for when in resolve(question, today.isoformat()) if when.first <= today]
    if opening := _OPENS.search(question):
        # "Since when ..." and "as of now" name no time.
        when = next((when for when in told if opening.end() <= when.start <= opening.end() + len("late ")), None)
        return None if when is None else _opened(opening, question[opening.start() : when.end], when)
    if past := _PAST_DAYS.search(question):
        first = date.fromordinal(max(1, today.toordinal() - int(past[1] or 1) * _DAYS[past[2].lower()]))
        return Period(words=past.group(), since=first.isoformat())
    if len(told) != 1 or _TO_COME.search(question):
        return None
    words, first, last = question[told[0].start : told[0].end], told[0].first, min(told[0].last, today)
    if _REPORTED.search(question):
        return Period(words=words, since=first.isoformat(), until=last.isoformat())
    return Period(words=words, since=first.isoformat()) if _HAPPENED.search(question) else None


def latest(question: str) -> str | None:
    """The words of a question that ask for what is newest, whenever that was; None where it has none.

    >>> latest("What’s the latest on Ukraine?"), latest("Who is the current prime minister?"), latest("Who won?")
    ('latest', 'current', None)
    """
    found = _LATEST.search(question)
    return found.group().strip() if found else None


def _opened(opening: re.Match[str], words: str, when: When) -> Period:
    if opening[1].lower() == "since":
        return Period(words=words, since=when.first.isoformat())
    return Period(words=words, until=when.last.isoformat(), as_of=when.last.isoformat())
