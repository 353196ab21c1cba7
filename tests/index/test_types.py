import pytest

from index.types import UNKNOWN, Article, Described, Passage, Provenance, Source, given


def test_a_passage_that_is_no_slice_cannot_be_built() -> None:
    with pytest.raises(ValueError, match=r"\[3:9\] is not a slice of 4 characters"):
        Passage(article_id="a", start=3, end=9, text="four")


@pytest.mark.parametrize("article_id", ["", " ", "a\nb", "x" * 201, "\u202eevil"])
def test_an_id_that_cannot_be_printed_is_refused(article_id: str) -> None:
    with pytest.raises(ValueError, match="an article id is 1 to 200 printable characters"):
        Article(id=article_id, text="Text.")


@pytest.mark.parametrize("sentences", [((0, 6),), ((0, 3), (2, 5)), ((3, 3),), ((3, 5), (0, 2))])
def test_sentences_outside_the_text_or_out_of_order_are_refused(sentences: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="out of place"):
        Article(id="a", text="Text.", sentences=sentences)


def test_a_value_has_the_proof_that_its_provenance_promises() -> None:
    with pytest.raises(ValueError, match="'x' was found, but not where"):
        Described(value="x", provenance=Provenance.FOUND)
    with pytest.raises(ValueError, match="a span belongs to found and inferred values"):
        Described(value="x", provenance=Provenance.STATED, span=(0, 1), why="og:title")
    with pytest.raises(ValueError, match="a reason belongs to inferred and stated values"):
        Described(value="x", provenance=Provenance.INFERRED)
    with pytest.raises(ValueError, match="cannot be 'x'"):
        Described(value="x", provenance=Provenance.UNKNOWN)


def test_a_source_comes_back_from_json_as_it_was() -> None:
    source = Source(
        title=Described(value="T", provenance=Provenance.FOUND, span=(0, 1)),
        publisher=Described(value="P", provenance=Provenance.INFERRED, why="its address"),
        published=given("2025-09"),
        url=given("https://example.org/a"),
        extra=(("desk", "world"),),
    )
    assert Source.from_json(source.to_json()) == source
    assert Source.from_json(Source().to_json()) == Source()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"extra": 1}', '{"extra": [], "title": {}}', '{"extra": [], "x": 1}']
)
def test_what_is_no_stored_source_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a stored source|Expecting value"):
        Source.from_json(text)


def test_only_web_links_are_taken() -> None:
    with pytest.raises(ValueError, match="url must be http or https"):
        Source(url=given("javascript:alert(1)"))


@pytest.mark.parametrize("day", ["last week", "2025-02-30", "2025-13", "0000", "2025-2-3", "\uff12\uff10\uff12\uff15"])
def test_only_dates_that_there_are_are_taken(day: str) -> None:
    with pytest.raises(ValueError, match="published must be YYYY"):
        Source(published=given(day))


@pytest.mark.parametrize("day", ["2025", "2025-02", "2024-02-29"])
def test_dates_of_any_precision_are_taken(day: str) -> None:
    assert Source(published=given(day), updated=given(day)).published.value == day


def test_content_and_identity_are_two_things() -> None:
    one, other = (Article(id=name, text="The same wire text.") for name in ("ap-1", "ap-2"))
    assert one.content_sha256 == other.content_sha256
    assert one != other
    assert given(None) is UNKNOWN
