"""What happens while a question is answered, in order: one `Retrieved`, then statements, then `Done`."""

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
class Disagreed:
    """Event: sources were found to differ."""

    disagreement: Disagreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Event, always the last: the whole answer."""

    answer: Answer


Event = Retrieved | Stated | Disagreed | Done
