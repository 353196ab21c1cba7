import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vectors import VectorIndex

AXES = np.eye(4, dtype=np.float32)


def test_a_vector_finds_itself_first_with_cosine_1() -> None:
    found = VectorIndex.build(np.array([30, 10, 20]), AXES[:3])
    assert found.search(AXES[1:2], 3) == [(10, 1.0), (20, 0.0), (30, 0.0)]


def test_fewer_come_back_when_there_are_fewer_and_never_a_padding() -> None:
    found = VectorIndex.build(np.array([5]), AXES[:1])
    assert found.search(AXES[:1], 10) == [(5, 1.0)]
    assert found.search(AXES[:1], 10, frozenset()) == []
    assert found.search(AXES[:1], 10, frozenset({6, 7})) == []


def test_a_filter_applies_before_ranking() -> None:
    found = VectorIndex.build(np.arange(100), np.repeat(AXES[:1], 100, axis=0))
    assert found.search(AXES[:1], 2, frozenset({98, 99})) == [(98, 1.0), (99, 1.0)]


@given(st.integers(1, 60), st.integers(0, 10_000))
def test_search_is_exact_and_survives_a_round_trip(n: int, seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(n, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    built = VectorIndex.build(np.arange(n), rows)
    found = built.search(rows[:1], n)
    assert found[0][0] == 0
    halves = rows.astype(np.float16).astype(np.float32)
    assert [score for _, score in found] == pytest.approx(sorted(halves @ rows[0], reverse=True), abs=2e-3)
    assert VectorIndex.from_bytes(built.to_bytes()).search(rows[:1], n) == found
