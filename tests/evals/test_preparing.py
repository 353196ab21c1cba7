import gzip
import json
from pathlib import Path
from typing import Any

from evals.preparing import squad
from rag.reader.gathering import split_articles


def test_squad_asks_nothing_about_articles_that_the_reader_was_trained_on(tmp_path: Path) -> None:
    titles = [f"Article {n}" for n in range(8)]
    corpus = [{"id": f"{title}_0", "title": title, "text": "It rained."} for title in titles]
    asked = [
        {
            "id": f"q{n}",
            "question": f"What of {row['title']}?",
            "answers": ["rain"],
            "answerable": True,
            "plausible_answers": [],
            "evidence": [{"doc_id": row["id"]}],
        }
        for n, row in enumerate(corpus)
    ]
    _write(tmp_path / "corpus.jsonl.gz", corpus)
    _write(tmp_path / "questions.jsonl.gz", asked)
    questions, articles = squad(tmp_path)
    _, unseen = split_articles(titles)
    assert [row["question"] for row in questions] == [f"What of {title}?" for title in titles if title in unseen]
    assert 0 < len(questions) < len(articles) == len(titles)


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
