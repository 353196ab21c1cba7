"""The only door to the network, opened for links that a user gave: pages and feeds -> raw documents.

A name is resolved once, every address it has must be public, and the connection goes to one of those addresses: what
the name says a moment later does not matter. The same again after each redirect. No cookies, no credentials.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from index import documents
from index.documents import Content, RawDocument, sha256
from index.errors import ArticleError, ArticleTooLargeError, ArticleUnreadableError, FetchBlockedError
from index.reading.confining import Confined

MAX_REDIRECTS = 3
SECONDS = 10.0
"""For one address, from the first byte asked to the last byte read."""
_PORTS = (80, 443)
_PIECE = 65_536
_REDIRECTS = (301, 302, 303, 307, 308)
_OK = 200
_HEADERS = {
    "User-Agent": "Byline (article reader; fetches what its user asks for)",
    "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml, */*;q=0.1",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*|<!DOCTYPE[^>]{0,300}>\s*)?<(?:rss|feed|rdf:RDF)\b",
    re.DOTALL,
)
_CHARSET = re.compile(r"charset=[\"']?([\w-]{2,30})", re.IGNORECASE)
# Ranges that the library calls global and that lead inside all the same: IPv4 in IPv6, by several ways.
_WRAPPED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))

Resolver = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came from an address: the last URL after redirects, its media type and encoding, and the bytes unpacked."""

    url: str
    kind: str
    declared: str
    raw: bytes


def read(
    link: str, confined: Confined, fetch: "Callable[[str], Fetched] | None" = None
) -> Iterator[RawDocument | ArticleError]:
    """The article at a link, or every entry of the feed there.

    An entry is read in the feed's own words where it carries them in full, else from its page.
    """
    fetch = fetch or fetch_public
    try:
        fetched = fetch(link)
        if not _FEED.match(fetched.raw[:4096].removeprefix(b"\xef\xbb\xbf")):
            yield _page(fetched, confined)
            return
        entries = confined.read("feed", fetched.raw, link)
    except ArticleError as error:
        yield error
        return
    for entry in entries:
        try:
            yield _entry(entry, fetched.url, confined, fetch)
        except ArticleError as error:
            yield error


def _page(fetched: Fetched, confined: Confined) -> RawDocument:
    kind = "pdf" if fetched.raw.startswith(b"%PDF-") else "page"
    (content,) = confined.read(kind, fetched.raw, fetched.url, declared=fetched.declared, url=fetched.url)
    return RawDocument(
        id=_id_from(fetched.url), id_given=False, text=content.text, origin=fetched.url, raw_sha256=sha256(fetched.raw),
        stated={"url": (fetched.url, "its address"), **content.stated},
    )  # fmt: skip


def _entry(entry: Content, feed: str, confined: Confined, fetch: Callable[[str], Fetched]) -> RawDocument:
    link = urljoin(feed, entry.stated.get("url", ("", ""))[0])
    if "full" not in entry.stated and link != feed:
        page = _page(fetch(link), confined)
        return replace(page, stated={**entry.stated, **page.stated})
    said = repr((entry.text, sorted(entry.stated.items()))).encode(errors="replace")
    return RawDocument(
        id=_id_from(link if link != feed else f"{feed}#{entry.name}"), id_given=False, text=entry.text,
        origin=link if link != feed else f"{feed}#{sha256(entry.name.encode(errors='replace'))[:12]}",
        raw_sha256=sha256(said), stated=entry.stated,
    )  # fmt: skip


def _id_from(url: str) -> str:
    parts = urlsplit(url)
    name = f"{parts.hostname}{parts.path}{'?' if parts.query else ''}{parts.query}".rstrip("/")
    name = "".join(char if char.isprintable() else "�" for char in name)
    return name if len(name) <= 150 else f"{name[:130]}~{sha256(url.encode(errors='replace'))[:12]}"  # noqa: PLR2004 - as many as read well


def fetch_public(url: str, resolve: Resolver | None = None) -> Fetched:
    """Fetch a public address.

    Raises:
        FetchBlockedError: It is not public, or is no http(s) address.
        ArticleUnreadableError: It does not answer, in time, with 200.
        ArticleTooLargeError: It is larger than an article may be, unpacked.
    """
    deadline = time.monotonic() + SECONDS
    first = url
    for _ in range(MAX_REDIRECTS + 1):
        host, port, address = _permitted(url, resolve or _resolve)
        try:
            answer = _get(url, host, port, address, deadline)
        except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
            if isinstance(error, TimeoutError):
                raise ArticleUnreadableError(
                    first, f"did not answer within {SECONDS:g} s", hint="Try later."
                ) from error
            raise ArticleUnreadableError(first, f"cannot be fetched: {error}", hint="Check the link.") from error
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise ArticleUnreadableError(first, f"redirects more than {MAX_REDIRECTS} times", hint="Give the last address.")


def _permitted(url: str, resolve: Resolver) -> tuple[str, int, str]:
    """(host, port, address to connect to) of a URL that may be fetched."""
    if not url.isascii() or not url.isprintable() or "\\" in url or " " in url:
        url = _ascii(url)
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise FetchBlockedError(url, f"is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchBlockedError(url, "is no http(s) address")
    if parts.username is not None or parts.password is not None:
        raise FetchBlockedError(url, "carries credentials")
    if port not in _PORTS:
        raise FetchBlockedError(url, f"asks for port {port}, and only {_PORTS} are fetched from")
    try:
        addresses = resolve(parts.hostname, port)
    except (OSError, UnicodeError) as error:
        raise ArticleUnreadableError(url, f"its host cannot be found: {error}", hint="Check the link.") from error
    for address in addresses:
        if not is_public(address):
            raise FetchBlockedError(url, f"leads to {address}, which is not public")
    if not addresses:
        raise ArticleUnreadableError(url, "its host has no address", hint="Check the link.")
    return parts.hostname, port, addresses[0]


def _ascii(url: str) -> str:
    from urllib.parse import quote

    if "\\" in url or any(not char.isprintable() for char in url):
        raise FetchBlockedError(repr(url), "holds characters that no address has")
    parts = urlsplit(url)
    try:
        host = (parts.hostname or "").encode("idna").decode()
    except UnicodeError as error:
        raise FetchBlockedError(url, f"is no address: {error}") from error
    netloc = parts.netloc.replace(parts.hostname or "", host) if parts.hostname else ""
    return f"{parts.scheme}://{netloc}{quote(parts.path, safe='/%:@!$&()*+,;=~-._')}" + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    )


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, loopback, link-local, metadata or wrapped.

    >>> is_public("93.184.215.14"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None or any(ip in network for network in _WRAPPED):
            return False  # nobody publishes news at such an address
        return ip.is_global and not ip.is_multicast and not ip.is_site_local
    return ip.is_global and not ip.is_multicast


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Pinned(http.client.HTTPConnection):
    """A connection to a given address, whatever the host's name resolves to now."""

    def __init__(self, host: str, port: int, address: str, deadline: float, *, tls: bool) -> None:
        super().__init__(host, port, timeout=max(0.1, deadline - time.monotonic()))
        self._address, self._tls = address, tls

    def connect(self) -> None:
        """Connect to the address; a certificate must be that of the host."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _get(url: str, host: str, port: int, address: str, deadline: float) -> Fetched | str:
    """The answer, or the address that it redirects to."""
    if not url.isascii() or " " in url:
        url = _ascii(url)
    parts = urlsplit(url)
    connection = _Pinned(host, port, address, deadline, tls=parts.scheme == "https")
    try:
        connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=_HEADERS)
        response = connection.getresponse()
        location = response.getheader("Location")
        if response.status in _REDIRECTS and location:
            return location
        if response.status != _OK:
            raise ArticleUnreadableError(url, f"answers {response.status} {response.reason}", hint="Check the link.")
        kind = response.getheader("Content-Type", "")
        charset = _CHARSET.search(kind)
        return Fetched(
            url=url,
            kind=kind,
            declared=charset.group(1) if charset else "",
            raw=_body(response, connection, url, deadline),
        )
    finally:
        connection.close()


def _body(response: http.client.HTTPResponse, connection: _Pinned, url: str, deadline: float) -> bytes:
    """The bytes, unpacked piece by piece: a small answer can unpack to gigabytes, or come for ever."""
    coding = response.getheader("Content-Encoding", "identity").lower()
    if coding not in ("identity", "gzip", "x-gzip", ""):
        raise ArticleUnreadableError(url, f"comes in {coding!r}, which was not asked for", hint="Save the page.")
    unpack = zlib.decompressobj(wbits=31) if "gzip" in coding else None
    body = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left)
        piece = response.read1(_PIECE)
        if not piece:
            return bytes(body)
        body += unpack.decompress(piece, documents.MAX_BYTES + 1 - len(body)) if unpack else piece
        if len(body) > documents.MAX_BYTES or (unpack and unpack.unconsumed_tail):
            raise ArticleTooLargeError(
                url, f"is larger than {documents.MAX_BYTES:,} bytes", hint="Save the article alone."
            )
