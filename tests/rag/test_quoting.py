from dataclasses import replace

import pytest

from index.types import Described, Provenance
from rag.exporting import beside
from rag.quoting import candidates_of, cite
from tests.rag.listed import found


@pytest.mark.parametrize(
    ("text", "sentence", "quote"),
    [
        ("Smith came. He said no.", "He said no.", "Smith came. He said no."),
        ("It rained. He Lifeng leads the team.", "He Lifeng leads the team.", "He Lifeng leads the team."),
        ("Smith came.\n\nHe said no.", "He said no.", "He said no."),
    ],
)
def test_a_sentence_is_quoted_with_what_it_cannot_be_understood_without(text: str, sentence: str, quote: str) -> None:
    candidates = [candidate for each in found(text) for candidate in candidates_of(each)]
    assert [candidate.quote for candidate in candidates if candidate.text == sentence] == [quote]


def test_quotes_that_share_a_sentence_overlap() -> None:
    first, second, third = candidates_of(
        found("Smith came on Monday. He said no to all of it. Rain fell on Monday.")[0]
    )
    assert first.overlaps(second)
    assert not second.overlaps(third)


def test_a_part_of_a_quotation_is_quoted_whole_with_who_says_it() -> None:
    spoken = "“The question is whether he comes. Beijing wants it,” said Evan Medeiros."
    cut = spoken.index(" Beijing")
    (each,) = found(spoken)
    article = replace(each.article, sentences=((0, cut), (cut + 1, len(spoken))))
    assert [candidate.quote for candidate in candidates_of(replace(each, article=article))] == [spoken, spoken]


@pytest.mark.parametrize(
    ("text", "sentence", "quote"),
    [
        (
            "“They want it,” said Evan Medeiros. “It is a back-up.”",
            "“It is a back-up.”",
            "“They want it,” said Evan Medeiros. “It is a back-up.”",
        ),
        ("“They want it,” said Evan Medeiros. Rain fell.", "Rain fell.", "Rain fell."),
        ("It rained on Monday. “We met,” said Ole Lund.", "“We met,” said Ole Lund.", "“We met,” said Ole Lund."),
        ("“They want it,” said Evan Medeiros.\n\n“A back-up.”", "“A back-up.”", "“A back-up.”"),
    ],
)
def test_words_that_go_on_in_a_quotation_of_their_own_are_quoted_with_who_says_them(
    text: str, sentence: str, quote: str
) -> None:
    candidates = [candidate for each in found(text) for candidate in candidates_of(each)]
    assert [candidate.quote for candidate in candidates if candidate.text == sentence] == [quote]


def test_a_citation_says_who_is_behind_the_outlet_and_where_else_the_text_stands() -> None:
    (each,) = found("It rained.")
    note = Described(value="RT is state-run: ...", provenance=Provenance.INFERRED, why="publisher registry: x")
    article = replace(each.article, source=replace(each.article.source, publisher_note=note))
    hit = replace(each.hit, copies=(("mirror", "Coast Daily"),))
    citation = cite(1, replace(each, article=article, hit=hit), 0, 10)
    assert (citation.publisher_note, citation.copies) == ("RT is state-run: ...", (("mirror", "Coast Daily"),))
    assert beside(citation) == ("RT is state-run: ...", "the same text: Coast Daily (mirror)")
    raw = citation.to_dict()
    assert raw["copies"] == [{"article_id": "mirror", "name": "Coast Daily"}]
    assert raw["publisher_note"] == "RT is state-run: ..."
    assert beside(cite(1, each, 0, 10)) == ()


def test_a_citation_says_which_day_its_weekday_is_where_the_article_has_a_date() -> None:
    (each,) = found("The truce ended on Monday.", date="2025-09-16")
    assert beside(cite(1, each, 0, 26)) == ("“Monday” is 15 September 2025",)
    (each,) = found("The truce ended on Monday.")
    assert beside(cite(1, each, 0, 26)) == ()
