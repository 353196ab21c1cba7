"""What a reader makes of bytes: raw documents, not yet cleaned, and the limits that all of them keep."""

import hashlib
import json
from dataclasses import dataclass, field

from index.errors import ArticleTooLargeError, ArticleUnreadableError

MAX_BYTES = 10_000_000
"""Of one article. The longest article of the five public news sets measured has 60,000."""

_UTF16_SHARE = 0.3
_SNIFFED = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """An article as it came.

    Attributes:
        id: Given, or made from the place it was read from.
        id_given: Which of both. Two files that are both called "report" are two articles; two lines with one given
            id are two versions of one.
        text: Decoded, not yet cleaned.
        origin: File, file#line, or link.
        raw_sha256: Hex SHA-256 of the bytes.
        given: Metadata that came with it, keys as in the JSONL layout; unknown keys are kept.
        stated: What the page, feed or file says of itself: key -> (value, the field that says it).
        sidecar_sha256: Hex SHA-256 of the metadata file beside it, or "".
    """

    id: str
    id_given: bool
    text: str
    origin: str
    raw_sha256: str
    given: dict[str, str] = field(default_factory=dict)
    stated: dict[str, tuple[str, str]] = field(default_factory=dict)
    sidecar_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one reader found in one document: text, and what the document says of itself, as in `RawDocument`.

    Attributes:
        text: Not yet cleaned.
        stated: key -> (value, field).
        given: Metadata that a person put there, such as front matter.
        name: What tells it from the others in one file, such as a feed entry's id; "" when it is alone.
    """

    text: str
    stated: dict[str, tuple[str, str]] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    name: str = ""


def sha256(raw: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(raw).hexdigest()


def decode(raw: bytes, place: str, declared: str = "") -> tuple[str, str]:
    r"""Bytes as text, and the encoding: by byte order mark, else strict UTF-8, else as declared, else Windows-1252.

    Never by a detector: short texts deceive every one of them.

    >>> decode("naïve".encode("cp1252"), "a.txt")
    ('naïve', 'cp1252')
    >>> decode("naïve".encode("utf-16"), "a.txt")
    ('naïve', 'utf-16')

    Raises:
        ArticleUnreadableError: It is binary, or in none of these.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            encodings = [encoding]
            break
    else:
        encodings = _without_mark(raw, place, declared)
    for encoding in encodings:
        try:
            return raw.decode(encoding).removeprefix("\ufeff"), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    raise ArticleUnreadableError(place, "is in no text encoding we can tell", hint="Convert it to UTF-8 text.")


def _without_mark(raw: bytes, place: str, declared: str) -> list[str]:
    if b"\0" not in raw:
        # UTF-16 that was declared by a page that could be read so far is a lie: its bytes hold no NUL.
        return ["utf-8", *([declared] if declared and "16" not in declared and "32" not in declared else []), "cp1252"]
    # Without a mark, every second byte of text in a Latin script is NUL, and always on the same side.
    head = raw[:_SNIFFED]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(raw) % 2 == 0 and max(even, odd) > _UTF16_SHARE * len(head) / 2 and min(even, odd) == 0:
        return ["utf-16-be" if even else "utf-16-le"]
    raise ArticleUnreadableError(place, "is binary, not text", hint="Convert it to UTF-8 text.")


def plain(value: object) -> str:
    """A foreign value as text: lists joined by "; ", what is nested as JSON."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(plain(part) for part in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def check_size(raw: bytes | str, place: str, limit: int) -> None:
    """Refuse what is over a limit.

    Raises:
        ArticleTooLargeError: It is.
    """
    if len(raw) > limit:
        raise ArticleTooLargeError(place, f"is larger than {limit:,} bytes", hint="Split it: one article, one file.")
