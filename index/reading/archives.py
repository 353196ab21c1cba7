"""Web archives (.warc, .warc.gz): every page that was answered with 200. Needs the extra `warc`."""

from collections.abc import Iterator
from typing import IO

from index import documents
from index.errors import ArticleTooLargeError, ArticleUnreadableError


def read_warc(file: IO[bytes], place: str) -> Iterator[tuple[str, str, str, bytes] | ArticleTooLargeError]:
    """(record id, URL, declared encoding, HTML) of each page; one that is too large comes as its error."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        hint = 'Install it: pip install "byline[warc]".'
        raise ArticleUnreadableError(place, "needs the extra `warc`", hint=hint) from error
    try:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            kind = (record.http_content_type or "").lower()
            if record.http_headers is None or record.http_headers.status_code != 200 or "html" not in kind:  # noqa: PLR2004 - HTTP's "OK"
                continue
            url = record.headers.get("WARC-Target-URI", "") or ""
            raw = record.reader.read(documents.MAX_BYTES + 1)
            if len(raw) > documents.MAX_BYTES:
                yield ArticleTooLargeError(f"{place}#{url}", "is too large", hint="Save it on its own.")
            else:
                yield record.record_id or "", url, record.http_charset or "", raw
    except (RuntimeError, ValueError) as error:
        raise ArticleUnreadableError(place, f"is no web archive: {error}", hint="Check the file.") from error
