"""What can be asked: Byline over an index, and answers that stand in a file already."""

import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import ir_measures

from evals.errors import EvalError
from evals.reading import read_lines
from evals.responses import of_answer, of_record
from evals.types import EvalQuestion, Response, Retrieved
from rag.following import stand_alone

if TYPE_CHECKING:
    from index.types import Article
    from rag.answering import Answerer

DEEP = 40
"""Passages retrieved for measuring: of one article at most four come, and ten different articles are wanted."""


class Retrieval:
    """Byline's retrieval alone, for sets that ask for no answer: nothing is read, and nothing is said."""

    name = "Byline, retrieval"

    def __init__(self, answerer: "Answerer") -> None:
        """Take the answerer that `rag.open` gives."""
        self._answerer = answerer

    def __call__(self, question: EvalQuestion) -> Response:
        """Retrieve for a question as it is understood after the turns before it."""
        start = time.perf_counter()
        asked = stand_alone(question.question, question.history)
        retrieved = self._retrieve(question, asked)
        response = Response(
            abstained=None, asked=asked, retrieved=retrieved, seconds=time.perf_counter() - start, tokens=0, calls=0
        )
        return self._beside(question, response)

    def settings(self) -> dict[str, str]:
        """What it depends on: the index, by its content, and the embedder."""
        collection = self._answerer.collection
        stats = collection.stats()
        digest = sha256()
        for each in collection.articles():
            digest.update(f"{each.id}\0{each.content_sha256}\0".encode())
        return {
            "index": f"{stats.articles} articles, {stats.passages} passages, content {digest.hexdigest()[:16]}",
            "embedder": stats.embedder,
        }

    def _beside(self, question: EvalQuestion, response: Response) -> Response:
        """The response with what is retrieved for a follow-up as it stands, and as a human rewrote it."""
        if not question.history:
            return response
        by_rewrite = _articles(self._retrieve(question, question.rewrite)) if question.rewrite else None
        last_turn = _articles(self._retrieve(question, question.question))
        return replace(response, last_turn=last_turn, by_rewrite=by_rewrite)

    def _retrieve(self, question: EvalQuestion, text: str) -> tuple[Retrieved, ...]:
        since, until, as_of = question.since or None, question.until or None, question.as_of or None
        hits = self._answerer.retrieve(text, DEEP, since=since, until=until, as_of=as_of)
        return tuple(Retrieved(article_id=h.passage.article_id, text=h.passage.text, score=h.score) for h in hits)


class Byline(Retrieval):
    """Byline's own answers over a collection, or over the articles of it that a question names."""

    name = "Byline"

    def __init__(self, answerer: "Answerer", writer: str | None = None) -> None:
        """Take the answerer that `rag.open` gives, and which of its writers is to write; None for its first."""
        super().__init__(answerer)
        self._chosen = {} if writer is None else {"writer": writer}

    def __call__(self, question: EvalQuestion) -> Response:
        """Answer it, and retrieve deeper than an answer needs; `seconds` are those of the answer alone."""
        answer = self._answerer.answer(
            question.question,
            history=question.history,
            articles=question.articles,
            since=question.since or None,
            until=question.until or None,
            as_of=question.as_of or None,
            **self._chosen,
        )
        response = of_answer(answer, self.lookup)
        # Of a handful of articles the answer has seen all.
        if question.articles:
            return response
        return self._beside(question, replace(response, retrieved=self._retrieve(question, response.asked)))

    def settings(self) -> dict[str, str]:
        """What its answers depend on: the index and the embedder, and what reads and writes."""
        return super().settings() | self._answerer.models | self._chosen

    def lookup(self, article_id: str) -> "Article | None":
        """The article with an id."""
        try:
            return self._answerer.collection.article(article_id)
        except KeyError:
            return None


class Recorded:
    """Answers from a file: our `answers.jsonl`, any JSON lines of responses (RAGAS too), or a TREC run."""

    def __init__(self, path: Path) -> None:
        """Read them.

        Raises:
            EvalError: They cannot be read; the line is named.
        """
        self.name = path.parent.name if path.name == "answers.jsonl" else path.name
        try:
            self._responses = _read_run(path) if path.suffix in (".run", ".trec", ".txt") else _read_responses(path)
        except (OSError, ValueError) as error:
            raise EvalError(
                path, f"holds no answers: {error}", hint='Each line is {"id": ..., "response": {...}}.'
            ) from error

    def __call__(self, question: EvalQuestion) -> Response:
        """The answer to a question; one that is not there failed.

        Raises:
            KeyError: It is not there.
        """
        if question.id not in self._responses:
            raise KeyError(f"there is no answer to {question.id!r}")
        return self._responses[question.id]


def _read_responses(path: Path) -> dict[str, Response]:
    responses = {}
    for number, record in enumerate(read_lines(path), start=1):
        given = record.get("response")
        try:
            identity = str(record.get("id") or f"{path.name.split('.')[0]}-{number}")
            if isinstance(given, dict) or (given is None and "failure" not in record):
                responses[identity] = of_record(given or record)
            elif isinstance(given, str):
                responses[identity] = of_record(record)
        except ValueError as error:
            raise ValueError(f"answer {number} {error}") from error
    return responses


def _read_run(path: Path) -> dict[str, Response]:
    ranked: dict[str, list[tuple[float, str]]] = {}
    for row in ir_measures.read_trec_run(str(path)):  # type: ignore[no-untyped-call]
        ranked.setdefault(row.query_id, []).append((row.score, row.doc_id))
    return {
        asked: Response(
            abstained=None,
            retrieved=tuple(
                Retrieved(article_id=name, score=score) for score, name in sorted(rows, key=lambda row: -row[0])
            ),
        )
        for asked, rows in ranked.items()
    }


def _articles(retrieved: tuple[Retrieved, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.article_id for each in retrieved))
