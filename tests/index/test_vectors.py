from collections import deque

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vectors import RECALL, Training, VectorIndex, sample_size

AXES = np.eye(4, dtype=np.float32)


def written(index: VectorIndex) -> bytes:
    pieces: list[bytes] = []
    index.write(pieces.append)
    return b"".join(pieces)


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
    assert VectorIndex.from_pieces(deque([written(built)])).search(rows[:1], n) == found


def lists(count: int = 4_000, seed: int = 3) -> tuple[VectorIndex, VectorIndex, Training]:
    """An exact index and one of lists over the same clustered vectors."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(50, 96))
    rows = (centres[rng.integers(50, size=count)] + rng.normal(0, 0.4, (count, 96))).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    training = Training(rows[:2_000])
    made = VectorIndex.start(96, training.sample)
    for at in range(0, count, 1_500):
        numbers = np.arange(at, min(count, at + 1_500))
        made.add(numbers, rows[numbers])
        training.see(numbers, rows[numbers])
    return VectorIndex.build(np.arange(count), rows), made, training


def test_an_index_of_lists_finds_what_exact_search_finds_and_says_how_much_of_it() -> None:
    exact, made, training = lists()
    assert (exact.exact, made.exact) == (True, False)
    wanted = [{number for number, _ in exact.search(question[None], 10)} for question in training.questions]
    assert sum(len(a & b) for a, b in zip(wanted, training.nearest, strict=True)) > 0.99 * 2_000
    recall = made.tune(training.questions, wanted)
    found = [{number for number, _ in made.search(question[None], 10)} for question in training.questions]
    assert recall == pytest.approx(sum(len(a & b) for a, b in zip(wanted, found, strict=True)) / 2_000)
    assert recall >= RECALL
    raw = written(made)
    pieces = deque(raw[at : at + 10_007] for at in range(0, len(raw), 10_007))
    again = VectorIndex.from_pieces(pieces)
    assert len(pieces) == 0  # not held beside the index
    copied = made.copy()
    copied.remove(np.arange(0, 4_000, 2))
    assert again.search(training.questions[:1], 10) == made.search(training.questions[:1], 10)
    assert copied.numbers.size == 2_000
    assert exact.tune(training.questions, wanted) == 1.0


def test_a_filter_reaches_every_list() -> None:
    exact, made, training = lists()
    allowed = frozenset(range(7, 4_000, 400))
    found = made.search(training.questions[:1], 20, allowed)
    assert {number for number, _ in found} == allowed
    assert dict(found) == pytest.approx(dict(exact.search(training.questions[:1], 20, allowed)), abs=0.001)


def test_search_is_exact_up_to_a_measured_size() -> None:
    assert [sample_size(count) for count in (0, 300_000, 300_001, 1_000_000)] == [0, 0, 81_920, 81_920]
