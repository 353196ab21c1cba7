"""Waiting for what another process or thread brings about, without a clock that a slow machine would lose against."""

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Return as soon as something holds; an assertion fails when it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.01)
