"""What all peers do alike, in the peers' environment: read a set, ask each question, write what was found."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

DEEP = 40
"""Passages asked for, as of Byline."""

Found = Iterable[tuple[str, str]]
"""(article id, passage) pairs, best first."""
Search = Callable[[str, frozenset[str]], Found]
"""Called with a question and the ids of the articles to ask over, none for all."""


def texts_of(articles: Path) -> Iterable[tuple[str, str]]:
    """(id, title and text) of every article of a file in our layout."""
    for row in _read(articles):
        yield row["id"], "\n\n".join(filter(None, (row.get("title"), row["text"])))


def answer(questions: Path, out: Path, search: Search) -> None:
    """Ask every question as it stands, and a follow-up as a human rewrote it as well; what is found first answers."""
    with out.open("w", encoding="utf-8") as lines:
        for row in _read(questions):
            articles = frozenset(row.get("articles", ()))
            start = time.perf_counter()
            found = list(search(row["question"], articles))
            response: dict[str, Any] = {"seconds": time.perf_counter() - start, "tokens": 0, "calls": 0}
            response |= {"text": found[0][1] if found else "", "abstained": not found}
            response["retrieved"] = [{"article_id": name, "text": text} for name, text in found]
            if row.get("rewrite"):
                response["by_rewrite"] = list(dict.fromkeys(name for name, _ in search(row["rewrite"], articles)))
            lines.write(json.dumps({"id": row["id"], "response": response}) + "\n")


def tell(packages: Iterable[str], more: Mapping[str, str]) -> None:
    """Say which versions were used, and what else there is to know."""
    sys.stdout.write(json.dumps({name: version(name) for name in packages} | dict(more)))


def _read(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]
