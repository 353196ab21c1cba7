"""E-mail (.eml) and saved pages in one file (.mhtml), which are MIME both."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import cast

from index.documents import Content
from index.errors import ArticleUnreadableError
from index.reading.pages import read_page, text_of
from index.reading.plain import read_text


def read_mail(raw: bytes, place: str) -> Content:
    """A message: its plain text, or else the words of its HTML."""
    message = _parse(raw)
    headers = {name: _header(message, name) for name in ("Subject", "From", "Date")}
    if not any(headers.values()):
        raise ArticleUnreadableError(place, "is no e-mail: it has no headers", hint="Export the message again.")
    body = _body(message, "plain")
    text = read_text(body, place).text if body is not None and body.strip() else ""
    if not text.strip():
        body = _body(message, "html")
        text = text_of(read_text(body, place).text, place) if body is not None else ""
    name, address = parseaddr(headers["From"])
    stated = {
        "title": (headers["Subject"], "Subject"),
        "author": (name or address, "From"),
        "date": (headers["Date"], "Date"),
    }
    return Content(text=text, stated={key: value for key, value in stated.items() if value[0]})


def read_archive(raw: bytes, place: str) -> Content:
    """A page saved by a browser as .mhtml."""
    message = _parse(raw)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            url = _header(message, "Snapshot-Content-Location") or _header(part, "Content-Location")
            page = _payload(part)
            return read_page(page, place, url=url if url.startswith(("http://", "https://")) else "")
    raise ArticleUnreadableError(place, "holds no page", hint="Save the page again.")


def _parse(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def _body(message: EmailMessage, kind: str) -> bytes | None:
    try:
        part = message.get_body(preferencelist=(kind,))
    except (KeyError, AttributeError, ValueError):  # headers that the standard library cannot read
        return None
    return None if part is None else _payload(cast("EmailMessage", part))


def _payload(part: EmailMessage) -> bytes:
    """The bytes of a part as UTF-8, by the charset it declares."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8").encode()
    except (UnicodeDecodeError, LookupError):
        return raw


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, TypeError):  # so does a malformed header fail in the library
        return ""
