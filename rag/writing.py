"""An answer written by a language model, of which nothing is shown that the passages do not bear out.

Asked, read line by line, each sentence anchored and checked as it comes; what fails is sent back once, then dropped. A
model that fails, stalls, raves or lies costs seconds, never the answer: the caller then has the one without a model.
"""

import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as Steps
from contextlib import closing, suppress
from dataclasses import dataclass, field

from rag.anchoring import Check, Slice, anchor
from rag.citing import Claim, claims_of, is_plain, lines_of
from rag.explaining import GenerationError
from rag.generating import PULSE, Generator
from rag.prompting import Message, ask_again, write_prompt
from rag.retrieving import Found

MAX_CALLS = 3
DEADLINE = 30.0
"""Seconds for all calls together."""
MOST_FAILURES = 5
"""In a row; after them the model is left alone for `REST` seconds, so that nobody waits for one that is down."""
REST = 60.0
MAX_STATEMENTS = 8
MAX_PASSAGES = 8
_PAUSE = 0.5
"""Seconds before a failed call is made again, where the provider does not say; up to twice as long, by chance."""
_LEAST = 1.0
"""Seconds that must be left for another call to be worth making."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Borne:
    """A model's sentence and the words that bear it out."""

    text: str
    slices: tuple[Slice, ...]


@dataclass(slots=True, kw_only=True)
class Report:
    """How the writing went.

    Attributes:
        calls: How often the model was asked.
        tokens: Read and written in all of them; None when it is not known of each.
        dropped: Sentences that were not borne out and not mended either.
        failure: Completes "The language model ..."; None when a whole reply came. After a failure nothing that was
            yielded may stand: the model did not finish.
    """

    calls: int = 0
    tokens: int | None = field(default=None, compare=False)
    dropped: int = 0
    failure: str | None = None


@dataclass(slots=True, kw_only=True)
class _Reply:
    text: str = ""
    refused: list[tuple[str, Sequence[str]]] = field(default_factory=list)


class Writer:
    """Has answers written by a model. Safe to share between threads if its generator is."""

    def __init__(
        self,
        generator: Generator,
        check: Check,
        seconds: float = DEADLINE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take a generator, what decides which sentences may be shown, and all the seconds an answer may take."""
        self.name = generator.name
        self._generator, self._check, self._seconds, self._clock = generator, check, seconds, clock
        self._lock, self._failures, self._rested = threading.Lock(), 0, float("-inf")

    def write(self, question: str, found: Sequence[Found]) -> Steps[Borne | None, None, Report]:
        """Have an answer written from passages.

        Closing what is returned frees the model.

        Args:
            question: A standalone question.
            found: Passages, the likeliest first.

        Yields:
            The sentences that are borne out, as they come, and None while there is nothing new.
        """
        if self._clock() < self._rested:
            return Report(tokens=0, failure=f"failed {MOST_FAILURES} times in a row and is left alone for a minute")
        end = time.monotonic() + self._seconds
        report = yield from _Sitting(self._generator, self._check, found[:MAX_PASSAGES], end).hold(question)
        self._note(report)
        return report

    def _note(self, report: Report) -> None:
        with self._lock:
            # One failure after a rest is enough for the next one; one whole reply, and nothing is held against it.
            self._failures = min(self._failures + 1, MOST_FAILURES) if report.failure else 0
            if self._failures == MOST_FAILURES:
                self._rested = self._clock() + REST


class _Sitting:
    """One answer being written."""

    def __init__(self, generator: Generator, check: Check, found: Sequence[Found], end: float) -> None:
        self._generator, self._check, self._found, self._end = generator, check, found, end
        self._calls = 0
        self._tokens: int | None = 0
        self._said: set[str] = set()

    def hold(self, question: str) -> Steps[Borne | None, None, Report]:
        messages = write_prompt(question, self._found, secrets.token_hex(8))
        try:
            first = yield from self._ask(messages)
        except GenerationError as error:
            return Report(calls=self._calls, tokens=self._tokens, failure=error.reason)
        dropped = len(first.refused)
        if first.refused and self._calls < MAX_CALLS and self._left() > _LEAST:
            again = ask_again(messages, first.text, first.refused)
            said = len(self._said)
            # A repair that fails loses only what had already failed; what it leaves unsaid is dropped as well.
            with suppress(GenerationError):
                second = yield from self._ask(again)
                dropped = max(len(second.refused), dropped - (len(self._said) - said))
        return Report(calls=self._calls, tokens=self._tokens, dropped=dropped)

    def _ask(self, messages: Sequence[Message]) -> Steps[Borne | None, None, _Reply]:
        """One whole reply, asked for again while nothing of it was shown."""
        while True:
            self._calls += 1
            reply, before = _Reply(), len(self._said)
            try:
                yield from self._read(messages, reply)
            except GenerationError as error:
                pause = _PAUSE * (1 + random.random()) if error.retry_after is None else error.retry_after  # noqa: S311 - no secret
                spent = self._calls >= MAX_CALLS or self._left() - pause < _LEAST
                if not error.transient or spent or len(self._said) > before:
                    raise
                yield from _wait(pause)
            else:
                return reply

    def _read(self, messages: Sequence[Message], reply: _Reply) -> Steps[Borne | None, None, None]:
        with closing(self._generator.generate(messages, max(0.0, self._left()))) as pieces:
            for line, ended in lines_of(_noted(self._counted(pieces), reply)):
                if not line:
                    yield None
                for claim in claims_of(line, len(self._found)):
                    # A last line without an end and without a marker behind it may have lost half of its words.
                    known = claim.text.casefold() in self._said or len(self._said) >= MAX_STATEMENTS
                    if known or not (claim.passages or ended):
                        continue
                    slices, reasons = self._bear_out(claim)
                    if reasons:
                        reply.refused.append((claim.text, reasons))
                    else:
                        self._said.add(claim.text.casefold())
                        yield Borne(text=claim.text, slices=slices)

    def _counted(self, pieces: Steps[str, None, int | None]) -> Iterator[str]:
        # A reply that does not end does not tell what it cost.
        known, self._tokens = self._tokens, None
        spent = yield from pieces
        self._tokens = None if known is None or spent is None else known + spent

    def _bear_out(self, claim: Claim) -> tuple[tuple[Slice, ...], tuple[str, ...]]:
        if not is_plain(claim):
            return (), ("it is not one plain sentence",)
        if not claim.passages:
            return (), ("it names no passage",)
        named = [self._found[number - 1] for number in claim.passages]
        return anchor(claim.text, named, self._check, [each for each in self._found if each not in named])

    def _left(self) -> float:
        return self._end - time.monotonic()


def _noted(pieces: Iterator[str], reply: _Reply) -> Iterator[str]:
    for piece in pieces:
        reply.text += piece
        yield piece


def _wait(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, PULSE))
        yield None
