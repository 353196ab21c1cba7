"""The peers, each in a process of an environment of their own, which is made and filled when it is not there."""

import json
import os
import subprocess
import venv
from pathlib import Path

import evals
from index.embedding import packaged_folder

_PACKAGES = (
    "langchain-text-splitters",
    "langchain-community",
    "langchain-huggingface",
    "faiss-cpu",
    "txtai",
    "sentence-transformers",
)
PEERS = {"langchain": "LangChain, default retrieval", "txtai": "txtai"}


def environment(folder: Path, torch: str) -> Path:
    """The Python of the peers' environment; `torch` is what pip installs first, such as "torch==2.13.0+cpu"."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        # torch goes first and alone: asked for by another package, pip would take its newest build.
        for packages in ([torch], _PACKAGES):
            subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)  # noqa: S603 - our own list
    return python.absolute()


def ask(peer: str, python: Path, given: Path, answers: Path) -> dict[str, str]:
    """Have a peer index the articles of a set, and answer its questions.

    Args:
        peer: Of `PEERS`.
        python: Of their environment.
        given: A folder with questions.jsonl and articles.jsonl in our layout.
        answers: Is written, a line for each question.

    Returns:
        What it told: versions, passages, the seconds of indexing.
    """
    places = (given / "questions.jsonl", given / "articles.jsonl", packaged_folder(), answers)
    done = subprocess.run(  # noqa: S603 - our own
        [str(python), "-m", f"evals.peers.with_{peer}", *map(str, places)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(evals.__file__).parent.parent)},
    )
    told: dict[str, str] = json.loads(done.stdout)
    return told
