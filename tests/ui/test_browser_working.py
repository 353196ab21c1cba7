"""The page in a real browser while something works, fails or is kept."""

import json
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.ui.browsing import EXAMPLE, FERRY, NEEDS_A_BROWSER, Reader, Served, fake
from tests.waiting import until

pytestmark = NEEDS_A_BROWSER


@pytest.mark.parametrize("kind", ["md", "html", "json"])
def test_a_conversation_can_be_saved(reader: Reader, kind: str) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.page.locator(".composer summary", has_text="Save as").click()
    with reader.page.expect_download() as download:
        reader.page.locator(f"[data-do=export][data-kind={kind}]").click()
    assert download.value.suggested_filename == f"byline-conversation.{kind}"
    content = Path(download.value.path()).read_text(encoding="utf-8")
    assert "41 million" in content
    if kind == "json":
        assert [each["start"] for each in json.loads(content)[0]["citations"]] == [0, 57]


def test_conversations_stay_in_this_browser_and_can_be_opened_and_deleted(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.page.reload()
    reader.page.locator("#kept summary").click()
    reader.page.locator("#kept-list .link").click()
    expect(reader.turn(1)).to_contain_text("its quotes were checked again")
    reader.marker(1, 1).click()
    expect(reader.panel.locator("mark.main")).to_have_text("After two winters the harbour bridge reopened on 14 May.")
    reader.ask(FERRY)
    reader.answered(2)
    reader.page.locator("#kept summary").click()
    expect(reader.page.locator("#kept-list li")).to_have_count(1)
    reader.page.get_by_role("button", name=f"Delete: {EXAMPLE}").click()
    expect(reader.page.locator("#kept-list")).to_have_text("None yet.")
    assert reader.page.evaluate("localStorage.getItem('byline-conversations-1')") == "[]"


def test_a_new_conversation_begins_again(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.page.get_by_role("button", name="New conversation").click()
    expect(reader.page.locator(".turn")).to_have_count(0)
    expect(reader.panel.locator("li")).to_have_count(0)
    expect(reader.page.get_by_role("button", name=EXAMPLE)).to_be_visible()


def test_a_vote_and_a_note_are_kept_on_this_machine(browser: Browser, tmp_path: Path) -> None:
    with Served(fake(), folder=tmp_path) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        reader.answered(1)
        reader.turn(1).get_by_role("button", name="Not helpful").click()
        reader.turn(1).get_by_label("A note on this answer").fill("No date.")
        reader.turn(1).get_by_role("button", name="Keep the note").click()
        expect(reader.notice).to_have_text("Kept on the machine that runs Byline.")
        expect(reader.turn(1).get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
        until(lambda: len((tmp_path / "feedback.jsonl").read_text().splitlines()) == 2)
    lines = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text().splitlines()]
    assert [(line["vote"], line["note"]) for line in lines] == [(-1, ""), (-1, "No date.")]


def test_an_answer_can_be_stopped_for_good_and_the_answerer_is_left_alone(browser: Browser) -> None:
    held = threading.Event()
    with Served(fake(held=held)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        expect(reader.marker(1, 2)).to_be_visible()
        reader.page.get_by_role("button", name="Stop").click()
        expect(reader.turn(1).locator(".trouble")).to_have_text("Stopped.")
        held.set()
        until(lambda: served.answerer.closed == 1)
        expect(reader.page.locator("[data-do=ask]")).to_be_visible()
        reader.ask(FERRY)
        reader.answered(2)
        # What was on its way when the answer was stopped has arrived by now, and has changed nothing.
        expect(reader.turn(1).locator(".trouble")).to_have_text("Stopped.")
        expect(reader.turn(1).locator(".facts")).to_have_count(0)


def test_while_an_answer_comes_nothing_else_can_be_asked(browser: Browser) -> None:
    held = threading.Event()
    with Served(fake(held=held)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        expect(reader.marker(1, 1)).to_be_visible()
        reader.ask(FERRY)
        expect(reader.field).to_have_value(FERRY)
        held.set()
        reader.answered(1)
        expect(reader.page.locator(".turn")).to_have_count(1)
        assert [question for question, _ in served.answerer.asked].count(FERRY) == 0


def test_closing_the_page_ends_the_work(browser: Browser) -> None:
    with Served(fake(endless=True)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        expect(reader.marker(1, 2)).to_be_visible()
        assert served.answerer.closed == 0
        reader.page.close()
        # The answer has no end of its own: it ends because it is left.
        until(lambda: served.answerer.closed == 1)
        assert served.answerer.finished == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_foresaw_ends_in_words_and_the_next_question_works(browser: Browser) -> None:
    error = KeyError("the secret of line 7")
    with Served(fake(error=error)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        expect(reader.turn(1).locator(".trouble")).to_contain_text("the question was not answered")
        assert "secret" not in reader.page.content()
        served.answerer.error = None
        reader.ask(EXAMPLE)
        expect(reader.marker(2, 1)).to_be_visible()
