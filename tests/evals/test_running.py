"""Running: what was answered is kept, what failed counts as wrong, and a stopped run goes on where it was."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import evals
import index
import rag
from evals.errors import RunMismatchError
from evals.running import ANSWERS, SETTINGS
from evals.supporting import ReaderSupport
from evals.types import Broken, EvalQuestion, Response
from rag.answering import Answerer
from rag.types import Answer
from tests.conftest import WordEmbedder, WordReader
from tests.evals.asked import ABSTAINED, BRIDGE, MAYOR, RIGHT, answers, write


def test_any_callable_can_be_measured() -> None:
    report = evals.run([BRIDGE, MAYOR], lambda asked: "41 million euros" if asked.id == "bridge" else "")
    assert report.figure("correct") == evals.Figure(
        measure="correct", value=1.0, low=1.0, high=1.0, count=2, left_out=0
    )
    assert report.figure("abstention_f1") is not None
    assert report.figure("recall@5") is None  # a system that retrieves nothing is no system that finds nothing


def test_what_a_callable_raises_is_that_questions_failure_and_counts_as_wrong() -> None:
    def answer(asked: EvalQuestion) -> Response:
        if asked.id == "mayor":
            raise OSError("gone")
        return RIGHT

    report = evals.run([BRIDGE, MAYOR], answer)
    assert [outcome.failure for outcome in report.outcomes] == ["", "OSError: gone"]
    correct = report.figure("correct")
    assert correct is not None
    assert (correct.value, correct.count) == (0.5, 2)
    assert report.outcomes[1].scores["correct"].why == "failed: OSError: gone"


def test_what_is_no_answer_at_all_is_a_failure() -> None:
    report = evals.run([BRIDGE], lambda asked: 41)
    assert "not int" in report.outcomes[0].failure


def test_a_folder_holds_a_line_for_each_question_a_run_a_summary_and_the_page(tmp_path: Path) -> None:
    report = evals.run([BRIDGE, MAYOR, Broken(place="q:3", reason="is not JSON")], answers, out=tmp_path / "run")
    lines = [json.loads(line) for line in (tmp_path / "run" / "outcomes.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == ["bridge", "mayor"]
    assert lines[0]["scores"]["contains"] == {"value": 1.0, "why": "says “41 million euros”"}
    assert lines[0]["citations"][0]["quote"] == "The repair cost 41 million euros."
    assert lines[0]["seconds"] == 0.5
    assert (tmp_path / "run" / "run.trec").read_text().splitlines() == [
        "bridge Q0 bridge 1 1.000000 answers",
        "bridge Q0 ferry 2 0.500000 answers",
    ]
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    assert summary["broken"] == [{"place": "q:3", "reason": "is not JSON"}]
    assert summary["figures"]["correct"] == {"value": 1.0, "low": 1.0, "high": 1.0, "count": 2, "left_out": 0}
    assert summary["settings"]["support scorer"] == report.settings["support scorer"] == ReaderSupport.name
    assert (tmp_path / "run" / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_each_answer_is_on_disk_before_the_next_question_is_asked(tmp_path: Path) -> None:
    seen = []

    def answer(asked: EvalQuestion) -> Response:
        seen.append(len((tmp_path / ANSWERS).read_text().splitlines()))
        return answers(asked)

    evals.run([BRIDGE, MAYOR], answer, out=tmp_path)
    assert seen == [0, 1]


def test_a_stopped_run_goes_on_with_the_question_whose_line_was_cut_off(tmp_path: Path) -> None:
    evals.run([BRIDGE, MAYOR], answers, out=tmp_path)
    whole = (tmp_path / ANSWERS).read_bytes()
    (tmp_path / ANSWERS).write_bytes(whole[:-20])
    asked = []

    def answer(question: EvalQuestion) -> Response:
        asked.append(question.id)
        return answers(question)

    evals.run([BRIDGE, MAYOR], answer, out=tmp_path, system="answers", resume=True)
    assert asked == ["mayor"]
    assert (tmp_path / ANSWERS).read_bytes() == whole


def test_what_failed_is_asked_again_when_a_run_goes_on(tmp_path: Path) -> None:
    def fail(asked: EvalQuestion) -> Response:
        raise OSError("gone")

    evals.run([BRIDGE], fail, out=tmp_path, system="s")
    report = evals.run([BRIDGE], answers, out=tmp_path, system="s", resume=True)
    assert report.outcomes[0].response == RIGHT


def test_a_run_is_not_gone_on_with_under_other_settings(tmp_path: Path) -> None:
    evals.run([BRIDGE], answers, out=tmp_path, settings={"index": "a"})
    with pytest.raises(RunMismatchError, match="index 'a', not 'b'"):
        evals.run([BRIDGE], answers, out=tmp_path, settings={"index": "b"}, resume=True)


def test_a_run_is_not_written_over(tmp_path: Path) -> None:
    evals.run([BRIDGE], answers, out=tmp_path)
    with pytest.raises(RunMismatchError, match="--resume"):
        evals.run([BRIDGE], answers, out=tmp_path)


def test_a_run_whose_settings_are_damaged_is_not_gone_on_with(tmp_path: Path) -> None:
    evals.run([BRIDGE], answers, out=tmp_path)
    (tmp_path / SETTINGS).write_text("{")
    with pytest.raises(RunMismatchError, match="cannot be read"):
        evals.run([BRIDGE], answers, out=tmp_path, resume=True)


def test_two_questions_of_one_id_are_a_callers_mistake() -> None:
    with pytest.raises(ValueError, match="one id"):
        evals.run([BRIDGE, BRIDGE], answers)


def test_progress_is_told_after_each_question() -> None:
    told: list[tuple[int, int]] = []
    evals.run([BRIDGE, MAYOR], answers, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_a_lone_surrogate_in_a_question_stops_no_report(tmp_path: Path) -> None:
    evals.run([EvalQuestion(id="x", question="Who \ud800?")], answers, out=tmp_path)
    assert json.loads((tmp_path / "outcomes.jsonl").read_text())["question"] == "Who \ud800?"


@pytest.fixture
def answered(answerer: Answerer) -> Answer:
    return answerer.answer("what did China demand for TikTok?")


def test_an_answer_of_bylines_is_taken_as_it_is(answered: Answer, answerer: Answerer) -> None:
    from evals.responses import of_answer

    response = of_answer(answered, answerer.collection.article)
    first = response.citations[0]
    assert first.stands == first.quote == answered.citations[0].quote
    assert first.around is not None
    assert first.around[0][first.around[1] :].startswith(first.quote)
    assert response.statements[0].claim == first.quote
    # The statement is the quote with our attribution set behind its reporting verb.
    assert response.statements[0].text.endswith(first.quote.partition(" that ")[2])
    assert first.origin == "Dajiyuan"


def test_what_a_language_model_wrote_is_measured_as_its_words(answered: Answer) -> None:
    from evals.responses import of_answer
    from rag.types import Part, Statement, Voice

    written = Statement(parts=(Part(text="China wanted lower tariffs.", voice=Voice.WRITTEN),), corroborating=(1,))
    response = of_answer(replace(answered, statements=(written,), citations=answered.citations[:1], disagreements=()))
    assert response.text == "China wanted lower tariffs."
    assert response.statements[0].citations == (0,)


def test_what_only_retrieves_is_not_measured_as_if_it_answered(answerer: Answerer) -> None:
    from evals.systems import Retrieval

    asked = EvalQuestion(id="1", question="Who sells soybeans?", answers=("Brazil",), answerable=True)
    report = evals.run([replace(asked, relevant=(("scmp-opinion-hard-bargain", 1),))], Retrieval(answerer))
    assert report.figure("success@1") is not None
    assert [report.figure(name) for name in ("correct", "answered", "abstention_precision")] == [None] * 3


def test_a_question_is_put_to_its_time(tmp_path: Path, embedder: WordEmbedder, reader: WordReader) -> None:
    from evals.systems import Byline

    told = {"2025-03-01": "The bridge cost 41 million euros.", "2025-05-01": "The bridge cost 50 million euros."}
    rows = ({"id": day, "text": text, "date": day} for day, text in told.items())
    with index.build(write(tmp_path / "a.jsonl", *rows), tmp_path / "index", embedder=embedder) as collection:
        byline = Byline(rag.open(collection, reader=reader))
        asked = EvalQuestion(id="1", question="What did the bridge cost?")

        def retrieved(asked: EvalQuestion) -> set[str]:
            return {each.article_id for each in byline(asked).retrieved}

        assert retrieved(replace(asked, as_of="2025-04-01")) == {"2025-03-01"}
        assert retrieved(replace(asked, as_of="2025-06-01", until="2025-03-01")) == {"2025-03-01"}
        assert retrieved(replace(asked, since="2025-04-01")) == {"2025-05-01"}
        assert retrieved(replace(asked, since="2025-03-01", until="2025-06-01")) == set(told)
        of_the_day = byline(replace(asked, as_of="2025-05-01")).retrieved
        assert [each.article_id for each in of_the_day] == ["2025-05-01", "2025-03-01"]


def test_byline_is_asked_over_the_articles_that_a_question_names(answerer: Answerer) -> None:
    from evals.systems import Byline

    asked = EvalQuestion(id="1", question="what did China demand for TikTok?", articles=("web-fourth-round",))
    assert {each.article_id for each in Byline(answerer)(asked).retrieved} == {"web-fourth-round"}


def test_a_follow_up_is_also_retrieved_for_as_it_stands_and_as_rewritten(answerer: Answerer) -> None:
    from evals.systems import Byline

    asked = EvalQuestion(
        id="1",
        question="and why?",
        history=(("what did China demand for TikTok?", ""),),
        rewrite="Who sells soybeans to China?",
    )
    response = Byline(answerer)(asked)
    assert response.asked != asked.question
    assert response.last_turn is not None
    assert response.by_rewrite is not None
    assert response.by_rewrite[0] == "scmp-opinion-hard-bargain"


def test_the_index_is_told_by_its_content(seeds: Path, answerer: Answerer) -> None:
    from evals.systems import Byline

    settings = Byline(answerer).settings()
    assert settings["index"].startswith("5 articles, ")
    assert "MiniLM" in settings["embedder"]
    assert settings["reader"].startswith("reader.onnx ")
    assert settings["writer"] == "none"


def test_without_a_language_model_an_answer_costs_no_tokens_and_no_calls(answered: Answer) -> None:
    report = evals.run([BRIDGE], lambda _: answered)
    assert [(f.value, f.count) for name in ("tokens", "calls") if (f := report.figure(name))] == [(0.0, 1), (0.0, 1)]


def test_a_response_is_the_same_after_a_line_of_json() -> None:
    from evals.responses import of_record, to_record

    for response in (RIGHT, ABSTAINED, Response(last_turn=("a",), by_rewrite=(), cards=(("3", "4"),))):
        assert of_record(json.loads(json.dumps(to_record(response)))) == response


def test_the_words_around_a_quote_are_whole(articles: Path) -> None:
    from evals.responses import _around

    text = "word " * 100 + "QUOTE" + " word" * 100
    around, start = _around(text, 500, 505)
    assert around[start : start + 5] == "QUOTE"
    assert set(around.split()) == {"word", "QUOTE"}
    assert len(around) < 420
