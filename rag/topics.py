"""What is asked for is all that is told about something: "Tell me about Boeing", "What do the sources say on oil?"."""

import re
from functools import cache

from rag.clauses import split, stems
from rag.courtesy import LEAD

_ON = "(?:about|on|regarding|concerning|with)"
_THEY = (
    r"(?:the |these |those |your |our |all |other |different |various |two |three |four |five |news )*"
    r"(?:articles?|sources?|papers?|outlets?|reports?|news|newspapers?|journalists?|media|press|texts?|documents?)"
)
_SAY = "(?:says?|said|reports?|reported|writes?|wrote|tells?|told|thinks?|covers?|covered)(?: (?:us|me))?"
_TELL = "(?:is|are|talks?|writes?|reports?|mentions?|covers?|discuss(?:es)?)"
_TOPIC = r"(?P<topic>(?!(?:who|whom|whose|what|when|where|why|how|which|whether|if|that|it|me|you)\b).{2,})"
_GIVE = "(?:give|show|tell|write)"
_SHORT_TOPIC = r"(?=[\w’'.-]+(?: [\w’'.-]+){0,3}$)" + _TOPIC
_WAYS = tuple(
    re.compile(LEAD + way, re.IGNORECASE)
    for way in (
        rf"(?:tell|give|show) me (?:\w+ ){{0,3}}?{_ON} {_TOPIC}",
        rf"(?:{_GIVE} me (?:[\w-]+ ){{0,4}}?|an? (?:\w+ )?(?:overview|summary) )(?:about|on|of) {_TOPIC}",
        rf"(?:explain|describe|summari[sz]e|sum up|outline|recap|discuss) {_SHORT_TOPIC}",
        rf"(?:know|learn|hear|read) (?:more )?about {_TOPIC}",
        rf"what (?:do you know|is known|is said|is told|is reported|is written) {_ON} {_TOPIC}",
        rf"(?:what(?:[’']s| is) )?(?:any |the )?(?:latest|(?:latest )?news|new|details|updates?) {_ON} {_TOPIC}",
        rf"(?:anything|something|everything|more) {_ON} {_TOPIC}",
        rf"(?:what|how) about {_TOPIC}",
        rf"(?:what|how) (?:do|does|did) {_THEY} {_SAY} (?:{_ON} )?{_TOPIC}",
        rf"(?:in )?(?:which|what)(?: of)? {_THEY} {_TELL}(?: {_ON})? {_TOPIC}",
        rf"(?:compare|summari[sz]e|sum up|outline|recap) what {_THEY} {_SAY} {_ON} {_TOPIC}",
    )
)
_FEW = 4
_DEFINES = re.compile(
    LEAD + r"what(?: is| are| was| were|[’']s) (?:meant by )?(?:the |an? )?"
    r"(?P<topic>(?!(?:being|been|going|it|this|that)\b)[\w’'.-]+"
    r"(?: (?!(?:of|on|in|for|to|at|by|with|from|about)\b)[\w’'.-]+){0,2}?)"
    r"(?: (?:issue|question|matter|problem|dispute|debate|affair|row))?",
    re.IGNORECASE,
)


def topic_of(sentence: str) -> str | None:
    """What a sentence asks to be told about; None where it asks something of it.

    >>> topic_of("Tell me about Boeing."), topic_of("what do the articles say about soybeans?")
    ('Boeing', 'soybeans')
    >>> topic_of("Tell me why Boeing waits."), topic_of("Summarize the articles")
    (None, None)
    """
    said = sentence.strip().rstrip("?!. ")
    for way in _WAYS:
        if found := way.fullmatch(said):
            return found["topic"] if stems(found["topic"]) - _of_all() else None
    return None


@cache
def _of_all() -> frozenset[str]:
    return stems("article articles source sources news story stories it this that them everything all")


def definable(sentence: str) -> str | None:
    """What a sentence asks the meaning of; None where it asks anything else, or something about it.

    >>> definable("What is the 90-day truce?"), definable("what are rare earths")
    ('90-day truce', 'rare earths')
    >>> definable("What is the price of oil?"), definable("What is being done?"), definable("What is it?")
    (None, None, None)
    """
    found = _DEFINES.fullmatch(sentence.strip().rstrip("?!. "))
    if found is None or not stems(found["topic"]) - _of_all():
        return None
    return found["topic"]


def is_bare(sentence: str) -> bool:
    """Whether it is a few words that ask nothing, and each of which says something: "Nvidia H20"."""
    words = split(sentence)
    return 0 < len(words) <= _FEW and all(word.stem for word in words) and not sentence.rstrip().endswith("?")
