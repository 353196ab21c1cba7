"""The question sets that the page offers: those of the samples, those of a folder, and those that were handed over."""

import io
import re
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from gzip import GzipFile
from pathlib import Path

from evals.reading import QuestionSet, read
from index.documents import MAX_BYTES
from index.errors import BylineError

SUFFIXES = (".jsonl", ".json", ".csv")
_PACKED = ".gz"
_MOST_SETS = 200
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A question set that can be asked: where it is from ("samples", "folder" or "dropped"), and its place."""

    origin: str
    place: Path


class QuestionSets:
    """What there is, looked up at each moment: files come and go."""

    def __init__(self, *, samples: Path | None = None, folder: Path | None = None, dropped: Path | None = None) -> None:
        """Read nothing yet.

        Args:
            samples: A file; None where the samples are not what is asked.
            folder: With sets in it, as files or as folders of their own; None for none.
            dropped: Where sets that are handed over are kept; None to take none.
        """
        self._samples, self._folder, self._dropped = samples, folder, dropped
        self._lock = threading.Lock()

    @property
    def taking(self) -> bool:
        """Whether sets can be handed over."""
        return self._dropped is not None

    def offered(self) -> Mapping[str, Offered]:
        """The sets by the names they are chosen by, in the order in which they are shown."""
        found = [Offered(origin="samples", place=self._samples)] if self._samples and self._samples.is_file() else []
        for origin, folder in (("folder", self._folder), ("dropped", self._dropped)):
            if folder is not None and folder.is_dir():
                found += [Offered(origin=origin, place=place) for place in sorted(folder.iterdir()) if _is_set(place)]
        return {f"{each.origin}/{each.place.name}": each for each in found[:_MOST_SETS]}

    def read(self, name: str) -> QuestionSet:
        """The questions of a set, whose places say nothing of where on this machine it lies.

        Raises:
            KeyError: No set of that name is offered.
            QuestionsUnreadableError: It cannot be read.
        """
        place = self.offered()[name].place
        found, above = read(place), f"{place.parent}/"
        questions = tuple(replace(each, place=each.place.removeprefix(above)) for each in found.questions)
        broken = tuple(replace(each, place=each.place.removeprefix(above)) for each in found.broken)
        return replace(found, questions=questions, broken=broken)

    def take(self, name: str, content: bytes) -> tuple[str, str]:
        """Keep a file that was handed over, if it holds questions.

        Returns: "added", "updated" or "failed", and for the last why.
        """
        safe = safe_name(name)
        if safe is None or self._dropped is None:
            return "failed", f"It must end in one of {', '.join(SUFFIXES)}, or in one of them and {_PACKED}."
        unpacked = _unpacked(content) if name.lower().endswith(_PACKED) else content
        if unpacked is None or len(unpacked) > MAX_BYTES:
            return "failed", f"It is larger than {MAX_BYTES:,} bytes, or not packed as its name says."
        path = self._dropped / safe
        with self._lock:
            before = path.read_bytes() if path.exists() else None
            self._dropped.mkdir(parents=True, exist_ok=True)
            path.write_bytes(unpacked)
            reason = _refused(path)
            if reason:
                # What could not be read is not kept; a version that could be, is.
                path.unlink() if before is None else path.write_bytes(before)
                return "failed", reason
        return ("added" if before is None else "updated"), ""


def safe_name(name: str) -> str | None:
    r"""A file name without any folder, hidden or unprintable part, and unpacked; None for a kind that is not read.

    >>> safe_name("..\\..\\etc/My set.JSONL.gz"), safe_name("a.exe"), safe_name(".json")
    ('My set.jsonl', None, None)
    """
    last = re.split(r"[/\\]", name)[-1].lower().removesuffix(_PACKED)
    suffix = next((each for each in SUFFIXES if last.endswith(each)), None)
    if suffix is None:
        return None
    original = re.split(r"[/\\]", name)[-1][: len(last) - len(suffix)]
    stem = re.sub(r"[^\w .,()–-]", "_", original).strip(" .")
    return stem[:_LONGEST_NAME] + suffix if stem else None


def _is_set(place: Path) -> bool:
    if place.name.startswith("."):
        return False
    if place.is_file():
        return place.name.removesuffix(_PACKED).endswith(SUFFIXES)
    return place.is_dir() and ((place / "queries.jsonl").is_file() or any(_names(place, "qrel")))


def _names(folder: Path, part: str) -> Iterator[Path]:
    return (each for each in folder.iterdir() if part in each.name.lower())


def _unpacked(content: bytes) -> bytes | None:
    # One byte beyond the limit tells a file that is too large from one that just fits, however far it would unfold.
    try:
        with GzipFile(fileobj=io.BytesIO(content)) as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        return None


def _refused(path: Path) -> str:
    try:
        found = read(path)
    except BylineError as error:
        # The place on this machine is nothing for a page to tell.
        return f"{error.message} {error.hint}".replace(f"{path.parent}/", "")
    if found.questions:
        return ""
    first = f" {found.broken[0].place}: {found.broken[0].reason}." if found.broken else ""
    return f"It holds no question that can be asked.{first}".replace(f"{path.parent}/", "")
