"""Bytes as text: the encodings people save in, what is declared, and what is no text."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import decode
from index.errors import ArticleUnreadableError
from index.reading.confining import Confined
from tests.index.test_loading import one


@given(st.binary(min_size=1, max_size=200))
def test_random_bytes_are_text_or_refused_and_never_hold_a_nul(raw: bytes) -> None:
    with suppress(ArticleUnreadableError):
        assert "\0" not in decode(raw, "a.txt")[0] or raw[:2] in (b"\xff\xfe", b"\xfe\xff") or len(raw) % 2 == 0


NEWS = "Naïve café – “no” news today, said the mayor of the town."


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (NEWS.encode(), "utf-8"),
        (NEWS.encode("utf-8-sig"), "utf-8"),
        (NEWS.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + NEWS.encode("utf-16-be"), "utf-16"),
        ("Plain news of the day.".encode("utf-16-le"), "utf-16-le"),
        ("Plain news of the day.".encode("utf-16-be"), "utf-16-be"),
        (NEWS.encode("cp1252"), "cp1252"),
        ("Crème brûlée à Paris".encode("latin-1"), "cp1252"),
    ],
)
def test_text_is_read_in_the_encodings_people_save_in_and_the_decision_is_kept(
    tmp_path: Path, confined: Confined, raw: bytes, encoding: str
) -> None:
    (tmp_path / "a.txt").write_bytes(raw)
    document = one(tmp_path, confined)
    assert document.text in (NEWS, "Plain news of the day.", "Crème brûlée à Paris")
    assert document.stated.get("encoding", ("utf-8", ""))[0] == encoding


def test_what_is_declared_is_believed_after_utf_8_and_before_windows_1252() -> None:
    raw = "Łódź".encode("iso-8859-2")
    assert decode(raw, "a.html", "iso-8859-2") == ("Łódź", "iso-8859-2")
    assert decode("Łódź".encode(), "a.html", "iso-8859-2") == ("Łódź", "utf-8")
    assert decode(raw, "a.html", "klingon")[1] == "cp1252"


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_typed_error(raw: bytes) -> None:
    with suppress(ArticleUnreadableError):
        decode(raw, "a.txt")[0].encode()
