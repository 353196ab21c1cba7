"""The evals of the page without a browser: what is offered and taken, how a run goes, and what its report says."""

import ast
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import evals
from evals import charting, reporting, telling
from evals.reporting import page as report_page
from evals.types import EvalQuestion
from rag.types import Answer
from tests.evals.asked import BRIDGE, MAYOR, answers
from tests.evals.test_recalling import FULL
from tests.evals.test_reporting import evil
from tests.ui.desks import parcel
from tests.ui.fakes import FakeAnswerer, article
from tests.ui.hostile import HOSTILE, SAY, Page
from tests.ui.test_question_sets import CHESS, COST, lines
from ui.conversation import Session
from ui.evals_strings import GERMAN
from ui.limiting import Rate
from ui.measuring import Measuring
from ui.pages.evals import Earlier, evals_html
from ui.question_sets import Offered, QuestionSets
from ui.regions import Shown

NEWS = [article("bridge", "The harbour bridge reopened.\nThe harbour bridge cost 41 million.", title="Harbour bridge")]


def bench(tmp_path: Path, *rows: Any, answerer: FakeAnswerer | None = None, **changes: Any) -> Measuring:
    samples = tmp_path / "samples.jsonl"
    samples.write_bytes(lines(*(rows or (COST, CHESS))))
    sets = QuestionSets(samples=samples, dropped=tmp_path / "questions")
    parts: dict[str, Any] = {"runs": tmp_path / "evals", "rate": Rate(1_000)}
    return Measuring(answerer or FakeAnswerer(NEWS), sets, **(parts | changes))


def run(measuring: Measuring, session: Session, name: str = "samples/samples.jsonl") -> list[Shown]:
    told = {"set": name, "client": "1.2.3.4"}
    return [measuring.measure(session, told), *(shown for shown in measuring.follow(session) if shown != Shown())]


def test_a_run_tells_how_far_it_is_and_ends_in_the_report_that_stands_in_its_file(tmp_path: Path) -> None:
    measuring, session = bench(tmp_path), Session()
    first, *rest = run(measuring, session)
    assert 'data-do="cancel"' in (first.evals or "")
    assert "2 of 2" in "".join(shown.running or "" for shown in rest) or "adding up" in (rest[-2].running or "")
    assert rest[-1].running == ""
    [folder] = (tmp_path / "evals").iterdir()
    written = Page((folder / "report.html").read_text(encoding="utf-8")).text
    shown = Page(rest[-1].evals or "")
    for figure in evals.load(folder).figures:
        said = f"{figure.measure.replace('_', ' ')}"
        assert said in shown.text
        assert f"[{reporting.number(figure.low)}, {reporting.number(figure.high)}]" in shown.text
    assert "says “41 million”" in shown.text
    assert "says “41 million”" in written
    pictures = [tag for tag, _ in shown.tags if tag == "svg"]
    assert len(pictures) == (folder / "report.html").read_text(encoding="utf-8").count("<svg")


def test_the_same_questions_score_the_same_as_by_the_command(tmp_path: Path) -> None:
    measuring = bench(tmp_path)
    run(measuring, Session())
    [folder] = (tmp_path / "evals").iterdir()
    by_hand = evals.run(tmp_path / "samples.jsonl", evals.Byline(FakeAnswerer(NEWS)))  # type: ignore[arg-type]
    there = {each.measure: each for each in evals.load(folder).figures if not each.measure.startswith("seconds")}
    assert there == {each.measure: each for each in by_hand.figures if not each.measure.startswith("seconds")}


def test_an_earlier_run_is_listed_and_opened_as_it_was(tmp_path: Path) -> None:
    measuring, session = bench(tmp_path), Session()
    last = run(measuring, session)[-1].evals or ""
    [folder] = (tmp_path / "evals").iterdir()
    assert "2 questions · 100% right" in Page(measuring.evals(Session(), {}).evals or "").text
    assert "<article" not in (measuring.evals(Session(), {}).evals or "")
    assert (measuring.report(Session(), {"run": folder.name}).evals or "") == last


def test_a_run_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    measuring = bench(tmp_path)
    run(measuring, Session())
    [folder] = (tmp_path / "evals").iterdir()
    (folder / "outcomes.jsonl").write_text("{}\n")
    assert "holds no finished run" in (measuring.report(Session(), {"run": folder.name}).evals or "")
    (folder / "summary.json").write_text("{")
    assert folder.name in (measuring.evals(Session(), {}).evals or "")


@pytest.mark.parametrize("name", ["../evals", "nobody", "", "/etc"])
def test_only_a_listed_run_or_set_is_opened(tmp_path: Path, name: str) -> None:
    measuring, session = bench(tmp_path), Session()
    run(measuring, session)
    assert parcel(measuring.report(session, {"run": name}))[1] == SAY("run_gone")
    assert parcel(measuring.measure(session, {"set": name}))[1] == SAY("set_gone")


class Held(FakeAnswerer):
    """Gives no answer before the page was left: two hundred of the others may be given before a busy test looks."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.left = threading.Event()

    def answer(self, question: str, *, history: Sequence[tuple[str, str]] = (), **chosen: Any) -> Answer:
        assert self.left.wait(20)
        return super().answer(question, history=history, **chosen)


def test_a_cancelled_run_ends_and_leaves_nothing(tmp_path: Path) -> None:
    rows = [COST | {"id": str(number)} for number in range(200)]
    answerer = Held(NEWS)
    measuring, session = bench(tmp_path, *rows, answerer=answerer), Session()
    measuring.measure(session, {"set": "samples/samples.jsonl"})
    following = measuring.follow(session)
    next(following)
    measurement = session.measuring
    assert measurement is not None
    after = measuring.cancel(session, {})
    assert 'data-do="measure"' in (after.evals or "")
    following.close()
    answerer.left.set()
    assert measurement.over.wait(20)
    assert list((tmp_path / "evals").iterdir()) == []
    assert session.measuring is None


def test_leaving_the_page_ends_the_run(tmp_path: Path) -> None:
    rows = [COST | {"id": str(number)} for number in range(200)]
    answerer = Held(NEWS)
    measuring, session = bench(tmp_path, *rows, answerer=answerer), Session()
    measuring.measure(session, {"set": "samples/samples.jsonl"})
    following = measuring.follow(session)
    next(following)
    measurement = session.measuring
    following.close()
    answerer.left.set()
    assert measurement is not None
    assert measurement.over.wait(20)
    assert len(answerer.asked) == 1
    assert list((tmp_path / "evals").iterdir()) == []


def test_while_one_run_goes_on_no_other_begins(tmp_path: Path) -> None:
    measuring, session = bench(tmp_path), Session()
    measuring.measure(session, {"set": "samples/samples.jsonl"})
    assert measuring.measure(session, {"set": "samples/samples.jsonl"}) == Shown()
    assert list(measuring.follow(Session())) == []


def test_a_failing_answerer_is_a_reason_with_each_question_and_no_end_of_the_run(tmp_path: Path) -> None:
    measuring = bench(tmp_path, answerer=FakeAnswerer(NEWS, error=KeyError("line 7")))
    assert "2 failed and count as wrong" in (run(measuring, Session())[-1].evals or "")


def test_a_set_that_has_become_unreadable_is_said(tmp_path: Path) -> None:
    measuring, session = bench(tmp_path), Session()
    (tmp_path / "samples.jsonl").write_text("")
    assert "holds no question" in (run(measuring, session)[-1].evals or "")
    assert session.measuring is None


def test_whoever_begins_too_often_waits(tmp_path: Path) -> None:
    measuring = bench(tmp_path, rate=Rate(1))
    run(measuring, Session())
    kind, said = parcel(measuring.measure(Session(), {"set": "samples/samples.jsonl", "client": "1.2.3.4"}))
    assert (kind, said.startswith("That was many")) == ("said", True)


def test_on_a_page_for_strangers_nothing_is_kept_taken_or_told_of_others(tmp_path: Path) -> None:
    run(bench(tmp_path), Session())
    samples = tmp_path / "samples.jsonl"
    public = Measuring(FakeAnswerer(NEWS), QuestionSets(samples=samples), runs=None, rate=Rate(1_000))
    shown = run(public, Session())[-1].evals or ""
    assert "<article" in shown
    assert "data-run" not in shown
    assert 'type="file"' not in shown
    assert len(list((tmp_path / "evals").iterdir())) == 1
    assert str(tmp_path) not in shown


def test_a_follow_up_is_put_to_the_chat_as_it_stands_alone(tmp_path: Path) -> None:
    asked = EvalQuestion(
        id="1", question="And why?", history=(("a", "b"),), rewrite="Why it cost so much?", as_of="2025"
    )
    report = evals.run([asked, FULL], answers)
    html = evals_html({}, (), SAY, language="en", taking=False, report=report)
    buttons = [attributes for _, attributes in Page(html).tags if attributes.get("data-do") == "ask-this"]
    assert [each["data-meant"] for each in buttons] == ["Why it cost so much?", "And where then?"]
    assert [(each["data-until"], each["data-as-of"]) for each in buttons] == [("", "2025"), ("", "2025-09-16")]
    assert [each["data-articles"] for each in buttons] == ["[]", '["a", "b"]']


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_names_are_words(words: str) -> None:
    offered = {words: Offered(origin="folder", place=Path("x") / words.replace("/", "-").replace("\x00", ""))}
    earlier = [(words, Earlier(set=words, when="", questions=1, correct=None))]
    page = Page(evals_html(offered, earlier, SAY, language="en", taking=True, trouble=words, run=words))
    known = {"section", "h2", "h3", "p", "div", "label", "select", "optgroup", "option", "button", "details", "summary"}
    assert {tag for tag, _ in page.tags} <= known | {"input", "ul", "li", "bdi", "span"}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


def test_hostile_rows_are_words_in_every_part_of_a_report() -> None:
    page = Page(evals_html({}, (), SAY, language="en", taking=False, report=evil()))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "style", "iframe", "form", "a", "link"})
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    html = evals_html({}, (), SAY, language="en", taking=False, report=evals.run([WEIRD], answers, name="\ud800"))
    assert html.encode()
    assert "\u202e" not in html


WEIRD = EvalQuestion(id="a\u202e", question="Who \ud800 \x00 said?", kind="\u2066")


def test_every_word_of_a_report_is_there_in_german() -> None:
    said: set[str] = set()

    def note(words: str) -> str:
        said.add(words)
        return words

    for report in (evil(), evals.run([BRIDGE, MAYOR, FULL], answers)):
        reporting.body(report, note, most=1)
        reporting.summary(report, note)
    for module in (reporting, telling, charting):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)]
        given = [each.args[0] for each in calls if isinstance(each.func, ast.Name) and each.func.id == "say"]
        said |= {each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    assert said == set(GERMAN)
    assert "Alle Kennzahlen" in evals_html({}, (), SAY, language="de", taking=False, report=evil())
    assert "All figures" in report_page(evil())
