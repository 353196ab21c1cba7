"""What Byline needs, looked at one by one."""

import os
import socket
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from index.adapting import load_embedder
from index.embedding import PackagedEmbedder
from index.errors import BylineError, IndexMissingError, SettingsError
from index.settings import Settings, read

_PORT = 7860


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at; `state` says how it is and, when it is not sound, how to mend it."""

    what: str
    sound: bool
    state: str

    @property
    def mark(self) -> str:
        """For a table."""
        return "ok" if self.sound else "!!"


def examine(folder: Path | None) -> Iterator[Finding]:
    """Everything, in the order in which one thing rests on another."""
    yield _python()
    yield from _packages()
    yield Finding(what="sqlite", sound=True, state=sqlite3.sqlite_version)
    try:
        settings = read()
    except SettingsError as error:
        yield Finding(what="settings", sound=False, state=str(error))
        return
    yield _embedder(settings)
    yield _index(folder or settings.index, settings, named=folder is not None)
    yield _port()


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    sound = sys.version_info >= (3, 11)
    return Finding(what="python", sound=sound, state=found if sound else f"{found}; install Python 3.11 or newer")


def _packages() -> Iterator[Finding]:
    try:
        needed = requires("byline") or []
    except PackageNotFoundError:
        yield Finding(what="byline", sound=False, state="is not installed; run `make` in its folder")
        return
    for requirement in map(Requirement, needed):
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            yield Finding(what=requirement.name, sound=False, state=f"is missing; pip install '{requirement}'")
            continue
        sound = requirement.specifier.contains(found)
        state = found if sound else f"{found} is not {requirement.specifier}; pip install '{requirement}'"
        yield Finding(what=requirement.name, sound=sound, state=state)


def _embedder(settings: Settings) -> Finding:
    try:
        embedder = load_embedder(settings.embedder, settings.options())
        if isinstance(embedder, PackagedEmbedder):
            embedder.check()
    except BylineError as error:
        return Finding(what="embedder", sound=False, state=str(error))
    return Finding(what="embedder", sound=True, state=f"{embedder.name}, {embedder.fingerprint[:12]}")


def _index(folder: Path, settings: Settings, *, named: bool) -> Finding:
    from index.collection import open_collection

    try:
        with open_collection(folder, settings) as collection:
            problems = list(collection.verify())
            state = f"{folder}: {collection.count()} articles"
    except IndexMissingError as error:
        return Finding(
            what="index", sound=not named, state=str(error) if named else f"none yet at {folder}: the seeds answer"
        )
    except BylineError as error:
        return Finding(what="index", sound=False, state=str(error))
    if problems:
        return Finding(
            what="index", sound=False, state=f"{folder}: {len(problems)} problems; see `byline index verify`"
        )
    return Finding(what="index", sound=True, state=state if os.access(folder, os.W_OK) else f"{state}, read-only")


def _port() -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", _PORT))
        except OSError:
            return Finding(what="port", sound=False, state=f"{_PORT} is taken; use `byline chat --port N`")
    return Finding(what="port", sound=True, state=f"{_PORT} is free")
