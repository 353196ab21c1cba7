import numpy as np
import pytest

from rag.judging import LEADING, TRUST, judge, likeliest, log_odds, shared

NEAR, FAR = 0.7, 0.1
NONE = np.zeros(2)


def test_a_passage_that_is_about_something_else_makes_its_sentences_less_likely() -> None:
    near, far = judge(np.asarray([0.6, 0.6], np.float32), [NEAR, FAR], NONE)
    assert near > far
    assert judge(np.asarray([0.6], np.float32), [FAR], NONE[:1])[0] < near


def test_within_a_passage_the_reader_decides() -> None:
    read = np.asarray([0.9, 0.1, 0.5], np.float32)
    assert np.argsort(judge(read, [NEAR] * 3, np.zeros(3))).tolist() == [1, 2, 0]


def test_of_two_that_read_alike_the_one_that_holds_the_rare_words_leads() -> None:
    question, texts = "Who bought TikTok?", ["TikTok was sold.", "Oracle bought TikTok.", "TikTok grew."]
    judged = judge(np.asarray([0.5] * 3, np.float32), [NEAR] * 3, shared(question, texts))
    assert int(judged.argmax()) == 1


def test_shared_words_choose_the_sentence_and_make_it_no_likelier() -> None:
    few, many = (judge(np.asarray([0.6, 0.5], np.float32), [NEAR] * 2, np.full(2, share)) for share in (0.1, 0.9))
    assert few.tolist() == pytest.approx(many.tolist())


def test_the_highest_is_the_trusted_one_and_the_others_follow_by_what_they_weigh() -> None:
    read = np.asarray([0.8, 0.3], np.float32)
    bias, by_odds, by_cosine = TRUST
    first, second = log_odds(judge(read, [NEAR] * 2, NONE).astype(np.float32))
    odds = log_odds(read)
    assert first == pytest.approx(bias + by_odds * odds[0] + by_cosine * NEAR, abs=1e-4)
    assert first - second == pytest.approx(LEADING[0] * (odds[0] - odds[1]), abs=1e-4)


def test_the_share_of_words_counts_the_rare_ones_more() -> None:
    assert shared("Who bought TikTok?", ["Oracle bought it.", "TikTok was sold.", "TikTok grew."]) == pytest.approx(
        [np.log(4) / np.log(10), np.log(2.5) / np.log(10), np.log(2.5) / np.log(10)]
    )
    assert shared("?", ["It rained."]).tolist() == [0.0]


def test_a_reader_that_is_certain_is_no_division_by_zero() -> None:
    low, high = judge(np.asarray([0.0, 1.0], np.float32), [NEAR] * 2, NONE)
    assert (low, high) == (pytest.approx(0, abs=1e-3), pytest.approx(1, abs=1e-3))
    assert judge(np.zeros(0, np.float32), [], NONE[:0]).shape == (0,)


def test_what_is_near_the_question_has_its_words_or_is_long_is_read_and_of_equals_the_first() -> None:
    def chosen(cosine: float = 0.5, overlap: float = 0.0, own: float = 0.0, length: int = 90) -> list[int]:
        """Two of three equal ones, of which the last is changed."""
        told = np.array([0.0, 0.0, overlap]), np.array([0.0, 0.0, own])
        return list(likeliest([0.5, 0.5, cosine], *told, [90, 90, length], most=2))

    assert chosen() == [0, 1]
    assert chosen(cosine=0.6) == chosen(overlap=0.1) == chosen(own=0.1) == chosen(length=150) == [0, 2]
    assert likeliest([0.5] * 3, np.zeros(3), np.zeros(3), [250, 200, 300], most=2).tolist() == [0, 1]
