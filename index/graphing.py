"""How `encoder.onnx` was made: `python -m index.graphing`. Needs torch and onnx; nothing else in Byline runs it.

The graph holds the arithmetic of the packaged encoder and none of its weights: those are read, and their hash is
checked, from the package that carries them. So 41 kB in this repository replace five seconds of importing torch.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from torch import Tensor, nn
from transformers import AutoModel

from index.embedding import GRAPH, initializer_name, packaged_folder

_HEADS = 12


class _Encoder(nn.Module):
    """Tokens to a unit vector: the transformer, the mean over the tokens of the text, and its norm."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        model = AutoModel.from_pretrained(folder, local_files_only=True)
        self.embeddings, self.encoder = model.embeddings, model.encoder

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """(texts, tokens) ids and mask -> (texts, dimension) unit rows."""
        states = self.embeddings(input_ids=ids, token_type_ids=torch.zeros_like(ids))
        # Written out: a traced attention drops its mask when the example it is traced with has no padding.
        masked = (1.0 - mask[:, None, None, :].to(states.dtype)) * torch.finfo(states.dtype).min
        for layer in self.encoder.layer:
            states = _attend(layer, states, masked)
            states = layer.output.LayerNorm(
                layer.output.dense(nn.functional.gelu(layer.intermediate.dense(states))) + states
            )
        counted = mask[:, :, None].to(states.dtype)
        return nn.functional.normalize((states * counted).sum(1) / counted.sum(1), dim=1)


def _attend(layer: Any, states: Tensor, masked: Tensor) -> Tensor:
    texts, tokens, width = states.shape
    attention = layer.attention.self

    def split(projected: Tensor) -> Tensor:
        return projected.view(texts, tokens, _HEADS, width // _HEADS).transpose(1, 2)

    question, key, value = split(attention.query(states)), split(attention.key(states)), split(attention.value(states))
    scores = question @ key.transpose(-1, -2) / (width // _HEADS) ** 0.5 + masked
    mixed = (torch.softmax(scores, -1) @ value).transpose(1, 2).reshape(texts, tokens, width)
    attended: Tensor = layer.attention.output.LayerNorm(layer.attention.output.dense(mixed) + states)
    return attended


def main() -> None:
    """Trace the encoder, take the weights out, write the graph."""
    encoder = _Encoder(packaged_folder()).eval()
    ids = torch.randint(1000, 2000, (2, 9))
    mask = torch.tensor([[1] * 9, [1] * 6 + [0] * 3])
    texts, tokens = torch.export.Dim("texts", min=1, max=4096), torch.export.Dim("tokens", min=2, max=512)
    shape = {0: texts, 1: tokens}
    names: dict[str, Any] = {"input_names": ["ids", "mask"], "output_names": ["vectors"]}
    program = torch.onnx.export(
        encoder, (ids, mask), dynamic_shapes={"ids": shape, "mask": shape}, dynamo=True, verbose=False, **names
    )
    if program is None:
        sys.exit("torch made no graph")
    model = program.model_proto
    _take_weights_out(model, encoder)
    GRAPH.write_bytes(model.SerializeToString())


def _take_weights_out(model: onnx.ModelProto, encoder: nn.Module) -> None:
    """Every weight becomes a name under which it is handed in; the tracer has turned the matrices round."""
    known = {
        np.ascontiguousarray(turned).tobytes(): initializer_name(name)
        for name, tensor in encoder.named_parameters()
        for turned in (tensor.detach().numpy(), tensor.detach().numpy().T)
    }
    renamed = {}
    for weight in model.graph.initializer:
        name = known.get(numpy_helper.to_array(weight).tobytes())
        if name is not None:
            renamed[weight.name] = name
            weight.name = name
            weight.ClearField("raw_data")
            weight.data_location = TensorProto.EXTERNAL
            del weight.external_data[:]
            weight.external_data.add(key="location", value="handed-in")
    for node in model.graph.node:
        node.input[:] = [renamed.get(name, name) for name in node.input]
        del node.metadata_props[:]
    del model.graph.value_info[:]
    del model.metadata_props[:]


if __name__ == "__main__":
    main()
