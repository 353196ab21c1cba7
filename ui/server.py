"""The web application around the page, and the process that serves it."""

import asyncio
import contextlib
import errno
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from index.errors import BylineError
from ui.api import add_asking, add_receiving, explain_errors
from ui.app import build, mount
from ui.conversation import Answerer
from ui.desk import Desk
from ui.feedback import Feedback
from ui.gate import Access, Gate
from ui.limiting import Places, Rate
from ui.measuring import Measuring
from ui.question_sets import QuestionSets
from ui.receiving import Inbox
from ui.remembering import Remembering

LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Answering is bound by the processor, so more at once would only make each of them slower.
_AT_ONCE, _WAITING = 4, 64
# Whoever sits at the machine may ask as fast as it answers; a stranger asks as fast as a person can.
_OWN_PER_MINUTE, _STRANGERS_PER_MINUTE = 6_000, 20


class PortTakenError(BylineError):
    """Somebody else listens there already."""

    def __init__(self, host: str, port: int) -> None:
        """Name the port."""
        hint = f"Stop what is using it, or choose another: --port {port + 1}."
        super().__init__(f"Port {port} on {host} is already in use.", hint=hint)


def create(
    answerer: Answerer,
    *,
    title: str = "Byline",
    examples: Sequence[str] = (),
    access: Access | None = None,
    folder: Path | None = None,
    samples: Path | None = None,
    sets: Path | None = None,
    per_minute: int | None = None,
) -> FastAPI:
    """The page at `/`, `POST /api/answer` with its description at `/api/openapi.json`, and `GET /healthz`.

    Args:
        answerer: Asked from several threads at once.
        title: The page's heading.
        examples: Questions to click on.
        access: Who may come in; None for everybody who reaches a loopback name.
        folder: Where readers' votes and the files they hand over are kept; None to keep and to take none.
        samples: A question set on the samples, where those are asked; None where they are not.
        sets: A folder with question sets; None for none.
        per_minute: Questions of one client; None for 20 on a public page, 6,000 on one's own.
    """
    access = access or Access()
    own = _STRANGERS_PER_MINUTE if access.public else _OWN_PER_MINUTE
    places, rate = Places(_AT_ONCE + _WAITING, _AT_ONCE), Rate(per_minute or own)
    asked = Remembering(answerer)
    own_folder = None if access.public else folder
    questions = QuestionSets(samples=samples, folder=sets, dropped=own_folder and own_folder / "questions")
    bench = Measuring(answerer, questions, runs=own_folder and own_folder / "evals", rate=rate)
    app = FastAPI(title=title, openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)
    add_asking(app, asked, places=places, rate=rate, at_once=_AT_ONCE)
    if folder is not None and not access.public:
        add_receiving(app, Inbox(answerer.collection, folder / "uploads"), questions)
    explain_errors(app)
    app.add_middleware(Gate, access=access)
    feedback = Feedback(folder / "feedback.jsonl") if folder is not None else None

    async def complete() -> FastAPI:
        desk = Desk(
            asked,
            title=title,
            examples=examples,
            places=places,
            rate=rate,
            feedback=feedback,
            public=access.public or folder is None,
        )
        return mount(build(desk, bench, title=title, at_once=_AT_ONCE), app)

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
    access: Access | None = None,
    folder: Path | None = None,
    samples: Path | None = None,
    sets: Path | None = None,
    announce: Callable[[str], object] = _say,
) -> None:
    """Serve the page until interrupted.

    Args:
        answerer: As for `create`.
        host: A loopback name, or any other where `access` is public and asks for a password.
        port: 0 for any free one.
        title: As for `create`.
        examples: As for `create`.
        access: As for `create`.
        folder: As for `create`.
        samples: As for `create`.
        sets: As for `create`.
        announce: Given the page's address once it can be opened; said on stderr without one.

    Raises:
        ValueError: The host is not a loopback name, and the page is not meant for strangers with a password.
        BylineError: The port cannot be listened on; a `PortTakenError` where somebody else does.
    """
    access = access or Access()
    if host not in LOOPBACK and not (access.public and access.password):
        raise ValueError(
            f"{host!r} is no loopback name ({', '.join(LOOPBACK)}): other machines could ask here. "
            "Serving them takes --public NAME and --auth USER."
        )
    with _listen(host, port) as listening:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}/"
        access = replace(access, names=tuple(name.lower() for name in (*access.names, shown)))
        config = uvicorn.Config(
            create(answerer, title=title, examples=examples, access=access, folder=folder, samples=samples, sets=sets),
            log_level="warning",
            access_log=False,
            server_header=False,
            # A client must not be able to say that it is somebody else.
            proxy_headers=False,
            # An open page holds a connection for as long as it is open, and would hold up leaving.
            timeout_graceful_shutdown=2,
        )
        waking = threading.Thread(target=_wake, args=(answerer, examples))

        def ready() -> None:
            announce(address)
            waking.start()

        with contextlib.suppress(KeyboardInterrupt):
            _Server(config, ready).run(sockets=[listening])
        if waking.ident is not None:
            waking.join()


def _wake(answerer: Answerer, examples: Sequence[str]) -> None:
    """Ask once, so that the models are loaded before the first reader has typed a question."""
    # Whatever is wrong with the index is said to the reader who asks.
    with contextlib.suppress(BylineError):
        answerer.answer(next(iter(examples), "What is this about?"))


class _Server(uvicorn.Server):
    """Says when it can be reached, not when it was asked to start."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], object]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._announce()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(host, port) from error
        message = f"Port {port} on {host} cannot be listened on: {error.strerror}."
        raise BylineError(message, hint="Choose another with --port.") from error
