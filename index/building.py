"""Articles into the store: load -> clean -> describe -> cut -> embed -> commit. The flow of this room.

Work is committed in batches; what a batch holds is acknowledged, through the progress callback, once it is durable. A
stop at any moment keeps what was acknowledged, and adding the same again goes on from there.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from index import fetching, loading, reusing
from index.chunking import cut_passages, cut_sentences
from index.cleaning import clean
from index.deduping import Copies, sign
from index.describing import describe
from index.documents import RawDocument
from index.embedding import Embedder
from index.errors import ArticleError, ArticleUnreadableError
from index.reading.confining import Confined
from index.registry import Registry
from index.storing import Store
from index.types import Article, Passage

RULES = "2"
"""Version of what is read out of the same bytes: text, description, sentences."""
_BATCH_PASSAGES = 128
"""Embedded and committed at once: 4 batches of the embedder, so that a stop loses seconds and a sync is shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An article that was not taken in, and why."""

    place: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an addition has come, after each durable step.

    Attributes:
        done: Documents dealt with.
        total: Documents found.
        passages: Passages embedded so far.
    """

    done: int
    total: int
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an addition did: the ids of the articles, in the order in which they came.

    Attributes:
        added: New ones.
        updated: Those whose older version was replaced, and kept to be looked at.
        unchanged: Those that were held as they came.
        duplicates: Those of the added and updated that are copies of another article.
        failed: What could not be taken in.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()


Callback = Callable[[Progress], None]


def add(
    store: Store,
    embedder: Embedder,
    places: Iterable[Path],
    progress: Callback | None = None,
    *,
    links: Iterable[str] = (),
    registry: Registry | None = None,
) -> Report:
    """Take in every article at some places; one that fails is reported and stops no other.

    Args:
        store: Where to.
        embedder: For the passages.
        places: Files and folders.
        progress: Called after each durable step.
        links: Pages and feeds to fetch.
        registry: Who is behind which outlet; None for the one that comes with Byline.

    Raises:
        ArticleUnreadableError: There is nothing at a place; nothing has been done then.
        IndexLockedError, IndexStorageError: As `Store.writing`; what was acknowledged stays.
    """
    files, links = [found for place in places for found in loading.find(place)], list(links)
    total = sum(map(loading.count, files)) + len(links)
    confined = Confined()
    try:
        with store.locked():
            work = _Addition(store, embedder, total, progress, registry)
            for place in files:
                for document in loading.read(place, confined):
                    work.take(document)
            for link in links:
                for document in fetching.read(link, confined):
                    work.take(document)
            work.commit()
    finally:
        confined.close()
    return work.report()


def prepare(document: RawDocument, article_id: str, registry: Registry | None = None) -> Article:
    """A raw document as an article.

    Raises:
        ArticleUnreadableError: Nothing is left of it once cleaned, or its id cannot be one.
    """
    text = clean(document.text)
    if not text:
        raise ArticleUnreadableError(document.origin, "has no text", hint="Check the file.")
    source = describe(text, document.given, document.stated, registry)
    try:
        return Article(
            id=article_id,
            text=text,
            source=source,
            sentences=cut_sentences(text, source.language.value or "en"),
            origin=document.origin,
            raw_sha256=document.raw_sha256,
            sidecar_sha256=document.sidecar_sha256,
        )
    except ValueError as error:
        raise ArticleUnreadableError(document.origin, str(error), hint="Check its id and metadata.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """An article ready to be embedded and written."""

    article: Article
    passages: tuple[Passage, ...]
    signature: bytes
    copies: tuple[str, ...]


class _Addition:
    """The state of one `add`."""

    def __init__(
        self, store: Store, embedder: Embedder, total: int, progress: Callback | None, registry: Registry | None
    ) -> None:
        self._store, self._embedder, self._registry = store, embedder, registry
        self._copies = Copies(store.signatures(), self._text_of)
        self._total, self._progress = total, progress
        self._done = self._passages = self._waiting = 0
        self._ids: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": [], "duplicates": []}
        self._failed: list[Failure] = []
        self._batch: dict[str, _Prepared] = {}

    def take(self, document: RawDocument | ArticleError) -> None:
        self._done += 1
        try:
            if isinstance(document, ArticleError):
                raise document
            article_id, outcome = self._identify(document)
            if outcome != "unchanged":
                self._batch[article_id] = prepared = self._prepare(document, article_id)
                self._waiting += len(prepared.passages)
            self._ids[outcome].append(article_id)
        except ArticleError as error:
            self._failed.append(Failure(place=error.place, reason=error.reason, hint=error.hint))
        if self._waiting >= _BATCH_PASSAGES:
            self.commit()

    def _prepare(self, document: RawDocument, article_id: str) -> "_Prepared":
        article = prepare(document, article_id, self._registry)
        signature = sign(article.text)
        copies = self._copies.of(article_id, article.text, signature)
        self._copies.add(article_id, signature)
        if copies:
            self._ids["duplicates"].append(article_id)
        return _Prepared(article=article, passages=cut_passages(article), signature=signature, copies=copies)

    def _text_of(self, article_id: str) -> str | None:
        prepared = self._batch.get(article_id)
        held = self._store.article(article_id) if prepared is None else prepared.article
        return None if held is None else held.text

    def _identify(self, document: RawDocument) -> tuple[str, str]:
        """Which article a document is, and what its coming changes."""
        if document.id_given and document.id in self._batch:
            self.commit()
        known = None if document.id_given else self._store.known(origin=document.origin)
        known = known or self._store.known(article_id=document.id)
        if known is None:
            if document.id not in self._batch:
                return document.id, "added"
        elif (known.raw_sha256, known.sidecar_sha256) == (document.raw_sha256, document.sidecar_sha256):
            return known.id, "unchanged"
        elif document.id_given or known.origin == document.origin:
            return known.id, "updated"
        # Another file of the same name: another article, whatever it holds.
        return f"{document.id}@{hashlib.sha256(document.origin.encode()).hexdigest()[:6]}", "added"

    def commit(self) -> None:
        if self._batch:
            batch = self._batch.values()
            vectors = reusing.embed(self._store, self._embedder, [(each.article, each.passages) for each in batch])
            at = 0
            with self._store.writing() as writer:
                for each in batch:
                    rows = vectors[at : at + len(each.passages)]
                    writer.put(each.article, each.passages, rows, signature=each.signature, copies=each.copies)
                    at += len(each.passages)
            self._passages += len(vectors)
            self._batch, self._waiting = {}, 0
        if self._progress is not None:
            self._progress(Progress(done=self._done, total=max(self._total, self._done), passages=self._passages))

    def report(self) -> Report:
        ids = {outcome: tuple(ids) for outcome, ids in self._ids.items()}
        return Report(failed=tuple(self._failed), **ids)
