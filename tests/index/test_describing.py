import time
from pathlib import Path

import pytest

from index.cleaning import clean
from index.describing import canonical_url, describe
from index.types import DESCRIBED_NAMES, Provenance, given, stated

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
    assert source.publisher_note.value is None  # nobody behind these outlets is a state, a party or a campaign


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


LONG = "The harbour bridge reopened on Monday after a repair of two years that cost 41 million euros. " * 6


def test_what_a_page_states_gives_way_to_what_was_given_and_wins_over_what_is_found() -> None:
    page = {
        "title": ("Bridge reopens | Coast Daily", "title"),
        "source": ("Coast Daily", "og:site_name"),
        "date": ("2025-09-14T10:00:00Z", "article:published_time"),
        "updated": ("soon", "article:modified_time"),
        "url": ("https://coast.example/2024/01/02/b?utm_source=x&id=7#top", "link canonical"),
        "language": ("en-GB", "html lang"),
        "section": ("Harbour", "article:section"),
        "kind": ("NewsArticle ReportageNewsArticle", "ld:@type"),
        "encoding": ("cp1252", "its bytes"),
    }
    source = describe(f"[Other Paper] {LONG}", {"author": "Ann Lee"}, page)
    assert source.title == stated("Bridge reopens", "title")
    assert source.publisher == stated("Coast Daily", "og:site_name")
    assert (source.authors, source.published) == (given("Ann Lee"), stated("2025-09-14", "article:published_time"))
    assert source.updated.value is None
    assert source.url == stated("https://coast.example/2024/01/02/b?id=7", "link canonical")
    assert (source.language, source.section) == (stated("en", "html lang"), stated("Harbour", "article:section"))
    assert (source.genre, source.extra) == (stated("report", "ld:@type"), (("encoding", "cp1252"),))
    assert source.precision == "day"


@pytest.mark.parametrize(
    ("text", "url", "value"),
    [
        (f"Published March 2025\n\n{LONG}", "", "2025-03"),
        (f"{LONG}\n\nUpdated: 3 May 2025", "", None),
        (f"{LONG} On 14 September 2025 it closed again.", "", None),
        (LONG, "https://coast.example/2025/09/14/bridge", "2025-09-14"),
        (LONG, "https://coast.example/2025/99/bridge", None),
        (LONG, "https://coast.example/story-2025", None),
    ],
)
def test_a_date_is_inferred_from_what_says_it_and_never_from_prose(text: str, url: str, value: str | None) -> None:
    published = describe(text, {"url": url}).published
    assert published.value == value
    assert published.provenance is (Provenance.INFERRED if value else Provenance.UNKNOWN)
    assert describe(f"{LONG}\n\nUpdated: 3 May 2025", {}).updated.value == "2025-05-03"


@pytest.mark.parametrize(
    ("text", "metadata", "genre"),
    [
        (f"Opinion: Close the bridge\n\n{LONG}", {}, "opinion"),
        (f"Analysis | What the bridge costs\n\n{LONG}", {}, "analysis"),
        (f"Live updates\n\n{LONG}", {}, "live blog"),
        (f"FOR IMMEDIATE RELEASE\n\n{LONG}", {}, "press release"),
        (f"{LONG}\n\nThis interview has been edited for length and clarity.", {}, "interview"),
        (f"HARBOUR, Sept 14 (Reuters) - {LONG}", {}, "report"),
        (LONG, {"section": "Op-Ed"}, "opinion"),
        (LONG, {"url": "https://coast.example/opinion/bridge"}, "opinion"),
        (LONG, {"url": "https://www.prnewswire.com/a/b"}, "press release"),
        (LONG, {"source": "BenCham"}, "trade body"),
        (LONG, {"genre": "Press-Release"}, "press release"),
        (LONG, {"genre": "poem"}, None),
        (LONG, {"url": "https://coast.example/opinion"}, None),
        (f"Opinions differ on the bridge\n\n{LONG}", {}, None),
        (f"Live music returns\n\n{LONG}", {}, None),
    ],
)
def test_a_genre_is_said_inferred_or_unknown(text: str, metadata: dict[str, str], genre: str | None) -> None:
    assert describe(text, metadata).genre.value == genre


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f"By Ann Lee\n\n{LONG}", "Ann Lee"),
        (
            f"Bridge Reopens\n\nBy Ann Lee, Bo Li and Carla de la Cruz | Sept. 14, 2025\n\n{LONG}",
            "Ann Lee, Bo Li and Carla de la Cruz",
        ),
        (f"Von Anna Schmidt\n\n{LONG}", "Anna Schmidt"),
        (f"Author: Shanghai Desk\n\n{LONG}", "Shanghai Desk"),
        (f"By Friday they had gone.\n\n{LONG}", None),
        (f"By the Numbers\n\n{LONG}", None),
        (f"By 2030 Nothing Will Remain\n\n{LONG}", None),
    ],
)
def test_a_byline_is_told_from_a_line_that_begins_like_one(text: str, authors: str | None) -> None:
    assert describe(text, {}).authors.value == authors


@pytest.mark.parametrize(
    ("text", "original"),
    [
        (f"{LONG}\n\nThis article was originally published by The Guardian.", "Guardian"),
        (f"{LONG}\n\nThis article was originally published on Coast Daily.", "Coast Daily"),
        (f"{LONG} (Press of the Coast)", "Press of the Coast"),
        (f"{LONG} (Click here to view)", None),
        (f"{LONG}\n\nRepublished with permission from Coast Daily.", "Coast Daily"),
        (f"MADRID (AP) — {LONG}", "AP"),
        (f"{LONG}\n\nThe suspect first appeared in court on Monday.", None),
    ],
)
def test_the_outlet_it_first_appeared_in_is_found(text: str, original: str | None) -> None:
    assert describe(text, {}).original_publisher.value == original


def test_a_page_that_errs_about_its_language_is_overruled_by_its_words_and_says_so() -> None:
    french = "Le pont du port a rouvert lundi après deux ans de travaux, ont annoncé les autorités du port. " * 6
    overruled = describe(french, {}, {"language": ("en", "html lang")}).language
    assert (overruled.value, overruled.provenance) == ("fr", Provenance.INFERRED)
    assert "though its page says en" in overruled.why
    assert describe("Pont.", {}, {"language": ("en", "html lang")}).language == stated("en", "html lang")
    assert describe(french, {"language": "en"}).language == given("en")
    assert describe("12 34", {}).language.value is None


HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "javascript:alert(1)",
    "x" * 1_000_000,
    "\u202eevil\x00",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "key", ["title", "source", "author", "date", "updated", "url", "language", "section", "genre", "desk"]
)
def test_hostile_metadata_is_one_plain_line_or_nothing(key: str, value: str) -> None:
    for source in (describe(LONG, {key: value}), describe(LONG, {}, {key: (value, "meta")})):
        for name in DESCRIBED_NAMES:
            described = getattr(source, name).value or ""
            assert len(described) <= 300
            assert described.isprintable()
        assert not (source.url.value or "").startswith("javascript")
        assert all(len(text) <= 300 and text.isprintable() for _, text in source.extra)


@pytest.mark.parametrize(
    "url", ["http://a:b@x.example/", "http://", "http://[", "http://x.example:99999/", "HTTPS:x", "ftp://x.example"]
)
def test_what_is_no_plain_web_address_is_no_link(url: str) -> None:
    assert canonical_url(url) is None


@pytest.mark.parametrize(
    "char", ["a", " ", "<", "[", "\n", "By A", "1 ", "20", "(", "A" * 5 + " ", "published ", "originally published "]
)
def test_no_pattern_of_a_description_explodes(char: str) -> None:
    start = time.perf_counter()
    describe(clean(char * (100_000 // len(char)) + ".") or "a", {"date": char * 300})
    assert time.perf_counter() - start < 5  # quadratic work would take minutes
