"""How much one client may ask, and how much all of them together."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CLIENTS = 10_000
_FORGOTTEN_AFTER = 120.0


class Rate:
    """A bucket of questions for each client that fills up again by the minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """At most `per_minute` questions at once, and as many again in a minute."""
        self.per_minute = per_minute
        self._clock, self._lock = clock, threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str) -> int:
        """Take one question; 0 if it may be asked, else in how many seconds the next one may."""
        with self._lock:
            now, speed = self._clock(), self.per_minute / 60
            left, at = self._left.pop(client, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - at) * speed)
            allowed = left >= 1
            self._left[client] = (left - allowed, now)
            if len(self._left) > _MOST_CLIENTS:
                self._left.popitem(last=False)
            return 0 if allowed else math.ceil((1 - left) / speed)


class Places:
    """Room for so many questions, waiting and being answered; whoever takes a place leaves it."""

    def __init__(self, most: int, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Room for `most`, of which `at_once` are answered at the same time."""
        self._most, self._at_once, self._clock = most, at_once, clock
        self._lock = threading.Lock()
        self._taken: dict[object, float] = {}
        self._pace = 1.0

    def take(self, who: object) -> int:
        """Take a place; 0 if there was one, else in about how many seconds to try again."""
        with self._lock:
            now = self._clock()
            # A page that was closed between asking and being answered never says that it has left.
            self._taken = {each: at for each, at in self._taken.items() if now - at < _FORGOTTEN_AFTER}
            if len(self._taken) >= self._most and who not in self._taken:
                return max(1, math.ceil(self._most * self._pace / self._at_once / 4))
            self._taken[who] = now
            return 0

    def leave(self, who: object) -> None:
        """Give the place back; nothing happens if it was given back already."""
        with self._lock:
            at = self._taken.pop(who, None)
            if at is not None:
                self._pace += 0.1 * (self._clock() - at - self._pace)

    @property
    def taken(self) -> int:
        """How many are waiting or being answered."""
        return len(self._taken)
