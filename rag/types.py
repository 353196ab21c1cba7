"""A question's answer, and everything it rests on.

All values are frozen and check themselves: an `Answer` with a marker that points nowhere, or with a citation that
was not retrieved, cannot be built.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from index.types import Passage
from rag.differences import Development, Disagreement, Side
from rag.statements import Bearing, Part, Statement, Voice

__all__ = [
    "Answer",
    "Bearing",
    "Citation",
    "Development",
    "Disagreement",
    "Hit",
    "Part",
    "QuestionError",
    "Side",
    "Statement",
    "Status",
    "Voice",
]


class QuestionError(ValueError):
    """The caller's question cannot be asked: blank, too long, or no text at all."""


class Status(StrEnum):
    """How far a question was answered."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A retrieved passage.

    Attributes:
        passage: The slice.
        rank: From 1, best first.
        score: Reciprocal rank fusion of both legs and of articles as wholes, above 0, higher is better; orders the
            hits of one question and means nothing across questions.
        title: Of the article, as `Citation.title`.
        publisher: Of the article, None when unknown.
        copies: (article id, outlet or title) of the other articles with the same text: one source, counted once.
    """

    passage: Passage
    rank: int
    score: float
    title: str
    publisher: str | None = None
    copies: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse ranks that do not count from 1."""
        if self.rank < 1:
            raise ValueError(f"ranks count from 1, not {self.rank}")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "article_id": self.passage.article_id,
            "start": self.passage.start,
            "end": self.passage.end,
            "text": self.passage.text,
            "rank": self.rank,
            "score": self.score,
            "title": self.title,
            "publisher": self.publisher,
            "copies": _named(self.copies),
        }


def _named(copies: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"article_id": article_id, "name": name} for article_id, name in copies]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The exact words in the exact article: `article.text[start:end] == quote`.

    Attributes:
        number: The marker, from 1: `[1]` in the answer's text.
        article_id: Which article.
        start: First character of the quote in the article's canonical text.
        end: One past its last character.
        quote: Those characters.
        passage: The retrieved passage that the quote stands in, for showing it in place.
        title: The headline, or the opening words of an article that has none.
        publisher: The outlet, None when unknown.
        original_publisher: The outlet it first appeared in, None unless known to be republished.
        authors: Names, None when unknown.
        published: ISO date of the precision known, None when unknown.
        url: http(s) link, None when unknown.
        genre: "opinion", "report", ..., None when unknown.
        publisher_note: What the publisher registry says of whoever is behind the outlet, None when it says nothing.
        copies: As `Hit.copies`: where else the same text stands.
    """

    number: int
    article_id: str
    start: int
    end: int
    quote: str
    passage: Passage
    title: str
    publisher: str | None = None
    original_publisher: str | None = None
    authors: str | None = None
    published: str | None = None
    url: str | None = None
    genre: str | None = None
    publisher_note: str | None = None
    copies: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a quote that its passage does not hold at exactly that place."""
        if self.number < 1:
            raise ValueError(f"citation numbers count from 1, not {self.number}")
        passage = self.passage
        if passage.article_id != self.article_id:
            raise ValueError(f"citation {self.number} is of {self.article_id!r}, its passage of {passage.article_id!r}")
        if not passage.start <= self.start < self.end <= passage.end:
            raise ValueError(f"citation {self.number}: [{self.start}:{self.end}] leaves its passage")
        if passage.text[self.start - passage.start : self.end - passage.start] != self.quote:
            raise ValueError(f"citation {self.number}: {self.quote[:60]!r} does not stand at [{self.start}:{self.end}]")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the passage as its own slice."""
        return {
            "number": self.number,
            "article_id": self.article_id,
            "title": self.title,
            "publisher": self.publisher,
            "original_publisher": self.original_publisher,
            "authors": self.authors,
            "published": self.published,
            "url": self.url,
            "genre": self.genre,
            "publisher_note": self.publisher_note,
            "copies": _named(self.copies),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "passage": {"start": self.passage.start, "end": self.passage.end, "text": self.passage.text},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the articles say to a question, or that they do not say it.

    Attributes:
        question: As it was asked.
        standalone_question: As it was understood, with what earlier turns add.
        status: `answered`, `partial`, or `not_found`.
        text: For reading: the statements with their `[1]` markers, or, when nothing answers, what was searched.
        statements: In reading order; empty exactly when `status` is `not_found`.
        citations: Numbered 1, 2, ... in order of first use; each is cited by a statement.
        disagreements: Where the sources differ.
        developments: What was expected or true first, and what came later.
        confidence: 0 to 1, how far the answer can be relied on; `rag.weighing` says what it is made of. Without
            statements how probable the likeliest sentence was. Shown in words (`exporting.grounds`), never in percent.
        missing: Parts of the question, in its own words, that nothing answers; not empty exactly for `partial`.
        considered: How many articles were searched.
        hits: What was retrieved, best first.
        nearest: For `not_found`, what came nearest to an answer, the likeliest first, numbered from 1, of up to three
            passages: where a person may look who wants to judge for himself. Empty otherwise.
        as_of: The day the question was asked for, ISO, or None.
        period: How a time that the question names was read, as a sentence; "" when it was not.
        generator: What composed it: "extractive" is the default, without any language model.
        notices: What a person should know about how it came about, in sentences: what was left out, and why.
        index_generation: Which state of the index it was made from.
        seconds: How long it took; no part of the value, and so left out of comparisons and of `to_dict`, as the next.
        calls: How often a language model was asked.
        tokens: That it read and wrote; None when its provider does not say.
    """

    question: str
    standalone_question: str
    status: Status
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    developments: tuple[Development, ...] = ()
    confidence: float = 0.0
    missing: tuple[str, ...] = ()
    considered: int = 0
    hits: tuple[Hit, ...] = ()
    nearest: tuple[Citation, ...] = ()
    as_of: str | None = None
    period: str = ""
    generator: str = "extractive"
    notices: tuple[str, ...] = ()
    index_generation: int = 0
    seconds: float = field(default=0.0, compare=False)
    calls: int = field(default=0, compare=False)
    tokens: int | None = field(default=0, compare=False)

    @property
    def newest(self) -> str | None:
        """The date of its newest source, ISO of the precision known; None when no source has a known date."""
        dates = (citation.published for citation in self.citations if citation.published)
        return max(dates, key=lambda day: f"{day}-01-01"[:10], default=None)

    def __post_init__(self) -> None:
        """Refuse an answer that could not be checked."""
        if (self.status is Status.NOT_FOUND) != (not self.statements):
            raise ValueError(f"an answer with status {self.status} cannot have {len(self.statements)} statements")
        if (self.status is Status.PARTIAL) != bool(self.missing):
            raise ValueError(f"an answer with status {self.status} cannot miss {self.missing}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence is 0 to 1, not {self.confidence}")
        if [hit.rank for hit in self.hits] != list(range(1, len(self.hits) + 1)):
            raise ValueError("hits are ranked 1, 2, ... without a gap")
        self._check_markers()
        self._check_quotes()

    def _check_markers(self) -> None:
        used = list(dict.fromkeys(number for s in self.statements for number in s.citations))
        numbers = [citation.number for citation in self.citations]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(f"citations are numbered 1, 2, ... in order, not {numbers}")
        if used != numbers:
            raise ValueError(f"the statements cite {used}, but the citations are {numbers}")
        sides = [
            *(side for d in self.disagreements for side in d.sides),
            *(s for d in self.developments for s in d.sides),
        ]
        unknown = {number for side in sides for number in side.citations} - set(numbers)
        if unknown:
            raise ValueError(f"a difference cites {sorted(unknown)}, which are no citations")

    def _check_quotes(self) -> None:
        retrieved = {hit.passage for hit in self.hits}
        for citation in (*self.citations, *self.nearest):
            if citation.passage not in retrieved:
                raise ValueError(f"citation {citation.number} is of a passage that was not retrieved")
        if self.nearest and self.status is not Status.NOT_FOUND:
            raise ValueError(f"an answer with status {self.status} has no need of what came nearest")
        for part in (part for s in self.statements for part in s.parts):
            if part.citation is not None and part.text not in self.citations[part.citation - 1].quote:
                raise ValueError(f"{part.text[:60]!r} does not stand in the quote of citation {part.citation}")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the same question over the same index gives the same dictionary."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "status": self.status.value,
            "text": self.text,
            "statements": [statement.to_dict() for statement in self.statements],
            "citations": [citation.to_dict() for citation in self.citations],
            "disagreements": [disagreement.to_dict() for disagreement in self.disagreements],
            "developments": [development.to_dict() for development in self.developments],
            "confidence": self.confidence,
            "missing": list(self.missing),
            "considered": self.considered,
            "hits": [hit.to_dict() for hit in self.hits],
            "nearest": [citation.to_dict() for citation in self.nearest],
            "as_of": self.as_of,
            "period": self.period,
            "newest": self.newest,
            "generator": self.generator,
            "notices": list(self.notices),
            "index_generation": self.index_generation,
        }

    def to_markdown(self) -> str:
        """The answer and its sources as Markdown that renders as exactly these words, whatever they hold."""
        from rag.exporting import to_markdown

        return to_markdown(self)
