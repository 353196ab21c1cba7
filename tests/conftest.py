"""What every test stands on: no network, no leftovers of the user's, and an embedder that can be computed by hand."""

import signal
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

import index
import rag
from index.collection import Collection
from index.embedding import PackagedEmbedder
from index.words import words
from rag.reader.pointing import Pointed, unread

# The same examples on every run, and no deadlines: a busy machine is no failure.
settings.register_profile("byline", deadline=None, derandomize=True)
settings.load_profile("byline")

# A shell ignores interrupts for what it starts in the background, and so would the programs that the tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parent.parent
QUESTION = "what did China demand for TikTok?"
_connect = socket.socket.connect


class WordEmbedder:
    """Cosine is word overlap: each different word is an axis of its own, as long as there are fewer than 256."""

    name = "words-256"
    fingerprint = "0" * 64
    dimension = 256

    def __init__(self) -> None:
        self._axes: dict[str, int] = {}

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(questions)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(passages), self.dimension), np.float32)
        for row, passage in zip(rows, passages, strict=True):
            row[[self._axes.setdefault(word, len(self._axes) % self.dimension) for word in words(passage)]] = 1
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1), np.float32)


class WordReader:
    """A sentence answers by the share of the question's words that it and its context hold."""

    def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        asked = set(words(question))
        both = [set(words(f"{sentence} {context}")) for sentence, context in zip(sentences, contexts, strict=True)]
        return np.asarray([len(asked & held) / max(1, len(asked)) for held in both], np.float32)

    def point(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> list[Pointed]:
        return [unread(sentence) for sentence in sentences]


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address}")
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _nobody_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting and no index of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    for name in ("BYLINE_INDEX", "BYLINE_EMBEDDER", "BYLINE_WRITER", "BYLINE_WRITER_URL", "BYLINE_WRITER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture
def reader() -> WordReader:
    return WordReader()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of two small articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.txt").write_text(
        "Harbour Bridge Reopens\n\nThe harbour bridge reopened on Monday. The repair cost 41 million euros.\n\n"
        "Comments (0)\n"
    )
    (folder / "ferry.txt").write_text("Night Ferries Stop\n\nNight ferries stop in July. Fewer cars cross by boat.\n")
    return folder


@pytest.fixture
def collection(articles: Path, tmp_path: Path, embedder: WordEmbedder) -> Iterator[Collection]:
    with index.build(articles, tmp_path / "index", embedder=embedder) as built:
        yield built


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the seeds, with the real embedder."""
    folder = tmp_path_factory.mktemp("seeds")
    index.build(ROOT / "seeds" / "articles", folder, embedder=PackagedEmbedder()).close()
    return folder


@pytest.fixture(scope="session")
def answerer(seeds: Path) -> Any:
    return rag.open(seeds, embedder=PackagedEmbedder())
