"""An answerer that can be computed by hand: the sentences that share the most words with the question.

It builds real `Answer`s over given articles, so everything that `Answer` checks holds here as well.
"""

import re
import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.building import Failure, Report
from index.chunking import cut_sentences
from index.collection import Stats
from index.types import Article, Passage, Source, given
from rag.events import Done, Event, Retrieved, Stated, Waiting
from rag.types import Answer, Citation, Hit, Part, QuestionError, Statement, Status, Voice

_STOP = {
    "a",
    "an",
    "and",
    "did",
    "for",
    "from",
    "in",
    "is",
    "it",
    "its",
    "of",
    "on",
    "the",
    "to",
    "what",
    "when",
    "who",
}


def article(identity: str, text: str, **source: str | None) -> Article:
    """An article whose source values were given."""
    described: dict[str, Any] = {name: given(value) for name, value in source.items()}
    return Article(id=identity, text=text, source=Source(**described), sentences=cut_sentences(text))


class FakeCollection:
    """The articles of an answerer as they are at each moment; each time they are read, they may be others."""

    generation = 1

    def __init__(self, answerer: "FakeAnswerer") -> None:
        self._answerer = answerer
        self.added: list[Path] = []
        self.groups: dict[str, tuple[str, ...]] = {}

    def articles(self) -> list[Article]:
        """All of them."""
        return list(self._answerer.articles)

    def stats(self) -> Stats:
        """Of how many articles, and by whom they were made findable."""
        nothing: dict[str, Any] = dict.fromkeys("passages sentences words bytes dimension".split(), 0)
        articles = len(self._answerer.articles)
        return Stats(articles=articles, generation=self.generation, embedder="words", recall="", **nothing)

    def holds(self, article_id: str) -> bool:
        """Whether there is one."""
        return any(each.id == article_id for each in self._answerer.articles)

    def article(self, article_id: str) -> Article:
        """The one of an id; a KeyError without."""
        found = {each.id: each for each in self._answerer.articles}
        return found[article_id]

    def copies(self, article_id: str) -> tuple[str, ...]:
        """The ids of the others in its group."""
        return self.groups.get(article_id, ())

    def remove(self, *article_ids: str) -> tuple[str, ...]:
        """Take some out."""
        self._answerer.articles = [each for each in self._answerer.articles if each.id not in article_ids]
        self.generation += 1
        return article_ids

    def add(self, path: Path | str, *, fetch: bool = False) -> Report:
        """Take a file or a link in, as one article; "bad" in it makes it unreadable."""
        if isinstance(path, str):
            assert fetch
            if "bad" in path:
                raise ValueError("it leads nowhere")
            self._answerer.articles = [*self._answerer.articles, article(path, f"From {path}.", title=path)]
            return Report(added=(path,))
        self.added.append(path)
        words = path.read_text()
        if "bad" in words:
            return Report(failed=(Failure(place=str(path), reason="is bad", hint="Mend it."),))
        known = self.holds(path.stem)
        self.remove(path.stem)
        self._answerer.articles = [*self._answerer.articles, article(path.stem, words, title=path.stem)]
        return Report(updated=(path.stem,)) if known else Report(added=(path.stem,))


@dataclass
class FakeAnswerer:
    """Answers with sentences that share at least two words with the question.

    Attributes:
        articles: What is searched.
        pause: Seconds between two events of a stream.
        error: Raised instead of an answer; by a stream after the search.
        held: A stream waits for it, 20 seconds at most, before it is done.
        standing: What a question that follows others stands for, whatever it is; "" for itself.
        endless: A stream says that it is at work, again and again, until it is left.
        url: Instead of the address of every cited article.
        asked: The (question, history) of every call, in order.
        chosen: The filters of every call, in order.
        opened: How many streams were begun.
        closed: How many streams ended, whichever way.
        finished: How many of them came to their end.
    """

    articles: Sequence[Article]
    pause: float = 0.0
    error: Exception | None = None
    held: threading.Event | None = None
    standing: str = ""
    endless: bool = False
    url: str | None = None
    asked: list[tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    chosen: list[dict[str, Any]] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    finished: int = 0
    writers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Give it the articles to show as well."""
        self.collection = FakeCollection(self)
        self.models: dict[str, str] = {}

    def answer(self, question: str, *, history: Sequence[tuple[str, str]] = (), **chosen: Any) -> Answer:
        """The whole answer."""
        self.asked.append((question, tuple(history)))
        self.chosen.append(chosen)
        if not question.strip():
            raise QuestionError("The question is blank.")
        if len(question) > 2_000:
            raise QuestionError(f"The question has {len(question):,} characters; 2,000 is the most.")
        if self.error is not None:
            raise self.error
        return self._compose(question, self.standing if history and self.standing else question)

    def stream(
        self, question: str, *, history: Sequence[tuple[str, str]] = (), **chosen: Any
    ) -> Generator[Event, None, None]:
        """The same, in events."""
        self.opened += 1
        try:
            error, self.error = self.error, None
            answer = self.answer(question, history=history, **chosen)
            self.error = error
            time.sleep(self.pause)
            yield Retrieved(hits=answer.hits, considered=len(self.articles))
            if error is not None:
                raise error
            seen = 0
            for statement in answer.statements:
                time.sleep(self.pause)
                new = tuple(c for c in answer.citations if c.number in statement.citations and c.number > seen)
                seen = max(seen, *statement.citations)
                yield Stated(statement=statement, citations=new)
            while self.endless:
                time.sleep(0.02)
                yield Waiting()
            if self.held is not None:
                self.held.wait(20)
            time.sleep(self.pause)
            self.finished += 1
            yield Done(answer=answer)
        finally:
            self.closed += 1

    def retrieve(self, question: str, k: int = 5, **_: Any) -> tuple[Hit, ...]:
        """The passages that come nearest."""
        return self._compose(question).hits[:k]

    def _compose(self, question: str, standalone: str = "") -> Answer:
        standalone = standalone or question
        wanted = _words(standalone)
        passages = [passage for each in self.articles for passage in _passages(each)]
        passages.sort(key=lambda passage: -len(wanted & _words(passage.text)))
        by_id = {each.id: each for each in self.articles}
        hits = tuple(
            Hit(passage=passage, rank=rank, score=1 / rank, **_naming(by_id[passage.article_id]))
            for rank, passage in enumerate(passages[:5], 1)
        )
        found = [(hit, start, end) for hit in hits for start, end in _sentences(hit.passage.text)]
        found = [each for each in found if len(wanted & _words(each[0].passage.text[each[1] : each[2]])) >= 2]
        found.sort(key=lambda each: -len(wanted & _words(each[0].passage.text[each[1] : each[2]])))
        citations = tuple(
            _citation(number, hit.passage, (start, end), by_id[hit.passage.article_id], self.url)
            for number, (hit, start, end) in enumerate(found[:3], 1)
        )
        statements = tuple(
            Statement(
                parts=(
                    Part(text=f"{citation.publisher or citation.title}: ", voice=Voice.OURS),
                    Part(text=citation.quote, voice=Voice.QUOTED, citation=citation.number),
                )
            )
            for citation in citations
        )
        text = "\n".join(statement.text for statement in statements) or (
            f"Nothing in these articles answers “{question}”.\nSearched {len(self.articles)} articles."
        )
        status = Status.ANSWERED if statements else Status.NOT_FOUND
        nearest = tuple(
            _citation(hit.rank, hit.passage, _sentences(hit.passage.text)[0], by_id[hit.passage.article_id], self.url)
            for hit in (hits[:3] if not statements else ())
        )
        return Answer(
            question=question,
            standalone_question=standalone,
            status=status,
            text=text,
            statements=statements,
            citations=citations,
            hits=hits,
            nearest=nearest,
            confidence=0.6 if statements else 0.1,
        )


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - _STOP


def _passages(each: Article) -> list[Passage]:
    return [
        Passage(article_id=each.id, start=found.start(), end=found.end(), text=found.group())
        for found in re.finditer(r"\S[^\n]*", each.text)
    ]


def _sentences(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"\S.*?(?:(?<!\b[A-Z])[.?!][”\"]?(?=\s|$)|$)", text, re.DOTALL)]


def _naming(each: Article) -> dict[str, Any]:
    return {"title": each.source.title.value or each.text[:60], "publisher": each.source.publisher.value}


def _citation(number: int, passage: Passage, span: tuple[int, int], cited: Article, url: str | None) -> Citation:
    (start, end), source = span, cited.source
    return Citation(
        number=number,
        article_id=passage.article_id,
        start=passage.start + start,
        end=passage.start + end,
        quote=passage.text[start:end],
        passage=passage,
        title=source.title.value or cited.text[:60],
        publisher=source.publisher.value,
        original_publisher=source.original_publisher.value,
        published=source.published.value,
        # `Source` refuses what is no http link; a store that was tampered with would not.
        url=url or source.url.value,
        genre=source.genre.value,
    )
