"""Vectors of passages; none is computed that the store already holds for the same words of the same article."""

from collections.abc import Sequence

import numpy as np

from index.chunking import in_context
from index.embedding import Embedder, Vectors
from index.storing import Store
from index.types import Article, Passage


def embed(store: Store, embedder: Embedder, cut: Sequence[tuple[Article, Sequence[Passage]]]) -> Vectors:
    """(n, dimension) unit rows for the passages of some articles, in their order.

    Args:
        store: What is held already, by the same embedder.
        embedder: For the rest; a text that comes twice is embedded once.
        cut: Articles with their passages.
    """
    texts = [in_context(article, passage) for article, passages in cut for passage in passages]
    # `known` looks in one place: to read an article that is not there searches every row, and most are new.
    held = [article.id for article, _ in cut if store.known(article_id=article.id)]
    known = {in_context(old, passage): vector for name in held for old, passage, vector in store.passages_of(name)}
    new = [text for text in dict.fromkeys(texts) if text not in known]
    known |= dict(zip(new, embedder.embed_passages(new), strict=True)) if new else {}
    return np.stack([known[text] for text in texts]) if texts else np.zeros((0, embedder.dimension), np.float32)
