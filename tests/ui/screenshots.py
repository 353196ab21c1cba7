"""Pictures of the page over the sample articles: `make screenshots`.

python -m tests.ui.screenshots docs/img
"""

import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

import index
import rag
from index.seeding import SEEDS
from tests.ui.browsing import CHROMIUM, SWITCHES, Reader, Served
from ui.examples import choose

_ANSWERED = "what did China demand for TikTok?"
_DIFFERING = "How many times has Trump extended the TikTok deadline?"
_UNKNOWN = "Who won the chess championship in Oslo?"
_QUESTIONS = SEEDS / "questions" / "seeds.jsonl"
_LOOKS = {
    "light": ("light", ViewportSize(width=1280, height=800)),
    "dark": ("dark", ViewportSize(width=1280, height=800)),
    "phone": ("light", ViewportSize(width=360, height=740)),
}


def take(browser: Browser, address: str, folder: Path) -> None:
    """One picture of each state in each look."""
    for look, (theme, size) in _LOOKS.items():
        with browser.new_context(locale="en-US", viewport=size, reduced_motion="reduce") as context:
            reader = Reader(context, f"{address}/?__theme={theme}")
            expect(reader.page.locator(".welcome .chip").first).to_be_visible()
            _keep(reader, folder / f"ask-{look}.png")
            reader.ask(_ANSWERED)
            reader.answered(1)
            _offered(reader)
            reader.marker(1, 1).click()
            expect(reader.panel.locator("mark.main")).to_be_in_viewport()
            _keep(reader, folder / f"check-{look}.png")
            for turn, (name, question) in enumerate((("differ", _DIFFERING), ("not-found", _UNKNOWN)), 2):
                reader.ask(question)
                expect(reader.answered(turn).locator(".asked")).to_be_in_viewport()
                _offered(reader)
                _keep(reader, folder / f"{name}-{look}.png")
            reader.page.evaluate("location.hash = '#library'")
            expect(reader.page.locator("#library tbody tr").first).to_be_visible()
            reader.page.evaluate("scrollTo(0, 0)")
            _keep(reader, folder / f"library-{look}.png")
            reader.page.evaluate("location.hash = '#evals'")
            _measure(reader)
            _keep(reader, folder / f"evals-{look}.png")


def _offered(reader: Reader) -> None:
    # They come when nobody waits for anything else, and move what stands below them.
    with suppress(AssertionError):
        expect(reader.current.locator(".chip").first).to_be_visible(timeout=15_000)


def _measure(reader: Reader) -> None:
    expect(reader.page.locator("#question-set")).to_be_visible()
    earlier = reader.page.locator("[data-do=report]")
    (earlier if earlier.count() else reader.page.locator("[data-do=measure]")).first.click()
    expect(reader.page.locator("#evals .report .head")).to_be_visible(timeout=600_000)
    reader.page.locator("#evals h2").first.scroll_into_view_if_needed()


def _keep(reader: Reader, place: Path) -> None:
    # Sixty-four colours are enough for text on paper, and a quarter of the bytes.
    reader.page.mouse.move(0, 0)
    picture = Image.open(BytesIO(reader.page.screenshot())).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    picture.save(place, optimize=True)


def main(folder: Path) -> None:
    """Write the pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    # Never the index of whoever runs this: the pictures show the sample articles.
    with (
        TemporaryDirectory() as kept,
        index.build(SEEDS / "articles", kept) as collection,
        sync_playwright() as playwright,
    ):
        examples = choose(_QUESTIONS, collection)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        with Served(rag.open(collection), examples=examples, samples=_QUESTIONS, folder=Path(kept)) as served:
            take(browser, served.address, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
