"""A run as a folder: a line for each question, a TREC run, a summary, and the page."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from evals.measures.retrieval import article_ranking
from evals.reporting import page
from evals.scoring import without_passages
from evals.types import EvalQuestion, Figure, Outcome, Report

OUTCOMES, RUN, SUMMARY, PAGE = "outcomes.jsonl", "run.trec", "summary.json", "report.html"
_ODD = "backslashreplace"
"""A lone surrogate cannot be written as UTF-8; so written it is what JSON calls it."""


def write(report: Report, folder: Path) -> None:
    """Write all four; what was there is replaced, the summary last."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / OUTCOMES).open("w", encoding="utf-8", errors=_ODD) as lines:
        lines.writelines(json.dumps(record(each), ensure_ascii=False) + "\n" for each in report.outcomes)
    with (folder / RUN).open("w", encoding="utf-8", errors=_ODD) as lines:
        lines.writelines(_trec(report))
    (folder / PAGE).write_text(page(report), encoding="utf-8", errors=_ODD)
    (folder / SUMMARY).write_text(
        json.dumps(summary(report), ensure_ascii=False, indent=2) + "\n", encoding="utf-8", errors=_ODD
    )


def record(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain values: question, answer, citations, scores with their reasons, seconds."""
    response = asdict(without_passages(outcome.response))
    return {
        "id": outcome.question.id,
        "question": outcome.question.question,
        "kind": outcome.question.kind,
        "place": outcome.question.place,
        "expected": {"answers": outcome.question.answers, "answerable": outcome.question.answerable}
        | {"evidence": [asdict(part) for part in outcome.question.evidence]},
        "about": _about(outcome.question),
        "failure": outcome.failure,
        "answer": response.pop("text"),
        **response,
        "scores": {name: {"value": score.value, "why": score.why} for name, score in outcome.scores.items()},
    }


def _about(question: EvalQuestion) -> dict[str, Any]:
    """What else a question says, where it says something."""
    told = {"id", "question", "kind", "place", "answers", "answerable", "evidence"}
    rest = (each for each in fields(question) if each.name not in told)
    return {each.name: value for each in rest if (value := getattr(question, each.name)) != each.default}


def summary(report: Report) -> dict[str, Any]:
    """Figures, broken rows and settings as plain values."""
    return {
        "set": report.name,
        "system": report.system,
        "questions": len(report.outcomes),
        "failed": sum(bool(each.failure) for each in report.outcomes),
        "broken": [asdict(row) for row in report.broken],
        "settings": dict(report.settings),
        "figures": _plain(report.figures),
        "kinds": {kind: _plain(figures) for kind, figures in report.kinds.items()},
    }


def _plain(figures: tuple[Figure, ...]) -> dict[str, Mapping[str, float]]:
    return {
        each.measure: {"value": each.value, "low": each.low, "high": each.high}
        | {"count": each.count, "left_out": each.left_out}
        for each in figures
    }


def _trec(report: Report) -> list[str]:
    """The run over articles; an id with blanks has none there, where blanks part the cells."""
    lines = []
    for outcome in report.outcomes:
        for rank, article_id in enumerate(article_ranking(outcome.response), start=1):
            cells = (_cell(outcome.question), "Q0", "_".join(article_id.split()), str(rank), f"{1 / rank:.6f}")
            lines.append(" ".join((*cells, "_".join(report.system.split()))) + "\n")
    return lines


def _cell(question: EvalQuestion) -> str:
    return "_".join(question.id.split())
