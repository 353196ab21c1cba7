import json
import shutil
from pathlib import Path

import pytest

import index
from index.building import Failure, Progress, Report
from index.collection import Collection
from index.embedding import Embedder


def rows(path: Path, *records: dict[str, str]) -> Path:
    path.write_text("\n".join(map(json.dumps, records)))
    return path


def test_adding_the_same_again_changes_nothing(collection: Collection, articles: Path) -> None:
    before = (collection.generation, list(collection.articles()), (collection.folder / "byline.sqlite").read_bytes())
    assert collection.add(articles) == Report(unchanged=("bridge", "ferry"))
    assert (
        collection.generation,
        list(collection.articles()),
        (collection.folder / "byline.sqlite").read_bytes(),
    ) == before


def test_a_changed_file_replaces_its_article_alone(collection: Collection, articles: Path) -> None:
    (articles / "ferry.txt").write_text("Night ferries run again. Fewer cars cross by boat.")
    assert collection.add(articles) == Report(updated=("ferry",), unchanged=("bridge",))
    assert collection.article("ferry").text.startswith("Night ferries run again.")
    assert collection.count() == 2


def test_two_files_of_one_name_are_two_articles(collection: Collection, articles: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "ferry.txt").write_text("Another ferry sank.")
    (name,) = collection.add(other).added
    assert name.startswith("ferry@")
    assert collection.count() == 3
    assert collection.add(other, articles).unchanged == (name, "bridge", "ferry")


def test_a_folder_that_moved_is_still_the_same(collection: Collection, articles: Path, tmp_path: Path) -> None:
    shutil.move(articles, tmp_path / "moved")
    assert collection.add(tmp_path / "moved") == Report(unchanged=("bridge", "ferry"))


def test_a_given_id_says_which_article_a_line_is(tmp_path: Path, embedder: Embedder) -> None:
    lines = rows(
        tmp_path / "a.jsonl", {"id": "n", "text": "One."}, {"id": "m", "text": "One."}, {"id": "n", "text": "Two."}
    )
    collection = index.build(lines, tmp_path / "index", embedder=embedder)
    assert [(article.id, article.text) for article in collection.articles()] == [("m", "One."), ("n", "Two.")]
    assert collection.add(rows(tmp_path / "b.jsonl", {"id": "m", "text": "Three."})) == Report(updated=("m",))


def test_what_fails_is_reported_with_its_place_and_stops_no_other(tmp_path: Path, embedder: Embedder) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "blank.txt").write_text(" \n\u200b\n")
    (folder / "binary.txt").write_bytes(b"\0\1\2")
    (folder / "good.txt").write_text("It rained.")
    rows(folder / "rows.jsonl", {"id": "\n", "text": "One."}, {"id": "ok", "text": "Two."})
    collection = index.build(folder, tmp_path / "index", embedder=embedder)
    report = collection.add(folder)
    assert report.unchanged == ("good", "ok")
    assert report.failed[0] == Failure(
        place=str(folder / "binary.txt"), reason="is binary, not text", hint="Convert it to UTF-8 text."
    )
    assert [failure.reason[:25] for failure in report.failed[1:]] == ["has no text", "an article id is 1 to 200"]


def test_progress_counts_what_is_durable(tmp_path: Path, embedder: Embedder) -> None:
    lines = rows(tmp_path / "a.jsonl", *({"id": f"n{n}", "text": f"Number {n}."} for n in range(300)))
    seen: list[Progress] = []
    durable: list[int] = []

    def note(step: Progress) -> None:
        seen.append(step)
        with index.open(tmp_path / "index", embedder=embedder) as reader:
            durable.append(reader.count())

    index.build(lines, tmp_path / "index", embedder=embedder, progress=note)
    assert seen == [Progress(done=n, total=300, passages=n) for n in (128, 256, 300)]
    assert durable == [128, 256, 300]


def test_a_stop_keeps_what_was_acknowledged_and_the_rest_follows(tmp_path: Path, embedder: Embedder) -> None:
    lines = rows(tmp_path / "a.jsonl", *({"id": f"n{n}", "text": f"Number {n}."} for n in range(300)))

    def stop(step: Progress) -> None:
        if step.done == 256:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.build(lines, tmp_path / "index", embedder=embedder, progress=stop)
    with index.open(tmp_path / "index", embedder=embedder) as collection:
        assert collection.count() == 256
        report = collection.add(lines)
    assert (len(report.unchanged), len(report.added)) == (256, 44)
