"""Reading in a process of its own, with limits on memory and time: a parser that hangs or dies fails its file alone."""

import json
import os
import select
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from index.documents import Content
from index.errors import ArticleError, ArticleTooLargeError, ArticleUnreadableError

SECONDS = 30.0
"""For one file. The longest of the files measured, a PDF of 1,300 pages, took 9."""
_ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-m", "index.reading.worker")


class Confined:
    """A worker process, started when it is first needed and again after it died. Safe to share between threads."""

    def __init__(self, command: tuple[str, ...] = _COMMAND, seconds: float = SECONDS) -> None:
        """Start nothing yet."""
        self._command, self._seconds = command, seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()

    def read(self, kind: str, raw: bytes, place: str, *, declared: str = "", url: str = "") -> list[Content]:
        """What a reader finds in some bytes; see `worker.READERS` for the kinds.

        Raises:
            ArticleError: It cannot be read: the reader said so, took too long, or died of it.
        """
        header = {"kind": kind, "size": len(raw), "place": place, "declared": declared, "url": url}
        with self._guard:
            try:
                reply = self._ask(json.dumps(header).encode() + b"\n" + raw)
            except TimeoutError:
                self._stop()
                raise _unreadable(place, f"took its parser more than {self._seconds:g} s") from None
            except (OSError, ValueError):
                self._stop()
                raise _unreadable(place, "its parser died of it") from None
            except BaseException:  # Ctrl-C: a late reply must not be taken for that of the next file
                self._stop()
                raise
        return _contents(reply, place)

    def close(self) -> None:
        """End the process."""
        with self._guard:
            self._stop()

    def _ask(self, request: bytes) -> dict[str, Any]:
        process = self._process
        if process is None or process.poll() is not None:
            process = self._process = self._start()
        assert process.stdin is not None  # noqa: S101 - for mypy: both are pipes
        assert process.stdout is not None  # noqa: S101
        # Not blocking: a parser that hangs does not take what we write either.
        view, at, reply = memoryview(request), 0, bytearray()
        readers, writers = process.stdout.fileno(), process.stdin.fileno()
        while not reply.endswith(b"\n"):
            ready = select.select([readers], [writers] if at < len(view) else [], [], self._seconds)
            if not any(ready):
                raise TimeoutError
            if ready[1]:
                at += os.write(writers, view[at : at + 65_536])
            if ready[0]:
                piece = os.read(readers, 1 << 20)
                if not piece:
                    raise OSError("it ended")
                reply += piece
        loaded: dict[str, Any] = json.loads(reply)
        return loaded

    def _start(self) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self._command,
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us; we end it
        )
        for pipe in (process.stdin, process.stdout):
            os.set_blocking(pipe.fileno(), False)  # type: ignore[union-attr]
        return process

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            with self._process:
                pass
            self._process = None


def _unreadable(place: str, reason: str) -> ArticleUnreadableError:
    return ArticleUnreadableError(place, reason, hint="Save its text in a file of its own.")


def _contents(reply: dict[str, Any], place: str) -> list[Content]:
    """The reply as values; it comes from a process that read foreign bytes, and is not believed."""
    try:
        if "reason" in reply:
            kind: type[ArticleError] = ArticleTooLargeError if reply["large"] else ArticleUnreadableError
            raise kind(place, str(reply["reason"]), hint=str(reply["hint"]))
        return [
            Content(
                text=str(each["text"]),
                stated={str(key): (str(value), str(field)) for key, (value, field) in each["stated"].items()},
                given={str(key): str(value) for key, value in each["given"].items()},
                name=str(each["name"]),
            )
            for each in reply["documents"]
        ]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(place, f"its parser gave no sensible reply: {error!r}") from error
