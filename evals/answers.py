"""How good answers are, as the authors of two sets count: `python -m evals.answers realtime|ramdocs CORPUS QUESTIONS`.

`realtime`: RealTime QA. Every question is put to an index of the whole corpus, one that is there (`--index`) or else
made; the questions whose gold article is in the corpus are counted by themselves as well. The set is halved by a hash
of the ids: what was looked at is of `--half dev`. Beside the answers stand retrieval alone and BM25.
`ramdocs`: each question has a handful of passages of its own, some right, some planted. An answer is right when the
values set in front are all of the right ones and none of the wrong.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

import index
import rag
from evals.intervals import of_mean
from evals.measures.normalizing import holds, normalize, tokens
from evals.reading import read_lines
from index.building import prepare
from index.chunking import cut_passages
from index.collection import Collection
from index.documents import RawDocument
from index.embedding import Embedder, PackagedEmbedder
from index.filtering import Filter
from rag.answering import HITS
from rag.composing import compose
from rag.reader.model import shipped_reader
from rag.retrieving import Found
from rag.types import Hit, Status


def exact(said: str | None, answers: Sequence[str]) -> float:
    """1 where what was said is one of the answers."""
    return float(said is not None and normalize(said) in [normalize(answer) for answer in answers])


def f1(said: str | None, answers: Sequence[str]) -> float:
    """Overlap of words with the nearest answer, 0 to 1.

    >>> f1("over 100 million", ["100 million"])
    0.8
    """
    return max((_f1(tokens(said or ""), tokens(answer)) for answer in answers), default=0.0)


def _f1(said: list[str], answer: list[str]) -> float:
    common = (Counter(said) & Counter(answer)).total()
    return 2 * common / (len(said) + len(answer)) if common else 0.0


def _any_held(text: str, answers: Sequence[str]) -> bool:
    return any(holds(text, answer) for answer in answers)


def realtime(corpus: Path, questions: Path, folder: Path | None, half: str, sample: int, *, dated: bool) -> None:
    """Measure on all questions of a half, or the first of them; `dated` for the day on which each was asked."""
    records = [record for record in read_lines(questions) if half in ("all", _half(record["id"]))][: sample or None]
    with tempfile.TemporaryDirectory() as made:
        given = index.open(folder) if folder else index.build(corpus, Path(made, "index"))
        with given as collection:
            rows = list(_ask(collection, records, dated=dated))
            there = {article.id for article in collection.articles()}
            stats = collection.stats()
    sys.stdout.write(f"{len(records)} questions ({half}), {stats.articles} articles, {stats.passages} passages\n")
    _report(iter(rows))
    told = [there.intersection(part["doc_id"] for part in record["evidence"]) for record in records]
    gold = [row for row, known in zip(rows, told, strict=True) if known]
    sys.stdout.write(f"\nof these, {len(gold)} whose gold article is there\n")
    _report(iter(gold))


def _half(name: str) -> str:
    return "test" if int(sha256(name.encode()).hexdigest()[:8], 16) % 2 else "dev"


def _ask(collection: Collection, records: Sequence[dict[str, Any]], *, dated: bool) -> Iterator[dict[str, float]]:
    answerer = rag.open(collection)
    for record in records:
        gold, as_of = record["answers"], record["question_date"] if dated else None
        known = collection.searcher.allowed(Filter(until=as_of))
        answer = answerer.answer(record["question"], as_of=as_of)
        value = answer.statements[0].value if answer.statements else None
        quoted = any(_any_held(citation.quote, gold) for citation in answer.citations)
        near = [hit.passage.text for hit in answer.hits]
        matching = [number for number, _ in collection.searcher.matching(record["question"], HITS, known)]
        found = [stored[1].text for number in matching if (stored := collection.passage(number))]
        yield {
            "answered": float(answer.status is not Status.NOT_FOUND),
            "quotes hold it": float(quoted),
            "of the answered, right": float(quoted) if answer.statements else float("nan"),
            "leading quote holds it": float(bool(answer.citations) and _any_held(answer.citations[0].quote, gold)),
            "value, exact": exact(value, gold),
            "value, F1": f1(value, gold),
            "seconds": answer.seconds,
            "retrieval: first passage": float(bool(near) and _any_held(near[0], gold)),
            "retrieval: ten passages": float(any(_any_held(text, gold) for text in near)),
            "BM25: first passage": float(bool(found) and _any_held(found[0], gold)),
            "BM25: ten passages": float(any(_any_held(text, gold) for text in found)),
        }


def ramdocs(corpus: Path, questions: Path, sample: int) -> None:
    """Measure on the first questions of the set."""
    texts = {record["id"]: record for record in read_lines(corpus)}
    embedder, reader = PackagedEmbedder(), shipped_reader()
    rows = []
    for record in read_lines(questions)[: sample or None]:
        found = _found(record["question"], [texts[one] for one in record["candidate_doc_ids"]], embedder)
        draft = compose(record["question"], found, reader)
        said = [statement.value or "" for statement in draft.statements]
        all_right = all(any(_is(value, answer) for value in said) for answer in record["answers"])
        some_wrong = any(_is(value, wrong) for value in said for wrong in record["wrong_answers"])
        rows.append({"exact match": float(bool(said) and all_right and not some_wrong), "answered": float(bool(said))})
    sys.stdout.write(f"{len(rows)} questions\n")
    _report(iter(rows))


def _is(value: str, answer: str) -> bool:
    return holds(value, answer)


def _found(question: str, records: Sequence[dict[str, Any]], embedder: Embedder) -> list[Found]:
    asked = embedder.embed_questions([question])[0]
    found: list[Found] = []
    for record in records:
        document = RawDocument(id=record["id"], id_given=True, text=record["text"], origin="", raw_sha256="", given={})
        article = prepare(document, document.id)
        for passage in cut_passages(article):
            cosine = float(embedder.embed_passages([passage.text])[0] @ asked)
            hit = Hit(passage=passage, rank=len(found) + 1, score=1.0, title=str(article.source.title))
            found.append(Found(hit=hit, article=article, cosine=cosine))
    return found


def _report(rows: Iterator[dict[str, float]]) -> None:
    """Mean and 95 % bootstrap interval of every column."""
    kept = list(rows)
    for name in kept[0]:
        column = np.asarray([row[name] for row in kept])
        column = column[~np.isnan(column)]
        if len(column):
            low, high = of_mean(column)
            sys.stdout.write(f"{name:<28}{column.mean():.3f} [{low:.3f}, {high:.3f}]  n={len(column)}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure one set and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("realtime", "ramdocs"))
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="the first so many questions; 0 for all")
    parser.add_argument("--index", type=Path, help="of the corpus of `realtime`; made where none is given")
    parser.add_argument("--half", choices=("dev", "test", "all"), default="all", help="of `realtime`")
    parser.add_argument("--dated", action="store_true", help="each question of `realtime` for the day it was asked on")
    given = parser.parse_args(arguments)
    if given.what == "realtime":
        realtime(given.corpus, given.questions, given.index, given.half, given.sample, dated=given.dated)
    else:
        ramdocs(given.corpus, given.questions, given.sample)


if __name__ == "__main__":
    main()
