"""Countries and states by name: what can answer "which country?"."""

import re
from functools import cache

from rag.clauses import key_of, stem_of, stems

PLACED = re.compile(r"\b(?:in|at|from|to|near|outside) (?:the )?$")
"""What stands before a place."""
_COUNTRIES = (
    "Afghanistan Albania Algeria Argentina Armenia Australia Austria Azerbaijan Bahrain Bangladesh Belarus "
    "Belgium Bolivia Bosnia Brazil Britain Bulgaria Cambodia Cameroon Canada Chad Chile China Colombia Congo "
    "Croatia Cuba Cyprus Denmark Ecuador Egypt England Eritrea Estonia Ethiopia Finland France Georgia Germany "
    "Ghana Greece Guatemala Guinea Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy "
    "Jamaica Japan Jordan Kazakhstan Kenya Korea Kosovo Kuwait Latvia Lebanon Liberia Libya Lithuania Luxembourg "
    "Malaysia Mali Malta Mexico Moldova Mongolia Morocco Mozambique Myanmar Nepal Netherlands Nicaragua Niger "
    "Nigeria Norway Oman Pakistan Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Rwanda "
    "Scotland Senegal Serbia Singapore Slovakia Slovenia Somalia Spain Sudan Sweden Switzerland Syria Taiwan "
    "Tanzania Thailand Tunisia Turkey Uganda UK Ukraine Uruguay US Uzbekistan Venezuela Vietnam Wales Yemen "
    "Zambia Zimbabwe Europe Asia Africa America Scandinavia"
)
_PEOPLES = (
    "American Chinese Russian British French German Japanese Indian Ukrainian Israeli European Korean Spanish Italian "
    "Canadian Mexican Brazilian Iranian Iraqi Syrian Egyptian Turkish Greek Swiss Dutch Belgian Austrian Swedish "
    "Norwegian Danish Finnish Hungarian Irish Scottish Portuguese Australian Argentine Cuban Venezuelan Nigerian "
    "Pakistani Afghan Vietnamese Taiwanese Thai Indonesian Philippine Palestinian African Asian"
)
_LONG = ("new zealand", "sri lanka", "south africa", "saudi arabia", "el salvador", "costa rica", "czech republic",
         "united kingdom", "united states", "ivory coast", "dominican republic", "puerto rico")  # fmt: skip
_STATES = (
    "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho "
    "Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi "
    "Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah Vermont Virginia "
    "Wisconsin Wyoming"
)
_LONG_STATES = ("new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota",
                "rhode island", "south carolina", "south dakota", "west virginia")  # fmt: skip


@cache
def countries() -> frozenset[str]:
    """The keys of countries and continents, as `clauses.key_of` gives them."""
    return frozenset(map(key_of, _COUNTRIES.split()))


@cache
def sorts_of_place() -> tuple[tuple[str, frozenset[str]], ...]:
    """Stems of "country" and "state", each with the keys, or all keys together, of what may be one."""
    everywhere = countries() | frozenset(_LONG)
    states = frozenset(map(key_of, _STATES.split())) | frozenset(_LONG_STATES)
    return (stem_of("country"), everywhere), (stem_of("nation"), everywhere), (stem_of("state"), states)


@cache
def peoples() -> frozenset[str]:
    """Stems of "American" and its like: whose somebody or something is, and nobody by itself."""
    return stems(_PEOPLES)


def is_adjective(text: str, start: int, end: int) -> bool:
    """Whether a stretch says whose something is: "Chinese" of "Chinese imports", which are nobody.

    >>> is_adjective("Chinese imports", 0, 7), is_adjective("China imports", 0, 5)
    (True, False)
    """
    return text[start:end] in _PEOPLES.split() and re.match(r" [a-z]", text[end:]) is not None
