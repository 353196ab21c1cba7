"""Language models through LangChain: whole replies, and every way not to get one."""

import threading
import time

import pytest
from pydantic import SecretStr

from rag.explaining import GenerationError
from rag.generating import MAX_REPLY, ChatModel, WriterError, load
from rag.prompting import Message, Role
from tests.rag.model_server import (
    Body,
    Handler,
    drips,
    fails,
    hangs,
    ollama_says,
    ollama_stream,
    openai_stream,
    raves,
    says,
    serve,
    streams,
)

ASKED = (Message(role=Role.SYSTEM, text="Be brief."), Message(role=Role.USER, text="What reopened?"))
KEY = "sk-canary-0123456789"
TEXT = "The bridge reopened on Monday [1].\nIt cost 41 million euros [1].\n"


def read(body: Body, seconds: float = 5.0) -> str:
    with serve(body) as server:
        model = load("openai:m", url=server.url, key=SecretStr(KEY))
        return "".join(model.generate(ASKED, seconds))


def failure(body: Body, seconds: float = 5.0) -> GenerationError:
    with pytest.raises(GenerationError) as caught:
        read(body, seconds)
    assert KEY not in str(caught.value)
    return caught.value


def test_a_reply_comes_through_whole_from_an_openai_compatible_server() -> None:
    with serve(says(TEXT)) as server:
        assert "".join(load("m", url=server.url).generate(ASKED, 5)) == TEXT
        roles = [(message["role"], message["content"]) for message in server.asked[0]["messages"]]
    assert roles == [("system", "Be brief."), ("user", "What reopened?")]


def test_a_reply_comes_through_whole_from_ollama() -> None:
    with serve(ollama_says(TEXT)) as server:
        model = load("ollama:m", url=server.url.removesuffix("/v1"))
        assert "".join(model.generate(ASKED, 5)) == TEXT


def cost(model: ChatModel) -> int | None:
    pieces = model.generate(ASKED, 5)
    while True:
        try:
            next(pieces)
        except StopIteration as end:
            spent: int | None = end.value
            return spent


def test_what_was_read_and_written_is_counted_where_the_provider_says_it() -> None:
    with serve(ollama_says(TEXT)) as server:
        assert cost(load("ollama:m", url=server.url.removesuffix("/v1"))) == 30 + 12
    with serve(says(TEXT)) as server:
        assert cost(load("m", url=server.url)) is None


def test_a_model_of_the_users_own_is_taken_as_it_is() -> None:
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel

    model = ChatModel(GenericFakeChatModel(messages=iter([TEXT])), "mine")
    assert "".join(model.generate(ASKED, 5)) == TEXT
    assert model.name == "mine"


@pytest.mark.parametrize(
    ("status", "transient", "reason"),
    [
        (400, False, "did not take the request"),
        (401, False, "refused the key"),
        (404, False, "does not know the model"),
        (418, False, "answered with status 418"),
        (429, True, "is asked too much at the moment"),
        (500, True, "failed on its side"),
        (502, True, "failed on its side"),
        (503, True, "failed on its side"),
        (529, True, "failed on its side"),
    ],
)
def test_a_status_is_told_in_our_words_and_never_in_the_providers(status: int, transient: bool, reason: str) -> None:  # noqa: FBT001
    error = failure(fails(status, f'{{"error": {{"message": "no such key {KEY} <b>x</b>"}}}}'.encode()))
    assert (error.reason, error.transient) == (reason, transient)


def test_how_long_a_provider_asks_to_wait_is_kept() -> None:
    assert failure(fails(429, retry_after="7")).retry_after == 7
    assert failure(fails(503, retry_after="Thu, 01 Jan 1970 00:00:07 GMT")).retry_after == 0
    later = failure(fails(429, retry_after="Fri, 31 Dec 2100 23:59:59 GMT")).retry_after
    assert later is not None
    assert later > 1e9
    for nothing in ("soon", "-7", "inf", "nan"):
        assert failure(fails(429, retry_after=nothing)).retry_after is None


@pytest.mark.parametrize(
    "body",
    [
        streams(b""),
        streams(b"<html><body>Welcome</body></html>"),
        streams(b"data: {not json\n\n"),
        streams(b"data: [1, 2, 3]\n\n"),
        streams(b'data: {"error": {"message": "overloaded"}}\n\n'),
        streams(b"\x00" * 500),
        streams(b'data: {"choices": "none"}\n\n'),
        streams(openai_stream("")),
    ],
    ids=["empty", "html", "json", "list", "error", "nul", "shape", "no words"],
)
def test_garbage_is_no_reply(body: Body) -> None:
    assert failure(body).transient


def test_ten_megabytes_and_an_endless_stream_end_at_the_limit() -> None:
    huge = openai_stream("x" * 7).split(b"\n\n")[0].replace(b"xxxxxxx", b"x" * 10_000_000)
    assert failure(streams(huge + b"\n\n")).reason == f"wrote more than {MAX_REPLY:,} characters"
    assert failure(raves).reason == f"wrote more than {MAX_REPLY:,} characters"


def test_a_server_that_hangs_or_only_drips_ends_at_the_deadline() -> None:
    for body in (hangs(20), drips):
        start = time.monotonic()
        assert failure(body, seconds=0.6).reason == "did not reply in time"
        assert time.monotonic() - start < 1.6


def test_nobody_at_home_is_told_at_once() -> None:
    model = load("openai:m", url="http://127.0.0.1:9/v1")
    with pytest.raises(GenerationError, match="could not be reached"):
        list(model.generate(ASKED, 5))


def test_a_reply_cut_after_any_byte_is_never_taken_for_a_whole_one() -> None:
    whole = openai_stream("It cost 41 million euros [1].\n")
    end = whole.index(b'"finish_reason": "stop"')
    for at in range(0, end, 37):
        error = failure(streams(whole[:at]))
        assert error.transient, at


def test_a_reply_of_ollama_that_stops_between_two_lines_is_no_whole_one() -> None:
    lines = ollama_stream(TEXT).splitlines(keepends=True)
    with serve(streams(b"".join(lines[:-1]))) as server:
        model = load("ollama:m", url=server.url.removesuffix("/v1"))
        with pytest.raises(GenerationError, match="was cut off"):
            list(model.generate(ASKED, 5))


def test_closing_frees_the_model_wherever_it_is() -> None:
    for length in range(300, 700, 40):  # in the middle of an event, and between two
        with serve(streams(openai_stream(TEXT)[:length], then=hangs(60))) as server:
            pieces = load("openai:m", url=server.url).generate(ASKED, 90)
            assert next(filter(None, pieces))
            pieces.close()
            assert server.freed.wait(30)


def test_whoever_listens_to_a_silent_model_hears_a_pulse_and_can_stop() -> None:
    with serve(hangs(60)) as server:
        pieces = load("openai:m", url=server.url).generate(ASKED, 90)
        assert next(piece for piece in pieces if server.asked) == ""
        pieces.close()
        assert server.freed.wait(30)


def test_one_thread_serves_every_call_and_every_model() -> None:
    for _ in range(3):
        assert read(says(TEXT)) == TEXT
    assert [thread.name for thread in threading.enumerate()].count("byline-writer") == 1


def test_a_server_that_keeps_its_connection_open_is_asked_again_over_it() -> None:
    def keeps(handler: Handler) -> None:
        handler.send(200, openai_stream(TEXT), "text/event-stream")
        handler.close_connection = False

    with serve(keeps) as server:
        model = load("openai:m", url=server.url)
        assert ["".join(model.generate(ASKED, 5)) for _ in range(3)] == [TEXT] * 3


def test_a_missing_package_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(WriterError) as caught:
        load("anthropic:claude")
    assert caught.value.hint.endswith("-m pip install langchain-anthropic")
    # Of some the package is not called as the provider is.
    with pytest.raises(WriterError) as caught:
        load("bedrock_converse:m")
    assert caught.value.hint.endswith("-m pip install langchain-aws")


@pytest.mark.parametrize("spec", ["nonsense", "nobody:model", "gguf:/no/such/file.gguf", ""])
def test_a_writer_that_does_not_exist_is_refused_with_a_hint(spec: str) -> None:
    with pytest.raises(WriterError) as caught:
        load(spec, key=SecretStr(KEY))
    assert caught.value.hint
    assert KEY not in str(caught.value)


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
