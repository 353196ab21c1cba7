import json
from dataclasses import replace
from typing import Any

import pytest

from index.types import Passage
from rag.types import Answer, Citation, Disagreement, Hit, Part, Side, Statement, Status, Voice

TEXT = "The bridge reopened on Monday. It cost 41 million."
PASSAGE = Passage(article_id="bridge", start=100, end=100 + len(TEXT), text=TEXT)
HIT = Hit(passage=PASSAGE, rank=1, score=0.03, title="Bridge Reopens", publisher="Coast Daily")


def citation(number: int = 1, **changes: Any) -> Citation:
    values: dict[str, Any] = {
        "number": number,
        "article_id": "bridge",
        "start": 100,
        "end": 130,
        "quote": "The bridge reopened on Monday.",
        "passage": PASSAGE,
        "title": "Bridge Reopens",
    }
    return Citation(**(values | changes))


def statement(number: int = 1, quote: str = "The bridge reopened on Monday.") -> Statement:
    return Statement(
        parts=(
            Part(text="According to Coast Daily: ", voice=Voice.OURS),
            Part(text=quote, voice=Voice.QUOTED, citation=number),
        )
    )


def answer(**changes: Any) -> Answer:
    values: dict[str, Any] = {
        "question": "When?",
        "standalone_question": "When?",
        "status": Status.ANSWERED,
        "text": statement().text,
        "statements": (statement(),),
        "citations": (citation(),),
        "confidence": 0.9,
        "hits": (HIT,),
        "index_generation": 3,
        "seconds": 0.25,
    }
    return Answer(**(values | changes))


def test_what_came_nearest_belongs_to_what_was_not_found_and_to_what_was_retrieved() -> None:
    unanswered = {"status": Status.NOT_FOUND, "text": "No.", "statements": (), "citations": ()}
    assert answer(**unanswered, nearest=(citation(),)).to_dict()["nearest"][0]["quote"] == citation().quote
    with pytest.raises(ValueError, match="no need of what came nearest"):
        answer(nearest=(citation(),))
    with pytest.raises(ValueError, match="not retrieved"):
        answer(**unanswered, hits=(), nearest=(citation(),))


def test_a_whole_answer_is_plain_json_without_the_time_it_took() -> None:
    plain = answer().to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["text"] == "According to Coast Daily: The bridge reopened on Monday. [1]"
    assert plain["statements"][0]["parts"][1] == {
        "text": "The bridge reopened on Monday.",
        "voice": "quoted",
        "citation": 1,
    }
    assert "seconds" not in plain
    assert answer() == answer(seconds=9.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"quote": "The bridge reopened on Friday."}, "does not stand at"),
        ({"start": 101, "end": 131}, "does not stand at"),
        ({"start": 90, "end": 120}, "leaves its passage"),
        ({"end": 400}, "leaves its passage"),
        ({"article_id": "ferry"}, "its passage of 'bridge'"),
        ({"number": 0}, "count from 1"),
    ],
)
def test_a_citation_that_is_not_true_cannot_be_built(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        citation(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"citations": ()}, r"cite \[1\], but the citations are \[\]"),
        ({"citations": (citation(), citation(2))}, r"cite \[1\], but the citations are \[1, 2\]"),
        ({"statements": (statement(2),)}, r"cite \[2\], but the citations are \[1\]"),
        ({"citations": (citation(2),)}, "numbered 1, 2"),
        ({"hits": ()}, "was not retrieved"),
        ({"hits": (replace(HIT, rank=2),)}, "ranked 1, 2"),
        ({"statements": ()}, "cannot have 0 statements"),
        ({"status": Status.NOT_FOUND}, "cannot have 1 statements"),
        ({"status": Status.PARTIAL}, r"cannot miss \(\)"),
        ({"missing": ("who paid",)}, r"cannot miss \('who paid',\)"),
        ({"confidence": 1.1}, "confidence is 0 to 1"),
        ({"statements": (statement(1, "The bridge never reopened."),)}, "does not stand in the quote"),
        (
            {
                "disagreements": (
                    Disagreement(subject="s", sides=(Side(value="3", citations=(1,)), Side(value="4", citations=(2,)))),
                )
            },
            r"a difference cites \[2\]",
        ),
    ],
)
def test_an_answer_that_could_not_be_checked_cannot_be_built(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        answer(**changes)


def test_a_statement_rests_on_something_and_every_word_has_one_voice() -> None:
    with pytest.raises(ValueError, match="cites at least one source"):
        Statement(parts=(Part(text="We think so.", voice=Voice.OURS),))
    with pytest.raises(ValueError, match="is ours but cites 1"):
        Part(text="x", voice=Voice.OURS, citation=1)
    with pytest.raises(ValueError, match="is quoted but cites None"):
        Part(text="x", voice=Voice.QUOTED)
    with pytest.raises(ValueError, match="has words"):
        Part(text="", voice=Voice.OURS)
    with pytest.raises(ValueError, match="ranks count from 1"):
        replace(HIT, rank=0)


def test_a_value_is_set_in_front_of_its_sentence_and_further_sources_stand_behind() -> None:
    value = Part(text="Monday", voice=Voice.VALUE, citation=1)
    said = replace(statement(), parts=(value, *statement().parts), corroborating=(2,), outlets=2)
    assert (said.value, said.citations, statement().value) == ("Monday", (1, 2), None)
    assert said.text.endswith("The bridge reopened on Monday. [1] [2]")
    assert said.to_dict()["outlets"] == 2
    assert answer(statements=(said,), citations=(citation(), citation(2))).citations[1].number == 2
    with pytest.raises(ValueError, match="cannot be of 2 outlets"):
        replace(statement(), outlets=2)


def test_a_disagreement_has_two_sides_that_differ() -> None:
    with pytest.raises(ValueError, match="two or more sides"):
        Disagreement(subject="times", sides=(Side(value="3", citations=(1,)), Side(value="3", citations=(2,))))
    with pytest.raises(ValueError, match="a value and a source"):
        Side(value="4", citations=())
    both = Disagreement(subject="times", sides=(Side(value="3", citations=(1,)), Side(value="4", citations=(1,))))
    assert answer(disagreements=(both,)).to_dict()["disagreements"] == [
        {
            "subject": "times",
            "sides": [
                {"value": "3", "citations": [1], "published": None},
                {"value": "4", "citations": [1], "published": None},
            ],
        }
    ]
