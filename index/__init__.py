"""Articles in, passages findable: the index room.

    collection = index.build("articles/", "path/to/index")
    collection = index.open("path/to/index")
    collection.add("more/"), collection.remove("an-id"), collection.articles(), collection.article("an-id")

Nothing heavy is loaded by importing it; the embedder is loaded when the first text is embedded.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BylineError
from index.types import Article, Described, Passage, Provenance, Sentence, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.building import Progress
    from index.collection import Collection
    from index.embedding import Embedder
    from index.settings import Settings

__all__ = [
    "Article",
    "BylineError",
    "Described",
    "Passage",
    "Provenance",
    "Sentence",
    "Source",
    "build",
    "open",
]


def build(
    articles: str | Path,
    folder: str | Path,
    *,
    settings: "Settings | None" = None,
    embedder: "Embedder | None" = None,
    progress: "Callable[[Progress], None] | None" = None,
) -> "Collection":
    """Index the articles at a place, in a folder; a collection that is there already is added to.

    What cannot be read is left out: use `Collection.add` for a report of it.

    Args:
        articles: A file of one of `index.loading.SUFFIXES`, or a folder of them.
        folder: Where the index is, or is to be.
        settings: None for those in force (`index.settings.read()`).
        embedder: None for the one of the settings.
        progress: Called after each durable step.

    Raises:
        BylineError: See `index.errors`.

    >>> with index.build(articles, tmp / "index") as collection:
    ...     collection.count()
    5
    """
    from index.collection import create
    from index.settings import read

    collection = create(Path(folder), settings or read(), embedder)
    collection.add(articles, progress=progress)
    return collection


def open(  # noqa: A001 - `index.open(...)` is how it is read; nothing here opens files
    folder: str | Path | None = None,
    *,
    settings: "Settings | None" = None,
    embedder: "Embedder | None" = None,
) -> "Collection":
    """The collection in a folder.

    Args:
        folder: None for the default index of the settings.
        settings: None for those in force.
        embedder: None for the one of the settings.

    Raises:
        IndexMissingError: There is none.
        IndexStateError: It cannot be used as it is; the error says what to do.

    >>> with index.open(seeds) as collection:
    ...     collection.article("people-news-wits-end").source.publisher.value
    'People News'
    """
    from index.collection import open_collection
    from index.settings import read

    settings = settings or read()
    return open_collection(Path(folder or settings.index), settings, embedder)
