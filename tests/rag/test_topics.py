"""Topics: what only asks to be told about something, and what asks something of it."""

import pytest

from rag.composing import compose
from rag.fitting import fits
from rag.judging import THRESHOLD
from rag.kinds import Kind
from rag.readings import readings_of
from rag.shaping import shape_of
from rag.topics import definable, is_bare, topic_of
from tests.rag.listed import SURE, ListReader, found, quotes
from tests.rag.test_fitting import ARTICLE


@pytest.mark.parametrize(
    ("sentence", "topic"),
    [
        ("Tell me about Boeing.", "Boeing"),
        ("please tell me more about the Madrid talks", "the Madrid talks"),
        ("Can you tell me something on fentanyl?", "fentanyl"),
        ("What about fentanyl?", "fentanyl"),
        ("what do the articles say about soybeans?", "soybeans"),
        ("What did these five sources report on TikTok?", "TikTok"),
        ("Compare what the sources say about the deadline", "the deadline"),
        ("What's the latest on the trade talks?", "the trade talks"),
        ("Any news on TikTok?", "TikTok"),
        ("What is known about Li Qiang?", "Li Qiang"),
        ("Explain the tariff dispute", "the tariff dispute"),
        ("Give me the key facts about TikTok", "TikTok"),
        ("a short summary of the talks", "the talks"),
        ("Which article talks about Boeing?", "Boeing"),
        ("Which of the articles mention soybeans?", "soybeans"),
    ],
)
def test_all_that_is_told_about_something_is_asked_for(sentence: str, topic: str) -> None:
    assert topic_of(sentence) == topic
    assert shape_of(sentence).kind is Kind.TOPIC


@pytest.mark.parametrize(
    "sentence",
    [
        "Tell me why Boeing waits.",
        "Tell me about what he said.",
        "Explain why Boeing waits.",
        "Sum up the chip fight between the two sides.",
        "Tell me about it",
        "Summarize the articles",
        "What do the articles say?",
        "What did Greer say about TikTok?",
        "Is there news on TikTok?",
        "Who knows about Boeing’s backlog?",
        "How many articles are there on Boeing?",
        "What about these articles?",
        "What does People News say about Russia?",
    ],
)
def test_what_asks_something_of_it_or_names_nothing_is_no_topic(sentence: str) -> None:
    assert topic_of(sentence) is None
    assert shape_of(sentence).kind is not Kind.TOPIC


def test_a_few_words_that_ask_nothing_are_a_topic() -> None:
    assert all(map(is_bare, ("TikTok", "Nvidia H20", "madrid trade talks")))
    assert not any(map(is_bare, ("TikTok?", "a short overview please", "how many", "", "the jets")))
    assert shape_of("Nvidia H20").kind is Kind.TOPIC


def test_the_reader_is_asked_what_happened_and_the_shape_is_of_the_topic_alone() -> None:
    asked = "Compare what the sources say about Boeing jets"
    assert readings_of(asked) == ("What happened with Boeing jets?", asked)
    assert shape_of(asked).names == frozenset({"boeing"})


def test_a_sentence_on_a_topic_has_a_third_of_its_words_and_a_name() -> None:
    for topic, quote, fitting in (
        ("Tell me about Boeing jets", "Boeing waits.", True),
        ("Tell me about Boeing jets", "Jets wait.", False),
        ("Tell me about jets for the army", "Jets wait.", True),
        ("Tell me about jets for the army", "Ships wait.", False),
    ):
        assert fits(shape_of(topic), topic, quote, ARTICLE) is fitting, quote


def test_a_sentence_with_all_of_a_topic_is_trusted_more_than_one_with_half() -> None:
    both, half = "Red jets wait.", "Old jets wait."
    draft = compose("Tell me about red jets", found(both, half), ListReader({both: 0.3, half: 0.4}))
    assert quotes(draft.citations)[0] == both
    assert not compose("Tell me about whales", found(both, half), SURE).statements


def test_what_somebody_said_on_something_is_also_read_as_what_happened_with_it() -> None:
    asked = "What did Berg say about the jets?"
    assert readings_of(asked) == (asked, "What happened with the jets?")
    assert readings_of("What did Berg say?") == ("What did Berg say?",)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What is the 90-day truce?", "90-day truce"),
        ("what are rare earths", "rare earths"),
        ("What's dumping?", "dumping"),
        ("What is meant by entity list?", "entity list"),
        ("What is the price of oil?", None),
        ("What is it?", None),
        ("What is being done?", None),
        ("What is the news?", None),
        ("Who is Bessent?", None),
    ],
)
def test_what_something_is(question: str, topic: str | None) -> None:
    assert definable(question) == topic


def test_what_no_sentence_defines_is_told_about() -> None:
    text = "Talks in Stockholm produced a 90-day truce."
    below = ListReader({text: THRESHOLD - 0.05})
    assert quotes(compose("What is the 90-day truce?", found(text), below).citations) == [text]
    assert compose("What is the 90-day pact of Oslo?", found(text), below).statements == ()
    assert compose("What is a croissant?", found(text), below).statements == ()
