"""The page in a real browser: what is in view, the open article and its copies, the library by month."""

import re

import pytest
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from tests.ui.browsing import ARTICLES, EXAMPLE, NEEDS_A_BROWSER, Reader, Served, fake
from tests.ui.fakes import FakeAnswerer, article
from tests.waiting import until
from ui.gate import Access

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


def test_how_a_follow_up_was_understood_is_shown_and_can_be_put_right(browser: Browser) -> None:
    with Served(fake(standing=EXAMPLE)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask("Who spoke of night ferries?")
        reader.answered(1)
        reader.ask("And when did it reopen?")
        understood = reader.answered(2).locator(".understood")
        expect(understood).to_contain_text(f"Understood as: {EXAMPLE}")
        understood.locator("summary").press("Enter")
        understood.get_by_label("Understood as").fill("What did the harbour bridge repair cost?")
        understood.get_by_role("button", name="Ask this instead").press("Enter")
        expect(reader.answered(3).locator(".asked")).to_have_text("And when did it reopen?")
        expect(reader.turn(3)).to_contain_text("41 million")
        assert ("What did the harbour bridge repair cost?", ()) in served.answerer.asked


def test_a_page_that_the_server_has_forgotten_comes_back_with_what_its_browser_kept(browser: Browser) -> None:
    with Served(fake(standing=EXAMPLE)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask("Who spoke of night ferries?")
        reader.answered(1)
        reader.ask(EXAMPLE)
        reader.answered(2)
        # As when a hundred others came meanwhile, or the server began anew.
        served.sessions.clear()
        reader.ask("And when did it reopen?")
        expect(reader.answered(3).locator(".asked")).to_have_text("And when did it reopen?")
        assert [len(history) for asked, history in served.answerer.asked if asked == "And when did it reopen?"] == [2]
        served.sessions.clear()
        reader.turn(2).locator(".marker").first.click()
        expect(reader.panel.locator("mark.main")).to_have_text(
            "After two winters the harbour bridge reopened on 14 May."
        )
        expect(reader.notice).to_contain_text("It is back")
        expect(reader.page.locator(".turn")).to_have_count(3)
        assert reader.complaints == []


def test_a_quote_that_no_longer_stands_in_its_article_is_shown_as_failed_and_as_no_quote(browser: Browser) -> None:
    with Served(fake()) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        reader.answered(1)
        served.answerer.articles = [article("bridge", "It was never built.", title="Harbour bridge reopens")]
        reader.marker(1, 1).click()
        expect(reader.panel.get_by_role("alert")).to_contain_text("This quotation failed its check")
        expect(reader.panel.locator("mark, blockquote")).to_have_count(0)
        reader.page.reload()
        reader.page.locator("#kept summary").click()
        reader.page.locator("#kept-list .link").click()
        expect(reader.turn(1).locator("s.failed").first).to_be_visible()
        expect(reader.turn(1).locator(".quoted")).to_have_count(0)


def test_how_sure_an_answer_is_and_how_new_its_sources_are_is_said_in_words(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    expect(reader.answered(1).locator(".facts")).to_contain_text(
        "Supported · one outlet says so · newest source 14 May 2026 · 2 articles searched"
    )


def test_right_to_left_words_stand_apart_from_their_neighbours_wherever_they_are(browser: Browser) -> None:
    words = "הגשר נפתח מחדש אחרי שני חורפים."
    hebrew = article("gesher", words, title="הגשר נפתח", publisher="עיתון החוף", published="2026-05-14")
    with Served(FakeAnswerer([hebrew])) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask("הגשר נפתח אחרי")
        reader.answered(1)
        assert reader.page.evaluate(_TURNED) == []
        reader.marker(1, 1).click()
        expect(reader.panel.locator("mark.main")).to_have_text(words)
        assert reader.page.evaluate(_TURNED) == []
        reader.page.get_by_role("link", name="Library").click()
        expect(reader.page.locator("#library tbody tr")).to_have_count(1)
        assert reader.page.evaluate(_TURNED) == []


# Every piece of text with a right-to-left letter in it that no element of its own keeps apart.
_TURNED = """() => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent, element = walker.currentNode.parentElement;
    if (!/[\\u0590-\\u06ff]/.test(words) || !element.checkVisibility() || element.closest('#aloud, #carrier')) continue;
    if (!element.closest('bdi, [dir=auto]')) found.push(words.slice(0, 60));
  }
  return found;
}"""


def test_a_wrong_password_lets_nobody_in_and_the_next_try_has_to_wait(browser: Browser) -> None:
    access = Access(names=("localhost",), user="reader", password="open sesame", public=True)
    with Served(fake(), access=access) as served:
        with browser.new_context(http_credentials={"username": "reader", "password": "guess"}) as context:
            answers = [context.request.get(served.address) for _ in range(3)]
            assert [answer.status for answer in answers][-1] == 429
            assert int(answers[-1].headers["retry-after"]) >= 1
            assert "Try again in" in answers[-1].text()
        until(lambda: _opens(browser, served.address))


def _opens(browser: Browser, address: str) -> bool:
    right = {"username": "reader", "password": "open sesame"}
    with browser.new_context(http_credentials=right, locale="en-US") as context:  # type: ignore[arg-type]
        page = context.new_page()
        response = page.goto(address)
        if response is None or response.status != 200:
            return False
        page.locator("#question-field").fill(EXAMPLE)
        page.locator("#question-field").press("Enter")
        expect(page.locator(".marker").first).to_be_visible()
        page.get_by_role("link", name="Library").click()
        expect(page.locator("#library")).to_contain_text("This page is public")
        expect(page.locator("#dropping, [data-do=remove]")).to_have_count(0)
        return True
