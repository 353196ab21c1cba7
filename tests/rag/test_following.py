import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.cleaning import clean
from rag.following import BRIEF_WORDS, MAX_WORDS, split, stand_alone
from rag.leaning import leans

FIRST = ("What did China demand for TikTok?", "")


@pytest.mark.parametrize(
    "question",
    [
        "why?",
        "and why?",
        "when was that?",
        "who said that?",
        "how many?",
        "over what?",
        "and what did the US want?",
        "Did they accept it?",
        "What did Bessent say to that demand?",
        "And the ones before that, in Stockholm, what did they bring?",
        "which kind exactly?",
        "What is the biggest risk?",
        "and the American one?",
        "How old is he?",
        "Tell me about it.",
        "What happened there?",
    ],
)
def test_a_question_that_points_back_goes_on_or_says_too_little_leans_on_the_turns_before(question: str) -> None:
    assert leans(question)
    assert stand_alone(question, [FIRST]).startswith(f"{question} (about: ")
    assert stand_alone(question, []) == question


@pytest.mark.parametrize(
    "question",
    [
        "Who is the president of France?",
        "When does the truce with Beijing end?",
        "Is it legal to sell TikTok?",
        "What is a tariff?",
        "Who leads the talks in Madrid?",
        "Are there any talks planned between Washington and Moscow?",
        "What happens in Brussels this week?",
        "Does the law say that companies must pay taxes on exports?",
        "Where did He Lifeng meet Scott Bessent?",
        "Tell me about fentanyl",
    ],
)
def test_a_question_that_stands_alone_is_not_touched(question: str) -> None:
    assert not leans(question)
    assert stand_alone(question, [FIRST]) == question


def test_light_words_are_not_carried() -> None:
    assert stand_alone("why?", [("What did China say it would want for TikTok?", "")]) == "why? (about: China, TikTok)"


def test_a_name_in_our_own_answer_is_carried_and_our_own_words_are_not() -> None:
    answer = "According to People News (republishing Dajiyuan): Bessent called the demands very aggressive. [1]"
    assert stand_alone("when was that?", [("who spoke of demands?", answer)]) == (
        "when was that? (about: demands, spoke, Bessent, aggressive)"
    )


@pytest.mark.parametrize(
    "ours",
    [
        "Earlier (5 September 2025): nine weeks — according to Harbour Gazette, republishing Lone Star Wire: {}",
        "The question takes for granted what this denies. In an analysis carried by Harbour Gazette: {}",
        "Bessent said, as reported by Harbour Gazette, republishing Lone Star Wire, {}",
        "Bessent said, according to an opinion piece carried by Harbour Gazette, {}",
    ],
)
def test_who_carries_an_answer_is_never_its_topic(ours: str) -> None:
    asked = stand_alone("and why?", [("How long?", ours.format("that magnets last in Rotterdam. [1]"))])
    assert "Rotterdam" in asked
    assert not {"Gazette", "Harbour", "Wire", "Star", "Earlier", "September"} & set(asked.replace(",", "").split())


def test_an_answer_that_found_nothing_adds_nothing() -> None:
    missing = "No answer was found. 5 articles were searched; the nearest passages are in “Harbour Bridge Reopens”."
    assert stand_alone("why?", [("When does the truce end?", missing)]) == "why? (about: truce end)"


LEADER = ("Who leads the delegation?", "Premier Li Qiang.")


@pytest.mark.parametrize(
    ("question", "turn", "about"),
    [
        ("over what?", LEADER, "leads, delegation, Premier Li Qiang"),
        ("since when?", LEADER, "leads, delegation, Premier Li Qiang"),
        # "They" are who was asked for, before whatever else was said; after "Where ...?" they may be anybody.
        ("what did they say?", LEADER, "Premier Li Qiang, leads, delegation"),
        ("what did they say?", ("Where is the delegation?", "In Oslo."), "delegation, Oslo"),
        ("what did he say?", ("Who taught him chess?", "Ole Lund."), "taught, chess, Ole Lund"),
        # The "He" of a name is nobody else.
        ("what did they say?", ("Who is He Lifeng’s deputy?", "Ole Lund."), "Ole Lund, He Lifeng’s, deputy"),
        (
            "over what?",
            ("Who leads the delegation?", "Vice Premier He Lifeng."),
            "leads, delegation, Vice Premier He Lifeng",
        ),
        (
            "over what?",
            ("Who leads the delegation?", "Li Qiang — according to Coast Daily: The premier leads all of it. [1]"),
            "premier leads, delegation, Li Qiang",
        ),
        (
            "why?",
            ("Which official saw no path for China?", "U.S. Trade Representative Jamieson Greer."),
            "China, official saw, path, U.S. Trade Representative Jamieson Greer",
        ),
    ],
)
def test_whom_a_brief_last_answer_names_is_carried_beside_what_was_asked(
    question: str, turn: tuple[str, str], about: str
) -> None:
    assert stand_alone(question, [turn]) == f"{question} (about: {about})"


def test_a_capital_that_opens_a_brief_answer_and_a_name_of_an_earlier_one_come_only_where_there_is_room() -> None:
    asked = "What did Beijing and Madrid want of Turku and Geneva?"
    assert "Sharp" not in stand_alone("why?", [(asked, "Sharp duties.")])
    assert "Oslo" in stand_alone("why?", [(asked, "Oslo.")])
    assert "Oslo" not in stand_alone("why?", [(asked, "Oslo."), ("Did Bonn agree with Rome, Paris and Bern?", "No.")])


def test_a_longer_last_answer_adds_no_word_to_the_four() -> None:
    told = "Premier Li Qiang leads it, as Bessent and Greer of the United States told Reuters in Madrid on Sunday."
    about = split(stand_alone("over what?", [("Who leads the delegation?", told)]))[1]
    assert sum(len(phrase.split()) for phrase, _ in about) <= MAX_WORDS


def test_a_new_topic_takes_the_place_of_the_old_one() -> None:
    turns = [FIRST, ("and why?", ""), ("When do night ferries to Turku stop?", ""), ("and why?", "")]
    assert split(stand_alone("how long?", turns))[1][0] == ("Turku", 0.8)


def test_words_that_the_question_has_are_not_said_twice() -> None:
    assert stand_alone("and those demands?", [FIRST]) == "and those demands? (about: China, TikTok)"


def test_a_question_that_already_says_what_it_is_about_is_left_as_it_was_edited() -> None:
    edited = "why? (about: tariffs)"
    assert stand_alone(edited, [FIRST]) == edited
    assert split(edited) == ("why?", (("tariffs", 0.8),))


def test_what_stands_behind_weighs_less_and_less() -> None:
    weights = [weight for _, weight in split("why? (about: a, b, c, d)")[1]]
    assert weights == sorted(weights, reverse=True)
    assert 0 < weights[-1] < weights[0] < 1


turns = st.lists(st.tuples(st.text(max_size=80), st.text(max_size=200)), max_size=4)


@given(st.text(max_size=60).filter(str.strip), turns)
def test_what_is_shown_is_the_question_and_a_few_words_that_were_said(
    question: str, history: list[tuple[str, str]]
) -> None:
    meant = stand_alone(question, history)
    if meant == question.strip():
        return
    asked, about = split(meant)
    assert asked == question.strip()
    carried = [word for phrase, _ in about for word in phrase.split()]
    assert 1 <= len(carried) <= MAX_WORDS + BRIEF_WORDS
    said = " ".join(clean(text) for turn in history for text in turn)
    assert all(word in said for word in carried)
