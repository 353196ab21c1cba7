# ruff: noqa: E501 - a feed as it comes
import gzip
import json
import signal
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from index import documents, fetching
from index.collection import Collection
from index.documents import RawDocument
from index.errors import ArticleError, ArticleTooLargeError, ArticleUnreadableError, FetchBlockedError
from index.fetching import Fetched, fetch_public, is_public, read
from index.reading.confining import Confined

PUBLIC = "93.184.215.14"
PAGE = b"<html><head><title>Bridge</title></head><body><article>" + b"<p>The harbour bridge reopened on Monday.</p>" * 5
NAMES = {
    "public.example": [PUBLIC],
    "inside.example": ["10.1.2.3"],
    "half.example": [PUBLIC, "192.168.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "six.example": ["fd00:ec2::254"],
    "nowhere.example": [],
}


def resolve(host: str, port: int) -> list[str]:
    """As the system does, for the spellings that it takes for addresses."""
    if host in NAMES:
        return NAMES[host]
    try:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)]
    except socket.gaierror:
        return [socket.inet_ntoa(socket.inet_aton(host))]


BLOCKED = """
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://0.0.0.0/ http://0/ http://2130706433/ http://017700000001/
http://0x7f000001/ http://0x7f.0.0.1/ http://0x7f.1/ http://0177.0.0.1/ http://0177.0x0.0.1/ http://127.255.255.254/
http://10.0.0.1/ http://10.255.255.255/ http://167772161/ http://012.0.0.1/ http://172.16.0.1/ http://172.31.255.1/
http://192.168.0.1/ http://192.168.1.1:80/ http://0xc0a80001/ http://3232235521/ http://100.64.0.1/ http://198.18.0.1/
http://169.254.169.254/latest/meta-data/ http://2852039166/ http://0xa9fea9fe/ http://0251.0376.0251.0376/
http://169.254.170.2/ http://192.0.0.1/ http://192.0.2.1/ http://203.0.113.5/ http://224.0.0.1/ http://240.0.0.1/
http://255.255.255.255/ http://[::1]/ http://[::]/ http://[0:0:0:0:0:0:0:1]/ http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/ http://[::ffff:169.254.169.254]/ http://[::127.0.0.1]/ http://[64:ff9b::7f00:1]/
http://[64:ff9b:1::a00:1]/ http://[2002:7f00:1::]/ http://[2001:0:7f00:1::]/ http://[fe80::1]/ http://[fec0::1]/
http://[fc00::1]/ http://[fd00:ec2::254]/ http://[ff02::1]/ http://inside.example/ http://half.example/
http://mapped.example/ http://six.example/ http://INSIDE.example/../ https://inside.example:443/
http://user@public.example/ http://user:pw@public.example/ http://public.example@127.0.0.1/ http://127.0.0.1@public.example/
http://public.example:22/ http://public.example:8080/ https://public.example:6379/ http://public.example:99999/
file:///etc/passwd ftp://public.example/ gopher://public.example/ dict://127.0.0.1:11211/ data:text/html,x javascript:alert(1)
jar:http://public.example!/ http:/// http:127.0.0.1 //127.0.0.1/ http://[::1 http://\\127.0.0.1/ http://public.example\\@127.0.0.1/
""".split()


def test_there_are_enough_ways_to_spell_an_inner_address() -> None:
    assert len(BLOCKED) >= 60


@pytest.mark.parametrize(
    "url", [*BLOCKED, "http://public.example/\r\nX: y", "http://public.example/\x00", "\thttp://::1/"]
)
def test_nothing_is_fetched_from_where_nothing_may_be(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError(f"a connection was made for {url!r}")

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises((FetchBlockedError, ArticleUnreadableError)) as caught:
        fetch_public(url, lambda host, port: resolve(host.lower(), port))
    assert "AssertionError" not in str(caught.value)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", ["", "public.example", "fe80::1%eth0", "1.2.3", "::ffff:8.8.8.8"])
def test_what_is_no_plain_public_address_is_not(address: str) -> None:
    assert not is_public(address)


class Site(BaseHTTPRequestHandler):
    """What a site answers, by path; it keeps the headers it was asked with."""

    answers: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}
    asked: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Set-Cookie": "id=1", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Site]]:
    """A site on loopback that connections to the public address of the test are led to."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connect = socket.create_connection

    def lead(address: tuple[str, int], timeout: float) -> Any:
        assert address == (PUBLIC, 80)
        return connect(("127.0.0.1", server.server_port), timeout)

    monkeypatch.setattr(socket, "create_connection", lead)
    Site.answers, Site.asked = {}, []
    yield Site
    server.shutdown()
    server.server_close()


def fetch(path: str) -> Fetched:
    return fetch_public(f"http://public.example{path}", resolve)


def test_a_page_is_fetched_with_its_host_and_without_cookies(site: type[Site]) -> None:
    site.answers = {
        "/a?b=c": (200, {"Content-Type": "text/html; charset=iso-8859-2"}, PAGE),
        "/old": (301, {"Location": "/a?b=c"}, b""),
    }
    assert fetch("/old") == Fetched(
        url="http://public.example/a?b=c", kind="text/html; charset=iso-8859-2", declared="iso-8859-2", raw=PAGE
    )
    assert [path for path, _ in site.asked] == ["/old", "/a?b=c"]
    assert all(headers["Host"] == "public.example" and "Cookie" not in headers for _, headers in site.asked)


def test_words_in_an_address_are_encoded(site: type[Site]) -> None:
    site.answers = {"/br%C3%BCcke": (200, {}, PAGE)}
    assert fetch("/brücke").raw == PAGE


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1/", "http://inside.example/", "//[::1]/", "file:///etc/passwd", "http://a:b@public.example/"],
)
def test_a_redirect_is_checked_like_a_first_address(site: type[Site], target: str) -> None:
    site.answers = {"/": (302, {"Location": target}, b"")}
    with pytest.raises(FetchBlockedError):
        fetch("/")


def test_a_name_that_changes_its_address_is_not_asked_twice(site: type[Site]) -> None:
    site.answers = {"/": (200, {}, PAGE)}
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    assert fetch_public("http://rebinding.example/", lambda host, port: next(answers)).raw == PAGE
    assert next(answers) == ["127.0.0.1"]


def test_redirects_end(site: type[Site]) -> None:
    site.answers = {"/": (302, {"Location": "/"}, b"")}
    with pytest.raises(ArticleUnreadableError, match="redirects more than 3 times"):
        fetch("/")
    assert len(site.asked) == 4


def test_size_is_counted_unpacked(site: type[Site], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 10_000)
    site.answers = {
        "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(5_000_000))),
        "/long": (200, {}, b"x" * 10_001),
        "/fine": (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE)),
        "/odd": (200, {"Content-Encoding": "br"}, b"x"),
        "/broken": (200, {"Content-Encoding": "gzip"}, b"not gzip"),
    }
    for path in ("/bomb", "/long"):
        with pytest.raises(ArticleTooLargeError):
            fetch(path)
    assert fetch("/fine").raw == PAGE
    with pytest.raises(ArticleUnreadableError, match="which was not asked for"):
        fetch("/odd")
    with pytest.raises(ArticleUnreadableError, match="cannot be fetched"):
        fetch("/broken")
    with pytest.raises(ArticleUnreadableError, match="answers 404"):
        fetch("/gone")


def test_time_is_limited(site: type[Site], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.0)
    site.answers = {"/": (200, {}, PAGE)}
    with pytest.raises(ArticleUnreadableError, match="did not answer within 0 s"):
        fetch("/")


def test_a_stop_while_a_link_is_fetched_keeps_what_was_acknowledged(
    site: type[Site], collection: Collection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Stopping(dict[str, Any]):
        """Answers nothing, but as if the user pressed Ctrl-C while we wait for the answer."""

        def get(self, *_: object) -> Any:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            return 404, {}, b""

    monkeypatch.setattr(fetching, "_resolve", resolve)
    site.answers = Stopping()
    lines = "\n".join(json.dumps({"id": f"n{n}", "text": f"Number {n}."}) for n in range(130))
    (tmp_path / "new.jsonl").write_text(lines)
    with pytest.raises(KeyboardInterrupt):
        collection.add(tmp_path / "new.jsonl", "http://public.example/", fetch=True)
    assert len(site.asked) == 1
    assert collection.count() == 2 + 128
    assert collection.add(tmp_path / "new.jsonl").added == ("n128", "n129")


FEED = b"""<?xml version="1.0"?><rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Coast</title><item><title>Full</title><link>/full</link><c:encoded>&lt;p&gt;All of it.&lt;/p&gt;</c:encoded></item>
<item><title>Short</title><link>/short</link><description>Some.</description><author>Ann Lee</author></item>
<item><title>Gone</title><link>http://127.0.0.1/</link><description>Some.</description></item></channel></rss>"""


def test_a_feed_gives_every_entry_and_a_page_gives_itself() -> None:
    def serve(url: str) -> Fetched:
        if url.endswith("127.0.0.1/"):
            raise FetchBlockedError(url, "is not public")
        raw = FEED if url.endswith("feed") else PAGE
        return Fetched(url=url, kind="", declared="", raw=raw)

    confined = Confined()
    full, short, gone = read("https://public.example/feed", confined, serve)
    (page,) = read("https://public.example/a%20b?c=d", confined, serve)
    (missing,) = read("http://127.0.0.1/", confined, serve)
    confined.close()
    assert isinstance(full, RawDocument)
    assert isinstance(short, RawDocument)
    assert isinstance(page, RawDocument)
    assert (full.id, full.text, full.origin) == ("public.example/full", "All of it.", "https://public.example/full")
    assert (short.stated["author"], short.stated["url"][0]) == (
        ("Ann Lee", "feed author"),
        "https://public.example/short",
    )
    assert short.text.startswith("The harbour bridge reopened on Monday.")
    assert (page.id, page.id_given) == ("public.example/a%20b?c=d", False)
    assert isinstance(gone, ArticleError)
    assert isinstance(missing, ArticleError)


def test_long_addresses_make_ids_that_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (fetching._id_from("https://x.example/" + "a" * 300 + end) for end in "bc")
    assert len(first) < 200
    assert first != second
