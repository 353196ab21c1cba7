"""What the reader costs: 40 sentences beside the same network in float32 torch, loading, memory.

`benchmark` shows the figures; each is measured in a process of its own.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from evals import memory
from rag.reader.inputs import PairEncoder
from rag.reader.model import TOKENIZER_FILE, shipped_reader

SENTENCES = 40
# Of the reader that ships; `Shape` allows more.
_LAYERS = 9
_RUNS = 15
_QUESTION = "What did the finance minister say about the new tariffs on imported steel?"
_TITLE = "Minister threatens tariffs of his own"
_WORDS = (
    "The finance minister said on Tuesday that the government would answer the new tariffs on imported steel with "
    "measures of its own unless talks in Geneva brought a result before the end of the month and both sides kept their "
    "promises"
).split()


def measure() -> dict[str, float]:
    """Milliseconds, seconds and MiB of the shipped reader, and of torch."""
    found: dict[str, float] = {}
    for what in ("reader", "torch"):
        command = [sys.executable, "-m", "evals.reader.speed", what]
        found |= json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
    return found


def _usual() -> tuple[list[str], list[str]]:
    """Sentences of 12 to 35 words (23 on average, as in news), every third with a previous sentence as context."""
    rng = np.random.default_rng(1)
    sentences = [" ".join(rng.permutation(_WORDS)[: rng.integers(12, 36)]) + "." for _ in range(SENTENCES)]
    return sentences, [f"{_TITLE} | {sentences[at - 1]}" if at % 3 == 1 else _TITLE for at in range(SENTENCES)]


def _median_ms(call: Callable[[], object]) -> float:
    call()
    taken = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)


def _reader() -> dict[str, float]:
    start = time.perf_counter()
    reader = shipped_reader()
    reader.score(_QUESTION, ["A sentence."], [""])
    load = time.perf_counter() - start
    sentences, contexts = _usual()
    taken = _median_ms(lambda: reader.score(_QUESTION, sentences, contexts))
    return {"reader ms": taken, "load s": load, "memory MiB": memory.peak()}


def _torch() -> dict[str, float]:
    import torch
    from tokenizers import Tokenizer

    import rag.reader
    from rag.reader.batching import padded
    from rag.reader.network import ReaderNetwork, Shape

    torch.set_num_threads(2)
    # What the weights are makes no difference to the time.
    network = ReaderNetwork(Shape(layers=_LAYERS)).eval()
    folder = Path(rag.reader.__path__[0]) / "weights"
    encoder = PairEncoder(Tokenizer.from_file(str(folder / TOKENIZER_FILE)))
    sentences, contexts = _usual()

    def call() -> None:
        with torch.inference_mode():
            network(*padded(encoder.encode(_QUESTION, sentences, contexts), torch.device("cpu")))

    return {"torch ms": _median_ms(call)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_reader() if sys.argv[1] == "reader" else _torch()))
