"""A local server that misbehaves on purpose: whatever it does, the answer without it comes in time, and says why."""

import socket
import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from index.collection import Collection
from rag.answering import Answerer
from rag.events import Done, Stated, Withdrawn
from rag.generating import load
from rag.guarding import Guard
from rag.reader.model import shipped_reader
from rag.statements import Voice
from rag.writing import MAX_CALLS, Writer
from tests.conftest import WordReader
from tests.rag.model_server import (
    Body,
    Handler,
    ModelServer,
    drips,
    fails,
    hangs,
    ollama_stream,
    openai_stream,
    raves,
    serve,
    streams,
)

pytestmark = pytest.mark.fault
ASKED = "when did the harbour bridge reopen?"
TRUE = "The harbour bridge reopened on Monday [1].\nThe repair cost 41 million euros [1].\n"
WHOLE = openai_stream(TRUE)
UNENDED = WHOLE[: WHOLE.index(b'"finish_reason": "stop"')]
PAGE = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"
HUGE = openai_stream("xxxxxxx").partition(b"\n\n")[0].replace(b"xxxxxxx", b"x" * 10_000_000) + b"\n\n"


def stalls(handler: Handler) -> None:
    """Half a reply, and then nothing, with the connection held."""
    streams(UNENDED, then=hangs(60))(handler)


def resets(handler: Handler) -> None:
    """Half a reply, and the connection is torn down."""
    streams(UNENDED)(handler)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()


FAULTS: dict[str, tuple[Body, str]] = {
    "hangs": (hangs(60), "did not reply in time"),
    "drips": (drips, "did not reply in time"),
    "stalls": (stalls, "did not reply in time"),
    "400": (fails(400), "did not take the request"),
    "401": (fails(401), "refused the key"),
    "403": (fails(403), "refused access"),
    "404": (fails(404, PAGE), "does not know the model"),
    "429": (fails(429), "is asked too much at the moment"),
    "429 for an hour": (fails(429, retry_after="3600"), "is asked too much at the moment"),
    "500": (fails(500, PAGE), "failed on its side"),
    "502": (fails(502, PAGE), "failed on its side"),
    "503": (fails(503, retry_after="0"), "failed on its side"),
    "529": (fails(529), "failed on its side"),
    "empty": (streams(b""), "cannot be read"),
    "no words": (streams(openai_stream("")), "gave an empty reply"),
    "html": (streams(PAGE), "cannot be read"),
    "no json": (streams(b"data: {not json\n\n"), "cannot be read"),
    "no shape": (streams(b'data: {"choices": "none"}\n\n'), "cannot be read"),
    "error in a 200": (streams(b'data: {"error": {"message": "overloaded"}}\n\n'), "cannot be read"),
    "nul": (streams(b"\0" * 5_000), "cannot be read"),
    "ten megabytes": (streams(HUGE), "wrote more than 20,000 characters"),
    "endless": (raves, "wrote more than 20,000 characters"),
    "cut": (streams(UNENDED), "was cut off in the middle of its reply"),
    "torn": (resets, "The language model"),
    "wrong ids": (streams(openai_stream(TRUE.replace("[1]", "[77]"))), "was borne out"),
    "no ids": (streams(openai_stream(TRUE.replace("[1]", ""))), "was borne out"),
}


def plain(collection: Collection) -> Any:
    return Answerer(collection, WordReader()).answer(ASKED)


def answering(collection: Collection, server: ModelServer, seconds: float, spec: str = "openai:m") -> Answerer:
    url = server.url if spec.startswith("openai") else server.url.removesuffix("/v1")
    # A model that fails again and again is left alone for a minute: here a minute passes with each look at the clock.
    clock = count(0, 61).__next__
    return Answerer(
        collection,
        WordReader(),
        [Writer(load(spec, url=url), Guard(shipped_reader()), seconds, lambda: float(clock()))],
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_of_each_fault_comes_the_answer_without_the_model_in_time_and_says_why(
    fault: str, collection: Collection
) -> None:
    body, why = FAULTS[fault]
    with serve(body) as server:
        answerer, start = answering(collection, server, seconds=4), time.monotonic()
        answer = answerer.answer(ASKED)
        assert time.monotonic() - start < 4 + 1
        assert 1 <= len(server.asked) <= MAX_CALLS
        assert answer.calls == len(server.asked)
    without = plain(collection)
    assert (answer.status, answer.text) == (without.status, without.text)
    assert (answer.statements, answer.citations) == (without.statements, without.citations)
    (notice,) = answer.notices
    assert why in notice
    assert notice.endswith("this answer was composed without it.")
    assert "<" not in notice


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "https://127.0.0.1:{port}/v1", "http://127.0.0.1:{port}/no"])
def test_a_server_that_is_not_there_or_speaks_otherwise_costs_no_more(url: str, collection: Collection) -> None:
    with serve(fails(404)) as server:
        model = load("openai:m", url=url.format(port=server.server_address[1]))
        start = time.monotonic()
        answer = Answerer(collection, WordReader(), [Writer(model, Guard(shipped_reader()), 4)]).answer(ASKED)
    assert time.monotonic() - start < 4 + 1
    assert answer.statements == plain(collection).statements
    assert answer.notices


def cuts(whole: bytes, end: bytes) -> Iterator[int]:
    return iter(range(whole.index(end)))


@pytest.mark.parametrize(
    ("spec", "whole", "end"),
    [("openai:m", WHOLE, b'"finish_reason": "stop"'), ("ollama:m", ollama_stream(TRUE), b'"done_reason"')],
    ids=["openai", "ollama"],
)
def test_a_reply_cut_after_any_byte_leaves_nothing_of_itself(
    spec: str, whole: bytes, end: bytes, collection: Collection
) -> None:
    cut = [0]
    kind = "text/event-stream" if spec == "openai:m" else "application/x-ndjson"

    def partly(handler: Handler) -> None:
        handler.start(kind)
        handler.wfile.write(whole[: cut[0]])

    without, shown = plain(collection), 0
    with serve(partly) as server:
        # Too short for a second call, which would only be cut as well.
        answerer = answering(collection, server, 1.4, spec)
        for cut[0] in cuts(whole, end):
            events = list(answerer.stream(ASKED))
            stated = [event for event in events if isinstance(event, Stated | Withdrawn)]
            written = [
                isinstance(event, Stated) and any(part.voice is Voice.WRITTEN for part in event.statement.parts)
                for event in stated
            ]
            shown += any(written)
            # Whatever was shown of it is taken back before anything else comes.
            assert not any(written) or isinstance(stated[written.index(False)], Withdrawn)
            done = events[-1]
            assert isinstance(done, Done)
            assert done.answer.statements == without.statements, cut
            assert done.answer.generator == "extractive"
            assert done.answer.notices
    # Of many cuts the first sentence had come: had nothing been shown, nothing would have been tested.
    assert shown > len(whole) // 4
