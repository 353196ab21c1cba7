"""An answer as words for the screen: foreign text inert, our words told apart from quoted ones.

Values in, values out, but for `follow`, which asks an answerer. Article text, titles, links, names and questions are
foreign, which means that they may hold anything, above all Markdown and HTML. The chat shows Markdown, so nothing
foreign reaches it unencoded.
"""

import contextlib
import re
import string
import time
import unicodedata
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from index.errors import BylineError
from rag.events import Disagreed, Done, Event, Retrieved, Stated, Waiting, Withdrawn
from rag.types import Answer, Citation, Disagreement, Part, QuestionError, Statement, Status, Voice

# Characters that steer a display instead of being read: control characters, the embeddings, overrides and
# isolates of bidirectional text (an unclosed one would turn our own words around), and halves of surrogate pairs,
# which cannot be sent at all.
_STEERING = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_INERT = {ord(character): f"&#{ord(character)};" for character in string.punctuation}
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_LONGEST_SHOWN = 2_000
# Bounds what one session can hold; older turns leave the screen and the history together.
_KEPT_TURNS = 50


class Answerer(Protocol):
    """What the page asks; `rag.Answerer` is one."""

    def answer(self, question: str, *, history: Sequence[tuple[str, str]] = ()) -> Answer:
        """Answer at once; `history` holds earlier questions with the text of their answers, oldest first."""

    def stream(self, question: str, *, history: Sequence[tuple[str, str]] = ()) -> Iterator[Event]:
        """The same answer as it comes; the last event is `Done`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question and what has come of it so far.

    Attributes:
        number: From 1, never used again in a conversation: the turn that a marker's link names.
        question: As it was typed.
        asked_at: On the monotonic clock.
        considered: How many articles were searched; None until they were.
        kept: How many passages that left.
        seconds: How long the search took.
        statements: Those that have come.
        citations: Those that have come.
        disagreements: Those that have come.
        answer: The whole answer, once it is there.
        trouble: Why there is none, in words for the reader; "" while there is hope.
    """

    number: int
    question: str
    asked_at: float = field(default_factory=time.monotonic)
    considered: int | None = None
    kept: int = 0
    seconds: float = 0.0
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    answer: Answer | None = None
    trouble: str = ""

    @property
    def finished(self) -> bool:
        """Nothing more will come."""
        return self.answer is not None or bool(self.trouble)

    def after(self, event: Event) -> "Turn":
        """The turn with what the event brought."""
        match event:
            case Retrieved():
                seconds = time.monotonic() - self.asked_at
                return replace(self, considered=event.considered, kept=len(event.hits), seconds=seconds)
            case Stated():
                statements, citations = (*self.statements, event.statement), (*self.citations, *event.citations)
                return replace(self, statements=statements, citations=citations)
            case Waiting():
                return self
            case Withdrawn():
                return replace(self, statements=(), citations=(), disagreements=())
            case Disagreed():
                return replace(self, disagreements=(*self.disagreements, event.disagreement))
            case Done():
                return replace(self, answer=event.answer)

    def markdown(self) -> str:
        """How the search went, and what has been said so far."""
        said = [note_markdown(self.progress(), kind="progress")] if self.progress() else []
        if self.answer is not None:
            said.append(answer_markdown(self.answer, turn=self.number))
        else:
            said += [statement_markdown(statement, turn=self.number) for statement in self.statements]
            said += [disagreement_markdown(differing, turn=self.number) for differing in self.disagreements]
        if self.trouble:
            said.append(note_markdown(self.trouble, kind="trouble"))
        return "\n\n".join(said)

    def progress(self) -> str:
        """One line on the search; "" when it never came to one."""
        if self.considered is None:
            return "" if self.finished else "Searching…"
        articles, passages = _count(self.considered, "article"), _count(self.kept, "passage")
        return f"Searched {articles} — {passages} kept ({self.seconds:.1f}s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The turns on the screen, oldest first; `asked` counts every turn there has been."""

    turns: tuple[Turn, ...] = ()
    asked: int = 0

    @property
    def busy(self) -> bool:
        """An answer is still coming."""
        return bool(self.turns) and not self.turns[-1].finished

    @property
    def waiting(self) -> bool:
        """The last turn was asked, and nothing has come of it."""
        return self.busy and self.turns[-1].considered is None

    def history(self) -> tuple[tuple[str, str], ...]:
        """The answered turns, oldest first: what a new question may refer to."""
        return tuple((turn.question, turn.answer.text) for turn in self.turns if turn.answer is not None)

    def ask(self, question: str) -> "Conversation":
        """With a new turn."""
        turn = Turn(number=self.asked + 1, question=question)
        return Conversation(turns=(*self.turns, turn)[-_KEPT_TURNS:], asked=self.asked + 1)

    def put(self, turn: Turn) -> "Conversation":
        """With the last turn as it is now."""
        return replace(self, turns=(*self.turns[:-1], turn))

    def take_back(self) -> "Conversation":
        """Without the last turn; its number stays used, so that no old link finds a new turn."""
        return replace(self, turns=self.turns[:-1])

    def end(self, trouble: str) -> "Conversation":
        """With the last turn finished, if it was not."""
        return self.put(replace(self.turns[-1], trouble=trouble)) if self.busy else self


def follow(answerer: Answerer, conversation: Conversation) -> Generator[Conversation]:
    """The conversation after each event of its last turn's answer; closing it closes the answerer's stream."""
    turn = conversation.turns[-1]
    try:
        with _closing(answerer.stream(turn.question, history=conversation.history())) as events:
            for event in events:
                turn = turn.after(event)
                yield conversation.put(turn)
    except QuestionError as error:
        yield conversation.put(replace(turn, trouble=str(error)))
    except BylineError as error:
        yield conversation.put(replace(turn, trouble=f"{error.message} {error.hint}"))


def visible(text: str) -> str:
    r"""The text with every character that would steer the display shown as U+FFFD; line breaks stay.

    >>> visible("a\u202eb\x00c")
    'a\ufffdb\ufffdc'
    """
    return _STEERING.sub("\ufffd", text)


def inert(text: str) -> str:
    """The text as Markdown that renders as exactly these words, on one line, whatever they hold.

    >>> inert("see [this](x)  now")
    'see &#91;this&#93;&#40;x&#41; now'
    """
    # Escaping with backslashes would not do: bare links ("www.example.org") are found behind them.
    return visible(" ".join(text.split())).translate(_INERT)


def question_markdown(question: str) -> str:
    """A question as it stands in the chat; one that is far too long is cut, since it was refused anyway."""
    cut = question if len(question) <= _LONGEST_SHOWN else question[:_LONGEST_SHOWN] + "…"
    return inert(cut)


def note_markdown(text: str, *, kind: str = "ours") -> str:
    """Words of ours, set apart as `kind` in the page's style; `text` may hold foreign words."""
    return f'<em class="{kind}">{inert(text)}</em>'


def statement_markdown(statement: Statement, *, turn: int) -> str:
    """A statement with its markers as links to `#cite-TURN-NUMBER`, the only live part of it."""
    words = "".join(_part_markdown(part) for part in statement.parts)
    return words.strip() + _markers(statement.citations, turn=turn)


def disagreement_markdown(disagreement: Disagreement, *, turn: int) -> str:
    """Where the sources differ, each value with its markers; no side is picked."""
    sides = "; ".join(inert(side.value) + _markers(side.citations, turn=turn) for side in disagreement.sides)
    return f"{note_markdown(f'The sources differ on {disagreement.subject}:')} {sides}"


def answer_markdown(answer: Answer, *, turn: int) -> str:
    """A whole answer for the chat, one paragraph a statement."""
    if answer.status is Status.NOT_FOUND:
        return not_found_markdown(answer)
    paragraphs = [statement_markdown(statement, turn=turn) for statement in answer.statements]
    paragraphs += [disagreement_markdown(disagreement, turn=turn) for disagreement in answer.disagreements]
    if answer.status is Status.PARTIAL:
        paragraphs.append(note_markdown("Nothing was found on: " + "; ".join(answer.missing)))
    return "\n\n".join(paragraphs)


def not_found_markdown(answer: Answer) -> str:
    """That nothing answers, what was searched, and where the nearest passages are."""
    said = [inert(line) for line in answer.text.splitlines() if line.strip()]
    paragraphs = said or ["Nothing in these articles answers this question."]
    if answer.hits:
        paragraphs.append(note_markdown("The passages that come nearest are shown in the panel, for you to judge."))
    return "\n\n".join(paragraphs)


@contextlib.contextmanager
def _closing(events: Iterator[Event]) -> Iterator[Iterator[Event]]:
    try:
        yield events
    finally:
        # The answerer's generator would otherwise go on holding what it holds until it is collected.
        if isinstance(events, Generator):
            events.close()


def _part_markdown(part: Part) -> str:
    text = inert(part.text)
    if part.voice is Voice.QUOTED and _runs_right_to_left(part.text):
        text = f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"
    # A tag and not an asterisk: whether an asterisk opens emphasis depends on the foreign characters around it.
    core = f'<em class="ours">{text}</em>' if part.voice is Voice.OURS and text else text
    before = " " if part.text[0].isspace() else ""
    after = " " if part.text[-1].isspace() else ""
    return f"{before}{core}{after}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _runs_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


def _markers(numbers: Iterable[int], *, turn: int) -> str:
    return "".join(f' [\\[{number}\\]](#cite-{turn}-{number} "Show source {number}")' for number in numbers)
