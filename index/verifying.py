"""Is everything in an index what was written? Every checksum, every offset, every vector."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.errors import IndexCorruptError
from index.storing import Store

_UNIT_TOLERANCE = 0.01
"""float16 keeps three digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something damaged: in which article ("" when it is in none), and what."""

    article_id: str
    what: str


def verify(store: Store) -> Iterator[Problem]:
    """Every problem there is; none for a sound index. Reads all of it."""
    try:
        store.header()
        ids = store.ids()
    except IndexCorruptError as error:
        yield Problem(article_id="", what=error.what)
        return
    for article_id in ids:
        try:
            yield from _verify_article(store, article_id)
        except IndexCorruptError as error:
            yield Problem(article_id=article_id, what=error.what)


def _verify_article(store: Store, article_id: str) -> Iterator[Problem]:
    article = store.article(article_id)
    if article is None:  # removed since its id was read
        return
    covered = 0
    for number, passage, vector in store.passages(article):
        covered += sum(passage.start <= start and end <= passage.end for start, end in article.sentences)
        if not abs(float(np.linalg.norm(vector)) - 1) <= _UNIT_TOLERANCE:  # not <=: a NaN is caught as well
            yield Problem(article_id=article_id, what=f"the vector of passage {number} has not length 1")
    if covered != len(article.sentences):
        yield Problem(article_id=article_id, what=f"{covered} of its {len(article.sentences)} sentences can be found")
