from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.verifying import verify

WSJ = "Trump has extended similar deadlines three times this year."
BESSENT = "But Bessent made it clear: “We are not willing to sacrifice national security for a social media app.”"
GREER = "According to U.S. Trade Representative Greer, the Chinese side “has not yet found a way forward on the issue.”"
SHARE = (
    "Exports to the US in 2024 accounted for 14.7 per cent of the total, down from slightly over 19 per cent in 2018."
)
DUTIES = "US duties on Chinese imports now average 55 percent, a legacy of Trump’s tariff policy."


def checks(statement: str, *evidence: str, known: Sequence[str] = ()) -> list[str]:
    return [found.check.value for found in verify(statement, evidence, known=known)]


@pytest.mark.parametrize(
    ("statement", "evidence", "check"),
    [
        ("Trump has extended similar deadlines seven times this year.", WSJ, "number"),
        ("Vance has extended similar deadlines three times this year.", WSJ, "name"),
        ("Trump has not extended similar deadlines three times this year.", WSJ, "negation"),
        ("Bessent said they are willing to sacrifice national security for an app.", BESSENT, "negation"),
        ("“We are not willing to sacrifice energy security,” Bessent said.", BESSENT, "quotation"),
        ("Trump said the Chinese side has not yet found a way forward.", f"{GREER} Trump praised it.", "speaker"),
        ("US duties on Chinese imports now average 95 percent.", DUTIES, "number"),
        ("US duties on Chinese imports now average 55 percentage points.", DUTIES, "unit"),
        ("The repair cost 41 million pounds.", "The repair cost 41 million euros.", "unit"),
        ("The bridge reopened on Tuesday.", "The bridge reopened on Monday.", "date"),
        ("The truce runs to November 12.", "The truce runs to November 10.", "date"),
        ("Exports to the US in 2018 accounted for 14.7 per cent of the total.", SHARE, "number"),
        ("France sued Google.", "Google sued France over the law.", "role"),
        ("Prices fell in the city.", "Prices rose in the city.", "opposite"),
        ("More than 100 orders are open.", "Fewer than 100 orders are open.", "number"),
        ("China may buy the H30 chip.", "China may buy the H20 chip.", "name"),
    ],
)
def test_one_altered_word_is_found_and_called_by_its_kind(statement: str, evidence: str, check: str) -> None:
    assert check in checks(statement, evidence)


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        (WSJ, WSJ),
        ("Similar deadlines were extended 3 times this year by Trump.", WSJ),
        ("This year Trump extended such deadlines three times.", WSJ),
        ("Bessent said they were not willing to sacrifice national security for an app.", BESSENT),
        ("Greer said China “has not yet found a way forward”.", GREER),
        ("In 2024, exports to the US were 14.7% of the total.", SHARE),
        ("On average, US duties on Chinese imports are 55%.", DUTIES),
        ("Google was sued by France.", "France sued Google over the law."),
        ("The ministry did not comment.", "The ministry declined to comment."),
        ("The United States signed.", "The US signed on Monday."),
        ("It is due in November.", "It is due on November 10."),
    ],
)
def test_the_same_said_otherwise_passes(statement: str, evidence: str) -> None:
    assert checks(statement, evidence) == []


def test_a_finding_points_at_the_words_and_says_why() -> None:
    (found,) = verify("It was extended seven times.", [WSJ])
    assert "It was extended seven times."[found.start : found.end] == "seven times"
    assert found.why == "“seven times” does not stand in the evidence, which has “three times”"


def test_outlets_and_years_of_the_cited_articles_may_be_named() -> None:
    statement = "Coast Daily reported that the bridge reopened on September 17, 2025."
    evidence = "The bridge reopened on September 17."
    assert checks(statement, evidence) == ["name", "date"]
    assert checks(statement, evidence, known=["Coast Daily", "2025-09-18"]) == []


class Doubter:
    """Finds every statement as likely as it was told."""

    def __init__(self, likely: float) -> None:
        self.likely = likely

    def support(self, statement: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        return np.full(len(sentences), self.likely, np.float32)


def test_a_reader_that_doubts_is_one_more_finding() -> None:
    assert verify(WSJ, [WSJ], supporter=Doubter(0.8), bar=0.5) == ()
    (found,) = verify(WSJ, [WSJ], supporter=Doubter(0.2), bar=0.5)
    assert (found.check.value, found.start, found.end) == ("support", 0, len(WSJ))


def test_without_evidence_nothing_exact_can_be_said() -> None:
    assert checks("It cost 5 million euros.") == ["number"]


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_text_is_read(statement: str, evidence: str) -> None:
    for found in verify(statement, [evidence]):
        assert 0 <= found.start < found.end <= len(statement)


@given(st.sampled_from([WSJ, BESSENT, GREER, SHARE, DUTIES]), st.sampled_from([WSJ, BESSENT, GREER, SHARE, DUTIES]))
def test_a_sentence_says_what_it_says_whatever_stands_beside_it(statement: str, other: str) -> None:
    assert verify(statement, [other, statement]) == ()


def test_a_month_may_be_shortened_or_written_out_and_stays_the_same_month() -> None:
    assert verify("They play on November 26.", ["They play at noon on Nov. 26."]) == ()
    assert verify("They play on Nov. 26.", ["They play at noon on November 26."]) == ()
    assert verify("They play on December 26.", ["They play at noon on Nov. 26."])
