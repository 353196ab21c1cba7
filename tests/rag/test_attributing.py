import pytest

from index.types import Genre, Source, given
from rag.attributing import before, between, is_view, speaker_of


@pytest.mark.parametrize(
    ("text", "speaker", "rest"),
    [
        ("But Bessent made it clear: “We will not.”", "Bessent", ": “We will not.”"),
        ("China’s ministry said Friday that it waits.", "China’s ministry", " that it waits."),
        ("Chinese commentary threatens “necessary measures”.", "Chinese commentary", " “necessary measures”."),
        ("“They want it,” said Evan Medeiros, a professor.", "Evan Medeiros", None),
        ("According to U.S. Trade Representative Greer, nothing moved.", "U.S. Trade Representative Greer", None),
        ("It has demands, the people said: concessions.", "the people", None),
        ("In May, Trump pressed them, publicly declaring on Sunday that it may end.", "Trump", None),
    ],
)
def test_who_says_it_is_found_and_our_words_go_behind_the_verb(text: str, speaker: str, rest: str | None) -> None:
    said = speaker_of(text)
    assert said is not None
    assert said.speaker == speaker == text[said.start : said.start + len(speaker)]
    assert (text[said.place :] if said.place else None) == rest


@pytest.mark.parametrize(
    "text",
    [
        "The bridge reopened on Monday.",
        "He said that it waits.",
        "The deal that was said to be dead lives.",
        "Trump’s office put it off, stating threats as its reasoning.",
        "Prices rose, warning signs for the bank.",
    ],
)
def test_nobody_is_made_a_speaker(text: str) -> None:
    assert speaker_of(text) is None


def test_a_genre_that_is_no_report_is_named_in_every_form() -> None:
    source = Source(publisher=given("P"), genre=given(Genre.ANALYSIS))
    assert (before(source), between(source)) == (
        "In an analysis carried by P: ",
        ", according to an analysis carried by P,",
    )
    assert not is_view(source)
    assert is_view(Source(genre=given(Genre.OPINION)))
