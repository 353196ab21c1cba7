"""Train the reader from question sets and claims: `python -m rag.reader.training DATA OUT --encoder FOLDER`.

DATA holds NAME.jsonl.gz with records {"question", "answers", "answerable", "answer_start", "passage", "title",
"source"} and where known "evidence" and "plausible_answers", and nli_NAME.jsonl.gz with records {"premise",
"hypothesis", "label", "source"}. OUT receives `checkpoint.safetensors`, `tokenizer.json`,
`training.json` (settings, loss, dev curve) and in `weights` the files that ship (see `export`). Needs torch.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor

from rag.reader.batching import batch_of
from rag.reader.claims import Claim, Verdict, load_claims
from rag.reader.export import CHECKPOINT_FILE, export
from rag.reader.groups import Group
from rag.reader.inputs import PairEncoder
from rag.reader.losses import judge, loss_of_claims, loss_of_groups, pairs_of
from rag.reader.mixture import Step, load_groups, steps_of
from rag.reader.model import TOKENIZER_FILE
from rag.reader.network import ReaderNetwork, from_encoder

LOG_FILE = "training.json"
# Held-out groups, and claims, per measurement; the last one takes twice as many.
_DEV_GROUPS = 300
# Measurements before the last one, evenly over the run.
_DEV_TIMES = 5
# Steps whose mean loss is one point of the curve.
_LOG_EVERY = 50
# Steps over which the learning rate rises to its highest: the heads start at random and would upset the encoder.
_WARMING_STEPS = 100
# The rate never falls below this share of the highest: a run that the clock ends late would otherwise stand still.
_LEAST_RATE = 0.01
# The heads start at random and learn this many times faster than the encoder.
_HEAD_RATE = 5.0
_WEIGHT_DECAY = 0.01
# A longer gradient is cut to this norm: one odd batch must not undo the others.
_LONGEST_GRADIENT = 1.0
_HEADS = frozenset({"span", "dense", "judge", "compare", "verdict"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a training run depends on beside its data.

    Attributes:
        seconds: The run ends after this long, its learning rate at zero, whether or not all groups were seen.
        groups: Most groups; 0 for all.
        batch: Groups per step.
        claims: Claims per step.
        rate: Highest learning rate of the encoder.
        seed: Decides the groups, their order and the heads' first weights.
        wordnet: Folder of WordNet's files for questions in other words, as for `rewording.reword`; empty for none.
        workers: Parts of a batch that run at the same time, each on one thread. A busy core then slows one part, not
            every matrix product; on a GPU, 1.
    """

    seconds: float
    groups: int
    batch: int
    claims: int
    rate: float
    seed: int
    wordnet: str
    workers: int


@dataclass(slots=True, kw_only=True)
class Log:
    """The run so far; written after every dev measurement."""

    settings: Settings
    groups: int
    pairs: int = 0
    claims: int = 0
    loss: list[dict[str, float]] = field(default_factory=list)
    dev: list[dict[str, float]] = field(default_factory=list)

    def write(self, file: Path) -> None:
        """Write everything as JSON."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def measure(
    network: ReaderNetwork, groups: Sequence[Group], claims: Sequence[Claim], encoder: PairEncoder
) -> dict[str, float]:
    """Measure on what was held out.

    Returns:
        `first`, the share of answerable groups whose answering sentence scores highest; `auroc`, the probability that
        an answerable group's highest score is above that of a group nothing in which answers; `support`, the same of
        claims that are supported and ones that are not. NaN where either kind is missing.
    """
    network.eval()
    with torch.no_grad():
        logits = judge(network, batch_of(groups, encoder).pairs)[0].answers.cpu().numpy()
        verdicts = judge(network, pairs_of(claims, encoder))[0].verdicts if claims else torch.zeros(0, 3)
    network.train()
    best: dict[bool, list[float]] = {True: [], False: []}
    at, right = 0, 0
    for group in groups:
        scores = logits[at : at + len(group.candidates)]
        at += len(group.candidates)
        best[group.answerable].append(float(scores.max()))
        right += int(group.answerable and int(scores.argmax()) == 0)
    odds = (verdicts[:, 0] - torch.logsumexp(verdicts[:, 1:], dim=1)).cpu().numpy()
    supported = np.asarray([claim.verdict is Verdict.SUPPORT for claim in claims], dtype=bool)
    return {
        "first": right / max(1, len(best[True])),
        "auroc": _higher(best[True], best[False]),
        "support": _higher(odds[supported], odds[~supported]),
    }


def _higher(above: Sequence[float], below: Sequence[float]) -> float:
    one, other = np.asarray(above), np.asarray(below)
    return float((one[:, None] > other[None, :]).mean()) if len(one) and len(other) else float("nan")


def train(data: Path, out: Path, encoder_folder: Path, settings: Settings, start: Path | None = None) -> ReaderNetwork:
    """Train a reader and leave its weights and log in `out`.

    Args:
        data: The question sets.
        out: Receives `checkpoint.safetensors`, `tokenizer.json` and `training.json`.
        encoder_folder: Holds the encoder to start from and its tokenizer.
        settings: The same settings and sets give the same groups in the same order; how many fit in the time differs.
        start: A checkpoint to go on from; the learning rate starts anew.
    """
    torch.manual_seed(settings.seed)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(encoder_folder / TOKENIZER_FILE, out / TOKENIZER_FILE)
    encoder = PairEncoder(Tokenizer.from_file(str(out / TOKENIZER_FILE)))
    groups, held_groups = load_groups(data, settings.seed, Path(settings.wordnet) if settings.wordnet else None)
    claims, held_claims = load_claims(data, settings.seed)
    groups = groups[: settings.groups or len(groups)]
    steps = steps_of(groups, claims, settings.batch, settings.claims, settings.seed)
    network, optimizer = _begin(encoder_folder, start, settings.rate)
    log = Log(settings=settings, groups=len(groups))
    begun = time.monotonic()
    recent: list[float] = []
    with ThreadPoolExecutor(settings.workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        for at, step in enumerate(steps):
            # Whichever ends first, the groups or the time, finds the learning rate at its end.
            done = max(at / len(steps), (time.monotonic() - begun) / settings.seconds)
            if done >= 1:
                break
            _set_rate(optimizer, settings.rate, at, done)
            recent.append(_step(network, optimizer, step.parts(settings.workers), encoder, pool))
            log.pairs += sum(len(group.candidates) for group in step.groups)
            log.claims += len(step.claims)
            if len(recent) == _LOG_EVERY:
                log.loss.append({"step": at + 1.0, "seconds": time.monotonic() - begun, "loss": float(np.mean(recent))})
                _say(log.loss[-1])
                recent.clear()
            if done >= (len(log.dev) + 1) / _DEV_TIMES:
                dev = measure(network, held_groups[:_DEV_GROUPS], held_claims[:_DEV_GROUPS], encoder)
                _checkpoint(network, out, log, at, dev)
    dev = measure(network, held_groups[: 2 * _DEV_GROUPS], held_claims[: 2 * _DEV_GROUPS], encoder)
    _checkpoint(network, out, log, at, dev)
    return network


def _set_rate(optimizer: torch.optim.Optimizer, rate: float, step: int, done: float) -> None:
    for part in optimizer.param_groups:
        part["lr"] = rate * part["times"] * min(1.0, (step + 1) / _WARMING_STEPS) * max(_LEAST_RATE, 1 - done)


def _begin(encoder_folder: Path, start: Path | None, rate: float) -> tuple[ReaderNetwork, torch.optim.Optimizer]:
    network = from_encoder(encoder_folder).to("cuda" if torch.cuda.is_available() else "cpu").train()
    if start is not None:
        # A head that the checkpoint is too old to have starts at random.
        network.load_state_dict(network.state_dict() | load_file(start))
    # Half of all weights are word vectors, and each pass would fill a gradient as large: steps took a third longer.
    network.words.requires_grad_(requires_grad=False)
    network.places.requires_grad_(requires_grad=False)
    named = [(name.split(".")[0] in _HEADS, p) for name, p in network.named_parameters() if p.requires_grad]
    body, heads = ([p for is_head, p in named if is_head == wanted] for wanted in (False, True))
    parts = [{"params": body, "times": 1.0}, {"params": heads, "times": _HEAD_RATE}]
    return network, torch.optim.AdamW(parts, lr=rate, weight_decay=_WEIGHT_DECAY, fused=True)


def _step(
    network: ReaderNetwork,
    optimizer: torch.optim.Optimizer,
    parts: Sequence[Step],
    encoder: PairEncoder,
    pool: ThreadPoolExecutor,
) -> float:
    learning: list[Tensor] = [p for part in optimizer.param_groups for p in part["params"]]
    loss = _set_gradients(learning, list(pool.map(lambda part: _slope(network, learning, part, encoder), parts)))
    torch.nn.utils.clip_grad_norm_(learning, _LONGEST_GRADIENT)
    optimizer.step()
    optimizer.zero_grad()
    return loss


def _slope(
    network: ReaderNetwork, learning: Sequence[Tensor], part: Step, encoder: PairEncoder
) -> tuple[int, float, tuple[Tensor | None, ...]]:
    loss = loss_of_groups(network, part.groups, encoder)
    if part.claims:
        loss = loss + loss_of_claims(network, part.claims, encoder)
    return len(part.groups), float(loss.detach()), torch.autograd.grad(loss, list(learning), allow_unused=True)


def _set_gradients(learning: Sequence[Tensor], found: Sequence[tuple[int, float, tuple[Tensor | None, ...]]]) -> float:
    """Join the parts of a batch, each by its share of the groups; return the loss."""
    total = sum(groups for groups, _, _ in found)
    for at, parameter in enumerate(learning):
        shares = [part * (groups / total) for groups, _, slope in found if (part := slope[at]) is not None]
        parameter.grad = torch.stack(shares).sum(dim=0) if shares else None
    return sum(loss * groups / total for groups, loss, _ in found)


def _say(point: dict[str, float]) -> None:
    sys.stdout.write(json.dumps(point) + "\n")
    sys.stdout.flush()


def _checkpoint(network: ReaderNetwork, out: Path, log: Log, step: int, measured: dict[str, float]) -> None:
    log.dev.append({"step": float(step), **measured})
    _say(log.dev[-1])
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, out / CHECKPOINT_FILE)
    log.write(out / LOG_FILE)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Train the reader.")
    parser.add_argument("data", type=Path, help="folder of NAME.jsonl.gz question sets")
    parser.add_argument("out", type=Path, help="folder for the weights and the log")
    parser.add_argument(
        "--encoder", type=Path, required=True, help="folder of a small BERT (model.safetensors, tokenizer.json)"
    )
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--seconds", type=float, default=4 * 3600.0)
    parser.add_argument("--groups", type=int, default=0, help="most groups; 0 for all")
    parser.add_argument("--batch", type=int, default=8, help="groups per step")
    parser.add_argument("--claims", type=int, default=12, help="claims per step; 0 for a reader without a support head")
    parser.add_argument("--rate", type=float, default=1e-4, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wordnet", default="", help="folder of WordNet's files: questions in other words, too")
    parser.add_argument("--workers", type=int, default=2, help="parts of a step that run at the same time")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line."""
    given = parse(arguments)
    settings = Settings(**{setting.name: getattr(given, setting.name) for setting in fields(Settings)})
    train(given.data, given.out, given.encoder, settings, given.start)
    sys.stdout.write(json.dumps(export(given.out, given.out / "weights")) + "\n")


if __name__ == "__main__":
    main()
