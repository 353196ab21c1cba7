"""Turns that leave the page and come back: kept, restored, saved, copied."""

import json
from html import unescape

import pytest

from tests.ui.desks import BRIDGE, desk, parcel, put
from tests.ui.fakes import FakeAnswerer, article
from tests.ui.hostile import Page
from ui.conversation import Session


def test_an_answer_is_copied_with_its_sources_and_their_places() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    put(page, session)
    kind, text = parcel(page.copy(session, {"turn": 1}))
    assert kind == "copy"
    assert "[1] Harbour bridge — Coast Daily — 14 May 2026" in text
    assert "“The harbour bridge cost 41 million.” (bridge, 29–64)" in text


def test_a_turn_is_handed_to_the_browser_and_comes_back_whole() -> None:
    answerer = FakeAnswerer([BRIDGE])
    page, session = desk(answerer), Session()
    kind, kept = parcel(put(page, session)[-1])
    assert kind == "turn"
    later = Session()
    page.reopen(later, {"turns": [json.loads(kept)]})
    (turn,) = later.conversation.turns
    assert turn.answer == answerer.answer("harbour bridge")
    assert page.cite(later, {"turn": turn.number, "number": 1}).panel is not None


def test_turns_that_come_back_keep_their_numbers_where_none_of_them_is_taken() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    kept = json.loads(parcel(put(page, session)[-1])[1])
    turns = [{**kept, "number": number} for number in (2, 5)]
    page.reopen(fresh := Session(), {"turns": turns})
    page.reopen(session, {"turns": turns})
    page.reopen(session, {"turns": turns})
    page.reopen(odd := Session(), {"turns": [{**kept, "number": "2"}, kept]})
    assert [turn.number for turn in fresh.conversation.turns] == [2, 5]
    assert [turn.number for turn in session.conversation.turns] == [6, 7]
    assert [turn.number for turn in odd.conversation.turns] == [1, 2]


def test_a_page_whose_turns_are_not_known_here_is_told_so_and_nothing_else_happens() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    put(page, session)
    assert page.lost(session, {"seen": 1}) is None
    shown = page.lost(Session(), {"seen": 1})
    assert shown is not None
    assert parcel(shown) == ("lost", "This page had been put away. It is back as your browser kept it.")


def test_a_kept_turn_whose_quotes_were_changed_is_refused_or_shown_as_failed() -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    _, kept = parcel(put(page, session)[-1])
    changed = json.loads(kept)
    changed["answer"]["citations"][1]["quote"] = "The harbour bridge cost 99 billion."
    with pytest.raises(ValueError, match="cannot be read"):
        page.reopen(Session(), {"turns": [changed]})
    later = Session()
    # Changed everywhere, it agrees with itself, but not with the article.
    forged = kept.replace("41 million", "99 million")
    html = page.reopen(later, {"turns": [json.loads(forged)]}).current or ""
    assert html.count("failed its check") == 1
    assert later.conversation.turns[0].failed == frozenset({2})


@pytest.mark.parametrize("turns", [None, "x", [1], [{}], [{"answer": {}}]])
def test_what_was_never_kept_here_restores_nothing(turns: object) -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    with pytest.raises(ValueError):  # noqa: PT011 -- of pydantic's or of ours
        page.reopen(session, {"turns": turns})
    assert session.conversation.turns == ()


@pytest.mark.parametrize("kind", ["md", "html", "json"])
def test_a_conversation_is_saved_with_its_quotes_and_offsets(kind: str) -> None:
    page, session = desk(FakeAnswerer([BRIDGE])), Session()
    put(page, session)
    what, content = parcel(page.export(session, {"kind": kind}))
    assert what == "file"
    if kind == "json":
        (answer,) = json.loads(content)
        assert [(each["quote"], each["start"], each["end"]) for each in answer["citations"]] == [
            ("The harbour bridge reopened.", 0, 28),
            ("The harbour bridge cost 41 million.", 29, 64),
        ]
    else:
        words = unescape(content)
        assert "The harbour bridge cost 41 million." in words
        assert "bridge, 29–64" in words


def test_a_saved_page_runs_and_loads_nothing_whatever_was_asked() -> None:
    hostile = "<img src=x onerror=alert(1)> harbour bridge"
    page, session = desk(FakeAnswerer([article("a", hostile, title=hostile, publisher=hostile)])), Session()
    put(page, session, hostile)
    _, content = parcel(page.export(session, {"kind": "html"}))
    tags = {tag for tag, _ in Page(content).tags}
    assert tags == {"html", "head", "meta", "title", "style", "body", "h2", "bdi", "p", "blockquote"}
    assert "default-src 'none'" in content
