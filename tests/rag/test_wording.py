"""An answer in a model's words, end to end: shown where it holds, and the answer without a model where it does not."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel

import evals
import rag
from evals.systems import Byline
from evals.types import EvalQuestion
from index.collection import Collection
from rag.events import Done, Stated, Waiting, Withdrawn
from rag.statements import Voice
from rag.types import Answer, Status
from rag.writing import Writer
from tests.conftest import WordReader
from tests.rag.model_server import Body, fails, says, serve

ASKED = "when did the harbour bridge reopen?"
TRUE = "The harbour bridge reopened on Monday [1].\nThe repair cost 41 million euros [1].\n"


def open_with(collection: Collection, *replies: str) -> Any:
    model = GenericFakeChatModel(messages=iter(replies))
    return rag.open(collection, reader=WordReader(), writer=model)


def without(collection: Collection) -> Answer:
    return rag.open(collection, reader=WordReader()).answer(ASKED)


def test_written_sentences_cite_the_exact_words_they_were_checked_against(collection: Collection) -> None:
    answer = open_with(collection, TRUE).answer(ASKED)
    assert [(part.text, part.voice) for statement in answer.statements for part in statement.parts] == [
        ("The harbour bridge reopened on Monday.", Voice.WRITTEN),
        ("The repair cost 41 million euros.", Voice.WRITTEN),
    ]
    assert [citation.quote for citation in answer.citations] == [
        "The harbour bridge reopened on Monday.",
        "The repair cost 41 million euros.",
    ]
    for citation in answer.citations:
        assert collection.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    assert answer.text.endswith("[2]")
    assert (answer.status, answer.notices, answer.calls) == (Status.ANSWERED, (), 1)
    json.dumps(answer.to_dict())


def test_what_is_not_borne_out_is_left_out_and_that_is_said(collection: Collection) -> None:
    reply = TRUE + "The repair cost 47 million euros [1].\n"
    for second in ("NONE\n", "The repair cost 48 million euros [1].\n"):
        answer = open_with(collection, reply, second).answer(ASKED)
        assert len(answer.statements) == 2
        assert answer.notices == ("A sentence of the language model was left out: the articles do not bear it out.",)


@pytest.mark.parametrize(
    "reply",
    [
        "NONE\n",
        "![x](https://x.example) [1]\n",
        "Harbour Bridge Reopens [1]\n",
        "The bridge fell down in 1999 [1].\n",
        "Hello! How can I help?",
    ],
)
def test_when_nothing_holds_the_answer_is_the_one_without_a_model_and_says_so(
    reply: str, collection: Collection
) -> None:
    answer = open_with(collection, reply, reply).answer(ASKED)
    plain = without(collection)
    assert answer.statements == plain.statements
    assert answer.citations == plain.citations
    assert answer.generator == "extractive"
    assert answer.notices == (
        "Nothing that the language model wrote was borne out; this answer was composed without it.",
    )


def test_when_the_model_fails_the_answer_is_the_one_without_it_and_says_why(collection: Collection) -> None:
    with serve(fails(401)) as server:
        settings = rag_settings(server.url)
        answer = rag.open(collection, reader=WordReader(), settings=settings, writer="openai:m").answer(ASKED)
    assert answer.statements == without(collection).statements
    assert answer.notices == ("The language model refused the key; this answer was composed without it.",)


def test_what_was_shown_before_a_model_broke_off_is_withdrawn(collection: Collection) -> None:
    whole = says(TRUE)
    with serve(lambda handler: broken(handler, TRUE)) as server:
        answerer = rag.open(collection, reader=WordReader(), settings=rag_settings(server.url), writer="openai:m")
        events = list(answerer.stream(ASKED))
    kinds = [type(event) for event in events if isinstance(event, Stated | Withdrawn | Done)]
    assert kinds[: kinds.index(Withdrawn)] == [Stated]
    done = events[-1]
    assert isinstance(done, Done)
    assert done.answer.statements == without(collection).statements
    assert done.answer.notices
    assert whole is not None


def broken(handler: Any, text: str) -> None:
    from tests.rag.model_server import openai_stream

    body = openai_stream(text)
    handler.start()
    handler.wfile.write(body[: int(len(body) * 0.6)])


def test_when_nothing_answers_no_model_is_asked(collection: Collection) -> None:
    with serve(says(TRUE)) as server:
        answerer = rag.open(collection, reader=WordReader(), settings=rag_settings(server.url), writer="openai:m")
        assert answerer.answer("who won the chess final?").status is Status.NOT_FOUND
        assert server.asked == []


@pytest.mark.parametrize("body", [fails(401, b'{"error": {"message": "no such key sk-canary-42"}}'), says(TRUE)])
def test_no_key_stands_in_an_answer_a_setting_a_log_or_what_is_measured(
    body: Body, collection: Collection, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with serve(body) as server, caplog.at_level(logging.DEBUG):
        settings = rag_settings(server.url)
        answerer = rag.open(collection, reader=WordReader(), settings=settings, writer="openai:m")
        answer = answerer.answer(ASKED)
        out = tmp_path / "run"
        evals.run(
            [EvalQuestion(id="1", question=ASKED)], Byline(answerer), out=out, settings=Byline(answerer).settings()
        )
    assert server.asked
    assert server.keys == {"Bearer sk-canary-42"}  # it was used, and yet:
    measured = "".join(file.read_text() for file in out.rglob("*") if file.is_file())
    assert len(measured) > 1_000
    told = json.dumps(answer.to_dict()) + repr(settings) + str(settings) + repr(answerer) + caplog.text + measured
    assert "canary" not in told


def test_what_a_provider_asks_to_wait_is_waited_and_then_it_writes(collection: Collection) -> None:
    with serve(fails(429, retry_after="0.4"), says(TRUE)) as server:
        answerer = rag.open(collection, reader=WordReader(), settings=rag_settings(server.url), writer="openai:m")
        answer = answerer.answer(ASKED)
    assert (answer.generator, answer.calls, answer.notices) == ("openai:m", 2, ())
    assert answer.seconds >= 0.4


def test_the_sources_that_differ_are_still_shown_in_their_own_words(answerer: Any) -> None:
    asked = "how often was the TikTok deadline extended?"
    plain = answerer.answer(asked)
    model = GenericFakeChatModel(messages=iter(["NONE\n", "NONE\n"]))
    told = rag.open(answerer.collection, writer=model).answer(asked)
    assert told.disagreements == plain.disagreements


def test_stopping_while_a_model_thinks_frees_it(collection: Collection) -> None:
    from tests.rag.model_server import hangs

    with serve(hangs(60)) as server:
        answerer = rag.open(collection, reader=WordReader(), settings=rag_settings(server.url), writer="openai:m")
        events = answerer.stream(ASKED)
        assert isinstance(next(event for event in events if server.asked), Waiting)
        events.close()
        assert server.freed.wait(30)


def rag_settings(url: str) -> Any:
    from pydantic import SecretStr

    from index.settings import read

    return read().model_copy(update={"writer_url": url, "writer_key": SecretStr("sk-canary-42")})


def test_a_writer_is_kept_between_questions(collection: Collection) -> None:
    [writer] = open_with(collection, TRUE)._writers.values()
    assert isinstance(writer, Writer)


def test_who_writes_is_chosen_with_the_question(collection: Collection) -> None:
    with serve(says(TRUE)) as server:
        settings = rag_settings(server.url)
        answerer = rag.open(collection, reader=WordReader(), settings=settings, writer=["openai:a", "openai:b", "none"])
        assert answerer.writers == ("openai:a", "openai:b")
        assert answerer.answer(ASKED).generator == "openai:a"
        assert answerer.answer(ASKED, writer="openai:b").generator == "openai:b"
        assert [each["model"] for each in server.asked] == ["a", "b"]
        plain = rag.open(collection, reader=WordReader()).answer(ASKED)
        chosen = answerer.answer(ASKED, writer="none")
        assert (chosen.text, chosen.citations, chosen.generator) == (plain.text, plain.citations, plain.generator)
        assert len(server.asked) == 2


def test_a_writer_that_nobody_configured_is_a_mistake(collection: Collection) -> None:
    with pytest.raises(ValueError, match="no writer 'openai:z'; there is none"):
        rag.open(collection, reader=WordReader()).answer(ASKED, writer="openai:z")
