"""A model file on this disk as a LangChain chat model; the only door to openvino-genai.

An optional extra: its package is 60 MB (docs/writers.md). A prompt is read a few tokens at a time, because nothing ends
a step that was begun, and a whole prompt in one step takes tens of seconds.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import openvino_genai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

_MAX_TOKENS = 700
_STEP = 32
"""Tokens of a prompt that are read before a stop is looked for."""
_CACHE = 1
"""GB that keep what was read: a second call, to mend the first reply, reads only what is new in it."""
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class GgufChat(BaseChatModel):
    """Runs a GGUF file on the processor, one reply at a time. Making one loads the file.

    Attributes:
        file: The model file.

    Raises:
        RuntimeError, ValueError, LookupError: It is none, or of a kind that openvino-genai does not run.
    """

    file: Path
    _pipeline: Any = PrivateAttr(default=None)
    _busy: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    def model_post_init(self, context: Any, /) -> None:
        """Load it now: a first question would otherwise spend its time on that, and could not be stopped meanwhile."""
        super().model_post_init(context)
        self._pipeline = _load(self.file)

    @property
    def _llm_type(self) -> str:
        return "gguf"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        text = "".join(str(chunk.text) for chunk in self._run(messages, threading.Event()))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    async def _astream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        loop = asyncio.get_running_loop()
        chunks: asyncio.Queue[AIMessageChunk | None] = asyncio.Queue()
        stopped = threading.Event()

        def run() -> None:
            try:
                for chunk in self._run(messages, stopped):
                    loop.call_soon_threadsafe(chunks.put_nowait, chunk)
            finally:
                loop.call_soon_threadsafe(chunks.put_nowait, None)

        running = loop.run_in_executor(None, run)
        try:
            while (chunk := await chunks.get()) is not None:
                yield ChatGenerationChunk(message=chunk)
            await running
        finally:
            stopped.set()

    def _run(self, messages: list[BaseMessage], stopped: threading.Event) -> Iterator[AIMessageChunk]:
        with self._busy:
            if stopped.is_set():
                return
            yield from _reply(self._pipeline, _prompt(self._pipeline.get_tokenizer(), messages), stopped)


def _load(file: Path) -> Any:
    scheduling = openvino_genai.SchedulerConfig()
    scheduling.max_num_batched_tokens = _STEP
    scheduling.dynamic_split_fuse = True
    scheduling.cache_size = _CACHE
    scheduling.enable_prefix_caching = True
    return openvino_genai.ContinuousBatchingPipeline(str(file), scheduling, "CPU")


def _prompt(tokenizer: Any, messages: list[BaseMessage]) -> Any:
    history = [{"role": _ROLES[message.type], "content": str(message.text)} for message in messages]
    text = tokenizer.apply_chat_template(history, add_generation_prompt=True)
    # The template has written the special tokens already.
    return tokenizer.encode(text, add_special_tokens=False).input_ids


def _reply(pipeline: Any, prompt: Any, stopped: threading.Event) -> Iterator[AIMessageChunk]:
    config = pipeline.get_config()
    config.max_new_tokens, config.do_sample = _MAX_TOKENS, False
    written, ready = 0, list[str]()

    def take(piece: str) -> openvino_genai.StreamingStatus:
        ready.append(piece)
        return openvino_genai.StreamingStatus.RUNNING

    # Holds back the bytes of a character that the next token goes on with.
    decoder = openvino_genai.TextStreamer(pipeline.get_tokenizer(), take)
    handle = pipeline.add_request(0, prompt, config)
    try:
        while not stopped.is_set() and pipeline.has_non_finished_requests():
            pipeline.step()
            while handle.can_read():
                for output in handle.read().values():
                    written += len(output.generated_ids)
                    decoder.write(output.generated_ids)
            if ready:
                yield AIMessageChunk(content="".join(ready))
                ready.clear()
        decoder.end()
    finally:
        handle.stop()
        while pipeline.has_non_finished_requests():
            pipeline.step()
    read = prompt.shape[1]
    usage = UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
    yield AIMessageChunk(content="".join(ready), usage_metadata=usage)
