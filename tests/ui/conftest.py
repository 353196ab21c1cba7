"""One browser and one server for all the tests that look at the page; an application for those that only ask it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, sync_playwright

from tests.ui.browsing import CHROMIUM, SWITCHES, Reader, Served, fake
from tests.ui.fakes import FakeAnswerer, article
from ui.server import create


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


@pytest.fixture(scope="module")
def application() -> Iterator[tuple[FakeAnswerer, TestClient]]:
    """One application for the whole module: building one takes a third of a second."""
    answerer = FakeAnswerer([article("bridge", "The harbour bridge reopened. Nobody spoke.", publisher="Coast Daily")])
    with TestClient(create(answerer), "http://127.0.0.1:7860", raise_server_exceptions=False) as client:
        yield answerer, client


@pytest.fixture
def asked(application: tuple[FakeAnswerer, TestClient]) -> FakeAnswerer:
    """What the application asks. Never call it `answerer`: it would hide that of the seeds from every test in here."""
    application[0].asked.clear()
    application[0].collection.generation += 1  # so that no answer is remembered from another test
    application[0].error = None
    return application[0]


@pytest.fixture
def client(application: tuple[FakeAnswerer, TestClient], asked: FakeAnswerer) -> TestClient:
    assert asked is application[0]
    return application[1]
