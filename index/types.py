"""The values that every room shares: articles and the slices of them.

All are frozen and check themselves, so an object that exists is a valid one. Offsets count characters (code
points) of the canonical text, start included, end excluded, as Python slices do.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

_MAX_ID = 200
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Provenance(StrEnum):
    """How a value about an article came to be known."""

    GIVEN = "given"
    """Handed over with the article: front matter, a JSON key, a column, a sidecar file."""
    STATED = "stated"
    """Said by the page, feed or file beside its text; `Described.why` says in which field."""
    FOUND = "found"
    """Read in the article; `Described.span` says where."""
    INFERRED = "inferred"
    """Concluded; `Described.why` says from what, and `span` where a place in the text proves it."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A value about an article, and where it came from.

    Attributes:
        value: The value as text, or None exactly when `provenance` is UNKNOWN.
        provenance: How it is known.
        span: (start, end) in the canonical text; always when FOUND, and at most when INFERRED otherwise.
        why: The reason, not empty exactly when INFERRED, or the field, exactly when STATED.
    """

    value: str | None
    provenance: Provenance
    span: tuple[int, int] | None = None
    why: str = ""

    def __post_init__(self) -> None:
        """Refuse a value without an origin, or an origin without its proof."""
        known = self.provenance is not Provenance.UNKNOWN
        if known != bool(self.value):
            raise ValueError(f"a {self.provenance} value cannot be {self.value!r}")
        if self.span is None and self.provenance is Provenance.FOUND:
            raise ValueError(f"{self.value!r} was found, but not where: it has no span")
        if self.span is not None and self.provenance not in (Provenance.FOUND, Provenance.INFERRED):
            raise ValueError(f"a span belongs to found and inferred values alone, not to a {self.provenance} one")
        if bool(self.why) != (self.provenance in (Provenance.INFERRED, Provenance.STATED)):
            raise ValueError(f"a reason belongs to inferred and stated values alone, not to a {self.provenance} one")

    def __str__(self) -> str:
        """The value, or `unknown`."""
        return self.value or "unknown"


UNKNOWN = Described(value=None, provenance=Provenance.UNKNOWN)


def given(value: str | None) -> Described:
    """A value that came with the article; None or blank is unknown.

    >>> given(" Coast Daily ").value
    'Coast Daily'
    >>> given("").provenance
    <Provenance.UNKNOWN: 'unknown'>
    """
    value = (value or "").strip()
    return Described(value=value, provenance=Provenance.GIVEN) if value else UNKNOWN


def stated(value: str | None, field: str) -> Described:
    """A value that a page, a feed or a file says of itself in a field of its own; None or blank is unknown."""
    value = (value or "").strip()
    return Described(value=value, provenance=Provenance.STATED, why=field) if value else UNKNOWN


class Genre(StrEnum):
    """What kind of piece an article is, as far as the house knows kinds."""

    REPORT = "report"
    ANALYSIS = "analysis"
    OPINION = "opinion"
    INTERVIEW = "interview"
    PRESS_RELEASE = "press release"
    TRADE_BODY = "trade body"
    LIVE_BLOG = "live blog"


GENRES = frozenset(genre.value for genre in Genre)


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:  # a 30th of February would stop whatever counts days with it
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where an article comes from, each value with its provenance.

    Attributes:
        title: The headline; where an article has none, its opening words, INFERRED.
        publisher: The outlet that carried this copy.
        original_publisher: The outlet it first appeared in, when republished.
        authors: Names, joined by "; ".
        published: ISO date of the precision that is known: YYYY, YYYY-MM or YYYY-MM-DD.
        updated: When the outlet last changed it, as `published`.
        language: ISO 639-1, or 639-3 for a language that has no code of two letters.
        section: The outlet's own name of the part it stood in.
        url: Canonical, http or https only.
        genre: One of `Genre`.
        publisher_note: What the publisher registry says of whoever is behind the outlet: state-run, advocacy, ...
        extra: What else was given, as sorted (key, value) pairs; kept, not interpreted.
    """

    title: Described = UNKNOWN
    publisher: Described = UNKNOWN
    original_publisher: Described = UNKNOWN
    authors: Described = UNKNOWN
    published: Described = UNKNOWN
    updated: Described = UNKNOWN
    language: Described = UNKNOWN
    section: Described = UNKNOWN
    url: Described = UNKNOWN
    genre: Described = UNKNOWN
    publisher_note: Described = UNKNOWN
    extra: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse dates that are no ISO dates, links that are not http(s), genres and codes that are none."""
        for name in ("published", "updated"):
            value = getattr(self, name).value
            if value and not _is_date(value):
                raise ValueError(f"{name} must be YYYY, YYYY-MM or YYYY-MM-DD, not {value!r}")
        if self.language.value and not _LANGUAGE.fullmatch(self.language.value):
            raise ValueError(f"language must be an ISO 639 code, not {self.language.value!r}")
        if self.genre.value and self.genre.value not in GENRES:
            raise ValueError(f"genre must be one of {sorted(GENRES)}, not {self.genre.value!r}")
        if self.url.value and not self.url.value.startswith(("http://", "https://")):
            raise ValueError(f"url must be http or https, not {self.url.value!r}")

    @property
    def precision(self) -> str | None:
        """How far `published` is known: "year", "month" or "day"; None when it is not."""
        return {4: "year", 7: "month", 10: "day"}.get(len(self.published.value or ""))

    def to_json(self) -> str:
        """One line of JSON with sorted keys: equal sources give equal text."""
        known: dict[str, Any] = {
            name: {
                "value": described.value,
                "provenance": described.provenance.value,
                "span": described.span,
                "why": described.why,
            }
            for name in DESCRIBED_NAMES
            if (described := getattr(self, name)) is not UNKNOWN and described.value
        }
        return json.dumps({**known, "extra": self.extra}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Source":
        """The inverse of `to_json`.

        Raises:
            ValueError: The text is not what `to_json` writes.
        """
        try:
            raw = json.loads(text)
            extra = tuple((str(key), str(value)) for key, value in raw.pop("extra"))
            values = {
                name: Described(
                    value=parts["value"],
                    provenance=Provenance(parts["provenance"]),
                    span=None if parts["span"] is None else (int(parts["span"][0]), int(parts["span"][1])),
                    why=parts["why"],
                )
                for name, parts in raw.items()
            }
            return cls(extra=extra, **values)
        except (AttributeError, KeyError, TypeError, IndexError) as error:
            raise ValueError(f"not a stored source: {error!r}") from error


DESCRIBED_NAMES = tuple(each.name for each in fields(Source) if each.name != "extra")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of an article: `text == article.text[start:end]`."""

    article_id: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        """Refuse a slice whose length is not that of its text."""
        _check_slice(self.article_id, self.start, self.end, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A run of whole sentences, the unit of retrieval: `text == article.text[start:end]`."""

    article_id: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        """Refuse a slice whose length is not that of its text."""
        _check_slice(self.article_id, self.start, self.end, self.text)


def _check_slice(article_id: str, start: int, end: int, text: str) -> None:
    if not 0 <= start < end or len(text) != end - start:
        raise ValueError(f"{article_id!r}: [{start}:{end}] is not a slice of {len(text)} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article in its canonical text: the text that every offset points into.

    Attributes:
        id: Which article this is; unique in an index, stable over updates. Says nothing about the content.
        text: Canonical text, never blank.
        source: Title, publisher, date and the rest, with provenance.
        sentences: (start, end) of each sentence, in order, not overlapping. Text that is no sentence
            of the article (a share bar, a comment box) is in no sentence, and so never quoted.
        origin: The file or link it was read from, or "".
        raw_sha256: Hex SHA-256 of the bytes it was read from, or "".
        sidecar_sha256: Hex SHA-256 of the metadata file beside them, or "".
    """

    id: str
    text: str
    source: Source = field(default_factory=Source)
    sentences: tuple[tuple[int, int], ...] = ()
    origin: str = ""
    raw_sha256: str = ""
    sidecar_sha256: str = ""

    def __post_init__(self) -> None:
        """Refuse ids that cannot be printed, blank texts, and sentences outside the text."""
        if not self.id.isprintable() or not self.id.strip() or len(self.id) > _MAX_ID:
            raise ValueError(f"an article id is 1 to {_MAX_ID} printable characters, not {self.id[:80]!r}")
        if not self.text.strip():
            raise ValueError(f"article {self.id!r} has no text")
        last = 0
        for start, end in self.sentences:
            if not last <= start < end <= len(self.text):
                raise ValueError(f"article {self.id!r}: sentence [{start}:{end}] is out of place")
            last = end

    @property
    def content_sha256(self) -> str:
        """Hex SHA-256 of text, description and sentences: two articles may share it, an id says which."""
        parts = json.dumps([self.text, self.source.to_json(), self.sentences], ensure_ascii=False)
        return hashlib.sha256(parts.encode()).hexdigest()

    def sentence(self, position: int) -> Sentence:
        """The sentence at a position, from 0."""
        start, end = self.sentences[position]
        return Sentence(article_id=self.id, start=start, end=end, text=self.text[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article as it was before it changed: kept to be looked at, never found and never cited.

    Attributes:
        article: As it was.
        number: 1 for the first, and so on.
        taken: When it was taken in, ISO, UTC; "" when that was not written down.
        replaced: When the next one took its place.
    """

    article: Article
    number: int
    taken: str
    replaced: str
