"""The page in a real browser: asking, checking a source, going back, steering."""

import re
import threading
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, ViewportSize, expect

from rag.types import Status
from tests.ui.browsing import ARTICLES, EXAMPLE, FERRY, NEEDS_A_BROWSER, Reader, Served, fake
from tests.ui.fakes import FakeAnswerer, article
from tests.waiting import until

pytestmark = NEEDS_A_BROWSER


def test_a_question_is_answered_and_a_marker_opens_the_whole_article_at_the_quote(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    expect(reader.field).to_have_value("")
    reader.marker(1, 2).click()
    main = reader.panel.locator("mark.main")
    expect(main).to_have_text("The repair of the harbour bridge cost 41 million.")
    expect(main).to_be_in_viewport()
    expect(main).to_be_focused()
    expect(reader.panel.locator("mark.other")).to_have_text("After two winters the harbour bridge reopened on 14 May.")
    expect(reader.panel.locator(".body")).to_contain_text("Nobody else spoke.")
    expect(reader.panel.locator(".known")).to_contain_text("14 May 2026 (to the day) given")
    expect(reader.panel.get_by_role("link")).to_have_attribute("href", "https://example.org/a1")
    expect(reader.marker(1, 2)).to_have_attribute("aria-current", "true")


def test_the_page_gives_the_same_citations_as_the_answerer_and_the_api(reader: Reader, served: Served) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    answer = served.answerer.answer(EXAMPLE)
    given = reader.page.request.post(f"{served.address}/api/answer", data={"question": EXAMPLE}).json()
    assert given["citations"] == [citation.to_dict() for citation in answer.citations]
    assert reader.panel.locator("mark").all_inner_texts() == [citation.quote for citation in answer.citations]
    assert reader.panel.locator("h3 bdi").all_inner_texts() == [citation.title for citation in answer.citations]
    assert reader.current.locator(".quoted").all_inner_texts() == [citation.quote for citation in answer.citations]


def test_a_marker_of_an_older_turn_opens_its_article(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.ask(FERRY)
    expect(reader.answered(2).locator(".label")).to_have_text("Opinion")
    expect(reader.panel.locator("li h3")).to_have_text("1Ferries cut")
    reader.marker(1, 1).click()
    expect(reader.panel.locator("mark.main")).to_have_text("After two winters the harbour bridge reopened on 14 May.")
    reader.panel.get_by_role("button", name="All sources").click()
    expect(reader.panel.locator(".meta").first).to_have_text(f"for {EXAMPLE}")
    reader.marker(2, 1).click()
    expect(reader.panel.locator("h2")).to_have_text("Ferries cut")


def test_the_keyboard_goes_to_a_source_and_back_to_the_sentence(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.marker(1, 1).focus()
    reader.page.keyboard.press("Enter")
    expect(reader.panel.locator("mark.main")).to_be_focused()
    reader.panel.get_by_role("button", name="Back to the statement", exact=True).focus()
    reader.page.keyboard.press("Enter")
    expect(reader.marker(1, 1)).to_be_focused()
    # Opened again, it is only brought into view again.
    reader.page.keyboard.press("Enter")
    expect(reader.panel.locator("mark.main")).to_be_focused()


def test_everything_can_be_reached_by_tabbing_and_shows_where_the_focus_is(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.page.locator("body").press("Tab")
    seen: set[str] = set()
    for _ in range(60):
        found = reader.page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e), f = getComputedStyle(e.parentElement);"
            " return [e.dataset.do || e.id || e.dataset.viewLink || e.tagName,"
            " s.outlineStyle !== 'none' || f.boxShadow !== 'none']; }"
        )
        assert found[1] or found[0] == "BODY", found[0]
        seen.add(found[0])
        reader.page.keyboard.press("Tab")
    wanted = {"skip", "ask", "library", "language", "theme", "cite", "copy", "again", "edit", "share"}
    assert wanted - seen == set()
    assert {"vote", "question-field", "clear", "SUMMARY"} - seen == set()


def test_what_is_not_found_is_said_and_the_nearest_passages_open_too(reader: Reader, served: Served) -> None:
    reader.ask("Who won the chess match?")
    said = reader.answered(1)
    expect(said).to_contain_text("Nothing in these articles answers “Who won the chess match?”.")
    expect(reader.panel.locator("h2")).to_have_text("Nearest passages")
    answer = served.answerer.answer("Who won the chess match?")
    assert answer.status is Status.NOT_FOUND
    assert reader.panel.locator("blockquote em").all_inner_texts() == [each.quote for each in answer.nearest]
    expect(reader.panel.locator("mark")).to_have_count(0)
    reader.panel.locator("[data-do=near]").first.click()
    expect(reader.panel.locator("mark.main")).to_be_focused()


def test_an_example_can_be_clicked_and_gives_way_to_the_answer(reader: Reader) -> None:
    reader.page.get_by_role("button", name=EXAMPLE).click()
    reader.answered(1)
    expect(reader.turn(1).locator(".asked")).to_have_text(EXAMPLE)
    expect(reader.page.locator(".welcome")).to_have_count(0)


def test_what_narrows_a_question_can_be_reached_on_a_small_phone(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 360, "height": 640})
    reader.page.locator("#filter-box summary").click()
    sheet = reader.page.locator("#filter-box .sheet")
    expect(sheet).to_have_attribute("style", re.compile("max-height"))
    box = sheet.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    reader.page.get_by_role("textbox", name="Published since").fill("2026")
    expect(reader.page.locator("#filter-state")).to_have_text("1 condition")
    reader.page.get_by_role("button", name="Remove all conditions").click()
    expect(reader.page.locator("input[name=since]")).to_have_value("")


def test_a_question_can_be_put_to_some_articles_alone(reader: Reader, served: Served) -> None:
    reader.page.locator("#filter-box summary").click()
    reader.page.get_by_role("checkbox", name="Coast Daily").check()
    reader.page.locator("input[name=since]").fill("2026")
    reader.page.get_by_role("textbox", name="As of").fill("2026-09-30")
    expect(reader.page.locator("#filter-state")).to_have_text("3 conditions")
    reader.page.keyboard.press("Escape")
    reader.ask(EXAMPLE)
    expect(reader.answered(1)).to_contain_text("Asked of: Coast Daily, since 2026, as of 2026-09-30")
    assert served.answerer.chosen[-1] == {"since": "2026", "as_of": "2026-09-30", "publishers": ("Coast Daily",)}
    reader.page.locator("#filter-box summary").click()
    reader.page.get_by_role("button", name="Remove all conditions").click()
    expect(reader.page.locator("#filter-state")).to_have_text("All articles")


def test_only_these_articles_are_asked_when_the_reader_says_so(reader: Reader, served: Served) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.panel.get_by_role("button", name="Ask only these articles").click()
    reader.ask("What did the harbour bridge cost?")
    expect(reader.answered(2)).to_contain_text("Asked of: 1 chosen article")
    assert served.answerer.chosen[-1] == {"articles": ("bridge",)}


def test_earlier_turns_are_passed_on_as_plain_words(reader: Reader, served: Served) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.ask("What did the harbour bridge cost?")
    reader.answered(2)
    earlier = served.answerer.answer(EXAMPLE).text
    assert ("What did the harbour bridge cost?", ((EXAMPLE, earlier),)) in served.answerer.asked


def test_asking_again_and_editing_never_use_a_number_twice(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.press("again", 1)
    reader.answered(2)
    expect(reader.turn(1)).to_have_count(0)
    reader.press("edit", 2)
    expect(reader.field).to_have_value(EXAMPLE)
    expect(reader.field).to_be_focused()
    reader.field.press("Enter")
    reader.answered(3)
    expect(reader.marker(3, 2)).to_be_visible()


def test_an_answer_and_a_link_to_its_question_are_copied(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.press("copy", 1)
    expect(reader.notice).to_have_text("Copied.")
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert "[1] Harbour bridge reopens — Coast Daily — 14 May 2026" in copied
    reader.press("share", 1)
    until(lambda: "?q=" in str(reader.page.evaluate("navigator.clipboard.readText()")))
    link = reader.page.evaluate("navigator.clipboard.readText()")
    reader.page.goto(link)
    reader.answered(1)
    expect(reader.turn(1).locator(".asked")).to_have_text(EXAMPLE)
    assert "?q=" not in reader.page.url


def test_a_blank_question_asks_nothing(reader: Reader, served: Served) -> None:
    before = len(served.answerer.asked)
    reader.ask("   ")
    reader.ask(FERRY)
    reader.answered(1)
    assert all(question.strip() for question, _ in served.answerer.asked[before:])


def test_articles_are_listed_found_sorted_added_and_removed(browser: Browser, tmp_path: Path) -> None:
    with Served(fake(), folder=tmp_path) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.page.get_by_role("link", name="Library").click()
        rows = reader.page.locator("#library tbody tr")
        expect(rows).to_have_count(2)
        reader.page.locator("#find").fill("coast")
        expect(rows.locator("visible=true")).to_have_count(1)
        expect(reader.page.locator("#shown")).to_have_text("1 of 2 shown")
        reader.page.locator("#find").fill("")
        reader.page.get_by_role("button", name="Title").click()
        expect(rows.first).to_contain_text("Ferries cut")
        reader.page.get_by_role("button", name="Title").click()
        expect(rows.first).to_contain_text("Harbour bridge reopens")
        good = FilePayload(name="harbour.txt", mimeType="text/plain", buffer=b"The harbour is calm.")
        bad = FilePayload(name="broken.txt", mimeType="text/plain", buffer=b"bad")
        reader.page.locator("#files").set_input_files([good, bad])
        expect(reader.page.locator("#additions li")).to_have_text(
            ["harbour.txt: added", "broken.txt: not added. is bad. Mend it."]
        )
        expect(rows).to_have_count(3)
        # The library has been drawn anew by now, and still says what became of each file.
        expect(reader.page.locator("#additions li")).to_have_count(2)
        reader.page.get_by_role("button", name="Remove: harbour", exact=True).click()
        reader.page.get_by_role("button", name="Remove: harbour", exact=True).click()
        expect(rows).to_have_count(2)
        rows.filter(has_text="Ferries").get_by_role("button").first.click()
        expect(reader.panel.locator(".body")).to_contain_text("Night ferries stop on 1 July")
        assert reader.complaints == []


def test_the_page_speaks_german_to_who_reads_german(browser: Browser, served: Served) -> None:
    with browser.new_context(locale="de-DE") as context:
        reader = Reader(context, served.address)
        expect(reader.page.locator(".welcome h2")).to_have_text("Was möchten Sie wissen?")
        reader.ask(EXAMPLE)
        expect(reader.answered(1)).to_contain_text("Artikel durchsucht")
        reader.page.get_by_role("button", name="English").click()
        expect(reader.page.get_by_role("link", name="Library")).to_be_visible()
        assert reader.page.evaluate("document.documentElement.lang") == "en"


def test_on_a_wide_screen_long_sources_scroll_and_the_question_stays_in_view(browser: Browser) -> None:
    long = article("long", "\n".join(f"The harbour bridge, part {part}. {'And on. ' * 90}" for part in range(5)))
    wide = ViewportSize(width=1280, height=700)
    with Served(FakeAnswerer([long])) as served, browser.new_context(locale="en-US", viewport=wide) as context:
        reader = Reader(context, served.address)
        reader.ask("harbour bridge")
        reader.answered(1)
        assert reader.page.evaluate("document.documentElement.scrollHeight") == 700
        reader.marker(1, 3).click()
        expect(reader.panel.locator("mark.main")).to_be_in_viewport()
        expect(reader.field).to_be_in_viewport()


def test_follow_ups_are_offered_and_each_has_an_answer(browser: Browser) -> None:
    more = article("mayor", "Mayor Anna Holm said the bridge was worth it. Anna Holm said the harbour is next.")
    with Served(FakeAnswerer([*ARTICLES, more])) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask("What did the repair of the harbour bridge cost?")
        reader.answered(1)
        chips = reader.turn(1).locator(".chip")
        expect(chips.first).to_be_visible()
        for question in chips.all_inner_texts():
            assert served.answerer.answer(question).status is Status.ANSWERED
        chips.first.click()
        expect(reader.answered(2).locator(".marker").first).to_be_visible()


def test_a_screen_reader_is_told_what_comes_and_nothing_twice(browser: Browser) -> None:
    held = threading.Event()
    with Served(fake(held=held)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        aloud = reader.page.locator("#aloud")
        expect(aloud).to_have_attribute("aria-live", "polite")
        reader.ask(EXAMPLE)
        expect(reader.marker(1, 2)).to_be_visible()
        expect(aloud).to_contain_text("The repair of the harbour bridge cost 41 million.")
        held.set()
        reader.answered(1)
        expect(aloud).to_contain_text("Supported")
        expect(aloud).not_to_contain_text("41 million")


def test_opening_the_page_and_asking_take_few_requests_and_all_of_them_stay_here(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    assert reader.abroad() == []
    # No speed is tested, a busy machine takes longer; a page that grows by accident is seen here.
    assert 0 < len(reader.requests) < 250
