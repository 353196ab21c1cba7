"""The reader's network in torch: a BERT encoder written out, heads for answer, span and support. For training only.

Written out rather than taken from transformers for one reason: transformers 5 builds the attention mask from the
example it is traced with, and a graph traced without padded rows silently loses it. Here the mask is an argument and
stays one.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from rag.reader.inputs import LONGEST

# Low enough to remove a token from a softmax, and still a number in bfloat16 and float16.
_NEVER = -30000.0
# BERT's own; torch's default is ten million times larger.
_NORM_EPSILON = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of the network: a small BERT, as deep as 30 MB of int8 allow, with a place for every token it is given."""

    words: int = 30522
    positions: int = LONGEST
    width: int = 384
    inner: int = 1536
    layers: int = 9
    heads: int = 12


class Judged(NamedTuple):
    """What the network says about pairs.

    Attributes:
        answers: (pairs,) logits, above 0 where the sentence answers the question.
        spans: (pairs, tokens, 2) start and end logits of the answer, far below 0 outside the sentence.
        verdicts: (pairs, 3) logits of "the sentence supports, contradicts, says nothing about the statement".
    """

    answers: Tensor
    spans: Tensor
    verdicts: Tensor


class Layer(nn.Module):
    """One transformer layer, normalised after each residual as in BERT."""

    def __init__(self, shape: Shape) -> None:
        """Make a layer with random weights."""
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.mix = nn.Linear(shape.width, shape.width)
        self.mix_norm = nn.LayerNorm(shape.width, eps=_NORM_EPSILON)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.down_norm = nn.LayerNorm(shape.width, eps=_NORM_EPSILON)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Read (pairs, tokens, width) and an additive mask (pairs, 1, 1, tokens); return (pairs, tokens, width)."""
        pairs, tokens, width = x.shape
        q, k, v = (
            self.qkv(x).view(pairs, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4).contiguous()
        )
        weight = torch.softmax(q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5 + bias, dim=-1)
        seen = (weight @ v).transpose(1, 2).reshape(pairs, tokens, width)
        x = self.mix_norm(x + self.mix(seen))
        out: Tensor = self.down_norm(x + self.down(functional.gelu(self.up(x))))
        return out


class ReaderNetwork(nn.Module):
    """Judges whether a sentence answers a question, and where in it the answer stands, or supports a statement.

    All heads read every pair; which of them means something, the one who asks knows.
    """

    def __init__(self, shape: Shape) -> None:
        """Make a network with random weights."""
        super().__init__()
        self.words = nn.Embedding(shape.words, shape.width)
        self.places = nn.Embedding(shape.positions, shape.width)
        self.types = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=_NORM_EPSILON)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.span = nn.Linear(shape.width, 2)
        self.dense = nn.Linear(2 * shape.width, shape.width)
        self.judge = nn.Linear(shape.width, 1)
        self.compare = nn.Linear(2 * shape.width, shape.width)
        self.verdict = nn.Linear(shape.width, 3)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Judged:
        """Judge pairs.

        Args:
            ids: (pairs, tokens) token numbers, padded with any number.
            mask: (pairs, tokens) 1 for tokens, 0 for padding.
            types: (pairs, tokens) 1 for the sentence, 0 elsewhere and for padding.
        """
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.places(places) + self.types(types))
        bias = ((1.0 - mask.to(x.dtype)) * _NEVER)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        spans = self.span(x).float() + (1.0 - types.float())[:, :, None] * _NEVER
        # What the answer head sees beside [CLS]: the tokens where the span head suspects the answer.
        point = torch.softmax(spans.mean(dim=-1), dim=-1).to(x.dtype)
        answer = (point[:, None, :] @ x)[:, 0]
        hidden = torch.tanh(self.dense(torch.cat([x[:, 0], answer], dim=-1)))
        share = types.to(x.dtype) / types.sum(dim=1, keepdim=True).to(x.dtype)
        sentence = (share[:, None, :] @ x)[:, 0]
        compared = torch.tanh(self.compare(torch.cat([x[:, 0], sentence], dim=-1)))
        return Judged(self.judge(hidden)[:, 0].float(), spans, self.verdict(compared).float())


def from_encoder(folder: Path) -> ReaderNetwork:
    """Make a network whose encoder is the lowest layers of a saved BERT of width 384; its heads start at random.

    Args:
        folder: Holds `model.safetensors` in the names of transformers. A model of fewer layers gives all it has.
    """
    saved = load_file(folder / "model.safetensors")
    shape = Shape()
    found = sum(name.endswith(".attention.self.query.weight") for name in saved)
    network = ReaderNetwork(replace(shape, layers=min(shape.layers, found)))
    state = network.state_dict()
    names = {
        "words.weight": "embeddings.word_embeddings.weight",
        "places.weight": "embeddings.position_embeddings.weight",
        "types.weight": "embeddings.token_type_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    parts = {
        "mix": "attention.output.dense",
        "mix_norm": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "down_norm": "output.LayerNorm",
    }
    for i in range(len(network.layers)):
        for end in ("weight", "bias"):
            for ours, theirs in parts.items():
                names[f"layers.{i}.{ours}.{end}"] = f"encoder.layer.{i}.{theirs}.{end}"
            joined = [saved[f"encoder.layer.{i}.attention.self.{part}.{end}"] for part in ("query", "key", "value")]
            state[f"layers.{i}.qkv.{end}"] = torch.cat(joined)
    for ours, theirs in names.items():
        state[ours] = saved[theirs][: len(state[ours])]
    network.load_state_dict(state)
    return network
