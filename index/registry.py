"""The publisher registry: who is behind an outlet, each entry with its source. `publishers.toml`, and a user's own."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from index.errors import SettingsError

OWN = Path(__file__).parent / "publishers.toml"
KINDS = ("press", "news agency", "state-run", "party-affiliated", "advocacy", "trade body", "press release")
_NOTED = ("state-run", "party-affiliated", "advocacy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """An outlet.

    Attributes:
        name: What it calls itself in English.
        aliases: Other names of it.
        domains: Of its website; subdomains count.
        kind: One of `KINDS`.
        note: A sentence on who is behind it; "" when there is nothing to say.
        source: Where the entry is taken from, for whoever doubts it.
    """

    name: str
    kind: str
    source: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse an entry without a source, and a kind that is none."""
        if not self.name.strip() or not self.source.strip() or self.kind not in KINDS:
            raise ValueError(
                f"{self.name!r} needs a name, a source, and a kind of {', '.join(KINDS)}: not {self.kind!r}"
            )

    @property
    def warning(self) -> str:
        """What a reader ought to know: for state-run, party-affiliated and advocacy outlets; else ""."""
        return f"{self.kind}: {self.note}" if self.kind in _NOTED else ""


class Registry:
    """Outlets by name and by domain; later entries win over earlier ones of the same name."""

    def __init__(self, publishers: Iterable[Publisher] = ()) -> None:
        """Index them."""
        self._names: dict[str, Publisher] = {}
        self._domains: dict[str, Publisher] = {}
        for publisher in publishers:
            for name in (publisher.name, *publisher.aliases):
                self._names[_key(name)] = publisher
            for domain in publisher.domains:
                self._domains[domain.lower()] = publisher

    def by_name(self, name: str) -> Publisher | None:
        """The outlet of a name, however it is cased, with or without "The"."""
        return self._names.get(_key(name))

    def by_domain(self, host: str) -> Publisher | None:
        """The outlet whose domain a host is, or is a subdomain of."""
        parts = host.lower().rstrip(".").split(".")
        for at in range(len(parts) - 1):
            found = self._domains.get(".".join(parts[at:]))
            if found is not None:
                return found
        return None

    def by_url(self, url: str) -> Publisher | None:
        """The outlet whose site a link leads to."""
        try:
            return self.by_domain(urlsplit(url).hostname or "")
        except ValueError:
            return None


@cache
def own() -> Registry:
    """The registry that comes with Byline."""
    return Registry(_read(OWN))


def with_file(path: Path) -> Registry:
    """The registry with a user's own file behind it, whose entries win.

    Raises:
        SettingsError: The file cannot be read.
    """
    return Registry([*_read(OWN), *_read(path)])


def _key(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")


def _publisher(entry: dict[str, Any]) -> Publisher:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Publisher(**values)  # an unknown key is a TypeError


def _read(path: Path) -> list[Publisher]:
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("publisher", [])
        return [_publisher(entry) for entry in entries]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        hint = f"Each [[publisher]] has name, kind and source; see {OWN}."
        raise SettingsError(f"The publisher registry {path} cannot be read: {error}.", hint=hint) from error
