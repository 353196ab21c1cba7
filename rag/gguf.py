"""A model file on this disk as a LangChain chat model; the only door to openvino-genai.

An optional extra: its package is 60 MB (docs/writers.md). A prompt is read a part at a time, because nothing ends a
call before its first token, and to read a whole prompt takes tens of seconds. (Its `step` would do that as well, but
keeps every other thread of the process waiting meanwhile.)
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import numpy as np
import openvino
import openvino_genai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

_MAX_TOKENS = 700
_STEP = 96
"""Tokens of a prompt that are read before a stop is looked for: whole blocks of the cache, which has 32 in each."""
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
        said: list[str] = []

        def take(chunk: AIMessageChunk) -> bool:
            said.append(str(chunk.text))
            return False

        self._run(messages, take)
        return ChatResult(generations=[ChatGeneration(message=AIMessage("".join(said)))])

    async def _astream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        loop = asyncio.get_running_loop()
        chunks: asyncio.Queue[AIMessageChunk | None] = asyncio.Queue()
        stopped = threading.Event()

        def take(chunk: AIMessageChunk) -> bool:
            loop.call_soon_threadsafe(chunks.put_nowait, chunk)
            return stopped.is_set()

        def run() -> None:
            try:
                self._run(messages, take)
            finally:
                loop.call_soon_threadsafe(chunks.put_nowait, None)

        running = loop.run_in_executor(None, run)
        try:
            while (chunk := await chunks.get()) is not None:
                yield ChatGenerationChunk(message=chunk)
            await running
        finally:
            stopped.set()

    def _run(self, messages: list[BaseMessage], take: Callable[[AIMessageChunk], bool]) -> None:
        """Give `take` the reply, piece by piece, until it is whole or `take` returns True."""

        def stream(piece: str) -> openvino_genai.StreamingStatus:
            over = take(AIMessageChunk(content=piece))
            return openvino_genai.StreamingStatus.CANCEL if over else openvino_genai.StreamingStatus.RUNNING

        with self._busy:
            prompt = _tokens(self._pipeline.get_tokenizer(), messages)
            read = prompt.shape[1]
            # What was read is kept, so each of these reads on where the one before it stopped.
            for end in range(_STEP, read, _STEP):
                if take(AIMessageChunk(content="")):
                    return
                self._pipeline.generate(_first(prompt, end), max_new_tokens=1, do_sample=False)
            if take(AIMessageChunk(content="")):
                return
            told = self._pipeline.generate(prompt, max_new_tokens=_MAX_TOKENS, do_sample=False, streamer=stream)
        written = len(told.tokens[0])
        usage = UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
        take(AIMessageChunk(content="", usage_metadata=usage))


def _load(file: Path) -> Any:
    scheduling = openvino_genai.SchedulerConfig()
    scheduling.cache_size = _CACHE
    scheduling.enable_prefix_caching = True
    pipeline = openvino_genai.LLMPipeline(str(file), "CPU", scheduler_config=scheduling)
    # The first step of all sets up as much as the file did.
    pipeline.generate("Yes.", max_new_tokens=1)
    return pipeline


def _tokens(tokenizer: Any, messages: list[BaseMessage]) -> Any:
    history = [{"role": _ROLES[message.type], "content": str(message.text)} for message in messages]
    text = tokenizer.apply_chat_template(history, add_generation_prompt=True)
    # The template has written the special tokens already.
    return tokenizer.encode(text, add_special_tokens=False).input_ids


def _first(prompt: Any, count: int) -> Any:
    return openvino.Tensor(np.ascontiguousarray(prompt.data[:, :count]))
