"""What a language model wrote -> claims with the passages they name. Distrusts everything.

The text is untrusted: it comes in pieces cut anywhere, in any size, and may hold Markdown, HTML, links, control
characters, markers that point nowhere, or the words of whoever wrote an instruction into an article. A claim that
leaves here is one plain sentence with the numbers of existing passages; whether they say it, `anchoring` finds out.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.chunking import cut_sentences
from rag.prompting import NOTHING

MAX_CLAIM = 600
"""Characters; a longer sentence is a passage copied, or worse."""

# "[2]", "[1, 3]", "[2][3]", "【2】", "[passage 2]": what models make of the markers they were asked for; a full stop
# may stand behind them.
_ONE = r"\s?[\[【](?:passages? |sources? )?\d{1,3}(?:\s?[,;]\s?\d{1,3}){0,9}[\]】]"
_MARKERS = re.compile(rf"((?:{_ONE}){{1,10}})\s?([.!?]?)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
# Marks of lists, headings and quotations in front of a line, and emphasis around words.
_OPENING = re.compile(r"(?:[-*+•>#]{1,6}|\(?\d{1,2}[.)])\s")
_EMPHASIS = re.compile(r"\*{1,3}|_{2,3}|`{1,3}")
# What a screen or a reader of Markdown could act on. A sentence that holds any of it is no plain sentence.
_ACTIVE = re.compile(r"://|www\.|\]\(|<\s?[a-z/!]|javascript:|data:|&#|\[\w+\]:|!\[", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence that a model wrote and the passages it names.

    Attributes:
        text: One plain sentence without markers.
        passages: Numbers of existing passages, ascending; empty when it names none that exists.
    """

    text: str
    passages: tuple[int, ...]


def lines_of(pieces: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Join the pieces of a reply into (line, whether it was ended) pairs; the last line may be cut off.

    An empty piece says that nothing came for a while, and is passed on as an empty line.
    """
    rest = ""
    for piece in pieces:
        if not piece:
            yield "", True
        *whole, rest = (rest + piece).split("\n")
        yield from ((line, True) for line in whole)
    if rest:
        yield rest, False


def claims_of(line: str, passages: int) -> tuple[Claim, ...]:
    """The claims of one line of a reply.

    Args:
        line: Whatever a model wrote between two line feeds.
        passages: How many passages it was shown; other numbers point nowhere and are dropped.

    Returns:
        One claim a sentence. Sentences in front of a marker share it, since each is verified by itself; what no
        marker follows names no passage.

    >>> claims_of("- **Trade** fell in May. It rose in June [2, 9].", passages=3)
    (Claim(text='Trade fell in May.', passages=(2,)), Claim(text='It rose in June.', passages=(2,)))
    """
    plain = _plain(line)
    claims: list[Claim] = []
    at = 0
    for match in _MARKERS.finditer(plain):
        numbers = {int(number) for number in _NUMBER.findall(match[1])}
        named = tuple(sorted(number for number in numbers if 1 <= number <= passages))
        claims.extend(_claims(plain[at : match.start()] + match[2], named))
        at = match.end()
    claims.extend(_claims(plain[at:], ()))
    return tuple(claims)


def _claims(text: str, named: tuple[int, ...]) -> Iterator[Claim]:
    text = text.strip()
    if text.upper().strip(" .") == NOTHING:
        return
    for start, end in cut_sentences(text):
        # What is left over of markup, such as a "!" before an image, says nothing.
        if any(character.isalnum() for character in text[start:end]):
            yield Claim(text=text[start:end], passages=named)


def is_plain(claim: Claim) -> bool:
    """Whether a claim is a sentence and nothing that a screen could act on."""
    return len(claim.text) <= MAX_CLAIM and not _ACTIVE.search(claim.text)


def _plain(line: str) -> str:
    # Cc and Cf hold the controls: line ends that are none, invisible characters, and marks that turn the reading order.
    shown = "".join(" " if unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") else each for each in line)
    shown = _OPENING.sub("", " ".join(unicodedata.normalize("NFC", shown).split()), count=1)
    return _EMPHASIS.sub("", shown).strip()
