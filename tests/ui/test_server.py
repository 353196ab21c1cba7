"""The web application: who may ask, how much, and that nothing but the page and its API is open."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

import rag
from rag.types import Answer
from tests.ui.browsing import Served
from tests.ui.fakes import FakeAnswerer, article
from tests.ui.visiting import Asked, Page, Visitor
from tests.waiting import until
from ui.gate import Access, Doorkeeper
from ui.server import PortTakenError, create, serve

ROOT = Path(rag.__file__).parents[1]
BRIDGE = article("bridge", "The harbour bridge reopened. Nobody spoke.", publisher="Coast Daily")
ASKED = {"question": "harbour bridge"}


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:80@evil.example", "localhost.", "[::2]", "", "0.0.0.1"],
)
@pytest.mark.parametrize("path", ["/", "/healthz", "/config", "/gradio_api/info"])
def test_a_name_that_was_made_to_resolve_here_is_refused(client: TestClient, host: str, path: str) -> None:
    assert client.get(path, headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1:7860", "[::1]:7860", "LOCALHOST"])
def test_every_loopback_name_is_served(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/api/answer", "/gradio_api/queue/join", "/gradio_api/run/predict"])
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:3000"},
        {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "cross-site"},
    ],
)
def test_another_site_cannot_ask(client: TestClient, path: str, headers: dict[str, str], asked: FakeAnswerer) -> None:
    assert client.post(path, json=ASKED, headers=headers).status_code == 403
    assert client.options(path, headers=headers).status_code == 403
    assert asked.asked == []


def test_the_page_itself_can(client: TestClient) -> None:
    headers = {"origin": "http://127.0.0.1:7860", "sec-fetch-site": "same-origin"}
    assert client.post("/api/answer", json=ASKED, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/gradio_api/file=http://evil.example/leak", "/gradio_api/file%3Dhttp://evil.example/leak"),
        *("/gradio_api/file=/etc/passwd", "/gradio_api/file/etc/passwd", "//gradio_api/file=http://evil.example"),
        *("/gradio_api/proxy=http://evil.example", "/gradio_api/upload", "/gradio_api/upload_progress"),
        *(
            "/monitoring",
            "/monitoring/summary",
            "/gradio_api/runs",
            "/openapi.json",
            "/api/articles",
            "/gradio_api/openapi.json",
        ),
        *("/docs", "/redoc", "/gradio_api/call/answer", "/gradio_api/api/predict", "/gradio_api/mcp/", "/login"),
        *("/gradio_api/component_server", "/gradio_api/vibe-edit", "/gradio_api/dev/reload", "/gradio_api/deep_link"),
        "/?deep_link=../../x",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_what_the_page_does_not_use_is_closed(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).status_code == 404


def test_no_file_is_taken(client: TestClient) -> None:
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 404


@pytest.mark.parametrize(("path", "most"), [("/api/answer", 65_536), ("/gradio_api/queue/join", 1_048_576)])
def test_a_large_request_is_refused_whether_or_not_it_says_so(client: TestClient, path: str, most: int) -> None:
    large = b'{"question": "%s"}' % (b"x" * most)
    assert client.post(path, content=large).status_code == 413
    assert client.post(path, content=iter([large[:40_000], large[40_000:]])).status_code == 413
    assert client.post(path, content=b"{}", headers={"content-length": "-1"}).status_code == 413


HEADERS = {
    "content-security-policy": "default-src 'self'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/", "/healthz", "/theme.css", "/config", "/nothing", "/api/answer"])
def test_every_answer_carries_the_headers_and_none_allows_another_origin(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"origin": "http://localhost:3000"})
    for name, value in HEADERS.items():
        assert response.headers.get_list(name)[0].startswith(value)
        assert len(response.headers.get_list(name)) == 1
    assert not [name for name in response.headers if name.startswith("access-control-")]


def test_a_refusal_carries_the_headers_too(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).headers["x-frame-options"] == "DENY"


def test_the_policy_lets_nothing_leave_and_nobody_frame_the_page(client: TestClient) -> None:
    policy = dict(part.strip().split(" ", 1) for part in client.get("/").headers["content-security-policy"].split(";"))
    assert policy["connect-src"] == policy["form-action"] == "'self'"
    # Each inline script of the page by its hash, and none of anybody else's.
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["script-src"].count("'sha256-") >= 3
    assert policy["img-src"] == "'self' data:"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["frame-src"] == "'none'"
    # A hash may have "//" in its base64.
    named = [source for sources in policy.values() for source in sources.split() if not source.startswith("'sha256-")]
    assert not [source for source in named if "//" in source or "*" in source]


def test_a_forwarded_name_does_not_get_into_the_page(client: TestClient) -> None:
    forwarded = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-prefix": "/evil"}
    response = client.get("/", headers=forwarded)
    assert response.status_code == 200
    assert "evil" not in response.text


def test_nothing_that_the_page_is_configured_with_comes_from_elsewhere(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert not [dependency for dependency in config["dependencies"] if dependency["api_visibility"] != "private"]
    assert "fonts.googleapis" not in client.get("/theme.css").text


def test_beyond_what_can_wait_a_question_is_told_to_come_back() -> None:
    held = threading.Event()

    class Slow(FakeAnswerer):
        def answer(self, question: str, *, history: Sequence[tuple[str, str]] = (), **chosen: Any) -> Answer:
            held.wait(30)
            return super().answer(question, history=history)

    with TestClient(create(Slow([BRIDGE])), "http://127.0.0.1:7860") as client, ThreadPoolExecutor(76) as pool:
        bodies = [{"question": f"harbour bridge {number}"} for number in range(4 + 64 + 8)]
        asked = [pool.submit(client.post, "/api/answer", json=body) for body in bodies]
        # Four are held while being answered and 64 wait for them, so only what is refused can come back yet.
        end = time.monotonic() + 20
        while sum(each.done() for each in asked) < 8 and time.monotonic() < end:
            time.sleep(0.01)
        refused = [each.result() for each in asked if each.done()]
        held.set()
    assert [response.status_code for response in refused] == [503] * 8
    assert all(0 < int(response.headers["retry-after"]) <= 60 for response in refused)
    assert {re.sub(r"\d+", "n", response.json()["detail"]) for response in refused} == {
        "Too many questions are waiting. Try again in n seconds."
    }
    assert sorted(each.result().status_code for each in asked) == [200] * 68 + [503] * 8


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.org", ""])  # noqa: S104 -- refused
def test_others_than_loopback_are_served_only_on_purpose_and_with_a_password(host: str) -> None:
    for access in (None, Access(public=True), Access(user="a", password="b")):
        with pytest.raises(ValueError, match="is no loopback name") as caught:
            serve(FakeAnswerer([BRIDGE]), host=host, access=access)
        assert repr(host) in str(caught.value)


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError) as caught:
            serve(FakeAnswerer([BRIDGE]), port=port)
    assert caught.value.message == f"Port {port} on 127.0.0.1 is already in use."
    assert f"--port {port + 1}" in caught.value.hint


_SERVE = """
import urllib.request
from tests.ui.fakes import FakeAnswerer, article
from ui.server import serve
def announce(address):
    with socket.create_connection(("127.0.0.1", int(address.rsplit(":")[-1].strip("/")))):
        print(address, flush=True)
import socket
answerer = FakeAnswerer([article("a", "The harbour bridge reopened.")])
serve(answerer, port=0, announce=announce, examples=["Which bridge?", "Which ferry?"])
print("left in peace", [question for question, _ in answerer.asked], flush=True)
"""


def test_the_address_is_given_when_it_can_be_opened_and_an_interrupt_ends_it_in_peace() -> None:
    command = [sys.executable, "-c", _SERVE]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    # One question has been asked by then: the models are loaded before the first reader has typed theirs.
    assert (process.returncode, out, err) == (0, "left in peace ['Which bridge?']\n", "")


def strangers(**changes: Any) -> TestClient:
    access = Access(names=("news.example.org",), user="reader", password="open sesame", public=True)
    application = create(FakeAnswerer([BRIDGE]), access=access, **changes)
    return TestClient(application, "http://news.example.org", raise_server_exceptions=False)


def test_a_public_page_asks_for_its_password_everywhere_but_for_its_health() -> None:
    with strangers() as client:
        assert [client.get(path).status_code for path in ("/", "/config", "/healthz")] == [401, 401, 200]
        assert client.post("/api/answer", json=ASKED).headers["www-authenticate"].startswith("Basic")
        assert client.get("/", auth=("reader", "open sesame")).status_code == 200
        assert client.get("/", auth=("reader", "open sesame"), headers={"host": "evil.example"}).status_code == 400
        assert client.post("/api/answer", json=ASKED, auth=("reader", "open sesame")).status_code == 200


@pytest.mark.parametrize("header", ["Basic !!!", "Basic", "Bearer x", "Basic cmVhZGVy", "Digest a=b"])
def test_what_is_no_password_is_none(header: str) -> None:
    with strangers() as client:
        assert client.get("/", headers={"authorization": header}).status_code == 401


def test_each_wrong_password_makes_the_next_try_wait_longer() -> None:
    clock = [0.0]
    doorkeeper = Doorkeeper(Access(user="a", password="b"), lambda: clock[0])
    wrong, right = Headers({"authorization": "Basic " + b64encode(b"a:c").decode()}), b64encode(b"a:b").decode()
    waits = []
    for _ in range(8):
        refusal = doorkeeper.refuse(wrong, "1.2.3.4")
        assert refusal is not None
        assert refusal.status_code == 401
        again = doorkeeper.refuse(Headers({"authorization": f"Basic {right}"}), "1.2.3.4")
        assert again is not None
        assert again.status_code == 429
        waits.append(int(again.headers["retry-after"]))
        clock[0] += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert doorkeeper.refuse(Headers({"authorization": f"Basic {right}"}), "1.2.3.4") is None
    assert doorkeeper.refuse(wrong, "1.2.3.4") is not None
    assert doorkeeper.refuse(Headers({"authorization": f"Basic {right}"}), "5.6.7.8") is None


def test_strangers_ask_at_the_pace_of_people_and_hand_over_nothing(tmp_path: Path) -> None:
    with strangers(folder=tmp_path) as client:
        client.auth = ("reader", "open sesame")
        codes = [client.post("/api/answer", json=ASKED).status_code for _ in range(21)]
        assert codes == [200] * 20 + [429]
        assert client.post("/api/articles?name=a.txt", content=b"Words.").status_code == 404
    assert list(tmp_path.iterdir()) == []


def test_whoever_waits_for_the_others_answers_sees_the_question_at_once_by_one_request() -> None:
    held = threading.Event()
    answerer = FakeAnswerer([BRIDGE], held=held)

    async def six_of_them(address: str) -> list[Asked]:
        async with Page.open(address) as page:
            visitors = [Visitor(page) for _ in range(6)]
            asked = [asyncio.create_task(each.ask(f"harbour bridge {place}")) for place, each in enumerate(visitors)]
            await asyncio.to_thread(until, lambda: all(each.drawn for each in visitors))
            await asyncio.to_thread(until, lambda: answerer.opened >= 4)
            assert answerer.opened == 4
            held.set()
            return list(await asyncio.gather(*asked))

    with Served(answerer) as server:
        found = asyncio.run(six_of_them(server.address))
    assert [each.said for each in found] == ["answered"] * 6
