"""Articles and passages as LangChain's documents, and back. For `index.interop`, with it the door to langchain-core."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from hashlib import sha256
from itertools import islice
from typing import Any

from langchain_core.documents import Document

from index.building import prepare
from index.collection import Collection
from index.documents import RawDocument
from index.filtering import Filter
from index.types import Article, Passage, Provenance
from index.vectors import Scored

_GIVEN = "langchain_metadata"
"""Under this name an article that LangChain added keeps its metadata, exactly."""
_MEANT = {"title": "title", "publisher": "source", "author": "author", "authors": "author", "published": "date"}
_MEANT |= {name: name for name in ("date", "url", "genre", "language")}
"""Metadata that Byline understands, and what it is called in the JSONL layout. LangChain's "source" is a place."""


def to_filter(given: Filter | Mapping[str, Any] | None) -> Filter:
    """A filter from LangChain's `filter`.

    Raises:
        ValueError: It names no field of `Filter`.
    """
    if given is None or isinstance(given, Filter):
        return given or Filter()
    known = {field.name for field in fields(Filter)}
    if unknown := set(given) - known:
        raise ValueError(f"a filter has {', '.join(sorted(known))}, but no {min(unknown)!r}")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return Filter(**values)


def to_article(name: str, text: str, metadata: Mapping[str, Any]) -> Article:
    """A document as an article that gives its metadata back exactly.

    Raises:
        ValueError: The metadata is not JSON.
        ArticleError: It cannot be an article.
    """
    try:
        kept = json.dumps(metadata, ensure_ascii=False, sort_keys=True)
    except (TypeError, ValueError) as error:
        raise ValueError(f"the metadata of {name!r} is not JSON: {error}") from error
    given = {_MEANT[key]: value for key, value in metadata.items() if key in _MEANT and isinstance(value, str)}
    if str(metadata.get("source", "")).startswith(("http://", "https://")):
        given.setdefault("url", str(metadata["source"]))
    raw = RawDocument(
        id=name,
        id_given=True,
        text=text,
        origin=f"langchain:{name}",
        raw_sha256=sha256(f"{kept}\n{text}".encode(errors="surrogatepass")).hexdigest(),
        given=given,
    )
    article = prepare(raw, name)
    return replace(article, source=replace(article.source, extra=(*article.source.extra, (_GIVEN, kept))))


def to_documents(
    collection: Collection, ranked: Iterable[Scored], k: int | None = None
) -> list[tuple[Document, float]]:
    """The first `k` passages that are still there as documents, each with its score."""
    stored = ((collection.passage(number), score) for number, score in ranked)
    there = ((to_document(*each), score) for each, score in stored if each is not None)
    return list(islice(there, k))


def to_document(article: Article, passage: Passage) -> Document:
    """A passage as a document, whose id says which slice it is; all of what LangChain added comes back as it was."""
    metadata = to_metadata(article)
    if passage.text == article.text and _given(article) is not None:
        return Document(id=article.id, page_content=passage.text, metadata=metadata)
    slice_of = {"article_id": article.id, "start": passage.start, "end": passage.end}
    name = f"{article.id}#{passage.start}-{passage.end}"
    return Document(id=name, page_content=passage.text, metadata=metadata | slice_of)


def to_metadata(article: Article) -> dict[str, Any]:
    """What LangChain gave of an article, if it did; else what is known of the article."""
    given = _given(article)
    if given is not None:
        return given
    source = article.source
    known = {"title": source.title, "publisher": source.publisher, "author": source.authors, "date": source.published}
    known |= {"url": source.url, "genre": source.genre, "language": source.language}
    return {
        name: described.value
        for name, described in known.items()
        if described.value is not None and described.provenance is not Provenance.INFERRED
    }


def _given(article: Article) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = next(
        (json.loads(value) for key, value in article.source.extra if key == _GIVEN), None
    )
    return kept
