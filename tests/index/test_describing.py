from pathlib import Path

import pytest

from index.cleaning import clean
from index.describing import describe
from index.types import DESCRIBED_NAMES, Provenance, given

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "people-news-wits-end",
            {
                "title": "U.S.-China Trade Negotiations: The CCP Is at Its Wits’ End",
                "publisher": "People News",
                "original_publisher": "Dajiyuan",
            },
        ),
        ("wsj-xi-wants-a-visit", {"publisher": "The Wall Street Journal", "authors": "Lingling Wei"}),
        ("scmp-opinion-hard-bargain", {"original_publisher": "South China Morning Post", "genre": "opinion"}),
        (
            "bencham-talks-in-madrid",
            {
                "title": "U.S. and China Hold Trade Talks in Madrid",
                "publisher": "Shanghai BenCham",
                "authors": "Shanghai BenCham",
            },
        ),
        ("web-fourth-round", {}),
    ],
)
def test_the_seeds_say_who_they_are_and_where_it_stands(name: str, expected: dict[str, str]) -> None:
    text = clean((SEEDS / f"{name}.txt").read_text(encoding="utf-8"))
    source = describe(text, {})
    described = {field: getattr(source, field) for field in DESCRIBED_NAMES}
    found = {field: value for field, value in described.items() if value.provenance is Provenance.FOUND}
    if name.startswith("scmp"):  # its first line is a summary that serves as headline
        assert found.pop("title").value.startswith("A more assertive Chinese negotiating team")
    assert {field: value.value for field, value in found.items()} == expected
    for field, value in found.items():
        stands = text[slice(*value.span)]
        assert stands == value.value or (field == "genre" and stands.lower() == value.value)
    assert source.published.provenance is source.updated.provenance is Provenance.UNKNOWN
    assert source.language.value == "en"
    assert source.genre.value == {"scmp-opinion-hard-bargain": "opinion", "bencham-talks-in-madrid": "trade body"}.get(
        name
    )
    note = source.publisher_note.value or ""
    assert note.startswith("Dajiyuan is advocacy: Founded by practitioners") == (name == "people-news-wits-end")


def test_the_unsigned_seed_is_stripped_of_its_furniture_and_of_nothing_else() -> None:
    raw = (SEEDS / "web-fourth-round.txt").read_text(encoding="utf-8")
    gone = set(filter(None, map(str.strip, raw.split("\n")))) - set(clean(raw).split("\n\n"))
    assert gone == {
        "Did you know?",
        "ALSO READ | France’s Parliamentary Committee Seeks Criminal Charges Against TikTok",
        "Comments (0)",
        "Please sign in to leave a comment",
    }


def test_an_article_without_a_headline_is_known_by_its_opening_words() -> None:
    title = describe("The bridge reopened on Monday after two years.", {}).title
    assert (title.value, title.provenance) == ("The bridge reopened on Monday after two years.…", Provenance.INFERRED)


def test_what_is_given_wins_and_what_is_unknown_to_us_is_kept() -> None:
    text = "[Coast Daily] The bridge reopened. (Reuters)"
    source = describe(
        text, {"title": "A", "source": "B", "date": "2025-09-14T10:00", "desk": "world", "url": "ftp://x"}
    )
    assert (source.title, source.publisher, source.published) == (given("A"), given("B"), given("2025-09-14"))
    assert source.original_publisher.value == "Reuters"
    assert source.extra == (("desk", "world"), ("url", "ftp://x"))
    assert source.url.value is None


def test_a_date_that_is_none_is_kept_and_not_believed() -> None:
    source = describe("Text.", {"date": "soon"})
    assert (source.published.value, source.extra) == (None, (("date", "soon"),))


def test_metadata_is_one_line_of_at_most_300_characters() -> None:
    source = describe("Text.", {"title": "a\x1b[31m\nb " + "x" * 1000})
    assert source.title.value is not None
    assert source.title.value.startswith("a [31m b x")
    assert len(source.title.value) == 300
