"""Lines of JSON and rows of CSV: one article each, whole files never in memory."""

import csv
import io
import json
from collections.abc import Iterator
from typing import IO, Any

from index import documents
from index.documents import Content, check_size, decode, plain
from index.errors import ArticleError, ArticleTooLargeError, ArticleUnreadableError

_TEXT_KEYS = ("text", "body", "content")
_HINT = 'Each line is one JSON object with at least "text".'


def lines(file: IO[bytes], place: str) -> Iterator[tuple[int, bytes]]:
    """(number from 1, bytes) of each line that is not blank.

    Raises:
        ArticleTooLargeError: A line is over the limit; a gzip bomb is one endless line.
    """
    number = 0
    while row := file.readline(documents.MAX_BYTES + 1):
        number += 1
        if row.strip():
            check_size(row, f"{place}#{number}", documents.MAX_BYTES)
            yield number, row


def read_json(file: IO[bytes], place: str) -> Iterator[tuple[str, bytes, Content] | ArticleError]:
    """(number, bytes, content) of each line; a line that is no article comes as its error."""
    try:
        for number, row in lines(file, place):
            try:
                yield str(number), row, _from_json(row, f"{place}#{number}")
            except ArticleError as error:
                yield error
    except ArticleTooLargeError as error:  # where the next line begins is not known
        yield error


def read_csv(file: IO[bytes], place: str) -> Iterator[tuple[str, bytes, Content] | ArticleError]:
    """As `read_json`, of the rows below a heading that names the columns."""
    text_file = io.TextIOWrapper(
        io.BufferedReader(_Bounded(file, place)), encoding="utf-8-sig", errors="strict", newline=""
    )
    before = csv.field_size_limit(documents.MAX_BYTES)
    try:
        reader = csv.DictReader(text_file, restkey="")
        columns = [str(name).strip().lower() for name in reader.fieldnames or ()]
        if not {*columns} & {*_TEXT_KEYS}:
            raise ArticleUnreadableError(place, 'has no column "text"', hint="Its first row names the columns.")
        reader.fieldnames = columns
        for number, record in enumerate(reader, start=2):
            row = json.dumps(list(record.items()), ensure_ascii=False).encode(errors="surrogatepass")
            try:
                yield str(number), row, _content(dict(record), f"{place}#{number}")
            except ArticleError as error:
                yield error
    except ArticleError as error:
        yield error
    except UnicodeDecodeError:
        yield ArticleUnreadableError(place, "is not UTF-8", hint="Save it as UTF-8.")
    except csv.Error as error:
        yield ArticleUnreadableError(place, f"is not CSV: {error}", hint="Check the quotes around its texts.")
    finally:
        csv.field_size_limit(before)


class _Bounded(io.RawIOBase):
    """A file whose lines are cut off at the limit, so that one endless line never comes into memory."""

    def __init__(self, file: IO[bytes], place: str) -> None:
        super().__init__()
        self._file, self._place, self._run = file, place, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        self._run = len(piece) - piece.rfind(b"\n") if b"\n" in piece else self._run + len(piece)
        if self._run > documents.MAX_BYTES:
            raise ArticleTooLargeError(
                self._place, f"has a line of more than {documents.MAX_BYTES:,} bytes", hint="Check the file."
            )
        return len(piece)


def _from_json(row: bytes, place: str) -> Content:
    try:
        record: Any = json.loads(decode(row, place)[0])
    except (ValueError, RecursionError) as error:
        raise ArticleUnreadableError(place, f"is not JSON: {error}", hint=_HINT) from error
    return _content(record, place)


def _content(record: Any, place: str) -> Content:
    key = next((key for key in _TEXT_KEYS if isinstance(record, dict) and isinstance(record.get(key), str)), None)
    if key is None:
        raise ArticleUnreadableError(place, 'has no "text"', hint=_HINT)
    given = {str(name): plain(value) for name, value in record.items() if name not in (key, "id")}
    return Content(
        text=record[key],
        given={name: value for name, value in given.items() if value and name},
        name=str(record["id"]) if record.get("id") not in (None, "") else "",
    )
