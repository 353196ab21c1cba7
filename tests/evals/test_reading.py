import gzip
from pathlib import Path

import pytest

from evals.reading import read_lines


def test_a_set_is_read_gzipped_or_not(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"question": "Who?"}\n{"question": "Why?"}\n')
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress((tmp_path / "a.jsonl").read_bytes()))
    expected = [{"question": "Who?"}, {"question": "Why?"}]
    assert read_lines(tmp_path / "a.jsonl") == read_lines(tmp_path / "a.jsonl.gz") == expected


def test_a_broken_line_is_named_with_its_file_and_number(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"question": "Who?"}\n{oops\n')
    with pytest.raises(ValueError, match=r"a\.jsonl:2: "):
        read_lines(tmp_path / "a.jsonl")
