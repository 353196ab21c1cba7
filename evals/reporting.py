"""A run as one page of HTML that asks nobody for anything: styles, script and pictures are in it.

Questions, answers and articles are foreign text; each goes through `escape`. The page's own policy refuses any script
or style but the two that are named by their hash, and any request.
"""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path

from evals.charting import charts
from evals.scoring import ORDER, less_is_better
from evals.telling import tell_question, verdict
from evals.types import Figure, Report

_HEADLINES = (
    "correct",
    "evidence_recall",
    "evidence_precision",
    "quote_exactness",
    "citation_precision",
    "abstention_f1",
    "recall@5",
    "ndcg@10",
    "seconds_p50",
)
_KIND_COLUMNS = (
    "correct",
    "contains",
    "f1",
    "evidence_recall",
    "evidence_precision",
    "citation_recall",
    "citation_precision",
    "recall@5",
    "answered",
)
_MOST_BROKEN = 200


def page(report: Report) -> str:
    """The whole page."""
    style, script = (_asset(name) for name in ("report.css", "report.js"))
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}"
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}; base-uri 'none'; form-action 'none'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">',
            f"<title>{escape(report.name)}: {escape(report.system)}</title>",
            f"<style>{style}</style></head><body>",
            *_head(report),
            *_pictures(report),
            *_figures(report),
            *_kinds(report),
            *_broken(report),
            *_questions(report),
            *_settings(report),
            f"<script>{script}</script></body></html>",
        ]
    )


def number(value: float) -> str:
    """A figure as it is shown.

    >>> number(0.5), number(12.3456)
    ('.500', '12.346')
    """
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def interval(figure: Figure) -> str:
    """The 95 % interval as it is shown."""
    return f"[{number(figure.low)}, {number(figure.high)}]"


def _head(report: Report) -> Iterable[str]:
    failed = sum(bool(each.failure) for each in report.outcomes)
    said = f"{len(report.outcomes):,} questions to {escape(report.system)}"
    said += f"; {failed:,} failed and count as wrong" if failed else ""
    said += f"; {len(report.broken):,} rows were broken and left out" if report.broken else ""
    yield f'<header><h1>{escape(report.name)}</h1><p class="dim">{said}. Brackets are 95 % intervals.</p></header>'
    yield '<ul class="cards">'
    for figure in (figure for name in _HEADLINES if (figure := report.figure(name)) is not None):
        yield (
            f"<li><span>{_name(figure.measure)}</span><b>{number(figure.value)}</b>"
            f"<span>{interval(figure)}, n = {figure.count:,}</span></li>"
        )
    yield "</ul>"


def _pictures(report: Report) -> Iterable[str]:
    drawn = charts(report.outcomes)
    if drawn:
        shown = (f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>" for svg, caption in drawn)
        yield f'<div class="charts">{"".join(shown)}</div>'


def _figures(report: Report) -> Iterable[str]:
    yield '<h2>All figures</h2><div class="wide"><table><thead><tr><th>measure</th><th>value</th>'
    yield "<th>95 % interval</th><th>questions</th><th>left out</th></tr></thead><tbody>"
    for each in report.figures:
        yield (
            f"<tr><td>{_name(each.measure)}</td><td>{number(each.value)}</td><td>{interval(each)}</td>"
            f"<td>{each.count:,}</td><td>{each.left_out:,}</td></tr>"
        )
    yield "</tbody></table></div>"


def _kinds(report: Report) -> Iterable[str]:
    columns = [name for name in _KIND_COLUMNS if report.figure(name) is not None]
    heads = "".join(f"<th>{_name(name)}</th>" for name in columns)
    yield '<h2>By kind of question</h2><div class="wide"><table><caption>Value, interval and count of each.</caption>'
    yield f"<thead><tr><th>kind</th><th>questions</th>{heads}</tr></thead><tbody>"
    for kind, figures in report.kinds.items():
        found = {figure.measure: figure for figure in figures}
        count = sum((each.question.kind or "other") == kind for each in report.outcomes)
        cells = "".join(f"<td>{_cell(found.get(name))}</td>" for name in columns)
        yield f"<tr><td>{escape(kind)}</td><td>{count:,}</td>{cells}</tr>"
    yield "</tbody></table></div>"


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f'{number(figure.value)}<br><span class="dim">{interval(figure)} of {figure.count:,}</span>'


def _broken(report: Report) -> Iterable[str]:
    if report.broken:
        yield '<h2>Broken rows</h2><div class="wide"><table><tbody>'
        for row in report.broken[:_MOST_BROKEN]:
            yield f'<tr><td>{escape(row.place)}</td><td class="text">{escape(row.reason)}</td></tr>'
        yield "</tbody></table></div>"
        if len(report.broken) > _MOST_BROKEN:
            yield f"<p>... and {len(report.broken) - _MOST_BROKEN:,} more.</p>"


def _questions(report: Report) -> Iterable[str]:
    scored = [name for name in ORDER if report.figure(name) is not None]
    columns = [*scored, "confidence", "seconds"]
    orders = "".join(
        f'<option value="{at} {way}">{_name(name)}, {said}</option>'
        for at, name in enumerate(columns)
        for way, said in ((1, "lowest first"), (-1, "highest first"))
    )
    kinds = "".join(f'<option value="{escape(kind)}">{escape(kind)}</option>' for kind in report.kinds)
    yield '<h2>Questions</h2><div class="tools" hidden><input type="search" id="search" placeholder="Search words"'
    yield 'aria-label="Search words"><label>Sort <select id="sort"><option value="-1 1">as in the set</option>'
    yield f'{orders}</select></label><label>Kind <select id="kind"><option value="">all</option>{kinds}</select>'
    yield '</label><label><input type="checkbox" id="wrong"> not right</label>'
    yield '<button id="unfold" aria-pressed="false">Unfold all</button>'
    yield '<span id="shown" class="dim" role="status"></span></div><div id="questions">'
    for outcome in report.outcomes:
        values = [outcome.scores[name].value if name in outcome.scores else None for name in scored]
        values += [outcome.response.confidence, outcome.response.seconds]
        cells = ",".join("" if value is None else f"{value:.4g}" for value in values)
        kind = escape(outcome.question.kind or "other")
        css, _ = verdict(outcome)
        yield f'<details class="question" data-kind="{kind}" data-verdict="{css}" data-scores="{cells}">'
        yield f"{tell_question(outcome)}</details>"
    yield "</div>"


def _settings(report: Report) -> Iterable[str]:
    yield '<h2>What was measured with what</h2><div class="wide"><table><tbody>'
    for name, value in report.settings.items():
        yield f'<tr><td>{escape(name)}</td><td class="text">{escape(value)}</td></tr>'
    yield "</tbody></table></div>"


def _name(measure: str) -> str:
    return escape(measure.replace("_", " ")) + (" ↓" if less_is_better(measure) else "")


def _asset(name: str) -> str:
    return (Path(__file__).parent / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
