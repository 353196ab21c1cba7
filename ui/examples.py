"""Example questions for the chat: those that the seeds' question set marks, where the open collection holds them."""

import json
from pathlib import Path

from index.collection import Collection


def choose(questions: Path, collection: Collection) -> tuple[str, ...]:
    """The examples whose evidence stands in articles of the collection; none for a collection of other articles."""
    if not questions.is_file():
        return ()
    with questions.open(encoding="utf-8") as lines:
        examples = [record for record in map(json.loads, lines) if record.get("example")]
    wanted = {part["doc_id"] for record in examples for part in record["evidence"]}
    held = {article_id for article_id in wanted if collection.holds(article_id)}
    return tuple(record["question"] for record in examples if {part["doc_id"] for part in record["evidence"]} <= held)
