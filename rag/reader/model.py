"""The reader at work: how probable is it that a sentence answers a question, and where, or supports a statement?"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import file_digest
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import ModelIntegrityError, ModelMissingError
from rag.reader.inputs import Pair, PairEncoder
from rag.reader.pointing import Pointed, read_spans
from rag.seats import with_countries

MODEL_FILE, TOKENIZER_FILE = "reader.onnx", "tokenizer.json"
# What the graph says about a pair: the log odds that its sentence answers, and that it supports, and for each token the
# logits that the answer starts and ends there.
OUTPUTS = _ANSWERS, _SUPPORTS, _SPANS = ("logits", "supports", "spans")
# The weights that ship. A file that differs by a byte is refused: weights are code in all but name.
SHIPPED_HASHES: Mapping[str, str] = {
    MODEL_FILE: "e2127a953a5b9a6720f7c1c05406d365e9463680e61efb1b392af761f7fec639",
    TOKENIZER_FILE: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
# Sentences of a call are shared among this many threads, each on one core.
_THREADS = 2


class CrossEncoder:
    """Byline's own reader: scores sentences against a question; the model is loaded by the first call.

    A pair is always run alone, without padding: int8 activations take their scale from everything in a call, so a
    batch would let one sentence move another's score. Alone it is also as fast on a CPU. Threads may share a reader.
    """

    def __init__(self, folder: Path, hashes: Mapping[str, str], *, threads: int = _THREADS) -> None:
        """Name the model; nothing is read yet.

        Args:
            folder: Holds `reader.onnx` and `tokenizer.json`.
            hashes: The SHA-256 of each of them, in hexadecimal.
            threads: Sentences scored at the same time; at least 1.
        """
        if threads < 1:
            raise ValueError(f"The reader needs at least one thread, not {threads}.")
        self.name = f"{MODEL_FILE} {hashes[MODEL_FILE][:12]}"
        self._folder = folder
        self._hashes = dict(hashes)
        self._threads = threads
        self._lock = Lock()
        self._loaded: _Loaded | None = None

    def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        """How probable it is that each sentence answers a question.

        Args:
            question: The question.
            sentences: Sentences to judge; each is judged on its own.
            contexts: What is told beside each sentence, as made by `inputs.context_of`; as many as sentences.

        Returns:
            (len(sentences),) the network's probabilities, 0 to 1, in the order given; `rag.judging` calibrates them.

        Raises:
            ModelMissingError: A model file is not there.
            ModelIntegrityError: A model file is not the pinned one.
            ValueError: There are not as many contexts as sentences.
        """
        # The training questions name countries: "who has the upper hand, Washington or Beijing?" hardly occurs.
        return self._probabilities(
            _ANSWERS,
            with_countries(question),
            [with_countries(sentence) for sentence in sentences],
            [with_countries(context) for context in contexts],
        )

    def support(self, statement: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        """How probable it is that each sentence supports a statement: says all of it, and nothing against it.

        Arguments, result and errors are those of `score`, with the statement in the question's place.
        """
        return self._probabilities(_SUPPORTS, statement, sentences, contexts)

    def point(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> list[Pointed]:
        """Where in each sentence the answer stands, if it stands there; arguments and errors are those of `score`."""
        return [
            read_spans(sentence, pair.spans, logits[(first := pair.types.index(1)) : first + len(pair.spans)])
            for sentence, (pair, logits) in zip(
                sentences, self._run(_SPANS, question, sentences, contexts), strict=True
            )
        ]

    def _probabilities(
        self, output: str, asked: str, sentences: Sequence[str], contexts: Sequence[str]
    ) -> NDArray[np.float32]:
        logits = np.array([float(said) for _, said in self._run(output, asked, sentences, contexts)], np.float64)
        return (1 / (1 + np.exp(-logits))).astype(np.float32)

    def _run(
        self, output: str, asked: str, sentences: Sequence[str], contexts: Sequence[str]
    ) -> list[tuple[Pair, NDArray[np.float32]]]:
        """What the graph says of each sentence, in the order given."""
        if len(sentences) != len(contexts):
            raise ValueError(f"Each sentence needs its context: {len(sentences)} sentences, {len(contexts)} contexts.")
        if not sentences:
            return []
        loaded = self._load()
        pairs = loaded.encoder.encode(asked, sentences, contexts)
        # Longest first, so that no thread is left with a long sentence when the others are done.
        order = sorted(range(len(pairs)), key=lambda at: -len(pairs[at].ids))
        said = dict(zip(order, loaded.pool.map(lambda at: loaded.run(output, pairs[at]), order), strict=True))
        return [(pair, said[at]) for at, pair in enumerate(pairs)]

    def _load(self) -> "_Loaded":
        with self._lock:
            if self._loaded is None:
                self._loaded = _Loaded(self._folder, self._hashes, self._threads)
            return self._loaded


class _Loaded:
    """A verified model in memory."""

    def __init__(self, folder: Path, hashes: Mapping[str, str], threads: int) -> None:
        before = _verified(folder, hashes)
        self.encoder = PairEncoder(Tokenizer.from_file(str(folder / TOKENIZER_FILE)))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # From the file: bytes that it is given onnxruntime keeps as long as the session, 20 MiB of a process.
        self._session = onnxruntime.InferenceSession(folder / MODEL_FILE, options, providers=["CPUExecutionProvider"])
        # What was swapped after it was verified is not run.
        if _stamps(folder, hashes) != before:
            raise ModelIntegrityError(f"A file of {folder} changed while it was read.", hint="Start again.")
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")

    def run(self, output: str, pair: Pair) -> NDArray[np.float32]:
        """Run one pair; one of `OUTPUTS`, without the axis of pairs."""
        ids = np.array([pair.ids], dtype=np.int64)
        types = np.array([pair.types], dtype=np.int64)
        (said,) = self._session.run([output], {"ids": ids, "mask": np.ones_like(ids), "types": types})
        return np.asarray(np.asarray(said, np.float32)[0])


def shipped_reader(*, threads: int = _THREADS) -> CrossEncoder:
    """Return the reader that ships with the package; see `CrossEncoder` for its threads."""
    return CrossEncoder(Path(__file__).parent / "weights", SHIPPED_HASHES, threads=threads)


def _verified(folder: Path, hashes: Mapping[str, str]) -> list[tuple[int, ...]]:
    """Compare files with their hashes; return their `_stamps` from before."""
    hint = "Put back the file that came with this version."
    try:
        stamps = _stamps(folder, hashes)
    except FileNotFoundError as error:
        raise ModelMissingError(f"{error.filename} is not there.", hint=hint) from error
    for name, expected in hashes.items():
        with (folder / name).open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
        if found != expected:
            raise ModelIntegrityError(f"{folder / name} has SHA-256 {found}, not {expected}.", hint=hint)
    return stamps


def _stamps(folder: Path, names: Iterable[str]) -> list[tuple[int, ...]]:
    """What of each file changes when it is written or another takes its place."""
    seen = [(folder / name).stat() for name in names]
    return [(each.st_ino, each.st_size, each.st_mtime_ns, each.st_ctime_ns) for each in seen]
