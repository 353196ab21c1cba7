from itertools import pairwise

import pytest

from rag.comparing import Difference, Outcome, Told, compare

WSJ = "Trump has extended similar deadlines three times this year."
WEB = (
    "President Trump’s administration has extended the deadline four times, stating national security threats as its "
    "reasoning."
)


def told(*texts: str, published: tuple[str | None, ...] = ()) -> list[Told]:
    dates = published or (None,) * len(texts)
    pairs = enumerate(zip(texts, dates, strict=True))
    return [Told(text=text, group=f"g{number}", published=date) for number, (text, date) in pairs]


def test_different_counts_of_the_same_thing_are_a_disagreement_with_both_values_verbatim() -> None:
    assert compare(told(WSJ, WEB)) == (
        Difference(
            outcome=Outcome.DISAGREEMENT,
            subject="Trump extended deadlines",
            one=0,
            other=1,
            values=("three times", "four times"),
        ),
    )


def test_an_outlet_does_not_disagree_with_its_own_copies() -> None:
    copies = [Told(text=WSJ, group="wire"), Told(text=WEB, group="wire")]
    assert compare(copies) == ()


def test_only_what_is_asked_about_is_compared() -> None:
    three = told(WSJ, WEB, WSJ.replace("three", "five"))
    assert {(d.one, d.other) for d in compare(three)} == {(0, 1), (0, 2), (1, 2)}
    assert {(d.one, d.other) for d in compare(three, about=[1])} == {(0, 1), (1, 2)}


def test_what_was_expected_and_what_came_is_a_development_in_that_order() -> None:
    before, after = "The council is expected to reject the new stadium.", "The council approved the new stadium."
    for texts in ((before, after), (after, before)):
        (found,) = compare(told(*texts))
        assert found.outcome is Outcome.DEVELOPMENT
        assert (texts[found.one], texts[found.other]) == (before, after)
        assert found.values == ("reject", "approved")


def test_a_count_that_grew_from_one_day_to_the_next_is_a_development() -> None:
    texts = ("The earthquake killed 12 people in Oaxaca.", "At least 19 people died in the Oaxaca earthquake.")
    (found,) = compare(told(*texts, published=("2025-01-02", "2025-01-01")))
    assert (found.outcome, found.one, found.other) == (Outcome.DEVELOPMENT, 1, 0)
    (found,) = compare(told(*texts, published=("2025-01-02", "2025-01-02")))
    assert found.outcome is Outcome.DISAGREEMENT


def test_an_outlet_that_gives_another_value_on_a_later_day_has_moved_on() -> None:
    texts = ("The port holds magnets for nine weeks of work.", "The port holds magnets for fourteen weeks of work.")
    dates, both = ("2025-09-05", "2025-09-19"), zip(texts, ("2025-09-05", "2025-09-19"), strict=True)
    (found,) = compare([Told(text=text, group=date, published=date, outlet="Gazette") for text, date in both])
    assert (found.outcome, found.one, found.other, found.dated) == (Outcome.DEVELOPMENT, 0, 1, True)
    (found,) = compare(told(*texts, published=dates))
    assert (found.outcome, found.dated) == (Outcome.DISAGREEMENT, False)


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (
            "The fire killed 12 people.",
            "The fire in the hotel killed 14 people, police said.",
            ("12 people", "14 people"),
        ),
        (
            "The film was directed by Mahesh Bhatt.",
            "The film was directed by Raj Kapoor.",
            ("Mahesh Bhatt", "Raj Kapoor"),
        ),
        (
            "The repair cost 41 million euros.",
            "The repair cost 41 million pounds.",
            ("41 million euros", "41 million pounds"),
        ),
        ("The council approved the new stadium.", "The council rejected the new stadium.", ("approved", "rejected")),
    ],
)
def test_numbers_names_currencies_and_outcomes_can_differ(one: str, other: str, values: tuple[str, str]) -> None:
    (found,) = compare(told(one, other))
    assert (found.outcome, found.values) == (Outcome.DISAGREEMENT, values)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The negotiations in Madrid, following three rounds of high-level trade talks, come as both prepare.",
            "Senior US and Chinese officials gathered in Madrid on Sunday for their fourth round of talks this year.",
        ),
        (
            "Beijing won’t take action until the White House removes the 20% tariffs it has placed on Chinese imports.",
            "US duties on Chinese imports now average 55 percent.",
        ),
        (
            "Exports to the US in 2024 accounted for 14.7 per cent of China's total.",
            "Exports to the US in 2018 accounted for 19 per cent of China's total.",
        ),
        ("TikTok has until Wednesday to secure a deal.", "TikTok has until September 17 to secure a deal."),
        ("The truce was extended to November 10.", "The truce was extended until November."),
        ("The bridge cost 41 million euros.", "The bridge cost about 40 million euros."),
        ("The price is expected to drop to $3.49 a gallon.", "The price is not expected to drop to $2 a gallon."),
        (
            "The port had work for ten weeks, it said on Friday.",
            "The port had work for ten weeks, it said on Wednesday.",
        ),
        ("Vietnam agreed to a tariff of 20 percent.", "Japan agreed to a tariff of 15 percent."),
    ],
)
def test_what_only_seems_to_differ_is_passed_over(one: str, other: str) -> None:
    assert compare(told(one, other)) == ()
    assert compare(told(other, one)) == ()


def test_the_same_sentences_give_the_same_differences() -> None:
    several = told(WSJ, WEB, "The fire killed 12 people.", "The fire killed 14 people.")
    assert all(one == other for one, other in pairwise(compare(several) for _ in range(3)))
