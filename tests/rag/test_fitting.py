from dataclasses import replace

import pytest

from index.types import Article, Source, given
from rag.composing import compose
from rag.fitting import belied, denies, fits
from rag.shaping import shape_of
from tests.rag.listed import SURE, found

ARTICLE = Article(
    id="a",
    text="ByteDance owns TikTok. It faces a September 17 deadline to sell or be banned in the US. "
    "Greer said that talks went on at the United Nations.",
    source=Source(title=given("Boeing waits")),
)


def fit(question: str, quote: str) -> bool:
    return fits(shape_of(question), question, quote, ARTICLE)


def test_an_article_that_never_names_it_does_not_answer_about_it() -> None:
    assert not fit("How many Airbus jets were sold?", "It sold 100 jets.")
    assert fit("How many Boeing jets were sold?", "It sold 100 jets.")
    assert fit("How many envoys went to the UN?", "It sent 100 envoys.")


def test_who_asks_the_same_does_not_answer() -> None:
    assert not fit("Which Boeing jets were sold?", "Which jets did Boeing sell?")
    assert fit("Which jets came up at the United Nations?", "Greer was asked: “What of the jets?”")


def test_what_a_question_of_one_word_asks_about_stands_in_the_article() -> None:
    assert not fit("Who has resigned?", "Greer said that talks went on at the United Nations.")
    assert fit("Who was banned?", "It faces a September 17 deadline to sell or be banned in the US.")


def test_an_article_of_a_month_need_not_name_it() -> None:
    question, quote = "As of 10 August 2025, how many jets were sold?", "It sold 100 jets."
    dated = replace(ARTICLE, source=replace(ARTICLE.source, published=given("2025-08-09")))
    assert not fits(shape_of(question), question, quote, ARTICLE)
    assert fits(shape_of(question), question, quote, dated)


def test_a_name_may_stand_for_another_in_the_news() -> None:
    assert fit("How many jets did Washington allow?", "It sold 100 jets.")
    assert not fit("How many jets did Beijing allow?", "It sold 100 jets.")
    of_the_assembly = replace(ARTICLE, text="He spoke at the United Nations General Assembly.")
    assert fits(shape_of("How many went to the UN?"), "How many went to the UN?", "100 went.", of_the_assembly)


def test_a_name_may_be_one_of_many_or_part_of_another_word_or_of_its_country() -> None:
    told = replace(ARTICLE, text="A Huguenot wrote in French. The Swiss army of 100 men left Germany.")
    for question, fitting in {
        "How many Huguenots left?": True,
        "How many French-language books left?": True,
        "How many soldiers of Switzerland left?": True,
        "Which European army had 100 men?": True,
        "How many men left Europe?": False,
        "How many Walloons left?": False,
        "How many Dutch-language books left?": False,
    }.items():
        assert fits(shape_of(question), question, "There were 100.", told) is fitting, question


def test_who_is_asked_for_by_two_names_may_have_one_in_the_article() -> None:
    one = replace(ARTICLE, text="Treasury Secretary Bessent spoke. The European Union and the Senate waited.")
    for question, fitting in {
        "What did Scott Bessent say?": True,
        "What did Scott Berg say?": False,
        "What did Scott say?": False,
        "What of the Soviet Union’s 3 jets?": False,
        "What of the French Senate’s 3 jets?": False,
    }.items():
        assert fits(shape_of(question), question, "Bessent said: “No.”", one) is fitting, question


def test_a_name_in_two_parts_is_there_where_both_are() -> None:
    of_both = replace(ARTICLE, text="China and America spoke.")
    question = "What of US-China trade?"
    assert fits(shape_of(question), question, "It fell.", of_both)
    assert not fits(shape_of(question), question, "It fell.", ARTICLE)


def test_a_name_of_another_nation_than_was_asked_for_is_not_set_in_front() -> None:
    articles = [ARTICLE, replace(ARTICLE, id="b", text="Its Chinese parent company ByteDance must sell TikTok.")]
    assert belied(shape_of("Which American company will buy TikTok?"), "ByteDance", articles)
    assert not belied(shape_of("Which Chinese company owns TikTok?"), "ByteDance", articles)
    assert not belied(shape_of("Which company owns TikTok?"), "ByteDance", articles)
    assert not belied(shape_of("Which American company will buy TikTok?"), "Boeing", articles)


@pytest.mark.parametrize("word", ["will", "would", "could", "might"])
def test_when_something_may_happen_is_not_told_by_what_has(word: str) -> None:
    article = replace(ARTICLE, text="Xi spoke to Trump in June, and may go in May.")
    question = f"When {word} Xi go?"
    assert not fits(shape_of(question), question, "Xi spoke to Trump in June.", article)
    assert fits(shape_of(question), question, "Xi may go in May.", article)


def test_nobody_is_of_the_other_side_and_no_seller_buys() -> None:
    text = "Treasury Secretary Scott Bessent met Chinese Vice Premier He Lifeng. ByteDance must sell TikTok to Oracle."
    articles = [Article(id="a", text=text, source=Source())]
    for question, name, out in (
        ("Who led the US delegation?", "He Lifeng", True),
        ("Who led the US delegation?", "Chinese Vice Premier He Lifeng", True),
        ("Who led the US delegation?", "Scott Bessent", False),
        ("Who led the Chinese delegation?", "He Lifeng", False),
        ("Who led the delegation?", "He Lifeng", False),
        ("Who will buy TikTok?", "ByteDance", True),
        ("Which company acquires TikTok?", "ByteDance", True),
        ("Who will buy TikTok?", "Oracle", False),
        ("Who will sell TikTok?", "ByteDance", False),
    ):
        assert belied(shape_of(question), name, articles) is out, (question, name)


def test_where_one_of_two_is_of_the_other_side_the_other_stands_in_front() -> None:
    text = "Treasury Secretary Scott Bessent and Chinese Vice Premier He Lifeng lead the US and Chinese delegations."
    for question, name in (("US", "Treasury Secretary Scott Bessent"), ("Chinese", "Chinese Vice Premier He Lifeng")):
        draft = compose(f"Who leads the {question} delegation?", found(text), SURE)
        assert [statement.value for statement in draft.statements] == [name]
    assert compose("Who buys TikTok?", found("ByteDance must sell TikTok."), SURE).statements == ()


def test_what_asks_nothing_of_any_article_is_not_answered() -> None:
    for question in ("Who are you?", "What can you do?", "Why?"):
        assert compose(question, found("Anna Berg can do it."), SURE).statements == ()


@pytest.mark.parametrize(
    ("question", "quote", "answers"),
    [
        ("What did Greer say?", "Greer said that talks went on at the United Nations.", True),
        ("What did ByteDance say?", "Greer said that talks went on at the United Nations.", False),
        ("What did ByteDance say?", "ByteDance owns TikTok.", False),
    ],
)
def test_what_somebody_said_is_answered_by_that_somebody(question: str, quote: str, *, answers: bool) -> None:
    assert fit(question, quote) is answers


@pytest.mark.parametrize(
    ("quote", "answers"),
    [
        ("It faces a September 17 deadline to sell or be banned in the US.", False),
        ("If no deal comes, TikTok may be banned on September 17.", False),
        ("TikTok was banned in the US on September 17.", True),
    ],
)
def test_what_may_happen_does_not_say_when_it_did(quote: str, *, answers: bool) -> None:
    assert fit("When did the US ban TikTok?", quote) is answers


def test_a_quote_that_denies_what_the_question_takes_for_granted_is_known() -> None:
    denial = "The CCP did not invite European dignitaries to the parade."
    assert denies(shape_of("Why were so many leaders invited to the parade?"), denial)
    assert not denies(shape_of("Why were leaders not invited to the parade?"), denial)
    assert not denies(shape_of("Did they invite European leaders?"), denial)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        (
            "How much loan forgiveness will some borrowers receive?",
            "Borrowers who did not receive a grant are eligible for $10,000 in loan forgiveness.",
        ),
        ("How was the threat to Earth averted?", "The asteroid was not at risk of impacting Earth."),
        ("Why was the bill approved?", "Although it was not approved at first, the bill passed in May."),
        ("Why did the ferry leave the harbour late?", "The captain did not leave his cabin."),
    ],
)
def test_what_is_denied_in_passing_or_of_something_else_denies_no_premise(question: str, quote: str) -> None:
    assert not denies(shape_of(question), quote)


@pytest.mark.parametrize(
    ("question", "quote", "answers"),
    [
        ("When will Greer and ByteDance meet?", "The two spoke on the phone in June.", False),
        ("When will Greer and ByteDance meet?", "The two spoke in June, and will meet in May.", True),
        ("When will the deadline end?", "The truce, extended until November, goes on.", True),
        ("When will the deadline end?", "It was extended to November 10.", True),
        ("When will the deadline end?", "They planned it for November 10.", True),
        ("When did Greer and ByteDance meet?", "The two spoke on the phone in June.", True),
    ],
)
def test_what_was_does_not_say_when_something_will_be(question: str, quote: str, *, answers: bool) -> None:
    assert fit(question, quote) is answers


@pytest.mark.parametrize(
    ("question", "quote", "answers"),
    [
        ("How high are the US tariffs on China?", "US duties on Chinese imports average 55 percent.", True),
        ("How high are Chinese tariffs on the US?", "US duties on Chinese imports average 55 percent.", False),
        ("How high are Chinese tariffs on the US?", "Chinese duties on US goods met US duties on China of 55%.", True),
        ("How high are tariffs on the US?", "US duties on Chinese imports average 55 percent.", True),
    ],
)
def test_the_tariffs_of_the_other_side_do_not_answer(question: str, quote: str, *, answers: bool) -> None:
    of_china = replace(ARTICLE, text="China and the US")
    assert fits(shape_of(question), question, quote, of_china) is answers


@pytest.mark.parametrize(
    ("question", "speaker", "answers"),
    [
        ("What did the Chinese ministry say?", "The ministry", True),
        ("What did the Chinese ministry say?", "The US ministry", False),
        ("What did the Chinese say?", "The Chinese delegation", True),
        ("What did the Chinese say?", "The delegation", False),
        ("What did Chinese envoy He Lifeng say?", "Envoy Greer", False),
        ("What did Chinese envoy He Lifeng say?", "He Lifeng", True),
    ],
)
def test_who_is_heard_is_who_was_asked_about_by_name_office_or_nation(
    question: str, speaker: str, *, answers: bool
) -> None:
    of_china = replace(ARTICLE, text="China, the US, Greer and He Lifeng")
    assert fits(shape_of(question), question, f"{speaker} said: “Enough.”", of_china) is answers


def test_an_outlet_is_heard_in_what_it_carries_on_what_was_asked() -> None:
    carried = replace(ARTICLE, source=replace(ARTICLE.source, publisher=given("Coast Daily")))
    for question, quote, fitting in (
        ("What does the Coast Daily say about jets?", "It sold 100 jets.", True),
        ("What does the Coast Daily report about jets?", "It sold 100 ships.", False),
        ("What does the Coast Daily say?", "It sold 100 ships.", True),
        ("What does the Harbour Daily say about jets?", "It sold 100 jets.", False),
    ):
        assert fits(shape_of(question), question, quote, carried) is fitting, question


@pytest.mark.parametrize(
    ("question", "fitting"),
    [
        ("NASA hit an asteroid. What was the name of the mission?", False),
        ("What was the name of the mission? NASA hit an asteroid.", False),
        ("NASA hit ByteDance with a fine. What was the name of the mission?", True),
        ("One says Wednesday, another May 3. What was the name of the mission?", True),
        ("What was the name of the mission?", True),
    ],
)
def test_an_article_has_one_of_the_names_that_a_question_tells_of(question: str, *, fitting: bool) -> None:
    assert fit(question, "Greer said that talks on the mission went on.") is fitting


def test_who_is_of_a_company_is_not_heard_in_others_of_that_office() -> None:
    (each,) = found("ByteDance waits.")
    asked = "What did ByteDance's chief executive say?"
    industry = "According to industry executives, any orders would be late."
    own = "According to ByteDance executives, any orders would be late."
    assert not fits(shape_of(asked), asked, industry, each.article)
    assert fits(shape_of(asked), asked, own, each.article)


@pytest.mark.parametrize(
    ("quote", "answers"),
    [
        ("Central to the talks that began Sunday is its fate.", True),
        ("It is to begin Sunday.", False),
        ("It was meant to finally begin Sunday.", False),
    ],
)
def test_what_has_begun_is_no_plan_because_a_to_stands_before_it(quote: str, *, answers: bool) -> None:
    (each,) = found(quote)
    question = "When did it begin?"
    assert fits(shape_of(question), question, quote, each.article) is answers


def test_on_what_day_something_will_be_is_not_told_by_what_has_been() -> None:
    quote = "Xi invited Trump when the two spoke in June."
    (each,) = found(quote)
    for question, answers in (("On what day will Trump meet Xi?", False), ("In what month did Xi invite Trump?", True)):
        assert fits(shape_of(question), question, quote, each.article) is answers


def test_an_article_on_a_city_is_on_its_country() -> None:
    quote = "Earlier talks in Stockholm produced a 90-day truce."
    (each,) = found(quote)
    for question, answers in (
        ("How long was the truce of the Swedish talks?", True),
        ("How long was the truce of the Norwegian talks?", False),
    ):
        assert fits(shape_of(question), question, quote, each.article) is answers


def test_no_city_is_a_building() -> None:
    city, hall = "They meet in Seoul.", "They meet in Seoul, in Bethel Hall."
    for question, quote, value in (
        ("Which building do they meet in?", city, None),
        ("Which building do they meet in?", hall, "Bethel Hall"),
        ("Which city do they meet in?", city, "Seoul"),
    ):
        statements = compose(question, found(quote), SURE).statements
        assert [statement.value for statement in statements] == [value] * (value is not None), question
