"""Does a question lean on what was said before? One that names all it asks about stands alone."""

import re

from index.words import words
from rag.overviews import asks_what_differs, names_all
from rag.whether import plainly

_PERSON = re.compile(r"\b(?:he|him|his|she|hers?|they|them|theirs?)\b", re.IGNORECASE)
_HE_AS_NAME = re.compile(r"\bHe (?=[A-Z])")
"""The "He" of "He Lifeng"."""
_THING = re.compile(r"\b(?:its?|itself)\b", re.IGNORECASE)
_EXPECTS = re.compile(r"\b(?:is|was|be|does|did|would|will) it (?:\w+ ){0,3}(?:to|that|for|mean)\b", re.IGNORECASE)
"""The "it" of "is it legal to ...": it stands for what follows."""
_POINTS = re.compile(
    r"\b(?:these|those(?! who\b)|such|others?|same|former|latter|else|another|ones?|both|"
    # "This week" points at the calendar, "the rules that apply" at nothing before.
    r"this(?! (?:year|month|week|morning|evening|afternoon|spring|summer|autumn|fall|winter|weekend)\b)|"
    r"that(?=\W*$|[,;.!])|"
    r"(?:to|of|about|after|before|by|on|with|like|from|in|is|was|did|does|would|will|when|why|how) that|"
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!has )(?<!have )(?<!will )"
    r"there(?! (?:is|are|was|were|has|have|will)\b))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:and|but|or|so|also|then|what about|how about)\b", re.IGNORECASE)
# "What is a tariff?", "Tell me about fentanyl": little is said, and all that is needed.
_DEFINES = re.compile(
    r"(?:what|who) (?:is|are|was|were) (?!the\b|some\b)|(?:please )?tell me (?:more )?about \w", re.IGNORECASE
)
_POINTING_WORDS, _GOING_ON_WORDS, _FEW_WORDS = 8, 4, 2
"""Up to how many different content words a question of each kind is taken to lean on others."""


def leans(question: str) -> bool:
    """Whether a question cannot be understood without the turns before it.

    >>> [leans(each) for each in ("and why?", "When was that?", "Is it legal to sell TikTok?", "What is a tariff?")]
    [True, True, False, False]
    """
    question = plainly(question)  # the "he" of "didn't he?" stands in the question itself
    said, named = len(set(words(question))), _names(question) > 0
    if not said:
        return True
    if names_all(question) or asks_what_differs(question) is not None:
        return False
    thing = _THING.search(question) and not _EXPECTS.search(question)
    if thing or means_somebody(question) or _POINTS.search(question):
        return said <= _POINTING_WORDS
    if _GOES_ON.match(question):
        return said <= _GOING_ON_WORDS
    return said <= _FEW_WORDS and not named and not _DEFINES.match(question)


def means_somebody(text: str) -> bool:
    """Whether it has a "he" or "they": the "He" of "He Lifeng" is none."""
    return bool(_PERSON.search(_HE_AS_NAME.sub("", text)))


def _names(question: str) -> int:
    return sum(word[0].isupper() and word != "I" for word in re.findall(r"\w[\w'’-]*", question)[1:])
