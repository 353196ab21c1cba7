"""Where the news names a seat of government, and means the government."""

import pytest

from rag.seats import with_countries


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Who has the upper hand, Washington or Beijing?", "Who has the upper hand, the US or China?"),
        ("But Beijing is sending Premier Li Qiang.", "But China is sending Premier Li Qiang."),
        ("Talks took place in Washington and at the Kremlin.", "Talks took place in Washington and at the Kremlin."),
        ("George Washington crossed the river.", "George Washington crossed the river."),
        ("The Washington Post said so.", "The Washington Post said so."),
        ("The CCP’s demands; the Chinese Communist Party agreed.", "China’s demands; China agreed."),
        ("How many Americans use it?", "How many people in the US use it?"),
        ("Two million Germans saw it.", "Two million people in Germany saw it."),
        ("Four Americans and many Native Americans left.", "Four Americans and many Native Americans left."),
        ("Most Americans’ wages rose; so say the Italians.", "Most Americans’ wages rose; so say the Italians."),
        ("The Chinese had asked the Chinese delegation.", "China had asked the Chinese delegation."),
        ("The French Open was won by a Russian.", "The French Open was won by a Russian."),
        ("Warsaw is the capital, and Paris burned.", "Warsaw is the capital, and Paris burned."),
    ],
)
def test_a_government_gets_its_country_and_a_place_a_name_and_people_stay(text: str, read: str) -> None:
    assert with_countries(text) == read
