import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest

import index
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
        Problem(article_id="ferry", what="article 'ferry' is not what was written"),
        Problem(article_id="bridge", what="passage 1 of 'bridge' is not what was written"),
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
    assert list(collection.verify()) == [Problem(article_id="ferry", what="2 of its sentences cannot be found")]


def test_a_broken_header_is_a_problem_of_no_article(collection: Collection) -> None:
    with closing(sqlite3.connect(collection.folder / FILE)) as db:
        db.execute("UPDATE header SET value = 'x' WHERE key = 'chunker'")
        db.commit()
    assert list(collection.verify()) == [Problem(article_id="", what="its header is not what was written")]


def test_an_index_of_sqlites_that_hides_rows_is_a_problem_but_hides_nothing_from_us(collection: Collection) -> None:
    expected = (list(collection.articles()), collection.searcher.nearest("harbour bridge", 5))
    with closing(sqlite3.connect(collection.folder / FILE)) as db:
        db.execute("PRAGMA writable_schema=ON")
        # Both indexes now lead into each other's pages.
        roots = dict(db.execute("SELECT name, rootpage FROM sqlite_schema WHERE type = 'index'"))
        by_id, by_article = roots["sqlite_autoindex_articles_1"], roots["passages_by_article"]
        db.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = 'passages_by_article'", (by_id,))
        db.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = 'sqlite_autoindex_articles_1'", (by_article,))
        db.commit()
    shutil.rmtree(collection.folder / "cache")
    with index.open(collection.folder, embedder=collection.embedder) as opened:
        assert (list(opened.articles()), opened.searcher.nearest("harbour bridge", 5)) == expected
        assert opened.article("ferry").id == "ferry"
        assert any("index" in problem.what for problem in opened.verify())
