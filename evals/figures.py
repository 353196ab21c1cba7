"""Byline on the sets of `evals.preparing`: `python -m evals.figures SETS RUNS`, then `python -m evals.results`.

SETS holds a folder for each set, as that program writes it; each run becomes a folder of RUNS and goes on where it
stopped. An index is kept in RUNS/index beside it, unless --index SET=FOLDER names one that is there already.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import evals
import index
import rag
from evals.reading import read
from evals.systems import Byline, Retrieval

RETRIEVED = ("scifact", "mtrag")
"""Sets of which retrieval alone is measured."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Index, ask, measure."""
    parser = argparse.ArgumentParser(description="Measure Byline on public sets.")
    parser.add_argument("sets", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--only", nargs="*", help="names of the sets; without it, all")
    parser.add_argument("--index", nargs="*", default=[], metavar="SET=FOLDER")
    given = parser.parse_args(arguments)
    known = dict(each.split("=", 1) for each in given.index)
    for folder in sorted(path.parent for path in given.sets.glob("*/about.json")):
        if not given.only or folder.name in given.only:
            own = given.runs / "index" / folder.name
            run(folder, given.runs / folder.name, Path(known[folder.name]) if folder.name in known else None, own)


def run(given: Path, out: Path, existing: Path | None, own: Path) -> None:
    """Measure one set."""
    about = json.loads((given / "about.json").read_text(encoding="utf-8"))
    start = time.perf_counter()
    opened = index.open(existing) if existing is not None else index.build(given / "articles.jsonl", own)
    sys.stderr.write(f"{given.name}: index after {time.perf_counter() - start:.0f} s\n")
    with opened as collection:
        answerer = rag.open(collection)
        system = Retrieval(answerer) if given.name in RETRIEVED else Byline(answerer)
        report = evals.run(
            [*(found := read(given / "questions.jsonl")).questions, *found.broken],
            system,
            out=out,
            name=given.name,
            settings={**{key: str(value) for key, value in about.items()}, **system.settings()},
            resume=out.exists(),
        )
    sys.stderr.write(f"{given.name}: {time.perf_counter() - start:.0f} s\n")
    for figure in report.figures:
        sys.stdout.write(f"{given.name:12}{figure.measure:24}{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] ")
        sys.stdout.write(f"of {figure.count}\n")


if __name__ == "__main__":
    main()
