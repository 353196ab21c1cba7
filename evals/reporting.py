"""A run as one page of HTML that asks nobody for anything: styles, script and pictures are in it.

Questions, answers and articles are foreign text; each goes through `escape`. The page's own policy refuses any script
or style but the two that are named by their hash, and any request.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from html import escape
from pathlib import Path

from evals.charting import charts
from evals.scoring import ORDER, less_is_better
from evals.telling import Say, tell_question, verdict
from evals.types import Figure, Outcome, Report

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
    "evidence_recall",
    "evidence_precision",
    "citation_precision",
    "recall@5",
    "answered",
)
"""As many as stand side by side on a sheet of paper."""
_MOST_BROKEN = 200


def page(report: Report) -> str:
    """The whole page."""
    style, code = _asset("report.css"), f"{script()}\nbrowse(document);"
    policy = f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(code)}"
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}; base-uri 'none'; form-action 'none'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">',
            f"<title>{escape(report.name)}: {escape(report.system)}</title>",
            f"<style>{style}</style></head><body>",
            f"<header><h1>{escape(report.name)}</h1>{_asked(report, str)}</header>",
            body(report),
            f"<script>{code}</script></body></html>",
        ]
    )


def body(
    report: Report, say: Say = str, beside: Callable[[Outcome], str] = lambda _: "", most: int | None = None
) -> str:
    """What stands on the page, for another page to show under a heading of its own; `script` goes with it.

    Args:
        report: The run.
        say: The language of the page.
        beside: Finished HTML for each question's fold.
        most: How many questions are shown; None for all.
    """
    parts = (_headlines(report), _pictures(report, say), _figures(report, say), _kinds(report, say))
    rest = (_broken(report, say), _questions(report, say, beside, most), _settings(report, say))
    return "\n".join(line for part in (*parts, *rest) for line in part)


def script() -> str:
    """Code that defines `browse(root)`: searching, sorting and unfolding the questions inside an element."""
    return _asset("report.js")


def number(value: float) -> str:
    """A figure as it is shown.

    >>> number(0.5), number(12.3456)
    ('.500', '12.346')
    """
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def interval(figure: Figure) -> str:
    """The 95 % interval as it is shown."""
    return f"[{number(figure.low)}, {number(figure.high)}]"


def summary(report: Report, say: Say = str) -> str:
    """How much was asked of whom, in words."""
    failed = sum(bool(each.failure) for each in report.outcomes)
    said = say("{count} questions to {system}").format(count=f"{len(report.outcomes):,}", system=report.system)
    said += "; " + say("{count} failed and count as wrong").format(count=f"{failed:,}") if failed else ""
    broken = f"{len(report.broken):,}"
    said += "; " + say("{count} rows were broken and left out").format(count=broken) if report.broken else ""
    return f"{said}. {say('Brackets are 95 % intervals.')}"


def _asked(report: Report, say: Say) -> str:
    return f'<p class="dim">{escape(summary(report, say))}</p>'


def _headlines(report: Report) -> Iterable[str]:
    yield '<ul class="cards">'
    for figure in (figure for name in _HEADLINES if (figure := report.figure(name)) is not None):
        yield (
            f"<li><span>{_name(figure.measure)}</span><b>{number(figure.value)}</b>"
            f"<span>{interval(figure)}, n = {figure.count:,}</span></li>"
        )
    yield "</ul>"


def _pictures(report: Report, say: Say) -> Iterable[str]:
    drawn = charts(report.outcomes, say)
    if drawn:
        shown = (f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>" for svg, caption in drawn)
        yield f'<div class="charts">{"".join(shown)}</div>'


def _figures(report: Report, say: Say) -> Iterable[str]:
    yield _opened(say("All figures"))
    heads = ("measure", "value", "95 % interval", "questions", "left out")
    yield f"<thead><tr>{''.join(_column(say(name)) for name in heads)}</tr></thead><tbody>"
    for each in report.figures:
        yield (
            f"<tr><td>{_name(each.measure)}</td><td>{number(each.value)}</td><td>{interval(each)}</td>"
            f"<td>{each.count:,}</td><td>{each.left_out:,}</td></tr>"
        )
    yield "</tbody></table></div>"


def _kinds(report: Report, say: Say) -> Iterable[str]:
    columns = [name for name in _KIND_COLUMNS if report.figure(name) is not None]
    heads = "".join(f'<th scope="col">{_name(name)}</th>' for name in columns)
    yield _opened(say("By kind of question"))
    yield f"<caption>{escape(say('Value, interval and count of each.'))}</caption>"
    yield f"<thead><tr>{_column(say('kind'))}{_column(say('questions'))}{heads}</tr></thead><tbody>"
    for kind, figures in report.kinds.items():
        found = {figure.measure: figure for figure in figures}
        count = sum((each.question.kind or "other") == kind for each in report.outcomes)
        cells = "".join(f"<td>{_cell(found.get(name), say)}</td>" for name in columns)
        yield f"<tr><td>{escape(_kind(kind, say))}</td><td>{count:,}</td>{cells}</tr>"
    yield "</tbody></table></div>"


def _cell(figure: Figure | None, say: Say) -> str:
    if figure is None:
        return "–"
    count = say("of {count}").format(count=f"{figure.count:,}")
    return f'{number(figure.value)}<br><span class="dim">{interval(figure)} {escape(count)}</span>'


def _broken(report: Report, say: Say) -> Iterable[str]:
    if report.broken:
        yield f"{_opened(say('Broken rows'))}<tbody>"
        for row in report.broken[:_MOST_BROKEN]:
            yield f'<tr><td>{escape(row.place)}</td><td class="text">{escape(row.reason)}</td></tr>'
        yield "</tbody></table></div>"
        if len(report.broken) > _MOST_BROKEN:
            more = say("... and {count} more.").format(count=f"{len(report.broken) - _MOST_BROKEN:,}")
            yield f"<p>{escape(more)}</p>"


def _questions(report: Report, say: Say, beside: Callable[[Outcome], str], most: int | None) -> Iterable[str]:
    scored = [name for name in ORDER if report.figure(name) is not None]
    columns = [*(_name(name) for name in scored), *(escape(say(name)) for name in ("confidence", "seconds"))]
    orders = "".join(
        f'<option value="{at} {way}">{name}, {escape(said)}</option>'
        for at, name in enumerate(columns)
        for way, said in ((1, say("lowest first")), (-1, say("highest first")))
    )
    kinds = "".join(f'<option value="{escape(kind)}">{escape(_kind(kind, say))}</option>' for kind in report.kinds)
    words, unfold = escape(say("Search words")), escape(say("Unfold all"))
    yield f"<h2>{escape(say('Questions'))}</h2>"
    if most is not None and len(report.outcomes) > most:
        yield f'<p class="dim">{escape(say("The first {count} of them.").format(count=f"{most:,}"))}</p>'
    yield f'<div class="sifting" hidden><input type="search" name="search" placeholder="{words}" aria-label="{words}">'
    yield f'<label>{escape(say("Sort"))} <select name="sort"><option value="-1 1">{escape(say("as in the set"))}'
    yield f'</option>{orders}</select></label><label>{escape(say("Kind"))} <select name="kind"><option value="">'
    yield f"{escape(say('all'))}</option>{kinds}</select></label>"
    yield f'<label><input type="checkbox" name="wrong"> {escape(say("not right"))}</label>'
    yield f'<button type="button" name="unfold" aria-pressed="false">{unfold}</button>'
    yield f'<output class="dim" data-words="{escape(say("{shown} of {count}"))}"></output></div>'
    yield '<div class="questions">'
    for outcome in report.outcomes[:most]:
        values = [outcome.scores[name].value if name in outcome.scores else None for name in scored]
        values += [outcome.response.confidence, outcome.response.seconds]
        cells = ",".join("" if value is None else f"{value:.4g}" for value in values)
        kind = escape(outcome.question.kind or "other")
        css, _ = verdict(outcome)
        yield f'<details class="question" data-kind="{kind}" data-verdict="{css}" data-scores="{cells}">'
        yield f"{tell_question(outcome, say, beside(outcome))}</details>"
    yield "</div>"


def _settings(report: Report, say: Say) -> Iterable[str]:
    yield f"{_opened(say('What was measured with what'))}<tbody>"
    for name, value in report.settings.items():
        yield f'<tr><td>{escape(name)}</td><td class="text">{escape(value)}</td></tr>'
    yield "</tbody></table></div>"


def _opened(heading: str) -> str:
    # What scrolls sideways must be reachable by the keyboard, and say what it is.
    words = escape(heading)
    return f'<h2>{words}</h2><div class="wide" role="group" aria-label="{words}" tabindex="0"><table>'


def _column(words: str) -> str:
    return f'<th scope="col">{escape(words)}</th>'


def _kind(kind: str, say: Say) -> str:
    return say(kind) if kind == "other" else kind


def _name(measure: str) -> str:
    return escape(measure.replace("_", " ")) + (" ↓" if less_is_better(measure) else "")


def _asset(name: str) -> str:
    return (Path(__file__).parent / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
