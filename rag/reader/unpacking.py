"""Take a BERT's weights out of its ONNX graph: `python -m rag.reader.unpacking GRAPH OUT`.

For an encoder to train from that is at hand as a graph alone. OUT becomes a `model.safetensors` in the names of
transformers, as `network.from_encoder` reads it. Needs onnx.
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import save_file

# A node that multiplies is named after its layer; the exporter gives its matrix, which it has turned, a number.
_MULTIPLIES = re.compile(r"^/(encoder/layer\.\d+/.+)/MatMul$")
_OURS = ("embeddings.", "encoder.")


def unpack(graph: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of a float32 BERT by their names in transformers.

    Raises:
        ValueError: The graph is not one that transformers' exporter made of a BERT.
    """
    model = onnx.load(graph)
    held = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    found = {name: value for name, value in held.items() if name.startswith(_OURS) and value.dtype == np.float32}
    for node in model.graph.node:
        named = _MULTIPLIES.match(node.name)
        if named and node.input[1] in held:
            found[f"{named[1].replace('/', '.')}.weight"] = np.ascontiguousarray(held[node.input[1]].T)
    if "embeddings.word_embeddings.weight" not in found or "encoder.layer.0.output.dense.weight" not in found:
        raise ValueError(f"{graph} does not hold a BERT in float32 under the names that transformers gives.")
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Unpack from the command line."""
    parser = argparse.ArgumentParser(description="Take a BERT's weights out of its ONNX graph.")
    parser.add_argument("graph", type=Path, help="ONNX file of a BERT in float32")
    parser.add_argument("out", type=Path, help="model.safetensors to write")
    given = parser.parse_args(arguments)
    save_file(unpack(given.graph), given.out)


if __name__ == "__main__":
    main()
