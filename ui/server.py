"""The web application around the page: who may ask, how much, and what leaves in every header."""

import asyncio
import contextlib
import errno
import json
import re
import socket
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import anyio.to_thread
import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, StrictStr
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import BylineError
from rag.types import QuestionError
from ui.app import build, mount
from ui.rendering import Answerer

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LARGEST_BODY = 64 * 1024
_TOO_LARGE = f"A request holds {_LARGEST_BODY:,} bytes at most."
_AT_ONCE, _WAITING, _BODY_SECONDS = 4, 64, 10
_HOST = re.compile(r"(127\.0\.0\.1|\[::1\]|localhost)(:\d{1,5})?", re.IGNORECASE)
# What the page and its API use. Everything else that the page's framework offers stays closed: fetching files and
# addresses for anyone (file=, proxy=), uploads, monitoring, run history, its own API and its description.
_OPEN = re.compile(
    r"/(?:healthz|api/answer|config|theme\.css|favicon\.ico|manifest\.json|robots\.txt|(?:assets|static|svelte)/.*"
    r"|gradio_api/(?:info|app_id|theme\.css|startup-events|heartbeat/\w+|queue/join|queue/data|run/predict|cancel|reset)"
    r")?/?"
)
_HEADERS = {
    # The framework needs both 'unsafe-': its page starts from inline script and builds its templates as functions.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-src 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class PortTakenError(BylineError):
    """Somebody else listens there already."""

    def __init__(self, host: str, port: int) -> None:
        """Name the port."""
        hint = f"Stop what is using it, or choose another: --port {port + 1}."
        super().__init__(f"Port {port} on {host} is already in use.", hint=hint)


class _Asked(BaseModel):
    """The body of `POST /api/answer`; `history` holds earlier questions with the text of their answers."""

    model_config = ConfigDict(extra="forbid")
    question: StrictStr
    history: list[tuple[StrictStr, StrictStr]] = []


def create(answerer: Answerer, *, title: str = "Byline", examples: Sequence[str] = ()) -> FastAPI:
    """The page at `/`, `POST /api/answer`, and `GET /healthz`.

    Args:
        answerer: Asked from several threads at once.
        title: The page's heading.
        examples: Questions to click on.
    """
    app = FastAPI(title=title, openapi_url=None, docs_url=None, redoc_url=None)
    limiter, in_hand = anyio.CapacityLimiter(_AT_ONCE), 0

    @app.get("/healthz")
    async def healthz() -> Response:
        return _json({"status": "ok"})

    @app.post("/api/answer")
    async def answer(asked: _Asked) -> Response:
        nonlocal in_hand
        # Counted here, since the limiter counts a question as waiting only some time after it came.
        if in_hand >= _AT_ONCE + _WAITING:
            return _problem(503, "Too many questions are waiting. Try again in 5 seconds.", {"retry-after": "5"})
        in_hand += 1
        try:
            ask = partial(answerer.answer, asked.question, history=asked.history)
            return _json((await anyio.to_thread.run_sync(ask, limiter=limiter)).to_dict())
        finally:
            in_hand -= 1

    _explain_errors(app)
    app.add_middleware(_Gate)

    async def complete() -> FastAPI:
        return mount(build(answerer, title=title, examples=examples), app)

    # Where no loop runs, the framework opens one for each of its locks and closes none. The caller may be in another.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(complete())).result()


def _say(address: str) -> None:
    sys.stderr.write(f"Byline is ready at {address}  (Ctrl+C ends it)\n")


def serve(
    answerer: Answerer,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    title: str = "Byline",
    examples: Sequence[str] = (),
    announce: Callable[[str], object] = _say,
) -> None:
    """Serve the page until interrupted.

    Args:
        answerer: As for `create`.
        host: A loopback name.
        port: 0 for any free one.
        title: As for `create`.
        examples: As for `create`.
        announce: Given the page's address once it can be opened; said on stderr without one.

    Raises:
        ValueError: The host is not a loopback name.
        BylineError: The port cannot be listened on; a `PortTakenError` where somebody else does.
    """
    if host not in LOOPBACK:
        raise ValueError(f"this release serves loopback hosts only ({', '.join(LOOPBACK)}), not {host!r}")
    with _listen(host, port) as listening:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/"
        config = uvicorn.Config(
            create(answerer, title=title, examples=examples),
            log_level="warning",
            access_log=False,
            server_header=False,
            # A client must not be able to say that it is somebody else.
            proxy_headers=False,
            # An open page holds a connection for as long as it is open, and would hold up leaving.
            timeout_graceful_shutdown=2,
        )
        server = _Server(config, lambda: announce(address))
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """Says when it can be reached, not when it was asked to start."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], object]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._announce()


class _Gate:
    """Every request passes here first: its host, its origin, its path, its size; and every answer's headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # the page uses none
            return
        body, refusal = b"", _refusal(scope)
        if refusal is None and scope["method"] not in {"GET", "HEAD"}:
            body, refusal = await _read(receive)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        # The framework would build its links from whatever a client forwards.
        scope["headers"] = [pair for pair in scope["headers"] if not pair[0].startswith(b"x-forwarded-")]
        await self.app(scope, _replay(body, receive), _with_headers(send))


def _refusal(scope: Scope) -> Response | None:
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    # A page of another site whose name was made to resolve to this machine still sends its own name.
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        return _problem(400, "This server answers to loopback names only.")
    if scope["method"] not in {"GET", "HEAD"} and not _same_origin(headers, hosts[0]):
        return _problem(403, "Another site may not ask here.")
    # "deep_link" would load a stored page from a folder that other users of the machine can write to.
    if not _OPEN.fullmatch(scope["path"]) or b"deep_link" in scope["query_string"]:
        return _problem(404, "There is nothing here.")
    length = headers.get("content-length", "0")
    return None if length.isdecimal() and int(length) <= _LARGEST_BODY else _problem(413, _TOO_LARGE)


def _same_origin(headers: Headers, host: str) -> bool:
    # Programs send neither header; browsers send at least one of them with anything that is not a plain GET.
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    return site in {None, "same-origin", "none"} and origin in {None, f"http://{host}"}


async def _read(receive: Receive) -> tuple[bytes, Response | None]:
    body = b""
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > _LARGEST_BODY:
                    return b"", _problem(413, _TOO_LARGE)
                if not message.get("more_body", False):
                    return body, None
    except TimeoutError:
        return b"", _problem(408, "The request did not arrive in time.")


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return pending.pop() if pending else await receive()

    return replayed


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            # The framework allows itself to be read from other local origins; nobody needs that.
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
            headers.update(_HEADERS)
        await send(message)

    return sent


def _explain_errors(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> Response:
        wrong = error.errors()[0]
        place = ".".join(map(str, wrong["loc"][1:])) or "body"
        return _problem(400 if wrong["type"] == "json_invalid" else 422, f"{place}: {wrong['msg']}.")

    @app.exception_handler(QuestionError)
    async def unaskable(_: Request, error: QuestionError) -> Response:
        return _problem(422, str(error))

    @app.exception_handler(BylineError)
    async def broken_world(_: Request, error: BylineError) -> Response:
        return _problem(503, f"{error.message} {error.hint}")

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> Response:
        return _problem(error.status_code, str(error.detail), dict(error.headers or {}))

    # What nobody foresaw: uvicorn logs it with its traceback; the client learns only that it happened.
    @app.exception_handler(Exception)
    async def unforeseen(_: Request, __: Exception) -> Response:
        return _problem(500, "Something went wrong here. The server's log says what.")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if host == "::1" else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(host, port) from error
        message = f"Port {port} on {host} cannot be listened on: {error.strerror}."
        raise BylineError(message, hint="Choose another with --port.") from error


def _json(content: dict[str, Any], status: int = 200, media_type: str = "application/json") -> Response:
    # ASCII, because half of a surrogate pair, which a question may hold, cannot be written in UTF-8.
    return Response(json.dumps(content), status, {}, media_type)


def _problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    response = _json({"status": status, "detail": detail}, status, "application/problem+json")
    # Errors that are answered outside of the gate pass no other door.
    response.headers.update(_HEADERS | (headers or {}))
    return response
