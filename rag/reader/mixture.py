"""How much of each question set the shipped reader was trained on, and the order of a training run.

Claims have their own (see `claims`); the two are joined step by step.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from rag.reader.claims import ENDING, PREFIX, Claim
from rag.reader.groups import Group, GroupMaker, Record, is_held_out, read_records
from rag.reader.rewording import reword

# Most records taken of a set. Close to news or asked without seeing the passage: all; repeating, far or noisy: few.
MOST: Mapping[str, int] = {
    "squad_articles": 8000, "squad_para": 3500, "squad_reqa": 2500, "squadshifts_new_wiki": 5500,
    "squadshifts_reddit": 1500, "squadshifts_amazon": 700, "nq_oracle": 1600, "qed_nq": 1400, "tydiqa_en": 3700,
    "mlqa_en": 1150, "timeqa_human": 1700, "selqa": 2400, "bioasq": 1300, "covidqa": 700, "onestopqa": 1440,
    "ester": 800, "torque": 700, "tweetqa": 3500, "qadiscourse": 2500, "qamr": 1500, "clickbait_spoiling": 500,
    "quoref_contrast": 600, "drop_contrast": 300, "hotpot_distractor": 1300, "fairytaleqa": 700, "policyqa": 400,
    "tatqa": 600, "pubmedqa": 300, "subjqa": 1000, "trecqa": 800, "squad2_train_part": 348, "squad2_half": 3000,
}  # fmt: skip
# Of a set of the reader's own users nothing is known: all of it is taken.
_MOST_OF_OTHERS = 10**9
# Human-written near misses are few and teach most about abstaining: they are taken several times.
TIMES: Mapping[str, int] = {"squad2_train_part": 2, "squad2_half": 2}
# Probability of a near miss made by rule beside an answerable record.
NEAR_MISSES = 0.1
# Batches are cut from this many batches' worth of groups: enough to find like lengths, few enough to stay mixed.
_POOLED_BATCHES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What the network learns from before its weights move once."""

    groups: list[Group]
    claims: list[Claim]

    def parts(self, most: int) -> "list[Step]":
        """Share it among up to `most` workers; each has a group at least."""
        shares = min(most, len(self.groups))
        return [Step(groups=self.groups[at::shares], claims=self.claims[at::shares]) for at in range(shares)]


def load_groups(data: Path, seed: int, wordnet: Path | None = None) -> tuple[list[Group], list[Group]]:
    """Make the groups of every question set in a folder, shuffled with the seed.

    Args:
        data: The folder.
        seed: Decides what is drawn, and its order.
        wordnet: As for `rewording.reword`, of those that are trained on; None to leave them as they were asked.

    Returns:
        (to train on, held out); the two share no passage.

    Raises:
        ValueError: There is no question set in the folder.
    """
    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    taken: list[Record] = []
    for file in sorted(data.glob(f"*{ENDING}")):
        if file.name.startswith(PREFIX):
            continue
        records = read_records(file)
        rng.shuffle(records)
        taken.extend(islice(records, MOST.get(file.name.removesuffix(ENDING), _MOST_OF_OTHERS)))
    if not taken:
        raise ValueError(f"There is nothing to train on in {data}: it needs NAME{ENDING} question sets.")
    held = [record for record in taken if is_held_out(record)]
    seen = [record for record in taken if not is_held_out(record)]
    groups, kept = _shuffled(seen, seed, rng, repeat=True), _shuffled(held, seed, rng, repeat=False)
    return groups if wordnet is None else reword(groups, taken, wordnet, rng), kept


def batches(groups: Sequence[Group], size: int, seed: int) -> list[list[Group]]:
    """Cut groups into batches of like length, in random order: padding wastes less and no batch is the rule."""
    rng = random.Random(seed)  # noqa: S311 - an order, no secret
    pooled: list[list[Group]] = []
    pool = size * _POOLED_BATCHES
    for start in range(0, len(groups), pool):
        near = sorted(
            groups[start : start + pool], key=lambda group: sum(len(c.text) + len(c.context) for c in group.candidates)
        )
        cut = [near[i : i + size] for i in range(0, len(near), size)]
        rng.shuffle(cut)
        pooled.extend(cut)
    return pooled


def steps_of(groups: Sequence[Group], claims: Sequence[Claim], size: int, held: int, seed: int) -> list[Step]:
    """Join batches of `size` groups, each with the next `held` claims; the claims begin anew when they are used up."""
    turning = cycle(claims)
    return [Step(groups=part, claims=list(islice(turning, held))) for part in batches(groups, size, seed)]


def _shuffled(records: Iterable[Record], seed: int, rng: random.Random, *, repeat: bool) -> list[Group]:
    kept = list(records)
    maker = GroupMaker(kept, seed)
    groups = [
        group
        for record in kept
        for _ in range(TIMES.get(record["source"], 1) if repeat else 1)
        for group in maker.groups(record, NEAR_MISSES)
    ]
    rng.shuffle(groups)
    return groups
