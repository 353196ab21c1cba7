"""The page's regions: what is drawn anew after something was used, and what is handed to its script beside that."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from ui.rendering import text
from ui.strings import Say, speak

Told = Mapping[str, Any]
"""A message from the page's script."""

_serial = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is drawn anew, region by region; None leaves a region as it is."""

    masthead: str | None = None
    earlier: str | None = None
    current: str | None = None
    composer: str | None = None
    filters: str | None = None
    panel: str | None = None
    library: str | None = None
    running: str | None = None
    evals: str | None = None
    carrier: str | None = None

    def then(self, later: "Shown") -> "Shown":
        """What stands on the screen when both have been drawn."""
        return replace(
            self, **{each.name: value for each in fields(later) if (value := getattr(later, each.name)) is not None}
        )


def say_to(told: Told) -> Say:
    """The interface in the language in which somebody reads."""
    return speak(str(told.get("language")))


def parcel(kind: str, content: str, name: str = "") -> str:
    """Something for the page's script, which takes each serial number once."""
    # Half of a surrogate pair cannot be sent; `text` shows it as the replacement character, and keeps the rest.
    return f'<div data-kind="{kind}" data-name="{text(name)}" data-serial="{next(_serial)}">{text(content)}</div>'
