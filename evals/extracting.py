# ruff: noqa: E501 - pages as a site would write them
"""How much of an article comes out of a saved page, and how much of the page with it: run by hand.

    python -m evals.extracting CORPUS.jsonl.gz [ARTICLES]

Each article is put into four layouts of a news site (menus, share bar, captions, related links, newsletter and cookie
boxes, comments), opened in a real Chromium and saved as it would be by a reader: the page's HTML, one-file .mhtml,
and a printed .pdf. What Byline reads from the files is compared with the article, word by word.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from evals.reading import read_lines
from index.building import prepare
from index.cleaning import clean
from index.documents import RawDocument
from index.loading import find, read
from index.reading.confining import Confined

_CHROMIUM = "/usr/bin/chromium"
_WORDS = range(150, 1_500)
_LAYOUTS = (
    # A broadsheet: everything in semantic elements.
    """<header><a href="/">Coast Daily</a><nav><a>World</a> <a>Business</a> <a>Sport</a> <a>Weather</a></nav></header>
    <main><article><h1>{title}</h1><p class="byline">By Ann Lee</p><figure><img alt="" width="600" height="300">
    <figcaption>Ships wait outside the harbour at dawn. Photo: Bo Li</figcaption></figure>{body}</article>
    <aside><h2>Related</h2><ul><li><a>Port strike ends after nine days of talks</a></li><li><a>Fog closes airport</a></li></ul>
    </aside></main><footer>© 2025 Coast Daily. All rights reserved. <a>Privacy</a> <a>Contact</a></footer>""",
    # A blog: divisions with class names, comments below.
    """<div id="top"><div class="menu"><a>Home</a> | <a>About</a> | <a>Archive</a></div></div><div id="content">
    <h1 class="entry-title">{title}</h1><div class="share">Share this article <a>Facebook</a> <a>Twitter</a></div>
    <div class="entry-content">{body}</div><div class="newsletter"><p>Sign up for our newsletter and never miss a story.</p>
    <input><button>Subscribe</button></div><div id="comments"><h3>Comments (2)</h3><p>First! What a story this is.</p>
    <p>I do not agree with a word of it.</p></div></div><div class="sidebar"><h4>Most read</h4><a>Ten ways to cook fish</a></div>""",
    # A portal: the article in a column between two others, links between its paragraphs.
    """<div class="cookie-banner">We use cookies to improve your experience. <button>Accept all cookies</button></div>
    <div class="row"><div class="col left"><ul><li><a>News</a></li><li><a>Video</a></li><li><a>Shop</a></li></ul></div>
    <div class="col main"><h1>{title}</h1><div class="story">{linked}</div></div><div class="col right">
    <p>Advertisement</p><div class="promo"><a>Save half on your first year of Coast Daily</a></div></div></div>
    <div class="footer"><a>Terms</a> <a>Jobs</a> <a>Imprint</a></div>""",
    # An old page: tables, and no paragraph closed.
    """<table width="100%"><tr><td colspan="2"><font size="5">THE COAST DAILY</font></td></tr><tr><td width="150" valign="top">
    <a>Front page</a><br><a>Letters</a><br><a>Obituaries</a></td><td valign="top"><h2>{title}</h2>{unclosed}<hr>
    <a>Back to the front page</a></td></tr></table><center><small>Best viewed at 800 x 600</small></center>""",
)
_PRINTED = "<h1>{title}</h1>{body}"


def main() -> None:
    """Save, read, compare; print a table with 95 % intervals over files."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 12  # noqa: PLR2004 - with its value
    articles = [
        (str(record.get("title") or "A report"), str(record["text"]))
        for record in read_lines(Path(sys.argv[1]))
        if len(str(record["text"]).split()) in _WORDS
    ][:: max(1, 400 // count)][:count]
    with tempfile.TemporaryDirectory() as folder:
        texts = _save(Path(folder), articles)
        scores = _score(Path(folder), texts)
    for kind, rows in scores.items():
        figures = np.asarray(rows)
        bounds = [_interval(figures[:, column]) for column in (0, 1)]
        cells = (f"{mean:.3f} [{low:.3f}, {high:.3f}]" for mean, low, high in bounds)
        sys.stdout.write(f"{kind:8} {len(rows):4} files   precision {next(cells)}   recall {next(cells)}\n")


def _save(folder: Path, articles: list[tuple[str, str]]) -> dict[str, str]:
    from playwright.sync_api import sync_playwright

    texts: dict[str, str] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for number, (title, text) in enumerate(articles):
            for layout, form in enumerate((*_LAYOUTS, _PRINTED)):
                name = f"{number:03}-{layout}"
                texts[name] = f"{title}\n{text}"
                page.set_content(_page(form, title, text), wait_until="domcontentloaded")
                if form is _PRINTED:
                    page.pdf(
                        path=folder / f"{name}.pdf", display_header_footer=True, margin={"top": "60", "bottom": "60"}
                    )
                    continue
                (folder / f"{name}.html").write_text(page.content(), encoding="utf-8")
                session: Any = page.context.new_cdp_session(page)
                snapshot = session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]
                (folder / f"{name}m.mhtml").write_text(snapshot, encoding="utf-8", newline="")
                texts[f"{name}m"] = texts[name]
        browser.close()
    return texts


def _page(form: str, title: str, text: str) -> str:
    paragraphs = [escape(line) for line in clean(text).split("\n\n")]
    linked = "".join(
        f"<p>{line}</p>" + "<p><a>Also read: Fog closes airport for a third day</a></p>" * (at % 5 == 2)  # noqa: PLR2004
        for at, line in enumerate(paragraphs)
    )
    body, unclosed = "".join(f"<p>{line}</p>" for line in paragraphs), "".join(f"<p>{line}" for line in paragraphs)
    content = form.format(title=escape(title), body=body, linked=linked, unclosed=unclosed)
    return f"<html lang=en><head><title>{escape(title)} | Coast Daily</title></head><body>{content}</body></html>"


def _score(folder: Path, texts: dict[str, str]) -> dict[str, list[tuple[float, float]]]:
    scores: dict[str, list[tuple[float, float]]] = {}
    confined = Confined()
    for place in find(folder):
        (document,) = read(place, confined)
        wanted = Counter(_tokens(clean(texts[place.path.stem])))
        # The headline is part of the article where it is read as text, and none of its loss where it is metadata.
        got = (
            Counter(_tokens(prepare(document, place.path.stem).text))
            if isinstance(document, RawDocument)
            else Counter()
        )
        shared = (wanted & got).total()
        scores.setdefault(place.path.suffix, []).append((shared / max(1, got.total()), shared / wanted.total()))
    confined.close()
    return scores


def _tokens(text: str) -> Iterator[str]:
    return (word.strip(".,;:!?\"'“”‘’()-–—").casefold() for word in text.split())


def _interval(values: Any) -> tuple[float, float, float]:
    rng = np.random.default_rng(7)
    means = rng.choice(values, (2_000, len(values))).mean(axis=1)
    return float(values.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


if __name__ == "__main__":
    main()
