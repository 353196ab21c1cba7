"""Question sets in, as they are: JSON lines, JSON, CSV, SQuAD, and folders of BEIR or TREC; gzipped or not.

A row that is no question becomes a `Broken` with its file and line, and the rest is read.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from evals.errors import QuestionsUnreadableError
from evals.foreign import read_beir, read_squad, read_trec
from evals.locating import LINE, parse
from evals.shaping import shape
from evals.types import Broken, EvalQuestion

_LONGEST = 10_000_000
"""Characters of a line: a gzip bomb is one endless line."""
_COMMENT = "#"

Row = EvalQuestion | Broken


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """A question set as it was read.

    Attributes:
        name: Of the file or folder.
        questions: In order, each id once.
        broken: Rows that are no questions.
        drafts: How many rows are marked `"draft": true`; they are not asked.
        corpus: The articles that the set brings, to be asked over when no others are named; None when it has none.
    """

    name: str
    questions: tuple[EvalQuestion, ...]
    broken: tuple[Broken, ...] = ()
    drafts: int = 0
    corpus: Path | None = None


def read(path: Path) -> QuestionSet:
    """The questions at a place.

    Raises:
        QuestionsUnreadableError: There is no question set there at all.
    """
    corpus: Path | None = None
    try:
        if (path / "queries.jsonl").is_file():
            rows: Iterator[Row | None] = read_beir(path, _rows(path / "queries.jsonl"))
            corpus = path / "corpus.jsonl" if (path / "corpus.jsonl").is_file() else None
        elif path.is_dir():
            rows = read_trec(path)
        elif path.name.endswith((".json", ".json.gz")):
            document = _document(path)
            if isinstance(document, dict) and isinstance(document.get("data"), list):
                rows, corpus = read_squad(document, path), path
            else:
                rows = _of_list(document, path)
        else:
            rows = _rows(path)
        return _gather(path, rows, corpus)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise QuestionsUnreadableError(path, f"could not be read: {error}") from error


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records of a file of JSON lines, as they are.

    Raises:
        ValueError: A line is not JSON; file and line are named.
    """
    records = []
    for number, line in _lines(path):
        try:
            records.append(json.loads(line))
        except ValueError as error:
            raise ValueError(f"{path}:{number}: {error}") from error
    return records


def _gather(path: Path, rows: Iterator[Row | None], corpus: Path | None) -> QuestionSet:
    questions: dict[str, EvalQuestion] = {}
    broken: list[Broken] = []
    drafts = 0
    for row in rows:
        if row is None:
            drafts += 1
        elif isinstance(row, Broken):
            broken.append(row)
        elif row.id in questions:
            reason = f"the id {row.id!r} is that of {questions[row.id].place} already"
            broken.append(Broken(place=row.place, reason=reason))
        else:
            questions[row.id] = row
    if not questions and not broken and not drafts:
        raise QuestionsUnreadableError(path, "holds no question")
    name = path.resolve().name.removesuffix(".gz").rsplit(".", 1)[0]
    return QuestionSet(
        name=name, questions=tuple(questions.values()), broken=tuple(broken), drafts=drafts, corpus=corpus
    )


def _rows(path: Path) -> Iterator[Row | None]:
    if path.name.endswith((".csv", ".csv.gz")):
        yield from _table(path)
        return
    for number, line in _lines(path):
        place = f"{path}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Broken(place=place, reason=f"is not JSON: {error}")
            continue
        yield _shaped(record, place, f"{path.name.split('.')[0]}-{number}")


def _of_list(document: object, path: Path) -> Iterator[Row | None]:
    if not isinstance(document, list):
        raise QuestionsUnreadableError(path, "is neither a list of questions nor SQuAD")
    for number, record in enumerate(document, start=1):
        line = record.pop(LINE) if isinstance(record, dict) else 1
        yield _shaped(record, f"{path}:{line}", f"{path.name.split('.')[0]}-{number}")


def _table(path: Path) -> Iterator[Row | None]:
    with _open(path) as file:
        table = csv.DictReader(file, strict=True)
        if table.fieldnames is None or not {"question", "user_input", "query"} & set(table.fieldnames):
            raise QuestionsUnreadableError(path, "has no header with a column called question")
        try:
            for record in table:
                if None in record or None in record.values():
                    yield Broken(place=f"{path}:{table.line_num}", reason="has not as many cells as the header")
                else:
                    yield _shaped(record, f"{path}:{table.line_num}", f"{path.name.split('.')[0]}-{table.line_num}")
        except csv.Error as error:
            yield Broken(place=f"{path}:{table.line_num}", reason=f"is not CSV: {error}; what follows was not read")


def _shaped(record: object, place: str, default_id: str) -> Row | None:
    if isinstance(record, dict) and record.get("draft"):
        return None
    try:
        return shape(record, place, default_id)
    except ValueError as error:
        return Broken(place=place, reason=str(error))


def _document(path: Path) -> object:
    with _open(path) as file:
        text = file.read()
    try:
        return parse(text)
    except ValueError as error:
        raise QuestionsUnreadableError(path, f"is not JSON: {error}") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers; a line that starts with # is a comment."""
    with _open(path) as file:
        number = 0
        while line := file.readline(_LONGEST + 1):
            number += 1
            if len(line) > _LONGEST:
                raise QuestionsUnreadableError(path, f"line {number} is longer than {_LONGEST:,} characters")
            if line.strip() and not line.startswith(_COMMENT):
                yield number, line


def _open(path: Path) -> IO[str]:
    # utf-8-sig: spreadsheets put a byte order mark before the first column's name.
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def sample(found: QuestionSet, count: int, seed: int) -> QuestionSet:
    """Some of the questions, in their order; the same seed picks the same ones."""
    import random

    if count >= len(found.questions):
        return found
    picked = random.Random(seed).sample(range(len(found.questions)), count)  # noqa: S311 - a sample, no secret
    return replace(found, questions=tuple(found.questions[at] for at in sorted(picked)))
