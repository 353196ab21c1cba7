"""What an article says of itself: title, publisher, authors, date, genre, each with where it came from.

What was given wins over what is found. Unknown stays unknown: never today's date, never a guess dressed as a fact.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from index.cleaning import is_heading, paragraphs
from index.types import GENRES, UNKNOWN, Described, Provenance, Source, given

_MAX_VALUE = 300
_MAX_TITLE = 200
_OPENING_WORDS = 12
_HEAD = 5
"""A dateline or byline stands within the first paragraphs."""

_DATELINE = re.compile(r"\[([^\[\]\n]{2,60})\]\s")
_BYLINE = re.compile(r"(?:Author|By|Written by)\s*:\s*(\S[^\n]{1,80})$")
_CONTACT = re.compile(r"Write to (\S[^\n@]{1,60}?) at \S+@([\w-]+(?:\.[\w-]+)+)")
_CREDIT = re.compile(r"\(([A-Z][\w .&'’-]{1,38})\)$")
_ORIGIN = re.compile(r"originally (?:published|appeared)(?: by| in| on) (?:the )?([A-Z][^\n,.;]{1,60})")
_OPINION = re.compile(r"\bopinion piece\b", re.IGNORECASE)

_GIVEN = ("title", "source", "original_source", "author", "date", "url", "genre")


def describe(text: str, metadata: Mapping[str, str]) -> Source:
    """Describe an article.

    Args:
        text: Canonical text.
        metadata: What came with it, keys as in the JSONL layout (`title`, `source`, `date`, ...). A value that cannot
            be used, such as a date that is none, is kept among `extra` as it came.
    """
    plain = {key: _plain(value) for key, value in metadata.items() if _plain(value)}
    published = given(iso_date(plain.get("date", "")))
    url = given(plain["url"]) if plain.get("url", "").startswith(("http://", "https://")) else UNKNOWN
    genre = given(plain["genre"].lower()) if plain.get("genre", "").lower() in GENRES else UNKNOWN
    used = {key for key in _GIVEN if key in plain}
    used -= {name for name, value in (("date", published), ("url", url), ("genre", genre)) if value is UNKNOWN}
    return Source(
        title=given(plain.get("title")) if plain.get("title") else _find_title(text),
        publisher=given(plain["source"]) if "source" in plain else _find_publisher(text),
        original_publisher=given(plain["original_source"]) if "original_source" in plain else _find_original(text),
        authors=given(plain["author"]) if "author" in plain else _find_authors(text),
        published=published,
        url=url,
        genre=genre if genre.value else _find_genre(text),
        extra=tuple(sorted((key, value) for key, value in plain.items() if key not in used)),
    )


def iso_date(value: str) -> str | None:
    """A given date as ISO text of the precision it has, or None.

    >>> iso_date("2025-09-14T08:00:00Z"), iso_date("2025-09"), iso_date("Sun, 14 Sep 2025 08:00:00 GMT")
    ('2025-09-14', '2025-09', '2025-09-14')
    >>> iso_date("2025-13-40"), iso_date("yesterday")
    (None, None)
    """
    value = value.strip().replace("/", "-")
    try:
        if re.fullmatch(r"\d{4}(-\d{2})?", value, re.ASCII):
            date.fromisoformat(f"{value}-01-01"[:10] if len(value) == len("2025") else f"{value}-01")
            return value
        if re.match(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return datetime.fromisoformat(value[:10]).date().isoformat()
        return parsedate_to_datetime(value).date().isoformat()
    except ValueError:
        return None


def _plain(value: str) -> str:
    """One line of visible characters: metadata is as foreign as the text."""
    return " ".join("".join(char if char.isprintable() else " " for char in value).split())[:_MAX_VALUE]


def _found(text: str, start: int, end: int) -> Described:
    return Described(value=text[start:end], provenance=Provenance.FOUND, span=(start, end))


def _find_title(text: str) -> Described:
    start, end = next(paragraphs(text))
    if end - start <= _MAX_TITLE and is_heading(text[start:end]):
        return _found(text, start, end)
    opening = " ".join(text[start:end].split()[:_OPENING_WORDS])[:_MAX_VALUE]
    return Described(
        value=opening + "…", provenance=Provenance.INFERRED, why="it has no headline; these are its opening words"
    )


def _head(text: str) -> Iterator[tuple[int, int]]:
    for position, span in enumerate(paragraphs(text)):
        if position >= _HEAD:
            return
        yield span


def _find_publisher(text: str) -> Described:
    for start, end in _head(text):
        if dateline := _DATELINE.match(text, start, end):
            return _found(text, *dateline.span(1))
    contact = _CONTACT.search(text, max(0, len(text) - 1000))
    return _found(text, *contact.span(2)) if contact else UNKNOWN


def _find_original(text: str) -> Described:
    if origin := _ORIGIN.search(text, max(0, len(text) - 1000)):
        return _found(text, *origin.span(1))
    # An agency's name in brackets as the very last words: "(Reuters)".
    credit = _CREDIT.search(text, max(0, len(text) - 50))
    return _found(text, *credit.span(1)) if credit else UNKNOWN


def _find_authors(text: str) -> Described:
    for start, end in _head(text):
        if byline := _BYLINE.match(text, start, end):
            return _found(text, *byline.span(1))
    contact = _CONTACT.search(text, max(0, len(text) - 1000))
    return _found(text, *contact.span(1)) if contact else UNKNOWN


def _find_genre(text: str) -> Described:
    """Only a page that calls itself an opinion piece, in its first or last paragraph, is taken for one."""
    spans = list(paragraphs(text))
    for start, end in (spans[0], spans[-1]):
        if opinion := _OPINION.search(text, start, end):
            span = opinion.start(), opinion.start() + len("opinion")
            return Described(value="opinion", provenance=Provenance.FOUND, span=span)
    return UNKNOWN
