import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning import clean, is_furniture, is_heading


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned


LINES = (
    "Share | Tweet",
    "Comments (0)",
    "Bridge Reopens",
    "It reopened.",
    "",
    " ",
    "Write to Ann Lee at a@b.org",
    "\u200b",
)


@given(st.lists(st.sampled_from(LINES)), st.sampled_from(("\n", "\r\n", "\u2028", "\n\n\n")))
def test_furniture_goes_at_once_and_nothing_of_the_article_with_it(lines: list[str], end: str) -> None:
    cleaned = clean(end.join(lines))
    assert clean(cleaned) == cleaned
    kept = ("Bridge Reopens", "It reopened.", "Write to Ann Lee at a@b.org")
    assert list(filter(None, cleaned.split("\n\n"))) == [line for line in lines if line in kept]


@given(st.text(max_size=300))
def test_canonical_text_can_be_stored_and_printed(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode().decode() == cleaned
    assert unicodedata.normalize("NFC", cleaned) == cleaned
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in cleaned if char != "\n")
    assert "\n\n\n" not in cleaned
    assert cleaned == cleaned.strip()


def test_letters_and_digits_are_never_lost() -> None:
    assert (
        clean("Zoë\u00a0paid\t$1.5\u202fbn\r\nto 東京 \u200fand \u0627\u0644.")
        == "Zoë paid $1.5 bn\n\nto 東京 and \u0627\u0644."
    )


def test_what_cannot_be_seen_is_taken_out_but_joiners_stay() -> None:
    assert clean("a\u202eb\u200bc\x1b[31md\ud800 👩\u200d🚀") == "abc [31md\ufffd 👩\u200d🚀"


def test_stacked_marks_are_capped() -> None:
    assert clean("z" + "\u0324" * 50) == "z" + "\u0324" * 8


@pytest.mark.parametrize(
    "line",
    [
        "Comments (0)",
        "12 comments",
        "Please sign in to leave a comment",
        "ALSO READ | France’s Parliamentary Committee Seeks Criminal Charges Against TikTok",
        "Read more: Port strike ends",
        "Did you know?",
        "Write to Lingling Wei at Lingling.Wei@wsj.com",
        "To read the opinion piece as it was originally published by the South China Morning Post, click here.",
        "Share | Tweet | Email",
        "Subscribe to our newsletter",
        "We use cookies to improve your experience.",
        "Advertisement",
        "© 2025 Coast Daily",
    ],
)
def test_furniture_is_told_from_prose(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Comments by the minister (see page 2) were few.",
        "Share prices fell on Monday.",
        "Print media lost readers.",
        "Related parties must disclose their holdings.",
        "He wrote to the minister at home.",
        "Copy editors went on strike.",
    ],
)
def test_prose_is_not_furniture(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Why Is TikTok Central to These Talks?", True),
        ("Conclusion", True),
        ("The CCP’s Bluffing Doesn’t Work", True),
        ("Who pays for the repair of the bridge?", False),
        ("He said: “No.”", False),
        ("- a point of a list", False),
        ("3. A numbered point", False),
        ("", False),
    ],
)
def test_headings_are_told_from_prose(line: str, *, heading: bool) -> None:
    assert is_heading(line) is heading


@pytest.mark.parametrize("char", ["a", " ", "<", "[", "\n", "share ", "@", "comment (", "\u0301", "read more "])
def test_no_pattern_explodes(char: str) -> None:
    text = char * (100_000 // len(char))
    start = time.perf_counter()
    for line in clean(text).split("\n"):
        is_furniture(line)
        is_heading(line)
    assert time.perf_counter() - start < 5  # quadratic work would take minutes
