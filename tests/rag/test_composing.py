from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from index.types import Source, given
from rag.attributing import before
from rag.choosing import MAX_POINTS
from rag.composing import compose
from rag.judging import THRESHOLD
from rag.retrieving import Found
from rag.types import Bearing, Hit
from tests.rag.listed import SURE, ListReader, found, quotes


def test_below_the_threshold_nothing_is_said() -> None:
    below = THRESHOLD - 0.01
    draft = compose("?", found("It rained."), ListReader({"It rained.": below}))
    assert (draft.statements, draft.citations, draft.text) == ((), (), "")
    assert draft.confidence == pytest.approx(below)
    assert quotes(draft.nearest) == ["It rained."]


def test_where_nothing_answers_the_likeliest_sentence_of_each_passage_is_near_the_likeliest_first() -> None:
    texts = ("It rained.", "Cars cross again. The bridge cost 41 million.", "Snow fell.", "Boats wait.")
    reader = ListReader(
        {"The bridge cost 41 million.": 0.05, "Cars cross again.": 0.04, "Snow fell.": 0.03, "Boats wait.": 0.02}
    )
    draft = compose("?", found(*texts), reader)
    assert quotes(draft.nearest) == ["The bridge cost 41 million.", "Snow fell.", "Boats wait."]
    assert [each.number for each in draft.nearest] == [1, 2, 3]


def test_what_is_near_to_any_part_of_a_question_is_near_the_likeliest_first() -> None:
    class Parted(ListReader):
        def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
            self.likely = {"Snow fell.": 0.06} if "snow" in question else {"The bridge rose.": 0.03}
            return super().score(question, sentences, contexts)

    question = "What did the bridge do there, and what did snow do?"
    draft = compose(question, found("The bridge rose.", "Snow fell."), Parted({}))
    assert quotes(draft.nearest) == ["Snow fell.", "The bridge rose."]


def test_where_no_sentence_can_answer_what_was_found_first_is_near() -> None:
    draft = compose("When did it rain?", found("It rained.", "It rained more."), SURE)
    assert (draft.statements, quotes(draft.nearest)) == ((), ["It rained.", "It rained more."])
    assert compose("?", [], ListReader({})).confidence == 0


def test_the_same_is_said_once_with_the_markers_of_all_who_say_it() -> None:
    likely = {"The harbour bridge reopened on Monday.": 0.9, "On Monday the harbour bridge reopened at last.": 0.8}
    draft = compose("?", found(*likely), ListReader(likely))
    (statement,) = draft.statements
    assert quotes(draft.citations) == list(likely)
    assert (statement.citations, statement.corroborating, statement.outlets) == ((1, 2), (2,), 2)
    assert statement.text.endswith("The harbour bridge reopened on Monday. [1] [2]")


def test_who_gives_another_number_in_the_same_words_does_not_say_the_same() -> None:
    texts = (
        "Some 400 people stood behind the barriers on Sunday.",
        "Some 650 people stood behind the barriers on Sunday.",
    )
    draft = compose("How many people stood behind the barriers?", found(*texts), SURE)
    assert [statement.citations for statement in draft.statements] == [(1,), (2,)]
    (disagreement,) = draft.disagreements
    assert [side.value for side in disagreement.sides] == ["Some 400 people", "Some 650 people"]


def test_copies_and_republished_words_are_one_voice() -> None:
    likely = {"The harbour bridge reopened on Monday.": 0.9, "On Monday the harbour bridge reopened at last.": 0.8}
    copies = {"a0": ("a1",), "a1": ("a0",)}
    draft = compose("?", found(*likely), ListReader(likely), lambda article_id: copies.get(article_id, ()))
    assert [statement.outlets for statement in draft.statements] == [1]
    draft = compose("?", found(*likely, original_source="Reuters"), ListReader(likely))
    assert [statement.outlets for statement in draft.statements] == [1]


def test_the_value_that_was_asked_for_stands_in_front_and_the_attribution_behind_it() -> None:
    draft = compose("What did the repair cost?", found("The repair cost $41 million.", source="P"), SURE)
    (statement,) = draft.statements
    assert [(part.text, part.voice.value) for part in statement.parts] == [
        ("$41 million", "value"),
        (" — ", "ours"),
        ("according to P: ", "ours"),
        ("The repair cost $41 million.", "quoted"),
    ]


def test_the_newer_of_two_reports_leads_and_the_older_is_marked_with_its_day() -> None:
    old, new = "Importers hold magnets for nine weeks of work.", "Importers hold magnets for fourteen weeks of work."
    both = [
        *found(old, source="Gazette", date="2025-09-05"),
        *[
            replace(each, article=replace(each.article, id="b"), hit=moved(each))
            for each in found(new, source="Gazette", date="2025-09-19")
        ],
    ]
    draft = compose("How many weeks of magnets do importers hold?", both, ListReader({old: 0.9, new: 0.8}))
    assert [(each.bearing, each.value) for each in draft.statements] == [
        (Bearing.ANSWERS, "fourteen weeks"),
        (Bearing.EARLIER, "nine weeks"),
    ]
    assert draft.statements[1].text.startswith("Earlier (5 September 2025): nine weeks — according to Gazette: ")
    assert draft.disagreements == ()
    (change,) = draft.developments
    assert (change.earlier.value, change.later.value) == ("nine weeks", "fourteen weeks")


def test_what_the_question_does_not_ask_for_gets_no_card() -> None:
    texts = ("Some 400 people came, the office said on Friday.", "Some 400 people came, the office said on Wednesday.")
    assert compose("How many people came?", found(*texts), SURE).disagreements == ()
    texts = ("The fire in the hotel killed 12 people.", "The fire in the hotel killed 14 people.")
    assert len(compose("How big was the toll?", found(*texts), SURE).disagreements) == 1
    assert compose("When did the hotel in May burn?", found(*texts), SURE).disagreements == ()


def test_outlets_with_the_same_value_make_one_statement() -> None:
    texts = ("The repair cost $41 million.", "Taxpayers gave 41 million dollars for it, the cost of steel included.")
    (statement,) = compose("What did the repair cost?", found(*texts), SURE).statements
    assert (statement.value, statement.citations, statement.outlets) == ("$41 million", (1, 2), 2)


def test_a_false_premise_is_said_to_be_denied() -> None:
    (statement,) = compose("Why were leaders invited?", found("The city did not invite any leaders."), SURE).statements
    assert statement.bearing is Bearing.DENIES
    assert statement.text.startswith("The question takes for granted what this denies. According to an article")


def test_sources_that_differ_in_something_else_than_was_asked_make_no_card() -> None:
    texts = [f"In May 120 people left and the bridge cost {cost} million euros." for cost in (41, 52)]
    assert compose("How much did the bridge cost?", found(*texts), SURE).disagreements
    assert not compose("How many people left when the bridge cost so much?", found(*texts), SURE).disagreements


def test_opinion_stands_behind_reports() -> None:
    opinion, report = found("The bridge is ugly.", genre="opinion"), found("Steel prices rose.")
    reader = ListReader({"The bridge is ugly.": 0.9, "Steel prices rose.": 0.8})
    draft = compose(
        "?", [*opinion, replace(report[0], article=replace(report[0].article, id="b"), hit=moved(report[0]))], reader
    )
    assert [statement.bearing for statement in draft.statements] == [Bearing.ADDS, Bearing.VIEW]
    assert quotes(draft.citations) == ["Steel prices rose.", "The bridge is ugly."]


def moved(each: Found) -> Hit:
    return replace(each.hit, passage=replace(each.hit.passage, article_id="b"))


def test_a_part_of_the_question_that_nothing_answers_is_named() -> None:
    documents = found("Anna Berg leads the talks.", "It rained.")
    reader = ListReader({"Anna Berg leads the talks.": 0.9})
    draft = compose("Who leads the talks, and when do they end?", documents, reader)
    assert (quotes(draft.citations), draft.missing) == (["Anna Berg leads the talks."], ("when do they end?",))
    assert compose("When did they end, and when did they begin?", documents, SURE).missing == ()


def test_a_reader_checks_a_few_quotes_not_ten() -> None:
    likely = {f"Point {word} was made.": 0.9 for word in ("apple", "berry", "cherry", "date", "elder")}
    draft = compose("?", found(*likely), ListReader(likely))
    assert len(draft.statements) == MAX_POINTS


def test_a_pronoun_is_quoted_with_the_sentence_that_says_who() -> None:
    reader = ListReader({"He said no.": 0.9})
    draft = compose("?", found("Mr. Smith came. He said no.\n\nIt rained."), reader)
    assert quotes(draft.citations) == ["Mr. Smith came. He said no."]
    assert reader.contexts["He said no."].endswith("Mr. Smith came.")
    alone = compose("?", found("Mr. Smith came.\n\nHe said no."), ListReader({"He said no.": 0.9}))
    assert quotes(alone.citations) == ["He said no."]


def test_a_citation_tells_everything_that_is_known_of_its_source() -> None:
    documents = found(
        "It rained.",
        title="Rain",
        source="Coast Daily",
        original_source="Reuters",
        author="A. Smith",
        date="2025-09-14",
        url="https://example.org/rain",
        genre="report",
    )
    (citation,) = compose("?", documents, ListReader({"It rained.": 0.9})).citations
    assert (citation.title, citation.publisher, citation.original_publisher) == ("Rain", "Coast Daily", "Reuters")
    assert (citation.authors, citation.published, citation.genre) == ("A. Smith", "2025-09-14", "report")
    assert citation.url == "https://example.org/rain"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source(publisher=given("P")), "According to P: "),
        (Source(authors=given("A")), "According to A: "),
        (Source(publisher=given("P"), original_publisher=given("P")), "According to P: "),
        (Source(original_publisher=given("O")), "According to an article first published by O: "),
        (Source(original_publisher=given("O"), genre=given("opinion")), "In an opinion piece first published by O: "),
        (Source(publisher=given("P"), genre=given("opinion")), "In an opinion piece carried by P: "),
        (Source(publisher=given("P"), original_publisher=given("O")), "According to P, republishing O: "),
        (Source(publisher=given("P"), genre=given("trade body")), "According to the trade body P: "),
        (Source(publisher=given("P"), genre=given("press release")), "In a press release carried by P: "),
        (Source(genre=given("opinion")), "In an opinion piece of unknown publisher: "),
    ],
)
def test_a_statement_says_who_carries_it_and_calls_opinion_opinion(source: Source, words: str) -> None:
    assert before(source) == words


def test_what_says_who_somebody_is_leads_with_his_title_in_front() -> None:
    told, described = "Anna Berg spoke on Monday.", "Talks with Prime Minister Anna Berg ended."
    draft = compose("Who is Anna Berg?", found(told, described), ListReader({told: 0.6, described: 0.4}))
    assert draft.text.startswith("Prime Minister — according to")
    assert quotes(draft.citations)[0] == described


def test_one_fact_with_a_nation_and_without_is_told_once() -> None:
    texts = ["Talks with Norwegian Prime Minister Anna Berg ended.", "It was Prime Minister Anna Berg who smiled."]
    draft = compose("Who is Anna Berg?", found(*texts), SURE)
    assert [len(statement.citations) for statement in draft.statements] == [2]


def test_a_question_in_small_letters_is_answered_as_with_its_names_in_capitals() -> None:
    texts = ["Talks with Prime Minister Anna Berg ended.", "It was there that Anna Berg met him."]
    assert compose("who is anna berg?", found(*texts), SURE).text.startswith("Prime Minister — ")
