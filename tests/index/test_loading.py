import gzip
import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import loading
from index.errors import ArticleError, ArticleTooLargeError, ArticleUnreadableError
from index.loading import RawDocument, count, decode, find, read


def read_all(place: Path) -> list[RawDocument | ArticleError]:
    return [document for path, root in find(place) for document in read(path, root)]


def reason(document: RawDocument | ArticleError) -> str:
    assert isinstance(document, ArticleError)
    return document.reason


def test_a_folder_is_walked_in_order_and_only_for_article_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "world/c.TXT", ".hidden.txt", ".git/d.txt", "picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Text.")
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    documents = read_all(tmp_path)
    assert [document.id for document in documents if isinstance(document, RawDocument)] == ["a", "b", "world/c"]


def test_lines_of_json_are_articles_with_metadata(tmp_path: Path) -> None:
    rows = [
        {"id": "n1", "text": "One.", "title": "T", "tags": ["a", "b"], "words": 3, "author": None},
        {"text": "Two."},
    ]
    (tmp_path / "news.jsonl.gz").write_bytes(gzip.compress("\n\n".join(map(json.dumps, rows)).encode()))
    one, two = read_all(tmp_path)
    assert isinstance(one, RawDocument)
    assert isinstance(two, RawDocument)
    assert (one.id, one.id_given, one.text) == ("n1", True, "One.")
    assert one.given == {"title": "T", "tags": "a; b", "words": "3"}
    assert (two.id, two.id_given) == ("news-3", False)
    assert count(tmp_path / "news.jsonl.gz") == 2


def test_a_broken_line_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_bytes(
        b'{"text": "One."}\n{oops\n[1]\n{"text": 5}\n\xff\xfe\n{"text": "Two."}\n' + b"[" * 9999
    )
    documents = read_all(tmp_path)
    assert [isinstance(document, RawDocument) for document in documents] == [
        True,
        False,
        False,
        False,
        False,
        True,
        False,
    ]
    assert reason(documents[2]) == 'has no "text"'


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "is binary, not text"),
        ("a.txt", b"caf\x81\x8d", "is in no text encoding we can tell"),
        ("a.pdf", b"%PDF", "this kind of file is not read"),
        ("a.jsonl.gz", b"not gzip", "could not be read"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "One."}')[:-9], "could not be read"),
    ],
)
def test_a_file_that_is_not_what_it_promises_is_refused_with_its_reason(
    tmp_path: Path, name: str, raw: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    assert why in reason(read_all(tmp_path / name)[-1])


def test_nothing_at_the_place_is_an_error_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(ArticleUnreadableError, match="no such file or folder"):
        find(tmp_path / "gone")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reason(read_all(tmp_path / "pipe.txt")[0]) == "is not a regular file"


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_an_article_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(loading, "MAX_BYTES", 100)
    (tmp_path / name).write_text("x" * 101)
    assert [type(document) for document in read_all(tmp_path)] == [ArticleTooLargeError]


def test_a_bomb_of_one_endless_line_is_refused_unexpanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_BYTES", 1000)
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b"x" * 10_000_000))
    assert [type(document) for document in read_all(tmp_path)] == [ArticleTooLargeError]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_people_save_in(encoding: str) -> None:
    assert decode("naïve café – “no”".encode(encoding), "a.txt") == "naïve café – “no”"


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_typed_error(raw: bytes) -> None:
    with suppress(ArticleUnreadableError):
        decode(raw, "a.txt").encode()


def test_a_file_that_cannot_be_read_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(b"not gzip")
    assert (count(tmp_path / "a.jsonl.gz"), count(tmp_path / "gone.jsonl"), count(tmp_path / "any.txt")) == (0, 0, 1)
