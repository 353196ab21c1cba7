"""The packaged encoder's weights, rounded to 8-bit integers: at loading, from the float weights whose hash is known.

Each column of a matrix has a scale of its own. Inputs of a matrix are rounded as they come, one scale for a whole text,
so an input that reaches far would leave few steps for the rest: factors found by `index.graphing` divide each input and
multiply its row of the matrix, which changes nothing but the rounding.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAYERS, HEADS, WIDTH = 6, 12, 384
_STEPS = 127

_PLACES = {"after": "attention.output", "widen": "intermediate", "narrow": "output"}
Weights = Mapping[str, NDArray[Any]]


def matrix(raw: Weights, name: str) -> NDArray[np.float32]:
    """A matrix (outputs, inputs) by the graph's name for it; "0.joint" is the three of the first attention in one."""
    return _of(raw, name, "weight")


def quantise(raw: Weights, even: Weights) -> dict[str, NDArray[Any]]:
    """Every weight by the graph's name for it.

    Args:
        raw: The float weights, by the names of the package.
        even: The factor of each input of a matrix, by the graph's name of the matrix; those not named need none.
    """
    made = _rest(raw)
    for name in _matrices():
        values = matrix(raw, name)
        if name in even:
            values = values * even[name]
            made[f"{name}.even"] = np.asarray(1 / even[name], np.float32)
        scale = np.abs(values).max(1) / _STEPS
        made[name] = np.ascontiguousarray(np.rint(values / scale[:, None]).astype(np.int8).T)
        made[f"{name}.scale"] = scale.astype(np.float32)
        made[f"{name}.zero"] = np.zeros(len(scale), np.int8)
    return made


def float_weights(raw: Weights) -> dict[str, NDArray[Any]]:
    """The same unrounded: to see how far inputs reach."""
    return _rest(raw) | {name: np.ascontiguousarray(matrix(raw, name).T) for name in _matrices()}


def _matrices() -> list[str]:
    return [f"{at}.{kind}" for at in range(LAYERS) for kind in ("joint", *_PLACES)]


def _of(raw: Weights, name: str, what: str) -> NDArray[np.float32]:
    at, _, kind = name.partition(".")
    layer = f"encoder.layer.{at}."
    if kind == "joint":
        return np.concatenate([raw[f"{layer}attention.self.{part}.{what}"] for part in ("query", "key", "value")])
    return np.asarray(raw[f"{layer}{_PLACES[kind]}.dense.{what}"], np.float32)


def _rest(raw: Weights) -> dict[str, NDArray[Any]]:
    """All but the matrices. Every token is of the first type, so its vector is added to the places beforehand."""
    head = "embeddings."
    made: dict[str, NDArray[Any]] = {
        "words": raw[f"{head}word_embeddings.weight"],
        "places": raw[f"{head}position_embeddings.weight"] + raw[f"{head}token_type_embeddings.weight"][0],
        "first.gamma": raw[f"{head}LayerNorm.weight"],
        "first.beta": raw[f"{head}LayerNorm.bias"],
    }
    for name in _matrices():
        made[f"{name}.bias"] = _of(raw, name, "bias")
        at, _, kind = name.partition(".")
        if kind in ("after", "narrow"):
            norm = f"encoder.layer.{at}.{_PLACES[kind]}.LayerNorm"
            made[f"{name}.gamma"], made[f"{name}.beta"] = raw[f"{norm}.weight"], raw[f"{norm}.bias"]
    return made
