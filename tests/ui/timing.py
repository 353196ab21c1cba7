"""How fast the page is over the sample articles, with yardsticks of the same minute beside it.

python -m tests.ui.timing
"""

import time
from dataclasses import dataclass
from itertools import islice
from os import cpu_count, getloadavg
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, expect, sync_playwright

import index
import rag
from index.seeding import SEEDS
from rag.types import Status
from tests.ui.browsing import CHROMIUM, SWITCHES, Reader, Served
from tests.ui.load import questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Seconds of one visit, and what the machine took for the same without the page.

    Attributes:
        bare: To open a page of the same server that holds a few bytes, in a new window.
        ready: To open the page, until the field can be typed in.
        alone: For the answer without any page: `rag.answer()` in the server's own process.
        marker: From Enter until the first marker is seen.
        whole: From Enter until the whole answer is.
    """

    bare: float
    ready: float
    alone: float
    marker: float
    whole: float


def visit(browser: Browser, served: Served, question: str) -> Timed:
    """Somebody comes, asks what nobody has asked before, and leaves."""
    with browser.new_context(locale="en-US") as context:
        start = time.perf_counter()
        context.new_page().goto(f"{served.address}/healthz")
        bare = time.perf_counter() - start
    with browser.new_context(locale="en-US") as context:
        start = time.perf_counter()
        reader = Reader(context, served.address)
        ready = time.perf_counter() - start
        # The browser's own clock: what a test is told comes later than what a reader sees.
        reader.page.evaluate(_WATCH)
        reader.field.fill(question)
        reader.field.press("Enter")
        expect(reader.turn(1).locator(".facts")).to_be_visible()
        seen = reader.page.evaluate("window.seen")
    start = time.perf_counter()
    served.answerer.answer(question)
    alone = time.perf_counter() - start
    return Timed(bare=bare, ready=ready, alone=alone, marker=seen["marker"] / 1000, whole=seen["facts"] / 1000)


_WATCH = """() => {
  const seen = window.seen = {};
  let start = null;
  document.addEventListener('keydown', (event) => { if (event.key === 'Enter') start = performance.now(); }, true);
  const look = () => {
    if (start !== null) for (const name of ['marker', 'facts']) {
      if (!(name in seen) && document.querySelector(`#current .${name}`)) seen[name] = performance.now() - start;
    }
    requestAnimationFrame(look);
  };
  look();
}"""


def visits(browser: Browser, most: int) -> list[Timed]:
    """So many of them, each with a question of its own that the sample articles answer, on a warm server."""
    with TemporaryDirectory() as kept, index.build(SEEDS / "articles", kept) as collection:
        answerer = rag.open(collection)
        answered = (each for each in questions() if answerer.answer(each).status is not Status.NOT_FOUND)
        chosen = list(islice(answered, most + 1))
        with Served(answerer) as served:
            return [visit(browser, served, question) for question in chosen][1:]


def main() -> None:
    """Print medians and the slowest."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        timed = visits(browser, 12)
        browser.close()
    for name in ("bare", "ready", "alone", "marker", "whole"):
        seconds = [getattr(each, name) for each in timed]
        print(f"{name}: median {median(seconds):.3f} s, most {max(seconds):.3f} s, of {len(seconds)}")  # noqa: T201 -- its output
    print(f"load at the end: {getloadavg()[0]:.1f} on {cpu_count()} cores")  # noqa: T201 -- its output


if __name__ == "__main__":
    main()
