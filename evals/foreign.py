"""Question sets that are more than rows: BEIR folders, TREC files, SQuAD."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from evals.errors import QuestionsUnreadableError
from evals.locating import LINE
from evals.types import Broken, EvalQuestion, Evidence

_TOPIC = re.compile(r"<top>(?P<classic>.*?)</top>|<topic\b(?P<head>[^>]*)>(?P<body>.*?)</topic>", re.DOTALL)
_NUMBER = re.compile(r"<num>\s*(?:Number:)?\s*(\S+)|number=[\"']([^\"']+)[\"']")
_WORDS = re.compile(r"<(?:title|query|question)>\s*(?:Topic:)?\s*([^<]+)")
_QREL_CELLS = 4
_BEIR_CELLS = 3


def read_beir(folder: Path, rows: Iterable[EvalQuestion | Broken | None]) -> Iterator[EvalQuestion | Broken | None]:
    """BEIR (Thakur et al., 2021): the queries that the first of qrels/test, dev and train.tsv judges."""
    qrels = next((p for name in ("test", "dev", "train") if (p := folder / "qrels" / f"{name}.tsv").is_file()), None)
    if qrels is None:
        raise QuestionsUnreadableError(folder, "has queries.jsonl, but no qrels/test.tsv")
    judged: dict[str, list[tuple[str, int]]] = {}
    for number, line in enumerate(qrels.read_text(encoding="utf-8").splitlines(), start=1):
        cells = line.split("\t")
        if number == 1 and cells[-1] == "score":
            continue
        if len(cells) != _BEIR_CELLS or not cells[2].lstrip("-").isdigit():
            yield Broken(place=f"{qrels}:{number}", reason="is not: query, tab, document, tab, grade")
        elif int(cells[2]) > 0:
            judged.setdefault(cells[0], []).append((cells[1], int(cells[2])))
    for row in rows:
        if not isinstance(row, EvalQuestion):
            yield row
        elif row.id in judged:
            yield replace(row, relevant=tuple(judged[row.id]), kind=row.kind or "query")


def read_trec(folder: Path) -> Iterator[EvalQuestion | Broken | None]:
    """TREC: a topics file (<top>, <topic> or id-tab-words) and a qrels file, by their names."""
    topics = next(iter(sorted(path for path in folder.iterdir() if "topic" in path.name.lower())), None)
    qrels = next(iter(sorted(path for path in folder.iterdir() if "qrel" in path.name.lower())), None)
    if topics is None or qrels is None:
        raise QuestionsUnreadableError(folder, "is a folder without queries.jsonl, and without topics and qrels files")
    judged: dict[str, list[tuple[str, int]]] = {}
    for at, line in enumerate(qrels.read_text(encoding="utf-8").splitlines(), start=1):
        cells = line.split()
        if len(cells) != _QREL_CELLS or not cells[3].lstrip("-").isdigit():
            yield Broken(place=f"{qrels}:{at}", reason="is not: topic, 0, document, grade")
        elif int(cells[3]) > 0:
            judged.setdefault(cells[0], []).append((cells[2], int(cells[3])))
    for place, number, words in _topics(topics):
        if number and words:
            yield EvalQuestion(
                id=number, question=words, relevant=tuple(judged.get(number, ())), kind="topic", place=place
            )
        else:
            yield Broken(place=place, reason="is a topic without a number or words")


def _topics(path: Path) -> Iterator[tuple[str, str, str]]:
    text = path.read_text(encoding="utf-8")
    marked = list(_TOPIC.finditer(text))
    for topic in marked:
        number, words = _NUMBER.search(topic.group()), _WORDS.search(topic.group())
        place = f"{path}:{text.count(chr(10), 0, topic.start()) + 1}"
        found = (number[1] or number[2]) if number else ""
        yield place, found, " ".join(words[1].split()) if words else ""
    for line_number, line in enumerate([] if marked else text.splitlines(), start=1):
        number_cell, _, words_cell = line.partition("\t")
        yield f"{path}:{line_number}", number_cell.strip(), words_cell.strip()


def read_squad(document: Mapping[str, Any], path: Path) -> Iterator[EvalQuestion | Broken | None]:
    """SQuAD 1.1 and 2.0 (Rajpurkar et al.): every paragraph is an article, called title_number."""
    for name, paragraph in squad_paragraphs(document):
        for asked in paragraph.get("qas", ()):
            place = f"{path}:{asked.get(LINE, 1)}"
            try:
                impossible = bool(asked.get("is_impossible"))
                texts = dict.fromkeys(str(answer["text"]) for answer in asked["answers"])
                yield EvalQuestion(
                    id=str(asked["id"]),
                    question=str(asked["question"]),
                    answers=() if impossible else tuple(texts),
                    answerable=not impossible,
                    evidence=() if impossible else (Evidence(article_id=name),),
                    kind="unanswerable" if impossible else "answerable",
                    place=place,
                )
            except (KeyError, TypeError, ValueError) as error:
                yield Broken(place=place, reason=f"is no question of SQuAD: {error!r}")


def squad_paragraphs(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The paragraphs of a SQuAD file, each with the name that its article gets."""
    for at, article in enumerate(document["data"]):
        title = str(article.get("title") or f"article-{at}") if isinstance(article, dict) else ""
        paragraphs = article.get("paragraphs", ()) if isinstance(article, dict) else ()
        for number, paragraph in enumerate(paragraphs):
            if isinstance(paragraph, dict):
                yield f"{title}_{number}", paragraph
