"""Writers that are killed at random moments."""

import json
import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from index import collection
from index.settings import Settings
from tests.index.faults.forks import QUESTION, HashEmbedder, article, finish, follow_always, fork, look, opened, run


def kills(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Kill a writer so many times at random moments; what is there afterwards must be what it acknowledged.

    The change that was under way may be there or not, but whole.
    """
    collection.create(folder, Settings(), HashEmbedder()).close()
    rng = np.random.default_rng(seed)
    expected: dict[str, str] = {}
    report: Counter[str] = Counter()
    for number in range(1, count + 1):
        reader, writer = os.pipe()
        child = fork(lambda number=number, writer=writer: write_for_ever(folder, number, writer))  # type: ignore[misc]
        os.close(writer)
        time.sleep(float(rng.uniform(0.002, 0.12)))
        os.kill(child, signal.SIGKILL)
        finish(child)
        with os.fdopen(reader) as lines:
            said = [json.loads(line) for line in lines if line.endswith("\n")]
        sound = replay(expected, said, report)
        answer = folder.parent / "seen.json"
        report[f"look {run(lambda answer=answer: look(folder, answer))}"] += 1  # type: ignore[misc]
        seen = json.loads(answer.read_text())
        if seen not in sound:
            report["lost or half made"] += 1
        expected = seen
        report["kills"] += 1
    return dict(report)


def replay(before: dict[str, str], said: list[Any], report: Counter[str]) -> list[dict[str, str]]:
    """The states that are sound after these lines: with the change under way, and without it."""
    state, last = dict(before), dict(before)
    for line in said:
        if line == "done":
            state = last
            continue
        kind, name, number = line
        report[f"began {kind}"] += 1
        last = dict(state)
        if kind == "put":
            last[name] = article(name, number).text
        elif kind == "remove":
            last.pop(name)
    return [state, last]


def write_for_ever(folder: Path, seed: int, pipe: int) -> int:
    """Random changes; a line before each, and one when it is acknowledged."""
    rng = np.random.default_rng(seed)
    say = os.fdopen(pipe, "w", buffering=1)
    state = seed * 1_000
    if seed % 2:
        follow_always()
    with opened(folder) as held:
        ids = [each.id for each in held.articles()]
        while True:
            state += 1
            kind = rng.choice(["add", "add", "update", "update", "remove", "rebuild", "search"])
            if kind == "add" and len(ids) < 12:
                name = f"n{state}"
                say.write(json.dumps(["put", name, state]) + "\n")
                held.put([article(name, state)])
                ids.append(name)
            elif kind == "update" and ids:
                name = str(rng.choice(ids))
                say.write(json.dumps(["put", name, state]) + "\n")
                held.put([article(name, state)])
            elif kind == "remove" and len(ids) > 4:
                name = ids.pop(int(rng.integers(len(ids))))
                say.write(json.dumps(["remove", name, 0]) + "\n")
                held.remove(name)
            elif kind == "rebuild":
                say.write(json.dumps(["rebuild", "", 0]) + "\n")
                collection.rebuild(folder, Settings(), HashEmbedder()).close()
            else:
                held.searcher.ranked(QUESTION)
                continue
            say.write('"done"\n')
