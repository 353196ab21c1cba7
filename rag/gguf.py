"""A model file on this disk as a LangChain chat model; the only door to openvino-genai.

An optional extra: its package is 60 MB, and a file takes a while to load (docs/writers.md).
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openvino_genai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

_MAX_TOKENS = 700
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class GgufChat(BaseChatModel):
    """Runs a GGUF file on the processor, one reply at a time.

    Attributes:
        file: The model file.
    """

    file: Path
    _pipeline: Any = PrivateAttr(default=None)
    _busy: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "gguf"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        text = self._run(messages, lambda _: False)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    async def _astream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[str | None] = asyncio.Queue()
        stopped = threading.Event()

        def take(piece: str) -> bool:
            loop.call_soon_threadsafe(pieces.put_nowait, piece)
            return stopped.is_set()

        def run() -> None:
            try:
                self._run(messages, take)
            finally:
                loop.call_soon_threadsafe(pieces.put_nowait, None)

        running = loop.run_in_executor(None, run)
        try:
            while (piece := await pieces.get()) is not None:
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
            await running
        finally:
            # The next token is the last: the file's model looks at nothing else while it computes.
            stopped.set()

    def _run(self, messages: list[BaseMessage], take: Any) -> str:
        history = openvino_genai.ChatHistory()
        for message in messages:
            history.append({"role": _ROLES[message.type], "content": str(message.text)})

        def stream(piece: str) -> openvino_genai.StreamingStatus:
            return openvino_genai.StreamingStatus.CANCEL if take(piece) else openvino_genai.StreamingStatus.RUNNING

        with self._busy:
            if self._pipeline is None:
                self._pipeline = openvino_genai.LLMPipeline(str(self.file), "CPU")
            result = self._pipeline.generate(history, max_new_tokens=_MAX_TOKENS, do_sample=False, streamer=stream)
        return str(result.texts[0])
