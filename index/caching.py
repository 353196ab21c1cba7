"""Both search structures as files beside the store: read when the store vouches for them, else made from the store.

They can be deleted at any time. A cache of an earlier generation is brought up to this one: passages that went are
taken out, and those that came are put in. One that is missing or damaged, or of which much has changed, is made anew,
and that is said once, with the time it took.
"""

import hashlib
import logging
import os
import shutil
import tempfile
import time
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.chunking import in_context
from index.errors import IndexLockedError, IndexStorageError
from index.storing import Store
from index.types import Article, Passage
from index.vectors import Training, VectorIndex, sample_size
from index.words import WordIndex

FOLDER = "cache"
_VECTORS = "vectors"
_WORDS = "words"
_CHANGED = "changed"
RECALL = "recall"
"""The name under which the recall of the vectors is kept, as text, among the stamps; of the generation it is of."""
_PORTION = 2_000
"""Passages read from the store at once."""
_PIECE = 2**20
"""Bytes of a file read at once."""
_MOST_CHANGED = 0.1
"""Of the passages: beyond it all is made anew. What was taken out still counts in how rare BM25 holds a word to be, and
the lists of vectors are those of what was there when they were made."""

_log = logging.getLogger(__name__)
Stored = tuple[int, Article, Passage, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Both search structures, of one generation of the store.

    Attributes:
        generation: Of the store.
        vectors: Its vectors.
        words: Its words.
        file: The file of the store.
        folder: Where the words are; None in memory.
        sha256: Of that folder.
        changed: How many passages came and went since all was made anew.
        recall: Of the vectors against exact search, 0 to 1, as it was then.
    """

    generation: int
    vectors: VectorIndex
    words: WordIndex
    file: tuple[int, int] = (0, 0)
    folder: Path | None = None
    sha256: str = ""
    changed: int = 0
    recall: float = 1.0

    @property
    def passages(self) -> int:
        """How many can be found."""
        return len(self.vectors)


def load(store: Store, held: State | None = None) -> State:
    """The structures for the last committed state of a store.

    Args:
        store: The truth.
        held: Those of an earlier state of it, if they are at hand.
    """
    generation = store.header().generation
    stamped = store.stamp(_VECTORS)
    if stamped is not None and stamped[0] == generation and (kept := _read(store, generation)):
        return kept
    # An older file in its place, as from a backup, may have given the same numbers to other passages.
    if held is not None and (held.file != store.file or held.generation > generation):
        held = None
    if held is None and stamped is not None:
        held = _read(store, stamped[0])
    return _keep(store, held) or _aside(store, held)


def _make(store: Store, generation: int, folder: Path | None, held: State | None) -> State:
    """The structures, with the words in an empty folder, or in memory."""
    start = time.perf_counter()
    made = _grow(store, generation, folder, held) if folder and held and held.folder else None
    if made is not None:
        _log.debug("Search caches of %s follow it, %.1f s.", store.folder, time.perf_counter() - start)
        return made
    if folder is not None:
        for left in folder.iterdir():  # of an attempt to follow
            left.unlink()
    vectors, words, recall = _anew(store, WordIndex(folder))
    seconds = time.perf_counter() - start
    how = "" if vectors.exact else f", of the ten nearest vectors {recall:.1%} are found"
    _log.info("Search caches of %s rebuilt: %d passages, %.1f s%s.", store.folder, len(vectors), seconds, how)
    sha256 = "" if folder is None else _hash_folder(folder)
    return State(
        file=store.file, generation=generation, vectors=vectors, words=words, folder=folder, sha256=sha256,
        recall=recall,
    )  # fmt: skip


def _anew(store: Store, words: WordIndex) -> tuple[VectorIndex, WordIndex, float]:
    """Both structures, and the recall of the vectors against exact search.

    The store is read in portions: what is held in memory are the structures themselves.
    """
    header = store.header()
    training = _training(store, sample_size(header.passages))
    vectors = VectorIndex.start(header.dimension, None if training is None else training.sample)
    _fill(vectors, words, store.passages(), training=training)
    recall = 1.0 if training is None else vectors.tune(training.questions, training.nearest)
    return vectors, words, recall


def _grow(store: Store, generation: int, folder: Path, held: State) -> State | None:
    """What is held, with the changes since; None where it cannot be, or where to make all anew is better."""
    numbers, before = store.numbers(), held.vectors.numbers
    gone, new = np.setdiff1d(before, numbers), np.setdiff1d(numbers, before)
    changed = held.changed + len(gone) + len(new)
    # Beyond a certain size the vectors are kept in another way.
    if changed > _MOST_CHANGED * len(numbers) or held.vectors.exact == bool(sample_size(len(numbers))):
        return None
    try:
        _copy(held.folder or folder, folder)
        if _hash_folder(folder) != held.sha256:
            return None
        words = WordIndex(folder)
    except (OSError, ValueError):  # deleted by another process that went on, or no longer what it was
        return None
    vectors = held.vectors.copy()
    vectors.remove(gone)
    stored = ((number, *found) for number in new.tolist() if (found := store.passage(number)) is not None)
    _fill(vectors, words, stored, without=gone.tolist())
    return State(
        file=store.file, generation=generation, vectors=vectors, words=words, folder=folder,
        sha256=_hash_folder(folder), changed=changed, recall=held.recall,
    )  # fmt: skip


def _fill(
    vectors: VectorIndex,
    words: WordIndex,
    stored: Iterator[Stored],
    *,
    training: Training | None = None,
    without: Iterable[int] = (),
) -> None:
    with words.adding(without) as add:
        while portion := list(islice(stored, _PORTION)):
            numbers = np.asarray([number for number, *_ in portion], np.int64)
            rows = np.stack([vector for *_, vector in portion])
            vectors.add(numbers, rows)
            if training is not None:
                training.see(numbers, rows)
            for number, article, passage, _ in portion:
                add(number, in_context(article, passage))


def _training(store: Store, size: int) -> Training | None:
    if not size:
        return None
    chosen = np.random.default_rng(1).permutation(store.numbers())[:size].tolist()
    return Training(np.stack([stored[2] for number in chosen if (stored := store.passage(number)) is not None]))


def _keep(store: Store, held: State | None) -> State | None:
    """Make them as files that the store vouches for; None where the folder cannot be written to just now."""
    folder = store.folder / FOLDER
    try:
        with store.locked():
            generation = store.header().generation
            file, words_folder = folder / f"{_VECTORS}-{generation}.faiss", folder / f"{_WORDS}-{generation}"
            shutil.rmtree(words_folder, ignore_errors=True)  # half made by one that was killed
            words_folder.mkdir(parents=True)
            made = _make(store, generation, words_folder, held)
            digest = _write(made.vectors, file)
            with store.writing() as writer:
                writer.stamp(_VECTORS, generation, digest)
                writer.stamp(_WORDS, generation, made.sha256)
                writer.stamp(_CHANGED, generation, str(made.changed))
                if not made.changed:
                    writer.stamp(RECALL, generation, f"{made.recall:.4f}")
            for old in {*folder.iterdir()} - {file, words_folder}:  # processes that have them open keep what they have
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            return made
    except (IndexLockedError, IndexStorageError, OSError, ValueError) as error:
        _log.info("Search caches of %s are not kept: %s", store.folder, error)
        return None


def _aside(store: Store, held: State | None) -> State:
    """Make them for this process alone: the words in a folder that goes with them, or else in memory."""
    generation, folder = store.header().generation, None
    try:
        folder = Path(tempfile.mkdtemp(prefix="byline-"))
        made = _make(store, generation, folder, held)
    except BaseException as error:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(error, (OSError, ValueError)):  # tantivy raises ValueError for a disk that refuses
            raise
        return _make(store, generation, None, None)
    weakref.finalize(made.words, shutil.rmtree, folder, ignore_errors=True)
    return made


def _read(store: Store, generation: int) -> State | None:
    """Those that the store vouches for at a generation; None where they are not what it vouches for."""
    folder = store.folder / FOLDER / f"{_WORDS}-{generation}"
    of_vectors, of_words, changed, recall = (store.stamp(name) for name in (_VECTORS, _WORDS, _CHANGED, RECALL))
    if of_vectors is None or of_words is None or {of_vectors[0], of_words[0]} != {generation}:
        return None
    try:
        digest, pieces = hashlib.sha256(), deque[bytes]()
        for piece in _pieces(store.folder / FOLDER / f"{_VECTORS}-{generation}.faiss"):
            digest.update(piece)
            pieces.append(piece)
        if digest.hexdigest() != of_vectors[1] or _hash_folder(folder) != of_words[1]:
            return None
        return State(
            file=store.file, generation=generation, vectors=VectorIndex.from_pieces(pieces), words=WordIndex(folder),
            folder=folder, sha256=of_words[1],
            changed=0 if changed is None else int(changed[1]), recall=1.0 if recall is None else float(recall[1]),
        )  # fmt: skip
    except (OSError, ValueError):  # tantivy raises ValueError for what it cannot read
        return None


def _copy(old: Path, new: Path) -> None:
    """Tantivy writes no file of a folder twice, so that both can share them."""
    for path in old.iterdir():
        if path.suffix == ".lock":
            continue
        try:
            os.link(path, new / path.name)
        except OSError:  # another file system
            shutil.copyfile(path, new / path.name)


def _hash_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix == ".lock":  # made and left by every opening
            continue
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        for piece in _pieces(path):
            digest.update(piece)
    return digest.hexdigest()


def _write(vectors: VectorIndex, file: Path) -> str:
    """The SHA-256 of what was written."""
    digest = hashlib.sha256()

    def take(piece: bytes) -> None:
        digest.update(piece)
        out.write(piece)

    with file.open("wb") as out:
        vectors.write(take)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PIECE), b"")
