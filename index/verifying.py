"""Is everything in an index what was written? Every checksum, every offset, every vector, every index of SQLite's."""

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
        ids, owners = store.ids(), store.owners()
        store.groups()
        for _ in store.signatures():
            pass
    except IndexCorruptError as error:
        yield Problem(article_id="", what=error.what)
        return
    yield from (Problem(article_id="", what=what) for what in store.damaged_structure())
    left: dict[str, int] = {}
    named: set[str] = set()
    for article_id in ids:
        try:
            article = store.article(article_id)
            left |= {} if article is None else {article_id: len(article.sentences)}
            store.versions(article_id)
        except IndexCorruptError as error:
            yield Problem(article_id=article_id, what=error.what)
    for number, article_id in owners:
        if article_id not in left:  # its article is damaged, and said to be, or was removed meanwhile
            continue
        try:
            covered, problems = _look_at(store, number)
            left[article_id] -= covered
            yield from problems
        except IndexCorruptError as error:
            named.add(article_id)
            yield Problem(article_id=article_id, what=error.what)
    for article_id, missing in left.items():
        if missing and article_id not in named:
            yield Problem(article_id=article_id, what=f"{missing} of its sentences cannot be found")


def _look_at(store: Store, number: int) -> tuple[int, list[Problem]]:
    """How many sentences a passage covers, and what is wrong with its vector."""
    stored = store.passage(number)
    if stored is None:
        return 0, []
    article, passage, vector = stored
    covered = sum(passage.start <= start and end <= passage.end for start, end in article.sentences)
    if abs(float(np.linalg.norm(vector)) - 1) <= _UNIT_TOLERANCE:  # a NaN is not
        return covered, []
    return covered, [Problem(article_id=article.id, what=f"the vector of passage {number} has not length 1")]
