"""Small charts as SVG: lines, dots and bars between two axes. Colours come from the page's style sheet."""

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT = 320, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 28, 38
_TICKS = 4


class Chart:
    """A chart to draw on; coordinates are the data's."""

    def __init__(self, title: str, across: str, up: str, *, right: float = 1.0, top: float = 1.0) -> None:
        """Draw the axes, from 0 to `right` and to `top`.

        Args:
            title: Read out instead of the picture.
            across: Label of the horizontal axis.
            up: Label of the vertical axis.
            right: Its end; above 0.
            top: Its end; above 0.
        """
        self._right, self._top = right, top
        self._title = title
        self._parts = [f'<path class="axis" d="M{_LEFT} {_TOP}V{_HEIGHT - _BOTTOM}H{_WIDTH - _RIGHT}"/>']
        for tick in range(_TICKS + 1):
            share = tick / _TICKS
            x, y = self._x(right * share), self._y(top * share)
            self._parts.append(
                f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 15}" text-anchor="middle">{right * share:.3g}</text>'
            )
            self._parts.append(f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{top * share:.3g}</text>')
        middle = (_LEFT + _WIDTH - _RIGHT) / 2
        self._parts.append(f'<text x="{middle}" y="{_HEIGHT - 5}" text-anchor="middle">{escape(across)}</text>')
        # Above the axis: inside of it, data would run through the words.
        self._parts.append(f'<text x="4" y="{_TOP - 14}">{escape(up)}</text>')

    def line(self, points: Sequence[tuple[float, float]], style: str = "data") -> None:
        """Draw a line through points."""
        joined = " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in points)
        self._parts.append(f'<polyline class="{style}" points="{joined}"/>')

    def dot(self, x: float, y: float, size: float, said: str) -> None:
        """Draw a dot of a radius in pixels, with words that appear under the pointer."""
        self._parts.append(
            f'<circle class="dot" cx="{self._x(x):.1f}" cy="{self._y(y):.1f}" r="{size:.1f}">'
            f"<title>{escape(said)}</title></circle>"
        )

    def bar(self, start: float, end: float, height: float, said: str) -> None:
        """Draw a bar from the bottom."""
        left, right, top = self._x(start), self._x(end), self._y(height)
        self._parts.append(
            f'<rect class="bar" x="{left + 0.5:.1f}" y="{top:.1f}" width="{max(0.5, right - left - 1):.1f}" '
            f'height="{self._y(0) - top:.1f}"><title>{escape(said)}</title></rect>'
        )

    def svg(self) -> str:
        """The chart."""
        return (
            f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(self._title)}">'
            f"{''.join(self._parts)}</svg>"
        )

    def _x(self, value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value / self._right

    def _y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / self._top
