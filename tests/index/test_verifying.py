import sqlite3
from contextlib import closing

import numpy as np
import pytest

from index.chunking import cut_passages
from index.collection import Collection
from index.rows import FILE
from index.verifying import Problem


def test_a_sound_index_has_no_problems(collection: Collection) -> None:
    assert list(collection.verify()) == []


def test_each_damaged_article_is_named_and_the_rest_is_still_looked_at(collection: Collection) -> None:
    with closing(sqlite3.connect(collection.folder / FILE)) as db:
        db.execute("UPDATE articles SET text = replace(text, 'boat', 'goat')")
        db.execute("UPDATE passages SET start = start + 1 WHERE article = 1")
        db.commit()
    assert list(collection.verify()) == [
        Problem(article_id="bridge", what="passage 1 of 'bridge' is not what was written"),
        Problem(article_id="ferry", what="article 'ferry' is not what was written"),
    ]


@pytest.mark.parametrize("length", [0.0, 2.0, np.nan])
def test_a_vector_that_is_no_unit_vector_is_a_problem(collection: Collection, length: float) -> None:
    article = collection.article("ferry")
    row = np.zeros((1, 256), np.float32)
    row[0, 0] = length
    with collection._store.writing() as writer:
        writer.put(article, cut_passages(article), row)
    assert list(collection.verify()) == [Problem(article_id="ferry", what="the vector of passage 3 has not length 1")]


def test_a_sentence_in_no_passage_is_a_problem(collection: Collection) -> None:
    article = collection.article("ferry")
    with collection._store.writing() as writer:
        writer.put(article, (), np.zeros((0, 256), np.float32))
    assert list(collection.verify()) == [Problem(article_id="ferry", what="0 of its 2 sentences can be found")]


def test_a_broken_header_is_a_problem_of_no_article(collection: Collection) -> None:
    with closing(sqlite3.connect(collection.folder / FILE)) as db:
        db.execute("UPDATE header SET value = 'x' WHERE key = 'chunker'")
        db.commit()
    assert list(collection.verify()) == [Problem(article_id="", what="its header is not what was written")]
