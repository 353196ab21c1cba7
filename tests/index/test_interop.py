"""LangChain's own suites against the index, and what they do not ask."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings
from langchain_core.indexing import InMemoryRecordManager
from langchain_core.indexing import index as index_documents
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import (
    EmbeddingsIntegrationTests,
    RetrieversIntegrationTests,
    VectorStoreIntegrationTests,
)
from langchain_tests.unit_tests import EmbeddingsUnitTests

import index
from index.adapting import LangChainEmbedder
from index.collection import Collection, create
from index.embedding import Embedder
from index.errors import ArticleError
from index.filtering import Filter
from index.interop import BylineEmbeddings, BylineRetriever, BylineVectorStore
from index.settings import Settings
from tests.conftest import WordEmbedder


class TestVectorStore(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self, tmp_path: Path) -> Iterator[BylineVectorStore]:
        with create(tmp_path / "index", Settings(), LangChainEmbedder(self.get_embeddings())) as collection:
            yield BylineVectorStore(collection)


class TestRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _rain(self, tmp_path: Path) -> Iterator[None]:
        with create(tmp_path / "index", Settings(), WordEmbedder()) as collection:
            BylineVectorStore(collection).add_texts([f"Rain fell on day {day}." for day in range(5)])
            self._collection = collection
            yield

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return BylineRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"collection": self._collection}

    @property
    def retriever_query_example(self) -> str:
        return "where did rain fall?"


class TestEmbeddings(EmbeddingsIntegrationTests):
    @property
    def embeddings_class(self) -> type[Embeddings]:
        return BylineEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, Any]:
        return {"embedder": WordEmbedder()}


class TestMakingEmbeddings(EmbeddingsUnitTests):
    @property
    def embeddings_class(self) -> type[Embeddings]:
        return BylineEmbeddings

    @property
    def embedding_model_params(self) -> dict[str, Any]:
        return {"embedder": WordEmbedder()}


@pytest.fixture
def store(collection: Collection) -> BylineVectorStore:
    return BylineVectorStore(collection)


def test_an_index_built_by_byline_is_searched_through_langchain(store: BylineVectorStore) -> None:
    (found, score), *_ = store.similarity_search_with_score("harbour bridge repair", k=1)
    article = store.collection.article("bridge")
    start, end = found.metadata["start"], found.metadata["end"]
    assert found == Document(
        id=f"bridge#{start}-{end}",
        page_content=article.text[start:end],
        metadata={"title": "Harbour Bridge Reopens", "article_id": "bridge", "start": start, "end": end},
    )
    assert score == pytest.approx(dict(store.collection.searcher.nearest("harbour bridge repair", 1)).popitem()[1])
    assert store.get_by_ids(["bridge", found.id or "", "nobody", "ferry#1", "gone#0-1", "bridge#5-2"]) == [
        Document(id="bridge", page_content=article.text, metadata={"title": "Harbour Bridge Reopens"}),
        found,
    ]


def test_what_langchain_adds_is_an_article_with_what_it_said_of_it(store: BylineVectorStore) -> None:
    metadata = {
        "title": "Tunnel",
        "publisher": "Coast Daily",
        "date": "2025-09-14",
        "source": "https://a.example/1",
        "n": [1],
    }
    (name,) = store.add_texts(["The tunnel opened."], [metadata])
    source = store.collection.article(name).source
    assert (source.title.value, source.publisher.value, source.published.value, source.url.value) == (
        *("Tunnel", "Coast Daily", "2025-09-14"),
        "https://a.example/1",
    )
    found = store.similarity_search("tunnel", filter={"publishers": ["coast daily"], "since": "2025"})
    assert found == [Document(id=name, page_content="The tunnel opened.", metadata=metadata)]
    assert store.similarity_search("tunnel", filter=Filter(since="2026")) == []


def test_an_article_goes_as_a_whole_and_all_of_them_when_none_is_named(store: BylineVectorStore) -> None:
    (found,) = store.similarity_search("harbour bridge", k=1)
    with pytest.raises(ValueError, match=r"is a passage; remove its article 'bridge'"):
        store.delete([found.id or ""])
    assert store.delete(["bridge", "nobody"])
    assert [article.id for article in store.collection.articles()] == ["ferry"]
    assert store.delete()
    assert store.similarity_search("ferries") == []


def test_what_cannot_be_taken_in_takes_nothing_in(store: BylineVectorStore) -> None:
    before = store.collection.generation
    with pytest.raises(ArticleError, match="has no text"):
        store.add_texts(["A good one.", " "])
    with pytest.raises(ValueError, match="is not JSON"):
        store.add_texts(["A good one."], [{"at": object()}])
    with pytest.raises(ValueError, match="2 texts, 1 metadatas and 2 ids are not one each"):
        store.add_texts(["A good one.", "Another."], [{}])
    with pytest.raises(ValueError, match=r"a filter has .*publishers.*, but no 'colour'"):
        store.similarity_search("bridge", filter={"colour": "red"})
    assert store.collection.generation == before


def test_an_unchanged_document_is_not_embedded_again(tmp_path: Path) -> None:
    class Counting(WordEmbedder):
        seen = 0

        def embed_passages(self, passages: Any) -> Any:
            self.seen += len(passages)
            return super().embed_passages(passages)

    with create(tmp_path / "index", Settings(), embedder := Counting()) as collection:
        for _ in range(2):
            BylineVectorStore(collection).add_texts(["It rained."], [{"n": 1}], ids=["a"])
        assert (embedder.seen, collection.generation) == (1, 1)
        BylineVectorStore(collection).add_texts(["It rained."], [{"n": 2}], ids=["a"])
        assert collection.generation == 2


def test_marginal_relevance_passes_over_what_says_the_same(tmp_path: Path, embedder: Embedder) -> None:
    with create(tmp_path / "index", Settings(), embedder) as collection:
        store = BylineVectorStore(collection)
        store.add_texts(["bridge repair cost", "bridge repair cost", "bridge opened monday"], ids=["a", "b", "c"])
        assert [found.id for found in store.similarity_search("bridge repair cost", k=2)] == ["a", "b"]
        found = store.max_marginal_relevance_search("bridge repair cost", k=2, lambda_mult=0.3)
        assert [document.id for document in found] == ["a", "c"]
        vector = embedder.embed_questions(["bridge repair cost"])[0].tolist()
        assert [document.id for document in store.similarity_search_by_vector(vector, k=1)] == ["a"]
        scored = store.similarity_search_with_relevance_scores("opened monday", k=3)
        assert [score for _, score in scored] == pytest.approx([(2 / 3) ** 0.5, 0, 0], abs=1e-3)


def test_the_retriever_finds_by_words_what_meaning_misses_and_keeps_to_its_filter(tmp_path: Path) -> None:
    with create(tmp_path / "index", Settings(), LangChainEmbedder(DeterministicFakeEmbedding(size=8))) as collection:
        texts = [f"Day {day} was dry." for day in range(60)]
        BylineVectorStore(collection).add_texts(["Zanzibar votes.", *texts], [{"date": "2025"}, *({} for _ in texts)])
        (found,) = BylineRetriever(collection=collection, k=1).invoke("zanzibar")
        assert found.page_content == "Zanzibar votes."
        only = BylineRetriever(collection=collection, filter=Filter(since="2025"))
        assert [document.page_content for document in only.invoke("dry day")] == ["Zanzibar votes."]


def test_langchains_indexing_adds_skips_and_removes(store: BylineVectorStore) -> None:
    store.delete()
    records = InMemoryRecordManager(namespace="test")
    records.create_schema()
    options: dict[str, Any] = {"cleanup": "incremental", "source_id_key": "source", "key_encoder": "blake2b"}
    rain, snow = (Document(page_content=f"{word} fell.", metadata={"source": word}) for word in ("Rain", "Snow"))
    counts = [index_documents([rain, snow], records, store, **options)]
    counts += [index_documents([rain], records, store, **options)]
    counts += [
        index_documents(
            [Document(page_content="Rain stopped.", metadata={"source": "Rain"})], records, store, **options
        )
    ]
    assert [(c["num_added"], c["num_skipped"], c["num_deleted"]) for c in counts] == [(2, 0, 0), (0, 1, 0), (1, 0, 1)]
    assert sorted(article.text for article in store.collection.articles()) == ["Rain stopped.", "Snow fell."]


def test_an_index_made_with_langchains_embeddings_says_so_and_opens_with_the_same(tmp_path: Path) -> None:
    embeddings = DeterministicFakeEmbedding(size=8)
    store = BylineVectorStore.from_texts(["It rained."], embeddings, ids=["a"], folder=tmp_path / "index")
    assert store.collection.stats().embedder.startswith(
        "langchain:langchain_core.embeddings.fake:DeterministicFakeEmbedding"
    )
    store.collection.close()
    with index.open(tmp_path / "index", embedder=LangChainEmbedder(embeddings)) as opened:
        query = BylineVectorStore(opened).embeddings.embed_query("It rained.")
    assert np.dot(query, embeddings.embed_query("It rained.")) == pytest.approx(
        np.linalg.norm(embeddings.embed_query("It rained."))
    )
    own = BylineVectorStore.from_texts(["x"], BylineEmbeddings(WordEmbedder()), folder=tmp_path / "own")
    assert own.collection.stats().embedder.startswith("words-256")


def test_the_page_on_langchain_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[2] / "docs" / "langchain.md").read_text(encoding="utf-8")
    (tmp_path / "seeds").symlink_to(Path(__file__).parents[2] / "seeds")
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    pieces = [piece.partition("```")[0] for piece in page.split("```python\n")[1:]]
    for piece in pieces:
        exec(compile(piece, "docs/langchain.md", "exec"), known)  # noqa: S102 - our own page
    assert len(pieces) == 4
    assert json.loads(json.dumps(known["shown"])) == ["People News"]
