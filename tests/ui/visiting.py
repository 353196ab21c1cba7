"""Many people at the page at once, without a browser for each: what the page's script sends, and what comes back."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

import httpx

_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of a question.

    Attributes:
        seconds: Until the whole answer, or the refusal, was there.
        first: Until the first marker was; None without one.
        said: "answered", "busy", or what went wrong.
    """

    seconds: float
    first: float | None
    said: str


class Page:
    """The numbers that the page's own events go by, read from the page as every browser reads them."""

    def __init__(self, client: httpx.AsyncClient, config: dict[str, Any]) -> None:
        """Find asking, and what follows it."""
        self.client = client
        events = config["dependencies"]
        self.ask = next(each for each in events if each["targets"][0][1] == "ask")
        self.suggest = next(
            each for each in events if each["trigger_after"] == self.ask["id"] and each["trigger_only_on_success"]
        )

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, address: str) -> AsyncIterator[Self]:
        """A page that any number of visitors look at."""
        # A browser asks again where the server has just closed an idle connection; this keeps none for so long.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=1)
        async with httpx.AsyncClient(base_url=address, limits=limits, timeout=_SECONDS, trust_env=False) as client:
            yield cls(client, (await client.get("/config")).json())


class Visitor:
    """One of them: a session of its own.

    Attributes:
        drawn: Something was drawn of what was asked.
    """

    def __init__(self, page: Page) -> None:
        """Nothing is asked yet."""
        self._page, self._session = page, uuid4().hex
        self.drawn = False

    async def ask(self, question: str, *, onward: bool = False) -> Asked:
        """Ask, and read until all has come; with `onward` also wait for the questions to go on with."""
        start = time.perf_counter()
        first, said = None, ""
        try:
            async for message in self._follow(self._page.ask, _asking(question)):
                # What is drawn first is the question, below earlier answers with markers of their own.
                if not said:
                    said = _what(message)
                    self.drawn = bool(said)
                elif first is None and "data-do=" in message and "marker" in message:
                    first = time.perf_counter() - start
            seconds = time.perf_counter() - start
            if onward and said == "answered":
                async for _ in self._follow(self._page.suggest):
                    pass
        except (httpx.HTTPError, RuntimeError) as error:
            return Asked(seconds=time.perf_counter() - start, first=first, said=f"{type(error).__name__}: {error}")
        return Asked(seconds=seconds, first=first, said=said)

    async def leave_amid(self, question: str) -> None:
        """Ask, and close the page as soon as anything has come."""
        heart = asyncio.create_task(self._beat())
        try:
            async with contextlib.aclosing(self._follow(self._page.ask, _asking(question))) as messages:
                drawn = 0
                async for message in messages:
                    # The first draws the question, and all that comes after it the answer.
                    drawn += "process_generating" in message
                    if drawn > 1:
                        return
        finally:
            heart.cancel()
            await asyncio.wait([heart])

    async def _beat(self) -> None:
        async with self._page.client.stream("GET", f"/gradio_api/heartbeat/{self._session}") as beats:
            async for _ in beats.aiter_lines():
                pass

    async def _send(self, path: str, event: dict[str, Any], told: object = None) -> httpx.Response:
        body = {
            "data": [None],
            "event_data": told,
            "fn_index": event["id"],
            "session_hash": self._session,
            "trigger_id": event["targets"][0][0],
        }
        return (await self._page.client.post(path, json=body)).raise_for_status()

    async def _follow(self, event: dict[str, Any], told: object = None) -> AsyncGenerator[str]:
        await self._send("/gradio_api/queue/join", event, told)
        where = {"session_hash": self._session}
        async with self._page.client.stream("GET", "/gradio_api/queue/data", params=where) as lines:
            async for line in lines.aiter_lines():
                if not line.startswith("data: "):
                    continue
                yield line
                message = json.loads(line.removeprefix("data: "))
                if message["msg"] == "process_completed" and not message["success"]:
                    raise RuntimeError(f"the page's event failed: {message.get('output')}")
                if message["msg"] in {"process_completed", "close_stream"}:
                    return


def _asking(question: str) -> dict[str, Any]:
    return {"question": question, "scope": {}, "language": "en"}


def _what(message: str) -> str:
    """What the first message that draws anything says of a question; nothing where none is drawn."""
    if "process_generating" not in message:
        return ""
    return "answered" if "data-busy" in message else "busy" if "Try again in" in message else message[:200]


async def crowd(address: str, questions: Sequence[Sequence[str]], *, pause: float = 0.0) -> list[Asked]:
    """So many people at once, each with some questions of their own, and `pause` seconds to read every answer."""

    async def visit(visitor: Visitor, mine: Sequence[str], delay: float) -> list[Asked]:
        found = []
        await asyncio.sleep(delay)
        for number, question in enumerate(mine):
            await asyncio.sleep(pause if number else 0)
            found.append(await visitor.ask(question))
        return found

    async with Page.open(address) as page:
        # People who read for a while do not all press Enter in the same moment.
        late = [pause * place / len(questions) for place in range(len(questions))]
        visits = [visit(Visitor(page), mine, delay) for mine, delay in zip(questions, late, strict=True)]
        return [asked for visited in await asyncio.gather(*visits) for asked in visited]
