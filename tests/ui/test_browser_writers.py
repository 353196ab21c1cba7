"""A language model beside the articles' own words, in a real browser; a local server speaks for the provider."""

import json
from pathlib import Path

from playwright.sync_api import Browser, expect
from pydantic import SecretStr

import index
import rag
from index.settings import read
from rag.answering import Answerer
from tests.conftest import WordEmbedder, WordReader
from tests.rag.model_server import ModelServer, hangs, openai_stream, says, serve, streams
from tests.ui.browsing import NEEDS_A_BROWSER, Reader, Served
from tests.ui.test_browser_safety import wrongs
from tests.waiting import until

pytestmark = NEEDS_A_BROWSER
ASKED = "What did the repair of the harbour bridge cost?"
TRUE = "The harbour bridge repair cost 41 million euros [1].\n"
KEY = "sk-canary-0123456789"


def answerer(folder: Path, server: ModelServer) -> Answerer:
    articles = folder / "news.jsonl"
    text = "The harbour bridge reopened on Monday. The repair of the harbour bridge cost 41 million euros."
    articles.write_text(json.dumps({"id": "bridge", "title": "Bridge reopens", "text": text}) + "\n")
    collection = index.build(articles, folder / "index", embedder=WordEmbedder())
    settings = read().model_copy(update={"writer_url": server.url, "writer_key": SecretStr(KEY)})
    return rag.open(collection, reader=WordReader(), settings=settings, writer="openai:small-model")


def test_the_articles_own_words_are_the_default_and_a_model_is_a_choice(browser: Browser, tmp_path: Path) -> None:
    with (
        serve(says(TRUE)) as server,
        Served(answerer(tmp_path, server)) as served,
        browser.new_context(locale="en-US") as context,
    ):
        reader = Reader(context, served.address)
        choice = reader.page.get_by_label("Written in")
        expect(choice).to_have_value("none")
        assert choice.locator("option").all_inner_texts() == ["the articles’ own words", "openai:small-model"]
        reader.ask(ASKED)
        expect(reader.answered(1).locator(".quoted").first).to_contain_text("41 million euros")
        assert server.asked == []
        choice.select_option("openai:small-model")
        reader.ask(ASKED)
        written = reader.answered(2).locator(".written")
        expect(written).to_have_text("The harbour bridge repair cost 41 million euros.")
        expect(reader.turn(2)).to_contain_text("dotted words are written by openai:small-model")
        reader.marker(2, 1).click()
        expect(reader.panel.locator("mark.main")).to_have_text(
            "The repair of the harbour bridge cost 41 million euros."
        )
        assert len(server.asked) == 1
        choice.select_option("none")
        reader.press("again", 2)
        expect(reader.answered(3).locator(".written")).to_have_count(0)
        assert len(server.asked) == 1
        # No key in what the page shows, holds or was sent.
        assert KEY not in reader.page.content()
        assert KEY not in json.dumps(reader.page.evaluate("Object.entries(localStorage)"))
        assert reader.complaints == []
        assert reader.abroad() == []


def test_what_the_model_writes_of_its_own_never_reaches_the_page(browser: Browser, tmp_path: Path) -> None:
    evil = (
        "The harbour bridge cost 99 million euros [1].\n![x](https://evil.example/a.png) [1]\n"
        f"<img src=x onerror=window.pwned=1> [1]\nThe key is {KEY} [1].\n"
    )
    with (
        serve(says(evil)) as server,
        Served(answerer(tmp_path, server)) as served,
        browser.new_context(locale="en-US", bypass_csp=True) as context,
    ):
        reader = Reader(context, served.address)
        reader.page.get_by_label("Written in").select_option("openai:small-model")
        reader.ask(ASKED)
        said = reader.answered(1)
        expect(said).to_contain_text("Nothing that the language model wrote was borne out")
        expect(said.locator(".quoted").first).to_contain_text("41 million euros")
        assert "99 million" not in reader.page.content()
        assert KEY not in reader.page.content()
        assert wrongs(reader) == []


def test_a_stop_frees_the_model_and_leaves_no_half_answer_that_looks_cited(browser: Browser, tmp_path: Path) -> None:
    begun = openai_stream(TRUE + "The harbour bridge re")
    begun = begun[: begun.index(b'"finish_reason": "stop"')]
    with (
        serve(streams(begun, then=hangs(60))) as server,
        Served(answerer(tmp_path, server)) as served,
        browser.new_context(locale="en-US") as context,
    ):
        reader = Reader(context, served.address)
        reader.page.get_by_label("Written in").select_option("openai:small-model")
        reader.ask(ASKED)
        expect(reader.turn(1).locator(".written")).to_have_count(1)
        expect(reader.panel).to_contain_text("Bridge reopens")
        reader.page.get_by_role("button", name="Stop").click()
        expect(reader.turn(1).locator(".trouble")).to_have_text("Stopped.")
        until(server.freed.is_set)
        expect(reader.turn(1)).to_contain_text("was taken back")
        expect(reader.page.locator(".written, .marker")).to_have_count(0)
        expect(reader.panel).not_to_contain_text("Bridge reopens")
