"""Example questions for the chat: those of the seeds' question set that the open collection can answer."""

import json
from pathlib import Path

from index.collection import Collection

_SHOWN = 5
_TYPES = ("direct", "conflict", "number or date", "opinion", "list", "who said it")


def choose(questions: Path, collection: Collection) -> tuple[str, ...]:
    """Up to five questions, one of a kind, whose evidence stands in articles of the collection."""
    if not questions.is_file():
        return ()
    with questions.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    held = {article.id for article in collection.articles()} if collection.count() < len(records) else set()
    chosen: dict[str, str] = {}
    for record in records:
        evidence = {part["doc_id"] for part in record["evidence"]}
        if record["type"] in _TYPES and evidence and evidence <= held:
            chosen.setdefault(record["type"], record["question"])
    return tuple(chosen[kind] for kind in _TYPES if kind in chosen)[:_SHOWN]
