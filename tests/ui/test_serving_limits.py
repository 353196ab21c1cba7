"""Rates, places, remembered answers, follow-ups and files that come in."""

from pathlib import Path

import pytest

from rag.events import Done
from tests.ui.fakes import FakeAnswerer, article
from ui.conversation import Conversation, follow
from ui.limiting import Places, Rate
from ui.receiving import Inbox, safe_name
from ui.remembering import Remembering
from ui.strings import STRINGS, count, speak
from ui.suggesting import candidates, suggest

BRIDGE = article("bridge", "The harbour bridge reopened.\nThe harbour bridge cost 41 million.", publisher="Coast Daily")


class Clock:
    """Stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_client_asks_so_many_in_a_minute_and_others_are_left_alone() -> None:
    clock = Clock()
    rate = Rate(2, clock)
    assert [rate.take("a"), rate.take("a"), rate.take("a"), rate.take("b")] == [0, 0, 30, 0]
    clock.now = 30
    assert [rate.take("a"), rate.take("a")] == [0, 30]


def test_no_more_clients_are_remembered_than_there_is_room_for() -> None:
    rate = Rate(1)
    for number in range(10_050):
        rate.take(str(number))
    assert len(rate._left) == 10_000


def test_a_place_is_taken_and_given_back_and_one_that_was_left_behind_is_freed() -> None:
    clock = Clock()
    places = Places(2, 1, clock)
    assert [places.take("a"), places.take("b"), places.take("a")] == [0, 0, 0]
    assert places.take("c") == 1
    places.leave("a")
    places.leave("a")
    assert (places.take("c"), places.taken) == (0, 2)
    clock.now = 121
    assert (places.take("d"), places.taken) == (0, 1)


def test_how_long_to_wait_follows_how_long_answers_take() -> None:
    clock = Clock()
    places = Places(4, 1, clock)
    for _ in range(200):
        places.take("a")
        clock.now += 20
        places.leave("a")
    for name in "abcd":
        places.take(name)
    assert places.take("e") == 20


def test_the_same_question_over_the_same_articles_is_answered_once() -> None:
    answerer = FakeAnswerer([BRIDGE])
    remembering = Remembering(answerer)
    first, second = list(remembering.stream("harbour bridge")), list(remembering.stream("harbour bridge"))
    assert first == second
    assert remembering.answer("harbour bridge") == answerer.answer("harbour bridge")
    assert answerer.opened == 1


@pytest.mark.parametrize("changed", ["question", "history", "filter", "articles"])
def test_anything_that_could_change_the_answer_is_asked_anew(changed: str) -> None:
    answerer = FakeAnswerer([BRIDGE])
    remembering = Remembering(answerer)
    remembering.answer("harbour bridge")
    if changed == "articles":
        answerer.collection.remove("bridge")
    remembering.answer(
        "bridge" if changed == "question" else "harbour bridge",
        history=[("a", "b")] if changed == "history" else (),
        **({"since": "2025"} if changed == "filter" else {}),
    )
    assert answerer.opened == 2


def test_an_answer_that_was_left_or_failed_is_not_remembered() -> None:
    answerer = FakeAnswerer([BRIDGE])
    remembering = Remembering(answerer)
    stream = remembering.stream("harbour bridge")
    next(iter(stream))
    stream.close()  # type: ignore[attr-defined]  # it is a generator
    assert answerer.closed == 1
    answerer.error = KeyError("x")
    with pytest.raises(KeyError):
        list(remembering.stream("harbour bridge"))
    answerer.error = None
    assert isinstance(list(remembering.stream("harbour bridge"))[-1], Done)


def test_no_more_answers_are_remembered_than_there_is_room_for() -> None:
    remembering = Remembering(FakeAnswerer([BRIDGE]), most=3)
    for number in range(10):
        remembering.answer(f"harbour bridge {number}")
    assert len(remembering._entries) == 3


TALK = article(
    "talk",
    "The harbour bridge reopened, Mayor Anna Holm said. Anna Holm said the ferry Blue Star sails again.\n"
    "The harbour bridge cost 41 million. Blue Star sails from the old port.",
)


def conversation(answerer: FakeAnswerer, question: str = "harbour bridge cost million") -> Conversation:
    *_, turn = follow(answerer, asked := Conversation().ask(question))
    return asked.put(turn)


def test_what_is_offered_to_go_on_with_was_asked_and_has_an_answer_not_seen_yet() -> None:
    answerer = FakeAnswerer([TALK])
    found = suggest(answerer, conversation(answerer), examples=("Where does the Blue Star sail?", "chess?"))
    assert found
    assert "chess?" not in found
    before = conversation(answerer).turns[0].citations
    seen = {(each.article_id, each.start) for each in before}
    for question in found:
        assert {(each.article_id, each.start) for each in answerer.answer(question).citations} - seen


def test_nothing_is_offered_that_was_asked_already_nor_without_time_nor_while_others_wait() -> None:
    answerer = FakeAnswerer([TALK])
    asked = conversation(answerer)
    again = suggest(answerer, asked, examples=("Harbour bridge COST million?",), seconds=9)
    assert "Harbour bridge COST million?" not in again
    clock = iter(range(0, 1_000, 10))
    assert suggest(answerer, asked, seconds=3, clock=lambda: float(next(clock))) == ()
    assert suggest(answerer, asked, interrupted=lambda: True) == ()
    assert suggest(answerer, Conversation().ask("x").end("stopped")) == ()


def test_candidates_are_about_people_and_things_that_the_passages_name() -> None:
    answerer = FakeAnswerer([TALK])
    asked = list(candidates(answerer.answer("harbour bridge")))
    assert ("What did Anna Holm say?", "Anna Holm") in asked or any("Anna Holm" in name for _, name in asked)


def test_a_file_is_added_updated_and_known_again(tmp_path: Path) -> None:
    answerer = FakeAnswerer([BRIDGE])
    inbox = Inbox(answerer.collection, tmp_path / "uploads")
    assert inbox.take("report.txt", b"Ferries stop.") == ("added", "")
    assert inbox.take("../report.txt", b"Ferries go.") == ("updated", "")
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == ["report.txt"]


def test_what_cannot_be_read_is_refused_with_its_reason_and_not_kept(tmp_path: Path) -> None:
    inbox = Inbox(FakeAnswerer([]).collection, tmp_path)
    assert inbox.take("report.txt", b"bad") == ("failed", "is bad. Mend it.")
    assert list(tmp_path.iterdir()) == []
    inbox.take("report.txt", b"good")
    assert inbox.take("report.txt", b"bad")[0] == "failed"
    assert (tmp_path / "report.txt").read_bytes() == b"good"
    assert inbox.take("run.exe", b"MZ")[0] == "failed"
    assert inbox.take("long.txt", b"x" * 10_000_001) == ("failed", "It is larger than 10,000,000 bytes.")


def test_a_link_is_fetched_and_anything_else_is_not(tmp_path: Path) -> None:
    inbox = Inbox(FakeAnswerer([]).collection, tmp_path)
    assert inbox.fetch("https://example.org/a") == ("added", "")
    assert inbox.fetch("https://example.org/bad") == ("failed", "it leads nowhere")
    for link in ("file:///etc/passwd", "/etc/passwd", "javascript:1", "ftp://example.org", ""):
        assert inbox.fetch(link) == ("failed", "A link begins with http:// or https://.")


@pytest.mark.parametrize(
    "name",
    ["", ".txt", "..", "a", "a.exe", "a.txt.exe", "/etc/passwd", "con\0.exe", "a.txt/", " .md", "...jsonl"],
)
def test_a_name_that_is_none_is_refused(name: str) -> None:
    assert safe_name(name) is None


@pytest.mark.parametrize(
    "name",
    ["../../x.txt", "C:\\temp\\x.txt", "x\u202e.txt", "x\0.txt", "<img>.txt", "a" * 400 + ".md", "%2e%2e%2fx.txt"],
)
def test_a_name_stays_inside_its_folder(name: str, tmp_path: Path) -> None:
    safe = safe_name(name)
    assert safe is not None
    assert (tmp_path / safe).resolve().parent == tmp_path.resolve()
    assert safe.isprintable()
    assert len(safe) < 130


def placeholders(text: str) -> set[str]:
    import string

    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_string_says_the_same_in_both_languages() -> None:
    for key, (english, german) in STRINGS.items():
        assert placeholders(english) == placeholders(german), key
        assert english.strip(), key
        assert german.strip(), key


def test_an_unknown_language_is_english() -> None:
    assert speak("xx")("ask") == speak("en")("ask") == "Ask"
    assert count(speak("de"), 1, "passage") == "1 Textstelle"
