"""The same index for LangChain: a `VectorStore`, a `BaseRetriever`, an `Embeddings`. The one door to langchain-core.

    store = BylineVectorStore(index.open("path/to/index"))
    retriever = BylineRetriever(collection=index.open("path/to/index"), k=5)

A document that LangChain adds becomes an article of the same id, cut and embedded as any other; a passage that
LangChain finds is a document whose id says which slice of which article it is. docs/langchain.md shows both ways.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.vectorstores import VectorStore
from langchain_core.vectorstores.utils import maximal_marginal_relevance
from pydantic import ConfigDict

from index.adapting import LangChainEmbedder
from index.collection import Collection, create
from index.converting import to_article, to_document, to_documents, to_filter, to_metadata
from index.embedding import Embedder
from index.filtering import Filter
from index.settings import read
from index.types import Article, Passage

_FETCHED = 20
"""Candidates of which `max_marginal_relevance_search` chooses, as everywhere in LangChain."""


class BylineEmbeddings(Embeddings):
    """An embedder of Byline's as LangChain's `Embeddings`: unit vectors, so that a dot product is a cosine."""

    def __init__(self, embedder: Embedder) -> None:
        """Take the embedder; nothing is loaded before the first text."""
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A unit vector for each text, in their order."""
        rows: list[list[float]] = self.embedder.embed_passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        row: list[float] = self.embedder.embed_questions([text])[0].tolist()
        return row


class BylineVectorStore(VectorStore):
    """A collection as LangChain's `VectorStore`. Scores are cosines, -1 to 1; higher is nearer.

    Every method that takes `filter` takes a `Filter`, or its fields as a dict: {"since": "2025", "publishers": [...]}.
    It applies before ranking. What is added is durable when the call returns.
    """

    def __init__(self, collection: Collection) -> None:
        """Take an open collection; closing it stays with whoever opened it."""
        self.collection = collection

    @property
    def embeddings(self) -> Embeddings:
        """The embedder of the collection."""
        return BylineEmbeddings(self.collection.embedder)

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        **_: Any,
    ) -> list[str]:
        """Take texts in, each as an article; one whose id is there already is replaced, an unchanged one costs nothing.

        Args:
            texts: Any texts that are not blank; invisible characters are taken out, as of any article.
            metadatas: One each; values that JSON knows. Title, publisher, author, date (or published), url, genre and
                language are understood, and can be filtered by; all of it comes back as it was given.
            ids: One each, or None for a new one.

        Returns:
            The ids, in the order of the texts.

        Raises:
            ValueError: The numbers of texts, metadatas and ids differ, or metadata is not JSON.
            ArticleError: A text is blank, or its id cannot be one; nothing is added then.
        """
        texts = list(texts)
        metadatas = [{} for _ in texts] if metadatas is None else metadatas
        names = [given or str(uuid.uuid4()) for given in (ids or [""] * len(texts))]
        if not len(texts) == len(metadatas) == len(names):
            raise ValueError(f"{len(texts)} texts, {len(metadatas)} metadatas and {len(names)} ids are not one each")
        self.collection.put(map(to_article, names, texts, metadatas))
        return names

    def delete(self, ids: list[str] | None = None, **_: Any) -> bool:
        """Remove articles; ids that are not there are passed over, as LangChain asks.

        Args:
            ids: Of articles; None for every one of them.

        Returns:
            True.

        Raises:
            ValueError: An id is that of a passage: an article goes as a whole.
        """
        wanted = tuple(ids) if ids is not None else tuple(article.id for article in self.collection.articles())
        passages = [name for name in wanted if not self.collection.holds(name) and self._slice(name)]
        if passages:
            raise ValueError(f"{passages[0]!r} is a passage; remove its article {passages[0].rpartition('#')[0]!r}")
        self.collection.remove(*wanted)
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """Articles and passages by their ids, in the order of `ids`; what is not there is passed over."""
        found = []
        for name in ids:
            if self.collection.holds(name):
                article = self.collection.article(name)
                found.append(Document(id=name, page_content=article.text, metadata=to_metadata(article)))
            elif piece := self._slice(name):
                found.append(to_document(*piece))
        return found

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The passages nearest to a question in meaning, best first; `filter` as above."""
        return [document for document, _ in self.similarity_search_with_score(query, k, **kwargs)]

    def similarity_search_with_score(
        self,
        query: str,
        k: int = 4,
        *,
        filter: Filter | Mapping[str, Any] | None = None,
        **_: Any,
    ) -> list[tuple[Document, float]]:
        """As `similarity_search`, each with its cosine."""
        searcher = self.collection.searcher
        return to_documents(self.collection, searcher.nearest(query, k, searcher.allowed(to_filter(filter))))

    def similarity_search_by_vector(
        self,
        embedding: list[float],
        k: int = 4,
        *,
        filter: Filter | Mapping[str, Any] | None = None,
        **_: Any,
    ) -> list[Document]:
        """The passages nearest to a vector of the embedder's, best first."""
        searcher = self.collection.searcher
        found = searcher.near(np.asarray([embedding], np.float32), k, searcher.allowed(to_filter(filter)))
        return [document for document, _ in to_documents(self.collection, found)]

    def max_marginal_relevance_search(
        self, query: str, k: int = 4, fetch_k: int = _FETCHED, lambda_mult: float = 0.5, **kwargs: Any
    ) -> list[Document]:
        """Passages that are near to a question and unlike each other.

        Args:
            query: Any text.
            k: How many.
            fetch_k: How many of the nearest to choose among.
            lambda_mult: 1 for nearness alone, 0 for unlikeness alone.
            **kwargs: `filter`, as above.
        """
        vector = self.collection.embedder.embed_questions([query])[0]
        return self.max_marginal_relevance_search_by_vector(vector.tolist(), k, fetch_k, lambda_mult, **kwargs)

    def max_marginal_relevance_search_by_vector(
        self,
        embedding: list[float],
        k: int = 4,
        fetch_k: int = _FETCHED,
        lambda_mult: float = 0.5,
        *,
        filter: Filter | Mapping[str, Any] | None = None,
        **_: Any,
    ) -> list[Document]:
        """As `max_marginal_relevance_search`, for a vector of the embedder's."""
        searcher = self.collection.searcher
        vector = np.asarray(embedding, np.float32)
        found = searcher.near(vector[None], max(k, fetch_k), searcher.allowed(to_filter(filter)))
        kept = [(number, row) for number, _ in found if (row := self.collection.vector(number)) is not None]
        chosen = maximal_marginal_relevance(vector, [row.tolist() for _, row in kept], lambda_mult, k)
        return [document for document, _ in to_documents(self.collection, [(kept[at][0], 0.0) for at in chosen])]

    def _select_relevance_score_fn(self) -> Callable[[float], float]:
        # Relevance is 0 to 1 by LangChain's promise; a cosine below 0 is no relevance at all.
        return lambda cosine: min(1.0, max(0.0, cosine))

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        folder: str | Path | None = None,
        **_: Any,
    ) -> "BylineVectorStore":
        """An index in a folder, with some texts in it.

        Args:
            texts: As `add_texts`.
            embedding: Any `Embeddings`; `BylineEmbeddings` gives its own embedder.
            metadatas: As `add_texts`.
            ids: As `add_texts`.
            folder: Where the index is, or is to be; None for the default index.
        """
        settings = read()
        embedder = embedding.embedder if isinstance(embedding, BylineEmbeddings) else LangChainEmbedder(embedding)
        store = cls(create(Path(folder or settings.index), settings, embedder))
        store.add_texts(texts, metadatas, ids=ids)
        return store

    def _slice(self, name: str) -> tuple[Article, Passage] | None:
        """The article and the passage that an id "ARTICLE#START-END" names, if there are such."""
        article_id, _, span = name.rpartition("#")
        with suppress(ValueError, KeyError):  # no such form, no such article, or no slice of it
            start, end = map(int, span.split("-"))
            article = self.collection.article(article_id)
            return article, Passage(article_id=article_id, start=start, end=end, text=article.text[start:end])
        return None


class BylineRetriever(BaseRetriever):
    """Byline's own retrieval, by meaning and by words, as a LangChain retriever.

    Attributes:
        collection: An open collection.
        k: How many passages; `invoke(question, k=3)` wins over it.
        filter: Which articles may be looked at; applies before ranking.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    collection: Collection
    k: int = 10
    filter: Filter = Filter()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it
        k: int | None = None,
    ) -> list[Document]:
        searcher = self.collection.searcher
        ranked = searcher.ranked(query, searcher.allowed(self.filter))
        return [document for document, _ in to_documents(self.collection, ranked, self.k if k is None else k)]
