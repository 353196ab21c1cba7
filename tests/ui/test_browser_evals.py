"""The evals in a real browser: choosing, running, cancelling, reading the report, and going on in the chat."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from tests.ui.browsing import NEEDS_A_BROWSER, Reader, Served, fake
from tests.ui.test_browser_safety import _CONTRAST, AXE, PAYLOADS, _axe, wrongs

pytestmark = NEEDS_A_BROWSER
COST = {
    "id": "cost",
    "question": "What did the repair of the harbour bridge cost?",
    "answers": ["41 million"],
    "answerable": True,
    "evidence": [{"doc_id": "bridge", "text": "The repair of the harbour bridge cost 41 million."}],
    "type": "number",
}
CHESS = {"id": "chess", "question": "Who won the chess match?", "answerable": False, "type": "unanswerable"}
WRONG = {"id": "ferry", "question": "When do night ferries stop?", "answers": ["9 July"], "type": "date"}


def questions(folder: Path, *rows: Any) -> Path:
    file = folder / "bridges.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows or (COST, CHESS, WRONG)))
    return file


def go(page: Page) -> None:
    page.locator("[data-view-link=evals]").click()
    expect(page.locator("#question-set, #evals .meta").first).to_be_visible()


def run(page: Page) -> None:
    page.locator("[data-do=measure]").click()
    expect(page.locator("#evals .report .head")).to_be_focused()


def test_a_set_is_run_with_progress_and_its_report_can_be_searched_by_keyboard(
    browser: Browser, tmp_path: Path
) -> None:
    with Served(fake(), samples=questions(tmp_path), folder=tmp_path) as served, browser.new_context() as context:
        reader = Reader(context, served.address)
        page = reader.page
        go(page)
        page.locator("#question-set").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#evals .report .head")).to_be_focused()
        expect(page.locator("#evals .report .head")).to_have_text("bridges")
        expect(page.locator("#running [data-running]:visible")).to_have_count(0)
        assert page.locator("#evals .charts svg").count() == 2
        [folder] = (tmp_path / "evals").iterdir()
        written = browser.new_page()
        written.goto((folder / "report.html").as_uri())
        for part in (".cards li", ".charts figcaption", ".wide td"):
            assert page.locator(f"#evals .report {part}").all_inner_texts() == written.locator(part).all_inner_texts()
        written.close()
        folds = page.locator("#evals details.question:visible")
        page.get_by_role("checkbox", name="not right").check()
        expect(folds).to_have_count(1)
        expect(page.locator("#evals output")).to_have_text("1 of 3")
        folds.first.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(folds.first).to_contain_text("9 July")
        assert reader.complaints == []
        assert reader.abroad() == []


def test_a_question_of_the_report_goes_on_in_the_chat(browser: Browser, tmp_path: Path) -> None:
    with Served(fake(), samples=questions(tmp_path)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        go(reader.page)
        run(reader.page)
        reader.page.locator("#evals details.question summary").first.click()
        reader.page.get_by_role("button", name="Ask this in the chat").first.click()
        expect(reader.answered(1).locator(".asked")).to_have_text(str(COST["question"]))
        expect(reader.turn(1)).to_contain_text("41 million")
        # The report is still there for whoever comes back.
        reader.page.locator("[data-view-link=evals]").click()
        expect(reader.page.locator("#evals .report .head")).to_be_visible()


def test_a_run_can_be_stopped_and_earlier_ones_are_opened(browser: Browser, tmp_path: Path) -> None:
    slow = [COST | {"id": str(number)} for number in range(400)]
    with Served(fake(), samples=questions(tmp_path), sets=tmp_path / "sets", folder=tmp_path / "kept") as served:
        (tmp_path / "sets").mkdir()
        questions(tmp_path / "sets", *slow)
        with browser.new_context(locale="en-US") as context:
            reader = Reader(context, served.address)
            page = reader.page
            go(page)
            run(page)
            page.locator("#question-set").select_option("folder/bridges.jsonl")
            page.locator("[data-do=measure]").click()
            expect(page.locator("[data-do=cancel]")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.locator("[data-do=measure]")).to_be_visible()
            expect(page.locator("#question-set")).to_be_focused()
            expect(page.locator("#running [data-running]:visible")).to_have_count(0)
            expect(page.locator("#evals .report")).to_have_count(0)
            page.locator("[data-do=report]").click()
            expect(page.locator("#evals .report .head")).to_be_focused()
            expect(page.locator("[data-do=report]")).to_have_attribute("aria-current", "true")
            assert reader.complaints == []


def test_a_file_is_handed_over_and_can_be_run_and_what_is_no_set_says_why(browser: Browser, tmp_path: Path) -> None:
    with Served(fake(), folder=tmp_path) as served, browser.new_context(locale="en-US") as context:
        page = Reader(context, served.address).page
        go(page)
        expect(page.locator("#evals")).to_contain_text("There is no question set yet.")
        page.locator(".bringing summary").click()
        page.locator("#question-files").set_input_files([_file("bad.json", b"{")])
        expect(page.locator("#question-additions .trouble")).to_contain_text("is not JSON")
        page.locator("#question-files").set_input_files([_file("mine.csv", b"question,answers\nWhat cost?,41\n")])
        expect(page.locator("#question-set option")).to_have_text("mine.csv")
        run(page)
        expect(page.locator("#evals .report .head")).to_have_text("mine")


def test_a_page_for_strangers_takes_no_file(browser: Browser, tmp_path: Path) -> None:
    from ui.gate import Access

    access = Access(public=True)
    with (
        Served(fake(), samples=questions(tmp_path), folder=tmp_path, access=access) as served,
        browser.new_context(locale="en-US") as context,
    ):
        reader = Reader(context, served.address)
        go(reader.page)
        expect(reader.page.locator("#question-files")).to_have_count(0)
        run(reader.page)
        given = reader.page.request.post(f"{served.address}/api/questions?name=a.jsonl", data="{}")
        assert given.status == 404
    assert not (tmp_path / "evals").exists()


@pytest.mark.parametrize("with_policy", [True, False], ids=["policy", "no-policy"])
def test_hostile_rows_stay_words(browser: Browser, tmp_path: Path, *, with_policy: bool) -> None:
    rows = [
        {
            "id": f"{number} {words}",
            "question": f"harbour bridge {words}",
            "answers": [words, "41 million"],
            "wrong_answers": [words],
            "evidence": [{"doc_id": words, "text": words}],
            "history": [[words, words]],
            "type": words if number % 4 == 0 else "hostile",
        }
        for number, words in enumerate(PAYLOADS)
    ]
    broken = {"id": "<img src=x onerror=window.pwned=1>", "answers": 7}
    file = questions(tmp_path, *rows, broken).rename(tmp_path / "<img src=x onerror=window.pwned=1>.jsonl")
    with (
        Served(fake(), samples=file, folder=tmp_path / "kept") as served,
        browser.new_context(bypass_csp=not with_policy, locale="en-US") as context,
    ):
        reader = Reader(context, served.address)
        go(reader.page)
        run(reader.page)
        reader.page.get_by_role("button", name="Unfold all").click()
        expect(reader.page.locator("#evals details[open].question")).to_have_count(len(rows))
        bad = "script, style, img, iframe, object, embed, form, link, meta, video, audio, a, [onerror], [onload]"
        assert reader.page.locator(f"#evals :is({bad}), #running :is({bad})").count() == 0
        assert wrongs(reader) == []


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core: pip install axe-playwright-python")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_no_text_is_too_pale(browser: Browser, tmp_path: Path, theme: str) -> None:
    with (
        Served(fake(), samples=questions(tmp_path), folder=tmp_path) as served,
        browser.new_context(locale="en-US", bypass_csp=True) as context,
    ):
        reader = Reader(context, f"{served.address}/?__theme={theme}")
        go(reader.page)
        run(reader.page)
        reader.page.get_by_role("button", name="Unfold all").click()
        reader.page.locator(".bringing summary").click()
        assert reader.page.evaluate("document.body.classList.contains('dark')") == (theme == "dark")
        pale = reader.page.evaluate(_CONTRAST)
        assert {words: ratio for words, ratio in pale if ratio < 4.5} == {}
        assert _axe(reader) == set()


def test_a_narrow_page_in_german_shows_everything_without_scrolling_sideways(browser: Browser, tmp_path: Path) -> None:
    phone = ViewportSize(width=360, height=700)
    with (
        Served(fake(), samples=questions(tmp_path), folder=tmp_path) as served,
        browser.new_context(locale="de-DE", viewport=phone) as context,
    ):
        page = Reader(context, served.address).page
        expect(page.locator("[data-view-link=evals]")).to_have_text("Prüfung")
        go(page)
        run(page)
        page.get_by_role("button", name="Alle aufklappen").click()
        expect(page.locator("#evals .report")).to_contain_text("Alle Kennzahlen")
        expect(page.locator("#evals .report")).to_contain_text("zu Recht keine")
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def _file(name: str, content: bytes) -> FilePayload:
    return FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
