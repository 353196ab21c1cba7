"""The endpoints beside the page: asking, and adding articles. JSON in and out, described in OpenAPI."""

from collections.abc import Iterator, Sequence
from typing import Any

import anyio.to_thread
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr
from starlette.exceptions import HTTPException

from index.errors import BylineError
from rag.events import Done, Event
from rag.types import Answer, QuestionError
from ui.conversation import Answerer, closing
from ui.gate import json_response, problem
from ui.limiting import Places, Rate
from ui.question_sets import QuestionSets
from ui.receiving import Inbox


class Question(BaseModel):
    """What to ask, and of which articles."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question": "Who leads the talks?"}]})
    question: StrictStr = Field(description="1 to 2,000 characters.")
    history: list[tuple[StrictStr, StrictStr]] = Field(
        default=[], description="Earlier questions with the text of their answers, oldest first."
    )
    since: StrictStr | None = Field(default=None, description="ISO date; only articles published on it or later.")
    until: StrictStr | None = Field(default=None, description="ISO date; only articles published on it or earlier.")
    as_of: StrictStr | None = Field(
        default=None, description="ISO date to answer for: nothing later, and what was new then first."
    )
    publishers: list[StrictStr] = Field(default=[], description="Only these outlets.")
    articles: list[StrictStr] = Field(default=[], description="Only the articles of these ids.")
    writer: StrictStr | None = Field(
        default=None, description='A configured language model\'s name, or "none"; without it, the first there is.'
    )

    def chosen(self) -> dict[str, Any]:
        """The filters that were set, for an answerer."""
        named: dict[str, Any] = {name: getattr(self, name) for name in ("since", "until", "as_of", "writer")}
        named |= {"publishers": tuple(self.publishers), "articles": tuple(self.articles)}
        return {name: value for name, value in named.items() if value}


class Quoted(BaseModel):
    """A citation: `article.text[start:end] == quote`. Title, publisher, date and more stand beside it."""

    model_config = ConfigDict(extra="allow")
    number: int
    article_id: str
    start: int
    end: int
    quote: str


class Answered(BaseModel):
    """An answer, as `rag.Answer.to_dict()` gives it."""

    model_config = ConfigDict(extra="allow")
    question: str
    standalone_question: str
    status: str = Field(description='"answered", "partial" or "not_found".')
    text: str = Field(description="With [1] markers, which number the citations.")
    citations: list[Quoted]
    confidence: float


class Problem(BaseModel):
    """Why there is none."""

    status: int
    detail: str


class Link(BaseModel):
    """An address to fetch an article from."""

    model_config = ConfigDict(extra="forbid")
    link: StrictStr = Field(max_length=2_000)


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": why}
    for status, why in (
        (400, "This is no JSON."),
        (413, "The request is too large."),
        (422, "The question cannot be asked."),
        (429, "Too many questions from this client; see Retry-After."),
        (503, "Too many questions are waiting, see Retry-After; or the index cannot be used."),
    )
}


_CLIENT_LEFT = 499
"""What servers note for it; nobody reads it."""
_HANDED_OVER_PER_MINUTE = 60
"""Files and links of one client: three times what the page hands over at once."""


def add_asking(app: FastAPI, answerer: Answerer, *, places: Places, rate: Rate, at_once: int) -> None:
    """`POST /api/answer` and `GET /healthz`."""
    limiter = anyio.CapacityLimiter(at_once)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> Response:
        return json_response({"status": "ok"})

    @app.post("/api/answer", response_model=Answered, responses=_PROBLEMS, summary="Ask the articles")
    async def answer(asked: Question, request: Request) -> Response:
        if wait := rate.take(request.client.host if request.client else ""):
            return _later(429, "That was many questions in a short time.", wait)
        place = object()
        if wait := places.take(place):
            return _later(503, "Too many questions are waiting.", wait)
        try:
            async with limiter:
                found = await _while_there(
                    request, answerer.stream(asked.question, history=asked.history, **asked.chosen())
                )
            return Response(status_code=_CLIENT_LEFT) if found is None else json_response(found.to_dict())
        finally:
            places.leave(place)


async def _while_there(request: Request, events: Iterator[Event]) -> Answer | None:
    """The answer; None if the client leaves before it is there, and then nothing works on it any more."""
    while not await request.is_disconnected():
        event = await anyio.to_thread.run_sync(next, events)
        if isinstance(event, Done):
            return event.answer
    with closing(events):
        return None


def add_receiving(app: FastAPI, inbox: Inbox, sets: QuestionSets) -> None:
    """`POST /api/articles?name=...` and `/api/questions?name=...` with a file as its body, and `POST /api/links`."""
    rate = Rate(_HANDED_OVER_PER_MINUTE)

    def paced(request: Request) -> None:
        """Refuse a client's next file before it is read."""
        if wait := rate.take(request.client.host if request.client else ""):
            detail = f"Those were many files in a short time. Try again in {wait} seconds."
            raise HTTPException(429, detail, {"retry-after": str(wait)})

    handed: dict[str, Any] = {"include_in_schema": False, "dependencies": [Depends(paced)]}

    @app.post("/api/articles", **handed)
    async def articles(request: Request, name: str) -> Response:
        body = await request.body()
        outcome, reason = await anyio.to_thread.run_sync(inbox.take, name, body)
        return json_response({"outcome": outcome, "reason": reason})

    @app.post("/api/questions", **handed)
    async def questions(request: Request, name: str) -> Response:
        body = await request.body()
        outcome, reason = await anyio.to_thread.run_sync(sets.take, name, body)
        return json_response({"outcome": outcome, "reason": reason})

    @app.post("/api/links", **handed)
    async def links(asked: Link) -> Response:
        outcome, reason = await anyio.to_thread.run_sync(inbox.fetch, asked.link)
        return json_response({"outcome": outcome, "reason": reason})


def explain_errors(app: FastAPI) -> None:
    """Errors as problems in words; nothing of what nobody foresaw reaches the client."""

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> Response:
        wrong: dict[str, Any] = dict(error.errors()[0])
        place = ".".join(map(str, _tail(wrong["loc"]))) or "body"
        return problem(400 if wrong["type"] == "json_invalid" else 422, f"{place}: {wrong['msg']}.")

    @app.exception_handler(QuestionError)
    async def unaskable(_: Request, error: QuestionError) -> Response:
        return problem(422, str(error))

    # Of the caller's mistakes, a date that is none comes this way.
    @app.exception_handler(ValueError)
    async def mistaken(_: Request, error: ValueError) -> Response:
        return problem(422, str(error))

    @app.exception_handler(BylineError)
    async def broken_world(_: Request, error: BylineError) -> Response:
        return problem(503, f"{error.message} {error.hint}")

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> Response:
        return problem(error.status_code, str(error.detail), dict(error.headers or {}))

    # What nobody foresaw: uvicorn logs it with its traceback; the client learns only that it happened.
    @app.exception_handler(Exception)
    async def unforeseen(_: Request, __: Exception) -> Response:
        return problem(500, "Something went wrong here. The server's log says what.")


def _later(status: int, why: str, seconds: int) -> Response:
    return problem(status, f"{why} Try again in {seconds} seconds.", {"retry-after": str(seconds)})


def _tail(place: Sequence[Any]) -> Sequence[Any]:
    return place[1:]
