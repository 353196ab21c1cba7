"""Peers beside Byline: `python -m evals.peers.run QUESTIONS ARTICLES OUT --environment FOLDER`.

Makes an environment of its own where there is none, installs the peers there, prints their versions, asks each, and
measures what it answered like any other run. Articles and questions are JSON lines in our layout.
"""

import argparse
import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import evals
from evals.systems import Recorded
from index.embedding import packaged_folder

PACKAGES = (
    "langchain-text-splitters",
    "langchain-community",
    "langchain-huggingface",
    "faiss-cpu",
    "txtai",
    "sentence-transformers",
)
PEERS = {"langchain": "LangChain, default retrieval", "txtai": "txtai"}
_HERE = Path(__file__).parent


def main(arguments: Sequence[str] | None = None) -> None:
    """Install, ask, measure, print."""
    parser = argparse.ArgumentParser(description="Measure peers.")
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--environment", type=Path, required=True, help="where the peers are, or are to be installed")
    parser.add_argument("--torch", default="torch", help="what pip installs first, such as torch==2.13.0+cpu")
    parser.add_argument("--only", choices=list(PEERS), help="ask this one alone")
    given = parser.parse_args(arguments)
    python = _environment(given.environment, given.torch)
    for peer, name in PEERS.items():
        if given.only not in (None, peer):
            continue
        folder = given.out / peer
        folder.mkdir(parents=True, exist_ok=True)
        answers = folder / "peer.jsonl"
        command = [python, _HERE / f"with_{peer}.py", given.questions, given.articles, packaged_folder(), answers]
        told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)  # noqa: S603 - our own
        sys.stdout.write(f"{name}: {told}\n")
        report = evals.run(given.questions, Recorded(answers), out=folder / "run", system=name, settings=told)
        for figure in report.figures:
            sys.stdout.write(
                f"  {figure.measure:24}{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] of {figure.count}\n"
            )


def _environment(folder: Path, torch: str) -> Path:
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        # torch goes first and alone: asked for by another package, pip would take its newest build.
        for packages in ([torch], PACKAGES):
            subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)  # noqa: S603 - our own list
    return python


if __name__ == "__main__":
    main()
