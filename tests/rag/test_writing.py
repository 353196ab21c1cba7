"""An answer written by a model: only what the passages bear out is shown, and a failing model costs only time."""

import time
from collections.abc import Generator as Steps
from collections.abc import Sequence

import pytest

from index.collection import Collection
from index.filtering import Filter
from index.words import words
from rag.anchoring import Slice
from rag.explaining import GenerationError
from rag.prompting import Message, Role
from rag.retrieving import Found, retrieve
from rag.writing import MAX_CALLS, MAX_STATEMENTS, MOST_FAILURES, REST, Borne, Report, Writer


class Scripted:
    """Gives one reply after the other; an exception among its pieces is raised."""

    name = "scripted"

    def __init__(self, *replies: Sequence[str | GenerationError]) -> None:
        self.replies = list(replies)
        self.asked: list[Sequence[Message]] = []
        self.closed = 0
        self.tokens: int | None = None

    def generate(self, messages: Sequence[Message], seconds: float) -> Steps[str, None, int | None]:
        self.asked.append(messages)
        try:
            for piece in self.replies[min(len(self.asked), len(self.replies)) - 1]:
                if isinstance(piece, GenerationError):
                    raise piece
                yield piece
            return self.tokens
        finally:
            self.closed += 1


def held(claim: str, evidence: Sequence[Slice]) -> Sequence[str]:
    """A claim holds when each of its words stands in the evidence."""
    told = set(words(" ".join(each.text for each in evidence)))
    return [f"{word!r} is not there" for word in dict.fromkeys(words(claim)) if word not in told]


def run(writing: Steps[Borne | None, None, Report]) -> tuple[list[Borne], Report]:
    borne: list[Borne] = []
    while True:
        try:
            each = next(writing)
        except StopIteration as end:
            return borne, end.value
        borne += [each] if each is not None else []


@pytest.fixture
def found(collection: Collection) -> tuple[Found, ...]:
    """Passage 1 is the bridge's, passage 2 the ferries'."""
    return retrieve(collection, "when did the harbour bridge reopen", 5, Filter())


BROKEN = GenerationError("could not be reached", transient=True, retry_after=0.0)


def test_a_borne_out_sentence_is_shown_with_the_exact_words_that_bear_it_out(found: Sequence[Found]) -> None:
    borne, report = run(Writer(Scripted(["The repair cost 41 mill", "ion euros [1].\n"]), held).write("q", found))
    (each,) = borne
    (slice_,) = each.slices
    assert each.text == "The repair cost 41 million euros."
    assert slice_.found.article.text[slice_.start : slice_.end] == slice_.text == "The repair cost 41 million euros."
    assert report == Report(calls=1, dropped=0, failure=None)


def test_two_sentences_of_a_passage_bear_out_one_that_joins_them(found: Sequence[Found]) -> None:
    reply = "The harbour bridge reopened on Monday; the repair cost 41 million euros [1].\n"
    ((each,), _) = run(Writer(Scripted([reply]), held).write("q", found))
    assert [piece.text for piece in each.slices] == [
        "The harbour bridge reopened on Monday.",
        "The repair cost 41 million euros.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "The repair cost 42 million euros [1].",
        "The repair cost 41 million euros [7].",
        "The repair cost 41 million euros.",
        "The repair cost <b>41</b> million euros [1].",
    ],
    ids=["another number", "no such passage", "no passage", "markup"],
)
def test_what_is_not_borne_out_is_asked_for_again_once_and_then_dropped(line: str, found: Sequence[Found]) -> None:
    model = Scripted([line + "\n"])
    assert run(Writer(model, held).write("q", found)) == ([], Report(calls=2, dropped=1, failure=None))
    asked = model.asked[1]
    assert [message.role for message in asked] == [Role.SYSTEM, Role.USER, Role.MODEL, Role.USER]
    assert asked[2].text == line + "\n"


def test_a_sentence_that_names_another_passage_cites_the_one_that_bears_it_out(found: Sequence[Found]) -> None:
    ((each,), report) = run(Writer(Scripted(["The repair cost 41 million euros [2].\n"]), held).write("q", found))
    assert [(piece.found, piece.text) for piece in each.slices] == [(found[0], "The repair cost 41 million euros.")]
    assert report == Report(calls=1, dropped=0)


def test_what_is_left_unsaid_when_asked_again_was_dropped(found: Sequence[Found]) -> None:
    model = Scripted(["It cost 42 million [1].\nIt cost 43 million [1].\n"], ["NONE\n"])
    assert run(Writer(model, held).write("q", found)) == ([], Report(calls=2, dropped=2))
    model = Scripted(
        ["It cost 42 million [1].\nIt cost 43 million [1].\n"], ["The repair cost 41 million euros [1].\n"]
    )
    assert run(Writer(model, held).write("q", found))[1] == Report(calls=2, dropped=1)


def test_a_mended_sentence_is_shown(found: Sequence[Found]) -> None:
    model = Scripted(["It cost 42 million euros [1].\n"], ["The repair cost 41 million euros [1].\n"])
    borne, report = run(Writer(model, held).write("q", found))
    assert [each.text for each in borne] == ["The repair cost 41 million euros."]
    assert report == Report(calls=2, dropped=0, failure=None)


def test_tokens_are_those_of_all_calls_and_unknown_when_one_of_them_failed(found: Sequence[Found]) -> None:
    mended = Scripted(["It cost 42 million euros [1].\n"], ["The repair cost 41 million euros [1].\n"])
    broken = Scripted([BROKEN], ["The repair cost 41 million euros [1].\n"])
    mended.tokens = broken.tokens = 40
    assert run(Writer(mended, held).write("q", found))[1].tokens == 80
    assert run(Writer(broken, held).write("q", found))[1].tokens is None


def test_a_repair_that_fails_keeps_what_was_borne_out(found: Sequence[Found]) -> None:
    model = Scripted(["Night ferries stop in July [2].\nIt is 42 [1].\n"], [GenerationError("x", transient=False)])
    borne, report = run(Writer(model, held).write("q", found))
    assert [each.text for each in borne] == ["Night ferries stop in July."]
    assert report == Report(calls=2, dropped=1, failure=None)


def test_a_failed_call_is_made_again_but_never_more_than_three_in_all(found: Sequence[Found]) -> None:
    model = Scripted([BROKEN], [BROKEN], ["Night ferries stop in July [2].\nIt is 42 [1].\n"])
    borne, report = run(Writer(model, held).write("q", found))
    assert [each.text for each in borne] == ["Night ferries stop in July."]
    assert report == Report(calls=3, dropped=1, failure=None)

    model = Scripted([BROKEN])
    assert run(Writer(model, held).write("q", found)) == ([], Report(calls=3, failure="could not be reached"))
    assert len(model.asked) == MAX_CALLS


def test_what_asking_again_cannot_help_is_not_asked_again(found: Sequence[Found]) -> None:
    model = Scripted([GenerationError("refused the key", transient=False)])
    assert run(Writer(model, held).write("q", found)) == ([], Report(calls=1, failure="refused the key"))


def test_a_reply_that_breaks_off_after_a_statement_is_a_failure_and_not_asked_again(found: Sequence[Found]) -> None:
    model = Scripted(["Night ferries stop in July [2].\nFewer", BROKEN])
    borne, report = run(Writer(model, held).write("q", found))
    assert len(borne) == 1
    assert report == Report(calls=1, failure="could not be reached")


def test_a_wait_that_would_pass_the_deadline_is_not_begun(found: Sequence[Found]) -> None:
    model = Scripted([GenerationError("is asked too much at the moment", transient=True, retry_after=3600)])
    start = time.monotonic()
    _, report = run(Writer(model, held, seconds=5).write("q", found))
    assert report == Report(calls=1, failure="is asked too much at the moment")
    assert time.monotonic() - start < 4


def test_a_last_line_cut_before_its_marker_is_never_a_statement(found: Sequence[Found]) -> None:
    borne, report = run(
        Writer(Scripted(["Night ferries stop in July [2].\nThe repair cost 4"]), held).write("q", found)
    )
    assert [each.text for each in borne] == ["Night ferries stop in July."]
    assert report.calls == 1


def test_nothing_is_said_twice_and_not_more_than_a_few_sentences(found: Sequence[Found]) -> None:
    model = Scripted(["Night ferries stop in July [2].\n" * 50])
    assert len(run(Writer(model, held).write("q", found))[0]) == 1
    many = [f"{'Night ' * count}ferries stop in July [2].\n" for count in range(1, 30)]
    assert len(run(Writer(Scripted(many), held).write("q", found))[0]) == MAX_STATEMENTS


def test_closing_the_writing_closes_the_model_and_silence_gives_the_chance(found: Sequence[Found]) -> None:
    model = Scripted(["", "Night ferries stop in July [2].\n"])
    writing = Writer(model, held).write("q", found)
    assert next(writing) is None
    writing.close()
    assert model.closed == 1


def test_the_passages_are_data_between_marks_that_are_new_each_time(found: Sequence[Found]) -> None:
    model = Scripted(["NONE\n"])
    for _ in range(2):
        run(Writer(model, held).write("what reopened?", found))
    (system, user), (_, other) = model.asked
    mark = user.text.split()[1]
    assert mark in system.text
    assert mark not in other.text
    assert user.text.count(mark) == len(found) + 2
    assert "The harbour bridge reopened on Monday." in user.text
    assert "The harbour bridge" not in system.text
    assert "what reopened?" in user.text


def test_a_model_that_is_down_is_left_alone_for_a_minute_and_then_tried_again(found: Sequence[Found]) -> None:
    now = [0.0]
    model = Scripted(*[[BROKEN]] * (MOST_FAILURES * MAX_CALLS + 1))
    writer = Writer(model, held, clock=lambda: now[0])
    for _ in range(MOST_FAILURES):
        assert run(writer.write("q", found))[1].failure == "could not be reached"
    asked = len(model.asked)
    _, report = run(writer.write("q", found))
    assert (report.calls, report.failure) == (0, "failed 5 times in a row and is left alone for a minute")
    assert len(model.asked) == asked
    now[0] = REST
    model.replies = [["The repair cost 41 million euros [1].\n"]]
    assert run(writer.write("q", found))[1].failure is None
    # A whole reply, and nothing is held against it any more.
    model.replies = [[BROKEN]]
    assert run(writer.write("q", found))[1].failure == "could not be reached"
    assert run(writer.write("q", found))[1].calls == MAX_CALLS


def test_what_a_reader_stops_is_no_failure_of_the_model(found: Sequence[Found]) -> None:
    writer = Writer(Scripted(["The repair cost 41 million euros [1].\n", "It"]), held)
    for _ in range(2 * MOST_FAILURES):
        writing = writer.write("q", found)
        next(writing)
        writing.close()
    assert run(writer.write("q", found))[1].failure is None
