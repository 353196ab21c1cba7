"""What can be found in the words of an article about the article: each with the span that proves it, or nothing."""

import re
from collections.abc import Iterator

from index.cleaning import is_heading, paragraphs
from index.dating import find_date
from index.registry import Registry
from index.types import Described, Genre, Provenance

_MAX_TITLE = 200
_OPENING_WORDS = 12
_HEAD = 5
"""A dateline or byline stands within the first paragraphs."""
_TAIL_CHARACTERS = 1_000
_MAX_DATELINE = 160

_DATELINE = re.compile(r"\[([^\[\]\n]{2,60})\]\s")
_WIRE = re.compile(
    r"(?=.{5,90}$)?[^\W\d_][^\n()]{1,60}\((Reuters|AP|AFP|dpa|Xinhua|TASS|Bloomberg|UPI|EFE|ANSA|Kyodo)\)\s*[-–—]"
)
_CAPITAL = r"(?:[^\W\d_a-z][\w.'’-]*)"
_NAME = rf"{_CAPITAL}(?: (?:{_CAPITAL}|de|del|della|di|da|dos|van|von|der|den|la|le|bin|al|ter|of|for|and)){{1,6}}"
_BYLINE = re.compile(
    r"(?:Author|By|Written by|Reported by|Von|Par|Por|Di|Door)\s*:\s*(\S[^\n|]{1,80}?)\s*(?:[|•·].*)?$"
)
_BY_NAMES = re.compile(
    rf"(?:By|BY|Von|Par|Por) (?:the )?"
    rf"((?:{_NAME}|Reuters|AFP|AP|Staff)(?:, {_NAME}){{0,4}}(?:,? (?:and|und|et|y) {_NAME})?)"
    r"\s*(?:[|•·,–—-]\s*[^\n]{0,120})?$"
)
_CONTACT = re.compile(r"Write to (\S[^\n@]{1,60}?) at \S+@([\w-]+(?:\.[\w-]+)+)")
_CREDIT = re.compile(r"\(([^\W\d_][\w .&'’-]{1,38})\)$")
_IN_NAMES = frozenset("of and the de la le du des del der die das von & pour for".split())
_ORIGIN = re.compile(
    r"(?i:(?:originally (?:published|appeared)|first published)(?: (?:by|in|on|at))? (?:the )?)"
    r"([^\W\d_a-z][^\n,.;]{1,60})"
)
_REPUBLISHED = re.compile(
    r"(?i:(?:republished|reprinted|syndicated) (?:\w+ ){0,3}?from (?:the )?)([A-Z][^\n,.;]{1,60})"
)
_PUBLISHED_LINE = re.compile(
    r"\b(?:published|posted|issued|date|publié|veröffentlicht|publicado|pubblicato)\b", re.IGNORECASE
)
_UPDATED_LINE = re.compile(r"\b(?:updated|modified|mis à jour|aktualisiert|actualizado|aggiornato)\b", re.IGNORECASE)
_LABEL_REACH = 45
_GENRES = (
    (Genre.OPINION, r"\bopinion piece\b|^(?:opinion|op-ed|editorial|commentary)(?:\s*[:|]|$)"),
    (Genre.OPINION, r"\bthe (?:views|opinions) expressed (?:here|in this)\b"),
    (Genre.ANALYSIS, r"^(?:news )?analysis(?:\s*[:|]|$)"),
    (Genre.LIVE_BLOG, r"^live(?: updates| blog)?\s*[:|]|^live updates$"),
    (
        Genre.INTERVIEW,
        r"\bthis interview (?:has been|was) (?:lightly )?(?:edited|condensed)\b|^(?:interview|q&a)\s*[:|]",
    ),
    (Genre.PRESS_RELEASE, r"^for immediate release\b|^press release(?:\s*[:|]|$)"),
    (Genre.PRESS_RELEASE, r"/PRNewswire/|\(BUSINESS WIRE\)|\(GLOBE NEWSWIRE\)"),
)


def title(text: str) -> Described:
    """The headline; where there is none, the opening words, INFERRED."""
    start, end = next(paragraphs(text))
    if end - start <= _MAX_TITLE and is_heading(text[start:end]):
        return _found(text, start, end)
    opening = " ".join(text[start:end].split()[:_OPENING_WORDS])[:_MAX_TITLE]
    why = "it has no headline; these are its opening words"
    return Described(value=opening + "…", provenance=Provenance.INFERRED, why=why)


def publisher(text: str, registry: Registry) -> Described | None:
    """The outlet: in a dateline, behind an e-mail address, or a byline that is an outlet's own name."""
    for start, end in _head(text):
        if dateline := _DATELINE.match(text, start, end):
            return _found(text, *dateline.span(1))
    contact = _CONTACT.search(text, _tail(text))
    if contact:
        return _behind_address(text, contact, registry)
    byline = authors(text)
    if byline is not None and byline.span is not None and byline.value and registry.by_name(byline.value):
        return byline
    return None


def original_publisher(text: str, registry: Registry) -> Described | None:
    """The outlet it first appeared in: as its last lines say, or an agency in its dateline."""
    for pattern in (_ORIGIN, _REPUBLISHED):
        if origin := pattern.search(text, _tail(text)):
            return _outlet(text, origin, registry)
    # An agency's name in brackets as the very last words: "(Reuters)".
    credit = _CREDIT.search(text, max(0, len(text) - 50))
    # "(Click here to view)" ends an article as well.
    if credit and not any(word.islower() and word not in _IN_NAMES for word in credit[1].split()):
        return _found(text, *credit.span(1))
    for start, end in _head(text):
        if wire := _WIRE.match(text, start, min(end, start + _MAX_DATELINE)):
            return _found(text, *wire.span(1))
    return None


def authors(text: str) -> Described | None:
    """The names in a byline, or in the line that says whom to write to."""
    for start, end in _head(text):
        for pattern in (_BYLINE, _BY_NAMES):
            if byline := pattern.match(text, start, end):
                stop = byline.end(1)
                return _found(text, byline.start(1), stop)
    contact = _CONTACT.search(text, _tail(text))
    return _found(text, *contact.span(1)) if contact else None


def date(text: str, *, updated: bool = False) -> Described | None:
    """When it was published, or updated: a date with its year, in a line that says so, a byline, or a line of its own.

    A date that merely stands in the prose is that of an event, and is none of these.
    """
    said = _UPDATED_LINE if updated else _PUBLISHED_LINE
    for start, end in _edges(text):
        stop = min(end, start + _MAX_DATELINE)
        label = said.search(text, start, stop)
        found = find_date(text, label.end(), min(stop, label.end() + _LABEL_REACH)) if label else None
        plain = label is None and not updated and not _UPDATED_LINE.search(text, start, stop)
        if found is None and plain and end - start <= _MAX_DATELINE:
            found = _bare(text, start, end)
        if found is not None:
            value, span = found
            why = f"it says {text[slice(*span)]!r}"
            return Described(value=value, provenance=Provenance.INFERRED, span=span, why=why)
    return None


def genre(text: str) -> Described | None:
    """What kind of piece it says it is, in its first or last paragraphs."""
    for start, end in _edges(text):
        for kind, pattern in _GENRES:
            # Anchors hold for the paragraph, not for the text.
            match = re.search(pattern, text[start : min(end, start + 400)], re.IGNORECASE)
            if match:
                span = start + match.start(), start + match.end()
                word = text[slice(*span)].casefold()
                if word.startswith(kind.value):
                    return Described(
                        value=kind.value, provenance=Provenance.FOUND, span=(span[0], span[0] + len(kind.value))
                    )
                why = f"it says {text[slice(*span)]!r}"
                return Described(value=kind.value, provenance=Provenance.INFERRED, span=span, why=why)
    for start, end in _head(text):
        if wire := _WIRE.match(text, start, min(end, start + _MAX_DATELINE)):
            why = f"an agency's dateline, {wire.group()!r}"
            return Described(value=Genre.REPORT.value, provenance=Provenance.INFERRED, span=wire.span(), why=why)
    return None


def _bare(text: str, start: int, end: int) -> tuple[str, tuple[int, int]] | None:
    """A date in a line that holds little else: a byline's, a dateline's, or its own."""
    found = find_date(text, start, end)
    if found is None:
        return None
    rest = (text[start : found[1][0]] + text[found[1][1] : end]).strip(" ,|•·–—-:.()")
    byline = _BY_NAMES.match(text, start, end) or _BYLINE.match(text, start, end)
    dateline = _WIRE.match(text, start, end)
    short = re.fullmatch(
        r"(?:(?:on|am|le|el|il) )?(?:\w+day|[\w-]+)?(?:,? ?(?:at )?\d{1,2}[:.h]\d\d.{0,20})?", rest, re.IGNORECASE
    )
    if byline or short or (dateline and found[1][0] < dateline.end()):
        return found
    return None


def _behind_address(text: str, contact: re.Match[str], registry: Registry) -> Described:
    """The outlet whose address it is, at the place where the text names it, if it does."""
    entry = registry.by_domain(contact.group(2))
    if entry is None:
        return _found(text, *contact.span(2))
    for name in sorted((entry.name, *entry.aliases), key=len, reverse=True):
        at = text.find(name)
        if at >= 0 and len(name) > len("WSJ") + 1:
            return _found(text, at, at + len(name))
    why = f"its contact address is at {contact.group(2)}, a domain of {entry.name} in the publisher registry"
    return Described(value=entry.name, provenance=Provenance.INFERRED, span=contact.span(2), why=why)


def _outlet(text: str, match: re.Match[str], registry: Registry) -> Described:
    """The name in a match; as far as the registry knows it, where words run on behind it."""
    start, end = match.span(1)
    words = match.group(1).split(" ")
    for count in range(len(words), 0, -1):
        if registry.by_name(" ".join(words[:count])):
            return _found(text, start, start + len(" ".join(words[:count])))
    return _found(text, start, end)


def _found(text: str, start: int, end: int) -> Described:
    return Described(value=text[start:end], provenance=Provenance.FOUND, span=(start, end))


def _tail(text: str) -> int:
    return max(0, len(text) - _TAIL_CHARACTERS)


def _head(text: str) -> Iterator[tuple[int, int]]:
    for position, span in enumerate(paragraphs(text)):
        if position >= _HEAD:
            return
        yield span


def _edges(text: str) -> Iterator[tuple[int, int]]:
    """The first paragraphs, then the last two."""
    spans = list(paragraphs(text))
    yield from spans[:_HEAD]
    yield from spans[max(_HEAD, len(spans) - 2) :]
