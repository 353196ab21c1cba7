"""Every request passes here first: its host, its sender, its origin, its path, its size; and every answer's headers."""

import asyncio
import base64
import binascii
import hmac
import json
import math
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fastapi.responses import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.policy import HEADERS, page_policy

_LARGEST_BODY = 64 * 1024
# A conversation that the browser kept comes back in one piece: 20 turns of 30 kB.
_LARGEST_MESSAGE = 1024 * 1024
_LARGEST_FILE = 10_000_000 + 1024
_BODY_SECONDS, _FILE_SECONDS = 10, 60
_LOOPBACK = re.compile(r"(127\.0\.0\.1|\[::1\]|localhost)(:\d{1,5})?", re.IGNORECASE)
# What the page and its API use. Everything else that the page's framework offers stays closed: fetching files and
# addresses for anyone (file=, proxy=), uploads, monitoring, run history, its own API and its description.
_OPEN = re.compile(
    r"/(?:healthz|api/answer|api/openapi\.json|config|theme\.css|favicon\.ico|manifest\.json|robots\.txt"
    r"|(?:assets|static|svelte)/.*"
    r"|gradio_api/(?:info|app_id|theme\.css|startup-events|heartbeat/\w+|queue/join|queue/data|run/predict|cancel|reset)"
    r")?/?"
)
_CHANGING = re.compile(r"/api/(?:articles|links|questions)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may come in.

    Attributes:
        names: Host names that the page is reached by, besides those of loopback.
        user: With `password`, what every request has to bring; None where nothing is asked for.
        password: As `user`.
        public: Strangers read the page: nothing can be added or removed.
    """

    names: tuple[str, ...] = ()
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    public: bool = False


class Doorkeeper:
    """Looks at passwords, slower after each wrong one of a client: 1 s, 2 s, 4 s, ... up to a minute."""

    def __init__(self, access: Access, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody has failed yet."""
        self._wanted = f"{access.user}:{access.password}".encode() if access.user is not None else None
        self._clock = clock
        self._failed: dict[str, tuple[int, float]] = {}

    def refuse(self, headers: Headers, client: str) -> Response | None:
        """None for who may come in; a refusal for everybody else, and for who tries again too soon."""
        if self._wanted is None:
            return None
        now = self._clock()
        failures, until = self._failed.get(client, (0, 0.0))
        if now < until:
            wait = str(math.ceil(until - now))
            return problem(429, f"Too many wrong passwords. Try again in {wait} s.", {"retry-after": wait})
        given = headers.get("authorization")
        if given is None:
            return _challenge("A name and a password are needed.")
        if hmac.compare_digest(_credentials(given), self._wanted):
            self._failed.pop(client, None)
            return None
        if len(self._failed) > 10_000:  # noqa: PLR2004 -- as many clients as are remembered
            self._failed.clear()
        self._failed[client] = (failures + 1, now + min(60.0, 2.0**failures))
        return _challenge("That name and password are not right.")


class Gate:
    """The middleware."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        """Stand before an application."""
        self.app, self._access, self._doorkeeper = app, access, Doorkeeper(access)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # the page uses none
            return
        body, refusal = b"", self._refusal(scope)
        if refusal is None and scope["method"] not in {"GET", "HEAD"}:
            body, refusal = await _read(receive, *_limits(scope["path"]))
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        # The framework would build its links from whatever a client forwards.
        scope["headers"] = [pair for pair in scope["headers"] if not pair[0].startswith(b"x-forwarded-")]
        await self.app(scope, _replay(body, receive), _with_headers(send, whole=scope["path"] == "/"))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        # A page of another site whose name was made to resolve to this machine still sends its own name.
        if len(hosts) != 1 or not self._named(hosts[0]):
            return problem(400, "This server does not answer to that name.")
        client = (scope.get("client") or ("",))[0]
        if scope["path"] != "/healthz" and (refusal := self._doorkeeper.refuse(headers, client)) is not None:
            return refusal
        if scope["method"] not in {"GET", "HEAD"} and not _same_origin(headers, hosts[0]):
            return problem(403, "Another site may not ask here.")
        # "deep_link" would load a stored page from a folder that other users of the machine can write to.
        changing = not self._access.public and _CHANGING.fullmatch(scope["path"])
        if not (_OPEN.fullmatch(scope["path"]) or changing) or b"deep_link" in scope["query_string"]:
            return problem(404, "There is nothing here.")
        most, _ = _limits(scope["path"])
        length = headers.get("content-length", "0")
        return None if length.isdecimal() and int(length) <= most else _too_large(most)

    def _named(self, host: str) -> bool:
        name = re.sub(r":\d{1,5}$", "", host).lower()
        return _LOOPBACK.fullmatch(host) is not None or name in self._access.names


def json_response(content: object, status: int = 200, media_type: str = "application/json") -> Response:
    """A response in ASCII: half of a surrogate pair, which a question may hold, cannot be written in UTF-8."""
    return Response(json.dumps(content), status, {}, media_type)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """What went wrong, for programs and for people."""
    response = json_response({"status": status, "detail": detail}, status, "application/problem+json")
    # Errors that are answered outside of the gate pass no other door.
    response.headers.update({**HEADERS, **(headers or {})})
    return response


def _challenge(detail: str) -> Response:
    return problem(401, detail, {"www-authenticate": 'Basic realm="Byline", charset="UTF-8"'})


def _credentials(header: str) -> bytes:
    kind, _, encoded = header.partition(" ")
    try:
        return base64.b64decode(encoded, validate=True) if kind.lower() == "basic" else b""
    except binascii.Error:
        return b""


def _same_origin(headers: Headers, host: str) -> bool:
    # Programs send neither header; browsers send at least one of them with anything that is not a plain GET.
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    return site in {None, "same-origin", "none"} and origin in {None, f"http://{host}", f"https://{host}"}


def _limits(path: str) -> tuple[int, int]:
    if path in {"/api/articles", "/api/questions"}:
        return _LARGEST_FILE, _FILE_SECONDS
    return (_LARGEST_MESSAGE if path.startswith("/gradio_api/") else _LARGEST_BODY), _BODY_SECONDS


def _too_large(most: int) -> Response:
    return problem(413, f"A request holds {most:,} bytes at most.")


async def _read(receive: Receive, most: int, seconds: float) -> tuple[bytes, Response | None]:
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > most:
                    return b"", _too_large(most)
                if not message.get("more_body", False):
                    return bytes(body), None
    except TimeoutError:
        return b"", problem(408, "The request did not arrive in time.")


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed


def _with_headers(send: Send, *, whole: bool) -> Send:
    """Answers with our headers. The page itself is held back until it is `whole`: its policy names its scripts."""
    held: list[Message] = []

    def dress(message: Message, policy: Mapping[str, str]) -> Message:
        headers = MutableHeaders(scope=message)
        # The framework allows itself to be read from other local origins; nobody needs that.
        for name in [name for name in headers if name.startswith("access-control-")]:
            del headers[name]
        headers.update({**HEADERS, **policy})
        return message

    async def sent(message: Message) -> None:
        kind = message["type"]
        if not whole or kind not in {"http.response.start", "http.response.body"}:
            await send(dress(message, {}) if kind == "http.response.start" else message)
            return
        held.append(message)
        if kind == "http.response.body" and not message.get("more_body", False):
            content = b"".join(each.get("body", b"") for each in held)
            await send(dress(held[0], page_policy(content)))
            await send({"type": "http.response.body", "body": content})

    return sent
