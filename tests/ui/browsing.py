"""Somebody at the page in a real browser, and a server for them."""

import threading
from pathlib import Path
from typing import Any, Self

import pytest
import uvicorn
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, expect
from starlette.routing import Mount

from tests.ui.fakes import FakeAnswerer, article
from tests.waiting import until
from ui.conversation import Answerer
from ui.server import create

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SWITCHES += ["--disable-component-update", "--disable-sync"]
NEEDS_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
]
# A machine that runs other things as well is slow, not broken.
expect.set_options(timeout=30_000)

EXAMPLE = "When did the harbour bridge reopen?"
FERRY = "What did the ferry operator say of night ferries?"
ARTICLES = (
    article(
        "bridge",
        "After two winters the harbour bridge reopened on 14 May. The repair of the harbour bridge cost 41 million.\n"
        "Nobody else spoke.",
        title="Harbour bridge reopens",
        publisher="Coast Daily",
        published="2026-05-14",
        url="https://example.org/a1",
    ),
    article("ferry", "Night ferries stop on 1 July, the ferry operator said.", title="Ferries cut", genre="opinion"),
)


class Served:
    """An answerer, served for as long as a `with` block lasts."""

    def __init__(self, answerer: Answerer, **options: Any) -> None:
        self.answerer: Any = answerer
        self.app = create(answerer, **{"examples": [EXAMPLE], **options})
        config = uvicorn.Config(self.app, port=0, log_level="error", lifespan="on")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)

    def __enter__(self) -> Self:
        self.thread.start()
        until(lambda: self.server.started)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(10)

    @property
    def sessions(self) -> dict[str, Any]:
        """The conversations that are held, by the number of their page; cleared, as by a server that begins anew."""
        (page,) = (route.app for route in self.app.routes if isinstance(route, Mount) and route.path in ("", "/"))
        held: dict[str, Any] = page.state_holder.session_data  # type: ignore[attr-defined]  # the framework's own
        return held

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"


def fake(**options: Any) -> FakeAnswerer:
    """An answerer over the two articles."""
    return FakeAnswerer(ARTICLES, **options)


class Reader:
    """Somebody at the page, and everything that the page asked for or complained of meanwhile."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complain(str(error)))
        self.page.on("dialog", self.dismiss)
        self.page.on("console", lambda message: self.complain(message.text) if message.type == "error" else None)
        self.page.goto(address)
        self.field = self.page.locator("#question-field")
        self.talk = self.page.locator("#asking")
        self.current = self.page.locator("#current")
        self.panel = self.page.locator("#sources")
        self.notice = self.page.locator("#notice")
        expect(self.field).to_be_visible()

    def complain(self, what: str) -> None:
        # Gradio's own client says so when a page is left while an answer is on its way.
        if "AbortError" not in what and "Connection errored out." not in what:
            self.complaints.append(what)

    def dismiss(self, dialog: Dialog) -> None:
        self.complain(dialog.message)
        dialog.dismiss()

    def ask(self, question: str) -> None:
        self.field.fill(question)
        self.field.press("Enter")

    def turn(self, number: int) -> Locator:
        return self.page.locator(f".turn[data-turn='{number}']")

    def answered(self, number: int) -> Locator:
        """Wait until the answer of a turn is complete."""
        expect(self.turn(number).locator(".facts")).to_be_visible()
        expect(self.page.locator("[data-do=ask]")).to_be_visible()
        return self.turn(number)

    def marker(self, turn: int, number: int) -> Locator:
        return self.talk.locator(f".marker[data-turn='{turn}'][data-n='{number}']")

    def press(self, name: str, turn: int) -> None:
        self.turn(turn).locator(f"[data-do={name}]").first.click()

    def abroad(self) -> list[str]:
        """What was asked of anybody else."""
        return [url for url in self.requests if not url.startswith((f"{self.address}/", "data:", "blob:"))]
