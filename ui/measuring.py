"""Questions put to the open collection from the page: a run with its progress, and the reports of earlier ones."""

import json
import queue
import shutil
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import evals
from evals.reading import QuestionSet
from evals.systems import Byline
from evals.types import Report
from evals.writing import SUMMARY
from index.errors import BylineError
from ui import messages
from ui.conversation import Session
from ui.limiting import Rate
from ui.pages import evals as page
from ui.question_sets import QuestionSets
from ui.regions import Shown, Told, parcel, say_to

DEEDS = ("evals", "report")
"""What the page's script may ask for here, besides running and cancelling."""
_PULSE = 0.25
"""Seconds after which the page is given a moment to leave, though nothing is new."""
_MOST_RUNS = 50


@dataclass(slots=True, kw_only=True)
class Measurement:
    """A run that somebody wants; `stopped` ends it after the question it is at, and `over` says that it has ended."""

    name: str
    writer: str
    told: Told
    stopped: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)
    begun: bool = False


class _StoppedError(Exception):
    """Nobody wants the run any more."""


class Measuring:
    """The page's answers to what is done with question sets. What belongs to a visitor is in a `Session`."""

    def __init__(self, answerer: Any, sets: QuestionSets, *, runs: Path | None, rate: Rate) -> None:
        """Ask nothing yet.

        Args:
            answerer: As `rag.Answerer`; asked by one run at a time.
            sets: What can be chosen.
            runs: Folder of the reports; None to keep none and to show none of others.
            rate: How often one client may begin.
        """
        self._answerer, self._sets, self._runs, self._rate = answerer, sets, runs, rate

    def evals(self, session: Session, told: Told) -> Shown:
        """The sets to choose from and the earlier runs."""
        return Shown(evals=self._view(told, busy=session.measuring is not None))

    def measure(self, session: Session, told: Told) -> Shown:
        """Begin a run, if there is none; its progress follows."""
        wanted, say = messages.Chose.model_validate(told), say_to(told)
        if session.measuring is not None:
            return Shown()
        if wanted.set not in self._sets.offered():
            return Shown(carrier=parcel("said", say("set_gone")))
        if wait := self._rate.take(str(told.get("client", ""))):
            return Shown(carrier=parcel("said", say("too_fast", seconds=wait)))
        session.measuring = Measurement(name=wanted.set, writer=wanted.writer, told=told)
        return Shown(evals=self._view(told, busy=True), running=page.running_html(0, 0, say))

    def follow(self, session: Session) -> Generator[Shown]:
        """The progress of the run, and its report. Leaving it ends the run."""
        measurement = session.measuring
        # This follows every attempt to begin, also one that began nothing.
        if measurement is None or measurement.begun:
            return
        measurement.begun = True
        events: queue.SimpleQueue[tuple[int, int] | Report | Exception] = queue.SimpleQueue()
        threading.Thread(target=self._run, args=(measurement, events), name="byline-evals", daemon=True).start()
        say = say_to(measurement.told)
        try:
            while not measurement.stopped.is_set():
                match _latest(events):
                    case None:
                        yield Shown()
                    case (int(done), int(total)):
                        yield Shown(running=page.running_html(done, total, say))
                    case Report() as report:
                        session.measuring = None
                        yield Shown(evals=self._view(measurement.told, report=report), running="")
                        return
                    case Exception() as error:
                        session.measuring = None
                        yield Shown(evals=self._view(measurement.told, trouble=_why(error, say("broken"))), running="")
                        return
        finally:
            measurement.stopped.set()
            if session.measuring is measurement:
                session.measuring = None

    def cancel(self, session: Session, told: Told) -> Shown:
        """End the run; what it had found is forgotten."""
        if session.measuring is not None:
            session.measuring.stopped.set()
            session.measuring = None
        return Shown(evals=self._view(told), running="", carrier=parcel("said", say_to(told)("stopped")))

    def report(self, session: Session, told: Told) -> Shown:
        """An earlier run."""
        wanted, say = messages.OfRun.model_validate(told), say_to(told)
        if wanted.run not in {name for name, _ in self._earlier()} or self._runs is None:
            return Shown(carrier=parcel("said", say("run_gone")))
        busy = session.measuring is not None
        try:
            report = evals.load(self._runs / wanted.run)
        except BylineError as error:
            return Shown(evals=self._view(told, trouble=_why(error, ""), busy=busy))
        return Shown(evals=self._view(told, report=report, run=wanted.run, busy=busy))

    def _run(self, measurement: Measurement, events: "queue.SimpleQueue[Any]") -> None:
        folder: Path | None = None
        try:
            found = self._sets.read(measurement.name)
            folder = self._folder(found)
            events.put(self._measure(measurement, found, folder, events))
        except Exception as error:  # noqa: BLE001 - whatever it was, whoever waits must learn that nothing comes
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)
            events.put(error)
        finally:
            measurement.over.set()

    def _measure(
        self, measurement: Measurement, found: QuestionSet, folder: Path | None, events: "queue.SimpleQueue[Any]"
    ) -> Report:
        def note(done: int, total: int) -> None:
            if measurement.stopped.is_set():
                raise _StoppedError
            events.put((done, total))

        note(0, len(found.questions))
        writers, wanted = self._answerer.writers, measurement.writer
        system = Byline(self._answerer, wanted if wanted in writers else "none" if writers else None)
        report = evals.run(
            [*found.questions, *found.broken],
            system,
            out=folder,
            name=found.name,
            settings={"questions": f"{len(found.questions)} of {measurement.name}", **system.settings()},
            progress=note,
        )
        if measurement.stopped.is_set():
            raise _StoppedError
        return report

    def _folder(self, found: QuestionSet) -> Path | None:
        if self._runs is None:
            return None
        safe = "".join(each if each.isalnum() or each in "-_" else "-" for each in found.name)[:60]
        return self._runs / f"{safe}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"

    def _earlier(self) -> list[tuple[str, page.Earlier]]:
        if self._runs is None or not self._runs.is_dir():
            return []
        summaries = [folder / SUMMARY for folder in self._runs.iterdir() if (folder / SUMMARY).is_file()]
        summaries.sort(key=lambda each: each.stat().st_mtime, reverse=True)
        return [(each.parent.name, _summed(each)) for each in summaries[:_MOST_RUNS]]

    def _view(
        self, told: Told, *, report: Report | None = None, run: str = "", trouble: str = "", busy: bool = False
    ) -> str:
        earlier = self._earlier()
        if report is not None and not run and earlier:
            run = earlier[0][0]
        return page.evals_html(
            self._sets.offered(),
            earlier,
            say_to(told),
            language=str(told.get("language")),
            taking=self._sets.taking,
            report=report,
            run=run,
            trouble=trouble,
            busy=busy,
        )


def _latest(events: "queue.SimpleQueue[Any]") -> Any:
    """The newest event, or the last of them; None where there was none for a moment."""
    try:
        newest = events.get(timeout=_PULSE)
        while isinstance(newest, tuple) and not events.empty():
            newest = events.get()
    except queue.Empty:
        return None
    return newest


def _summed(summary: Path) -> page.Earlier:
    try:
        told = json.loads(summary.read_text(encoding="utf-8"))
        correct = told["figures"].get("correct", {}).get("value")
        return page.Earlier(
            set=str(told["set"]),
            when=str(told["settings"]["when"]),
            questions=int(told["questions"]),
            correct=None if correct is None else float(correct),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return page.Earlier(set=summary.parent.name, when="", questions=0, correct=None)


def _why(error: Exception, unforeseen: str) -> str:
    if isinstance(error, _StoppedError):
        return ""
    return f"{error.message} {error.hint}" if isinstance(error, BylineError) else unforeseen
