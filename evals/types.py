"""Questions with what is expected of an answer, the answers that came, and what they scored.

All are frozen. An answer here is plain data: whatever was asked (Byline, a peer, a file) is brought to this form first,
so that every system is measured by the same code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where an answer stands: an article, and its words; "" when only the article is known."""

    article_id: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalQuestion:
    """A question, and what is expected of an answer.

    Attributes:
        id: Unique in its set.
        question: As it is asked.
        answers: Accepted answers; each alone is right, unless `all_answers`.
        all_answers: Every answer counts: a list, or several right values.
        wrong_answers: What an answer must not say.
        answerable: Whether the articles answer it; None when the set does not say.
        evidence: Where the answer stands.
        relevant: (article id, grade from 1) pairs for retrieval; those of the evidence when the set has no others.
        articles: Ids of the articles to ask over, and no others; empty for the whole collection.
        history: Earlier (question, answer text) turns, oldest first.
        rewrite: The follow-up as a human wrote it to stand alone, or "".
        choices: Of a multiple choice question.
        correct: Positions of the right choices, from 0.
        sides: Values that sources give differently, to be shown side by side; () where a card would be false,
            None when the set does not say.
        as_of: ISO date to answer for, or "": from nothing that was published later.
        since: ISO date, or "": to be answered from what was published then or later.
        until: ISO date, or "": to be answered from what was published then or earlier.
        kind: What sort of question it is, for the table by kind; "" is shown as "other".
        place: File and line that it was read from.
    """

    id: str
    question: str
    answers: tuple[str, ...] = ()
    all_answers: bool = False
    wrong_answers: tuple[str, ...] = ()
    answerable: bool | None = None
    evidence: tuple[Evidence, ...] = ()
    relevant: tuple[tuple[str, int], ...] = ()
    articles: tuple[str, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    rewrite: str = ""
    choices: tuple[str, ...] = ()
    correct: tuple[int, ...] = ()
    sides: tuple[str, ...] | None = None
    as_of: str = ""
    since: str = ""
    until: str = ""
    kind: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        """Refuse a question that cannot be asked, or that contradicts itself."""
        if not self.id or not self.question.strip():
            raise ValueError("a question has an id and words")
        if self.answerable is False and self.answers:
            raise ValueError(f"{self.id!r} is called unanswerable, and has answers")
        if not all(0 <= position < len(self.choices) for position in self.correct):
            raise ValueError(f"{self.id!r}: choice {max(self.correct)} of {len(self.choices)}")
        if self.sides is not None and len(self.sides) == 1:
            raise ValueError(f"{self.id!r}: a disagreement has two sides or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A row that is no question: where it stands, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A citation of an answer.

    Attributes:
        article_id: Which article.
        quote: The words that are said to stand there.
        start: Where, in characters of the article's text; None when the system does not say.
        end: One past the last.
        stands: The article's text from `start` to `end`, looked up by us; None when it could not be looked up.
        around: That text with some characters before and after it, and where in it the quote starts; for reading.
        source: Title, publisher and date, as the system gives them.
        origin: Who first published it, as far as known: two citations of one origin are one source.
        published: ISO date, or "".
    """

    article_id: str
    quote: str
    start: int | None = None
    end: int | None = None
    stands: str | None = None
    around: tuple[str, int] | None = None
    source: str = ""
    origin: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement of an answer: our or the model's words, what it claims, and positions (from 0) of its citations."""

    text: str
    claim: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """A retrieved passage; `text` may be "" when only the article is known."""

    article_id: str
    text: str = ""
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a system answered.

    Attributes:
        text: The answer in its own words, without markers and without who said it; "" when it abstained.
        abstained: It said that it does not know; None when it only retrieves, and no answer is measured.
        statements: Its sentences, with their citations.
        citations: In the order of their markers.
        retrieved: Passages, best first.
        cards: Disagreements that it shows: of each the values side by side.
        confidence: 0 to 1, also of what it did not say; None when it gives none.
        asked: The question as it was understood.
        last_turn: Articles retrieved for a follow-up as it stands, for comparing; None when not asked.
        by_rewrite: Articles retrieved for the human rewrite; None when there is none.
        seconds: How long it took; 0 when it is not known.
        tokens: Of a language model, in and out; 0 without one, None when it is not known.
        calls: Of a language model; None when it is not known.
    """

    text: str = ""
    abstained: bool | None = False
    statements: tuple[Said, ...] = ()
    citations: tuple[Cited, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    cards: tuple[tuple[str, ...], ...] = ()
    confidence: float | None = None
    asked: str = ""
    last_turn: tuple[str, ...] | None = None
    by_rewrite: tuple[str, ...] | None = None
    seconds: float = 0.0
    tokens: int | None = None
    calls: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one answer scored: 0 to 1, and why."""

    value: float
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A question, its answer, and its scores.

    Attributes:
        question: As it was read.
        response: What came; empty when it failed.
        failure: Why no answer came, or "". A failed question counts as wrong.
        scores: By measure; a measure that cannot be applied to the question is not there.
    """

    question: EvalQuestion
    response: Response = field(default_factory=Response)
    failure: str = ""
    scores: Mapping[str, Score] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A mean or a rate, which never comes without its count and interval.

    Attributes:
        measure: Which.
        value: The figure.
        low: Lower end of the 95 % interval.
        high: Upper end.
        count: Questions that it is made of.
        left_out: Questions that it could not be applied to.
    """

    measure: str
    value: float
    low: float
    high: float
    count: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything measured in one run.

    Attributes:
        name: Of the question set.
        system: What was asked.
        figures: Over all questions.
        kinds: The same by kind of question.
        outcomes: Question by question, in the order of the set.
        broken: Rows that were no questions.
        settings: What else there is to know: versions, index, sample, seed, support scorer.
    """

    name: str
    system: str
    figures: tuple[Figure, ...]
    kinds: Mapping[str, tuple[Figure, ...]]
    outcomes: tuple[Outcome, ...]
    broken: tuple[Broken, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    def figure(self, measure: str) -> Figure | None:
        """The figure of a measure, None when no question could be scored by it."""
        return next((figure for figure in self.figures if figure.measure == measure), None)


class Measure(Protocol):
    """Scores one answer; None when the question cannot be scored so."""

    def __call__(self, question: EvalQuestion, response: Response) -> Score | None:
        """Score it."""
        ...


Answering = Callable[[EvalQuestion], object]
"""Anything that answers: gives a `Response`, a `rag.Answer`, or a text."""
