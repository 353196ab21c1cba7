"""Corpora of public sets as articles in our own layout: BEIR, MultiHop-RAG and SQuAD."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.errors import QuestionsUnreadableError
from evals.foreign import squad_paragraphs
from evals.reading import read_lines

_LONGEST_ID = 200


def as_articles(place: Path, folder: Path) -> Path:
    """A place that `index.build` reads: the given one, or, for a foreign layout, a file that is written to a folder.

    Raises:
        QuestionsUnreadableError: A file ends in .json and is none of the layouts.
    """
    if place.name.endswith((".json", ".json.gz")):
        rows = _of_document(place)
    elif place.name.endswith((".jsonl", ".jsonl.gz")) and _is_beir(place):
        rows = ({**row, "id": row["_id"]} for row in read_lines(place))
    else:
        return place
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return folder / "articles.jsonl"


def _is_beir(place: Path) -> bool:
    with gzip.open(place, "rt", encoding="utf-8") if place.suffix == ".gz" else place.open(encoding="utf-8") as file:
        first = file.readline()
    return '"_id"' in first and '"id"' not in first


def _of_document(place: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(place, "rt", encoding="utf-8") if place.suffix == ".gz" else place.open(encoding="utf-8") as file:
        try:
            document = json.load(file)
        except (ValueError, RecursionError) as error:
            raise QuestionsUnreadableError(place, f"is not JSON: {error}") from error
    if isinstance(document, dict) and isinstance(document.get("data"), list):
        for name, paragraph in squad_paragraphs(document):
            yield {"id": name, "title": name.rpartition("_")[0].replace("_", " "), "text": paragraph.get("context", "")}
    elif isinstance(document, list) and all(isinstance(row, dict) for row in document):
        for row in document:
            named = str(row.get("url") or row.get("title") or "")
            yield {
                "id": named[:_LONGEST_ID],
                "title": row.get("title"),
                "text": row.get("body") or row.get("text"),
                "url": row.get("url"),
                "source": row.get("source"),
                "date": str(row.get("published_at") or "")[:10],
                "author": row.get("author"),
            }
    else:
        raise QuestionsUnreadableError(place, "is neither SQuAD nor a list of articles")
