"""Which of several sentences leads."""

from rag.composing import compose
from tests.rag.listed import ListReader, found, quotes


def test_a_date_that_is_said_of_something_else_ranks_lower_and_is_trusted_no_less() -> None:
    met, due = "They met on Sunday, with a deadline ahead.", "It faces a May 17 deadline, and sells."
    likely = ListReader({met: 0.4, due: 0.3})
    draft = compose("What is the deadline?", found(met, due), likely)
    assert draft.text.startswith("May 17")
    assert compose("What is the deadline?", found(met), ListReader({met: 0.17})).statements


def test_a_number_of_something_else_ranks_lower() -> None:
    orders, jets = "China has 100 orders, and its jets wait.", "China wants hundreds of jets."
    draft = compose("How many jets does China want?", found(orders, jets), ListReader({orders: 0.4, jets: 0.3}))
    assert quotes(draft.citations)[0] == jets


def test_who_speaks_may_be_named_in_the_sentence_before() -> None:
    spoken = "“They want it,” said Evan Medeiros. “Anna Berg and Ole Lund meeting there is a back-up.”"
    second = spoken[spoken.index("“Anna") :]
    draft = compose("Which expert thinks meeting there is plan B?", found(spoken), ListReader({second: 0.6}))
    assert draft.text.startswith("Evan Medeiros")
    assert quotes(draft.citations) == [spoken]


def test_what_happened_to_them_counts_as_well_as_what_they_are() -> None:
    killed, mourned = "At least 23 were killed.", "Some 900 people came to the funeral."
    reader = ListReader({killed: 0.4, mourned: 0.35})
    draft = compose("How many people were killed?", found(killed, mourned), reader)
    assert quotes(draft.citations)[0] == killed
