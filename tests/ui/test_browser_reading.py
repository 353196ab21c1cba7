"""The page in a real browser: what is in view, the open article and its copies, the library by month."""

import re

import pytest
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from tests.ui.browsing import ARTICLES, EXAMPLE, NEEDS_A_BROWSER, Reader, Served, fake
from tests.ui.fakes import FakeAnswerer, article

pytestmark = NEEDS_A_BROWSER
PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)
LONG = article("long", "\n".join(f"The harbour bridge, part {part}. {'And on. ' * 90}" for part in range(9)))


def top(place: Locator) -> float:
    """How far below the upper edge of what is seen it begins, in pixels."""
    box = place.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_new_question_goes_to_the_top_and_its_sources_too(browser: Browser, size: ViewportSize) -> None:
    with (
        Served(FakeAnswerer([LONG, *ARTICLES])) as served,
        browser.new_context(locale="en-US", viewport=size, reduced_motion="reduce") as context,
    ):
        reader = Reader(context, served.address)
        reader.ask("harbour bridge")
        reader.answered(1)
        reader.marker(1, 3).click()
        expect(reader.panel.locator("mark.main")).to_be_in_viewport()
        reader.ask(EXAMPLE)
        asked = reader.answered(2).locator(".asked")
        expect(asked).to_be_in_viewport()
        assert top(asked) < 140
        if size is DESK:
            expect(reader.panel.locator("h2")).to_be_in_viewport()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_however_far_an_article_is_read_its_name_and_the_way_back_stay_in_view(
    browser: Browser, size: ViewportSize
) -> None:
    long = article("long", LONG.text, title="The long bridge", publisher="Coast Daily", published="2026-05")
    with Served(FakeAnswerer([long])) as served, browser.new_context(locale="en-US", viewport=size) as context:
        reader = Reader(context, served.address)
        reader.ask("harbour bridge part 8")
        reader.answered(1)
        reader.marker(1, 1).click()
        expect(reader.panel.locator("mark.main")).to_be_in_viewport()
        reader.panel.locator(".body p").last.scroll_into_view_if_needed()
        expect(reader.panel.locator(".above")).to_contain_text("Coast Daily · May 2026 · The long bridge")
        expect(reader.panel.locator(".above")).to_be_in_viewport(ratio=1)
        reader.panel.locator("[data-do=back]").first.click()
        expect(reader.marker(1, 1)).to_be_in_viewport()
        expect(reader.marker(1, 1)).to_be_focused()


def test_the_number_of_any_marked_quote_leads_back_to_its_own_statement(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.marker(1, 2).click()
    reader.panel.get_by_role("button", name="Back to the statement of source 1").click()
    expect(reader.marker(1, 1)).to_be_focused()


def test_what_came_nearest_is_one_press_away_on_a_phone(browser: Browser, served: Served) -> None:
    with browser.new_context(locale="en-US", viewport=PHONE, reduced_motion="reduce") as context:
        reader = Reader(context, served.address)
        reader.ask("Who won the chess match?")
        reader.answered(1).get_by_role("button", name="See the nearest passages").click()
        expect(reader.panel.locator("h2")).to_be_in_viewport()
        expect(reader.panel.locator("h2")).to_be_focused()


def test_copies_of_an_article_are_named_beside_it_and_open(browser: Browser) -> None:
    wire = article("wire", ARTICLES[0].text, title="Bridge open again", publisher="Northern Post")
    answerer = FakeAnswerer([*ARTICLES, wire])
    answerer.collection.groups = {"bridge": ("wire",), "wire": ("bridge",)}
    with Served(answerer) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        reader.answered(1)
        reader.marker(1, 1).click()
        known = reader.panel.locator(".known")
        expect(known).to_contain_text("The same text at")
        known.get_by_role("button", name="Read in the article: Bridge open again").click()
        expect(reader.panel.locator("h2")).to_have_text("Bridge open again")
        expect(known).to_contain_text("Coast Daily")
        reader.page.get_by_role("link", name="Library").click()
        row = reader.page.locator("#library tbody tr", has_text="Northern Post")
        expect(row.locator("td[data-label=Copies]")).to_have_text("1")


def test_where_each_thing_that_is_known_of_an_article_comes_from_is_said(browser: Browser) -> None:
    with Served(fake()) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask("What did the ferry operator say of night ferries?")
        reader.answered(1)
        reader.marker(1, 1).click()
        expect(reader.panel.locator("mark.main")).to_be_visible()
        rows = reader.panel.locator(".known div").all_inner_texts()
        said = [re.sub(r"\s+", " ", row) for row in rows]
        assert said == ["Publisher unknown", "Author unknown", "Published unknown", "Kind opinion given"]
        expect(reader.panel.get_by_role("link")).to_have_count(0)


def test_the_library_shows_when_articles_appeared_and_a_month_picks_its_own(browser: Browser) -> None:
    june = [article(f"june {n}", "Words.", title=f"June {n}", published=f"2026-06-0{n}") for n in (1, 2)]
    with Served(FakeAnswerer([*ARTICLES, *june])) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.page.get_by_role("link", name="Library").click()
        bars = reader.page.locator(".timeline li")
        expect(bars).to_have_count(2)
        assert [re.sub(r"\s+", " ", bar) for bar in bars.all_inner_texts()] == ["May 2026 1", "June 2026 2"]
        expect(reader.page.locator("#library")).to_contain_text("1 article without a known date")
        reader.page.get_by_role("button", name="Show only June 2026: 2 articles").press("Enter")
        expect(reader.page.locator("#shown")).to_have_text("2 of 4 shown")
        assert reader.complaints == []
