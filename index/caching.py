"""Both search structures as files beside the store: read when the store vouches for them, made anew when it does not.

They can be deleted at any time. A cache that is missing, of another generation or damaged is rebuilt from the store,
and that is said once, with the time it took.
"""

import hashlib
import logging
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.chunking import in_context
from index.errors import IndexLockedError, IndexStorageError
from index.storing import Store
from index.vectors import VectorIndex
from index.words import WordIndex

FOLDER = "cache"
_VECTORS = "vectors"
_WORDS = "words"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Both search structures, of one generation of the store."""

    generation: int
    vectors: VectorIndex
    words: WordIndex


def load(store: Store) -> State:
    """The structures for the last committed state of a store, from the caches or from the store itself."""
    generation = store.header().generation
    vectors, words = _read_vectors(store, generation), _read_words(store, generation)
    if vectors is not None and words is not None:
        return State(generation=generation, vectors=vectors, words=words)
    return rebuild(store)


def rebuild(store: Store) -> State:
    """Make both anew from the store and keep them as files, unless the folder cannot be written to just now."""
    start = time.perf_counter()
    header = store.header()
    numbers, rows, texts = [], [np.zeros((0, header.dimension), np.float32)], []
    for number, article, passage, vector in store.passages():
        numbers.append(number)
        rows.append(vector[None])
        texts.append((number, in_context(article, passage)))
    vectors = VectorIndex.build(np.asarray(numbers, np.int64), np.concatenate(rows))
    words = _keep(store, header.generation, vectors, texts)
    if words is None:
        words = WordIndex()
        words.add(texts)
    seconds = time.perf_counter() - start
    _log.info("Search caches of %s rebuilt: %d passages, %.1f s.", store.folder, len(vectors), seconds)
    return State(generation=header.generation, vectors=vectors, words=words)


def _keep(store: Store, generation: int, vectors: VectorIndex, texts: list[tuple[int, str]]) -> WordIndex | None:
    folder = store.folder / FOLDER
    file, words_folder = folder / f"{_VECTORS}-{generation}.faiss", folder / f"{_WORDS}-{generation}"
    try:
        with store.locked():
            folder.mkdir(exist_ok=True)
            for old in folder.iterdir():  # processes that have them open keep what they have
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            raw = vectors.to_bytes()
            file.write_bytes(raw)
            words_folder.mkdir()
            words = WordIndex(words_folder)
            words.add(texts)
            with store.writing() as writer:
                writer.stamp(_VECTORS, generation, hashlib.sha256(raw).hexdigest())
                writer.stamp(_WORDS, generation, _hash_folder(words_folder))
            return words
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
