"""Names: where they begin and end."""

import pytest

from rag.clauses import names, synonyms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It competes with the U.S. Strategically, Xi is strong.", ["U.S.", "Strategically", "Xi"]),
        ("It sued the U.S. The case failed.", ["U.S."]),
        ("The U.S. Treasury met He Lifeng.", ["U.S. Treasury", "He Lifeng"]),
        ("US duties on Chinese imports", ["US", "Chinese"]),
        ("He met us in Oslo.", ["Oslo"]),
        ("They met in Rio de Janeiro de facto.", ["Rio de Janeiro"]),
        ("Ursula von der Leyen and Vincent van Gogh", ["Ursula von der Leyen", "Vincent van Gogh"]),
        ("He gave Trump la dolce vita.", ["Trump"]),
    ],
)
def test_a_name_is_a_run_of_capitals_within_its_sentence(text: str, found: list[str]) -> None:
    assert [name.text for name in names(text)] == found


def test_synonyms_are_those_of_the_words_that_a_text_has() -> None:
    assert synonyms("The ferry is red.") == ()
    assert synonyms("What are they afraid of?") == ("fear", "worried")
    # What the text says already is not said again.
    assert synonyms("talks and negotiations began") == ("begin", "started", "begun")
