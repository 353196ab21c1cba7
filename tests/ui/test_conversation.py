"""Turns: their numbers, their history, and what becomes of a stream that is left or stopped."""

from collections.abc import Generator, Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from index.errors import BylineError
from rag.events import Event, Waiting, Withdrawn
from rag.types import Part, QuestionError, Statement, Voice
from tests.ui.fakes import FakeAnswerer, article
from ui.conversation import Conversation, Scope, Session, Turn, follow, stands

BRIDGE = article("bridge", "The harbour bridge reopened.\nThe harbour bridge cost 41 million.", publisher="Coast Daily")
ASKED = Conversation().ask("harbour bridge")


def last(turns: Iterator[Turn]) -> Turn:
    *_, final = turns
    return final


def answered(conversation: Conversation, answerer: FakeAnswerer) -> Conversation:
    return conversation.put(last(follow(answerer, conversation)))


def test_a_turn_ends_with_the_answer_that_the_answerer_gives() -> None:
    answerer = FakeAnswerer([BRIDGE])
    assert last(follow(answerer, ASKED)).answer == answerer.answer("harbour bridge")


def test_statements_come_one_by_one() -> None:
    seen = [len(turn.statements) for turn in follow(FakeAnswerer([BRIDGE]), ASKED)]
    assert seen == [0, 1, 2, 2]


def test_what_was_searched_is_known_before_anything_is_said() -> None:
    turn = next(follow(FakeAnswerer([BRIDGE]), ASKED))
    assert (turn.considered, turn.kept, turn.statements) == (1, 2, ())


def test_earlier_answered_turns_and_nothing_else_are_the_history() -> None:
    answerer = FakeAnswerer([BRIDGE])
    first = answered(ASKED, answerer)
    text = answerer.answer("harbour bridge").text
    stopped = first.ask("never answered").end("stopped")
    list(follow(answerer, stopped.ask("what cost 41 million?")))
    assert answerer.asked[-1] == ("what cost 41 million?", (("harbour bridge", text),))


def test_a_standalone_form_that_the_reader_wrote_is_asked_as_it_is() -> None:
    answerer = FakeAnswerer([BRIDGE])
    list(follow(answerer, answered(ASKED, answerer).ask("and the cost?", meant="harbour bridge cost")))
    assert answerer.asked[-1] == ("harbour bridge cost", ())


def test_a_question_is_put_to_the_articles_that_were_chosen_and_nothing_more_is_said() -> None:
    answerer = FakeAnswerer([BRIDGE])
    scope = Scope(since="2025", publishers=("Coast Daily",))
    list(follow(answerer, Conversation().ask("harbour bridge", scope=scope)))
    assert answerer.chosen == [{"since": "2025", "publishers": ("Coast Daily",)}]


def test_a_number_is_never_used_again() -> None:
    conversation = Conversation().ask("a").end("stopped").ask("b").end("stopped")
    assert [turn.number for turn in conversation.turns] == [1, 2]
    assert [turn.number for turn in conversation.take_back().ask("b").turns] == [1, 3]


def test_a_long_conversation_forgets_its_beginning() -> None:
    conversation = Conversation()
    for number in range(1, 61):
        conversation = conversation.ask(str(number)).end("stopped")
    assert [turn.number for turn in conversation.turns] == list(range(11, 61))


def test_a_finished_turn_is_not_ended_again() -> None:
    finished = answered(ASKED, FakeAnswerer([BRIDGE]))
    assert finished.end("stopped") == finished


def test_what_still_comes_after_a_stop_changes_nothing() -> None:
    session = Session()
    session.change(lambda before: before.ask("harbour bridge"))
    turns = list(follow(FakeAnswerer([BRIDGE]), session.conversation))
    session.change(lambda before: before.put(turns[1]))
    stopped = session.change(lambda before: before.end("stopped"))
    for late in turns[2:]:
        session.conversation = session.conversation.put(late)
    assert session.conversation == stopped
    assert (session.conversation.turns[-1].trouble, len(session.conversation.turns[-1].statements)) == ("stopped", 1)


def test_what_a_model_had_written_is_taken_back_when_it_is_stopped_and_quoted_words_stay() -> None:
    quoted = next(turn for turn in follow(FakeAnswerer([BRIDGE]), ASKED) if turn.statements)
    written = Statement(parts=(Part(text="It reopened.", voice=Voice.WRITTEN),), corroborating=(1,))
    stopped = ASKED.put(replace(quoted, statements=(written,))).end("stopped").turns[-1]
    assert (stopped.statements, stopped.citations, stopped.withdrawn) == ((), (), True)
    stopped = ASKED.put(quoted).end("stopped").turns[-1]
    assert (stopped.statements, stopped.withdrawn) == (quoted.statements, False)


def test_what_still_comes_for_a_turn_that_has_left_brings_nothing_back() -> None:
    conversation = ASKED.take_back()
    assert conversation.put(last(follow(FakeAnswerer([BRIDGE]), ASKED))) == conversation


def test_a_turn_is_claimed_once_and_only_while_it_waits() -> None:
    session = Session()
    assert session.claim() is None
    asked = session.change(lambda before: before.ask("harbour bridge"))
    assert session.claim() == asked
    assert session.claim() is None


def test_every_visitor_has_a_session_of_their_own() -> None:
    session = Session()
    session.change(lambda before: before.ask("harbour bridge"))
    assert deepcopy(session).conversation == Conversation()


def test_a_quote_is_looked_up_in_its_article_when_the_answer_is_there() -> None:
    answerer = FakeAnswerer([BRIDGE])
    whole = last(follow(answerer, ASKED))
    assert whole.failed == frozenset()
    answerer.articles = [article("bridge", "Other words stand here now.\nThe harbour bridge cost 41 million.")]
    assert not any(stands(citation, answerer.collection) for citation in whole.citations)
    answerer.articles = []
    assert not any(stands(citation, answerer.collection) for citation in whole.citations)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (QuestionError("The question is blank."), "The question is blank."),
        (ValueError("since must be a date"), "since must be a date"),
        (BylineError("The index is gone.", hint="Build it again."), "The index is gone. Build it again."),
    ],
)
def test_what_went_wrong_is_said_in_words(error: Exception, said: str) -> None:
    turn = last(follow(FakeAnswerer([BRIDGE], error=error), ASKED))
    assert (turn.finished, turn.trouble) == (True, said)


def test_an_error_that_nobody_foresaw_is_not_dressed_up_as_an_answer() -> None:
    with pytest.raises(KeyError):
        list(follow(FakeAnswerer([BRIDGE], error=KeyError("x")), ASKED))


def test_what_a_writer_takes_back_leaves_the_turn() -> None:
    answerer = FakeAnswerer([BRIDGE])
    stated = list(follow(answerer, ASKED))[1]
    assert stated.after(Waiting(), answerer.collection).statements == stated.statements
    assert stated.after(Withdrawn(), answerer.collection).statements == ()


def test_leaving_closes_the_answerers_stream() -> None:
    held = []

    class Held(FakeAnswerer):
        """Somebody still holds the stream, so that it does not end just because nobody does."""

        def stream(
            self, question: str, *, history: Sequence[tuple[str, str]] = (), **chosen: Any
        ) -> Generator[Event, None, None]:
            held.append(super().stream(question, history=history))
            return held[0]

    answerer = Held([BRIDGE])
    events = follow(answerer, ASKED)
    next(events)
    assert (answerer.opened, answerer.closed) == (1, 0)
    events.close()
    assert (answerer.opened, answerer.closed) == (1, 1)


def test_an_answerer_whose_stream_cannot_be_closed_is_followed_too() -> None:
    class Plain(FakeAnswerer):
        def stream(  # type: ignore[override]  # less than a generator, on purpose
            self, question: str, *, history: Sequence[tuple[str, str]] = (), **chosen: Any
        ) -> Iterator[Event]:
            return iter(list(super().stream(question, history=history)))

    assert last(follow(Plain([BRIDGE]), ASKED)).answer is not None
