"""Many people and many questions at the real page over the sample articles: how fast, how flat, and what goes wrong.

python -m tests.ui.load                 # everything: about ten minutes on two quiet cores
python -m tests.ui.load people row 500  # one part of it, the last one smaller
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from os import cpu_count, getloadavg
from pathlib import Path
from tempfile import TemporaryDirectory

import index
from index.seeding import SEEDS
from tests.ui.visiting import Asked, Page, Visitor, crowd

PEOPLE = 64
_EACH, _READING = 6, 10.0
_IN_A_ROW, _PER_SESSION = 5_000, 10
# Of the questions in a row, one in so many was never asked before; the rest are those that everybody asks.
_NEW_IN = 20


def questions() -> tuple[str, ...]:
    """Those of the sample articles' own set."""
    lines = (SEEDS / "questions" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(json.loads(line)["question"] for line in lines))


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    """`byline chat` over the sample articles, in a process of its own: its address and its number."""
    with TemporaryDirectory() as folder:
        index.build(SEEDS / "articles", folder).close()
        command = [sys.executable, "-m", "ui.cli", "chat", "--index", folder, "--port", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            try:
                yield process.stderr.readline().split()[4], process.pid
            finally:
                process.terminate()


def summary(asked: Sequence[Asked]) -> str:
    """Counts and quantiles on one line."""
    seconds = sorted(each.seconds for each in asked if each.said == "answered") or [0.0]
    first = sorted(each.first for each in asked if each.first is not None) or [0.0]
    counts = ", ".join(f"{number} {said}" for said, number in Counter(each.said for each in asked).most_common())
    return (
        f"{counts}; first marker p50 {_at(first, 0.5):.2f} s, p95 {_at(first, 0.95):.2f} s;"
        f" whole p50 {_at(seconds, 0.5):.2f} s, p95 {_at(seconds, 0.95):.2f} s, most {seconds[-1]:.2f} s"
    )


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def memory(process: int) -> float:
    """Resident megabytes."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def people(address: str) -> None:
    """As many people as the page is for, each reading for a while between two questions."""
    asked = cycle(questions())
    mine = [list(islice(asked, _EACH)) for _ in range(PEOPLE)]
    found = await crowd(address, mine, pause=_READING)
    _say(f"{PEOPLE} people, {_EACH} questions each, {_READING:.0f} s to read an answer: {summary(found)}")


async def burst(address: str) -> None:
    """All of them pressing Enter in the same moment, and nobody the same question."""
    found = await crowd(address, [[f"{question} ({place})"] for place, question in _numbered(PEOPLE)])
    _say(f"{PEOPLE} different questions in one moment: {summary(found)}")


async def beyond(address: str) -> None:
    """More than there is room for."""
    found = await crowd(address, [[f"{question} [{place}]"] for place, question in _numbered(3 * PEOPLE)])
    _say(f"{3 * PEOPLE} different questions in one moment: {summary(found)}")


async def leaving(address: str) -> None:
    """People who close the page before the answer is there; then one who wants an answer."""
    async with Page.open(address) as page:
        for place, question in _numbered(100):
            await Visitor(page).leave_amid(f"{question} <{place}>")
        found = await Visitor(page).ask("Who left?")
    _say(f"after 100 who left amid an answer: {summary([found])}")


async def row(address: str, process: int, number: int) -> None:
    """One question after the other."""
    tenth = max(1, number // 10)
    start, wrong = time.perf_counter(), Counter[str]()
    async with Page.open(address) as page:
        visitor = Visitor(page)
        for place, question in _numbered(number):
            visitor = Visitor(page) if place % _PER_SESSION == 0 else visitor
            asked = await visitor.ask(f"{question} /{place}/" if place % _NEW_IN == 0 else question)
            wrong += Counter([asked.said] if asked.said != "answered" else [])
            if (place + 1) % tenth == 0:
                seconds, start = time.perf_counter() - start, time.perf_counter()
                _say(f"{place + 1:>6} questions: {tenth / seconds:6.1f} a second, {memory(process):6.1f} MB")
    _say(f"not answered, of {number}: {dict(wrong) or 0}")


def _numbered(most: int) -> Iterator[tuple[int, str]]:
    return enumerate(islice(cycle(questions()), most))


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 -- its output


async def _all(address: str, process: int, parts: Sequence[str], number: int) -> None:
    await crowd(address, [["What is this about?"]])  # the first question loads the models
    for name, part in (("people", people), ("burst", burst), ("beyond", beyond), ("leaving", leaving)):
        if name in parts or not parts:
            await part(address)
    if "row" in parts or not parts:
        await row(address, process, number)


def main(words: Sequence[str]) -> None:
    """Run the parts that are named, or all of them."""
    sizes = [int(word) for word in words if word.isdecimal()]
    parts = [word for word in words if not word.isdecimal()]
    with serving() as (address, process):
        asyncio.run(_all(address, process, parts, sizes[-1] if sizes else _IN_A_ROW))
    _say(f"load at the end: {getloadavg()[0]:.1f} on {cpu_count()} cores")


if __name__ == "__main__":
    main(sys.argv[1:])
