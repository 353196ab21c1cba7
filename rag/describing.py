"""Who or what something is, as news says it beside the name: a title, a phrase between commas, "is a ...".

    Treasury Secretary Scott Bessent     Evan Medeiros, a former official,     TikTok is a video app.

Read only where the name stands; what a sentence tells of it otherwise is no description.
"""

import re
from collections.abc import Iterator

from rag.clauses import TITLES, Name, key_of, names

_ASKS = re.compile(
    r"(?:so |and |but )?(?:who|what)(?: is| are| was| were|['’]s) (?:the )?(?P<name>[^?]+)\?*", re.IGNORECASE
)
_MOST_WORDS = 16
"""What is longer tells more than what something is."""
_NEAR = 160
"""Characters before a name that are looked at: a hostile text may be one long line of names."""
_PHRASE = r"[^,;:()“”—]{3,120}?)(?=[,;:.]|\s[(—]|$)"
_OFFICES = (
    "president premier chancellor minister secretary chairman chairwoman chair chief director head professor fellow "
    "lecturer dean spokesman spokeswoman spokesperson negotiator economist analyst strategist lawyer attorney author "
    "editor founder co-founder owner manager coach captain leader member partner commissioner ambassador envoy senator "
    "governor mayor lawmaker congressman congresswoman candidate researcher scientist physician doctor CEO"
).split()
# "Bessent, the treasury secretary, said": between commas, with no verb of its own; an office needs no article.
_APPOSED = re.compile(
    r", (?P<what>(?:(?:an?|the|one of|its|his|her|their|[A-Z][\w.-]+(?: [A-Z][\w.-]+)?['’]s?) "
    rf"|(?=(?:[a-z-]+ ){{0,3}}(?:{'|'.join(_OFFICES)})\b)){_PHRASE}"
)
_IS = re.compile(rf" (?:is|was|are|were|remains|became) (?P<what>(?:an?|the|one of|its|his|her|their) {_PHRASE}")
_RELATIVE = re.compile(r" (?:who|whose|whom|which|that|where)\b.*")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|should|may|might|can|did|does|do|sa(?:id|ys)|told|tells|met|made"
    r"|began|took|went|came|became|wants?|struck|reports|\w+n[’']t"
    r"|\w{2,}ed(?! (?:by|in|on|at|of|for|with|to|from|as)\b| [a-z]+$))\b"
)
# "In Madrid, the two sides": where, and the comma ends it.
_SETS_THE_SCENE = re.compile(
    r"(?:^|[.;:,“”] )(?:[a-z]+ ){0,2}(?:in|at|from|on|of|for|with|by|to|near|after) (?:the )?$", re.IGNORECASE
)
# "Deals with Japan, the European Union and South Korea": the next of several, not what the first one is.
_NEXT_OF_SEVERAL = re.compile(r"(?:the )?[A-Z][^,]* and |.*\b(?:one|and)$")
_PERSONS = (
    TITLES
    | frozenset(
        "ceo coach commissioner congressman congresswoman ambassador sheriff archbishop cardinal bishop "
        "all-star".split()
    )
) - frozenset("trade foreign treasury commerce ministry vice prime presidents ministers mr mrs ms dr sir".split())
"""Titles that say by themselves what somebody is."""
_NOUNS = [
    *_OFFICES,
    *(
        "company firm giant maker chipmaker carmaker planemaker startup app platform network group agency bank airline "
        "retailer parent subsidiary newspaper magazine outlet broadcaster regulator ministry party union city capital "
        "island king queen actor actress singer rapper comedian journalist star superstar billionaire activist critic "
        "rival ally wife husband son daughter brother sister mother father forward goalkeeper quarterback pitcher"
    ).split(),
]
_BODY = re.compile(r"(?:Department|Ministry|Committee|Court|Office|Party|Council)(?:['’]s)?$")
"""No title stands before these: "Justice Department"."""
_WHOSE = re.compile(r"\b[A-Z]\w+['’]s $")
_NO_PART = r"(?!(?:and|or|of|by|with|from|to|in|for|the|an?|its|his|her|their) )"
# "It would grant leader Xi a victory": nothing says there that "grant" is none of it.
_NOUN_BEGINS = re.compile(
    r"(?:^|[,;:(“—]|\b(?:and|or|of|by|with|from|to|in|for|as|than|between|both|the|an?|its|his|her|their|said|says)) ?"
    "$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![\w-])(?P<what>(?:(?i:{_NO_PART})[A-Z][\w.]+(?:['’]s)? ){{0,3}}(?:{_NO_PART}[a-z][a-z-]* ){{0,2}}"
    rf"(?:{'|'.join(_NOUNS)})),? $"
)


def asks_what_is(sentence: str) -> bool:
    """Whether a question asks who or what a name is, and nothing else.

    >>> asks_what_is("Who is He Lifeng?"), asks_what_is("Who is He Lifeng’s deputy?"), asks_what_is("Who is right?")
    (True, False, False)
    """
    found = _ASKS.fullmatch(sentence.strip())
    return found is not None and [name.text for name in names(found["name"])] == [found["name"].strip()]


def describe(text: str, wanted: frozenset[str]) -> str | None:
    """What a text says of who or what a name is, verbatim; None where it has only the name, or not even that.

    >>> text = "Evan Medeiros, a former official, met Treasury Secretary Scott Bessent. ByteDance is a Chinese firm."
    >>> [describe(text, frozenset({key})) for key in ("medeiros", "bessent", "bytedance")]
    ['a former official', 'Treasury Secretary', 'a Chinese firm']
    >>> describe("Bessent met He Lifeng in Madrid.", frozenset({"bessent"})) is None
    True

    Args:
        text: A sentence or a few.
        wanted: The keys of the name, as `clauses.Name` has them; a name with more words may be it.
    """
    meant = [name for name in names(text) if _is_meant(name, wanted)]
    ways = (_is, _apposed, _titled, _spelled_out, _before)
    found = (place for way in ways for name in meant for place in way(text, name, wanted))
    return next((text[start:end] for start, end in found), None)


def _is_meant(name: Name, wanted: frozenset[str]) -> bool:
    """Whether a name ends with the one that is wanted: "China’s He Lifeng", and not "TikTok Shop" for TikTok."""
    return frozenset(name.keys[-len(wanted) :]) == wanted


def _ahead(place: int) -> tuple[int, int]:
    return max(0, place - _NEAR), place


def _is(text: str, name: Name, _: frozenset[str]) -> Iterator[tuple[int, int]]:
    yield from _phrase(_IS.match(text, name.end))


def _apposed(text: str, name: Name, _: frozenset[str]) -> Iterator[tuple[int, int]]:
    if not _SETS_THE_SCENE.search(text, *_ahead(name.start)):
        yield from _phrase(_APPOSED.match(text, name.end))


def _phrase(found: re.Match[str] | None) -> Iterator[tuple[int, int]]:
    if found is None:
        return
    said = _RELATIVE.sub("", found["what"])
    if len(said.split()) <= _MOST_WORDS and not _VERB.search(said) and not _NEXT_OF_SEVERAL.match(said):
        yield found.start("what"), found.start("what") + len(said)


def _titled(text: str, name: Name, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The words before the name in its run of capitals, up to its title: "Chinese Vice Premier He Lifeng"."""
    words = [*re.finditer(r"\S+", text[name.start : name.end])]
    at = next((at for at, word in enumerate(words) if key_of(word.group()) in wanted), 0)
    last = max((word.end() for word in words[:at] if key_of(word.group()) in _PERSONS), default=0)
    if last and _BODY.search(name.text) is None:
        # "Ukraine’s President Zelensky".
        whose = _WHOSE.search(text, *_ahead(name.start))
        yield (whose.start() if whose else name.start), name.start + last


def _spelled_out(text: str, name: Name, _: frozenset[str]) -> Iterator[tuple[int, int]]:
    """What initials in brackets stand for: "Asia-Pacific Economic Cooperation (APEC)"."""
    start = _ahead(name.start)[0]
    ahead = text[start : name.start]
    long = next(iter(names(ahead)[::-1]), None) if ahead.endswith(" (") else None
    if long is not None and ahead[long.end :] == " (" and "".join(re.findall(r"\b[A-Z]", long.text)) == name.text:
        yield start + long.start, start + long.end


def _before(text: str, name: Name, _: frozenset[str]) -> Iterator[tuple[int, int]]:
    """What stands in small letters before the name, from where a noun begins: "veteran negotiator Li Chenggang"."""
    if found := _BEFORE.search(text, *_ahead(name.start)):
        start, end = found.span("what")
        starts = (start + word.start() for word in re.finditer(r"\S+", text[start:end]))
        yield from ((at, end) for at in starts if text[at].isupper() or _NOUN_BEGINS.search(text, *_ahead(at)))
