"""Several processes at one index."""

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

from index import collection
from index.errors import IndexLockedError
from index.settings import Settings
from tests.index.faults.forks import (
    DIFFERENT,
    DONE,
    HashEmbedder,
    article,
    finish,
    follow_always,
    fork,
    look,
    opened,
    run,
)


def together(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Two writers and a reader at once: a change is made or refused, nothing is lost, what is read is whole."""
    collection.create(folder, Settings(), HashEmbedder()).close()
    readers = []
    for number in (1, 2):
        reader, writer = os.pipe()
        fork(lambda number=number, writer=writer: _write_in_turn(folder, number, count, writer))  # type: ignore[misc]
        os.close(writer)
        readers.append(reader)
    stop, stopped = os.pipe()
    looking = fork(lambda: _read_on(folder, stop))
    said = []
    for reader in readers:
        with os.fdopen(reader) as lines:
            said += [json.loads(line) for line in lines]
    os.write(stopped, b"!")
    report: Counter[str] = Counter({f"reader {finish(looking)}": 1})
    kept = [line["put"] for line in said if "put" in line]
    report["refused"] = len(said) - len(kept)
    report["put"] = len(kept)
    report["unnamed holders"] = sum("process" not in line["locked"] for line in said if "locked" in line)
    answer = folder.parent / "seen.json"
    report[f"look {run(lambda: look(folder, answer))}"] += 1
    report["lost"] = len(set(kept) - set(json.loads(answer.read_text())))
    return dict(report)


def _write_in_turn(folder: Path, number: int, count: int, pipe: int) -> int:
    say = os.fdopen(pipe, "w", buffering=1)
    with opened(folder) as held:
        for at in range(count):
            name = f"w{number}-{at}"
            try:
                held.put([article(name, at)])
                say.write(json.dumps({"put": name}) + "\n")
            except IndexLockedError as error:
                say.write(json.dumps({"locked": error.holder}) + "\n")
                time.sleep(0.001 * number)
    return DONE


def _read_on(folder: Path, stop: int) -> int:
    os.set_blocking(stop, False)
    follow_always()
    before = -1
    with opened(folder) as held:
        while True:
            try:
                if os.read(stop, 1):
                    return DONE
            except BlockingIOError:
                pass
            state = held.searcher.state()
            if state.generation < before:
                return DIFFERENT
            before = state.generation
            for number, _ in held.searcher.ranked("storm counted boats"):
                each = held.passage(number)
                if each is None or each[1].text != each[0].text[each[1].start : each[1].end]:
                    return DIFFERENT
