"""Turns: their numbers, their history, and what becomes of a stream that is left."""

from collections.abc import Generator, Iterator, Sequence

import pytest

from index.errors import BylineError
from rag.events import Event
from rag.types import QuestionError
from tests.ui.fakes import FakeAnswerer, article
from ui.rendering import Conversation, follow

BRIDGE = article("bridge", "The harbour bridge reopened.\nThe harbour bridge cost 41 million.", publisher="Coast Daily")


def last(conversations: Iterator[Conversation]) -> Conversation:
    *_, final = conversations
    return final


def test_a_conversation_ends_with_the_answer_that_the_answerer_gives() -> None:
    answerer = FakeAnswerer([BRIDGE])
    turn = last(follow(answerer, Conversation().ask("harbour bridge"))).turns[-1]
    assert turn.answer == answerer.answer("harbour bridge")


def test_statements_appear_one_by_one() -> None:
    seen = [
        current.turns[-1].markdown() for current in follow(FakeAnswerer([BRIDGE]), Conversation().ask("harbour bridge"))
    ]
    assert [markdown.count("#cite-") for markdown in seen] == [0, 1, 2, 2]
    assert seen[2].endswith(seen[3].split("kept")[1].split("\n\n", 1)[1])


def test_the_search_is_said_to_go_on_and_then_what_it_searched() -> None:
    asked = Conversation().ask("harbour bridge")
    assert asked.turns[-1].progress() == "Searching…"
    after = next(follow(FakeAnswerer([BRIDGE]), asked)).turns[-1]
    assert after.progress().startswith("Searched 1 article — 2 passages kept (")


def test_earlier_answered_turns_and_nothing_else_are_the_history() -> None:
    answerer = FakeAnswerer([BRIDGE])
    first = last(follow(answerer, Conversation().ask("harbour bridge")))
    text = answerer.answer("harbour bridge").text
    stopped = first.ask("never answered").end("Stopped.")
    list(follow(answerer, stopped.ask("what cost 41 million?")))
    assert answerer.asked[-1] == ("what cost 41 million?", (("harbour bridge", text),))


def test_a_number_is_never_used_again() -> None:
    conversation = Conversation().ask("a").end("Stopped.").ask("b").end("Stopped.")
    assert [turn.number for turn in conversation.turns] == [1, 2]
    assert [turn.number for turn in conversation.take_back().ask("b").turns] == [1, 3]


def test_a_long_conversation_forgets_its_beginning() -> None:
    conversation = Conversation()
    for number in range(1, 61):
        conversation = conversation.ask(str(number)).end("Stopped.")
    assert [turn.number for turn in conversation.turns] == list(range(11, 61))


def test_a_finished_turn_is_not_ended_again() -> None:
    finished = last(follow(FakeAnswerer([BRIDGE]), Conversation().ask("harbour bridge")))
    assert finished.end("Stopped.") == finished


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (QuestionError("The question is blank."), "The question is blank&#46;"),
        (BylineError("The index is gone.", hint="Build it again."), "The index is gone&#46; Build it again&#46;"),
    ],
)
def test_what_went_wrong_is_said_in_words(error: Exception, said: str) -> None:
    turn = last(follow(FakeAnswerer([BRIDGE], error=error), Conversation().ask("harbour bridge"))).turns[-1]
    assert turn.finished
    assert turn.markdown().endswith(f'<em class="trouble">{said}</em>')


def test_an_error_that_nobody_foresaw_is_not_dressed_up_as_an_answer() -> None:
    with pytest.raises(KeyError):
        list(follow(FakeAnswerer([BRIDGE], error=KeyError("x")), Conversation().ask("harbour bridge")))


def test_leaving_closes_the_answerers_stream() -> None:
    held = []

    class Held(FakeAnswerer):
        """Somebody still holds the stream, so that it does not end just because nobody does."""

        def stream(
            self, question: str, *, history: Sequence[tuple[str, str]] = (), **_: object
        ) -> Generator[Event, None, None]:
            held.append(super().stream(question, history=history))
            return held[0]

    answerer = Held([BRIDGE])
    events = follow(answerer, Conversation().ask("harbour bridge"))
    next(events)
    assert (answerer.opened, answerer.closed) == (1, 0)
    events.close()
    assert (answerer.opened, answerer.closed) == (1, 1)


def test_an_answerer_whose_stream_cannot_be_closed_is_followed_too() -> None:
    class Plain(FakeAnswerer):
        def stream(  # type: ignore[override]  # less than a generator, on purpose
            self, question: str, *, history: Sequence[tuple[str, str]] = (), **_: object
        ) -> Iterator[Event]:
            return iter(list(super().stream(question, history=history)))

    assert last(follow(Plain([BRIDGE]), Conversation().ask("harbour bridge"))).turns[-1].answer is not None
