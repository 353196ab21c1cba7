"""`bylines.tsv`: language, date ("" where the words give none), headline, byline; written for this test."""

from pathlib import Path

import pytest

from index.cleaning import clean
from index.describing import describe
from index.types import Provenance

ROWS = [line.split("\t") for line in (Path(__file__).parent / "bylines.tsv").read_text(encoding="utf-8").splitlines()]


def test_there_are_at_least_sixty_of_them() -> None:
    assert len(ROWS) >= 60
    assert all(len(row) == 4 for row in ROWS)


@pytest.mark.parametrize(("language", "date", "headline", "byline"), ROWS)
def test_a_date_is_read_with_its_precision_and_proved_by_its_span_or_it_is_unknown(
    language: str, date: str, headline: str, byline: str
) -> None:
    text = clean(f"{headline}\n\n{byline}")
    published = describe(text, {}).published
    assert (published.value or "") == date
    if published.span is not None:
        assert published.provenance is Provenance.INFERRED
        assert text[slice(*published.span)] in published.why
        assert date[:4] in text[slice(*published.span)]


def test_languages_are_right_or_unknown_and_seldom_unknown() -> None:
    said = [
        (language, describe(clean(f"{headline}\n\n{byline}"), {}).language.value)
        for language, _, headline, byline in ROWS
    ]
    assert [pair for pair in said if pair[1] not in (pair[0], None)] == []
    assert sum(language == value for language, value in said) >= 0.95 * len(said)
