"""Index folders that were damaged, in eleven ways."""

import json
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from index.chunking import cut_passages
from index.errors import BylineError
from index.rows import FILE
from tests.index.faults.forks import DONE, QUESTION, HashEmbedder, answers, article, fill, fresh, opened, run


def damage(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Open so many damaged folders: each is refused with a typed error, or says exactly what the sound one says."""
    base, older = folder / "base", folder / "older"
    run(lambda: fill(base))
    shutil.copytree(base, older)
    journal = folder / "journal"
    run(lambda: _move_on(base, journal))
    sound = []
    for each in (base, older):
        run(lambda each=each: (folder / "says").write_text(answers(each)) and DONE)  # type: ignore[misc]
        sound.append((folder / "says").read_text())
    report: Counter[str] = Counter()
    part = 250
    for at in range(0, count, part):
        seeds = range(seed + at, seed + min(count, at + part))
        code = run(lambda seeds=seeds: _open_damaged(folder, seeds, sound))  # type: ignore[misc]
        if code != DONE:
            report["deaths"] += 1
            sys.stderr.write(f"a process died with {code} at {(folder / 'at').read_text()}\n")
            continue
        report.update(json.loads((folder / "counts").read_text()))
    return dict(report)


def _move_on(base: Path, journal: Path) -> int:
    with opened(base) as held:
        with held._store.writing() as writer:
            writer.remove("c")
            held._store._db.execute("PRAGMA cache_spill=ON")
            held._store._db.execute("PRAGMA cache_size=1")
            writer.put(
                article("a", 8),
                cut_passages(article("a", 8)),
                HashEmbedder().embed_passages(["x"] * len(cut_passages(article("a", 8)))),
            )
            shutil.copy(base / f"{FILE}-journal", journal)
        held.searcher.ranked(QUESTION)
    return DONE


def _open_damaged(folder: Path, seeds: range, sound: list[str]) -> int:
    base, older, work, journal = (folder / name for name in ("base", "older", "work", "journal"))
    report: Counter[str] = Counter()
    for seed in seeds:
        (folder / "at").write_text(str(seed))
        rng = np.random.default_rng(seed)
        fresh(base, work)
        kind = spoil(work, older, journal, rng)
        try:
            same = answers(work) in sound
        except BylineError as error:
            report[f"refused: {type(error).__name__}"] += 1
        else:
            report["sound" if same else "SILENT DIFFERENCE"] += 1
            if not same:
                sys.stderr.write(f"{seed} {kind}\n")
        report["opened"] += 1
    (folder / "counts").write_text(json.dumps(report))
    return DONE


def spoil(folder: Path, older: Path, journal: Path, rng: Generator) -> str:
    """Do one harm to an index folder; what it was."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    store = folder / FILE
    path = store if rng.random() < 0.5 else files[int(rng.integers(len(files)))]
    raw = bytearray(path.read_bytes())
    kind = str(
        rng.choice(["flip", "flip", "flip", "cut", "zero", "swap", "lose", "older", "append", "journal", "page"])
    )
    place = int(rng.integers(max(1, len(raw))))
    if kind == "flip" and raw:
        raw[place] ^= 1 << int(rng.integers(8))
    elif kind == "cut":
        raw = raw[:place]
    elif kind == "zero":
        raw[place : place + 512] = bytes(len(raw[place : place + 512]))
    elif kind == "append":
        raw += rng.bytes(100)
    elif kind == "page" and len(raw) > 8192:  # two pages change places
        one, other = (4096 * int(at) for at in rng.integers(len(raw) // 4096, size=2))
        raw[one : one + 4096], raw[other : other + 4096] = raw[other : other + 4096], raw[one : one + 4096]
    if kind == "swap":
        other_file = files[int(rng.integers(len(files)))]
        path.write_bytes(other_file.read_bytes())
        other_file.write_bytes(raw)
    elif kind == "lose":
        path.unlink()
    elif kind == "older":
        choices = sorted(each for each in older.rglob("*") if each.is_file())
        chosen = choices[int(rng.integers(len(choices)))]
        shutil.copy(
            chosen, folder / chosen.relative_to(older) if (folder / chosen.relative_to(older)).parent.is_dir() else path
        )
    elif kind == "journal":
        torn = bytearray(journal.read_bytes())
        if rng.random() < 0.7:
            torn[int(rng.integers(len(torn)))] ^= 1 << int(rng.integers(8))
        (folder / f"{FILE}-journal").write_bytes(torn[: int(rng.integers(len(torn))) if rng.random() < 0.3 else None])
    else:
        path.write_bytes(raw)
    return f"{kind} {path.relative_to(folder)}"
