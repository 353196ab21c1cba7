"""Passages by their words: BM25. The one door to tantivy, and to how words are told apart."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from index.vectors import Scored

_WRITER_BYTES = 50_000_000
"""Tantivy's write buffer: each time it is full a segment is written."""
_ABBREVIATION = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_INITIAL = re.compile(r"\.[A-Za-z]\.")
"""Stands in every abbreviation, and is found ten times as fast."""

STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be been before being both but by can could did do does "
    "doing for from had has have having he her here him his how i if in into is it its just me might more most "
    "must my no not of on or other our out over own s same shall she should so some such t than that the their "
    "them then there these they this those to too under until up us very was we were what when where which "
    "while who whom whose why will with would you your ".split()
)
"""They carry no topic; matching them makes every passage a little like every question."""


def words(text: str) -> list[str]:
    """The words of a text as they are compared: lower case, without accents, stemmed, without stop words.

    >>> words("China’s demands: what did the U.S. naïvely demand?")
    ['china', 'demand', 'usa', 'naiv', 'demand']
    """
    return [word for word in _analyzer().analyze(_prepare(text)) if word]


def _prepare(text: str) -> str:
    # "U.S." would fall into two letters, and "US" in capitals into the pronoun, a stop word.
    if _INITIAL.search(text):
        text = _ABBREVIATION.sub(lambda match: match.group().replace(".", ""), text)
    return re.sub(r"\bUS\b", "USA", text) if "US" in text else text


@cache
def _analyzer() -> Any:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return builder.filter(Filter.custom_stopword(sorted(STOP_WORDS))).filter(Filter.stemmer("english")).build()


@cache
def _schema() -> Any:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field("number", stored=True, indexed=True, fast=True)
    builder.add_text_field("words", tokenizer_name="byline", index_option="freq")
    return builder.build()


class WordIndex:
    """An inverted index of passages, in a folder or in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the index in a folder, or make an empty one there; without a folder, in memory."""
        from tantivy import Index

        self._inner = Index(_schema(), path=None if folder is None else str(folder))
        self._inner.register_tokenizer("byline", _analyzer())
        # By default a thread watches the folder and reloads; a cache folder never changes once it is made.
        self._inner.config_reader(reload_policy="manual")
        self._inner.reload()

    def add(self, passages: Sequence[tuple[int, str]]) -> None:
        """Add (number, text) pairs; findable when this returns."""
        with self.adding() as add:
            for number, text in passages:
                add(number, text)

    @contextmanager
    def adding(self, without: Iterable[int] = ()) -> Iterator[Callable[[int, str], None]]:
        """Add passages one by one, and take out those of some numbers; both show when the block ends."""
        from tantivy import Document

        # One thread: with more, the order of equal scores would differ from run to run.
        writer = self._inner.writer(_WRITER_BYTES, num_threads=1)
        for number in without:
            writer.delete_documents_by_term("number", number)

        def add(number: int, text: str) -> None:
            document = Document()
            document.add_unsigned("number", number)  # add_integer would make it signed, and unfindable
            document.add_text("words", _prepare(text))
            writer.add_document(document)

        yield add
        writer.commit()
        writer.wait_merging_threads()
        self._inner.reload()

    def __len__(self) -> int:
        """How many passages."""
        return int(self._inner.searcher().num_docs)

    def frequency(self, word: str) -> int:
        """How many passages hold a word as `words` gives it."""
        return int(self._inner.searcher().doc_freq("words", word))

    def search(
        self, question: str, k: int, allowed: AbstractSet[int] | None = None, beside: Sequence[tuple[str, float]] = ()
    ) -> list[Scored]:
        """The passages that share most words with a question.

        Args:
            question: Any text.
            k: How many; fewer come back when fewer share a word.
            allowed: Only these passage numbers; None for all. Applied before ranking.
            beside: Further text, each with what its words weigh where those of the question weigh 1.

        Returns:
            (number, BM25 score) pairs, best first; equal scores by number. Scores of two questions do not compare.
        """
        from tantivy import Occur, Query

        weighed = [(word, weight) for text, weight in [(question, 1.0), *beside] for word in words(text)]
        terms = [_term(word, weight) for word, weight in weighed]
        if not terms or (allowed is not None and not allowed):
            return []
        query = Query.boolean_query([(Occur.Should, term) for term in terms])
        if allowed is not None:
            # A constant of 0 keeps the filter out of the score.
            only = Query.const_score_query(Query.term_set_query(_schema(), "number", sorted(allowed)), 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, only)])
        searcher = self._inner.searcher()
        found = [(searcher.doc(address)["number"][0], score) for score, address in searcher.search(query, k).hits]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _term(word: str, weight: float) -> Any:
    from tantivy import Query

    term = Query.term_query(_schema(), "words", word, index_option="freq")
    # Tantivy passes over what cannot reach the best only where every part of a question is a bare term.
    return term if weight == 1 else Query.boost_query(term, weight)
