"""Files -> raw documents. The only reader of article files; everything it reads is foreign.

A file is refused whole, with its reason, rather than read nearly right: too large, binary, in no encoding we can
tell, or not in the form that its name promises.
"""

import gzip
import hashlib
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from index.errors import ArticleError, ArticleTooLargeError, ArticleUnreadableError

TEXT_SUFFIXES = (".txt", ".md")
ROWS_SUFFIXES = (".jsonl", ".jsonl.gz")
SUFFIXES = TEXT_SUFFIXES + ROWS_SUFFIXES
MAX_BYTES = 10_000_000
"""Of one article. The longest article of the five public news sets measured has 60,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """An article as it came.

    Attributes:
        id: Given, or made from the place it was read from.
        id_given: Which of both. Two files that are both called "report" are two articles; two lines with one given
            id are two versions of one.
        text: Decoded, not yet cleaned.
        origin: File, or file#line.
        raw_sha256: Hex SHA-256 of the bytes.
        given: Metadata that came with it, keys as in the JSONL layout; unknown keys are kept.
        sidecar_sha256: Hex SHA-256 of the metadata file beside it, or "".
    """

    id: str
    id_given: bool
    text: str
    origin: str
    raw_sha256: str
    given: dict[str, str]
    sidecar_sha256: str = ""


def find(place: Path) -> list[tuple[Path, Path]]:
    """The article files at a place, as (file, root) in a stable order.

    A folder is walked; hidden entries, links and files of other kinds in it are passed over. A file named outright is
    always taken, so that a wrong kind is reported and not passed over.

    Raises:
        ArticleUnreadableError: There is nothing at the place.
    """
    if place.is_dir():
        found = []
        for folder, folders, names in os.walk(place):  # does not follow links
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                if name.lower().endswith(SUFFIXES) and not name.startswith(".") and not path.is_symlink():
                    found.append((path, place))
        return found
    if not place.exists():
        raise ArticleUnreadableError(str(place), "there is no such file or folder", hint="Check the path.")
    return [(place, place.parent)]


def count(path: Path) -> int:
    """How many documents `read` will try to read from a file: 1, or its lines. 0 when it cannot be read at all."""
    if not path.name.lower().endswith(ROWS_SUFFIXES):
        return 1
    try:
        with _rows(path) as rows:
            return sum(1 for row in rows if row.strip())
    except (OSError, EOFError):
        return 0


def read(path: Path, root: Path) -> Iterator[RawDocument | ArticleError]:
    """The documents of a file; what cannot be read comes as the error that says why, and the rest goes on."""
    try:
        if path.name.lower().endswith(ROWS_SUFFIXES):
            yield from _read_rows(path, root)
        elif path.name.lower().endswith(TEXT_SUFFIXES):
            yield _read_text(path, root)
        else:
            raise ArticleUnreadableError(
                str(path), "this kind of file is not read", hint=f"It must end in one of {', '.join(SUFFIXES)}."
            )
    except ArticleError as error:
        yield error
    except (OSError, EOFError) as error:
        yield ArticleUnreadableError(str(path), f"could not be read: {error}", hint="Check the file.")


def decode(raw: bytes, place: str) -> str:
    r"""Bytes as text: by byte order mark, else strict UTF-8, else Windows-1252; never by guessing.

    >>> decode("naïve".encode("cp1252"), "a.txt")
    'naïve'
    >>> decode("naïve".encode("utf-16"), "a.txt")
    'naïve'

    Raises:
        ArticleUnreadableError: It is binary, or in none of these.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            encodings: tuple[str, ...] = (encoding,)
            break
    else:
        if b"\0" in raw:
            raise ArticleUnreadableError(place, "is binary, not text", hint="Convert it to UTF-8 text.")
        encodings = ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise ArticleUnreadableError(place, "is in no text encoding we can tell", hint="Convert it to UTF-8 text.")


def _read_text(path: Path, root: Path) -> RawDocument:
    with open(path, "rb", opener=_open_regular) as file:
        raw = file.read(MAX_BYTES + 1)
    _check_size(raw, str(path))
    return RawDocument(
        id=_id_from(path, root),
        id_given=False,
        text=decode(raw, str(path)),
        origin=str(path.resolve()),
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        given={},
    )


def _open_regular(path: str, flags: int) -> int:
    # A pipe or a device would block for ever, or never end; O_NONBLOCK lets us look before we read.
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ArticleUnreadableError(path, "is not a regular file", hint="Copy its content into a file.")
    return descriptor


@contextmanager
def _rows(path: Path) -> Iterator[IO[bytes]]:
    with open(path, "rb", opener=_open_regular) as file:
        if not path.name.lower().endswith(".gz"):
            yield file
            return
        with gzip.open(file) as rows:
            yield cast("IO[bytes]", rows)


def _read_rows(path: Path, root: Path) -> Iterator[RawDocument | ArticleError]:
    with _rows(path) as rows:
        number = 0
        # A limit on the read, not on the row: a gzip bomb is one endless line.
        while row := rows.readline(MAX_BYTES + 1):
            number += 1
            place = f"{path}#{number}"
            if not row.strip():
                continue
            try:
                _check_size(row, place)
                yield _read_row(row, place, f"{_id_from(path, root)}-{number}", f"{path.resolve()}#{number}")
            except ArticleTooLargeError as error:
                yield error
                return
            except ArticleError as error:
                yield error


def _read_row(row: bytes, place: str, default_id: str, origin: str) -> RawDocument:
    hint = 'Each line is one JSON object with at least "text".'
    try:
        record: Any = json.loads(decode(row, place))
    except (ValueError, RecursionError) as error:
        raise ArticleUnreadableError(place, f"is not JSON: {error}", hint=hint) from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ArticleUnreadableError(place, 'has no "text"', hint=hint)
    given = {str(key): _plain(value) for key, value in record.items() if key not in ("text", "id")}
    given_id = record.get("id")
    has_id = given_id not in (None, "")
    return RawDocument(
        id=str(given_id) if has_id else default_id,
        id_given=has_id,
        text=record["text"],
        origin=origin,
        raw_sha256=hashlib.sha256(row).hexdigest(),
        given={key: value for key, value in given.items() if value},
    )


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _id_from(path: Path, root: Path) -> str:
    """`world/report.txt` under its root is `world/report`: the name that people know it by."""
    name = path.relative_to(root).as_posix()
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    return "".join(char if char.isprintable() else "�" for char in name)


def _check_size(raw: bytes, place: str) -> None:
    if len(raw) > MAX_BYTES:
        raise ArticleTooLargeError(
            place, f"is larger than {MAX_BYTES:,} bytes", hint="Split it: one article, one file or line."
        )
