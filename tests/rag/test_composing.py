from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from index.building import prepare
from index.chunking import cut_passages
from index.documents import RawDocument
from index.types import Source, given
from rag import judging
from rag.attributing import before
from rag.choosing import MAX_POINTS
from rag.composing import compose
from rag.judging import THRESHOLD
from rag.reader.pointing import Pointed, unread
from rag.retrieving import Found
from rag.types import Bearing, Citation, Hit

COSINE = 0.6


class ListReader:
    """All evidence weighed, a sentence is as likely as the list says; any other is not."""

    def __init__(self, likely: dict[str, float], otherwise: float = 0.01) -> None:
        self.likely, self.otherwise = likely, otherwise
        self.contexts: dict[str, str] = {}

    def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        self.contexts.update(zip(sentences, contexts, strict=True))
        wanted = np.asarray([self.likely.get(sentence, self.otherwise) for sentence in sentences])
        told = [f"{sentence} {context}" for sentence, context in zip(sentences, contexts, strict=True)]
        logits, overlaps = np.log(wanted / (1 - wanted)), judging.shared(question, told)
        first = int(logits.argmax())
        (bias, by_odds, by_cosine), (reads, _, shares) = judging.TRUST, judging.LEADING
        # The leading sentence has the odds that make it so trusted; the others fall short of it by as much as wanted.
        leading = (logits[first] - bias - by_cosine * COSINE) / by_odds
        odds = leading + (logits - logits[first] - shares * (overlaps - overlaps[first])) / reads
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)

    def point(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> list[Pointed]:
        return [unread(sentence) for sentence in sentences]


SURE = ListReader({}, otherwise=0.9)


def found(*texts: str, **metadata: str) -> list[Found]:
    made: list[Found] = []
    for text in texts:
        document = RawDocument(id=f"a{len(made)}", id_given=True, text=text, origin="", raw_sha256="", given=metadata)
        article = prepare(document, document.id)
        for passage in cut_passages(article):
            hit = Hit(passage=passage, rank=len(made) + 1, score=0.1, title=str(article.source.title))
            made.append(Found(hit=hit, article=article, cosine=COSINE))
    return made


def quotes(citations: Sequence[Citation]) -> list[str]:
    return [citation.quote for citation in citations]


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
    assert [each.quote for each in compose("Why did the bridge reopen?", found(*texts), reader).citations] == [last]
    assert reader.read == judging.MOST_READ


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


def test_a_question_in_small_letters_is_answered_as_with_its_names_in_capitals() -> None:
    texts = ["Talks with Prime Minister Anna Berg ended.", "It was there that Anna Berg met him."]
    assert compose("who is anna berg?", found(*texts), SURE).text.startswith("Prime Minister — ")


def test_a_sentence_that_gives_a_reason_is_preferred_where_one_is_asked_for() -> None:
    told, reason = "The bridge closed on Monday.", "The bridge closed because of the flood."
    reader = ListReader({told: 0.6, reason: 0.5})
    assert quotes(compose("Why did the bridge close?", found(told, reason), reader).citations)[0] == reason
    assert quotes(compose("What did the bridge do?", found(told, reason), reader).citations)[0] == told


def test_a_sentence_that_only_has_the_name_hardly_says_who_somebody_is() -> None:
    told = "Anna Berg spoke on Monday."
    assert not compose("Who is Anna Berg?", found(told), ListReader({told: 0.25})).statements
    assert compose("When did Anna Berg speak?", found(told), ListReader({told: 0.25})).statements
