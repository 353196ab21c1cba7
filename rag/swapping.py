"""Another name, and nothing else, is asked about: it takes the place of one in the question before.

"And Bessent?"    after "What did Greer say?"  ->  "What did Bessent say?"
"And in Geneva?"  after "Who met in Madrid?"   ->  "Who met in Geneva?"
"""

import re
from collections.abc import Iterable

_NO_NAME = (
    r"(?!(?:Who|What|When|Where|Why|How|Which|Whose|Whom|Is|Are|Was|Were|Do|Does|Did|Has|Have|Had|Will|Would|Can|Could"
    r"|Should|I|She|They|It|We|You|That|This|These|Those|There|Then|Not|If|The|And|But|Or|So)\b)(?!He\b(?! [A-Z]))"
)
_NAME = rf"(?:[Tt]he )?{_NO_NAME}[A-Z][\w.'’&-]*(?: [A-Z][\w.'’&-]*){{0,4}}"
_BY = "in|at|from|for|to|with|by|on|of|before|after|about|against"
_FRAGMENT = re.compile(
    rf"(?:(?i:and|but|or|so),? )?(?:(?i:what|how) about )?(?:(?P<by>(?i:{_BY})) )?(?P<name>{_NAME}) *\?*"
)
# "TikTok?" alone may ask what it is: only what goes on, or names a part to play, takes another's.
_GOES_ON = re.compile(rf"(?:and|but|or|so|what about|how about|{_BY})\b", re.IGNORECASE)
_FOUND = re.compile(rf"(?<=[\w,] )(?:(?P<by>{_BY}) )?(?P<name>{_NAME})(?!\w)")
_POSSESSIVE = re.compile(r"['’]s?$")


def swapped(question: str, earlier: Iterable[str]) -> str | None:
    """The question before with the name that is asked about now; None where it is no such question, or has no place.

    >>> swapped("What about He Lifeng?", ["Who leads the talks?", "What did Scott Bessent say in Madrid?"])
    'What did He Lifeng say in Madrid?'
    >>> swapped("And in Japan?", ["Who leads the talks in China?", "And in Spain?"])
    'Who leads the talks in Japan?'
    >>> swapped("And why?", ["What did China demand?"]) is None
    True

    Args:
        question: What is asked now.
        earlier: The questions before, oldest first.
    """
    if _of(question) is None:
        return None
    before = ""
    for each in earlier:
        before = _put(each, before) or (before if _of(each) else each)
    return _put(question, before)


def _of(question: str) -> re.Match[str] | None:
    found = _FRAGMENT.fullmatch(question.strip())
    return found if found and _GOES_ON.match(question.strip()) else None


def _put(question: str, before: str) -> str | None:
    """The question before with the name of this one in the place that it would take there."""
    asked = _of(question)
    if asked is None:
        return None
    by, name = (asked["by"] or "").lower(), asked["name"]
    places = [(place, place["by"] or "") for place in _FOUND.finditer(before)]
    fitting = [place for place, at in places if at == by]
    # "When does the truce with Beijing end?", "And Seoul?": it has one name only.
    place = fitting[0] if fitting else places[0][0] if len(places) == 1 and not by else None
    if place is None:
        return None
    whose = _POSSESSIVE.search(place["name"])
    if _POSSESSIVE.sub("", place["name"]) == name:
        return None
    return f"{before[: place.start('name')]}{name}{whose.group() if whose else ''}{before[place.end('name') :]}"
