"""One writer: a lock file that names its holder, and that the system frees when the holder's process ends."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import IndexLockedError, IndexStorageError

FILE = "LOCK"


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the right to write to an index; not reentrant.

    Raises:
        IndexLockedError: Somebody else holds it; nothing waits.
        IndexStorageError: The folder cannot be written to.
    """
    try:
        descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise IndexStorageError(folder, str(error)) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
            raise IndexLockedError(folder, holder or "another process") from error
        except OSError as error:  # a file system without locks, or one that fails
            raise IndexStorageError(folder, str(error)) from error
        _sign(folder, descriptor)
        yield
    finally:
        # The file stays: to remove it would let a third process lock a file of the same name.
        os.close(descriptor)


def _sign(folder: Path, descriptor: int) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()} since {now}\n".encode(), 0)
    except OSError as error:  # a full disk refuses here already
        raise IndexStorageError(folder, str(error)) from error
