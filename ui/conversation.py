"""What one visitor has asked and what has come of it: values, and the one place where they change.

The page is drawn from a `Conversation`; nothing is ever read back out of the screen.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, Self

from index.errors import BylineError
from index.types import Article
from rag.events import Disagreed, Done, Event, Retrieved, Stated, Waiting, Withdrawn
from rag.types import Answer, Citation, Disagreement, QuestionError, Statement, Voice

if TYPE_CHECKING:
    from ui.measuring import Measurement

# Bounds what one session can hold; older turns leave the screen and the history together.
_KEPT_TURNS = 50


class Articles(Protocol):
    """Where quotes are checked and articles are shown from; `index.collection.Collection` is one."""

    def article(self, article_id: str) -> Article:
        """The article of an id; a KeyError if there is none."""


class Answerer(Protocol):
    """What the page asks; `rag.Answerer` is one."""

    @property
    def collection(self) -> Any:
        """The articles, as `Articles` and more: the library shows and changes them."""

    @property
    def writers(self) -> tuple[str, ...]:
        """The names of the language models that can be asked to write."""

    def answer(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        publishers: Sequence[str] = (),
        articles: Sequence[str] = (),
        writer: str | None = None,
    ) -> Answer:
        """Answer at once; `history` holds earlier questions with the text of their answers, oldest first."""

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        publishers: Sequence[str] = (),
        articles: Sequence[str] = (),
        writer: str | None = None,
    ) -> Iterator[Event]:
        """The same answer as it comes; the last event is `Done`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which articles a question is put to, and for which day; the fields are what an answerer is told."""

    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    publishers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What an answerer is to be told; nothing where nothing was chosen."""
        named = {name: getattr(self, name) for name in ("since", "until", "as_of", "publishers", "articles")}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question and what has come of it so far.

    Attributes:
        number: From 1, never used again in a conversation: the turn that a marker names.
        question: As it was typed.
        meant: The standalone form that the reader put in place of ours; "" to find it ourselves.
        scope: Which articles it is put to.
        writer: One of the answerer's writers, "none", or "" where there is no choice.
        asked_at: On the monotonic clock.
        considered: How many articles were searched; None until they were.
        kept: How many passages that left.
        seconds: How long the answer took, or the search until there is one.
        statements: Those that have come.
        citations: Those that have come.
        disagreements: Those that have come.
        answer: The whole answer, once it is there.
        failed: Numbers of the citations whose words do not stand in their article (any more).
        suggestions: Questions to go on with; each of them was asked, and has an answer.
        vote: What the reader said of it: 1, -1, or 0 for nothing.
        restored: It was asked on an earlier visit.
        trouble: Why there is no answer: a key of the interface's strings, or a message; "" while there is hope.
        withdrawn: What a language model had written was taken back when the trouble came.
    """

    number: int
    question: str
    meant: str = ""
    scope: Scope = field(default_factory=Scope)
    writer: str = ""
    asked_at: float = field(default_factory=time.monotonic)
    considered: int | None = None
    kept: int = 0
    seconds: float = 0.0
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    answer: Answer | None = None
    failed: frozenset[int] = frozenset()
    suggestions: tuple[str, ...] = ()
    vote: int = 0
    restored: bool = False
    trouble: str = ""
    withdrawn: bool = False

    @property
    def finished(self) -> bool:
        """Nothing more will come."""
        return self.answer is not None or bool(self.trouble)

    def after(self, event: Event, articles: Articles) -> "Turn":
        """The turn with what the event brought."""
        turn = replace(self, seconds=time.monotonic() - self.asked_at)
        match event:
            case Retrieved():
                return replace(turn, considered=event.considered, kept=len(event.hits))
            case Stated():
                statements, citations = (*self.statements, event.statement), (*self.citations, *event.citations)
                return replace(turn, statements=statements, citations=citations)
            case Waiting():
                return turn
            case Withdrawn():
                return replace(turn, statements=(), citations=(), disagreements=())
            case Disagreed():
                return replace(turn, disagreements=(*self.disagreements, event.disagreement))
            case Done():
                return replace(turn, **settled(event.answer, articles))

    def ended(self, trouble: str) -> "Turn":
        """The turn without an answer. What a language model had written of one does not stand: it was not finished."""
        turn = replace(self, trouble=trouble)
        if not any(part.voice is Voice.WRITTEN for statement in self.statements for part in statement.parts):
            return turn
        return replace(turn, statements=(), citations=(), disagreements=(), withdrawn=True)


def settled(answer: Answer, articles: Articles) -> dict[str, Any]:
    """The fields of a turn whose answer is there, with every quote looked up in its article once more."""
    return {
        "answer": answer,
        "statements": answer.statements,
        "citations": answer.citations,
        "disagreements": answer.disagreements,
        "failed": frozenset(each.number for each in answer.citations if not stands(each, articles)),
    }


def stands(citation: Citation, articles: Articles) -> bool:
    """Whether the quoted words stand in the article, at exactly their place, at this moment."""
    try:
        return articles.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    except KeyError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The turns on the screen, oldest first; `asked` counts every turn there has been."""

    turns: tuple[Turn, ...] = ()
    asked: int = 0

    @property
    def busy(self) -> bool:
        """An answer is still coming."""
        return bool(self.turns) and not self.turns[-1].finished

    def history(self) -> tuple[tuple[str, str], ...]:
        """The answered turns, oldest first: what a new question may refer to."""
        return tuple((turn.question, turn.answer.text) for turn in self.turns if turn.answer is not None)

    def turn(self, number: int) -> Turn | None:
        """The turn of a number, if it is still on the screen."""
        return next((turn for turn in self.turns if turn.number == number), None)

    def ask(self, question: str, *, scope: Scope | None = None, meant: str = "", writer: str = "") -> "Conversation":
        """With a new turn."""
        turn = Turn(number=self.asked + 1, question=question, scope=scope or Scope(), meant=meant, writer=writer)
        return Conversation(turns=(*self.turns, turn)[-_KEPT_TURNS:], asked=self.asked + 1)

    def put(self, turn: Turn) -> "Conversation":
        """With a turn as it is now; one that has left, or that was finished, stays as it is."""
        before = self.turn(turn.number)
        if before is None or before.finished:
            return self
        return replace(self, turns=tuple(turn if each.number == turn.number else each for each in self.turns))

    def add(self, number: int, **found: Any) -> "Conversation":
        """With something that was found out about a turn after it was finished."""
        turns = tuple(replace(turn, **found) if turn.number == number else turn for turn in self.turns)
        return replace(self, turns=turns)

    def take_back(self) -> "Conversation":
        """Without the last turn; its number stays used, so that no old marker finds a new turn."""
        return replace(self, turns=self.turns[:-1])

    def end(self, trouble: str) -> "Conversation":
        """With the last turn finished, if it was not."""
        return self.put(self.turns[-1].ended(trouble)) if self.busy else self


class Session:
    """One visitor's conversation. Several threads change it: an answer that comes, and a stop that ends it.

    Attributes:
        conversation: As it is at this moment.
        told: What the browser said with the last question: in which language to answer it.
        measuring: The run of a question set that is going on; None where there is none.
    """

    def __init__(self) -> None:
        """Begin with nothing asked."""
        self.conversation = Conversation()
        self.told: Mapping[str, Any] = {}
        self.measuring: Measurement | None = None
        self._claimed = 0
        self._lock = threading.Lock()

    def __deepcopy__(self, _: object) -> Self:
        """A session of its own for every visitor: the page's framework copies the one it was built with."""
        return type(self)()

    def change(self, step: Callable[[Conversation], Conversation]) -> Conversation:
        """What the conversation is after a step that nobody else's step can come between."""
        with self._lock:
            self.conversation = step(self.conversation)
            return self.conversation

    def claim(self) -> Conversation | None:
        """The conversation, whose last turn is now the caller's to answer; None if it is not waiting for anybody."""
        with self._lock:
            if not self.conversation.busy or self._claimed == self.conversation.asked:
                return None
            self._claimed = self.conversation.asked
            return self.conversation


def follow(answerer: Answerer, conversation: Conversation) -> Generator[Turn]:
    """The last turn after each event of its answer; closing it closes the answerer's stream."""
    turn = conversation.turns[-1]
    history = () if turn.meant else replace(conversation, turns=conversation.turns[:-1]).history()
    try:
        chosen = {**turn.scope.arguments, **({"writer": turn.writer} if turn.writer else {})}
        stream = answerer.stream(turn.meant or turn.question, history=history, **chosen)
        with closing(stream) as events:
            for event in events:
                turn = turn.after(event, answerer.collection)
                yield turn
    # A date that is none is a ValueError, as an unaskable question is.
    except (QuestionError, ValueError) as error:
        yield turn.ended(str(error))
    except BylineError as error:
        yield turn.ended(f"{error.message} {error.hint}")


@contextlib.contextmanager
def closing(events: Iterator[Event]) -> Iterator[Iterator[Event]]:
    """Some events, closed when they are left."""
    try:
        yield events
    finally:
        # The answerer's generator would otherwise go on holding what it holds until it is collected.
        if isinstance(events, Generator):
            events.close()
