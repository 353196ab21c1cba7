"""What training makes smaller: how wrong the network is about groups and about claims."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from rag.reader.batching import batch_of, padded
from rag.reader.claims import Claim, Verdict
from rag.reader.groups import Group
from rag.reader.inputs import Pair, PairEncoder
from rag.reader.network import Judged, ReaderNetwork

# Pairs of like length that go through the network together: more leave the cache (on a CPU 16 ran twice as fast as 96),
# and a GPU wants many.
_PAIRS_AT_ONCE = {"cpu": 16, "cuda": 1024}
# The place of the answer only helps to judge it, and is known for some of the groups.
_SPAN_WEIGHT = 0.2
_VERDICTS = (Verdict.SUPPORT, Verdict.CONTRADICT, Verdict.NEUTRAL)


def judge(
    network: ReaderNetwork, pairs: Sequence[Pair], rows_with_span: Sequence[int] = ()
) -> tuple[Judged, dict[int, Tensor]]:
    """Run pairs through the network, like lengths together.

    Returns:
        What it says in the order given, without the spans; and the span logits (tokens, 2) of the rows asked for.
    """
    device = next(network.parameters()).device
    order = sorted(range(len(pairs)), key=lambda row: len(pairs[row].ids))
    answers: list[Tensor] = []
    verdicts: list[Tensor] = []
    spans: dict[int, Tensor] = {}
    wanted = set(rows_with_span)
    together = _PAIRS_AT_ONCE[device.type]
    # bfloat16 is nearly twice as fast where the processor has it; torch emulates it elsewhere.
    with torch.autocast(device.type, dtype=torch.bfloat16):
        for start in range(0, len(order), together):
            rows = order[start : start + together]
            judged = network(*padded([pairs[row] for row in rows], device))
            answers.append(judged.answers)
            verdicts.append(judged.verdicts)
            spans.update({row: judged.spans[at] for at, row in enumerate(rows) if row in wanted})
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    back = back.to(device)
    return Judged(torch.cat(answers)[back], torch.empty(0), torch.cat(verdicts)[back]), spans


def loss_of_groups(network: ReaderNetwork, groups: Sequence[Group], encoder: PairEncoder) -> Tensor:
    """Mean over groups: the right sentence against the others and "none", each sentence alone, its answer's place."""
    batch = batch_of(groups, encoder)
    firsts = np.cumsum([0, *(len(group.candidates) for group in batch.groups)])
    known = {int(first): span for first, span in zip(firsts, batch.spans, strict=False) if span is not None}
    judged, spans = judge(network, batch.pairs, list(known))
    logits = judged.answers
    listwise, alone = logits.new_zeros(()), logits.new_zeros(())
    for group, first in zip(batch.groups, firsts, strict=False):
        scores = logits[int(first) : int(first) + len(group.candidates)]
        # "None of them" has the fixed score 0, so a score above 0 means "rather than nothing" in every group.
        options = torch.cat([scores, scores.new_zeros(1)])
        right = 0 if group.answerable else len(group.candidates)
        listwise = listwise - functional.log_softmax(options, dim=0)[right]
        target = torch.zeros_like(scores)
        target[0] = float(group.answerable)
        alone = alone + functional.binary_cross_entropy_with_logits(scores, target, reduction="mean")
    place = logits.new_zeros(())
    for row, (start, end) in known.items():
        log = functional.log_softmax(spans[row], dim=0)
        place = place - (log[start, 0] + log[end, 1]) / 2
    return (listwise + alone + _SPAN_WEIGHT * place) / len(batch.groups)


def loss_of_claims(network: ReaderNetwork, claims: Sequence[Claim], encoder: PairEncoder) -> Tensor:
    """Mean over claims: cross-entropy of the verdict; of "not supported", where no more than that is known."""
    log = functional.log_softmax(judge(network, pairs_of(claims, encoder))[0].verdicts, dim=1)
    told = torch.stack(
        [
            torch.logsumexp(row[1:], dim=0)
            if claim.verdict is Verdict.UNSUPPORTED
            else row[_VERDICTS.index(claim.verdict)]
            for row, claim in zip(log, claims, strict=True)
        ]
    )
    return -told.mean()


def pairs_of(claims: Sequence[Claim], encoder: PairEncoder) -> list[Pair]:
    """Encode claims; each is its own question."""
    return [encoder.encode(claim.statement, [claim.sentence], [""])[0] for claim in claims]
