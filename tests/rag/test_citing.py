"""What a model wrote, taken apart: whatever it is, what comes out is plain sentences with numbers that exist."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.citing import MAX_CLAIM, Claim, claims_of, is_plain, lines_of


@pytest.mark.parametrize(
    ("line", "claims"),
    [
        ("Trade fell [1].", [("Trade fell.", (1,))]),
        ("Trade fell. [1]", [("Trade fell.", (1,))]),
        ("Trade fell [1][3]. It rose [2].", [("Trade fell.", (1, 3)), ("It rose.", (2,))]),
        ("Trade fell [3, 1].", [("Trade fell.", (1, 3))]),
        ("Trade fell 【2】", [("Trade fell", (2,))]),
        ("Trade fell [passage 2].", [("Trade fell.", (2,))]),
        ("Trade fell. It rose later [2].", [("Trade fell.", (2,)), ("It rose later.", (2,))]),
        ("Trade fell [0], they said [9].", [("Trade fell", ()), (", they said.", ())]),
        ("Trade fell.", [("Trade fell.", ())]),
        ("- **Trade** fell [1].", [("Trade fell.", (1,))]),
        ("2) `Trade` fell [1].", [("Trade fell.", (1,))]),
        ("## Trade fell [1]", [("Trade fell", (1,))]),
        ("The U.S. said no [1].", [("The U.S. said no.", (1,))]),
        ("NONE", []),
        ("none.", []),
        ("None [1]", []),
        ("None [1]. Trade fell [2].", [("Trade fell.", (2,))]),
        ("[1]", []),
        ("***", []),
    ],
)
def test_a_line_becomes_sentences_with_the_passages_they_name(
    line: str, claims: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(claim.text, claim.passages) for claim in claims_of(line, passages=3)] == claims


@pytest.mark.parametrize(
    "text",
    [
        "See <img src=x onerror=alert(1)>.",
        "See [here](http://evil.test).",
        "See ![x](http://evil.test/a.png).",
        "Go to https://evil.test now.",
        "Go to www.evil.test now.",
        "Run javascript:alert(1) now.",
        "Look: &#60;b&#62;.",
        "[ref]: //evil.test",
        "x" * (MAX_CLAIM + 1),
    ],
)
def test_what_a_screen_could_act_on_is_no_plain_sentence(text: str) -> None:
    assert not is_plain(Claim(text=text, passages=(1,)))


def test_a_sentence_with_figures_quotes_and_dashes_is_plain() -> None:
    assert is_plain(Claim(text="“It's 4 < 5,” he said - 14.7 % & rising (see 2024).", passages=(1,)))


@given(st.text(max_size=300), st.integers(0, 9))
def test_whatever_a_model_writes_no_control_and_no_dangling_number_comes_out(line: str, passages: int) -> None:
    for claim in claims_of(line, passages):
        assert not any(unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") for each in claim.text)
        assert all(1 <= number <= passages for number in claim.passages)
        assert claim.text.strip() == claim.text != ""


@given(st.text(max_size=200), st.lists(st.integers(0, 200), max_size=8))
def test_lines_are_the_same_wherever_a_reply_is_cut_into_pieces(reply: str, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(reply)) for cut in cuts), len(reply)]
    pieces = [piece for start, end in pairwise(edges) if (piece := reply[start:end])]
    assert list(lines_of(pieces)) == list(lines_of([reply] if reply else []))


def test_the_last_line_says_that_nothing_ended_it_and_silence_is_passed_on() -> None:
    assert list(lines_of(["a", "", "b\nc"])) == [("", True), ("ab", True), ("c", False)]


def test_what_is_left_of_markup_is_no_claim() -> None:
    claims = claims_of("![x](https://evil.example/a.png) [1]", 1)
    assert all(any(each.isalnum() for each in claim.text) for claim in claims)
    assert not any(is_plain(claim) for claim in claims)
