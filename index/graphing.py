"""How the files of the encoder were made: `python -m index.graphing`. Needs onnx; run by hand.

`encoder.onnx` holds the arithmetic of the packaged encoder in 8-bit integers and none of its weights: those are read,
hashed and rounded when the encoder is loaded (`index.quantising`). `encoder-float.onnx` holds the same unrounded.
`encoder.safetensors` holds how far each input of a matrix reaches over the seed articles, in the form of factors that
even out the inputs before they are rounded.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from index.embedding import FACTORS, FLOAT_GRAPH, GRAPH, packaged_folder
from index.quantising import HEADS, LAYERS, WIDTH, float_weights, matrix, quantise
from index.seeding import SEEDS

_ONNX, _MICROSOFT = "", "com.microsoft"
_EPSILON = 1e-12
_STRENGTH = 0.7
"""Of the evening out. Mean cosine with the exact vectors: .9944 without it; .9956, .9976, .9973 at .6, .7, .8."""
_CHARACTERS = 700
_EVENED = ("joint", "widen", "narrow")
"""The matrices whose inputs reach unevenly; that of the attention's own output is even as it is."""


class _Graph:
    """Nodes in order; `exact` multiplies in float32, to see how far inputs reach."""

    def __init__(self, *, exact: bool) -> None:
        self.exact = exact
        self.nodes: list[Any] = []
        self.named: set[str] = set()
        self.inputs: dict[str, str] = {}

    def add(self, kind: str, inputs: list[str], output: str, domain: str = _ONNX, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        self.named.update(name for name in inputs if name.startswith("w."))
        return output

    def multiply(self, states: str, name: str) -> str:
        self.inputs[name] = states
        if self.exact:
            return self.add("MatMul", [states, f"w.{name}"], f"{name}.out")
        if name.partition(".")[2] in _EVENED:
            states = self.add("Mul", [states, f"w.{name}.even"], f"{name}.in")
        weights = [f"w.{name}", f"w.{name}.scale", f"w.{name}.zero"]
        return self.add("DynamicQuantizeMatMul", [states, *weights], f"{name}.out", _MICROSOFT)

    def normalise(self, states: str, beside: str, name: str) -> str:
        weights = [f"w.{name}.gamma", f"w.{name}.beta", f"w.{name}.bias"]
        parts = [states, beside, *weights]
        return self.add("SkipLayerNormalization", parts, f"{name}.normal", _MICROSOFT, epsilon=_EPSILON)

    def layer(self, states: str, at: int) -> str:
        """One layer. Attention has no mask: texts go one by one, and so have no padding."""
        joint = self.multiply(states, f"{at}.joint")
        thirds = [f"{at}.question", f"{at}.key", f"{at}.value"]
        self.nodes.append(helper.make_node("Split", [joint], thirds, axis=2, num_outputs=3))
        mixed = self.add(
            "MultiHeadAttention", [*thirds, f"w.{at}.joint.bias"], f"{at}.mixed", _MICROSOFT, num_heads=HEADS
        )
        attended = self.normalise(self.multiply(mixed, f"{at}.after"), states, f"{at}.after")
        wide = self.add(
            "BiasGelu", [self.multiply(attended, f"{at}.widen"), f"w.{at}.widen.bias"], f"{at}.wide", _MICROSOFT
        )
        return self.normalise(self.multiply(wide, f"{at}.narrow"), attended, f"{at}.narrow")


def model(*, exact: bool, inputs: bool = False) -> tuple[ModelProto, _Graph]:
    """(1, tokens) ids -> (1, width) unit row, every weight a name under which it is handed in.

    Args:
        exact: Multiply in float32.
        inputs: Give the inputs of every matrix as well.
    """
    graph = _Graph(exact=exact)
    graph.add("Gather", ["w.words", "ids"], "words")
    graph.add("Shape", ["ids"], "tokens", start=1)
    graph.add("Slice", ["w.places", "zero", "tokens"], "places")
    graph.add("Add", ["words", "places"], "embedded")
    states = graph.add("LayerNormalization", ["embedded", "w.first.gamma", "w.first.beta"], "first", epsilon=_EPSILON)
    for at in range(LAYERS):
        states = graph.layer(states, at)
    graph.add("ReduceMean", [states, "one"], "mean", keepdims=0)
    graph.add("LpNormalization", ["mean"], "vectors", axis=1, p=2)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [1, WIDTH])
    reached = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in graph.inputs.values()]
    constants = [helper.make_tensor(name, TensorProto.INT64, [1], [at]) for at, name in enumerate(("zero", "one"))]
    weights = [*constants, *(_outside(name) for name in sorted(graph.named))]
    outputs = [vectors, *reached] if inputs else [vectors]
    opsets = [helper.make_opsetid(_ONNX, 18), helper.make_opsetid(_MICROSOFT, 1)]
    inner = helper.make_graph(graph.nodes, "encoder", [ids], outputs, weights)
    return helper.make_model(inner, opset_imports=opsets, ir_version=10), graph


def _outside(name: str) -> TensorProto:
    """A weight of which the graph knows the kind and the shape alone."""
    value = _WEIGHTS[name.removeprefix("w.")]
    tensor = TensorProto(name=name, dims=value.shape, data_type=helper.np_dtype_to_tensor_dtype(value.dtype))
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="handed-in")
    return tensor


def _reach(weights: dict[str, NDArray[Any]]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """How far each input of each matrix reaches over the seed articles: its largest absolute value."""
    exact, graph = model(exact=True, inputs=True)
    session = onnxruntime.InferenceSession(exact.SerializeToString(), handed_in(weights))
    tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    texts = [path.read_text(encoding="utf-8") for path in sorted((SEEDS / "articles").iterdir())]
    pieces = [text[at : at + _CHARACTERS] for text in texts for at in range(0, len(text), _CHARACTERS)]
    reached: dict[str, NDArray[np.float32]] = {}
    for piece in pieces:
        ids = np.asarray([tokenizer.encode(piece).ids], np.int64)
        for name, values in zip(graph.inputs, session.run(list(graph.inputs.values()), {"ids": ids}), strict=True):
            most = np.abs(values).max((0, 1))
            reached[name] = np.maximum(reached[name], most) if name in reached else most
    yield from ((name, values) for name, values in reached.items() if name.partition(".")[2] in _EVENED)


def handed_in(weights: dict[str, NDArray[Any]]) -> onnxruntime.SessionOptions:
    """Session options that hand weights in by name."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in weights.values()]
    options.add_external_initializers([f"w.{name}" for name in weights], values)
    return options


def main() -> None:
    """See how far inputs reach, write the factors, write the graphs."""
    raw = load_file(packaged_folder() / "model.safetensors")
    _WEIGHTS.update(float_weights(raw))
    factors = {}
    for name, reach in _reach(float_weights(raw)):
        rows = np.abs(matrix(raw, name)).max(0)
        factor = np.maximum(reach, 1e-5) ** _STRENGTH / np.maximum(rows, 1e-5) ** (1 - _STRENGTH)
        factors[name] = np.asarray(factor / np.exp(np.log(factor).mean()), np.float32)
    save_file(factors, FACTORS)
    FLOAT_GRAPH.write_bytes(model(exact=True)[0].SerializeToString())
    _WEIGHTS.clear()
    _WEIGHTS.update(quantise(raw, factors))
    GRAPH.write_bytes(model(exact=False)[0].SerializeToString())


_WEIGHTS: dict[str, NDArray[Any]] = {}

if __name__ == "__main__":
    main()
