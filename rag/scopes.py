"""Of which part, and of when, a sentence speaks."""

import re
from collections.abc import Iterable, Iterator

from rag.clauses import Word
from rag.days import Day, relate_days
from rag.values import Kind, Value

_SCOPE = frozenset(
    "average averages averaged mean median total totals overall combined minimum maximum record annual annually "
    "yearly monthly quarterly weekly daily per hourly initial initially additional extra further remaining "
    "previous previously earlier last next net gross adult adults men women male female children boys girls each "
    "other another others except only first second final foreign domestic local national federal regional global "
    "core headline seasonally new existing northern southern eastern western half confirmed suspected probable "
    "basic top bottom peak online retail wholesale imports exports nationwide worldwide".split()
)
"""Words that say which part, or which kind, is meant: with one of them on one side only, nothing compares."""

_PERIOD = re.compile(
    r"\b(?:last|this|next|previous|past|first|second|third|fourth|final|same|prior|earlier|current|coming) "
    r"(?:\w+ )?(?:year|month|week|quarter|half|season|decade|century|term|day|night|weekend|summer|winter"
    r"|spring|autumn|fall)s?\b"
    r"|\b(?:a|one|two|three) (?:year|month|week|day)s? (?:ago|earlier|before|later)\b|\b(?:yesterday|today"
    r"|tomorrow|tonight)\b"
    r"|\b(?:year|month|quarter|week)-on-\w+\b|\b(?:in|for|over) (?:\w+ ){0,2}(?:weeks|months|years|days)\b"
    r"|\bago\b|\bso far\b",
    re.IGNORECASE,
)


def times_differ(ours: frozenset[str], theirs: frozenset[str], mine: tuple[Day, ...], yours: tuple[Day, ...]) -> bool:
    """Whether two texts name times, relative or dates, of which some cannot be the same."""
    if ours and theirs and ours != theirs:
        return True
    return any(
        known and all(relate_days(day, other) is False for other in known)
        for days, known in ((mine, yours), (yours, mine))
        for day in days
    )


def scope_of(words: Iterable[Word]) -> frozenset[str]:
    """The words among these that say which part of a thing is meant."""
    return frozenset(word.text.lower() for word in words) & _SCOPE


def find_periods(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, words in lower case) of the times that a text names in relative words."""
    for match in _PERIOD.finditer(text):
        yield match.start(), match.end(), match.group().lower()


def periods_of(text: str) -> frozenset[str]:
    """The times that a text names in relative words."""
    return frozenset(words for _, _, words in find_periods(text))


LEAD = 50
"""Characters ahead of a value in which its qualifiers stand."""
_REFERENCE = re.compile(
    r"(?:\b(?:from|(?<!more )(?<!less )(?<!fewer )than|versus|vs|against|compared (?:with|to)|instead of|not|beyond"
    r"|previously|formerly|originally|earlier)|\b(?:of|after|following) (?:the )?(?:last|previous|first|next|other))"
    r"(?: (?:an?|the|about|over|around|slightly|just|nearly|some|more|less|almost|roughly|its|their))* ?$",
    re.IGNORECASE,
)
"""Ends the words before a value that something is measured against: "up from 12"."""
_CHANGE = re.compile(
    r"\b(?:rose|risen|ris(?:es|ing)|increas\w+|climb\w+|grew|gr(?:own|owing)|gain\w*|add\w*|fell|fall(?:s|en"
    r"|ing)?|drop\w*|declin\w+"
    r"|decreas\w+|cut|cuts|slash\w*|lower\w*|reduc\w+|jump\w*|surg\w+|soar\w*|plung\w+|up|down|raised?|shed"
    r"|lost|widen\w*|shr[aiu]nk)"
    r" (?:by )?(?:an? |about |nearly |over |more than |another |around |almost |roughly |some |just )*$",
    re.IGNORECASE,
)
"""Ends the words before an amount of change, which is no level: "rose 3 per cent", but not "rose to 3"."""
_RATE = re.compile(
    r"[ -](?:an?|per|each|every)[ -](?:year|month|week|day|hour|head|person|share|barrel|tonne|ounce|litre)\b"
)


def reference_of(text: str, value: Value) -> str:
    """What else a value may be than the level of the thing itself."""
    lead = text[max(0, value.start - LEAD) : value.start]
    if rate := _RATE.match(text, value.end):
        return rate.group().strip()
    if _REFERENCE.search(lead) or (value.kind is Kind.MEASURE and lead.endswith("the ")):
        return "reference"
    return "change" if _CHANGE.search(lead) else ""
