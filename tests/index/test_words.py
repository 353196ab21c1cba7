from pathlib import Path

import pytest

from index.words import WordIndex, words


def built(*texts: str, folder: Path | None = None) -> WordIndex:
    index = WordIndex(folder)
    index.add(list(enumerate(texts, start=1)))
    return index


def test_words_meet_over_form_case_accents_and_dots() -> None:
    assert words("The demands of the U.S.") == words("demanded: US")
    assert words("Zürich’s naïveté") == words("zurich naivete")
    assert words("") == words("what did the of?") == []


def test_the_passage_that_shares_rare_words_comes_first() -> None:
    index = built("tariffs on steel", "tariffs on steel and tungsten", "tariffs", "nothing")
    assert [number for number, _ in index.search("tungsten tariffs", 10)] == [2, 3, 1]


def test_equal_scores_come_in_the_order_of_numbers() -> None:
    index = built(*["the ferry runs"] * 5)
    assert [number for number, _ in index.search("ferry", 5)] == [1, 2, 3, 4, 5]


def test_a_filter_applies_before_ranking_and_does_not_change_scores() -> None:
    index = built(*["tariffs"] * 50, "tariffs and ferries")
    everything = dict(index.search("tariffs", 100))
    assert dict(index.search("tariffs", 1, frozenset({51}))) == pytest.approx({51: everything[51]})
    assert index.search("tariffs", 1, frozenset()) == []


def test_text_beside_the_question_counts_by_its_weight() -> None:
    index = built("ferry", "bridge")
    assert [number for number, _ in index.search("bridge", 2, beside=[("ferry", 0.5)])] == [2, 1]
    assert [number for number, _ in index.search("bridge", 2, beside=[("ferry", 1.5)])] == [1, 2]
    alone = dict(index.search("ferry", 2))
    assert dict(index.search("", 2, beside=[("ferry", 0.5)])) == pytest.approx({1: alone[1] / 2})


@pytest.mark.parametrize(
    "question", ['"', "a AND (", "text:*", "tariffs~9^", "\ud800".encode("utf-8", "replace").decode(), "?"]
)
def test_a_question_is_words_and_never_a_query_language(question: str) -> None:
    assert [number for number, _ in built("tariffs").search(question, 5)] in ([], [1])


def test_an_index_in_a_folder_can_be_opened_again(tmp_path: Path) -> None:
    first = built("tariffs on steel", folder=tmp_path).search("steel", 5)
    again = WordIndex(tmp_path)
    assert len(again) == 1
    assert again.search("steel", 5) == first
