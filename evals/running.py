"""Questions through anything that answers; what was answered is on disk before the next question is asked."""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from evals.errors import RunMismatchError
from evals.responses import of_anything, of_record, to_record
from evals.types import Answering, EvalQuestion, Response

ANSWERS, SETTINGS = "answers.jsonl", "settings.json"

Answered = dict[str, Response | str]
"""Question id -> response, or why there is none."""
Progress = Callable[[int, int], None]
"""Called with how many are done, of how many."""


def ask(
    questions: Sequence[EvalQuestion],
    answer: Answering,
    *,
    folder: Path | None = None,
    settings: Mapping[str, str] | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> Answered:
    """Ask the questions, one after the other.

    Args:
        questions: With different ids.
        answer: Called with each; whatever it raises is that question's failure, and the rest goes on.
        folder: Where each answer is written as it comes; None to keep them in memory.
        settings: What the run depends on; a run is only gone on with under the same.
        resume: Ask only what the folder does not answer; what failed is asked again.
        progress: Called after each question.

    Raises:
        RunMismatchError: The folder holds another run, or holds one and `resume` is False.
    """
    answered: Answered = {} if folder is None else _begin(folder, dict(settings or {}), resume=resume)
    lines = None if folder is None else (folder / ANSWERS).open("a", encoding="utf-8", errors="backslashreplace")
    try:
        for done, question in enumerate(questions, start=1):
            if question.id not in answered:
                answered[question.id] = _answer(question, answer)
                _write(lines, question.id, answered[question.id])
            if progress is not None:
                progress(done, len(questions))
    finally:
        if lines is not None:
            lines.close()
    return answered


def _answer(question: EvalQuestion, answer: Answering) -> Response | str:
    start = time.perf_counter()
    try:
        return of_anything(answer(question), time.perf_counter() - start)
    except Exception as error:  # noqa: BLE001 - a foreign callable may raise anything; it is recorded, and counts as wrong
        return f"{type(error).__name__}: {error}"


def _write(lines: IO[str] | None, question_id: str, given: Response | str) -> None:
    if lines is None:
        return
    told = {"failure": given} if isinstance(given, str) else {"response": to_record(given)}
    lines.write(json.dumps({"id": question_id, **told}, ensure_ascii=False) + "\n")
    lines.flush()


def _begin(folder: Path, settings: dict[str, str], *, resume: bool) -> Answered:
    answers, begun = folder / ANSWERS, folder / SETTINGS
    if answers.exists() and not resume:
        raise RunMismatchError(folder, "holds a run already", hint="Go on with it by --resume, or name another --out.")
    folder.mkdir(parents=True, exist_ok=True)
    if not answers.exists():
        begun.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
        return {}
    try:
        before = json.loads(begun.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunMismatchError(folder, f"its {SETTINGS} cannot be read: {error}", hint="Name another --out.") from error
    if differing := [name for name in settings.keys() | before.keys() if settings.get(name) != before.get(name)]:
        name = min(differing)
        raise RunMismatchError(
            folder,
            f"was begun with {name} {before.get(name)!r}, not {settings.get(name)!r}",
            hint="Ask as it was begun, or name another --out.",
        )
    return _mend(answers)


def _mend(answers: Path) -> Answered:
    """What was answered. A line that a stop cut off is cut away with what follows, and its question asked again."""
    answered: Answered = {}
    sound = 0
    with answers.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            try:
                record = json.loads(line)
                if "response" in record:
                    answered[str(record["id"])] = of_record(record["response"])
            except (ValueError, KeyError):
                break
            sound += len(line)
    os.truncate(answers, sound)
    return answered
