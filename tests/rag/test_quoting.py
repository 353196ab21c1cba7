from dataclasses import replace

import pytest

from rag.quoting import candidates_of
from tests.rag.test_composing import found


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
