"""Scores and figures, worked out by hand; the measures' own examples stand beside them and are run as well."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import evals
from evals import intervals
from evals.charting import charts
from evals.comparing import chance
from evals.errors import RunMismatchError
from evals.measures import abstention, calibration, retrieval, risk
from evals.measures.evidence import meets
from evals.measures.normalizing import normalize
from evals.scoring import NAMES, by_kind, figures, less_is_better, score
from evals.supporting import ReaderSupport
from evals.types import Cited, EvalQuestion, Evidence, Outcome, Response, Retrieved, Said
from tests.evals.asked import ABSTAINED, BRIDGE, MAYOR, RIGHT, WRONG, answers


def outcomes(*pairs: tuple[EvalQuestion, Response | str]) -> tuple[Outcome, ...]:
    return score([asked for asked, _ in pairs], {asked.id: given for asked, given in pairs}, ReaderSupport())


def values(*pairs: tuple[EvalQuestion, Response | str]) -> dict[str, float]:
    return {figure.measure: figure.value for figure in figures(outcomes(*pairs))}


def test_a_right_answer_and_a_right_abstention_score_one_throughout() -> None:
    found = values((BRIDGE, RIGHT), (MAYOR, ABSTAINED))
    assert found == {
        "correct": 1.0,
        "contains": 1.0,
        "exact_match": 0.5,
        "f1": pytest.approx((2 * 3 / (5 + 3) + 1) / 2),
        "value_match": 1.0,
        "evidence_recall": 1.0,
        "evidence_precision": 1.0,
        "quote_exactness": 1.0,
        "citation_recall": 1.0,
        "citation_precision": 1.0,
        "statement_coverage": 1.0,
        **dict.fromkeys(("ndcg@10", "recall@5", "recall@10", "rr", "success@1", "success@5"), 1.0),
        **{f"passage_{name}": 1.0 for name in ("ndcg@10", "recall@5", "recall@10", "rr", "success@1", "success@5")},
        "abstention_precision": 1.0,
        "abstention_recall": 1.0,
        "abstention_f1": 1.0,
        "auroc": 1.0,
        "answered": 0.5,
        "risk_area": 0.0,
        "calibration_error": pytest.approx(0.1),
        "seconds_p50": 0.375,
        "seconds_p95": pytest.approx(0.4875),
    }


def test_no_figure_comes_without_its_count_and_its_interval() -> None:
    for figure in figures(outcomes((BRIDGE, RIGHT), (MAYOR, RIGHT))):
        assert figure.low <= figure.value <= figure.high or figure.measure == "calibration_error"
        assert figure.count + figure.left_out == 2
        assert figure.count >= 1


def test_a_question_that_cannot_be_scored_is_left_out_and_counted() -> None:
    contains = next(f for f in figures(outcomes((BRIDGE, WRONG), (MAYOR, ABSTAINED))) if f.measure == "contains")
    assert (contains.value, contains.count, contains.left_out) == (0.0, 1, 1)


def test_a_failed_question_is_wrong_in_every_measure_that_applies_to_it() -> None:
    found = values((BRIDGE, "OSError: gone"), (replace(BRIDGE, id="second"), RIGHT))
    assert {found[name] for name in ("correct", "contains", "f1", "recall@5", "evidence_recall")} == {0.5, 0.375}


def test_abstaining_from_what_is_answered_is_wrong() -> None:
    assert values((BRIDGE, ABSTAINED))["correct"] == 0.0


def test_an_altered_quote_is_seen_by_what_stands_in_the_article() -> None:
    altered = replace(RIGHT.citations[0], quote="The repair cost 40 million euros.")
    assert values((BRIDGE, replace(RIGHT, citations=(altered,))))["quote_exactness"] == 0.0


def test_a_claim_that_its_quote_does_not_bear_is_not_supported() -> None:
    said = replace(RIGHT.statements[0], claim="The repair cost 40 million euros.")
    assert values((BRIDGE, replace(RIGHT, statements=(said,))))["citation_recall"] == 0.0


def test_another_scorer_of_support_can_be_handed_in_and_is_named() -> None:
    class Believer:
        name = "believer"

        def supports(self, claim: str, evidence: str) -> bool:
            return True

    said = replace(RIGHT.statements[0], claim="Anything.")
    report = evals.run([BRIDGE], lambda asked: replace(RIGHT, statements=(said,)), support=Believer())
    figure = report.figure("citation_recall")
    assert figure is not None
    assert figure.value == 1.0
    assert report.settings["support scorer"] == "believer"


def test_evidence_is_met_by_a_citation_of_its_article_that_shares_most_of_its_words() -> None:
    part = Evidence(article_id="a", text="The repair of the bridge cost 41 million euros.")
    assert meets(Cited(article_id="a", quote="Then: the repair of the bridge cost 41 million euros, all told."), part)
    assert not meets(Cited(article_id="b", quote=part.text), part)
    assert not meets(Cited(article_id="a", quote="Boats cross the harbour."), part)


def test_evidence_without_an_article_may_stand_anywhere() -> None:
    asked = replace(BRIDGE, evidence=(Evidence(article_id="", text=BRIDGE.evidence[0].text),))
    found = values((asked, RIGHT))
    assert (found["evidence_recall"], found["passage_rr"]) == (1.0, 1.0)
    assert "ndcg@10" not in found


def test_several_pieces_of_evidence_may_stand_in_one_passage() -> None:
    parts = (Evidence(article_id="a", text="It rains."), Evidence(article_id="a", text="It pours."))
    asked = replace(BRIDGE, evidence=parts)
    response = Response(retrieved=(Retrieved(article_id="a", text="It rains. It pours."),))
    assert values((asked, response))["passage_recall@5"] == 1.0


def test_a_disagreement_is_found_by_a_card_of_its_two_values_and_any_other_card_is_false() -> None:
    asked = EvalQuestion(id="1", question="How often?", sides=("three times", "four times"))
    calm = EvalQuestion(id="2", question="Which round?", sides=())
    right, false = Response(cards=(("four times", "three"),)), Response(cards=(("20%", "55%"),))
    found = values((asked, right), (calm, false))
    assert (found["card_precision"], found["card_recall"]) == (0.5, 1.0)
    assert values((asked, Response()), (calm, Response()))["card_recall"] == 0.0
    assert "card_precision" not in values((calm, Response()))


def test_kinds_have_figures_of_their_own() -> None:
    found = by_kind(outcomes((BRIDGE, WRONG), (MAYOR, ABSTAINED)))
    assert {kind: given[0].value for kind, given in found.items()} == {"number": 0.0, "unanswerable": 1.0}


def test_the_order_of_equal_confidences_does_not_change_the_risk() -> None:
    rows = np.asarray([[1, 0, 0.5, right] for right in (0, 1, 1, 1)], np.float64)
    assert risk.area(rows) == risk.area(rows[::-1]) == 0.25


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.1, 0.4, 0.8])), min_size=1, max_size=20))
def test_auroc_is_the_share_of_pairs_in_the_right_order(pairs: list[tuple[float, float]]) -> None:
    rows = np.asarray([[answerable, 0, sure, 1] for answerable, sure in pairs])
    above = [sure for answerable, sure in pairs if answerable]
    below = [sure for answerable, sure in pairs if not answerable]
    if not above or not below:
        assert np.isnan(abstention.auroc(rows))
        return
    won = sum((a > b) + 0.5 * (a == b) for a in above for b in below)
    assert abstention.auroc(rows) == pytest.approx(won / (len(above) * len(below)))


def test_what_was_not_answered_has_no_risk_and_no_calibration() -> None:
    rows = np.asarray([[1, 1, 0.5, 0.0]])
    assert np.isnan(risk.area(rows))
    assert np.isnan(calibration.error(rows))


def test_an_interval_holds_its_mean_and_narrows_with_the_count() -> None:
    few, many = np.asarray([0.0, 1.0] * 5), np.asarray([0.0, 1.0] * 500)
    (low, high), (nearer_low, nearer_high) = intervals.of_mean(few), intervals.of_mean(many)
    assert low < nearer_low < 0.5 < nearer_high < high
    assert intervals.of_mean(few) == (low, high)


@given(st.text(max_size=40))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


def test_where_only_whether_to_answer_is_known_the_risk_is_that_of_answering_what_should_be_refused() -> None:
    vague = replace(BRIDGE, answers=(), evidence=(), relevant=())
    sure, unsure = replace(RIGHT, confidence=0.9), replace(WRONG, confidence=0.3)
    found = values((vague, sure), (MAYOR, unsure))
    assert found["risk_area"] == pytest.approx((0 + 1 / 2) / 2)
    assert "calibration_error" not in found  # it would be that of answering at all
    assert ["Reliability" in svg for svg, _ in charts(outcomes((vague, sure), (MAYOR, unsure)))].count(True) == 0
    assert ["Reliability" in svg for svg, _ in charts(outcomes((BRIDGE, sure), (MAYOR, unsure)))].count(True) == 1
    assert values((BRIDGE, sure), (MAYOR, unsure))["risk_area"] == pytest.approx((0 + 1 / 2) / 2)
    assert values((BRIDGE, sure), (replace(vague, id="vague"), unsure))["risk_area"] == 0


def test_every_name_of_a_figure_is_known_to_the_bars() -> None:
    found = values((BRIDGE, RIGHT), (MAYOR, ABSTAINED))
    assert set(found) <= set(NAMES)
    assert {name for name in NAMES if less_is_better(name)} == {
        "risk_area",
        "calibration_error",
        "seconds_p50",
        "seconds_p95",
        "tokens",
        "calls",
    }


def test_as_of_a_day_nothing_later_may_be_cited() -> None:
    asked = replace(BRIDGE, as_of="2025-03-01")
    later = replace(RIGHT, citations=(replace(RIGHT.citations[0], published="2025-03-02"),))
    month = replace(RIGHT, citations=(replace(RIGHT.citations[0], published="2025-03"),))
    assert values((asked, later))["as_of_correctness"] == 0.0
    assert values((asked, month))["as_of_correctness"] == 1.0


def test_a_system_that_never_cites_has_no_figure_of_what_it_cites() -> None:
    bare = replace(RIGHT, citations=(), statements=())
    assert "evidence_recall" not in values((BRIDGE, bare))
    assert values((BRIDGE, bare), (replace(BRIDGE, id="again"), RIGHT))["evidence_recall"] == 0.5


def test_of_a_time_nothing_from_before_or_after_it_may_be_cited() -> None:
    asked = replace(BRIDGE, since="2025-03-01", until="2025-03-31")

    def correctness(published: str) -> float:
        told = replace(RIGHT, citations=(replace(RIGHT.citations[0], published=published),))
        return values((asked, told))["as_of_correctness"]

    outside, inside = ("2025-02-28", "2025-02", "2025-04-01", "2024"), ("2025-03-01", "2025-03", "2025", "")
    assert [correctness(day) for day in (*outside, *inside)] == [0.0] * 4 + [1.0] * 4


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=30))
def test_the_paired_test_gives_a_probability_whatever_the_sign(differences: list[float]) -> None:
    found = np.asarray(differences)
    assert 0 < chance(found) <= 1
    assert chance(found) == chance(-found)


def test_two_runs_are_compared_question_by_question(tmp_path: Path) -> None:
    many = [replace(BRIDGE, id=f"b{n}") for n in range(8)]
    evals.run([*many, MAYOR], lambda asked: WRONG, out=tmp_path / "before")
    evals.run([*many, BRIDGE], lambda asked: RIGHT if asked.id != "b7" else WRONG, out=tmp_path / "after")
    found = evals.compare(tmp_path / "before", tmp_path / "after")
    contains = next(change for change in found.changes if change.measure == "contains")
    assert (contains.before, contains.after, contains.count) == (0.0, 7 / 8, 8)
    assert contains.better == tuple(f"b{n}" for n in range(7))
    assert contains.worse == ()
    assert contains.chance == 2 / 2**7
    assert contains.low > 0.5
    assert found.reasons["b0", "contains"] == ("says no accepted answer", "says “41 million euros”")
    assert found.alone == ("bridge", "mayor")


def test_runs_that_share_nothing_or_are_not_finished_are_not_compared(tmp_path: Path) -> None:
    evals.run([BRIDGE], answers, out=tmp_path / "a")
    evals.run([MAYOR], answers, out=tmp_path / "b")
    with pytest.raises(RunMismatchError, match="shares no question"):
        evals.compare(tmp_path / "a", tmp_path / "b")
    (tmp_path / "b" / "summary.json").unlink()
    with pytest.raises(RunMismatchError, match="no finished run"):
        evals.compare(tmp_path / "a", tmp_path / "b")


def test_statements_that_cite_nothing_and_copies_of_one_source_are_counted() -> None:
    bare = Said(text="So it is.", claim="So it is.")
    copies = tuple(Cited(article_id=name, quote="The repair cost 41 million euros.") for name in ("a", "b"))
    response = replace(RIGHT, statements=(*RIGHT.statements, bare), citations=(*RIGHT.citations, *copies))
    found = values((BRIDGE, response))
    assert (found["statement_coverage"], found["source_independence"]) == (0.5, 1 / 3)


def test_the_summary_is_strict_json(tmp_path: Path) -> None:
    evals.run([BRIDGE], lambda asked: RIGHT, out=tmp_path)

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    json.loads((tmp_path / "summary.json").read_text(), parse_constant=refuse)


def test_names_that_no_c_string_holds_are_scored_as_names() -> None:
    odd = ("half \ud800", "cut\x00here", "cut\x00there")
    for name in odd:
        asked = EvalQuestion(id=name, question="Where?", relevant=((name, 1),))
        found = retrieval.score([asked], {name: (odd[1], odd[2], odd[0])}, retrieval.article_qrels)
        assert found[name]["rr"] == pytest.approx({odd[0]: 1 / 3, odd[1]: 1, odd[2]: 1 / 2}[name])
