"""Raw text -> canonical text: the text that every offset points into. And which lines of it are not the article's.

Canonical text is Unicode NFC, one paragraph a line with an empty line between, single spaces, no characters that
cannot be seen, no furniture of the page (a share bar, a comment box, "Also read"). Cleaning twice is cleaning once.
Lines that prove something about the article ("Write to Ann Lee at ...") stay in the text, so that a byline found in
them has a true span, but they are in no sentence: never retrieved and never quoted.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_MAX_MARKS = 8
"""Combining marks on one letter: more than any script needs, and what keeps stacked marks from flooding a page."""

_KEPT_FORMAT = "\u200c\u200d"  # joiners carry meaning in Persian, in Indic scripts and in emoji

_SPACES = re.compile(r"[^\S\n]+")

# Each is tried on one stripped line of at most _MAX_FURNITURE characters, anchored, and without nested repetition.
_MAX_FURNITURE = 200
_SHARE = "share|tweet|print|save|copy link|email|facebook|twitter|whatsapp|linkedin"
# These stay in the text: they say who wrote it, or where it first appeared.
_TELLING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"write to .+@.+$",
        r"(this (article|story|piece) was )?(originally|first) (published|appeared) .{1,160}$",
        r"to read the .{0,160}\bclick here\b.*$",
    )
)
_GONE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(also read|read also|read more|see also|related( articles?| stories)?|more on this)\s*([|:>–-].*)?$",
        r"did you know\s*\?$",
        r"\d*\s*comments?(\s*\(\d+\))?$",
        r"(please )?(sign|log) in (to|or|for)\b.*$",
        r"(contact|e-?mail|follow) .{0,80}(@\S+|on (x|twitter|facebook|instagram|linkedin|telegram))\.?$",
        rf"({_SHARE})([\s|,/·•]+(this|article|story|on|via|{_SHARE}))*$",
        r"(sign up|subscribe)\b.{0,80}\b(newsletters?|updates|alerts|inbox)\b.*$",
        r"(we use cookies|this (site|website) uses cookies)\b.*$",
        r"(advertisement|sponsored( content)?|promoted( content)?)$",
        r"(photo|image|picture)( credit| source| caption)?s?\s*:.*$",
        r"image (source|caption), .*$",
        r"(leave|post|add) a (comment|reply)$",
        r"(follow|like|find) us on\b.{0,120}$",
        r"(accept|reject|manage)( all)? (cookies|preferences)$",
        r"by (continuing to use|using) (this|our) (site|website)\b.*$",
        r"(get|receive) .{0,80}\b(delivered to|in|to) your (inbox|email)\b.*$",
        r"(skip|jump) to (main )?content$",
        r"(listen to this (article|story)|\d{1,3}[- ]min(ute)?s? (read|listen))(\s*[|·•]?\s*\d.{0,10})?$",
        r"(most (read|popular|viewed)|recommended( for you)?|you (may|might) also like|trending( now)?)\s*:?$",
        r"(click|tap) here (to|for)\b.{0,120}$",
        r"download (our|the) .{0,40}\bapp\b.{0,60}$",
        r"\[?e-?mail( the author)?\]?\s*:\s*\S+@\S+$",
        r"\S+@[\w-]+(\.[\w-]+)+$",
        r"(©|\(c\)|copyright\b).*$",
        r"all rights reserved\.?$",
    )
)
_MAX_HEADING_WORDS = 22
_MIN_QUESTION_HEADING_WORDS, _MAX_QUESTION_HEADING_WORDS = 3, 14
_TITLE_CASE = 0.6
_SMALL = frozenset("a an and as at but by for from in into is of on or over the to under vs with".split())
_PARAGRAPH = re.compile(r"[^\n]+")
_ENDS = re.compile(r"[.!?…:;,]['\"”’»)\]]*$")
_BULLET = re.compile(r"[-–—*•·▪]\s|\d{1,2}[.)]\s")


def clean(text: str) -> str:
    r"""The canonical form of a text.

    >>> clean("A\u00a0 bridge \u200bre\u0301opened.\r\n\r\n\r\nIt rained.")
    'A bridge réopened.\n\nIt rained.'
    """
    return "\n\n".join(line for line in _lines(text) if line and not _matches(_GONE, line))


def one_line(text: str) -> str:
    """A text that is no page, such as a question, on one line: cleaned, but nothing in it is furniture.

    >>> one_line("Did you  know?"), clean("Did you know?")
    ('Did you know?', '')
    """
    return " ".join(filter(None, _lines(text)))


def _lines(text: str) -> Iterator[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    # NFC last of all could bring a space or a mark back; first, it cannot: nothing below composes.
    text = unicodedata.normalize("NFC", text.translate(_SEEN))
    for line in text.split("\n"):
        yield unicodedata.normalize("NFC", _SPACES.sub(" ", _limit_marks(line)).strip())


class _Seen(dict[int, str]):
    """What becomes of each character, found out once: most texts are made of a hundred different ones."""

    def __missing__(self, code: int) -> str:
        self[code] = seen = _seen(chr(code))
        return seen


def _seen(char: str) -> str:
    if char == "\n" or char in _KEPT_FORMAT:
        return char
    category = unicodedata.category(char)
    if category == "Cs":  # a lone surrogate: no encoder and no database takes it
        return "\ufffd"
    if category == "Cc":
        return " "
    return "" if category == "Cf" or char in "\ufffe\uffff" else char


_SEEN = _Seen()


def _limit_marks(line: str) -> str:
    if line.isascii():
        return line
    marks = {char for char in set(line) if unicodedata.category(char) in ("Mn", "Me")}
    if not marks:
        return line
    kept, run = [], 0
    for char in line:
        run = run + 1 if char in marks else 0
        if run <= _MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def is_furniture(line: str) -> bool:
    """Whether a paragraph belongs to the page rather than to the article.

    >>> [is_furniture(line) for line in ("Comments (0)", "ALSO READ | Port strike ends", "Comments were few.")]
    [True, True, False]
    """
    line = line.strip()
    return _matches(_GONE, line) or _matches(_TELLING, line)


def _matches(patterns: Iterable[re.Pattern[str]], line: str) -> bool:
    return len(line) <= _MAX_FURNITURE and any(pattern.match(line) for pattern in patterns)


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each paragraph of a canonical text."""
    return (match.span() for match in _PARAGRAPH.finditer(text))


def is_heading(line: str) -> bool:
    """Whether a paragraph is a headline or a subheading rather than prose.

    >>> is_heading("Port Strike Ends After Nine Days")
    True
    >>> is_heading("Why Is the Harbour Central to These Talks?")
    True
    >>> is_heading("The port reopened on Monday.") or is_heading("Who pays for it?")
    False
    """
    words = line.split()
    if _BULLET.match(line) or not words:
        return False
    if line.endswith("?"):
        long_words = [word for word in words if word.lower() not in _SMALL]
        capitals = sum(word[0].isupper() or not word[0].isalpha() for word in long_words)
        return (
            _MIN_QUESTION_HEADING_WORDS <= len(words) <= _MAX_QUESTION_HEADING_WORDS
            and capitals / len(long_words) >= _TITLE_CASE
        )
    return len(words) <= _MAX_HEADING_WORDS and not _ENDS.search(line)
