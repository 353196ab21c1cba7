"""An answerer that remembers its latest answers. The same question over the same articles has the same answer."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.events import Done, Event
from rag.types import Answer
from ui.conversation import Answerer, closing

_MOST = 256


@dataclass(slots=True)
class _Entry:
    """One answer, while it is given and after."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    events: tuple[Event, ...] = ()


class Remembering:
    """As the answerer it stands before; a question that several ask at once is answered once."""

    def __init__(self, answerer: Answerer, most: int = _MOST) -> None:
        """Remember nothing yet, and never more than `most` answers."""
        self._answerer, self._most = answerer, most
        self._entries: OrderedDict[object, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def collection(self) -> Any:
        """The articles of the answerer behind it."""
        return self._answerer.collection

    @property
    def writers(self) -> tuple[str, ...]:
        """Those of the answerer behind it."""
        return self._answerer.writers

    def answer(self, question: str, *, history: Sequence[tuple[str, str]] = (), **chosen: Any) -> Answer:
        """The answer, remembered or new."""
        events = self.stream(question, history=history, **chosen)
        return next(event.answer for event in events if isinstance(event, Done))

    def stream(self, question: str, *, history: Sequence[tuple[str, str]] = (), **chosen: Any) -> Iterator[Event]:
        """The events of the answer, remembered or new."""
        entry = self._entry((question, tuple(map(tuple, history)), tuple(sorted(chosen.items()))))
        with entry.lock:
            if not entry.events:
                # Only a whole answer is remembered: one that was stopped or failed leaves nothing behind.
                came: list[Event] = []
                with closing(self._answerer.stream(question, history=history, **chosen)) as events:
                    for event in events:
                        came.append(event)
                        if isinstance(event, Done):
                            entry.events = tuple(came)
                        yield event
                return
        yield from entry.events

    def _entry(self, asked: tuple[object, ...]) -> _Entry:
        # An index that has changed answers anew.
        key = (self.collection.generation, asked)
        with self._lock:
            entry = self._entries.pop(key, None) or _Entry()
            self._entries[key] = entry
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
            return entry
