"""Any LangChain chat model as a generator of text. The only door to langchain's models, and its pieces are untrusted.

Models run on an event loop in a thread of its own, because only a cancelled coroutine closes its connection at once:
that frees a model when somebody presses Stop, and holds the deadline against a server that drips.
"""

import asyncio
import contextlib
import queue
import sys
import threading
from collections.abc import AsyncGenerator, Sequence
from collections.abc import Generator as Steps
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from index.errors import BylineError
from rag.explaining import GenerationError, explained
from rag.prompting import Message, Role

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from pydantic import SecretStr

MAX_REPLY = 20_000
"""Characters; five sentences have a few hundred."""
PULSE = 0.25
"""Seconds without a piece after which an empty one is given: whoever listens can then stop."""
_AGAIN = 0.05
"""Seconds after which a cancellation that did not hold is made again."""
_MAX_TOKENS = 700
# Providers whose replies name how they ended: one that stops without that was cut off. They stand somewhere in
# langchain's name of a kind: "openai-chat", "chat-ollama".
_NAME_THEIR_END = ("openai", "ollama", "anthropic", "google")
_ENDS = ("finish_reason", "done_reason", "stop_reason")
_LOCAL = "gguf"


class WriterError(BylineError):
    """A language model was asked for that cannot be used."""


class Generator(Protocol):
    """Writes text."""

    name: str
    """Shown with an answer, such as "ollama:qwen3"."""

    def generate(self, messages: Sequence[Message], seconds: float) -> Steps[str, None, int | None]:
        """The pieces of one reply, as they come, and an empty one every `PULSE` seconds without any.

        Closing it frees the model.

        Args:
            messages: Oldest first.
            seconds: All the time there is.

        Returns:
            From the iterator: tokens read and written; None when the provider does not say.

        Raises:
            GenerationError: From the iterator: no reply, or no whole one.
        """
        ...


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None
    tokens: int | None


class ChatModel:
    """A LangChain chat model as a `Generator`. Safe to share between threads if the model is."""

    def __init__(self, model: "BaseChatModel", name: str | None = None) -> None:
        """Wrap a model; `name` defaults to what it calls itself."""
        self._model = model
        self.name = name or str(getattr(model, "model_name", None) or getattr(model, "model", None) or "chat model")

    def generate(self, messages: Sequence[Message], seconds: float) -> Steps[str, None, int | None]:
        """As `Generator.generate`."""
        reading = _Reading(self._model, [_for_langchain(message) for message in messages], seconds)
        try:
            while not isinstance(piece := reading.next(), _End):
                yield piece
            if piece.error is not None:
                raise explained(piece.error) from None
            return piece.tokens
        finally:
            reading.stop()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    # One for the life of the process: clients keep connections open for the next call, and those belong to their loop.
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="byline-writer", daemon=True).start()
    return loop


class _Reading:
    """One reply being read on the loop; its pieces, and an `_End` last, whatever happens."""

    def __init__(self, model: "BaseChatModel", messages: "list[BaseMessage]", seconds: float) -> None:
        self._model, self._messages, self._seconds = model, messages, seconds
        self._pieces: queue.SimpleQueue[str | _End] = queue.SimpleQueue()
        self._late = False
        self._task: asyncio.Task[None] | None = None
        _loop().call_soon_threadsafe(self._start)

    def next(self) -> str | _End:
        try:
            return self._pieces.get(timeout=PULSE)
        except queue.Empty:
            return ""

    def stop(self) -> None:
        _loop().call_soon_threadsafe(self._cancel)

    def _start(self) -> None:
        self._task = _loop().create_task(self._read())
        _loop().call_later(self._seconds, self._end_late)

    def _end_late(self) -> None:
        self._late = True
        self._cancel()

    def _cancel(self) -> None:
        # Until it holds: a client that waits with a limit of its own may swallow a cancellation (`asyncio.wait_for`
        # does when the reply comes at the same moment), and the connection would stay open.
        if self._task is not None and not self._task.done():
            self._task.cancel()
            _loop().call_later(_AGAIN, self._cancel)

    async def _read(self) -> None:
        error: BaseException | None = None
        tokens: int | None = None
        try:
            tokens = await _stream(self._model, self._messages, self._pieces)
        except asyncio.CancelledError:
            error = TimeoutError() if self._late else GenerationError("was stopped", transient=False)
        except Exception as raised:  # noqa: BLE001 - a provider's client raises what it likes; `explained` sorts it
            error = raised
        self._pieces.put(_End(error, tokens))


async def _stream(
    model: "BaseChatModel", messages: "list[BaseMessage]", pieces: "queue.SimpleQueue[str | _End]"
) -> int | None:
    read, ended, tokens = 0, False, None
    async with contextlib.aclosing(_chunks(model, messages)) as chunks:
        async for text, named_end, spent in chunks:
            read += len(text)
            # Some providers tell what was read with the first piece, and what was written with the last.
            tokens = tokens if spent is None else spent + (tokens or 0)
            if read > MAX_REPLY:
                raise GenerationError(f"wrote more than {MAX_REPLY:,} characters", transient=False)
            ended = ended or named_end
            if text:
                pieces.put(text)
    if not read:
        raise GenerationError("gave an empty reply", transient=True)
    kind = model._llm_type  # noqa: SLF001 - langchain has no public name for it
    if not ended and any(name in kind for name in _NAME_THEIR_END):
        raise GenerationError("was cut off in the middle of its reply", transient=True)
    return tokens


async def _chunks(
    model: "BaseChatModel", messages: "list[BaseMessage]"
) -> AsyncGenerator[tuple[str, bool, int | None]]:
    async for chunk in model.astream(messages):
        spent = chunk.usage_metadata["total_tokens"] if chunk.usage_metadata else None
        yield str(chunk.text), any(chunk.response_metadata.get(name) for name in _ENDS), spent


def load(spec: str, *, url: str | None = None, key: "SecretStr | None" = None) -> ChatModel:
    """A language model by its name.

    Args:
        spec: "provider:model" as LangChain's `init_chat_model` takes it, or "gguf:PATH" for a file on this disk.
        url: Of an OpenAI-compatible server; the provider is then "openai" if `spec` names none.
        key: The provider's key; None for the one in the provider's own variable.

    Raises:
        WriterError: There is no such provider, its package is missing, or it needs a key; the hint says what to do.
    """
    if spec.startswith(f"{_LOCAL}:"):
        return ChatModel(_load_file(Path(spec.removeprefix(f"{_LOCAL}:"))), spec)
    from langchain.chat_models import init_chat_model

    provider, _, model = spec.rpartition(":")
    options: dict[str, Any] = {"temperature": 0}
    if provider == "ollama":
        options |= {"num_predict": _MAX_TOKENS}
    else:
        # Clients try again by themselves, for minutes: how often is decided in `writing`.
        options |= {"max_tokens": _MAX_TOKENS, "max_retries": 0}
    if url is not None:
        provider = provider or "openai"
        options["base_url"] = url
    if key is not None or (url is not None and provider == "openai"):
        # A server of one's own asks for no key, but the client does.
        options["api_key"] = key.get_secret_value() if key is not None else "none"
    try:
        return ChatModel(init_chat_model(model, model_provider=provider or None, **options), spec)
    except ImportError as error:
        # "google_genai" is langchain_google_genai, but "bedrock" is langchain_aws: what was missed says which.
        missed = str(getattr(error.__cause__, "name", None) or f"langchain_{provider}")
        package = missed.partition(".")[0].replace("_", "-")
        raise WriterError(
            f"The writer {spec!r} needs a package that is not installed.",
            hint=f"Install it with: {sys.executable} -m pip install {package}",
        ) from error
    except Exception as error:  # noqa: BLE001 - a provider's client raises what it likes, and may quote the key
        raise WriterError(
            f"The writer {spec!r} cannot be used ({type(error).__name__}).",
            hint="Name it as PROVIDER:MODEL, such as ollama:qwen3 or openai:gpt-5-mini, with its key in the provider's "
            "own variable (OPENAI_API_KEY, ...) or in BYLINE_WRITER_KEY.",
        ) from None


def _load_file(file: Path) -> "BaseChatModel":
    try:
        from rag.gguf import GgufChat
    except ImportError as error:
        raise WriterError(
            "A model file needs a package that is not installed.",
            hint=f"Install it with: {sys.executable} -m pip install openvino-genai",
        ) from error
    if not file.is_file():
        raise WriterError(f"There is no model file {file}.", hint="Name a .gguf file on this disk.")
    try:
        return GgufChat(file=file)
    except (RuntimeError, ValueError, LookupError) as error:  # whatever its reader stumbles over
        raise WriterError(
            f"The model file {file} cannot be run.",
            hint="It is to be a GGUF file of a family and quantisation that openvino-genai runs; see docs/writers.md.",
        ) from error


def _for_langchain(message: Message) -> "BaseMessage":
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds: dict[Role, type[BaseMessage]] = {
        Role.SYSTEM: SystemMessage,
        Role.USER: HumanMessage,
        Role.MODEL: AIMessage,
    }
    return kinds[message.role](content=message.text)
