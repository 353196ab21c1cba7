"""The report in a real browser: searched, sorted, unfolded, on a phone and in print, and never asking anybody."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import evals
from evals.types import EvalQuestion, Response
from tests.evals.asked import BRIDGE, MAYOR, answers
from tests.ui.browsing import NEEDS_A_BROWSER

pytestmark = NEEDS_A_BROWSER
FERRY = replace(
    BRIDGE, id="ferry", question="What does the ferry cost?", answers=("3 euros",), evidence=(), kind="price"
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def ask(question: EvalQuestion) -> Response:
        return Response(text="Nobody knows.", seconds=2.0) if question.id == "ferry" else answers(question)

    folder = tmp_path_factory.mktemp("run")
    evals.run([FERRY, BRIDGE, MAYOR], ask, out=folder)
    return folder / "report.html"


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    """The report on a small phone; whatever it asks for, and whatever it complains about, is an error."""
    asked: list[str] = []
    complaints: list[str] = []
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(report.as_uri())
    yield page
    page.close()
    assert (asked, complaints) == ([report.as_uri()], [])


def shown(page: Page) -> list[str]:
    return page.locator(".question:visible .words").all_text_contents()  # off the screen nothing is laid out


def test_questions_are_searched_and_narrowed_to_a_kind_and_to_what_is_wrong(page: Page) -> None:
    assert shown(page) == [FERRY.question, BRIDGE.question, MAYOR.question]
    page.locator("[name=search]").fill("COST bridge")
    assert shown(page) == [BRIDGE.question]
    page.locator("[name=search]").fill("")
    page.locator("[name=kind]").select_option("unanswerable")
    assert shown(page) == [MAYOR.question]
    page.locator("[name=kind]").select_option("")
    page.locator("[name=wrong]").check()
    assert shown(page) == [FERRY.question]


def test_questions_are_sorted_by_a_score_and_those_without_it_come_last(page: Page) -> None:
    page.locator("[name=sort]").select_option(label="seconds, lowest first")
    assert shown(page) == [MAYOR.question, BRIDGE.question, FERRY.question]
    page.locator("[name=sort]").select_option(label="contains, highest first")
    assert shown(page) == [BRIDGE.question, FERRY.question, MAYOR.question]


def test_nothing_is_wider_than_a_phone_also_unfolded(page: Page) -> None:
    page.locator("[name=unfold]").click()
    expect(page.locator(".question[open]")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("mark").first).to_be_visible()


def test_in_print_every_question_is_unfolded_and_no_control_is_seen(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".question[open]")).to_have_count(3)
    expect(page.locator(".sifting")).to_be_hidden()
