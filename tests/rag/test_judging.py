import numpy as np
import pytest

from rag.judging import judge

NEAR, FAR = 0.7, 0.1


def test_a_passage_that_is_about_something_else_makes_its_sentences_less_likely() -> None:
    near, far = judge(np.asarray([0.6, 0.6], np.float32), [NEAR, FAR])
    assert near > far


def test_within_a_passage_the_reader_decides() -> None:
    read = np.asarray([0.9, 0.1, 0.5], np.float32)
    assert np.argsort(judge(read, [NEAR] * 3)).tolist() == [1, 2, 0]


def test_a_reader_that_is_certain_is_no_division_by_zero() -> None:
    low, high = judge(np.asarray([0.0, 1.0], np.float32), [NEAR] * 2)
    assert (low, high) == (pytest.approx(0, abs=1e-3), pytest.approx(1, abs=1e-3))
    assert judge(np.zeros(0, np.float32), []).shape == (0,)
