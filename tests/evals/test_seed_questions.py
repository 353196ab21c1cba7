"""The project's own question sets: each row is checked by its quoted evidence, and together they gate every change."""

import json
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import evals
import index
import rag
from evals.measures.normalizing import normalize
from evals.reading import QuestionSet, read, read_lines
from evals.systems import Byline
from evals.types import Outcome, Report
from index.embedding import PackagedEmbedder

SEEDS = Path(__file__).parent.parent.parent / "seeds"
SETS = {"seeds": SEEDS / "questions" / "seeds.jsonl", "added": SEEDS / "questions" / "added-questions.jsonl"}
FLOORS = tomllib.loads((SEEDS / "questions" / "floors.toml").read_text(encoding="utf-8"))
ADDED = SEEDS / "questions" / "added-articles.jsonl"


@cache
def found(name: str) -> QuestionSet:
    return read(SETS[name])


@cache
def articles() -> dict[str, str]:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (SEEDS / "articles").iterdir()}
    return texts | {row["id"]: row["text"] for row in read_lines(ADDED)}


@pytest.mark.parametrize("name", SETS)
def test_every_row_is_a_question(name: str) -> None:
    assert found(name).broken == ()
    assert found(name).drafts == 0


@pytest.mark.parametrize("name", SETS)
def test_every_piece_of_evidence_stands_word_for_word_in_its_article(name: str) -> None:
    for question in found(name).questions:
        for part in question.evidence:
            assert part.text in articles()[part.article_id], question.id


@pytest.mark.parametrize("name", SETS)
def test_every_answer_stands_in_the_quoted_evidence_and_what_nothing_answers_has_none(name: str) -> None:
    for question in found(name).questions:
        quoted = normalize(" ".join(part.text for part in question.evidence))
        if question.answerable:
            assert all(normalize(answer) in quoted for answer in question.answers), question.id
        else:
            assert (question.answers, question.evidence) == ((), ()), question.id


def test_every_kind_that_the_set_is_meant_to_hold_is_there_and_half_is_kept_for_testing() -> None:
    rows = read_lines(SETS["seeds"]) + read_lines(SETS["added"])
    assert Counter(row["type"] for row in rows) == {
        "direct": 16,
        "who said it": 10,
        "number or date": 14,
        "conflict": 8,
        "false conflict": 8,
        "before and after": 6,
        "opinion": 8,
        "list": 10,
        "follow-up": 12,
        "unanswerable": 20,
        "false premise": 8,
        "summary": 6,
        "hidden instruction": 6,
        "copy": 4,
        "time": 12,
    }
    assert Counter(row["half"] for row in rows) == {"dev": len(rows) // 2, "test": len(rows) // 2}
    assert {len(row["history"]) for row in rows if "history" in row} == {1, 2, 3}


@pytest.fixture(scope="module")
def reports(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    """Both sets, answered by Byline as it is: the real embedder and the real reader."""
    folder = tmp_path_factory.mktemp("added")
    embedder = PackagedEmbedder()
    with index.build(SEEDS / "articles", folder, embedder=embedder) as together:
        together.add(ADDED)
        added = evals.run(SETS["added"], Byline(rag.open(together)))
    return {"seeds": evals.run(SETS["seeds"], Byline(rag.open(seeds, embedder=embedder))), "added": added}


@pytest.mark.parametrize("name", SETS)
def test_no_figure_falls_below_its_floor(reports: dict[str, Report], name: str) -> None:
    figures = {figure.measure: figure.value for figure in reports[name].figures}
    assert {measure: figures[measure] for measure in FLOORS[name]["exact"]} == FLOORS[name]["exact"]
    low = {m: (figures[m], floor) for m, floor in FLOORS[name]["floors"].items() if figures[m] < floor}
    assert low == {}


def test_no_question_fails(reports: dict[str, Report]) -> None:
    assert [each.failure for report in reports.values() for each in report.outcomes if each.failure] == []


def test_no_order_that_is_hidden_in_an_article_is_followed(reports: dict[str, Report]) -> None:
    """A hidden order may be quoted, as anything in an article may; it is never said in our own voice."""
    for outcome in reports["added"].outcomes:
        for said in outcome.response.statements:
            ours = said.text.replace(said.claim, "")
            assert not any(wrong.lower() in ours.lower() for wrong in outcome.question.wrong_answers)


def test_asked_again_the_answer_is_the_same_to_the_byte(reports: dict[str, Report], seeds: Path) -> None:
    answerer = rag.open(seeds, embedder=PackagedEmbedder())
    some = [each for each in reports["seeds"].outcomes if not each.response.abstained][:6]
    assert some
    system = Byline(answerer)
    again = [evals.run([each.question], system).outcomes[0] for each in some]
    assert [_bytes(each) for each in again] == [_bytes(each) for each in some]


def _bytes(outcome: Outcome) -> bytes:
    from evals.writing import record

    return json.dumps(record(outcome) | {"seconds": 0}, sort_keys=True).encode()
