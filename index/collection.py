"""A collection of articles on disk: what `index.build` and `index.open` give."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from index import building, caching, reusing, verifying
from index.adapting import load_embedder
from index.building import Callback, Progress, Report
from index.chunking import READABLE, VERSION, cut_passages, cut_sentences, in_context
from index.embedding import Embedder, Vectors
from index.errors import IndexMismatchError, IndexStorageError
from index.filtering import Filter
from index.registry import Registry
from index.rows import FILE, Header
from index.searching import Searcher
from index.settings import Settings
from index.storing import Store
from index.types import Article, Passage, Version

_DRAFT = "rebuild"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Figures about a collection.

    `bytes` counts the store and its caches; `recall` is that of the vector search against exact search, "1.0000" where
    it is exact, or "" before it was measured.
    """

    articles: int
    passages: int
    sentences: int
    words: int
    bytes: int
    generation: int
    embedder: str
    dimension: int
    recall: str


class Collection:
    """Articles, findable. Safe to share between threads; one process writes at a time.

    Made by `index.open` and `index.build`; closes at the end of a `with` block.
    """

    def __init__(self, store: Store, embedder: Embedder) -> None:
        """Take a store that is open; it is closed with the collection.

        Raises:
            IndexMismatchError: It was built with another embedder or cut in another way.
        """
        self.folder = folder = store.folder
        self.embedder = embedder
        self._store = store
        header = self._store.header()
        built = f"{header.embedder} {header.fingerprint[:12]}"
        asked = f"{embedder.name} {embedder.fingerprint[:12]}"
        if header.fingerprint != embedder.fingerprint:
            raise IndexMismatchError(folder, "embedder", built_with=built, asked_for=asked)
        if header.chunker not in READABLE:
            raise IndexMismatchError(folder, "cutter", built_with=header.chunker, asked_for=VERSION)
        self.searcher = Searcher(self._store, embedder)
        self._groups: tuple[int, dict[str, tuple[str, ...]]] | None = None

    def __enter__(self) -> Self:
        """The collection itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close the files; the collection cannot be used afterwards."""
        self.searcher.forget()
        self._store.close()

    @property
    def generation(self) -> int:
        """Which state it is in: one more with every committed change."""
        return self._store.header().generation

    def add(
        self,
        *places: str | Path,
        progress: Callback | None = None,
        fetch: bool = False,
        registry: Registry | None = None,
    ) -> Report:
        """Take in files, folders and links; what changed replaces its article, what did not is left as it is.

        Args:
            places: Files of `index.loading.SUFFIXES`, folders of them, and http(s) links to pages and feeds.
            progress: Called after each durable step.
            fetch: Whether links may be fetched.
            registry: Who is behind which outlet; None for the one that comes with Byline.

        Raises:
            ArticleUnreadableError: There is nothing at a place.
            ValueError: A link was given, and nothing may be fetched.
            IndexLockedError, IndexStorageError: What was acknowledged stays.
        """
        links = [place for place in places if isinstance(place, str) and place.startswith(("http://", "https://"))]
        if links and not fetch:
            raise ValueError(f"{links[0]!r} is a link, and links are fetched only when asked for: pass fetch=True")
        files = [Path(place) for place in places if place not in links]
        report = building.add(self._store, self.embedder, files, progress, links=links, registry=registry)
        if report.added or report.updated:
            self.searcher.state()
        return report

    def put(self, articles: Iterable[Article]) -> tuple[str, ...]:
        """Take in articles that are ready; one of the same id is replaced, an unchanged one is left as it is.

        All or nothing: when it returns they are durable, and when it raises none of them is there.

        Returns:
            The ids of those that were new or changed.
        """
        changed = {
            article.id: article
            for article in articles
            if (known := self._store.known(article_id=article.id)) is None or known.raw_sha256 != article.raw_sha256
        }
        cut = [(article, cut_passages(article)) for article in changed.values()]
        vectors = reusing.embed(self._store, self.embedder, cut)
        at = 0
        with self._store.writing() as writer:
            for article, passages in cut:
                writer.put(article, passages, vectors[at : at + len(passages)])
                at += len(passages)
        return tuple(changed)

    def remove(self, *article_ids: str) -> tuple[str, ...]:
        """Remove articles; the ids of those that were there. When it returns they can be neither found nor cited."""
        with self._store.writing() as writer:
            return tuple(article_id for article_id in article_ids if writer.remove(article_id))

    def articles(self) -> Iterator[Article]:
        """Every article, in the order in which they were added."""
        return self._store.articles()

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """What an article was before it changed, oldest first."""
        return self._store.versions(article_id)

    def taken(self, article_id: str) -> str:
        """When an article was taken in as it is now: ISO, UTC, or "" when that was not written down."""
        return self._store.taken(article_id)

    def copies(self, article_id: str) -> tuple[str, ...]:
        """Ids of the other articles that are copies of one: the same text, or nearly, in another place."""
        generation = self.generation
        if self._groups is None or self._groups[0] != generation:
            members: dict[int, list[str]] = {}
            for member, group in self._store.groups().items():
                members.setdefault(group, []).append(member)
            self._groups = generation, {member: tuple(ids) for ids in members.values() for member in ids}
        return tuple(member for member in self._groups[1].get(article_id, ()) if member != article_id)

    def article(self, article_id: str) -> Article:
        """The article of an id.

        Raises:
            KeyError: There is none.
        """
        article = self._store.article(article_id)
        if article is None:
            raise KeyError(article_id)
        return article

    def holds(self, article_id: str) -> bool:
        """Whether there is an article of an id."""
        return self._store.article(article_id) is not None

    def passage(self, number: int) -> tuple[Article, Passage] | None:
        """A passage by the number that the searcher gives, with its article; None when it is gone."""
        stored = self._store.passage(number)
        return None if stored is None else stored[:2]

    def vector(self, number: int) -> Vectors | None:
        """The (dimension,) unit vector of a passage by its number; None when it is gone."""
        stored = self._store.passage(number)
        return None if stored is None else stored[2]

    def count(self, chosen: Filter | None = None) -> int:
        """How many articles there are, or how many of them a filter lets through."""
        condition = chosen and chosen.condition()
        return self._store.count(*condition) if condition else self._store.header().articles

    def verify(self) -> Iterator[verifying.Problem]:
        """Every problem there is: checksums, offsets, vectors. Reads everything."""
        return verifying.verify(self._store)

    @property
    def recall(self) -> str:
        """Of the ten nearest by exact search, the share that the vector search finds; "" before it was measured."""
        stamp = self._store.stamp(caching.RECALL)
        return "" if stamp is None else stamp[1]

    def stats(self) -> Stats:
        """Figures about it."""
        header = self._store.header()
        sentences = words = 0
        for article in self.articles():
            sentences += len(article.sentences)
            words += len(article.text.split())
        return Stats(
            articles=header.articles,
            passages=header.passages,
            sentences=sentences,
            words=words,
            bytes=sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file()),
            generation=header.generation,
            embedder=f"{header.embedder} {header.fingerprint[:12]}",
            dimension=header.dimension,
            recall=self.recall,
        )


def open_collection(folder: Path, settings: Settings, embedder: Embedder | None = None) -> Collection:
    """The collection in a folder, with the embedder of the settings unless another is passed."""
    store = Store(folder)  # and its errors, before an embedder is looked for
    return Collection(store, embedder or _embedder(settings, store.header().fingerprint))


def create(folder: Path, settings: Settings, embedder: Embedder | None = None) -> Collection:
    """The collection in a folder; an empty one is made if there is none."""
    if not (folder / FILE).is_file():
        embedder = embedder or _embedder(settings)
        return Collection(Store.create(folder, _header(embedder)), embedder)
    return open_collection(folder, settings, embedder)


def _embedder(settings: Settings, built_with: str | None = None) -> Embedder:
    return load_embedder(settings.embedder, settings.options(), built_with)


def rebuild(
    folder: Path, settings: Settings, embedder: Embedder | None = None, progress: Callback | None = None
) -> Collection:
    """Cut and embed every article of a collection again, beside it, and put the new store in the old one's place.

    For another embedder, or a newer cutter. The old store answers until the last moment, and stays if this is stopped.
    """
    embedder = embedder or _embedder(settings)
    old = Store(folder)
    draft_folder = folder / _DRAFT
    with old.locked():
        shutil.rmtree(draft_folder, ignore_errors=True)  # what an earlier one that was stopped has left
        before = old.header()
        draft = Store.create(draft_folder, _header(embedder, generation=before.generation))
        with draft.writing() as writer:  # a searcher that still holds numbers of the old store must not meet new ones
            writer.go_on_from(old.last_numbers())
        signatures, groups = dict(old.signatures()), old.groups()
        first: dict[int, str] = {}  # the article of each group that is in the draft already
        for done, held in enumerate(old.articles(), start=1):
            article = replace(held, sentences=cut_sentences(held.text, held.source.language.value or "en"))
            passages = cut_passages(article)
            vectors = embedder.embed_passages([in_context(article, passage) for passage in passages])
            group = groups.get(article.id)
            with draft.writing() as writer:
                writer.put(
                    article,
                    passages,
                    vectors,
                    signature=signatures[article.id],
                    copies=() if group is None else (first.setdefault(group, article.id),),
                    taken=old.taken(article.id),
                    past=old.versions(article.id),
                )
            if progress is not None:
                progress(Progress(done=done, total=before.articles, passages=draft.header().passages))
        draft.close()
        # The old journal is settled (we hold the lock and have read), so no stale one can meet the new file.
        try:
            (draft_folder / FILE).replace(folder / FILE)
            shutil.rmtree(draft_folder)
        except OSError as error:
            raise IndexStorageError(folder, str(error)) from error
    old.close()
    return Collection(Store(folder), embedder)


def _header(embedder: Embedder, generation: int = 0) -> Header:
    return Header(
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        dimension=embedder.dimension,
        chunker=VERSION,
        generation=generation,
    )
