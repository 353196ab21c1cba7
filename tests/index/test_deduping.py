import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
from index.collection import Collection
from index.deduping import Copies, are_copies, sign
from index.embedding import Embedder
from index.filtering import Filter
from rag.retrieving import retrieve

NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
REPORT = (
    "The harbour bridge reopened on Monday after a repair of two years that cost 41 million euros. "
    "Cars may cross at fifty kilometres an hour, and lorries of more than twelve tonnes may not cross at all. "
    "The port said that ships had waited for four hours on average while the old span was lifted out."
)
OTHER = (
    "On Monday the mayor opened the harbour bridge again, two years after work began. It had cost 41 million euros. "
    "Lorries above twelve tonnes are banned, she told reporters, and cars must keep to fifty kilometres an hour."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (REPORT, True),
        (REPORT.upper().replace(",", ""), True),
        ("MADRID (Reuters) - " + REPORT + " Reporting by Ann Lee.", True),
        (REPORT.rpartition("The port")[0], True),
        (OTHER, False),
        ("Ferries stop in July. " * 10, False),
    ],
)
def test_a_copy_is_told_from_another_report_of_the_same_thing(text: str, *, expected: bool) -> None:
    assert are_copies(REPORT, text) is expected
    copies = Copies([("a", sign(REPORT))], {"a": REPORT}.get)
    assert copies.of("b", text, sign(text)) == (("a",) if expected else ())


def test_short_texts_are_copies_only_when_they_are_the_same() -> None:
    assert are_copies("Rain fell on Monday in the north.", "rain fell on monday in the north")
    assert not are_copies("Rain fell on Monday in the north.", "Rain fell on Monday in the south.")


@given(
    st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=40),
    st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=40),
)
def test_being_copies_does_not_depend_on_the_order(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assert are_copies(first, second) == are_copies(second, first)
    assert are_copies(first, first)


def test_ten_thousand_form_letters_are_compared_with_a_few_alone() -> None:
    texts = {
        str(n): f"{REPORT} This is number {n} of the {n} letters sent to house {n * 7} on day {n}."
        for n in range(1_000)
    }
    looked: list[str] = []

    def text_of(article_id: str) -> str:
        looked.append(article_id)
        return texts[article_id]

    copies = Copies(((article_id, sign(text)) for article_id, text in texts.items()), text_of)
    assert copies.of("new", texts["7"], sign(texts["7"]))
    assert len(looked) <= 20


def test_a_removed_article_is_a_copy_of_nothing() -> None:
    copies = Copies([("a", sign(REPORT)), ("b", sign(REPORT)), ("c", b"")], {"b": REPORT}.get)
    assert copies.of("d", REPORT, sign(REPORT)) == ("b",)
    assert copies.of("b", REPORT, sign(REPORT)) == ()


@pytest.fixture
def copied(tmp_path: Path, embedder: Embedder) -> Collection:
    rows = [
        {"id": "wire", "text": REPORT, "source": "The Wire"},
        {"id": "daily", "text": f"HARBOUR (The Wire) - {REPORT}", "source": "Coast Daily"},
        {"id": "own", "text": OTHER, "source": "Northern Post"},
        {"id": "untitled", "text": REPORT},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return index.build(tmp_path / "a.jsonl", tmp_path / "index", embedder=embedder)


def test_copies_are_grouped_and_none_is_dropped(copied: Collection) -> None:
    assert [article.id for article in copied.articles()] == ["wire", "daily", "own", "untitled"]
    assert (copied.copies("wire"), copied.copies("own")) == (("daily", "untitled"), ())
    copied.remove("daily")
    assert copied.copies("wire") == ("untitled",)


def test_an_addition_names_what_is_a_copy(tmp_path: Path, copied: Collection) -> None:
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "late", "text": REPORT}))
    report = copied.add(tmp_path / "b.jsonl")
    assert (report.added, report.duplicates) == (("late",), ("late",))
    assert copied.copies("late") == ("wire", "daily", "untitled")


def test_a_group_of_copies_is_one_source_of_hits_and_names_its_members(copied: Collection) -> None:
    found = retrieve(copied, "harbour bridge reopened on Monday", 10, Filter())
    assert sorted({each.article.id for each in found} - {"own"}) in (["daily"], ["untitled"], ["wire"])
    assert "own" in {each.article.id for each in found}
    (hit,) = {each.hit.copies for each in found if each.article.id != "own"}
    opening = "The harbour bridge reopened on Monday after a repair of two years…"
    names = {("wire", "The Wire"), ("daily", "Coast Daily"), ("untitled", opening)}
    (read,) = {each.article.id for each in found} - {"own"}
    assert set(hit) == {name for name in names if name[0] != read}


def test_a_copy_that_changes_leaves_its_group(tmp_path: Path, copied: Collection) -> None:
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": "daily", "text": OTHER.replace("mayor", "minister")}))
    assert copied.add(tmp_path / "b.jsonl").updated == ("daily",)
    assert copied.copies("wire") == ("untitled",)
    assert copied.copies("daily") == ("own",)
