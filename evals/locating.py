"""JSON in which every object knows the line it starts on, for errors that say where."""

import json
from json import decoder, scanner
from typing import Any

LINE = "\0line"
"""The key that an object's line stands under, from 1; no key of JSON that people write."""


class _Located(json.JSONDecoder):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._line, self._offset = 1, 0
        self.parse_object = self._object
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined]  # typeshed leaves it out

    def _object(self, place: tuple[str, int], *rest: Any) -> tuple[dict[str, Any], int]:
        # Objects start in the order of the text, so lines are counted once.
        start = place[1]
        self._line += self._text.count("\n", self._offset, start)
        self._offset, line = start, self._line
        value, end = decoder.JSONObject(place, *rest)  # type: ignore[attr-defined]
        value[LINE] = line
        return value, end


def parse(text: str) -> Any:
    r"""A JSON text; each object holds its line under `LINE`.

    >>> parse('[{"a": 1},\n {"a": 2}]')[1][LINE]
    2

    Raises:
        ValueError: It is no JSON, or nested too deep.
    """
    try:
        return _Located(text).decode(text)
    except RecursionError:
        raise ValueError("it is nested too deep to be read") from None
