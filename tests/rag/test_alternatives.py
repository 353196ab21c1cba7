import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.alternatives import choice_of, said_of
from rag.composing import compose
from rag.fitting import fits
from rag.fronting import front
from rag.judging import THRESHOLD
from rag.kinds import Kind
from rag.reader.pointing import unread
from rag.readings import readings_of
from rag.shaping import shape_of
from tests.rag.listed import ListReader, found, quotes
from tests.rag.test_shaping import pointing


@pytest.mark.parametrize(
    ("question", "options", "openly"),
    [
        ("Did it happen in Oslo or Bergen?", ("Oslo", "Bergen"), "Where did it happen?"),
        ("did it happen in oslo or in bergen?", ("oslo", "bergen"), "Where did it happen?"),
        ("Did it happen in Oslo or Bergen last week?", ("Oslo", "Bergen"), "Where did it happen last week?"),
        ("So was it Berg or Lund who said it?", ("Berg", "Lund"), "Who said it?"),
        ("Was it in Oslo or Bergen that they met?", ("Oslo", "Bergen"), "Where was it that they met?"),
        ("Did the mayor or the governor sign it?", ("the mayor", "the governor"), "Who did sign it?"),
        ("Was the Palacio de Santa Cruz or the Ritz full?", ("the Palacio de Santa Cruz", "the Ritz"), "Who was full?"),
        ("Does Acme Corp or Borg own it?", ("Acme Corp", "Borg"), "Who does own it?"),
        ("Is its owner Acme or the Borg Group?", ("Acme", "the Borg Group"), "What is its owner?"),
        ("Was the inquiry into ships or into trains?", ("ships", "trains"), "What was the inquiry into?"),
        ("Who leads it, He Lifeng or Li Qiang?", ("He Lifeng", "Li Qiang"), "Who leads it?"),
        ("Where did they meet: in Oslo or in Bergen?", ("Oslo", "Bergen"), "Where did they meet?"),
    ],
)
def test_a_question_between_two_names_is_asked_without_them(
    question: str, options: tuple[str, str], openly: str
) -> None:
    choice = choice_of(question)
    assert choice is not None
    assert (choice.options, choice.openly[0]) == (options, openly)
    assert readings_of(question) == choice.openly


@pytest.mark.parametrize(
    "question",
    [
        "Did they agree or not?",
        "Is it wrong, or is it only dear?",
        "Did the talks end or resume in Oslo?",
        "Is it good or bad?",
        "Which country or company bought it?",
        "Who said the US or China should act?",
        "Should China buy more or less soy?",
        "Was it you or Berg who said so?",
        "Did they meet in Oslo or in?",
        "Are the tariffs 20% or 55%?",
        "Is it the third or the fourth round?",
        "Was it Berg or Lund or Moe who said it?",
        "Or?",
        "Is or",
        "or",
        "",
    ],
)
def test_an_or_that_offers_no_two_names_is_no_choice_between_names(question: str) -> None:
    assert choice_of(question) is None


WORDS = st.sampled_from("Did was it the Oslo he in or or, who that , ? Berg’s a where 20% not".split())


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_what_a_question_offers_stands_in_it_and_no_open_one_lets_choose(question: str) -> None:
    choice = choice_of(question)
    if choice is not None:
        assert all(option and option in question for option in choice.options)
        assert not any(" or " in each for each in choice.openly)
        assert shape_of(question).options == choice.options


def test_beside_other_sentences_it_is_asked_without_the_names_too() -> None:
    question = "I read Oslo. Did the trade talks begin in Oslo or Bergen?"
    asked = "Where did the trade talks begin?"
    assert readings_of(question) == (f"{asked} I read Oslo.", asked)


@pytest.mark.parametrize(
    ("question", "readings"),
    [
        (
            "Did it get 3 extra periods from them or 4?",
            ("Did it get 3 extra periods from them?", "How many extra periods did it get from them?"),
        ),
        (
            "Are the tariffs on it 20% or 55%?",
            ("Are the tariffs on it 20%?", "Are the tariffs on it 55%?", "How high are the tariffs on it?"),
        ),
        (
            "Is it due on 10 November or on 12 November?",
            ("Is it due on 10 November?", "Is it due on 12 November?", "When is it due?"),
        ),
        ("Did it cost $20 or $30?", ("Did it cost $20 or $30?", "How much did it cost?")),
        ("Did it last two days or three?", ("Did it last two days?", "Did it last three?", "How long did it last?")),
        ("Is it the third or the fourth round?", ("Is it the third round?", "Is it the fourth round?")),
        ("What was the death toll in Oslo?", ("What was the death toll in Oslo?", "How many people died in Oslo?")),
        ("Who does the ferry belong to?", ("Who does the ferry belong to?", "Who owns the ferry?")),
        ("What did they offer for Oslo?", ("What did they offer in exchange for Oslo?",)),
        ("What did they demand for workers?", ("What did they demand for workers?",)),
        ("Who is in charge of it?", ("Who is in charge of it?", "Who is leading it?")),
        ("What is the headcount at Hill?", ("What is the headcount at Hill?", "How many people work at Hill?")),
        ("How many will lose their jobs?", ("How many will lose their jobs?", "How many jobs will be cut?")),
        ("how big is the fine?", ("how big is the fine?", "How much is the fine?")),
        ("how often did it flood?", ("how often did it flood?", "How many times did it flood?")),
    ],
)
def test_what_the_reader_hardly_knows_is_put_in_other_words_too(question: str, readings: tuple[str, ...]) -> None:
    assert readings_of(question) == readings


def test_a_number_to_choose_may_stand_before_other_words() -> None:
    assert shape_of("Did it get 3 periods from the court or 4?").options == ("3 periods from the court", "4")


def test_which_of_two_words_a_question_uses_lets_choose_nothing() -> None:
    for question in ("Which country or company bought it?", "Who said the US or China should act?"):
        assert readings_of(question) == (question,)
    assert shape_of("Did the talks end or resume in Oslo?").options == ()


@pytest.mark.parametrize(
    ("option", "against", "text", "held"),
    [
        ("Li Qiang", "Li Chenggang", "Li left, and Premier Li Qiang stayed.", ["Premier Li Qiang"]),
        ("he lifeng", "li qiang", "Vice Premier He Lifeng leads it.", ["Vice Premier He Lifeng"]),
        ("Beijing", "Washington", "China wants it.", ["China"]),
        ("ships", "trains", "The inquiry is into freight ships.", ["ships"]),
        ("Oslo", "Bergen", "Oslo and Bergen wait.", ["Oslo"]),
    ],
)
def test_an_alternative_is_found_by_its_name_and_what_it_stands_for_and_never_by_what_both_share(
    option: str, against: str, text: str, held: list[str]
) -> None:
    assert [text[start:end] for start, end in said_of(option, against, text)] == held


def test_a_city_is_no_government_where_a_place_is_asked_for() -> None:
    assert list(said_of("Beijing", "Washington", "They met in China.", place=True)) == []


TALKS = "Did the talks take place in Washington or Beijing?"
PARADE = "Did Putin or Modi attend the parade?"
INVITED = "Did Xi or Trump make the invitation?"


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (TALKS, "The talks in Beijing went on.", "Beijing"),
        (TALKS, "The talks in Madrid are to show whether Beijing gives ground.", "Madrid"),
        (TALKS, "Beijing’s long talks went on.", "Beijing"),
        (TALKS, "The talks show what Beijing wants.", None),
        (PARADE, "Putin attended the parade.", "Putin"),
        (PARADE, "Putin and Modi attended the parade.", "Putin and Modi"),
        (PARADE, "Kim Jong-un attended the parade.", None),
        (INVITED, "Xi sent Trump the invitation.", None),
        (INVITED, "The invitation to a Trump visit was sent by Xi.", "Xi"),
        (
            "Was it Berg or Lund who said the deal is near?",
            "Anna Berg said of Lund that the deal is near.",
            "Anna Berg",
        ),
        ("Was the inquiry into ships or into trains?", "The inquiry is into freight ships.", "ships"),
    ],
)
def test_in_front_stands_the_one_that_the_text_has_in_its_part_or_what_it_has_instead(
    question: str, text: str, value: str | None
) -> None:
    assert front(shape_of(question), unread(text)) == value


def test_a_third_that_is_no_place_is_set_in_front_only_where_the_reader_is_sure() -> None:
    text = "Putin was in town, and on that cold and windy morning by the river Kim Jong-un attended the parade."
    assert front(shape_of(PARADE), pointing(text, "Kim Jong-un", 0.5)) == "Kim Jong-un"
    assert front(shape_of(PARADE), pointing(text, "Kim Jong-un", 0.2)) is None
    assert front(shape_of(PARADE), pointing(text, "Putin", 0.2)) == "Putin"


def test_an_article_need_not_name_what_is_offered() -> None:
    [each] = found("The talks took place in Madrid.")
    assert fits(shape_of(TALKS), TALKS, each.article.text, each.article)
    dated = "Is the truce good until November or December?"
    [each] = found("The truce is good until November.")
    assert fits(shape_of(dated), dated, each.article.text, each.article)
    other = "Did Norway take part in Oslo or Bergen?"
    assert not fits(shape_of(other), other, each.article.text, each.article)


def test_what_neither_alternative_is_leads_where_no_sentence_has_one() -> None:
    madrid, other = "The talks took place in Madrid.", "The talks show what Beijing wants."
    draft = compose(TALKS, found(madrid, other), ListReader({madrid: 0.9, other: 0.8}))
    assert draft.text.startswith("Madrid — ")
    assert shape_of(TALKS).kind is Kind.PLACE


def test_a_sentence_with_one_alternative_leads_before_one_with_a_third_that_is_hardly_likelier() -> None:
    third, one = "Kim Jong-un attended the parade.", "Putin attended the parade on a cold morning."
    for likely in (0.85, 0.45):
        draft = compose(PARADE, found(third, one), ListReader({third: 0.9, one: likely}))
        assert draft.text.startswith("Putin — ")
        assert quotes(draft.citations) == [one]
    unlikely = compose(PARADE, found(third, one), ListReader({third: 0.9, one: 0.3}))
    assert quotes(unlikely.citations)[0] == third


def test_a_third_is_less_likely_the_answer_than_one_of_both_said_as_surely() -> None:
    madrid, beijing = "The talks took place in Madrid.", "The talks took place in Beijing."
    barely = THRESHOLD * 1.1
    assert quotes(compose(TALKS, found(beijing), ListReader({beijing: barely})).citations) == [beijing]
    assert not compose(TALKS, found(madrid), ListReader({madrid: barely})).citations


def test_a_country_is_a_third_beside_its_capital_where_a_place_is_asked_for() -> None:
    country, city = "The talks took place in China.", "On a cold and windy morning the talks went on in Beijing."
    draft = compose(TALKS, found(country, city), ListReader({country: 0.9, city: 0.8}))
    assert draft.text.startswith("Beijing — ")


def test_a_sentence_on_both_is_not_left_out_for_one_on_either() -> None:
    both, one = "Xi sent Trump the invitation in a letter.", "Trump told of the invitation at noon."
    draft = compose(INVITED, found(both, one), ListReader({both: 0.9, one: 0.8}))
    assert both in quotes(draft.citations)
