"""Training claims: a statement, a sentence, and whether the sentence supports it; some of them made by rule."""

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from pathlib import Path

from rag.reader.near_misses import altered, stand_ins_in

PREFIX, ENDING = "nli_", ".jsonl.gz"
# Most pairs taken of a set: news, encyclopedic and written by people, more; captions, papers and edits by machine, few.
MOST: Mapping[str, int] = {
    "nli_mnli_dev": 8000, "nli_fever": 6000, "nli_rte": 2764, "nli_healthver": 1500, "nli_fever_symmetric": 1416,
    "nli_snli_dev": 1500, "nli_climate_fever": 1500, "nli_scitail_dev": 1000, "nli_scifact": 1000,
    "nli_covidfact": 500, "nli_politihop": 300,
}  # fmt: skip
# Their "neutral" is whatever is not entailed, contradictions among it.
_TWO_WAY = frozenset({"nli_rte", "nli_scitail_dev"})
# A premise that the reader would cut says nothing sure about what stood in the rest.
_LONGEST_SENTENCE = 420
_HELD_OUT = 0.03
# Shares of the supported claims of which a changed copy is made, and of the sentences that are said word for word.
_ALTERED, _COPIED, _COPIED_WRONGLY = 0.4, 0.1, 0.15
# Names that may stand in are drawn from the sentence and from this many claims before.
_CLAIMS_BEFORE = 40


class Verdict(StrEnum):
    """What a sentence says about a statement."""

    SUPPORT = "support"
    CONTRADICT = "contradict"
    NEUTRAL = "neutral"
    UNSUPPORTED = "unsupported"
    """Contradicted or neutral: which of them is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement and a sentence that may support it.

    Attributes:
        statement: What is claimed.
        sentence: What is held against it.
        verdict: What the sentence says about it.
        source: The set.
        made: "given"; "altered" for a statement changed by rule; "copied" for one that is the sentence itself.
    """

    statement: str
    sentence: str
    verdict: Verdict
    source: str
    made: str


def read_claims(file: Path) -> list[Claim]:
    """Read a gzipped JSON-lines set of {"premise", "hypothesis", "label", "source"}; too long premises are left out."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Claim(
            statement=record["hypothesis"],
            sentence=record["premise"],
            verdict=_verdict(record["label"], record["source"]),
            source=record["source"],
            made="given",
        )
        for record in records
        if len(record["premise"]) <= _LONGEST_SENTENCE
    ]


def load_claims(data: Path, seed: int) -> tuple[list[Claim], list[Claim]]:
    """Read every set of claims in a folder, add the ones made by rule, shuffle with the seed.

    Returns:
        (to train on, held out); the two share no sentence. Both empty if the folder has no claims.
    """
    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    taken: list[Claim] = []
    for file in sorted(data.glob(f"{PREFIX}*{ENDING}")):
        claims = read_claims(file)
        rng.shuffle(claims)
        taken.extend(islice(claims, MOST.get(file.name.removesuffix(ENDING), len(claims))))
    parts = [[c for c in taken if _is_held_out(c) is wanted] for wanted in (False, True)]
    for part in parts:
        part.extend(_made_by_rule(part, rng))
        rng.shuffle(part)
    return parts[0], parts[1]


def _made_by_rule(claims: Sequence[Claim], rng: random.Random) -> list[Claim]:
    made: list[Claim] = []
    for at, claim in enumerate(claims):
        names = [
            name
            for near in (claim, *claims[max(0, at - _CLAIMS_BEFORE) : at])
            for name in (*stand_ins_in(near.sentence), *stand_ins_in(near.statement))
        ]
        made.extend(_altered_copies(claim, names, rng))
    return made


def _altered_copies(claim: Claim, names: Sequence[str], rng: random.Random) -> Iterator[Claim]:
    if (
        claim.verdict is Verdict.SUPPORT
        and rng.random() < _ALTERED
        and (changed := altered(claim.statement, names, rng))
    ):
        yield _copy(claim, changed, Verdict.UNSUPPORTED, "altered")
    # What a language model writes is often the sentence word for word, or all but one word.
    if rng.random() < _COPIED:
        yield _copy(claim, claim.sentence, Verdict.SUPPORT, "copied")
    if rng.random() < _COPIED_WRONGLY and (changed := altered(claim.sentence, names, rng)):
        yield _copy(claim, changed, Verdict.UNSUPPORTED, "altered")


def _copy(claim: Claim, statement: str, verdict: Verdict, made: str) -> Claim:
    return Claim(statement=statement, sentence=claim.sentence, verdict=verdict, source=claim.source, made=made)


def _verdict(label: str, source: str) -> Verdict:
    return Verdict.UNSUPPORTED if label == "neutral" and source in _TWO_WAY else Verdict(label)


def _is_held_out(claim: Claim) -> bool:
    return int(sha256(claim.sentence[:200].encode()).hexdigest()[:8], 16) / 16**8 < _HELD_OUT
