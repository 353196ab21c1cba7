import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.index_commands import app

WORDS = "The harbour bridge reopened on Monday after a repair of two years that cost 41 million euros. "


@pytest.fixture
def call(tmp_path: Path) -> object:
    def call(command: str, *words: object) -> tuple[int, str]:
        result = CliRunner().invoke(app, [command, *map(str, words), "--index", str(tmp_path / "index")])
        return result.exit_code, result.output

    return call


def counts(out: str) -> dict[str, int]:
    rows = [line.split() for line in out.splitlines()]
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


def test_adding_prints_what_was_added_unchanged_updated_duplicate_and_failed(call: object, tmp_path: Path) -> None:
    assert callable(call)
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(WORDS * 3)
    (folder / "b.html").write_text(f"<html><body><article><p>{WORDS * 3}</p></article></body></html>")
    (folder / "c.pdf").write_bytes(b"%PDF-1.4 broken")
    code, out = call("add", folder)
    assert (code, counts(out)) == (0, {"added": 2, "unchanged": 0, "updated": 0, "duplicates": 1, "failed": 1})
    assert f"{folder / 'c.pdf'}: cannot be read as PDF" in out
    (folder / "a.txt").write_text("Night ferries stop in July. Fewer cars cross by boat.")
    code, out = call("add", folder, "--strict")
    assert (code, counts(out)) == (1, {"added": 0, "unchanged": 1, "updated": 1, "duplicates": 0, "failed": 1})
    code, out = call("show", "a")
    assert "updated: version 1 of 20" in out
    assert "language: en (inferred: its words are" in out
    shown = json.loads(call("show", "a", "--json")[1])
    assert [version["text"][:40] for version in shown["versions"]] == [WORDS[:40]]
    assert (len(shown["raw_sha256"]), shown["copies"]) == (64, [])
    assert call("remove", "a")[0] == 0
    assert call("show", "a")[0] != 0


def test_a_link_that_leads_inside_is_a_failure_with_its_reason(call: object) -> None:
    assert callable(call)
    code, out = call("add", "http://127.0.0.1/secret", "--strict")
    assert code == 1
    assert "http://127.0.0.1/secret: leads to 127.0.0.1, which is not public" in out


def test_your_own_registry_is_read(call: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(call)
    mine = tmp_path / "mine.toml"
    note = "Paper of the ferry company."
    mine.write_text(f'[[publisher]]\nname = "Coast Daily"\nkind = "advocacy"\nnote = "{note}"\nsource = "me"\n')
    monkeypatch.setenv("BYLINE_PUBLISHERS", str(mine))
    (tmp_path / "a.txt").write_text(f"[Coast Daily] {WORDS}")
    call("add", tmp_path / "a.txt")
    assert f"publisher note: Coast Daily is advocacy: {note} (inferred: publisher registry: me)" in call("show", "a")[1]
