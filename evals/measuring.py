"""The whole way from questions to a report, on one screen."""

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evals.reading import read
from evals.running import Progress, ask
from evals.scoring import by_kind, figures, score
from evals.supporting import ReaderSupport, Support
from evals.types import Answering, Broken, EvalQuestion, Report
from evals.writing import write

_NAMED = ("byline", "numpy", "ir-measures", "onnxruntime", "faiss-cpu", "tantivy")


def measure(
    questions: str | Path | Sequence[EvalQuestion | Broken],
    answer: Answering,
    *,
    out: Path | None,
    name: str,
    system: str,
    settings: Mapping[str, str],
    support: Support | None,
    resume: bool,
    progress: Progress | None,
) -> Report:
    """Read, ask, score, sum up, write. Arguments and errors are those of `evals.run`."""
    if isinstance(questions, str | Path):
        found = read(Path(questions))
        name = name or found.name
        rows: Sequence[EvalQuestion | Broken] = [*found.questions, *found.broken]
    else:
        rows = questions
    asked = [row for row in rows if isinstance(row, EvalQuestion)]
    if len({question.id for question in asked}) < len(asked):
        raise ValueError("Two questions have one id.")
    # What the run depends on is fixed before it begins; when and on what it ran is only told.
    answered = ask(
        asked,
        answer,
        folder=out,
        settings={"set": name, "system": system, **settings},
        resume=resume,
        progress=progress,
    )
    support = support or ReaderSupport()
    outcomes = score(asked, answered, support)
    report = Report(
        name=name or "questions",
        system=system,
        figures=figures(outcomes),
        kinds=by_kind(outcomes),
        outcomes=outcomes,
        broken=tuple(row for row in rows if isinstance(row, Broken)),
        settings={**settings, "support scorer": support.name, **_circumstances()},
    )
    if out is not None:
        write(report, out)
    return report


def _circumstances() -> dict[str, str]:
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "versions": ", ".join(f"{name} {found}" for name in _NAMED if (found := _version(name))),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
