"""One browser and one server for all the tests that look at the page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.ui.browsing import CHROMIUM, SWITCHES, Reader, Served, fake


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    with Served(fake()) as served:
        yield served


@pytest.fixture
def reader(browser: Browser, served: Served) -> Iterator[Reader]:
    with browser.new_context(locale="en-US", permissions=["clipboard-read", "clipboard-write"]) as context:
        reader = Reader(context, served.address)
        yield reader
        assert reader.complaints == []
        assert reader.abroad() == []
