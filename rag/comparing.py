"""Where sources disagree, and where they only seem to.

Two sentences of different outlets disagree when they give different values for the same thing: the same subject, the
same unit, the same scope, the same time, and both as a fact. One doubt about any of these and nothing is said: a
disagreement that is none costs more trust than one that is missed. What was expected or true before, and came out
otherwise, is a development, and is told as such.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.contrasts import contrast_names, contrast_polarity
from rag.dating import days_of
from rag.facts import facts_of, rivals

_POINTS_BACK = re.compile(r"[“\"‘']?(?:It|He|She|They|This|These|Those|Its|His|Her|Their)\b(?! [A-Z])")
"""Who begins so speaks of something that another sentence names, and nobody knows what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence as one outlet tells it.

    Attributes:
        text: The sentence, or the sentences that are quoted together.
        group: Who tells it: articles that are copies of one another have the same.
        published: ISO date of the article, None when unknown.
        outlet: Where it stands, None when unknown: an outlet that gives another value on a later day has moved on.
    """

    text: str
    group: str
    published: str | None = None
    outlet: str | None = None


class Outcome(StrEnum):
    """What two tellings are to each other."""

    DISAGREEMENT = "disagreement"
    DEVELOPMENT = "development"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two tellings that differ: positions in the given sequence, and what each of them says.

    Attributes:
        outcome: Whether both cannot be true, or one came after the other.
        subject: What they differ about, in the words of the first.
        one: Position of the first; of the earlier, for a development.
        other: Position of the second; of the later, for a development.
        values: What the one and the other say, verbatim.
        dated: Whether it is the dates of the articles that tell the earlier from the later: both were true, each on its
            day.
    """

    outcome: Outcome
    subject: str
    one: int
    other: int
    values: tuple[str, str]
    dated: bool = False


def compare(told: Sequence[Told], about: Sequence[int] | None = None) -> tuple[Difference, ...]:
    """The differences between sentences, each pair once, in order.

    Args:
        told: What the outlets say.
        about: Only differences in which one of these positions takes part; None for all.
    """
    wanted = set(range(len(told)) if about is None else about)
    return tuple(
        difference
        for one in range(len(told))
        for other in range(one + 1, len(told))
        if told[one].group != told[other].group and not wanted.isdisjoint((one, other))
        if (difference := _between(told, one, other)) is not None
    )


def _between(told: Sequence[Told], one: int, other: int) -> Difference | None:
    ours, theirs = told[one], told[other]
    if _POINTS_BACK.match(ours.text) or _POINTS_BACK.match(theirs.text):
        return None
    found = next(iter(rivals(facts_of(ours.text), facts_of(theirs.text))), None)
    if found is not None:
        mine, yours = found
        values, expected = (mine.words(ours.text), yours.words(theirs.text)), (mine.expected, yours.expected)
        subject = mine.subject(ours.text, yours)
    else:
        contrast = contrast_names(ours.text, theirs.text) or contrast_polarity(ours.text, theirs.text)
        if contrast is None:
            return None
        values, expected, subject = contrast.values, contrast.expected, contrast.subject
    grows = found is not None and found[0].grows and found[1].grows
    earlier = _earlier(ours, theirs, expected, grows=grows)
    outcome = Outcome.DISAGREEMENT if earlier is None else Outcome.DEVELOPMENT
    if earlier == 1:
        one, other, values = other, one, (values[1], values[0])
    dated = earlier is not None and expected[0] == expected[1]
    return Difference(outcome=outcome, subject=subject, one=one, other=other, values=values, dated=dated)


def _earlier(ours: Told, theirs: Told, expected: tuple[bool, bool], *, grows: bool) -> int | None:
    """Which of two tellings was overtaken by the other, 0 or 1; None where both speak of the same moment."""
    if expected[0] != expected[1]:
        return 0 if expected[0] else 1
    moved_on = grows or (ours.outlet is not None and ours.outlet == theirs.outlet)
    if moved_on and ours.published and theirs.published:
        mine, yours = days_of(ours.published), days_of(theirs.published)
        # "2025-09" may be before or after "2025-09-14": then nothing shows which came first.
        return 0 if mine[1] < yours[0] else 1 if yours[1] < mine[0] else None
    return None
