"""System calls of the write path that fail, once and for good."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from index import collection
from index.collection import Collection
from index.settings import Settings
from tests.index.faults.forks import (
    DONE,
    QUESTION,
    REFUSED,
    HashEmbedder,
    article,
    fill,
    finish,
    follow_always,
    fork,
    fresh,
    look,
    opened,
    run,
)

_CALLS = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,mkdir,mkdirat,flock"


def calls(folder: Path, every: int, first: int) -> dict[str, Any]:
    """Fail each system call of the write path once and for good, with EIO and with ENOSPC: all or nothing, and so on.

    Args:
        folder: Where to work.
        every: Take each so many-th point alone; 1 for all of them.
        first: The first one to take.
    """
    base, copy, log, answer = folder / "base", folder / "copy", folder / "log", folder / "seen.json"
    run(lambda: fill(base))
    report: Counter[str] = Counter()
    point = 0
    for kind in range(4):
        fresh(base, copy)
        code = traced(copy, kind, "-e", f"trace={_CALLS}", "-o", str(log))
        if code != DONE:
            raise SystemExit(f"the change fails by itself: {code}")
        run(lambda: look(copy, answer))
        sound = [json.loads(answer.read_text())]
        run(lambda: look(base, answer))
        sound.append(json.loads(answer.read_text()))
        lines = [line for line in log.read_text().splitlines() if "(" in line]
        made = Counter(line.split(maxsplit=1)[1].partition("(")[0] for line in lines)
        for name, count in sorted(made.items()):
            for at in range(1, count + 1):
                for error in ("EIO", "ENOSPC"):
                    for when in (f"{at}", f"{at}+"):
                        point += 1
                        if (point - first) % every:
                            continue
                        fresh(base, copy)
                        code = traced(
                            copy,
                            kind,
                            "-e",
                            f"trace={name}",
                            "-e",
                            f"inject={name}:error={error}:when={when}",
                            "-o",
                            os.devnull,
                        )
                        report[f"change {code}"] += 1
                        seen = run(lambda: look(copy, answer))
                        report[f"look {seen}"] += 1
                        if code not in (DONE, REFUSED) or seen != DONE or json.loads(answer.read_text()) not in sound:
                            report["bad"] += 1
                            sys.stderr.write(f"{kind} {name} {error} {when}: {code}, {seen}\n")
    report["points"] = point
    return dict(report)


def change(held: Collection, kind: int) -> int:
    """The change that is to fail: an update with its caches, made anew or following; a removal, a rebuild."""
    if kind in (0, 3):
        if kind == 3:
            follow_always()
        held.put([article("a", 2)])
        held.searcher.ranked(QUESTION)
    elif kind == 1:
        held.remove("a")
    else:
        collection.rebuild(held.folder, Settings(), HashEmbedder()).close()
    return DONE


def traced(folder: Path, kind: int, *options: str) -> int:
    """Make the change in a fork that strace watches; its exit code."""
    reader, writer = os.pipe()

    def work() -> int:
        held = opened(folder)
        held.searcher.ranked(QUESTION)
        os.read(reader, 1)
        return change(held, kind)

    child = fork(work)
    with subprocess.Popen(["strace", "-f", "-qq", "-p", str(child), *options], stderr=subprocess.DEVNULL) as tracer:
        while "TracerPid:\t0" in Path(f"/proc/{child}/status").read_text():
            time.sleep(0.001)
        os.write(writer, b"!")
        code = finish(child)
        tracer.wait()
    os.close(reader)
    os.close(writer)
    return code
