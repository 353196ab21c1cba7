"""Which sentence leads, and what lends one weight: the rank of points."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from rag import judging
from rag.composing import compose
from rag.judging import THRESHOLD
from tests.rag.listed import SURE, ListReader, found, quotes


def test_the_likeliest_sentence_leads_and_others_that_are_nearly_as_likely_follow() -> None:
    reader = ListReader({"It cost 41 million.": 0.8, "Cars cross again.": 0.62, "It rained.": 0.58})
    draft = compose("?", found("It cost 41 million. It rained.", "Cars cross again."), reader)
    assert quotes(draft.citations) == ["It cost 41 million.", "Cars cross again."]
    assert draft.confidence == pytest.approx(0.8)
    assert draft.text == (
        "According to an article of unknown publisher: It cost 41 million. [1] "
        "According to an article of unknown publisher: Cars cross again. [2]"
    )


def test_what_was_new_on_the_day_that_is_asked_for_gains_likelihood_and_leads_where_it_is_nearly_as_likely() -> None:
    old, new = found("The mayor painted the bridge.", "Nobody has crossed since it burnt.")
    likely = {"The mayor painted the bridge.": 0.6, "Nobody has crossed since it burnt.": 0.5}
    reader, of_the_day = ListReader(likely), replace(new, recency=1.0)
    assert quotes(compose("?", [old, new], reader).citations)[0] == "The mayor painted the bridge."
    dated = compose("?", [old, of_the_day], reader)
    assert quotes(dated.citations)[0] == "Nobody has crossed since it burnt."
    assert dated.confidence == pytest.approx(np.e / (1 + np.e))  # even odds, and one more in its favour
    unlikely = {"The mayor painted the bridge.": 0.9, "Nobody has crossed since it burnt.": 0.3}
    assert quotes(compose("?", [old, of_the_day], ListReader(unlikely)).citations)[0] == "The mayor painted the bridge."


def test_who_gives_the_same_value_elsewhere_lends_it_weight_and_no_certainty() -> None:
    lone, one, two = "Steel cost $90 million.", "The repair cost $41 million.", "It took $41 million to pay for it all."
    draft = compose("What did the repair cost?", found(lone, one, two), ListReader({lone: 0.62, one: 0.6, two: 0.5}))
    assert quotes(draft.citations)[:2] == [one, two]
    alone = compose("What did the repair cost?", found(lone, one), ListReader({lone: 0.62, one: 0.6}))
    assert quotes(alone.citations)[0] == lone


def test_a_number_that_the_question_lets_choose_is_half_of_the_answer() -> None:
    text, below = "Madrid saw the fourth round of talks.", THRESHOLD - 0.05
    draft = compose("Is Madrid the third or the fourth round?", found(text), ListReader({text: below}))
    assert [statement.value for statement in draft.statements] == ["fourth"]
    assert compose("Is Madrid a round?", found(text), ListReader({text: below})).statements == ()


def test_who_said_it_is_rather_answered_by_a_sentence_that_names_who_says_it() -> None:
    said, told = "Anna Berg said that the harbour must wait.", "The harbour told nobody of its wait."
    likely = {said: 0.5, told: 0.6}
    draft = compose("Who told the harbour to wait?", found(told, said), ListReader(likely))
    assert quotes(draft.citations)[0] == said
    assert draft.statements[0].value == "Anna Berg"
    assert quotes(compose("Why must the harbour wait?", found(told, said), ListReader(likely)).citations)[0] == told


def test_a_company_is_not_answered_without_a_name() -> None:
    assert compose("Which company will build it?", found("Nobody knows who will build it."), SURE).statements == ()
    assert compose("Which dish will they cook?", found("Nobody knows what they will cook."), SURE).statements != ()


def test_who_said_something_is_answered_by_somebody_with_a_name() -> None:
    named, nameless = "The bridge is safe, Anna Berg said.", "The bridge is safe, officials said."
    reader = ListReader({nameless: 0.5, named: 0.4})
    asked, other = (compose(question, found(nameless, named), reader) for question in ("Who said it is safe?", "?"))
    assert quotes(asked.citations)[0] == named
    assert asked.statements[0].value == "Anna Berg"
    assert quotes(other.citations)[0] == nameless


def test_a_question_that_lets_choose_is_answered_by_what_answers_one_of_its_readings() -> None:
    class Literal(ListReader):
        def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
            if "55%" in question and "20%" not in question:
                return super().score(question, sentences, contexts)
            return np.full(len(sentences), 1e-4, np.float32)

    text = "The tariffs are at 55% on average."
    draft = compose("Are the tariffs 20% or 55%?", found(text), Literal({text: 0.9}))
    assert [each.quote for each in draft.citations] == [text]


def test_of_many_sentences_those_are_read_that_share_words_or_stand_where_the_question_leads() -> None:
    class Counting(ListReader):
        read = 0

        def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
            self.read = len(sentences)
            return super().score(question, sentences, contexts)

    last = "The bridge reopened because its repair was done."
    texts = [*(f"Some {count} people came to the bridge." for count in range(100, 140)), last]
    reader = Counting({last: 0.9})
    question = "Why did the old bridge reopen to cars?"
    assert [each.quote for each in compose(question, found(*texts), reader).citations] == [last]
    assert reader.read == judging.MOST_READ


def test_what_somebody_said_is_trusted_more_where_nothing_else_was_asked_and_on_its_topic() -> None:
    oil, ice = "Berg said: “Oil is dear.”", "Berg said: “Ice is thin.”"
    assert compose("What did Berg say?", found(oil, ice), ListReader({oil: 0.04, ice: 0.03})).statements
    assert not compose("What did Berg say about oil?", found(oil, ice), ListReader({oil: 0.04})).statements
    reader = ListReader({oil: 0.1, ice: 0.12})
    about = compose("What did Berg say about oil?", found(oil, ice), reader)
    assert quotes(about.citations) == [oil]
    assert not compose("What did Berg say about tea?", found(oil, ice), reader).statements


def test_what_is_only_supposed_does_not_decide_a_question_of_yes_or_no() -> None:
    supposed, told = "If no deal on TikTok was reached, it would end.", "Both sides reached a pact on TikTok."
    draft = compose("Did they reach a deal on TikTok?", found(supposed, told), ListReader({supposed: 0.6, told: 0.55}))
    assert quotes(draft.citations)[0] == told


def test_a_sentence_that_gives_a_reason_is_preferred_where_one_is_asked_for() -> None:
    told, reason = "The bridge closed on Monday.", "The bridge closed because of the flood."
    reader = ListReader({told: 0.6, reason: 0.5})
    assert quotes(compose("Why did the bridge close?", found(told, reason), reader).citations)[0] == reason
    assert quotes(compose("What did the bridge do?", found(told, reason), reader).citations)[0] == told


def test_a_sentence_that_only_has_the_name_hardly_says_who_somebody_is() -> None:
    told = "Anna Berg spoke on Monday."
    assert not compose("Who is Anna Berg?", found(told), ListReader({told: 0.25})).statements
    assert compose("When did Anna Berg speak?", found(told), ListReader({told: 0.25})).statements
