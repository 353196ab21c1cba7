"""What the fault tests run in a process of their own: writers that are killed, failed and starved, and what is left.

    python -m tests.index.faults kills FOLDER COUNT SEED

Everything is loaded once; each writer and each look at what it left is a fork of it, so that a thousand take minutes. A
fork's word is its exit code, or lines on a pipe. The report is one line of JSON on stdout.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

import index
from index import caching, collection, vectors, words  # noqa: F401 - loaded before forking
from index.chunking import cut_passages, cut_sentences
from index.collection import Collection
from index.errors import BylineError, IndexLockedError, IndexStorageError
from index.rows import FILE
from index.settings import Settings
from index.types import Article

DONE, REFUSED, UNTYPED, DIFFERENT = 0, 3, 4, 5
_QUESTION = "storm over harbour 7"


class HashEmbedder:
    """Words to axes by their checksum: the same vectors in every process."""

    name = "hash-64"
    fingerprint = "4" * 64
    dimension = 64

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(questions)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(passages), self.dimension), 1e-3, np.float32)
        for row, passage in zip(rows, passages, strict=True):
            row[[zlib.crc32(word.encode()) % self.dimension for word in passage.lower().split()]] = 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def article(name: str, state: int) -> Article:
    told = f"A storm passed over harbour {state}. The mayor of {name} counted {state} boats. Nobody was hurt."
    text = f"Storm {name}\n\n{told}"
    return Article(id=name, text=text, sentences=cut_sentences(text), raw_sha256=str(state))


def opened(folder: Path) -> Collection:
    return index.open(folder, embedder=HashEmbedder())


def follow_always() -> None:
    """Let caches follow whatever changes: in an index this small they would always be made anew."""
    caching._MOST_CHANGED = 9


def import_all() -> None:
    """What a fork would import by itself, and might be refused; no threads, which a fork would lose."""
    import faiss  # noqa: F401
    import tantivy  # noqa: F401

    cut_sentences("It rained. It snowed.")


def fork(work: Callable[[], int]) -> int:
    """Run something in a fork; its process number."""
    child = os.fork()
    if child:
        return child
    code = UNTYPED
    try:
        code = work()
    except BylineError:
        code = REFUSED
    except BaseException:  # noqa: BLE001 - whatever it is, it is what the test looks for
        traceback.print_exc()
    finally:
        os._exit(code)


def finish(child: int) -> int:
    """The exit code of a fork; negative when a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(work: Callable[[], int]) -> int:
    return finish(fork(work))


# Kills


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
                held.searcher.ranked(_QUESTION)
                continue
            say.write('"done"\n')


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


def look(folder: Path, answer: Path) -> int:
    """Read everything, check everything, search both legs, write once more."""
    with opened(folder) as held:
        texts = {each.id: each.text for each in held.articles()}
        answer.write_text(json.dumps(texts))
        if list(held.verify()) or not searches(held, texts):
            return DIFFERENT
        held.put([article("probe", 1)])
        found = held.article("probe").text == article("probe", 1).text
        return DONE if held.remove("probe") and found else DIFFERENT


def searches(held: Collection, texts: dict[str, str]) -> bool:
    """Whether each article is the first that its own words find, by both legs."""
    for name in list(texts)[:3]:
        for leg in (held.searcher.nearest, held.searcher.matching):
            found = [held.passage(number) for number, _ in leg(texts[name], 3)]
            if not any(each and each[0].id == name for each in found):
                return False
    return True


# System calls that fail

_CALLS = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,mkdir,mkdirat,flock"


def change(held: Collection, kind: int) -> int:
    """The change that is to fail: an update with its caches, made anew or following; a removal, a rebuild."""
    if kind in (0, 3):
        if kind == 3:
            follow_always()
        held.put([article("a", 2)])
        held.searcher.ranked(_QUESTION)
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
        held.searcher.ranked(_QUESTION)
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
        _fresh(base, copy)
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
                        _fresh(base, copy)
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


def _fresh(base: Path, copy: Path) -> None:
    # A thread of tantivy's may still be tidying up the index that was open here a moment ago.
    while copy.exists():
        shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(base, copy)


def fill(folder: Path) -> int:
    with collection.create(folder, Settings(), HashEmbedder()) as held:
        held.put([article(name, number) for number, name in enumerate("abc")])
        held.searcher.ranked(_QUESTION)
    return DONE


# Damage


def answers(folder: Path) -> str:
    """All that an index says, as one line."""
    with opened(folder) as held:
        texts = [[each.id, each.text, each.source.to_json()] for each in held.articles()]
        found = [leg(_QUESTION, 6) for leg in (held.searcher.nearest, held.searcher.matching)]
        passages = [held.passage(number) for number, _ in found[0]]
        return json.dumps([texts, found, [[each[1].text, each[1].start] for each in passages if each]])


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
        held.searcher.ranked(_QUESTION)
    return DONE


def _open_damaged(folder: Path, seeds: range, sound: list[str]) -> int:
    base, older, work, journal = (folder / name for name in ("base", "older", "work", "journal"))
    report: Counter[str] = Counter()
    for seed in seeds:
        (folder / "at").write_text(str(seed))
        rng = np.random.default_rng(seed)
        _fresh(base, work)
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


# Several at once, and too little room


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
            _fresh(base, copy)
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
        held.searcher.ranked(_QUESTION)
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
        _fresh(base, copy)
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


def main(arguments: list[str]) -> None:
    kind, folder, *rest = arguments
    work: dict[str, Callable[..., dict[str, Any]]] = {
        "kills": kills,
        "calls": calls,
        "damage": damage,
        "together": together,
        "room": room,
        "unwritable": unwritable,
    }
    import_all()
    sys.stdout.write(json.dumps(work[kind](Path(folder), *map(int, rest))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
