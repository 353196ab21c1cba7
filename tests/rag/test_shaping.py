import numpy as np
import pytest

from rag.admitting import is_one_of_several, may_be_pointed_at
from rag.fronting import front, of_its_kind
from rag.kinds import Kind
from rag.parting import parts_of
from rag.reader.pointing import Pointed, unread
from rag.shaping import shape_of

LIFENG = "Chinese Vice Premier He Lifeng"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who asked the Americans to come halfway?", Kind.PERSON),
        ("Which official found the Chinese had no path ahead?", Kind.PERSON),
        ("until when is the tariff pause good for?", Kind.DATE),
        ("In what month did Xi ask Trump over?", Kind.DATE),
        ("In which city did the meetings begin?", Kind.PLACE),
        ("how often has the ban been put off?", Kind.COUNT),
        ("What share of exports went to America in 2024?", Kind.AMOUNT),
        ("how long do they have left?", Kind.DURATION),
        ("Which processor may be sold?", Kind.NAME),
        ("What did the minister tell reporters?", Kind.SPEECH),
        ("Why can't Boeing supply new planes?", Kind.REASON),
        ("Who is He Lifeng?", Kind.IDENTITY),
        ("Who is Dr. Priya Soni?", Kind.IDENTITY),
        ("What did the U.S. Treasury say?", Kind.SPEECH),
        ("It was sold by the U.S. Who bought it?", Kind.PERSON),
        ("is madrid the third or the fourth round?", Kind.YES_NO),
        ("When it rains, what happens?", Kind.OTHER),
        ("What happens if TikTok is not sold?", Kind.OTHER),
        ("What role does Spain play?", Kind.OTHER),
        ("What deal did they reach?", Kind.NAME),
        ("What do analysts expect?", Kind.OTHER),
        ("Which analysts expect it?", Kind.PERSON),
        ("What did the city decide?", Kind.OTHER),
        ("What is the capital of France?", Kind.PLACE),
        ("Tariffs on China", Kind.OTHER),
        ("What is the deadline for the sale?", Kind.DATE),
        ("What's the date of the election?", Kind.DATE),
        ("What is the Fed's interest rate now?", Kind.AMOUNT),
        ("what was the voter turnout", Kind.AMOUNT),
        ("What was the death toll?", Kind.COUNT),
        ("What is the total number of victims?", Kind.COUNT),
        ("What is the president's age?", Kind.DURATION),
        ("What is the price war about?", Kind.OTHER),
        ("What was the reaction to the price of oil?", Kind.OTHER),
        ("What is the rate decision?", Kind.OTHER),
        ("What is driving oil prices?", Kind.OTHER),
        ("what are people paying in fees", Kind.OTHER),
        ("What is the asking price for it?", Kind.AMOUNT),
        ("What is the fee for?", Kind.OTHER),
        ("What will the tariff on Chinese goods be after May 10?", Kind.AMOUNT),
        ("What is the tariff on fentanyl?", Kind.AMOUNT),
        ("What is the tariff dispute about?", Kind.OTHER),
        ("What will tariffs do to trade?", Kind.OTHER),
    ],
)
def test_a_question_says_what_kind_of_answer_it_wants(question: str, kind: Kind) -> None:
    assert shape_of(question).kind is kind


def test_only_the_sentence_that_asks_names_what_must_be_answered() -> None:
    shape = shape_of("I read Seoul in one place. Where would Trump and Xi meet? (about: Madrid)")
    assert (shape.kind, shape.names) == (Kind.PLACE, frozenset({"trump", "xi"}))


def test_two_questions_in_one_are_told_apart_and_one_is_left_whole() -> None:
    assert parts_of("Who leads the talks, and when did they begin?") == ("Who leads the talks", "when did they begin?")
    assert parts_of("Who won? What did it cost?") == ("Who won? What did it cost?",)
    assert parts_of("Where and when did they meet?") == ("Where and when did they meet?",)


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("How many companies are listed?", "On 3 May it listed 23 more Chinese firms and 2 banks.", "23"),
        ("how many people use it", "It has over 100 million users since 2017.", "over 100 million"),
        ("When did the truce end?", "The truce of 12 countries ended on August 1.", "August 1"),
        ("How much did the repair cost?", "In 2024 the repair of two bridges cost $41 million.", "$41 million"),
        ("Who is heading the Chinese team?", "Scott Bessent and Chinese Vice Premier He Lifeng lead.", LIFENG),
        ("Who refused to wait?", "The mayor left, but Anna Berg refused to wait.", "Anna Berg"),
        ("Who reopened the bridge?", "The bridge was reopened in May by the mayor.", None),
        ("Who reopened the bridge?", "The bridge was reopened on Monday by Theresa May.", "Theresa May"),
        ("Who reopened the bridge?", "The bridge was to be reopened by Sunday’s end.", None),
        ("Who said the deal is near?", "Wang Li said Friday that “the deal is near” for Apple.", "Wang Li"),
        ("Where did the ministers meet?", "Ministers of Spain met in Geneva on Monday.", "Geneva"),
        ("Which American company buys it?", "China says that American buyers will come.", None),
        ("Are tariffs 20% or 55%?", "US tariffs now average 55 percent.", "55 percent"),
        ("What is the deadline?", "It faces a September 17 deadline to divest or be banned.", "September 17"),
        ("What was the death toll?", "The quake killed more than 1,000 people on Monday.", "more than 1,000"),
        ("How many rounds have there been?", "They met for their fourth round of 3 days.", "fourth"),
        ("How many days did it last?", "They met for their fourth round of 3 days.", "3 days"),
        ("When were the wars?", "The wars of the 16th century destroyed much.", "16th century"),
        ("When did it open?", "It opened in the late 1990s, to 100 guests.", "late 1990s"),
        ("What is the fee?", "From May 3 each car pays $9 to enter.", "$9"),
        (
            "Which countries got a deal?",
            "It closed deals with Vietnam, Japan and South Korea.",
            "Vietnam, Japan and South Korea",
        ),
        ("How often did it flood?", "Over 100 people left when it flooded four times.", "four times"),
        ("How many times did it flood?", "Over 100 people left when it flooded twice.", "twice"),
        ("How often did it flood?", "Over 100 people left when it flooded.", None),
        ("Why did it close?", "It closed on August 1 for lack of money.", None),
        ("When will Trump and Xi meet?", "With the truce extended to May 1, Trump and Xi may meet in autumn.", None),
        ("When does the truce end?", "With the truce extended to May 1, Trump and Xi may meet in autumn.", "May 1"),
        ("When does the truce end?", "With the truce extended to May 1, the truce holds.", "May 1"),
        ("When will Trump and Xi meet?", "After May 1, Trump and Xi meet.", "May 1"),
        ("When will they meet?", "On May 1, after long talks, they meet.", "May 1"),
        ("How much will be paid for it?", "It has over 100 million US users.", None),
        ("How much will be paid for it?", "It went for over 100 million to a bank.", "over 100 million"),
        ("How high is inflation?", "It hit a fresh 40-year high.", None),
        ("How high is inflation?", "It is at a 40-year high of 8.6%.", "8.6%"),
        ("How much does it use?", "It has over 100 million US users.", "over 100 million"),
        ("Who did the US blacklist?", "Washington did blacklist it.", None),
        ("Who did the US blacklist?", "The United States did blacklist it.", None),
        ("Who fears that?", "What happened in the Oval Office they all fear.", None),
        ("Which country hosts it?", "US President Donald Trump hosts it.", None),
        ("Which country hosts it?", "The host is South Korea.", "South Korea"),
    ],
)
def test_the_value_asked_for_is_a_slice_of_the_sentence(question: str, text: str, value: str | None) -> None:
    found = front(shape_of(question), unread(text))
    assert found == value
    assert found is None or found in text


def test_a_question_that_asks_when_is_not_answered_without_a_date() -> None:
    assert not of_its_kind(shape_of("When did the bridge reopen?"), "The bridge reopened.")
    assert of_its_kind(shape_of("When did the bridge reopen?"), "The bridge reopened on Monday.")
    assert of_its_kind(shape_of("Why did the bridge close?"), "Rust.")
    assert of_its_kind(shape_of("When was it built?"), "It was built in the 60s.")
    assert not of_its_kind(shape_of("When was it built?"), "It was built by a man in his 60s.")


def test_a_question_that_asks_how_often_is_answered_by_times_or_by_how_regular_it_is() -> None:
    shape = shape_of("How often do they meet?")
    assert not of_its_kind(shape, "They met 23 experts in three cities.")
    assert of_its_kind(shape, "They met three times.")
    assert of_its_kind(shape, "They meet every spring.")


def pointing(text: str, words: str, sure: float = 0.9) -> Pointed:
    """A text of which some words are so likely the answer."""
    even = unread(text)
    start = text.index(words)
    inside = [start <= left and right <= start + len(words) for left, right in even.spans]
    ends = [max(at for at, here in enumerate(inside) if here)]
    starts = [inside.index(True)]
    rest = (1 - sure**0.5) / (len(inside) - 1)
    shares = [[sure**0.5 if at in peak else rest for at in range(len(inside))] for peak in (starts, ends)]
    return Pointed(text, even.spans, np.asarray(shares[0]), np.asarray(shares[1]))


def test_what_is_pointed_at_is_a_few_words_however_far_apart_its_ends_are() -> None:
    text = " ".join(f"word{at}" for at in range(40))
    start, end = pointing(text, text).likeliest() or (0, 0)
    assert 0 < len(text[start:end].split()) <= 24


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        ("In May 14.7% of it fell.", "14.7", "14.7%"),
        ("It cost $22 an hour.", "22 an hour", "$22 an hour"),
        ("It cost £7m.", "7m", "£7m"),
        ("The $ rose.", "rose", "rose"),
    ],
)
def test_an_amount_that_is_pointed_at_keeps_its_sign(text: str, words: str, whole: str) -> None:
    start, end = pointing(text, words).likeliest() or (0, 0)
    assert text[start:end] == whole


@pytest.mark.parametrize(
    ("question", "text", "words", "value"),
    [
        ("Which menu item is new?", "KFC tries a new kind of chicken nugget.", "chicken nugget", "chicken nugget"),
        ("Which country did Putin visit?", "Putin left Kazakhstan’s capital on Monday.", "Kazakhstan", "Kazakhstan"),
        ("Which show was renewed?", "Netflix renewed “Squid Game,” it said.", "Squid Game", "Squid Game"),
        ("To which hourly amount may it rise?", "It may rise to $22 an hour.", "22 an hour", "$22 an hour"),
        ("What color is she?", "“Purple has been in the works,” she said.", "Purple", "Purple"),
        ("How many jets were sold?", "Of 30 orders for jets, 12 came in May.", "12", "12"),
        ("How many jets were sold?", "A dozen or so jets, 12 of them new, were sold.", "or so jets", "12"),
        ("Which nations agreed?", "Vietnam, Japan and South Korea agreed.", "Japan", "Vietnam, Japan and South Korea"),
        ("Which city is it in?", "The hotel in Cairo, Egypt closed.", "Cairo, Egypt", "Cairo, Egypt"),
        ("Which company will buy it?", "The Trump administration says so.", "Trump administration", None),
        ("Which company will buy it?", "Oracle will buy it, and China talks of it.", "China", "Oracle"),
        ("Which country did he lead?", "David Cameron led Britain until 2016.", "David Cameron", "Britain"),
        ("Which country did he lead?", "David Cameron led the party.", "David Cameron", None),
        ("In which state did it rain?", "It rained in Salem, Oregon, all day.", "Salem", "Oregon"),
        ("Which country is it?", "It is New Zealand that voted.", "voted", "New Zealand"),
        ("What is the storm's name?", "Hurricane Ian, Category 4, came ashore.", "Ian, Category", None),
        ("What made it?", "Deals with Japan and Korea, Norway says.", "Japan and Korea, Norway", None),
        ("What made it?", "They want “deliverables and more” now.", "want “deliverables", None),
        (
            "Which nations agreed?",
            "Of Japan, the European Union and South Korea, Trump spoke.",
            "South Korea",
            "Japan, the European Union and South Korea",
        ),
        ("Which nations agreed?", "Japan and Korea, Ann says, agreed.", "Japan and Korea", "Japan and Korea"),
        ("When did they meet?", "They met on May 3, Ann says.", "May 3", "May 3"),
        ("Who told them to go?", "Anna Berg said that “Ole Lund” must go.", "Ole Lund", "Anna Berg"),
        ("Who told them to go?", "The people said that Ole Lund must go.", "Ole Lund", "Ole Lund"),
        ("Which party did Putin join?", "Putin joined no party.", "Putin joined", None),
        ("Why did it close?", "It closed for lack of money.", "lack of money", None),
        ("Which nations gave in?", "It was the U.S. that gave in.", "U.S", "U.S."),
        ("Who put them there?", "The White House put tariffs on Chinese imports.", "Chinese", "White House"),
        ("Who is going?", "Oslo is sending Anna Berg.", "Oslo is sending Anna Berg", "Anna Berg"),
        ("Where is Berg going?", "Oslo sends Berg to Rome, to ask for a visit to Japan.", "Oslo", "Rome"),
        ("Where is Berg going?", "Oslo sends Berg to Rome, to ask for a visit to Japan.", "Japan", "Rome"),
    ],
)
def test_what_the_reader_points_at_is_set_in_front(question: str, text: str, words: str, value: str | None) -> None:
    assert front(shape_of(question), pointing(text, words)) == value


def test_where_any_sentence_may_answer_the_reader_must_be_surer_and_brief() -> None:
    shape, text = shape_of("What did they hold back?"), "They held back spare parts for the engines and all of the oil."
    assert front(shape, pointing(text, "spare parts", 0.4)) == "spare parts"
    assert front(shape, pointing(text, "spare parts", 0.2)) is None
    assert front(shape, pointing(text, "spare parts for the engines and all of the oil", 0.9)) is None


def test_what_a_sentence_denies_and_what_happened_are_not_set_in_front_of_it() -> None:
    text = "Analysts believe that a breakthrough is unlikely."
    assert front(shape_of("What do analysts expect?"), pointing(text, "a breakthrough", 0.9)) is None
    assert front(shape_of("What is unlikely?"), pointing(text, "a breakthrough", 0.9)) == "a breakthrough"
    text = "The balance achieved in Madrid may set the tone."
    assert front(shape_of("What happened in Madrid?"), pointing(text, "The balance achieved", 0.9)) is None


def test_the_building_stands_in_front_where_one_is_asked_for_and_the_reader_points_at_its_city() -> None:
    text = "They meet in Seoul, in Bethel Hall."
    assert front(shape_of("Which building do they meet in?"), pointing(text, "Seoul", 0.9)) == "Bethel Hall"
    assert front(shape_of("Which city do they meet in?"), pointing(text, "Seoul", 0.9)) == "Seoul"


def test_what_describes_a_thing_once_more_is_not_set_in_front() -> None:
    text = "The sticking point is the algorithm—its secret sauce."
    assert front(shape_of("What is hard to settle?"), pointing(text, "secret sauce", 0.9)) is None
    assert front(shape_of("What is hard to settle?"), pointing(text, "the algorithm", 0.9)) == "the algorithm"


def test_what_the_reader_points_at_gets_the_noun_that_was_asked_for_and_no_other_has_it() -> None:
    text = "China launched probes into American semiconductor firms over Trump’s tariffs on imports."

    firms = shape_of("Which companies are being investigated?")
    assert front(firms, pointing(text, "American semiconductor", 0.9)) == "American semiconductor firms"
    virus = "The monkeypox virus spreads."
    assert front(shape_of("Which virus spreads?"), pointing(virus, "monkeypox", 0.9)) == "monkeypox"
    tariffs = shape_of("What tariffs are there?")
    assert front(tariffs, pointing(text, "imports", 0.9)) is None
    assert front(tariffs, pointing(text, "tariffs on imports", 0.9)) == "tariffs on imports"
    assert front(shape_of("Which countries are hit by Trump?"), pointing(text, "Trump", 0.9)) == "China"


def test_what_is_barred_leaves_the_next_best() -> None:
    text = "Anna Berg and Ole Lund lead the talks."
    shape = shape_of("Who leads the talks?")
    assert front(shape, unread(text)) == "Anna Berg and Ole Lund"
    assert front(shape, unread(text), ["Ole Lund"]) == "Anna Berg"
    assert front(shape, unread(text), ["Ole Lund", "Anna Berg"]) is None
    pointed = pointing(text, "Ole Lund", 0.9)
    assert front(shape, pointed) == "Anna Berg and Ole Lund"
    assert front(shape, pointed, ["Anna Berg and Ole Lund"]) == "Ole Lund"
    assert front(shape, pointed, ["Anna Berg and Ole Lund", "Ole Lund"]) == "Anna Berg"


def test_what_may_be_one_of_those_that_are_asked_for() -> None:
    made, text = shape_of("Which countries made deals with Trump?"), "Donald Trump and Chinese"
    assert not may_be_pointed_at(made, text, 0, len(text))
    tariffs = shape_of("What tariffs are there?")
    assert not is_one_of_several(tariffs, "Trump’s tariffs stay.", 0, len("Trump’s"), sure=False)
    assert is_one_of_several(tariffs, "Steel tariffs stay.", 0, len("Steel"), sure=False)
    items, text = shape_of("Which menu items are there?"), "The menu has soup, and other items."
    assert is_one_of_several(items, text, text.find("soup"), text.find("soup") + 4, sure=False)
