"""Other models made into embedders: any of sentence-transformers (its one door), and any LangChain `Embeddings`.

Nothing is downloaded, and no code that comes with a model is run.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.embedding import FLOATS, PACKAGED, Embedder, PackagedEmbedder, Vectors, packaged_folder
from index.errors import ModelError, ModelMissingError, SettingsError

LANGCHAIN = "langchain:"
"""What a setting begins with that names LangChain `Embeddings`: "langchain:MODULE:NAME"."""

_WEIGHTS = ("*.safetensors", "*/*.safetensors")
_CONFIG = "config_sentence_transformers.json"
_BATCH = 32
_NVIDIA = Path("/dev/nvidiactl")
_PROMPTS = {"question_prompt": ("query",), "passage_prompt": ("document", "passage", "corpus")}
"""Our options, and the names under which a model may carry the same."""
_NOT_IDENTITY = (
    *("key", "token", "secret", "password", "credential", "header", "proxy", "url", "base", "host", "organization"),
    *("timeout", "retr", "chunk", "batch", "progress", "cache", "device", "thread", "concurren"),
)
"""Parts of names of fields that say how vectors are fetched, and not which; what is secret is among them."""


class TextEmbeddings(Protocol):
    """What LangChain calls `Embeddings`."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector for each text."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        ...


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, from disk. Hashed when it is made, loaded when it is first used.

    A GPU is used where torch sees one.

    Raises:
        ModelMissingError: There is no such model on this machine.
    """

    def __init__(self, name: str, *, question_prompt: str | None = None, passage_prompt: str | None = None) -> None:
        """Find the weights and hash them; load nothing.

        Args:
            name: A folder, or the name of a model in the local cache.
            question_prompt: Put before each question; None for the prompt that the model carries, if any.
            passage_prompt: Put before each passage; None likewise.
        """
        self.name = name
        self._folder = _find(name)
        carried = _carried_prompts(self._folder)
        self._question_prompt = carried["question_prompt"] if question_prompt is None else question_prompt
        self._passage_prompt = carried["passage_prompt"] if passage_prompt is None else passage_prompt
        prompts = [self._question_prompt, self._passage_prompt]
        weights = _hash(self._folder)
        # Other prompts give other vectors; without any, the same weights are the same embedder, whoever runs them.
        self.fingerprint = _sha256([weights, *prompts]) if any(prompts) else weights

    @property
    def dimension(self) -> int:
        """Length of its vectors; loads the model."""
        return int(self._model.get_embedding_dimension())

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """(n, dimension) float32 unit rows; one question at a time, since a batch would change the last bits."""
        encode = self._model.encode_query
        rows = [self._encode(encode, self._question_prompt, [question]) for question in questions]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """(n, dimension) float32 unit rows, in the order of `passages`."""
        return self._encode(self._model.encode_document, self._passage_prompt, passages)

    def _encode(self, encode: Callable[..., Any], prompt: str, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = encode(
            list(texts),
            prompt=prompt,
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(rows, dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        # Both are read when the library is imported: before it, no look at a hub, and no bar while weights load.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(str(self._folder), local_files_only=True, trust_remote_code=False)


class LangChainEmbedder:
    """Any LangChain `Embeddings` as an embedder.

    Its weights are out of reach, so its fingerprint is that of its class and of every plain field that can change a
    vector (model, dimensions, ...). A provider that changes its model in silence goes unnoticed.
    """

    def __init__(self, embeddings: TextEmbeddings) -> None:
        """Take the embeddings; nothing is asked of them until the first text is embedded."""
        self._embeddings = embeddings
        kind = type(embeddings)
        identity = {
            key: value
            for key, value in sorted(vars(embeddings).items())
            if isinstance(value, (str, int, float, bool, list, tuple, type(None)))
            and not key.startswith("_")
            and not any(part in key.lower() for part in _NOT_IDENTITY)
        }
        model = identity.get("model") or identity.get("model_name") or identity.get("model_id")
        self.name = f"{LANGCHAIN}{kind.__module__}:{kind.__qualname__}" + (f" {model}" if model else "")
        self.fingerprint = _sha256([kind.__module__, kind.__qualname__, repr(identity)])

    @cached_property
    def dimension(self) -> int:
        """Length of its vectors; embeds one word to find out."""
        return len(self._embeddings.embed_query("dimension"))

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """(n, dimension) float32 unit rows, in the order of `questions`.

        Raises:
            ModelError: What came back are no vectors of one length.
        """
        return self._units([self._embeddings.embed_query(question) for question in questions], len(questions))

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """(n, dimension) float32 unit rows, in the order of `passages`.

        Raises:
            ModelError: What came back are no vectors of one length.
        """
        return self._units(self._embeddings.embed_documents(list(passages)) if passages else [], len(passages))

    def _units(self, rows: list[list[float]], count: int) -> Vectors:
        if not count:
            return np.zeros((0, self.dimension), np.float32)
        try:
            vectors = np.asarray(rows, np.float32)
            lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        except ValueError as error:
            raise self._refuse(f"vectors of unequal length ({error})") from error
        if vectors.shape != (count, self.dimension) or not np.isfinite(lengths).all() or not lengths.all():
            raise self._refuse(f"vectors of shape {vectors.shape} for {count} texts, or of no direction")
        return np.asarray(vectors / lengths, np.float32)

    def _refuse(self, what: str) -> ModelError:
        return ModelError(f"The embedder {self.name} gave {what}.", hint="Look at its settings and its provider.")


def load_embedder(name: str, options: Mapping[str, Any] | None = None, built_with: str | None = None) -> Embedder:
    """The embedder that the settings name.

    Args:
        name: `PACKAGED`; a folder with a sentence-transformers model, or one in the local cache; or
            "langchain:MODULE:NAME", where NAME is a class of `Embeddings`, or a function that makes some.
        options: `question_prompt` and `passage_prompt` of a sentence-transformers model; arguments of NAME.
        built_with: The fingerprint in the header of the index that it is for, None for a new one. `PACKAGED` runs in
            float32 for an index of float32 vectors, and for a new one where there is a GPU; else in 8-bit integers.

    Raises:
        ModelMissingError: There is no such model on this machine.
        SettingsError: It cannot be made with these options.
    """
    options = options or {}
    if name.startswith(LANGCHAIN):
        return LangChainEmbedder(_make(name, options))
    if unknown := set(options) - (set() if name == PACKAGED else set(_PROMPTS)):
        raise SettingsError(
            f"The embedder {name!r} takes no option {min(unknown)!r}.",
            hint=f"A sentence-transformers model takes {' and '.join(_PROMPTS)}; {PACKAGED} takes none.",
        )
    if name == PACKAGED:
        return _packaged(exact=_has_gpu() if built_with is None else built_with == FLOATS)
    return SentenceTransformerEmbedder(name, **options)


def _packaged(*, exact: bool) -> PackagedEmbedder:
    on_gpu = exact and _has_gpu()
    return PackagedEmbedder(exact=exact, bulk=SentenceTransformerEmbedder(str(packaged_folder())) if on_gpu else None)


def _has_gpu() -> bool:
    """Whether torch will find an NVIDIA card; told without importing it, which takes seconds."""
    return _NVIDIA.exists() and not version("torch").endswith("+cpu")


def _make(name: str, options: Mapping[str, Any]) -> TextEmbeddings:
    module, _, member = name.removeprefix(LANGCHAIN).partition(":")
    try:
        maker = getattr(import_module(module), member)
    except (ImportError, AttributeError, ValueError) as error:
        raise ModelMissingError(
            f"There is no {member!r} in {module!r}: {error}.",
            hint=f"Name a class of an installed package: {LANGCHAIN}langchain_openai:OpenAIEmbeddings",
        ) from error
    try:
        made: TextEmbeddings = maker(**options)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{name} cannot be made: {error}.", hint="Check `embedder_options`.") from error
    return made


def _find(name: str) -> Path:
    if (folder := Path(name).expanduser()).is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, ValueError) as error:
        raise ModelMissingError(
            f"The embedder {name!r} is neither a folder nor a model in the local cache.",
            hint="Byline downloads nothing: put the model in a folder and set `embedder` to it.",
        ) from error


def _carried_prompts(folder: Path) -> dict[str, str]:
    try:
        carried = json.loads((folder / _CONFIG).read_text(encoding="utf-8")).get("prompts") or {}
    except FileNotFoundError:
        carried = {}
    except (ValueError, AttributeError) as error:
        raise ModelMissingError(f"{folder / _CONFIG} cannot be read: {error}.", hint="Copy the model again.") from error
    return {
        option: next((str(carried[name]) for name in names if carried.get(name)), "")
        for option, names in _PROMPTS.items()
    }


def _hash(folder: Path) -> str:
    files = sorted({path for pattern in _WEIGHTS for path in folder.glob(pattern)})
    if not files:
        raise ModelMissingError(
            f"There are no safetensors weights in {folder}.",
            hint="Other kinds of weights are not read: they can run code. Convert the model to safetensors.",
        )
    total = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        if len(files) == 1:
            return digest.hexdigest()
        total.update(path.relative_to(folder).as_posix().encode() + digest.digest())
    return total.hexdigest()


def _sha256(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
