"""The evals: which questions, how far a run has come, the earlier ones, and a report as it stands in its file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.reporting import body, summary
from evals.types import Outcome, Report
from ui.evals_strings import translate
from ui.question_sets import SUFFIXES, Offered
from ui.rendering import isolated, readable_date, text, visible
from ui.strings import Say, count

_MOST_QUESTIONS = 500
"""Shown of a report: each is a fold of about 5 kB, and the whole report stands in its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A run that is over: its set, when it ran (ISO, or ""), how many questions, and the share that was right."""

    set: str
    when: str
    questions: int
    correct: float | None


def running_html(done: int, total: int, say: Say) -> str:
    """How far a run is."""
    if not total:
        words = say("run_waiting")
    elif done < total:
        words = say("run_asking", done=f"{done:,}", total=f"{total:,}")
    else:
        words = say("run_scoring")
    bar = f'<progress max="{total}" value="{done}" aria-label="{text(say("evals"))}"></progress>' if total else ""
    return f'<div class="running" data-running><p role="status">{text(words)}</p>{bar}</div>'


def evals_html(
    offered: Mapping[str, Offered],
    earlier: Sequence[tuple[str, Earlier]],
    say: Say,
    *,
    language: str,
    taking: bool,
    report: Report | None = None,
    run: str = "",
    trouble: str = "",
    busy: bool = False,
) -> str:
    """The whole view.

    Args:
        offered: Question sets by the names they are chosen by.
        earlier: (folder's name, what is known of it) pairs, the newest first.
        say: The reader's language.
        language: The same, for the words of a report.
        taking: Whether sets can be handed over.
        report: What is shown below; None for nothing.
        run: The folder of that report, "" where it is not kept.
        trouble: Why there is no report.
        busy: A run of this visitor is going on.
    """
    said = f'<p class="trouble" role="alert">{text(trouble)}</p>' if trouble else ""
    shown = _report_html(report, run, say, language) if report is not None else ""
    return (
        f'<section class="evals" aria-label="{text(say("evals"))}"><h2>{text(say("evals"))}</h2>'
        f'<p class="aside">{text(say("evals_note"))}</p>{_choosing_html(offered, say, busy=busy)}{said}'
        f"{_dropping_html(say, taking=taking)}{_earlier_html(earlier, run, say)}</section>{shown}"
    )


def _choosing_html(offered: Mapping[str, Offered], say: Say, *, busy: bool) -> str:
    groups = "".join(
        f'<optgroup label="{text(say(f"sets_{origin}"))}">'
        + "".join(
            f'<option value="{text(name)}">{text(each.place.name)}</option>'
            for name, each in offered.items()
            if each.origin == origin
        )
        + "</optgroup>"
        for origin in dict.fromkeys(each.origin for each in offered.values())
    )
    if not groups:
        return f'<p class="meta">{text(say("sets_none"))}</p>'
    deed = (
        f'<button type="button" class="go halt" data-do="cancel">{text(say("stop"))}</button>'
        if busy
        else f'<button type="button" class="go" data-do="measure">{text(say("run"))}</button>'
    )
    return (
        f'<div class="choosing"><label for="question-set">{text(say("question_set"))}</label>'
        f'<select id="question-set">{groups}</select>{deed}</div>'
    )


def _dropping_html(say: Say, *, taking: bool) -> str:
    if not taking:
        return ""
    kinds = ", ".join(SUFFIXES)
    accepted = ",".join((*SUFFIXES, ".gz"))
    return (
        f'<details class="bringing"><summary>{text(say("sets_bring"))}</summary>'
        f'<div class="dropping" data-drop="questions"><p>{text(say("drop"))} <label class="choose">'
        f'{text(say("choose"))}<input id="question-files" type="file" multiple accept="{accepted}"></label></p>'
        f'<p class="meta">{text(say("sets_note", kinds=kinds))}</p></div></details>'
        '<div role="log" aria-live="polite"><ul id="question-additions" class="additions"></ul></div>'
    )


def _earlier_html(earlier: Sequence[tuple[str, Earlier]], run: str, say: Say) -> str:
    if not earlier:
        return ""
    rows = "".join(_run_html(name, each, say, current=name == run) for name, each in earlier)
    return f'<h3>{text(say("runs"))}</h3><ul class="runs">{rows}</ul>'


def _run_html(name: str, each: Earlier, say: Say, *, current: bool) -> str:
    facts = [f"{readable_date(each.when[:10], say)} {each.when[11:16]}"] if each.when else []
    facts += [count(say, each.questions, "question")] if each.questions else []
    facts += [say("run_right", share=f"{each.correct:.0%}")] if each.correct is not None else []
    return (
        f'<li><button type="button" class="link" data-do="report" data-run="{text(name)}"'
        f"{' aria-current=true' if current else ''}>{isolated(each.set)}</button> "
        f'<span class="meta">{text(" · ".join(facts))}</span></li>'
    )


def _report_html(report: Report, run: str, say: Say, language: str) -> str:
    words = translate(language)
    # The report escapes what is foreign; what would steer the display, or cannot be sent, is replaced in all of it.
    inside = visible(body(report, words, lambda outcome: _ask_html(outcome, say), _MOST_QUESTIONS))
    return (
        f'<article class="report" data-key="{text(run or report.name)}" aria-label="{text(report.name)}">'
        f'<h2 class="head" tabindex="-1">{isolated(report.name)}</h2>'
        f'<p class="dim">{text(summary(report, words))}</p>{inside}</article>'
    )


def _ask_html(outcome: Outcome, say: Say) -> str:
    asked = outcome.question
    meant = (asked.rewrite or outcome.response.asked) if asked.history else asked.question
    return (
        f'<p><button type="button" data-do="ask-this" data-question="{text(asked.question)}" data-meant="{text(meant)}"'
        f' data-since="{text(asked.since)}" data-until="{text(asked.until)}" data-as-of="{text(asked.as_of)}"'
        f' data-articles="{text(json.dumps(asked.articles))}">{text(say("ask_this"))}</button></p>'
    )
