"""Names in a question typed in small letters: only what the texts never write small."""

import pytest

from rag.casing import cased

TEXTS = (
    "The envoy Scott Bessent met He Lifeng of China’s side for TikTok in Madrid. They met the press.",
    "It is as Scott Bessent has said in the book “Most Colorful Superstar” of Oslo’s Star Carrier.",
    "Talks with Premier Li Qiang ended. Of a Herald, the Daily Herald and the Evening Herald one is a herald.",
    "In Oslo, the U.S. Press Office said that May may bring more. Sanctions hurt.",
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("who is scott bessent?", "who is Scott Bessent?"),
        ("where did he lifeng go?", "where did He Lifeng go?"),
        ("where did he go?", "where did he go?"),
        ("what did china’s side want for tiktok?", "what did China’s side want for TikTok?"),
        ("what does the us want of us?", "what does the US want of us?"),
        # Written small somewhere, only at the start of a sentence, or with capitals in the question: left.
        ("what may the press write?", "what may the press write?"),
        ("do sanctions hurt oslo?", "do sanctions hurt Oslo?"),
        ("What did scott Bessent want of tiktok?", "What did scott Bessent want of tiktok?"),
        ("Who is bessent?", "Who is Bessent?"),
        # A name is had to its end: the office is not the press, nor is a title its bearer.
        ("who is scott?", "who is scott?"),
        # Behind a title a name stands by itself; what is written small even once is none.
        ("who is li qiang?", "who is Li Qiang?"),
        ("what is the herald?", "what is the herald?"),
        ("which superstar is it?", "which superstar is it?"),
        ("which star is it?", "which star is it?"),
    ],
)
def test_a_word_gets_the_capital_that_the_texts_always_give_it(typed: str, read: str) -> None:
    assert cased(typed, TEXTS) == read


def test_nothing_is_changed_without_texts() -> None:
    assert cased("who is scott bessent?", []) == "who is scott bessent?"
