import gzip
import json
import os
import subprocess
import sys
from itertools import cycle, islice, product
from pathlib import Path

import numpy as np
import pytest

from index import documents, loading
from index.documents import RawDocument
from index.errors import ArticleError, ArticleTooLargeError, ArticleUnreadableError
from index.loading import count, find, read
from index.reading.confining import Confined


def read_all(place: Path, confined: Confined) -> list[RawDocument | ArticleError]:
    return [document for found in find(place) for document in read(found, confined)]


def reason(document: RawDocument | ArticleError) -> str:
    assert isinstance(document, ArticleError)
    return document.reason


def one(place: Path, confined: Confined) -> RawDocument:
    (document,) = read_all(place, confined)
    assert isinstance(document, RawDocument), document
    return document


def test_a_folder_is_walked_in_order_and_only_for_article_files(tmp_path: Path, confined: Confined) -> None:
    for name in ("b.txt", "a.md", "world/c.TXT", ".hidden.txt", ".git/d.txt", "picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Text.")
    (tmp_path / "link.txt").symlink_to("/etc/passwd")
    documents = read_all(tmp_path, confined)
    assert [document.id for document in documents if isinstance(document, RawDocument)] == ["a", "b", "world/c"]


def test_lines_of_json_are_articles_with_metadata(tmp_path: Path, confined: Confined) -> None:
    rows = [
        {"id": "n1", "text": "One.", "title": "T", "tags": ["a", "b"], "words": 3, "author": None},
        {"text": "Two."},
    ]
    (tmp_path / "news.jsonl.gz").write_bytes(gzip.compress("\n\n".join(map(json.dumps, rows)).encode()))
    one, two = read_all(tmp_path, confined)
    assert isinstance(one, RawDocument)
    assert isinstance(two, RawDocument)
    assert (one.id, one.id_given, one.text) == ("n1", True, "One.")
    assert one.given == {"title": "T", "tags": "a; b", "words": "3"}
    assert (two.id, two.id_given) == ("news-3", False)
    assert sum(map(count, find(tmp_path / "news.jsonl.gz"))) == 2


def test_rows_of_csv_are_articles_with_metadata(tmp_path: Path, confined: Confined) -> None:
    (tmp_path / "news.csv").write_text('ID,Title,Text,Date\nn1,T,"One,\ntwo.",2025\n,U,Three.,\n', encoding="utf-8-sig")
    first, second = read_all(tmp_path, confined)
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert (first.id, first.text, first.given) == ("n1", "One,\ntwo.", {"title": "T", "date": "2025"})
    assert (second.id, second.id_given, second.text) == ("news-3", False, "Three.")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"title,date\na,b\n", 'has no column "text"'),
        (b"text\n\xff\n", "is not UTF-8"),
        (b'text\n"' + b"x" * 2_000, "has a line of more than 1,000 bytes"),
    ],
)
def test_csv_that_cannot_be_read_says_why(
    tmp_path: Path, confined: Confined, monkeypatch: pytest.MonkeyPatch, raw: bytes, why: str
) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 1_000)
    (tmp_path / "a.csv").write_bytes(raw)
    assert reason(read_all(tmp_path, confined)[-1]) == why


def test_a_broken_line_stops_no_other(tmp_path: Path, confined: Confined) -> None:
    (tmp_path / "news.jsonl").write_bytes(
        b'{"text": "One."}\n{oops\n[1]\n{"text": 5}\n\xff\xfe\n{"text": "Two."}\n' + b"[" * 9999
    )
    documents = read_all(tmp_path, confined)
    sound = [isinstance(document, RawDocument) for document in documents]
    assert sound == [True, False, False, False, False, True, False]
    assert reason(documents[2]) == 'has no "text"'


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "is binary, not text"),
        ("a.txt", b"\x7fELF\x02\x01\x01\0", "is binary, not text"),
        ("a.txt", b"PK\x03\x04\x14", "is binary, not text"),
        ("a.txt", b"%PDF-1.7 all of it printable", "is binary, not text"),
        ("a.html", b"\x1f\x8b\x08", "is binary, not text"),
        ("a.txt", b"caf\x81\x8d", "is in no text encoding we can tell"),
        ("a.pdf", b"A text.", "is no pdf file"),
        ("a.docx", b"%PDF-1.7", "is binary, not text"),
        ("a.png", b"A text.", "this kind of file is not read"),
        ("a.jsonl.gz", b"not gzip", "could not be read"),
        ("a.jsonl.gz", gzip.compress(b'{"text": "One."}')[:-9], "could not be read"),
    ],
)
def test_a_file_that_is_not_what_it_promises_is_refused_with_its_reason(
    tmp_path: Path, confined: Confined, name: str, raw: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    assert why in reason(read_all(tmp_path / name, confined)[-1])


def test_nothing_at_the_place_is_an_error_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(ArticleUnreadableError, match="no such file or folder"):
        find(tmp_path / "gone")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, confined: Confined) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reason(read_all(tmp_path / "pipe.txt", confined)[0]) == "is not a regular file"


def test_a_link_put_in_place_of_a_file_that_was_found_is_not_followed(tmp_path: Path, confined: Confined) -> None:
    (tmp_path / "secret").write_text("A secret.")
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("Text.")
    (found,) = find(folder)
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(tmp_path / "secret")
    assert "could not be read" in reason(next(read(found, confined)))


@pytest.mark.parametrize(
    "name",
    [
        *r"""..\up.txt %2e%2e%2fup.txt CON.txt nul.txt a:b.txt -rf.txt ~.txt $(id).txt `id`.txt ;ls.txt a|b.txt *.txt
        ?.txt a'b.txt a"b.txt <b>.txt &amp;.txt {0}.txt %s.txt #1.txt a?b=c.txt A.TXT a.txt.txt ....txt ..a.txt @.txt
        !.txt =1+1.txt é.txt 東京.txt ß.txt""".split(),
        *("\u202etxt.txt", "\u200b.txt", "e\u0301.txt", "\U0001f469\u200d\U0001f680.txt", "\u0130.txt", "\u2028.txt"),
        *("\t.txt", "a b.txt", "a\nb.txt", " .txt", "x" * 251 + ".txt"),
    ],
)
def test_a_file_of_any_name_is_read_from_its_folder_and_from_nowhere_else(
    tmp_path: Path, confined: Confined, name: str
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / name).write_text("Inside.")
    (tmp_path / "up.txt").write_text("Outside.")
    found = read_all(folder, confined)
    if name.startswith("."):
        assert found == []
        return
    (document,) = found
    assert isinstance(document, RawDocument)
    assert (document.text, document.id.isprintable(), len(document.id) <= 200) == ("Inside.", True, True)


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.html", "a.csv"])
def test_an_article_over_the_limit_is_refused(
    tmp_path: Path, confined: Confined, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 100)
    (tmp_path / name).write_text("text\n" * (name == "a.csv") + "x" * 101)
    assert [type(document) for document in read_all(tmp_path, confined)] == [ArticleTooLargeError]


def test_50_megabytes_are_refused_without_being_read(tmp_path: Path, confined: Confined) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(50_000_000)
    assert [type(document) for document in read_all(tmp_path, confined)] == [ArticleTooLargeError]


def test_a_bomb_of_one_endless_line_is_refused_unexpanded(
    tmp_path: Path, confined: Confined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_BYTES", 1000)
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b"x" * 10_000_000))
    assert [type(document) for document in read_all(tmp_path, confined)] == [ArticleTooLargeError]


def test_a_file_that_cannot_be_read_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(b"not gzip")
    (tmp_path / "any.txt").write_text("Text.")
    assert [count(found) for name in ("a.jsonl.gz", "any.txt") for found in find(tmp_path / name)] == [0, 1]


def test_a_sidecar_gives_metadata_and_a_change_of_it_is_a_change(tmp_path: Path, confined: Confined) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "a.txt.meta.toml").write_text('title = "T"\ndate = 2025-09-14\nauthors = ["A", "B"]\n')
    (tmp_path / "b.jsonl").write_text('{"text": "One.", "title": "Own"}')
    (tmp_path / "b.meta.toml").write_text('title = "T"\nsource = "Coast Daily"\n')
    first, second = read_all(tmp_path, confined)
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert first.given == {"title": "T", "date": "2025-09-14", "authors": "A; B"}
    assert len(first.sidecar_sha256) == 64
    assert second.given == {"title": "Own", "source": "Coast Daily"}  # what the line itself says is nearer


def test_a_broken_sidecar_is_a_failure_and_not_passed_over(tmp_path: Path, confined: Confined) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "a.meta.toml").write_text("title = ")
    assert "is not TOML" in reason(read_all(tmp_path, confined)[0])


def test_front_matter_and_markdown_become_metadata_and_words(tmp_path: Path, confined: Confined) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: Bridge Reopens\ndate: 2025-09-14\nauthors: [Ann Lee, Bo Li]\n---\n"
        "# Bridge\n\nIt **reopened** on [Monday](https://x.org/m), *late*.\n\n- one\n- two\n\n"
        "![alt](x.png)\n\n<p>Tail.</p>\n"
    )
    document = one(tmp_path, confined)
    assert document.given == {"title": "Bridge Reopens", "date": "2025-09-14", "authors": "Ann Lee; Bo Li"}
    assert document.text.split("\n\n") == ["Bridge", "It reopened on Monday, late.", "- one", "- two", "", "Tail."]


@pytest.mark.parametrize(
    "front",
    ["a: &x [1]\nb: *x", "- a list", "just words", "a: [", "!!python/object/apply:os.system [id]", "? [a]\n: b: c: d"],
)
def test_front_matter_that_is_none_stays_text(tmp_path: Path, confined: Confined, front: str) -> None:
    (tmp_path / "a.txt").write_text(f"---\n{front}\n---\nText.")
    document = one(tmp_path, confined)
    assert (document.given, document.text) == ({}, f"---\n{front}\n---\nText.")


def test_web_archives_give_their_pages(tmp_path: Path, confined: Confined) -> None:
    pytest.importorskip("fastwarc")
    words = b"<p>The harbour bridge reopened on Monday after two years of repair.</p>"
    page = b"<html><body><article>" + words * 4 + b"</article></body></html>"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page
    record = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2025-09-14T00:00:00Z\r\n"
        b"WARC-Target-URI: https://coast.example/bridge\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n" % len(http) + http + b"\r\n\r\n"
    )
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(record))
    document = one(tmp_path, confined)
    assert document.text.startswith("The harbour bridge reopened on Monday")
    assert document.stated["url"] == ("https://coast.example/bridge", "its address")
    (tmp_path / "a.warc.gz").write_bytes(b"junk" * 99)
    assert read_all(tmp_path, confined) == [] or "could not be read" in reason(read_all(tmp_path, confined)[0])


def test_the_readme_names_every_kind_of_file_that_is_read() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert {f"`{suffix}`" for suffix in loading.SUFFIXES if f"`{suffix}`" not in readme} == set()


def test_three_hundred_binary_and_malformed_files_are_refused_each_with_its_reason(
    tmp_path: Path, confined: Confined
) -> None:
    rng = np.random.default_rng(1)
    heads = (b"", b"\x89PNG\r\n", b"\x7fELF\x02", b"PK\x03\x04", b"\x1f\x8b\x08", b"%PDF-1.7\n", b"GIF89a", b"MZ\x90\0")
    for number, (suffix, head) in enumerate(islice(cycle(product(loading.SUFFIXES, heads)), 300)):
        (tmp_path / f"{number:03}{suffix}").write_bytes(head + rng.bytes(2_000))
    files = find(tmp_path)
    assert len(files) == 300
    for file in files:
        documents = list(read(file, confined))
        assert documents
        assert all(reason(document) for document in documents)


_HUGE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
from pathlib import Path
from index import loading
from index.building import prepare
from index.chunking import cut_passages
from index.reading.confining import Confined
for place in loading.find(Path(sys.argv[1])):
    (document,) = loading.read(place, Confined())
    if isinstance(document, Exception):
        print(place.path.name, type(document).__name__)
    else:
        article = prepare(document, "a")
        print(place.path.name, len(article.text), sum(len(each.text) for each in cut_passages(article)))
"""


def test_huge_articles_are_refused_or_read_within_a_gigabyte_of_address_space(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(b"a" * 50_000_000)
    (tmp_path / "2.txt").write_bytes(b"The port reopened on Monday. " * 1_700_000)
    (tmp_path / "3.txt").write_bytes(b"a" * 9_900_000)
    (tmp_path / "4.txt").write_bytes(b"The port reopened on Monday. " * 100_000)
    said = subprocess.run([sys.executable, "-c", _HUGE, tmp_path], capture_output=True, text=True, check=True).stdout
    first, second, third, fourth = said.splitlines()
    assert (first, second) == ("1.txt ArticleTooLargeError", "2.txt ArticleTooLargeError")
    assert third.startswith("3.txt 9900000 ")
    assert fourth.startswith("4.txt 2899999 ")
