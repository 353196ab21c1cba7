"""How well disagreements are told from what only seems so: `python -m evals.pairing PAIRS`.

A pair is two sentences of different outlets with a label: a disagreement, none, or a development. Precision counts more
than recall: a card about nothing costs more trust than a missing one.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import sentencex

from evals.reading import read_lines
from index.words import words
from rag.comparing import Told, compare

_Z = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sentences, what they are to each other, and which part of the measurement they belong to."""

    one: str
    other: str
    label: str
    part: str
    published: tuple[str | None, str | None] = (None, None)


def found_in(pair: Pair) -> str:
    """What is found between the two: "disagreement", "development" or "none"."""
    told = [
        Told(text=text, group=group, published=date)
        for text, group, date in zip((pair.one, pair.other), "ab", pair.published, strict=True)
    ]
    return next((difference.outcome.value for difference in compare(told)), "none")


def share(part: int, whole: int) -> str:
    """A share with its 95 % interval (Wilson).

    >>> share(29, 32)
    '.906 [.758, .968] of 32'
    """
    if not whole:
        return "none of 0"
    rate, room = part / whole, _Z * _Z / whole
    middle = (rate + room / 2) / (1 + room)
    spread = (_Z / (1 + room)) * ((rate * (1 - rate) + room / 4) / whole) ** 0.5
    low, high = max(0.0, middle - spread), min(1.0, middle + spread)
    return "{} [{}, {}] of {}".format(*(f"{x:.3f}".removeprefix("0") for x in (rate, low, high)), whole)


def report(pairs: Sequence[Pair]) -> Iterator[str]:
    """A line for each part: precision and recall of disagreements, and how many developments were seen as such."""
    for part in dict.fromkeys(pair.part for pair in pairs):
        got = Counter((pair.label, found_in(pair)) for pair in pairs if pair.part == part)
        label = Counter(pair.label for pair in pairs if pair.part == part)
        right = got["disagreement", "disagreement"]
        shown = sum(count for (_, found), count in got.items() if found == "disagreement")
        yield (
            f"{part}: precision {share(right, shown)}; recall {share(right, label['disagreement'])}; "
            f"silent on {share(label['none'] - got['none', 'disagreement'], label['none'])} that do not disagree; "
            f"developments {share(got['development', 'development'], label['development'])}"
        )


def written_pairs(file: Path) -> Iterator[Pair]:
    """The pairs of a file of labelled pairs, by half."""
    for record in read_lines(file):
        first, second = record.get("published", (None, None))
        yield Pair(
            one=record["one"],
            other=record["other"],
            label=record["label"],
            part=record["half"],
            published=(first, second),
        )


def ramdocs_pairs(folder: Path) -> Iterator[Pair]:
    """Sentences with an answer, from passages on one question: a right and a planted one disagree, two right do not.

    Two right answers to an ambiguous question are of two things of one name: they do not disagree either.
    """
    for record in read_lines(folder / "questions.jsonl.gz"):
        told = [(found, part) for part in record["evidence"] if (found := _sentence(part)) is not None]
        for (one, first), (other, second) in combinations(told, 2):
            planted = [part["label"] == "misinfo" for part in (first, second)]
            if all(planted):
                continue
            yield Pair(one=one, other=other, label="disagreement" if any(planted) else "none", part="ramdocs")


def _sentence(part: dict[str, Any]) -> str | None:
    """The sentence of a passage that holds its answer in full."""
    wanted = " ".join(words(part.get("answer") or ""))
    sentences = (sentence.strip() for sentence in sentencex.segment("en", part["text"]))
    return next((found for found in sentences if wanted and wanted in " ".join(words(found))), None)


def conflictqa_pairs(folder: Path) -> Iterator[Pair]:
    """Two opposite answers disagree; an answer and the passage that it was drawn from do not."""
    for file in sorted(folder.glob("questions_*.jsonl.gz")):
        for record in read_lines(file):
            memory, counter = record["memory_answer"], record["counter_answer"]
            yield Pair(one=memory, other=counter, label="disagreement", part="conflictqa")
            passage = next(part["text"] for part in record["evidence"] if part["label"] == "memory")
            for sentence in list(sentencex.segment("en", passage))[:2]:
                yield Pair(one=memory, other=sentence.strip(), label="none", part="conflictqa")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description="Measure how disagreements are told from what only seems so.")
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--ramdocs", type=Path)
    parser.add_argument("--conflictqa", type=Path)
    parser.add_argument("--sample", type=int, default=1_000, help="pairs of each set")
    given = parser.parse_args(arguments)
    pairs = list(written_pairs(given.pairs))
    for folder, drawn in ((given.ramdocs, ramdocs_pairs), (given.conflictqa, conflictqa_pairs)):
        if folder is not None:
            every = list(drawn(folder))
            pairs += random.Random(5).sample(every, min(given.sample, len(every)))  # noqa: S311 - a sample, no secret
    for line in report(pairs):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
