"""`byline eval`: questions in, a table and a folder with the report out."""

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from ui.index_commands import IndexOption
from ui.printing import ERR, OUT, print_table, progress_bar

if TYPE_CHECKING:
    from evals.comparing import Comparison
    from evals.reading import QuestionSet
    from evals.running import Progress as Callback
    from evals.types import Answering, Figure, Report
    from index.collection import Collection

_BAR = re.compile(r"(?P<measure>[a-z][a-z0-9_@]*)=(?P<least>\d*\.?\d+)")
_SHOWN = 20
_KIND_COLUMNS = ("correct", "evidence_recall", "answered")
"""As many as stand side by side in a terminal; the report has more."""


def evaluate(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUESTIONS", help="Question set: .jsonl, .json, .csv, a BEIR or TREC folder."),
    ] = None,
    index: IndexOption = None,
    corpus: Annotated[
        list[Path] | None, typer.Option(help="Articles to ask over, instead of an index; may be repeated.")
    ] = None,
    answers: Annotated[Path | None, typer.Option(help="Measure the answers in this file; ask nobody.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the report; without it a new one.")] = None,
    sample: Annotated[int | None, typer.Option(min=1, help="Ask only so many questions.")] = None,
    seed: Annotated[int, typer.Option(help="Picks the sample.")] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")] = False,
    nli: Annotated[
        Path | None, typer.Option(help="Folder of a model of entailment that decides citation recall and precision.")
    ] = None,
    bars: Annotated[
        list[str] | None,
        typer.Option("--min", metavar="MEASURE=NUMBER ...", help="Exit 1 when a figure is worse, as in recall@5=.8"),
    ] = None,
    compare: Annotated[tuple[Path, Path] | None, typer.Option(metavar="A B", help="Compare two runs.")] = None,
    init: Annotated[bool, typer.Option("--init", help="Write a question set to fill in, from the index.")] = False,
) -> None:
    """Measure answers and citations on a set of questions, and write a report."""
    if compare is not None:
        _print_comparison(*compare)
        return
    # Several bars may follow one --min, as in `--min a=.9 b=.8`; what follows is an argument to the parser.
    given = arguments or []
    wanted = _bars([*(bars or ()), *(each for each in given if _BAR.fullmatch(each))])
    places = [Path(each) for each in given if not _BAR.fullmatch(each)]
    if len(places) != 1:
        raise ValueError(f"Name one question set, not {len(places)}; see `byline eval --help`.")
    if init:
        _write_drafts(places[0], index)
        return
    report = _measure(
        places[0],
        index=index,
        corpus=corpus or [],
        answers=answers,
        out=out,
        nli=nli,
        count=sample,
        seed=seed,
        resume=resume,
    )
    _print_report(report)
    if _print_missed(report, wanted):
        raise typer.Exit(1)


def _measure(
    place: Path,
    *,
    index: Path | None,
    corpus: list[Path],
    answers: Path | None,
    out: Path | None,
    nli: Path | None,
    count: int | None,
    seed: int,
    resume: bool,
) -> "Report":
    import evals
    from evals.reading import read, sample
    from evals.supporting import EntailmentSupport

    if resume and out is None:
        raise ValueError("--resume goes on with a run: name its folder with --out.")
    found = read(place)
    _tell(found)
    if not found.questions:
        raise ValueError(f"{place} holds no question that can be asked: only drafts and broken rows.")
    settings = {"questions": f"{len(found.questions)} of {place}"}
    if count is not None and count < len(found.questions):
        settings |= {"sample": f"{count} of {len(found.questions)} questions, seed {seed}"}
        found = sample(found, count, seed)
    folder = out or Path(f"eval-{found.name}-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    with _system(found, index, corpus, answers, folder) as (system, told), _asking() as progress:
        report = evals.run(
            [*found.questions, *found.broken],
            system,
            out=folder,
            name=found.name,
            settings=settings | told,
            support=None if nli is None else EntailmentSupport(nli),
            resume=resume,
            progress=progress,
        )
    ERR.print(Text(f"The report is {folder / 'report.html'}"))
    return report


@contextmanager
def _system(
    found: "QuestionSet", index: Path | None, corpus: list[Path], answers: Path | None, out: Path
) -> "Iterator[tuple[Answering, dict[str, str]]]":
    import rag
    from evals.systems import Byline, Recorded

    if answers is not None:
        yield Recorded(answers), {"answers": str(answers)}
        return
    with _collection(found, index, corpus, out) as collection:
        system = Byline(rag.open(collection))
        yield system, system.settings()


@contextmanager
def _collection(found: "QuestionSet", index: Path | None, corpus: list[Path], out: Path) -> "Iterator[Collection]":
    import index as index_room
    from evals.corpora import as_articles
    from index.collection import create
    from index.seeding import open_default
    from index.settings import read

    if corpus and index is not None:
        raise ValueError("Articles come from --index or from --corpus, not from both.")
    places = corpus or ([found.corpus] if found.corpus is not None and index is None else [])
    if not places:
        with index_room.open(index) if index is not None else open_default(read()) as collection:
            yield collection
        return
    # Kept beside the answers, so that --resume need not index again.
    with tempfile.TemporaryDirectory() as folder, progress_bar("Indexing") as progress:
        built = create(out / "index", read())
        built.add(*(as_articles(place, Path(folder, str(at))) for at, place in enumerate(places)), progress=progress)
    with built:
        yield built


@contextmanager
def _asking() -> "Iterator[Callback]":
    columns = (TextColumn("Asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Asking", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(found: "QuestionSet") -> None:
    if found.drafts:
        ERR.print(f'{found.drafts} drafts are left out; take "draft" away from those that you have checked.')
    for row in found.broken[:_SHOWN]:
        ERR.print(Text(f"{row.place}: {row.reason}"))
    if len(found.broken) > _SHOWN:
        ERR.print(f"... and {len(found.broken) - _SHOWN} more broken rows.")


def _write_drafts(place: Path, index: Path | None) -> None:
    import index as index_room
    from evals.drafting import draft
    from index.seeding import open_default
    from index.settings import read

    with index_room.open(index) if index is not None else open_default(read()) as collection:
        try:
            with place.open("x", encoding="utf-8") as lines:
                lines.writelines(draft(collection.articles()))
        except FileExistsError:
            raise ValueError(f"{place} is there already; name another file.") from None
    OUT.print(Text(f"{place} is written. Check its drafts, then: byline eval {place}"))


def _print_report(report: "Report") -> None:
    from evals.reporting import interval, number

    failed = sum(bool(each.failure) for each in report.outcomes)
    print_table(
        ("measure", "value", "95 % interval", "questions", "left out"),
        ((f.measure, number(f.value), interval(f), f.count, f.left_out) for f in report.figures),
    )
    OUT.print()
    columns = [name for name in _KIND_COLUMNS if report.figure(name) is not None]
    rows = []
    for kind, figures in report.kinds.items():
        known = {figure.measure: figure for figure in figures}
        asked = sum((each.question.kind or "other") == kind for each in report.outcomes)
        rows.append((kind, asked, *(_with_count(known.get(name)) for name in columns)))
    print_table(("kind", "questions", *columns), rows)
    if failed or report.broken:
        ERR.print(f"Failed, and counted as wrong: {failed} questions. Broken, and left out: {len(report.broken)} rows.")


def _with_count(figure: "Figure | None") -> str:
    from evals.reporting import interval, number

    return "-" if figure is None else f"{number(figure.value)} {interval(figure)} of {figure.count}"


def _bars(given: list[str]) -> dict[str, float]:
    """Measure -> the bar; checked before anything is asked."""
    from evals.scoring import NAMES

    bars = {}
    for word in (part for each in given for part in each.split()):
        matched = _BAR.fullmatch(word)
        if matched is None or matched["measure"] not in NAMES:
            raise ValueError(f"{word!r} is no bar: write MEASURE=NUMBER, of {', '.join(NAMES)}.")
        bars[matched["measure"]] = float(matched["least"])
    return bars


def _print_missed(report: "Report", bars: dict[str, float]) -> bool:
    """Whether a bar was missed; what could not be measured is missed as well."""
    from evals.scoring import less_is_better

    missed = False
    for measure, bar in bars.items():
        figure = report.figure(measure)
        value = "nothing" if figure is None else f"{figure.value:.4f}"
        below = figure is None or (figure.value > bar if less_is_better(measure) else figure.value < bar)
        if below:
            ERR.print(Text(f"{measure} is {value}, and {bar} was asked for."), style="red")
        missed |= below
    return missed


def _print_comparison(before: Path, after: Path) -> None:
    import evals
    from evals.reporting import number

    found = evals.compare(before, after)
    rows = (
        (
            each.measure,
            number(each.before),
            number(each.after),
            f"{each.after - each.before:+.3f} [{each.low:+.3f}, {each.high:+.3f}]",
            f"{each.chance:.3f}",
            len(each.better),
            len(each.worse),
            each.count,
        )
        for each in found.changes
    )
    print_table(("measure", "before", "after", "change, 95 % interval", "p", "better", "worse", "questions"), rows)
    sys.stdout.write("\n")
    for line in _changed(found):
        OUT.print(line)
    if found.alone:
        ERR.print(f"{len(found.alone)} questions stand in one run only, and are not compared.")


def _changed(found: "Comparison") -> Iterator[Text]:
    """A line for each question that changed, with its measures and reasons."""
    for question_id, question in found.questions.items():
        marks = []
        for each in found.changes:
            way = "better" if question_id in each.better else "worse" if question_id in each.worse else ""
            if way:
                reasons = " -> ".join(filter(None, found.reasons[question_id, each.measure]))
                marks.append((way, f"{each.measure} {way}" + (f" ({reasons})" if reasons else "")))
        if marks:
            ways = {way for way, _ in marks}
            head = ways.pop() if len(ways) == 1 else "both"
            yield Text(f"{head:7}{question_id}: {question}\n       " + "; ".join(said for _, said in marks))
