"""Byline and its peers on the sets of `evals.preparing`: `python -m evals.figures SETS RUNS`, then `evals.results`.

SETS holds a folder for each set, as that program writes it; each system's run becomes RUNS/SET/SYSTEM. With --peers
they are asked straight after Byline: the same questions over the same articles, with the same embedder's weights. A
run that was stopped goes on where it was, and a finished one is not asked again.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import evals
import index
import rag
from evals.peers.asking import PEERS, ask, environment
from evals.reading import read
from evals.running import ANSWERS
from evals.systems import Byline, Recorded, Retrieval
from evals.types import Answering, EvalQuestion, Response
from evals.writing import SUMMARY

RETRIEVED = ("scifact", "mtrag")
"""Sets of which retrieval alone is measured."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Index, ask, measure."""
    parser = argparse.ArgumentParser(description="Measure Byline and its peers on public sets.")
    parser.add_argument("sets", type=Path)
    parser.add_argument("runs", type=Path)
    parser.add_argument("--only", nargs="*", help="names of the sets; without it, all")
    parser.add_argument("--index", nargs="*", default=[], metavar="SET=FOLDER", help="indexes that are there already")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="the peers' environment; made where there is none")
    parser.add_argument("--torch", default="torch", help="what pip installs first there, such as torch==2.13.0+cpu")
    given = parser.parse_args(arguments)
    peers = {} if given.peers is None else dict.fromkeys(PEERS, environment(given.peers, given.torch))
    indexes = {name: Path(folder) for name, folder in (each.split("=", 1) for each in given.index)}
    for folder in sorted(path.parent for path in given.sets.glob("*/about.json")):
        if not given.only or folder.name in given.only:
            _ask_byline(folder, given.runs / folder.name, indexes.get(folder.name))
            for peer, python in peers.items():
                _ask_peer(peer, python, folder, given.runs / folder.name)


def _ask_byline(given: Path, runs: Path, existing: Path | None) -> None:
    if (runs / "byline" / SUMMARY).is_file():
        return
    opened = index.build(given / "articles.jsonl", runs / "index") if existing is None else index.open(existing)
    with opened as collection:
        answerer = rag.open(collection)
        system = Retrieval(answerer) if _about(given)["set"] in RETRIEVED else Byline(answerer)
        _measure(given, runs / "byline", system, system.name, system.settings())


def _ask_peer(peer: str, python: Path, given: Path, runs: Path) -> None:
    if (runs / peer / SUMMARY).is_file():
        return
    answers = runs / f"{peer}.jsonl"
    told = ask(peer, python, given, answers)
    recorded = Recorded(answers)
    system = _retrieving(recorded) if _about(given)["set"] in RETRIEVED else recorded
    _measure(given, runs / peer, system, PEERS[peer], told)


def _retrieving(recorded: Recorded) -> Answering:
    def retrieve(question: EvalQuestion) -> Response:
        return replace(recorded(question), text="", abstained=None)

    return retrieve


def _about(given: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((given / "about.json").read_text(encoding="utf-8"))
    return told


def _measure(given: Path, out: Path, system: Answering, name: str, settings: Mapping[str, str]) -> None:
    start = time.perf_counter()
    found = read(given / "questions.jsonl")
    report = evals.run(
        [*found.questions, *found.broken],
        system,
        out=out,
        name=given.name,
        system=name,
        settings={key: str(value) for key, value in (_about(given) | dict(settings)).items()},
        resume=(out / ANSWERS).exists(),
    )
    sys.stderr.write(f"{given.name}, {name}: {time.perf_counter() - start:.0f} s\n")
    for each in report.figures:
        told = f"{each.value:.3f} [{each.low:.3f}, {each.high:.3f}] of {each.count}"
        sys.stdout.write(f"{given.name:12}{out.name:11}{each.measure:24}{told}\n")


if __name__ == "__main__":
    main()
