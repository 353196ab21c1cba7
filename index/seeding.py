"""The five sample articles, and the index that answers when a user has none yet."""

from pathlib import Path

import platformdirs

from index.building import RULES, Callback
from index.collection import Collection, create, open_collection
from index.embedding import Embedder
from index.errors import IndexMismatchError, IndexMissingError, IndexVersionError
from index.rows import FILE
from index.settings import Settings

SEEDS = Path(__file__).parent.parent / "seeds"


def open_default(settings: Settings, embedder: Embedder | None = None, progress: Callback | None = None) -> Collection:
    """The user's default index; where there is none yet, an index of the seeds, made in the cache folder.

    Raises:
        IndexMissingError: There is neither: Byline was installed without its seeds.
    """
    if (settings.index / FILE).is_file():
        return open_collection(settings.index, settings, embedder)
    articles = SEEDS / "articles"
    if not articles.is_dir():
        raise IndexMissingError(settings.index)
    folder = Path(platformdirs.user_cache_dir("byline")) / f"seeds-{RULES}"
    try:
        collection = create(folder, settings, embedder)
    except (IndexMismatchError, IndexVersionError):
        # Made by another version or embedder, from these very files: made again, nothing is lost.
        (folder / FILE).unlink()
        collection = create(folder, settings, embedder)
    collection.add(articles, progress=progress)
    return collection
