"""Byline in a LangChain program: the same answer, its citations in LangChain's own form."""

import asyncio
import contextlib
import time
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, messages_from_dict, messages_to_dict
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda

import rag
from index.collection import Collection
from rag.answering import Answerer
from rag.generating import load
from rag.interop import as_runnable, to_message
from rag.writing import Writer
from tests.conftest import QUESTION, WordReader
from tests.rag.model_server import hangs, serve


def annotations_of(message: AIMessage) -> list[dict[str, Any]]:
    (block,) = message.content_blocks
    return [dict(annotation) for annotation in block.get("annotations", [])]  # type: ignore[attr-defined]


def test_a_message_cites_the_exact_words_for_the_statement_they_stand_behind(answerer: Any) -> None:
    answer = answerer.answer(QUESTION)
    message = to_message(answer)
    assert message.text == answer.text
    told = annotations_of(message)
    cited = [number for statement in answer.statements for number in statement.citations]
    assert [each["extras"]["number"] for each in told] == cited
    for each in told:
        source = answerer.collection.article(each["extras"]["article_id"])
        assert source.text[each["extras"]["source_start"] : each["extras"]["source_end"]] == each["cited_text"]
        statement = message.text[each["start_index"] : each["end_index"]]
        assert f"[{each['extras']['number']}]" in statement


def test_citations_survive_being_stored_and_read_again(answerer: Any) -> None:
    message = to_message(answerer.answer(QUESTION))
    (back,) = messages_from_dict(messages_to_dict([message]))
    assert annotations_of(back) == annotations_of(message) != []  # type: ignore[arg-type]


def test_not_found_is_a_message_without_citations(answerer: Any) -> None:
    answer = answerer.answer("who won the chess final?")
    assert answer.status is rag.Status.NOT_FOUND
    assert annotations_of(to_message(answer)) == []


def test_a_chain_asks_byline_like_any_runnable(answerer: Any) -> None:
    def ask_about(words: str) -> str:
        return f"{words} for TikTok?"

    chain = RunnableLambda(ask_about) | as_runnable(answerer) | StrOutputParser()
    assert chain.invoke("what did China demand") == answerer.answer(QUESTION).text


def test_a_conversation_is_a_question_with_its_turns_before(answerer: Any) -> None:
    turns = [HumanMessage(QUESTION), AIMessage("They demanded much."), HumanMessage("and the US?")]
    told = as_runnable(answerer).invoke(turns).response_metadata["byline"]
    asked = answerer.answer("and the US?", history=((QUESTION, "They demanded much."),))
    assert told == asked.to_dict()
    with pytest.raises(rag.QuestionError):
        as_runnable(answerer).invoke([AIMessage("hello")])


def test_each_step_is_an_event_of_the_stream(answerer: Any) -> None:
    async def names() -> list[str]:
        events = as_runnable(answerer).astream_events({"question": QUESTION}, version="v2")
        return [event["name"] async for event in events if event["event"] == "on_custom_event"]

    expected = ["byline_retrieved", *("byline_stated" for _ in answerer.answer(QUESTION).statements)]
    assert [name for name in asyncio.run(names()) if name != "byline_disagreed"] == expected


def test_a_cancelled_call_frees_the_model(collection: Collection) -> None:
    def until_asked() -> None:
        while not server.asked:
            time.sleep(0.02)

    async def cancel() -> None:
        task = asyncio.create_task(as_runnable(answerer).ainvoke("when did the harbour bridge reopen?"))
        await asyncio.to_thread(until_asked)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    with serve(hangs(60)) as server:
        model = load("openai:m", url=server.url)
        answerer = Answerer(collection, WordReader(), [Writer(model, lambda *_: (), 90)])
        asyncio.run(cancel())
        assert server.freed.wait(30)


def test_an_error_of_an_awaited_call_comes_through(answerer: Any) -> None:
    with pytest.raises(rag.QuestionError):
        asyncio.run(as_runnable(answerer).ainvoke({"question": " "}))
