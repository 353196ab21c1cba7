"""Files -> raw documents. The only reader of article files; everything it reads is foreign.

A file is refused whole, with its reason, rather than read nearly right: too large, binary, in no encoding we can
tell, or not in the form that its name promises.
"""

import gzip
import os
import stat
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from index import documents
from index.documents import Content, RawDocument, check_size, plain, sha256
from index.errors import ArticleError, ArticleUnreadableError
from index.reading.archives import read_warc
from index.reading.confining import Confined
from index.reading.plain import read_markdown, read_text
from index.reading.rows import lines, read_csv, read_json

_CONFINED = {
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".mhtml": "archive",
    ".mht": "archive",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
_HERE = {".txt": read_text, ".md": read_markdown}
ROWS_SUFFIXES = (".jsonl", ".jsonl.gz", ".csv")
_ARCHIVES = (".warc", ".warc.gz")
SUFFIXES = (*_HERE, *_CONFINED, *ROWS_SUFFIXES, *_ARCHIVES)
SIDECAR = ".meta.toml"
_MAX_SIDECAR = 100_000
_MAX_NAME = 255
_MAX_ID, _ID_HEAD = 180, 150
# What a file begins with says what it is, whatever its name says.
_MAGIC = {
    b"%PDF-": (".pdf",),
    b"PK\x03\x04": (".docx",),
    b"\x1f\x8b": (".gz",),
    b"\x89PNG": (),
    b"\xff\xd8\xff": (),
    b"GIF8": (),
    b"\x7fELF": (),
    b"MZ\x90": (),
    b"\xd0\xcf\x11\xe0": (),
    b"{\\rtf": (),
}
_PROMISED = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file to read, the folder that its id is relative to, and whether it was named outright."""

    path: Path
    root: Path
    named: bool


def find(place: Path) -> list[Place]:
    """The article files at a place, in a stable order.

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
                    found.append(Place(path=path, root=place, named=False))
        return found
    if not place.exists():
        raise ArticleUnreadableError(str(place), "there is no such file or folder", hint="Check the path.")
    return [Place(path=place, root=place.parent, named=True)]


def count(place: Place) -> int:
    """How many documents `read` will try to read from a file: 1, or its lines. 0 when it cannot be read at all."""
    if not place.path.name.lower().endswith((".jsonl", ".jsonl.gz")):
        return 1
    try:
        with _open(place) as file:
            return sum(1 for _ in lines(file, str(place.path)))
    except (OSError, EOFError, zlib.error, ArticleError):
        return 0


def read(place: Place, confined: Confined) -> Iterator[RawDocument | ArticleError]:
    """The documents of a file; what cannot be read comes as the error that says why, and the rest goes on."""
    try:
        sidecar = _sidecar(place)
        for document in _read(place, confined):
            yield document if sidecar is None or isinstance(document, ArticleError) else _beside(document, *sidecar)
    except ArticleError as error:
        yield error
    except (OSError, EOFError, zlib.error) as error:
        yield ArticleUnreadableError(str(place.path), f"could not be read: {error}", hint="Check the file.")


def _read(place: Place, confined: Confined) -> Iterator[RawDocument | ArticleError]:
    name, where = place.path.name.lower(), str(place.path)
    if name.endswith(ROWS_SUFFIXES):
        with _open(place) as file:
            for row in (read_csv if name.endswith(".csv") else read_json)(file, where):
                yield row if isinstance(row, ArticleError) else _row(place, *row)
    elif name.endswith(_ARCHIVES):
        with _open(place, unpack=False) as file:
            yield from _warc(place, file, confined)
    elif name.endswith((*_HERE, *_CONFINED)):
        yield from _whole(place, confined)
    else:
        hint = f"It must end in one of {', '.join(SUFFIXES)}."
        raise ArticleUnreadableError(where, "this kind of file is not read", hint=hint)


def _whole(place: Place, confined: Confined) -> Iterator[RawDocument]:
    where, suffix = str(place.path), place.path.suffix.lower()
    with _open(place) as file:
        raw = file.read(documents.MAX_BYTES + 1)
    check_size(raw, where, documents.MAX_BYTES)
    _check_kind(raw, where, suffix)
    if suffix in _HERE:
        yield _document(place, _HERE[suffix](raw, where), raw)
        return
    contents = confined.read(_CONFINED[suffix], raw, where)
    for content in contents:
        yield _document(place, content, raw, alone=_CONFINED[suffix] != "feed")


def _check_kind(raw: bytes, where: str, suffix: str) -> None:
    for magic, suffixes in _MAGIC.items():
        if raw.startswith(magic) and suffix not in suffixes:
            hint = "Give it the ending of what it is, or convert it to UTF-8 text."
            raise ArticleUnreadableError(where, f"is binary, not text: it begins with {magic!r}", hint=hint)
    promised = _PROMISED.get(suffix, b"")
    if not raw.startswith(promised):
        raise ArticleUnreadableError(where, f"is no {suffix[1:]} file", hint="Give it the ending of what it is.")


def _document(place: Place, content: Content, raw: bytes, *, alone: bool = True) -> RawDocument:
    origin, name = str(place.path.resolve()), id_from(place)
    if not alone:  # an entry of a feed keeps its place in it however many come before it
        key = sha256(content.name.encode(errors="replace"))[:12]
        origin, name = f"{origin}#{key}", f"{name}-{key}"
        raw = repr((content.text, sorted(content.stated.items()))).encode(errors="replace")
    return RawDocument(
        id=name, id_given=False, text=content.text, origin=origin, raw_sha256=sha256(raw), given=content.given,
        stated=content.stated,
    )  # fmt: skip


def _row(place: Place, number: str, raw: bytes, content: Content) -> RawDocument:
    return RawDocument(
        id=content.name or f"{id_from(place)}-{number}",
        id_given=bool(content.name),
        text=content.text,
        origin=f"{place.path.resolve()}#{number}",
        raw_sha256=sha256(raw),
        given=content.given,
        stated=content.stated,
    )


def _warc(place: Place, file: IO[bytes], confined: Confined) -> Iterator[RawDocument | ArticleError]:
    for record in read_warc(file, str(place.path)):
        if isinstance(record, ArticleError):
            yield record
            continue
        name, url, declared, raw = record
        try:
            (content,) = confined.read("page", raw, f"{place.path}#{url}", declared=declared, url=url)
        except ArticleError as error:
            yield error
            continue
        key = sha256((url or name).encode(errors="replace"))[:12]
        yield RawDocument(
            id=f"{id_from(place)}-{key}", id_given=False, text=content.text, origin=f"{place.path.resolve()}#{key}",
            raw_sha256=sha256(raw), stated=content.stated,
        )  # fmt: skip


def _sidecar(place: Place) -> tuple[dict[str, str], str] | None:
    """The metadata in NAME.meta.toml beside a file NAME, or beside NAME.txt and the like."""
    for name in (place.path.name, place.path.stem):
        path = place.path.with_name(name + SIDECAR)
        # A name that is as long as names can be has no sidecar.
        if len(os.fsencode(path.name)) > _MAX_NAME or not path.is_file() or path.is_symlink():
            continue
        with _open(Place(path=path, root=place.root, named=False)) as file:
            raw = file.read(_MAX_SIDECAR + 1)
        check_size(raw, str(path), _MAX_SIDECAR)
        try:
            values = tomllib.loads(raw.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise ArticleUnreadableError(str(path), f"is not TOML: {error}", hint="Mend or remove it.") from error
        texts = {key: plain(value if isinstance(value, (list, dict)) else str(value)) for key, value in values.items()}
        return texts, sha256(raw)
    return None


def _beside(document: RawDocument, values: dict[str, str], digest: str) -> RawDocument:
    """A document with the metadata beside it; what a line of its own says is nearer, and stays."""
    from dataclasses import replace

    return replace(document, given={**values, **document.given}, sidecar_sha256=digest)


@contextmanager
def _open(place: Place, *, unpack: bool = True) -> Iterator[IO[bytes]]:
    def opener(path: str, flags: int) -> int:
        # A pipe or a device would block for ever, or never end; O_NONBLOCK lets us look before we read. A link that
        # was put in place of a file since the folder was walked is not followed.
        descriptor = os.open(path, flags | os.O_NONBLOCK | (0 if place.named else os.O_NOFOLLOW))
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise ArticleUnreadableError(path, "is not a regular file", hint="Copy its content into a file.")
        return descriptor

    with open(place.path, "rb", opener=opener) as file:
        if not (unpack and place.path.name.lower().endswith(".gz")):
            yield file
            return
        with gzip.open(file) as rows:
            yield cast("IO[bytes]", rows)


def id_from(place: Place) -> str:
    """`world/report.txt` under its root is `world/report`: the name that people know it by."""
    name = place.path.relative_to(place.root).as_posix()
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    name = "".join(char if char.isprintable() else "�" for char in name)
    return name if len(name) <= _MAX_ID else f"{name[:_ID_HEAD]}~{sha256(name.encode(errors='replace'))[:12]}"
