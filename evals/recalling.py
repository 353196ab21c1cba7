"""A finished run, read back from its folder: the report as it was written."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evals.errors import RunMismatchError
from evals.reading import read_lines
from evals.responses import of_record
from evals.types import Broken, EvalQuestion, Evidence, Figure, Outcome, Report, Score
from evals.writing import OUTCOMES, SUMMARY


def load(folder: Path) -> Report:
    """The report of a run that `evals.run` has written; the texts of retrieved passages are not in it.

    Raises:
        RunMismatchError: The folder holds no finished run.
    """
    try:
        told = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        return Report(
            name=str(told["set"]),
            system=str(told["system"]),
            figures=_figures(told["figures"]),
            kinds={str(kind): _figures(figures) for kind, figures in told["kinds"].items()},
            outcomes=tuple(_outcome(record) for record in read_lines(folder / OUTCOMES)),
            broken=tuple(Broken(place=str(row["place"]), reason=str(row["reason"])) for row in told["broken"]),
            settings={str(name): str(value) for name, value in told["settings"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunMismatchError(folder, f"holds no finished run: {error}", hint="Run the questions again.") from error


def _figures(told: Mapping[str, Any]) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            measure=str(name),
            value=float(each["value"]),
            low=float(each["low"]),
            high=float(each["high"]),
            count=int(each["count"]),
            left_out=int(each["left_out"]),
        )
        for name, each in told.items()
    )


def _outcome(record: Mapping[str, Any]) -> Outcome:
    expected = record["expected"]
    evidence = tuple(Evidence(article_id=str(e["article_id"]), text=str(e["text"])) for e in expected["evidence"])
    question = EvalQuestion(
        id=str(record["id"]),
        question=str(record["question"]),
        kind=str(record["kind"]),
        place=str(record["place"]),
        answers=_frozen(expected["answers"]),
        answerable=expected["answerable"],
        evidence=evidence,
        **{name: _frozen(value) for name, value in record["about"].items()},
    )
    scores = {str(n): Score(value=float(each["value"]), why=str(each["why"])) for n, each in record["scores"].items()}
    response = of_record({**record, "text": str(record["answer"])})
    return Outcome(question=question, response=response, failure=str(record["failure"]), scores=scores)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
