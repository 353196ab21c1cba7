"""Measuring answers and citations, on anybody's questions and on any system: the evaluation room.

    report = evals.run("questions.jsonl", lambda asked: my_system(asked.question), out="my-run")
    report.figure("contains")                             # value, interval, count
    report = evals.run("questions.jsonl", evals.Byline(rag.open("path/to/index")))

Nothing heavy is loaded by importing it. `byline eval` is the same in a terminal.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.types import (
    Answering,
    Broken,
    Cited,
    EvalQuestion,
    Evidence,
    Figure,
    Outcome,
    Report,
    Response,
    Retrieved,
    Said,
    Score,
)

if TYPE_CHECKING:
    from evals.comparing import Comparison
    from evals.supporting import Support
    from evals.systems import Byline

__all__ = [
    "Answering",
    "Broken",
    "Byline",
    "Cited",
    "EvalQuestion",
    "Evidence",
    "Figure",
    "Outcome",
    "Report",
    "Response",
    "Retrieved",
    "Said",
    "Score",
    "compare",
    "load",
    "run",
]


def run(
    questions: str | Path | Sequence[EvalQuestion | Broken],
    answer: Answering,
    *,
    out: str | Path | None = None,
    name: str = "",
    system: str = "",
    settings: Mapping[str, str] | None = None,
    support: "Support | None" = None,
    resume: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Ask questions and measure what is answered.

    Args:
        questions: A file or folder in any form that `evals.reading` knows, or questions.
        answer: Called with each `EvalQuestion`; gives a text ("" to abstain), a `rag.Answer`, or a `Response`. What it
            raises is that question's failure, which counts as wrong.
        out: A folder for the answers as they come, the scores, a TREC run, a summary and the page; None for none.
        name: Of the set; "" for that of the file.
        system: What is asked; "" for the callable's own name.
        settings: What else the run depends on; stands in the report, and a run is only gone on with under the same.
        support: Decides citation recall and precision; None for our own reader and the guard.
        resume: Go on with the run that `out` holds.
        progress: Called with how many are done, of how many.

    Raises:
        EvalError: The questions cannot be read, or `out` holds another run.

    >>> asked = EvalQuestion(id="1", question="Where were the talks?", answers=("Madrid",))
    >>> report = run([asked], lambda question: "In Madrid.")
    >>> report.figure("contains").value, report.figure("exact_match").value
    (1.0, 0.0)
    """
    from evals.measuring import measure

    return measure(
        questions,
        answer,
        out=None if out is None else Path(out),
        name=name,
        system=system or str(getattr(answer, "name", "") or getattr(answer, "__name__", type(answer).__name__)),
        settings=dict(settings or {}),
        support=support,
        resume=resume,
        progress=progress,
    )


def load(folder: str | Path) -> Report:
    """The report of a run, from its folder.

    Raises:
        RunMismatchError: The folder holds no finished run.
    """
    from evals.recalling import load as load_run

    return load_run(Path(folder))


def compare(before: str | Path, after: str | Path) -> "Comparison":
    """What got better and worse between two runs, question by question.

    Raises:
        RunMismatchError: A folder holds no finished run, or the runs share no question.
    """
    from evals.comparing import compare as compare_runs

    return compare_runs(Path(before), Path(after))


def __getattr__(name: str) -> object:
    # Byline itself is only loaded by whoever measures it.
    if name == "Byline":
        from evals.systems import Byline

        return Byline
    raise AttributeError(f"module 'evals' has no attribute {name!r}")
