"""Both search structures as files beside the store: read when the store vouches for them, made anew when it does not.

They can be deleted at any time. A cache that is missing, of another generation or damaged is rebuilt from the store,
and that is said once, with the time it took.
"""

import hashlib
import logging
import shutil
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from index.chunking import in_context
from index.errors import IndexLockedError, IndexStorageError
from index.storing import Store
from index.vectors import Training, VectorIndex, sample_size
from index.words import WordIndex

FOLDER = "cache"
_VECTORS = "vectors"
_WORDS = "words"
RECALL = "recall"
"""The name under which the recall of the vectors is kept, as text, among the stamps."""
_PORTION = 2_000
"""Passages read from the store at once."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Both search structures, of one generation of the store."""

    generation: int
    vectors: VectorIndex
    words: WordIndex

    @property
    def passages(self) -> int:
        """How many can be found."""
        return len(self.vectors)


def load(store: Store) -> State:
    """The structures for the last committed state of a store, from the caches or from the store itself."""
    generation = store.header().generation
    vectors, words = _read_vectors(store, generation), _read_words(store, generation)
    if vectors is not None and words is not None:
        return State(generation=generation, vectors=vectors, words=words)
    return rebuild(store)


def rebuild(store: Store) -> State:
    """Make both anew from the store and keep them as files, unless the folder cannot be written to just now.

    The store is read in portions: what is held in memory are the structures themselves.
    """
    start = time.perf_counter()
    generation = store.header().generation
    vectors, words, recall = _keep(store, generation) or _make(store, WordIndex())
    seconds = time.perf_counter() - start
    how = "" if vectors.exact else f", of the ten nearest vectors {recall:.1%} are found"
    _log.info("Search caches of %s rebuilt: %d passages, %.1f s%s.", store.folder, len(vectors), seconds, how)
    return State(generation=generation, vectors=vectors, words=words)


def _make(store: Store, words: WordIndex) -> tuple[VectorIndex, WordIndex, float]:
    """Both structures, and the recall of the vectors against exact search."""
    header = store.header()
    training = _training(store, sample_size(header.passages))
    vectors = VectorIndex.start(header.dimension, None if training is None else training.sample)
    with words.adding() as add:
        passages = store.passages()
        while portion := list(islice(passages, _PORTION)):
            numbers = np.asarray([number for number, *_ in portion], np.int64)
            rows = np.stack([vector for *_, vector in portion])
            vectors.add(numbers, rows)
            if training is not None:
                training.see(numbers, rows)
            for number, article, passage, _ in portion:
                add(number, in_context(article, passage))
    recall = 1.0 if training is None else vectors.tune(training.questions, training.nearest)
    return vectors, words, recall


def _training(store: Store, size: int) -> Training | None:
    if not size:
        return None
    numbers = np.asarray([number for number, _ in store.owners()], np.int64)
    chosen = np.random.default_rng(1).permutation(numbers)[:size].tolist()
    return Training(np.stack([stored[2] for number in chosen if (stored := store.passage(number)) is not None]))


def _keep(store: Store, generation: int) -> tuple[VectorIndex, WordIndex, float] | None:
    folder = store.folder / FOLDER
    file, words_folder = folder / f"{_VECTORS}-{generation}.faiss", folder / f"{_WORDS}-{generation}"
    try:
        with store.locked():
            folder.mkdir(exist_ok=True)
            for old in folder.iterdir():  # processes that have them open keep what they have
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            words_folder.mkdir()
            vectors, words, recall = _make(store, WordIndex(words_folder))
            raw = vectors.to_bytes()
            raw.tofile(file)
            with store.writing() as writer:
                writer.stamp(_VECTORS, generation, hashlib.sha256(raw.data).hexdigest())
                writer.stamp(_WORDS, generation, _hash_folder(words_folder))
                writer.stamp(RECALL, generation, f"{recall:.4f}")
            return vectors, words, recall
    except (IndexLockedError, IndexStorageError, OSError, ValueError) as error:
        _log.info("Search caches of %s are kept in memory alone: %s", store.folder, error)
        return None


def _read_vectors(store: Store, generation: int) -> VectorIndex | None:
    sha256 = _vouched(store, _VECTORS, generation)
    try:
        raw = (store.folder / FOLDER / f"{_VECTORS}-{generation}.faiss").read_bytes()
    except OSError:
        return None
    if sha256 is None or hashlib.sha256(raw).hexdigest() != sha256:
        return None
    return VectorIndex.from_bytes(raw)


def _read_words(store: Store, generation: int) -> WordIndex | None:
    sha256 = _vouched(store, _WORDS, generation)
    folder = store.folder / FOLDER / f"{_WORDS}-{generation}"
    try:
        if sha256 is None or _hash_folder(folder) != sha256:
            return None
        return WordIndex(folder)
    except (OSError, ValueError):  # tantivy raises ValueError for what it cannot read
        return None


def _vouched(store: Store, name: str, generation: int) -> str | None:
    stamp = store.stamp(name)
    return stamp[1] if stamp is not None and stamp[0] == generation else None


def _hash_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix == ".lock":  # made and left by every opening
            continue
        raw = path.read_bytes()
        digest.update(f"{path.name}\0{len(raw)}\0".encode() + raw)
    return digest.hexdigest()
