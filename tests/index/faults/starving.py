"""Too little room, and folders that nothing may be written to."""

import json
import os
import resource
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from index import caching
from index.errors import IndexStorageError
from index.rows import FILE
from tests.index.faults.forks import (
    DIFFERENT,
    DONE,
    QUESTION,
    REFUSED,
    answers,
    article,
    fill,
    follow_always,
    fresh,
    look,
    opened,
    run,
)


def room(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Write where there is too little room: typed refusals, and the next write works.

    Half of the times on a disk that fills up, where one can be mounted; else no file may grow beyond a random size.
    """
    report: Counter[str] = Counter()
    base, copy, answer = folder / "base", folder / "copy", folder / "seen.json"
    run(lambda: fill(base))
    run(lambda: look(base, answer))
    before = json.loads(answer.read_text())
    size = (base / FILE).stat().st_size
    disks = mounted(folder / "disk", 2**20)
    for at, limit in enumerate(np.random.default_rng(seed).integers(1, 2 * size, count).tolist()):
        if disks and at % 2:
            used = sum(-(-path.stat().st_size // 4096) for path in base.rglob("*"))
            place = folder / "disk" / "index"
            shutil.rmtree(place, ignore_errors=True)
            mounted(folder / "disk", 2**20, "remount,")
            shutil.copytree(base, place)
            mounted(folder / "disk", 4096 * used + limit, "remount,")
            code = run(lambda place=place: _starved(place, 2**30))  # type: ignore[misc]
            mounted(folder / "disk", 2**20, "remount,")
            report["full disks"] += code == REFUSED
        else:
            place = copy
            fresh(base, copy)
            code = run(lambda limit=limit: _starved(copy, limit))  # type: ignore[misc]
        report[f"change {code}"] += 1
        report[f"look {run(lambda place=place: look(place, answer))}"] += 1  # type: ignore[misc]
        grown = {f"g{at}": article(f"g{at}", at).text for at in range(40)}
        if json.loads(answer.read_text()) not in (before, before | grown):
            report["half made"] += 1
    if disks:
        subprocess.run(["umount", folder / "disk"], check=True)
    report["disks"] = int(disks)
    return dict(report)


def mounted(folder: Path, size: int, options: str = "") -> bool:
    """Whether a disk of so many bytes, in memory, could be mounted; not everybody may."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"{options}size={size}", "byline-faults", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _starved(folder: Path, limit: int) -> int:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails instead
    with opened(folder) as held:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        held.put([article(f"g{at}", at) for at in range(40)])
        held.searcher.ranked(QUESTION)
    return DONE


def unwritable(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Read where nothing may be written: with caches, without, and with caches that are late."""
    base, answer = folder / "base", folder / "seen.json"
    run(lambda: fill(base))
    run(lambda: answer.write_text(answers(base)) and DONE)
    sound = answer.read_text()
    report: Counter[str] = Counter()
    for at in range(count):
        copy = folder / f"copy-{seed}-{at}"
        fresh(base, copy)
        if at % 3 == 1:
            shutil.rmtree(copy / caching.FOLDER)
        elif at % 3 == 2:
            run(lambda copy=copy: _come_and_go(copy))  # type: ignore[misc]
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
        report[f"reader {run(lambda copy=copy: _read_only(copy, sound))}"] += 1  # type: ignore[misc]
        report["touched"] += before != {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    return dict(report)


def _come_and_go(folder: Path) -> int:
    with opened(folder) as held:
        held.put([article("d", 7)])
        held.remove("d")
    return DONE


def _read_only(folder: Path, sound: str) -> int:
    if os.getuid() == 0:  # root may write anywhere
        os.setuid(65_534)
    follow_always()
    if answers(folder) != sound:
        return DIFFERENT
    with opened(folder) as held:
        if list(held.verify()):
            return DIFFERENT
        for refused in (lambda: held.put([article("e", 1)]), lambda: held.remove("a")):
            try:
                refused()  # type: ignore[no-untyped-call]
            except IndexStorageError:
                continue
            return DIFFERENT
    return DONE
