"""The page: everything foreign is text, nothing is fetched, and what is said is there without the script."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import evals
from evals.drawing import Chart
from evals.reporting import page
from evals.types import Broken, Cited, EvalQuestion, Report, Response, Said
from tests.evals.asked import ABSTAINED, BRIDGE, MAYOR, RIGHT, answers

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'</details></style>"


class Tags(HTMLParser):
    """Every tag and attribute of a page, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "link", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def report(*extra: EvalQuestion) -> Report:
    return evals.run([BRIDGE, MAYOR, *extra], answers, name="bridges")


def evil() -> Report:
    asked = EvalQuestion(
        id=EVIL, question=EVIL, answers=(EVIL,), history=((EVIL, EVIL),), kind=EVIL, choices=(EVIL,), place=EVIL
    )
    cited = Cited(article_id=EVIL, quote=EVIL, stands="other", around=(EVIL, 3), source=EVIL)
    response = Response(
        text=EVIL,
        statements=(Said(text=EVIL, claim=EVIL, citations=(0,)),),
        citations=(cited,),
        cards=((EVIL, EVIL),),
        asked=EVIL * 2,
    )
    broken = Broken(place=EVIL, reason=EVIL)

    def answer(question: EvalQuestion) -> Response:
        if question.id == "bridge":
            raise ValueError(EVIL)
        return response

    return evals.run([asked, BRIDGE, broken], answer, name=EVIL, system=EVIL, settings={EVIL: EVIL})


def test_the_page_is_well_formed_and_shows_answer_quote_expectation_and_reason() -> None:
    tags = Tags(page(report()))
    assert tags.open == []
    for said in (
        "According to the Post: The repair cost 41 million euros.",
        "41 million euros",
        "says “41 million euros”",
        "It said that it does not know.",
        "Nothing: the articles do not say it.",
        "2 questions to answers",
    ):
        assert said in tags.words


def test_the_cited_words_are_marked_in_their_place() -> None:
    html = page(report())
    assert "…Yes. <mark>The repair cost 41 million euros.</mark> So.…" in html


def test_an_altered_quote_is_shown_beside_what_the_article_has() -> None:
    altered = replace(RIGHT.citations[0], quote="It cost 40 million.")
    html = page(evals.run([BRIDGE], lambda asked: replace(RIGHT, citations=(altered,))))
    assert "<mark>The repair cost 41 million euros.</mark>" in html
    assert "Quoted as: It cost 40 million." in html


def test_everything_foreign_is_text() -> None:
    tags = Tags(page(evil()))
    assert tags.open == []
    assert tags.tags.count("script") == 1
    assert "img" not in tags.tags
    assert not [name for name, _ in tags.attributes if name.startswith("on")]
    assert tags.words.count("<img src=x onerror=alert(1)>") > 10


def test_the_page_asks_nobody_for_anything_and_runs_only_its_own_script() -> None:
    html = page(evil())
    tags = Tags(html)
    links = [value for name, value in tags.attributes if name in ("src", "href", "action", "srcset", "style")]
    assert links == ["data:,"]
    policy = dict(tags.attributes)["content"] or ""
    policy = next(value for name, value in tags.attributes if name == "content" and value and "default-src" in value)
    assert policy.startswith("default-src 'none'; img-src data:;")
    for tag in ("style", "script"):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        assert body is not None
        assert f"'sha256-{b64encode(sha256(body[1].encode()).digest()).decode()}'" in policy
        assert "url(" not in body[1]
        assert "@import" not in body[1]


def test_long_texts_are_cut_so_that_a_thousand_questions_stay_small() -> None:
    long = replace(RIGHT, statements=(Said(text="word " * 10_000, claim="word", citations=(0,)),))
    asked = [replace(BRIDGE, id=str(n)) for n in range(20)]
    assert len(page(evals.run(asked, lambda question: long))) < 20 * 5_000 + 40_000


def test_each_question_carries_its_scores_for_sorting_in_the_order_of_the_choices() -> None:
    html = page(report())
    options = re.findall(r'<option value="(\d+) 1">([^,]+), lowest', html)
    rows = re.findall(r'data-scores="([^"]*)"', html)
    column = int(next(at for at, name in options if name == "contains"))
    assert [row.split(",")[column] for row in rows] == ["1", ""]
    assert [row.split(",")[len(options) - 1] for row in rows] == ["0.5", "0.25"]


def test_a_report_of_nothing_is_still_a_page() -> None:
    tags = Tags(page(evals.run([], answers)))
    assert tags.open == []


def test_a_chart_puts_its_data_between_its_axes() -> None:
    chart = Chart("T", "x", "y & z", right=10, top=2)
    chart.line([(0, 0), (10, 2)])
    assert 'points="40.0,182.0 308.0,28.0"' in chart.svg()
    assert "y &amp; z" in chart.svg()


def test_abstaining_without_a_judgement_is_called_so() -> None:
    html = page(evals.run([EvalQuestion(id="1", question="Who?")], lambda asked: ABSTAINED))
    assert '<span class="verdict part">abstained</span>' in html
