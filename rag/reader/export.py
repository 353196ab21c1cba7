"""Turn a trained reader into the files that ship: `python -m rag.reader.export TRAINED WEIGHTS [--earlier CHECKPOINT]`.

Weights become int8 with a scale for each output, activations int8 with a scale for each call, the word table int8 with
a scale a word. Weights use 7 of their 8 bits: the products then fit processors without VNNI too, which would otherwise
clip them silently. Needs torch and onnx; nothing that answers questions imports it.
"""

import argparse
import json
import sys
import warnings
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from shutil import copyfile

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import load_file
from torch import Tensor, nn

from rag.reader.inputs import LONGEST
from rag.reader.model import MODEL_FILE, OUTPUTS, TOKENIZER_FILE
from rag.reader.network import ReaderNetwork, Shape

CHECKPOINT_FILE = "checkpoint.safetensors"
FILES = (MODEL_FILE, TOKENIZER_FILE)
# The largest int8; -128 stays unused, so that a row and its negative are rounded alike.
_LARGEST = 127
# A row of zeros, such as that of a word never seen, would be divided by zero.
_FLOOR = 1e-8


class ByteTable(nn.Module):
    """An embedding table in int8, one scale a row."""

    def __init__(self, table: Tensor) -> None:
        """Round a (numbers, width) table of float32."""
        super().__init__()
        scale = table.abs().amax(dim=1, keepdim=True).clamp_min(_FLOOR) / _LARGEST
        self.register_buffer("rows", torch.round(table / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """Look up (...) numbers; return (..., width)."""
        return nn.functional.embedding(ids, self.rows).float() * nn.functional.embedding(ids, self.scale)  # type: ignore[arg-type]


class Judge(nn.Module):
    """The network with one number for support: what ships."""

    def __init__(self, network: ReaderNetwork) -> None:
        """Wrap a network; its weights are shared."""
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return (pairs,) log odds that the sentence answers, (pairs,) that it supports; (pairs, tokens, 2) spans."""
        judged = self.network(ids, mask, types)
        supports = judged.verdicts[:, 0] - torch.logsumexp(judged.verdicts[:, 1:], dim=1)
        return judged.answers, supports, judged.spans


def load_network(checkpoint: Path, earlier: Path | None = None) -> ReaderNetwork:
    """Load a trained network for inference, each weight halfway to that of an earlier part of its training, if given.

    Two ends of one training averaged (Wortsman et al. 2022, "Model soups") kept what each was better at
    (docs/decisions/reader.md). What the earlier one does not have yet stays as it is.
    """
    state = load_file(checkpoint)
    before = load_file(earlier) if earlier else {}
    network = ReaderNetwork(Shape(layers=sum(name.endswith(".qkv.weight") for name in state)))
    network.load_state_dict({name: (before[name] + now) / 2 if name in before else now for name, now in state.items()})
    return network.eval()


def write_graph(network: ReaderNetwork, file: Path, *, int8: bool) -> None:
    """Write the ONNX graph: ids, mask, types (pairs, tokens) of int64 in, what `Judge` returns in float32 out.

    Args:
        network: A trained network; its word table is replaced when `int8`.
        file: Where to write.
        int8: Whether weights become int8; float32 otherwise, to compare with.
    """
    if int8:
        network.words = ByteTable(network.words.weight.detach())  # type: ignore[assignment]
    # Two rows of unlike length: with one row, or none padded, an exporter may drop the mask (see `network`).
    ids = torch.randint(1000, 2000, (2, 9))
    mask = torch.tensor([[1] * 9, [1] * 6 + [0] * 3])
    types = torch.zeros_like(ids)
    types[:, 3:5] = 1
    pairs, tokens = torch.export.Dim("pairs", min=1, max=4096), torch.export.Dim("tokens", min=4, max=LONGEST)
    shape = {0: pairs, 1: tokens}
    with warnings.catch_warnings():
        # Torch's exporter calls what torch itself has deprecated; nothing here could call it otherwise.
        warnings.filterwarnings("ignore", r"`isinstance\(treespec, LeafSpec\)` is deprecated", FutureWarning)
        # All three inputs are meant to share their two axes; that one name for each is enough is no news.
        warnings.filterwarnings("ignore", r"# The axis name: (?:pairs|tokens) will not be used", UserWarning)
        torch.onnx.export(
            Judge(network).eval(),
            (ids, mask, types),
            file,
            input_names=["ids", "mask", "types"],
            output_names=list(OUTPUTS),
            dynamic_shapes={"ids": shape, "mask": shape, "types": shape},
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    if int8:
        _strip(file)
        quantize_dynamic(
            file,
            file,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul"],
        )
    _strip(file)


def _strip(file: Path) -> None:
    """Take out the exporter's notes: shapes, which do not survive the quantiser, and traces, which name the machine."""
    model = onnx.load(file)
    del model.graph.value_info[:]
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    for part in (*model.graph.node, *model.graph.initializer, *model.graph.input, *model.graph.output):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, file)


def export(trained: Path, weights: Path, earlier: Path | None = None) -> dict[str, str]:
    """Write the shipped files.

    Args:
        trained: Holds `checkpoint.safetensors` and `tokenizer.json`.
        weights: Receives `FILES`; made if it is not there.
        earlier: As for `load_network`.

    Returns:
        SHA-256 of each file in hexadecimal, to be pinned as `model.SHIPPED_HASHES`.
    """
    weights.mkdir(parents=True, exist_ok=True)
    write_graph(load_network(trained / CHECKPOINT_FILE, earlier), weights / MODEL_FILE, int8=True)
    copyfile(trained / TOKENIZER_FILE, weights / TOKENIZER_FILE)
    return {name: sha256((weights / name).read_bytes()).hexdigest() for name in FILES}


def main(arguments: Sequence[str] | None = None) -> None:
    """Export from the command line and show the hashes."""
    parser = argparse.ArgumentParser(description="Export a trained reader.")
    parser.add_argument("trained", type=Path, help=f"folder of {CHECKPOINT_FILE} and {TOKENIZER_FILE}")
    parser.add_argument("weights", type=Path, help=f"folder for {' and '.join(FILES)}")
    parser.add_argument("--earlier", type=Path, help="checkpoint of an earlier part, to go halfway back to")
    given = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(export(given.trained, given.weights, given.earlier), indent=1) + "\n")


if __name__ == "__main__":
    main()
