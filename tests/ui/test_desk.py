"""What happens when something on the page is used."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel

import index
import rag
from tests.conftest import WordEmbedder, WordReader
from tests.ui.desks import ASK, BRIDGE, desk, parcel, put
from tests.ui.fakes import FakeAnswerer, article
from tests.ui.hostile import Page
from ui.conversation import Session
from ui.desk import DEEDS, Desk
from ui.feedback import Feedback
from ui.limiting import Places, Rate
from ui.measuring import DEEDS as MEASURING
from ui.measuring import Measuring
from ui.regions import Shown

ROOT = Path(__file__).parents[2]


def test_a_question_stands_on_the_page_at_once_and_is_answered_statement_by_statement() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    first, *rest = put(page, session)
    assert "harbour bridge" in (first.current or "")
    assert 'data-key="list-1"' in (first.panel or "")
    assert [(shown.current or "").count('class="marker"') for shown in rest] == [0, 1, 2, 2]
    assert "data-busy" not in (rest[-1].current or "")


def test_a_blank_question_changes_nothing() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    assert put(page, session, "  ") == [Shown()]


def test_no_model_writes_unless_the_reader_chose_it_and_it_is_there() -> None:
    answerer = FakeAnswerer([BRIDGE], writers=("openai:m",))
    page, session = desk(answerer), Session()
    for wanted in ("", "openai:m", "openai:other", "none"):
        assert page.ask(session, ASK | {"writer": wanted}) != Shown()
        list(page.stream(session))
    page.again(session, {"turn": 4, "writer": "openai:m"})
    list(page.stream(session))
    assert [each.get("writer") for each in answerer.chosen] == ["none", "openai:m", "none", "none", "openai:m"]
    page.suggest(session)
    assert {each.get("writer") for each in answerer.chosen[5:]} <= {"none"}


def test_where_there_is_no_model_there_is_no_choice() -> None:
    shown = desk(FakeAnswerer([BRIDGE])).arrive(Session(), {})
    assert "<select" not in (shown.composer or "")
    evil = desk(FakeAnswerer([BRIDGE], writers=("<img src=x>",))).arrive(Session(), {})
    assert "img" not in {tag for tag, _ in Page(evil.composer or "").tags}


def test_while_an_answer_comes_nothing_else_can_be_asked() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    page.ask(session, ASK)
    assert page.ask(session, ASK) == Shown()
    assert page.again(session, {"turn": 1}) == Shown()
    assert page.edit(session, {"turn": 1}) == Shown()
    assert session.conversation.asked == 1


def test_a_stop_is_final_whatever_still_comes() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    page.ask(session, ASK)
    stream = page.stream(session)
    next(stream)
    assert "Stopped." in (page.stop(session, {}).current or "")
    for late in stream:
        assert "Stopped." in (late.current or "")
        assert late.panel is None
    assert session.conversation.turns[-1].statements == ()


def test_a_stop_takes_back_what_a_model_had_written_and_its_sources(tmp_path: Path) -> None:
    file = tmp_path / "bridge.jsonl"
    file.write_text(json.dumps({"id": "bridge", "text": "The harbour bridge reopened. The bridge cost 41 million."}))
    model = GenericFakeChatModel(messages=iter(["The harbour bridge reopened [1].\nThe bridge cost 41 million [1].\n"]))
    with index.build(file, tmp_path / "index", embedder=WordEmbedder()) as collection:
        page, session = desk(rag.open(collection, reader=WordReader(), writer=model)), Session()
        page.ask(session, ASK | {"question": "did the harbour bridge reopen?", "writer": "chat model"})
        said = next(shown for shown in page.stream(session) if 'class="written"' in (shown.current or ""))
        assert 'class="marker"' in (said.current or "")
        stopped = page.stop(session, {})
    assert "Stopped." in (stopped.current or "")
    assert "was taken back" in (stopped.current or "")
    assert "reopened" not in re.sub("<h2.*</h2>", "", stopped.current or "")
    assert 'class="marker"' not in (stopped.current or "")
    assert "bridge reopened" not in (stopped.panel or "bridge reopened")


def test_too_many_questions_of_one_client_are_refused_with_when_to_come_back() -> None:
    page, session = desk(FakeAnswerer([BRIDGE]), rate=Rate(1)), Session()
    put(page, session)
    assert parcel(page.ask(session, ASK)) == (
        "said",
        "That was many questions in a short time. Try again in 60 s.",
    )


def test_beyond_what_can_wait_a_question_is_told_when_to_come_back_and_a_place_is_given_back() -> None:
    places = Places(1, 1)
    page, first, second = desk(FakeAnswerer([BRIDGE]), places=places), Session(), Session()
    page.ask(first, ASK)
    kind, said = parcel(page.ask(second, ASK))
    assert (kind, bool(re.fullmatch(r"Too many questions are waiting\. Try again in \d+ s\.", said))) == ("said", True)
    assert second.conversation.asked == 0
    list(page.stream(first))
    assert places.taken == 0
    assert put(page, second)[-1].current is not None


def test_a_marker_opens_the_whole_article_and_one_of_an_older_turn_too() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    put(page, session)
    put(page, session, "bridge cost million")
    html = page.cite(session, {"turn": 1, "number": 2}).panel or ""
    assert '<mark class="main" tabindex="-1">The harbour bridge cost 41 million.</mark>' in html
    assert '<mark class="other" tabindex="-1">The harbour bridge reopened.</mark>' in html
    assert page.cite(session, {"turn": 9, "number": 1}) == page.cite(session, {"turn": 1, "number": 3}) == Shown()


def test_words_that_have_left_their_article_are_never_shown_as_a_quote() -> None:
    answerer = FakeAnswerer([BRIDGE])
    page, session = desk(answerer), Session()
    put(page, session)
    answerer.articles = [article("bridge", "Something else altogether stands here now, longer than before.")]
    html = page.cite(session, {"turn": 1, "number": 1}).panel or ""
    assert ("failed its check" in html, "<mark" in html) == (True, False)
    answerer.articles = []
    assert "no longer in the collection" in (page.cite(session, {"turn": 1, "number": 1}).panel or "")


def test_a_nearest_passage_opens_in_its_article() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    put(page, session, "chess")
    html = page.near(session, {"turn": 1, "number": 2}).panel or ""
    assert '<mark class="main" tabindex="-1">The harbour bridge cost 41 million.</mark>' in html
    assert page.near(session, {"turn": 1, "number": 3}) == Shown()


def test_asking_again_and_editing_take_the_last_turn_off_and_never_use_its_number_again() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    put(page, session)
    page.again(session, {"turn": 1, "client": "x"})
    list(page.stream(session))
    assert [turn.number for turn in session.conversation.turns] == [2]
    assert parcel(page.edit(session, {"turn": 2})) == ("question", "harbour bridge")
    assert session.conversation.turns == ()
    assert page.again(session, {"turn": 2}) == Shown()


def test_an_older_question_can_be_edited_without_losing_the_newer_ones() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    put(page, session)
    put(page, session, "bridge cost million")
    page.edit(session, {"turn": 1})
    assert [turn.number for turn in session.conversation.turns] == [1, 2]


def test_what_a_reader_thinks_is_kept_on_this_machine_as_a_line(tmp_path: Path) -> None:
    path = tmp_path / "votes" / "feedback.jsonl"
    page, session = desk(FakeAnswerer([BRIDGE]), feedback=Feedback(path)), Session()
    put(page, session)
    shown = page.vote(session, {"turn": 1, "vote": -1, "note": "wrong\nbridge"})
    assert 'data-vote="-1" aria-pressed="true"' in (shown.current or "")
    page.vote(session, {"turn": 1, "vote": 1})
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["question"], line["vote"], line["note"]) for line in lines] == [
        ("harbour bridge", -1, "wrong\nbridge"),
        ("harbour bridge", 1, ""),
    ]
    assert lines[0]["citations"] == [["bridge", 0, 28], ["bridge", 29, 64]]


def test_the_library_shows_every_article_and_loses_one_that_is_removed() -> None:
    answerer = FakeAnswerer([BRIDGE, article("ferry", "Night ferries stop.", title="Ferries", published="2026-07")])
    page, session = desk(answerer), Session()
    html = page.library(session, {}).library or ""
    assert "2 articles, 2 passages" in html
    assert "May 2026" in html
    assert html.count('data-do="remove"') == 2
    html = page.remove(session, {"id": "ferry"}).library or ""
    assert ("Ferries" in html, [each.id for each in answerer.articles]) == (False, ["bridge"])
    assert "Harbour bridge" in (page.article(session, {"id": "bridge"}).panel or "")
    assert parcel(page.article(session, {"id": "ferry"}))[0] == "said"


def test_strangers_can_neither_add_nor_remove() -> None:
    answerer = FakeAnswerer([BRIDGE])
    html = desk(answerer, public=True).remove(Session(), {"id": "bridge"}).library or ""
    assert [each.id for each in answerer.articles] == ["bridge"]
    assert "This page is public" in html
    assert ('data-do="remove"' in html, 'type="file"' in html) == (False, False)


def test_clearing_begins_again_and_the_examples_are_back() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    put(page, session)
    shown = page.clear(session, {})
    assert ("What reopened?" in (shown.current or ""), shown.earlier) == (True, "")


def test_the_whole_page_speaks_the_readers_language() -> None:
    shown = desk(FakeAnswerer([BRIDGE])).arrive(Session(), {"language": "de"})
    drawn = "".join(getattr(shown, name) or "" for name in ("masthead", "current", "composer", "filters", "panel"))
    assert "Was möchten Sie wissen?" in drawn
    assert "What would you like to know?" not in drawn


def test_the_script_asks_for_nothing_that_the_desk_does_not_do() -> None:
    script = (ROOT / "ui" / "page" / "page.js").read_text(encoding="utf-8")
    told = set(re.findall(r"tell\('(\w+)'", script)) | set(re.findall(r"show\(.*?, '\w+', '(\w+)'", script))
    asking, measuring = {*DEEDS, "ask", "again", "stop", "clear"}, {*MEASURING, "measure", "cancel"}
    assert told <= asking | measuring
    assert all(callable(getattr(Measuring if name in measuring else Desk, name)) for name in told)


@pytest.mark.parametrize(
    "told",
    [{}, {"turn": "x"}, {"turn": 1e400}, {"question": 5}, {"question": "x" * 50_000}, {"id": "x" * 300}, {"vote": 9}],
)
def test_whatever_is_told_the_session_stays_whole(told: dict[str, Any]) -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    put(page, session)
    before = session.conversation
    for name in (*DEEDS, "again"):
        if name in {"arrive", "library"}:
            continue
        try:
            getattr(page, name)(session, told)
        except ValueError:
            continue  # refused at the door
    assert session.conversation.turns == before.turns
