from pathlib import Path

import pytest

from index import registry
from index.errors import SettingsError
from index.registry import KINDS, OWN, Publisher, Registry


def test_every_entry_has_its_source_and_a_kind_that_we_know() -> None:
    publishers = registry._read(OWN)
    assert len(publishers) >= 30
    for publisher in publishers:
        assert publisher.source.startswith("https://")
        assert publisher.kind in KINDS
        assert publisher.note or not publisher.warning
    names = [name.casefold() for publisher in publishers for name in (publisher.name, *publisher.aliases)]
    assert len(names) == len(set(names))


def test_an_outlet_is_known_by_name_by_domain_and_by_nothing_that_looks_like_it() -> None:
    own = registry.own()
    assert (
        own.by_name("the wall  street journal") is own.by_name("Wall Street Journal") is own.by_domain("blogs.WSJ.com.")
    )
    assert own.by_url("https://www.globaltimes.cn/page/1.shtml") is own.by_name("Global Times")
    for host in ("notwsj.com", "wsj.com.evil.example", "com", "", "wsj"):
        assert own.by_domain(host) is None
    assert own.by_url("http://[::1") is None


@pytest.mark.parametrize("host", ["globaltimes.cn", "rt.com", "xinhuanet.com", "presstv.ir", "tass.com"])
def test_outlets_with_an_interest_carry_a_note(host: str) -> None:
    publisher = registry.own().by_domain(host)
    assert publisher is not None
    assert publisher.warning.startswith(f"{publisher.kind}: ")


def test_a_user_s_own_entries_win(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[publisher]]\nname = "RT"\nkind = "press"\nsource = "me"\ndomains = ["rt.com"]\n')
    mine = registry.with_file(path)
    found = mine.by_domain("rt.com")
    assert found is not None
    assert (found.warning, mine.by_name("reuters") is not None) == ("", True)


@pytest.mark.parametrize(
    "text",
    [
        "publisher = 1",
        "[[publisher]]\nname = 'A'",
        "[[publisher]]\nname = 'A'\nkind = 'nice'\nsource = 's'",
        "[[publisher]]\nname = 'A'\nkind = 'press'\nsource = ' '",
        "[[publisher]]\nname='A'\nkind='press'\nsource='s'\nx=1",
        "[",
    ],
)
def test_a_registry_that_cannot_be_read_says_where(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"mine\.toml cannot be read"):
        registry.with_file(tmp_path / "mine.toml")


def test_an_empty_registry_knows_nobody() -> None:
    assert Registry().by_name("RT") is None
    assert Publisher(name="A", kind="press", source="s").warning == ""
