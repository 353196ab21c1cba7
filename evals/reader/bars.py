"""How the bar of support is chosen: `python -m evals.reader.bars CLAIMS... [--each N]`.

Each file holds records {"premise", "hypothesis", "label"} that the reader was not trained on. The guard on values and
words looks at every claim, and the reader's support score; for each bar it is counted how many supported claims would
be refused, and how many others would pass. Bars are looked at on the first half of the claims; the second half is
measured at the bars that ship.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.pairing import share
from evals.reader.figures import auroc
from rag.guarding import SUPPORT, shares_enough
from rag.reader.claims import Claim, Verdict, read_claims
from rag.reader.model import CrossEncoder, shipped_reader
from rag.verifying import verify

_BARS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """(claims,) arrays: whether each is supported, what the reader and the guard say."""

    held: NDArray[np.bool_]
    support: NDArray[np.float64]
    passed: NDArray[np.bool_]


def judge(claims: Sequence[Claim], reader: CrossEncoder) -> Judged:
    """Look at claims in every way."""
    return Judged(
        held=np.asarray([claim.verdict is Verdict.SUPPORT for claim in claims]),
        support=np.asarray([float(reader.support(c.statement, [c.sentence], [""])[0]) for c in claims]),
        passed=np.asarray([_passes(c.statement, c.sentence) for c in claims]),
    )


def _passes(statement: str, sentence: str) -> bool:
    return shares_enough(statement, [sentence]) and not verify(statement, [sentence])


def lines(name: str, judged: Judged, bars: Sequence[float]) -> list[str]:
    """What each way refuses of the supported and lets through of the others."""
    held, others = judged.held, ~judged.held
    area = auroc(judged.support[held].tolist(), judged.support[others].tolist())
    said = [f"{name}: {held.sum()} supported, {others.sum()} not; support score AUROC {area}"]
    said.append(_line(judged, "guard alone", judged.passed))
    for bar in bars:
        said.append(_line(judged, f"support at {bar:g}", judged.support >= bar))
        said.append(_line(judged, f"support at {bar:g} and guard", (judged.support >= bar) & judged.passed))
    return said


def _line(judged: Judged, way: str, accepted: NDArray[np.bool_]) -> str:
    held = judged.held
    refused, passed = int((held & ~accepted).sum()), int((~held & accepted).sum())
    return f"  {way}: refused {share(refused, int(held.sum()))}; let through {share(passed, int((~held).sum()))}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description="Find the bar of support.")
    parser.add_argument("claims", type=Path, nargs="+", help="NAME.jsonl.gz of claims that were not trained on")
    parser.add_argument("--each", type=int, default=400, help="claims of each file")
    given = parser.parse_args(arguments)
    reader = shipped_reader()
    for file in given.claims:
        claims = read_claims(file)
        step = max(1, len(claims) // given.each)
        drawn = claims[::step][: given.each]
        half = len(drawn) // 2
        for part, bars in ((drawn[:half], _BARS), (drawn[half:], (SUPPORT,))):
            name = f"{file.name.partition('.')[0]}, {'first' if bars is _BARS else 'second'} half"
            sys.stdout.write("\n".join(lines(name, judge(part, reader), bars)) + "\n")


if __name__ == "__main__":
    main()
