"""Byline inside a LangChain program: an answer as a message with citations, an answerer as one Runnable.

chain = as_runnable(rag.open("my-index"))
chain.invoke("what did China demand for TikTok?")         # -> AIMessage, its citations as annotations
async for event in chain.astream_events(question): ...    # "byline_retrieved", "byline_stated", ...
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import adispatch_custom_event, dispatch_custom_event
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.content import Annotation, create_citation, create_text_block
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from rag.events import Disagreed, Done, Event, Retrieved, Stated
from rag.types import Answer, Citation, QuestionError

if TYPE_CHECKING:
    from rag.answering import Answerer

Asked = str | Mapping[str, Any] | Sequence[BaseMessage]
"""A question; or {"question": ..., "history": [...], "since": ...} as `Answerer.answer` takes it; or a conversation."""


def to_message(answer: Answer) -> AIMessage:
    """An answer as a message whose text block carries its citations as annotations.

    Args:
        answer: Any, `not_found` included: its message has no annotations.

    Returns:
        `start_index` and `end_index` of an annotation are of the statement in the message's text, as LangChain defines
        them; `cited_text` is the quote; `article_id`, `source_start` and `source_end` say where the quote stands. The
        whole answer is in `response_metadata["byline"]`.
    """
    block = create_text_block(answer.text, annotations=_annotations(answer))
    return AIMessage(content_blocks=[block], response_metadata={"byline": answer.to_dict()})


def as_runnable(answerer: "Answerer") -> Runnable[Asked, AIMessage]:
    """An answerer as a Runnable; each step is a custom event of the stream, and the answer is its output.

    Args:
        answerer: Kept, and asked by each call; as safe to share between threads as it is. A cancelled call leaves it
            alone, and frees the language model that it was waiting for.
    """

    def ask(asked: Asked, config: RunnableConfig) -> AIMessage:
        for event in answerer.stream(**_arguments(asked)):
            if isinstance(event, Done):
                return to_message(event.answer)
            dispatch_custom_event(_name(event), _told(event), config=config)
        raise AssertionError("a stream ends with Done")

    async def ask_async(asked: Asked, config: RunnableConfig) -> AIMessage:
        async with contextlib.aclosing(_aside(answerer.stream(**_arguments(asked)))) as events:
            async for event in events:
                if isinstance(event, Done):
                    return to_message(event.answer)
                await adispatch_custom_event(_name(event), _told(event), config=config)
        raise AssertionError("a stream ends with Done")

    return RunnableLambda(ask, ask_async, name="byline")


async def _aside(events: Generator[Event, None, None]) -> AsyncGenerator[Event]:
    """Events from a thread of their own, which ends soon after nobody listens any more."""
    loop, left = asyncio.get_running_loop(), threading.Event()
    come: asyncio.Queue[Event | None] = asyncio.Queue()

    def run() -> None:
        try:
            with contextlib.closing(events):
                for event in events:
                    if left.is_set():
                        return
                    loop.call_soon_threadsafe(come.put_nowait, event)
        finally:
            loop.call_soon_threadsafe(come.put_nowait, None)

    running = loop.run_in_executor(None, run)
    try:
        while (event := await come.get()) is not None:
            yield event
        await running
    finally:
        left.set()


def _name(event: Event) -> str:
    return f"byline_{type(event).__name__.lower()}"


def _annotations(answer: Answer) -> list[Annotation]:
    annotations: list[Annotation] = []
    at = 0
    for statement in answer.statements:
        start = answer.text.index(statement.text, at)
        at = start + len(statement.text)
        cited = (answer.citations[number - 1] for number in statement.citations)
        annotations.extend(_annotate(citation, start, at) for citation in cited)
    return annotations


def _annotate(citation: Citation, start: int, end: int) -> Annotation:
    return create_citation(
        url=citation.url,
        title=citation.title,
        start_index=start,
        end_index=end,
        cited_text=citation.quote,
        article_id=citation.article_id,
        source_start=citation.start,
        source_end=citation.end,
        publisher=citation.publisher,
        published=citation.published,
        number=citation.number,
    )


def _arguments(asked: Asked) -> dict[str, Any]:
    if isinstance(asked, str):
        return {"question": asked}
    if isinstance(asked, Mapping):
        return dict(asked)
    if not asked or asked[-1].type != "human":
        raise QuestionError("a conversation to answer ends with the person's message")
    turns = [(str(one.text), str(two.text)) for one, two in pairwise(asked) if one.type == "human"]
    return {"question": str(asked[-1].text), "history": tuple(turns)}


def _told(event: Event) -> dict[str, Any]:
    if isinstance(event, Retrieved):
        return {"hits": [hit.to_dict() for hit in event.hits], "considered": event.considered}
    if isinstance(event, Stated):
        return {"statement": event.statement.to_dict(), "citations": [each.to_dict() for each in event.citations]}
    if isinstance(event, Disagreed):
        return {"disagreement": event.disagreement.to_dict()}
    return {}
