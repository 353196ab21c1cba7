"""Seats of government, which the news names for the governments: "Washington refused"."""

import re
from collections.abc import Mapping
from functools import cache

from index.words import STOP_WORDS

SEATS: Mapping[str, str] = {
    "Washington": "US", "Beijing": "China", "Moscow": "Russia", "Kremlin": "Russia", "London": "Britain",
    "Brussels": "Europe", "Kyiv": "Ukraine", "Seoul": "Korea", "Pyongyang": "Korea", "Tokyo": "Japan",
    "Delhi": "India", "Jerusalem": "Israel", "Paris": "France", "Berlin": "Germany", "Rome": "Italy", "Tehran": "Iran",
    "Ottawa": "Canada", "Canberra": "Australia", "Ankara": "Turkey", "Taipei": "Taiwan", "Hanoi": "Vietnam",
    "Islamabad": "Pakistan", "Warsaw": "Poland",
}  # fmt: skip
"""Each with the country whose government it stands for."""
_GOVERNMENTS: Mapping[str, str] = {
    "Washington": "the US", "Beijing": "China", "Zhongnanhai": "China", "CCP": "China",
    "Chinese Communist Party": "China", "Moscow": "Russia", "Kremlin": "Russia", "Brussels": "the EU",
    "Downing Street": "Britain", "Pyongyang": "North Korea", "Tehran": "Iran", "Kyiv": "Ukraine", "Ankara": "Turkey",
    "Americans": "the US", "Russians": "Russia", "Europeans": "Europe", "Chinese": "China", "British": "Britain",
    "French": "France", "Japanese": "Japan",
}  # fmt: skip
"""What stands for a government far more often than for a place or people: no "Paris", where more happens."""
_PEOPLES = frozenset("Americans Russians Europeans Chinese British French Japanese".split())
_INHABITANTS: Mapping[str, str] = {
    "Americans": "the US", "Russians": "Russia", "Europeans": "Europe", "Britons": "Britain", "Canadians": "Canada",
    "Germans": "Germany", "Italians": "Italy", "Ukrainians": "Ukraine", "Israelis": "Israel", "Indians": "India",
    "Australians": "Australia", "Mexicans": "Mexico", "Iranians": "Iran", "Brazilians": "Brazil",
}  # fmt: skip
"""Who lives where: "how many Americans use it?" is how many people in the US do."""
_LIVE = re.compile(
    r"(?P<many>\b(?:many|most|more|fewer|few|all|of|million) )"
    rf"(?P<name>{'|'.join(_INHABITANTS)})\b(?![’'-])",
    re.IGNORECASE,
)
"""All of a people, in numbers: "four Americans were kidnapped" may be anywhere."""
_NO_NOUN = re.compile(
    r"$|[?.,;:!]| (?:had|has|have|is|are|was|were|do|did|does|get|got|to|and|or|still|want|will|would|say|said)\b"
)
"""What follows where "the Chinese" are all that is meant, and no delegation."""
_AT = re.compile(r"\b(?:in|at|near|to|from|outside|visits?|visited|leaves?|left)(?: the)? $", re.IGNORECASE)
"""What stands before a place."""
_NAMED = re.compile(r"\b([A-Z]\S*) $")
"""What may be the rest of the name: "George Washington", and not "Did Washington"."""
_NEAR = 40
"""Characters in which the word before stands: a hostile text may be one long line."""


def with_countries(text: str) -> str:
    """A text with countries in the place of what the news calls their governments, and of peoples; places stay.

    >>> with_countries("Did Washington ask Beijing’s envoys to come to London?")
    'Did the US ask China’s envoys to come to London?'
    >>> with_countries("What does the Chinese delegation want of the Americans?")
    'What does the Chinese delegation want of the US?'
    """
    text = _LIVE.sub(lambda match: f"{match['many']}people in {_INHABITANTS[match['name'].capitalize()]}", text)
    return _governments().sub(lambda match: _GOVERNMENTS[match["name"]] if _acts(match) else match[0], text)


@cache
def _governments() -> re.Pattern[str]:
    longest_first = sorted(_GOVERNMENTS, key=len, reverse=True)
    return re.compile(rf"\b(?P<the>[Tt]he )?(?P<name>{'|'.join(longest_first)})\b(?! [A-Z])")


def _acts(match: re.Match[str]) -> bool:
    """Whether a government is meant, and no place, no other name and no people."""
    text, start = match.string, match.start()
    around = max(0, start - _NEAR), start
    before = _NAMED.search(text, *around)
    if _AT.search(text, *around) or (before is not None and before[1].lower() not in STOP_WORDS):
        return False
    people = match["name"] in _PEOPLES
    return not people or (match["the"] is not None and _NO_NOUN.match(text, match.end()) is not None)
