"""Weights taken out of a graph: the encoder that the reader is trained from."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from rag.reader.unpacking import main

WORDS = np.arange(6, dtype=np.float32).reshape(3, 2)
TURNED = np.array([[1, 2, 3], [4, 5, 6]], np.float32)


def _graph(file: Path, named: str) -> Path:
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "onnx::MatMul_7"], ["y"], name=named)],
        "bert",
        [value("x", TensorProto.FLOAT, [1, 2])],
        [value("y", TensorProto.FLOAT, [1, 3])],
        [
            numpy_helper.from_array(WORDS, "embeddings.word_embeddings.weight"),
            numpy_helper.from_array(TURNED, "onnx::MatMul_7"),
        ],
    )
    onnx.save(helper.make_model(graph), file)
    return file


def test_a_matrix_gets_its_layers_name_back_and_its_rows(tmp_path: Path) -> None:
    graph = _graph(tmp_path / "model.onnx", "/encoder/layer.0/output/dense/MatMul")
    main([str(graph), str(tmp_path / "model.safetensors")])
    found = load_file(tmp_path / "model.safetensors")
    assert found["encoder.layer.0.output.dense.weight"].tolist() == TURNED.T.tolist()
    assert found["embeddings.word_embeddings.weight"].tolist() == WORDS.tolist()


def test_another_graph_is_refused(tmp_path: Path) -> None:
    graph = _graph(tmp_path / "model.onnx", "MatMul_0")
    with pytest.raises(ValueError, match="does not hold a BERT"):
        main([str(graph), str(tmp_path / "model.safetensors")])
