import json
from pathlib import Path

from index.collection import Collection
from index.seeding import SEEDS
from rag.answering import Answerer
from ui.examples import choose


def test_examples_are_questions_that_the_open_collection_holds_evidence_for(answerer: Answerer) -> None:
    examples = choose(SEEDS / "questions" / "seeds.jsonl", answerer.collection)
    assert examples[0] == "what did China demand for TikTok?"
    assert len(examples) == len(set(examples)) == 5


def test_every_example_is_answered_with_its_evidence(answerer: Answerer) -> None:
    with (SEEDS / "questions" / "seeds.jsonl").open(encoding="utf-8") as lines:
        examples = [record for record in map(json.loads, lines) if record.get("example")]
    for record in examples:
        quotes = [citation.quote for citation in answerer.answer(record["question"]).citations]
        assert any(part["text"] in quote for part in record["evidence"] for quote in quotes), record["question"]


def test_another_collection_gets_no_examples_of_the_seeds(collection: Collection, tmp_path: Path) -> None:
    assert choose(SEEDS / "questions" / "seeds.jsonl", collection) == ()
    assert choose(tmp_path / "gone.jsonl", collection) == ()


def test_the_evidence_of_every_seed_question_stands_in_its_article(answerer: Answerer) -> None:
    with (SEEDS / "questions" / "seeds.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    texts = {article.id: " ".join(article.text.split()) for article in answerer.collection.articles()}
    assert len({record["id"] for record in records}) == len(records) >= 60
    for record in records:
        assert record["answerable"] is bool(record["evidence"])
        for part in record["evidence"]:
            assert " ".join(part["text"].split()) in texts[part["doc_id"]]
