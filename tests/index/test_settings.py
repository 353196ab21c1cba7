from pathlib import Path

import pytest

from index.errors import SettingsError
from index.settings import read


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_defaults_need_nothing(tmp_path: Path) -> None:
    assert (read().embedder, read().index.name) == ("all-MiniLM-L6-v2", "index")


def test_a_variable_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "byline.toml").write_text('index = "here"\nembedder = "mine"\n')
    assert (read().index, read().embedder) == (Path("here"), "mine")
    monkeypatch.setenv("BYLINE_INDEX", "there")
    assert (read().index, read().embedder) == (Path("there"), "mine")


@pytest.mark.parametrize(
    ("text", "message"),
    [("indx = 'x'", "The setting 'indx' cannot be used"), ("index = 5", "'index'"), ("index = ", "is not valid TOML")],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "byline.toml").write_text(text)
    with pytest.raises(SettingsError, match=message):
        read()
