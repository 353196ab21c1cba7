"""Groups, claims and pairs as tensors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rag.reader.groups import Group
from rag.reader.inputs import Pair, PairEncoder


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Groups as tensors: pairs in rows, groups by (first row, rows)."""

    pairs: list[Pair]
    groups: list[Group]
    spans: list[tuple[int, int] | None]


def batch_of(groups: Sequence[Group], encoder: PairEncoder) -> Batch:
    """Encode groups, and find the tokens of each known answer."""
    pairs: list[Pair] = []
    spans: list[tuple[int, int] | None] = []
    for group in groups:
        coded = encoder.encode(
            group.question, [c.text for c in group.candidates], [c.context for c in group.candidates]
        )
        pairs.extend(coded)
        spans.append(None if group.span is None else _tokens_of(coded[0], *group.span))
    return Batch(pairs=pairs, groups=list(groups), spans=spans)


def padded(pairs: Sequence[Pair], device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, mask and types of pairs, each (pairs, longest)."""
    longest = max(len(pair.ids) for pair in pairs)
    ids, mask, types = (np.zeros((len(pairs), longest), dtype=np.int64) for _ in range(3))
    for row, pair in enumerate(pairs):
        ids[row, : len(pair.ids)] = pair.ids
        mask[row, : len(pair.ids)] = 1
        types[row, : len(pair.ids)] = pair.types
    return torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device), torch.from_numpy(types).to(device)


def _tokens_of(pair: Pair, start: int, end: int) -> tuple[int, int] | None:
    first = pair.types.index(1)
    inside = [i for i, (a, b) in enumerate(pair.spans) if a < end and start < b]
    return (first + inside[0], first + inside[-1]) if inside else None
