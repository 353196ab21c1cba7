"""Sentences on the subject that answer something else: what one of others does, and what another thing is dated by."""

import pytest

from index.types import Article, Source
from rag.composing import compose
from rag.fitting import fits
from rag.fronting import front
from rag.reader.pointing import unread
from rag.shaping import shape_of
from tests.rag.listed import SURE, found


def fit(question: str, quote: str) -> bool:
    return fits(shape_of(question), question, quote, Article(id="a", text=f"{question} {quote}", source=Source()))


@pytest.mark.parametrize(
    ("quote", "fitting"),
    [
        ("Right before the start of the talks, China announced two probes on Saturday.", False),
        ("China announced two probes on Saturday ahead of the talks.", False),
        ("The talks began on Sunday, before two probes.", True),
        ("After the talks of Sunday, China announced two probes.", True),
        ("They gathered on Sunday.", True),
    ],
)
def test_what_is_dated_before_the_talks_does_not_say_when_they_began(quote: str, *, fitting: bool) -> None:
    assert fit("When did the talks start?", quote) is fitting


@pytest.mark.parametrize(
    ("question", "quote", "fitting"),
    [
        ("What did the US want?", "While Russia still wants war, North Korea wants peace.", False),
        ("What did the US want?", "The CCP wants the war to drag on.", False),
        ("What did the US want?", "Russia wants war, and Washington wants peace.", True),
        ("What did the US want?", "Trump wants a visit.", True),
        ("What does Beijing want?", "Chinese officials want a visit, and Russia wants war.", True),
        ("What does Greer want?", "Russia wants war.", True),
    ],
)
def test_what_other_countries_want_is_not_what_one_wants(question: str, quote: str, *, fitting: bool) -> None:
    assert fit(question, quote) is fitting


def test_three_rounds_do_not_say_how_long() -> None:
    assert not fit("How long did the talks last?", "There were three rounds of talks.")
    assert fit("How long did the talks last?", "The talks took three days.")


def test_no_country_stands_in_front_of_which_its_clause_denies_it() -> None:
    shape = shape_of("Which country sold jets?")
    assert front(shape, unread("Chile sold no jets, but Peru sold ten.")) == "Peru"
    assert front(shape, unread("Chile did not sell jets.")) is None


def test_which_country_asks_for_one_and_not_for_what_a_sentence_denies_of_it() -> None:
    text, other = "China hasn’t acted on US soybean imports.", "Brazil is its largest soybean supplier."
    assert not shape_of("Which country supplies soybeans?").several
    assert shape_of("Which countries supply soybeans?").several
    draft = compose("Which country supplies soybeans?", found(text, other), SURE)
    fronted = [part.text for each in draft.statements for part in each.parts if part.voice.value == "value"]
    assert "Brazil" in fronted
    assert "China" not in fronted


@pytest.mark.parametrize(
    ("question", "quote", "fitting"),
    [
        ("What did Nvidia do?", "China launched a probe into big exporters, including Intel and Nvidia.", False),
        ("What did the G7 do?", "Washington called on the G7 and NATO to act.", False),
        ("What did NATO do?", "Washington called on the G7 and NATO to act.", False),
        ("What has Nvidia done?", "Nvidia will ship it, whatever the probe into Nvidia says.", True),
        ("What is Intel doing about Nvidia?", "After the probe into Nvidia, Intel grew.", True),
        ("What did Nvidia do?", "It shipped ten chips.", True),
        ("What did Nvidia do?", "China and Nvidia agreed.", True),
        ("What did Nvidia do?", "The chip was shipped by Nvidia.", True),
        # Who is asked about is not asked what they did.
        ("Who did Nvidia sue?", "China launched a probe into Nvidia.", True),
    ],
)
def test_what_is_done_to_somebody_is_not_what_they_did(question: str, quote: str, *, fitting: bool) -> None:
    assert fit(question, quote) is fitting


@pytest.mark.parametrize(
    ("question", "quote", "fitting"),
    [
        ("Who won?", "They hope to lock in a visit that would grant Xi a victory.", False),
        ("Which firm bought Mandiant?", "Google is expected to buy Mandiant.", False),
        ("Which firm bought Mandiant?", "Google bought Mandiant, and may buy others.", True),
        ("Which firm announced layoffs?", "Peloton announced a plan that would cut jobs.", True),
        ("Who may win?", "Xi could win.", True),
        ("Which firms need help?", "Banks would need it.", True),
    ],
)
def test_what_may_come_does_not_say_who_did_it(question: str, quote: str, *, fitting: bool) -> None:
    assert fit(question, quote) is fitting
