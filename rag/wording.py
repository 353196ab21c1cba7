"""An answer in a language model's words where it holds, and the answer without one where it does not."""

from collections.abc import Generator as Steps
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from rag.composing import Draft
from rag.events import Event, Stated, Waiting, Withdrawn
from rag.quoting import cite
from rag.retrieving import Found
from rag.statements import Part, Statement, Voice
from rag.types import Citation, Side
from rag.writing import Borne, Report, Writer


def word(question: str, found: Sequence[Found], draft: Draft, writer: Writer) -> Steps[Event, None, Draft]:
    """Have a draft put into a model's words.

    Args:
        question: A standalone question.
        found: What was retrieved.
        draft: The answer without a model, which answers the question.
        writer: Its sentences are shown as they are borne out.

    Returns:
        The model's draft; or, when it failed or nothing of it held, the one given, with a notice that says so. Where
        sources differ, the sentences that show it follow in the articles' own words.
    """
    cited = {citation.passage for citation in draft.citations}
    likeliest = sorted(found, key=lambda each: each.hit.passage not in cited)
    wording = _Wording()
    with closing(writer.write(question, likeliest)) as writing:
        report = yield from wording.listen(writing)
    draft = replace(draft, calls=report.calls, tokens=report.tokens)
    if report.failure is None and wording.statements:
        for statement in _that_differ(draft):
            yield wording.take(statement, draft.citations)
        return replace(
            draft,
            statements=tuple(wording.statements),
            citations=tuple(wording.citations),
            disagreements=tuple(
                replace(each, sides=tuple(wording.renumbered(draft, side) for side in each.sides))
                for each in draft.disagreements
            ),
            developments=tuple(
                replace(
                    each,
                    earlier=wording.renumbered(draft, each.earlier),
                    later=wording.renumbered(draft, each.later),
                )
                for each in draft.developments
            ),
            generator=writer.name,
            notices=(*draft.notices, *_dropped(report.dropped)),
        )
    if wording.statements:
        yield Withdrawn()
    for statement in draft.statements:
        yield Stated(
            statement=statement, citations=tuple(draft.citations[number - 1] for number in statement.citations)
        )
    why = (
        f"The language model {report.failure}"
        if report.failure
        else "Nothing that the language model wrote was borne out"
    )
    return replace(draft, notices=(*draft.notices, f"{why}; this answer was composed without it."))


class _Wording:
    """Statements and their citations, numbered in order of first use."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.citations: list[Citation] = []

    def listen(self, writing: Steps[Borne | None, None, Report]) -> Steps[Event, None, Report]:
        while True:
            try:
                borne = next(writing)
            except StopIteration as end:
                report: Report = end.value
                return report
            yield Waiting() if borne is None else self._state(borne)

    def _state(self, borne: Borne) -> Stated:
        known = len(self.citations)
        numbers = [self._number(cite(1, each.found, each.start, each.end)) for each in borne.slices]
        outlets = {citation.publisher or citation.article_id for citation in (self.citations[n - 1] for n in numbers)}
        part = Part(text=borne.text, voice=Voice.WRITTEN)
        self.statements.append(Statement(parts=(part,), corroborating=tuple(numbers), outlets=len(outlets)))
        return Stated(statement=self.statements[-1], citations=tuple(self.citations[known:]))

    def take(self, statement: Statement, citations: Sequence[Citation]) -> Stated:
        """A statement of another draft, renumbered."""
        known = len(self.citations)
        new = {number: self._number(citations[number - 1]) for number in statement.citations}
        parts = tuple(
            part if part.citation is None else replace(part, citation=new[part.citation]) for part in statement.parts
        )
        corroborating = tuple(new[number] for number in statement.corroborating)
        self.statements.append(replace(statement, parts=parts, corroborating=corroborating))
        return Stated(statement=self.statements[-1], citations=tuple(self.citations[known:]))

    def renumbered(self, draft: Draft, side: Side) -> Side:
        """The side of a difference whose statements were taken."""
        return replace(side, citations=tuple(self._number(draft.citations[number - 1]) for number in side.citations))

    def _number(self, citation: Citation) -> int:
        for other in self.citations:
            if (other.article_id, other.start, other.end) == (citation.article_id, citation.start, citation.end):
                return other.number
        self.citations.append(replace(citation, number=len(self.citations) + 1))
        return len(self.citations)


def _that_differ(draft: Draft) -> list[Statement]:
    """The statements that the differences rest on."""
    sides = {number for each in draft.disagreements for side in each.sides for number in side.citations}
    sides |= {number for each in draft.developments for side in each.sides for number in side.citations}
    return [statement for statement in draft.statements if sides.intersection(statement.citations)]


def _dropped(count: int) -> tuple[str, ...]:
    if count > 1:
        return (f"{count} sentences of the language model were left out: the articles do not bear them out.",)
    return ("A sentence of the language model was left out: the articles do not bear it out.",) if count else ()
