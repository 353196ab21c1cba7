"""Curves as an SVG picture for the documentation: a chart that brings its own style sheet."""

from collections.abc import Sequence

from evals.drawing import Chart

_STYLE = (
    "<style>svg{background:#fff}text{fill:#3d3846;font:11px sans-serif}path,polyline{fill:none;stroke:#3d3846}"
    ".even{stroke:#9a9996;stroke-dasharray:4 4}.c0{stroke:#1a5fb4}.c1{stroke:#c64600}.c2{stroke:#26a269}</style>"
)
_MOST_POINTS = 120

Curve = Sequence[tuple[float, float]]


def picture(title: str, across: str, up: str, curves: Sequence[Curve], *, right: float = 1.0, top: float = 1.0) -> str:
    """Draw up to three curves: blue, orange, green.

    Args:
        title: Read out instead of the picture.
        across: Label of the horizontal axis.
        up: Label of the vertical axis.
        curves: Each the points of a line, from left to right.
        right: End of the horizontal axis; above 0.
        top: End of the vertical axis; above 0.
    """
    chart = Chart(title, across, up, right=right, top=top)
    for at, curve in enumerate(curves):
        chart.line(curve[:: max(1, len(curve) // _MOST_POINTS)], f"c{at}")
    opening, rest = chart.svg().split(">", 1)
    return f'{opening} xmlns="http://www.w3.org/2000/svg">{_STYLE}{rest}\n'
