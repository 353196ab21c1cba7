"""Answers and tables for a terminal: plain text in, styled text out. stdout is data, stderr is talk.

Foreign words go in as `Text`, never as markup; control characters were taken out when the articles were read.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from index.building import Callback
from index.building import Progress as Step
from rag.exporting import beside, describe, grounds, notes
from rag.types import Answer, Voice

_STYLES = {Voice.OURS: "dim", Voice.QUOTED: "", Voice.VALUE: "bold"}
_NEAR = 300
"""Characters of a near miss: enough to see whether it is worth opening the article."""
OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)


def print_answer(answer: Answer) -> None:
    """The answer with its markers; below it each source with the exact quote."""
    for note in notes(answer):
        ERR.print(Text(note, style="dim"))
    for statement in answer.statements:
        line = Text()
        for part in statement.parts:
            line.append(part.text, style=_STYLES[part.voice])
        line.append("".join(f" [{number}]" for number in statement.citations), style="bold")
        OUT.print(line)
    if not answer.statements:
        OUT.print(Text(answer.text))
        _print_nearest(answer)
        return
    _print_bearings(answer)
    for notice in answer.notices:
        OUT.print(Text(notice, style="dim"))
    OUT.print()
    for citation in answer.citations:
        OUT.print(Text(f"[{citation.number}] {describe(citation)}", style="bold"))
        if citation.url:
            OUT.print(Text(f"    {citation.url}"))
        OUT.print(Text(f"    “{citation.quote}”"))
        for known in beside(citation):
            OUT.print(Text(f"    {known}"))


def _print_bearings(answer: Answer) -> None:
    """Where the sources differ, what is missing, and what the answer rests on."""
    for disagreement in answer.disagreements:
        sides = "; ".join(f"{side.value} {_markers(side.citations)}" for side in disagreement.sides)
        OUT.print(Text(f"The sources differ on {disagreement.subject}: {sides}"))
    for development in answer.developments:
        earlier, later = (f"{side.value} {_markers(side.citations)}" for side in development.sides)
        OUT.print(Text(f"{development.subject}: first {earlier}; later {later}"))
    if answer.missing:
        OUT.print(Text("Nothing was found on: " + "; ".join(answer.missing)))
    OUT.print(Text(grounds(answer), style="dim"))


def _markers(numbers: Iterable[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _print_nearest(answer: Answer) -> None:
    for each in answer.nearest:
        OUT.print()
        OUT.print(Text(f"{each.title} — {each.publisher or 'publisher unknown'}", style="bold"))
        said = " ".join(each.quote.split())
        OUT.print(Text("    " + (said if len(said) <= _NEAR else said[:_NEAR].rstrip() + "…")))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout; columns wrap to the width of the terminal."""
    table = Table(*headings, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    Console(highlight=False).print(table)


@contextmanager
def progress_bar(what: str) -> Iterator[Callback]:
    """A bar with rate and remaining time on stderr, moved by the callback that comes out."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None, rate="")

        def move(step: Step) -> None:
            speed = bar.tasks[task].speed
            rate = f"{speed:,.1f} articles/s" if speed else ""
            bar.update(task, completed=step.done, total=step.total, rate=rate)

        yield move
