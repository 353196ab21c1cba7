"""Files that are handed over in the browser: checked, kept beside the index, and added to it."""

import re
import threading
from pathlib import Path
from typing import Any

from index.building import Report
from index.documents import MAX_BYTES
from index.errors import BylineError
from index.loading import SUFFIXES

_LONGEST_NAME = 120


class Inbox:
    """A folder of its own for what came in, so that the same file, handed over again, updates its article."""

    def __init__(self, collection: Any, folder: Path) -> None:
        """Write nothing yet."""
        self._collection, self._folder = collection, folder
        self._lock = threading.Lock()

    def take(self, name: str, content: bytes) -> tuple[str, str]:
        """Add a file to the collection.

        Returns: "added", "updated", "unchanged" or "failed", and for the last why.
        """
        safe = safe_name(name)
        if safe is None:
            return "failed", f"It must end in one of {', '.join(SUFFIXES)}."
        if len(content) > MAX_BYTES:
            return "failed", f"It is larger than {MAX_BYTES:,} bytes."
        path = self._folder / safe
        with self._lock:
            before = path.read_bytes() if path.exists() else None
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            try:
                report = self._collection.add(path)
            except BylineError as error:
                return "failed", f"{error.message} {error.hint}"
            outcome, reason = _outcome(report)
            if outcome == "failed":
                # What could not be read is not kept; a version that could be, is.
                path.unlink() if before is None else path.write_bytes(before)
            return outcome, reason

    def fetch(self, link: str) -> tuple[str, str]:
        """Fetch a page or a feed and add it; as `take`."""
        if not link.startswith(("http://", "https://")):
            return "failed", "A link begins with http:// or https://."
        try:
            with self._lock:
                return _outcome(self._collection.add(link, fetch=True))
        except (BylineError, ValueError) as error:
            return "failed", str(error)


def _outcome(report: Report) -> tuple[str, str]:
    if report.failed and not (report.added or report.updated):
        return "failed", f"{report.failed[0].reason}. {report.failed[0].hint}"
    return ("added" if report.added else "updated" if report.updated else "unchanged"), ""


def safe_name(name: str) -> str | None:
    r"""A file name without any folder, hidden or unprintable part; None for a kind that is not read.

    >>> safe_name("..\\..\\etc/My report.TXT"), safe_name("a.exe"), safe_name(".txt")
    ('My report.txt', None, None)
    """
    last = re.split(r"[/\\]", name)[-1]
    suffix = next((each for each in sorted(SUFFIXES, key=len, reverse=True) if last.lower().endswith(each)), None)
    if suffix is None:
        return None
    stem = re.sub(r"[^\w .,()–-]", "_", last[: -len(suffix)]).strip(" .")
    return stem[:_LONGEST_NAME] + suffix if stem else None
