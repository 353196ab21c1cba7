"""Small stores for tests."""

import numpy as np

from index.chunking import cut_passages
from index.rows import Header
from index.storing import Store
from index.types import Article

HEADER = Header(embedder="words-256", fingerprint="0" * 64, dimension=4, chunker="c")


def article(name: str, text: str = "It rained. It snowed.") -> Article:
    return Article(id=name, text=text, sentences=((0, 10), (11, 21)), origin=f"/{name}")


def put(store: Store, *articles: Article) -> None:
    with store.writing() as writer:
        for each in articles:
            passages = cut_passages(each)
            writer.put(each, passages, np.tile(np.eye(1, 4, dtype=np.float32), (len(passages), 1)))
