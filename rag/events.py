"""What happens while a question is answered, in order: one `Retrieved`, then statements, then `Done`.

With a language model there is `Waiting` in between, and `Withdrawn` where it failed.
"""

from dataclasses import dataclass

from rag.types import Answer, Citation, Disagreement, Hit, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """Event: passages were found; `considered` articles were searched."""

    hits: tuple[Hit, ...]
    considered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Event: a statement was composed; `citations` are those it is the first to use."""

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Event: nothing new, a language model is at work. Whoever closes the stream here frees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Event: what was stated so far does not stand; its model failed before the end. Other statements follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreed:
    """Event: sources were found to differ."""

    disagreement: Disagreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Event, always the last: the whole answer."""

    answer: Answer


Event = Retrieved | Stated | Waiting | Withdrawn | Disagreed | Done
