"""Which articles each search leg finds, and both fused: `python -m evals.retrieval CORPUS QUESTIONS`.

An article is ranked by its best passage. Measured as everything else is, by `evals.run`. Questions of which no article
is in the corpus are left out. "as of" is asked for the day that the question says (`as_of`), where it says one.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import evals
import index
from evals.reading import read
from evals.types import Answering, EvalQuestion, Response, Retrieved
from index.building import Progress
from index.collection import Collection
from index.filtering import Filter
from index.fusing import fuse
from index.searching import DEPTH

_SHOWN = ("ndcg@10", "recall@10", "success@1", "success@5")
_PASSAGES = 4
"""Passages taken for each article that is wanted: several may be of one article."""

Leg = Callable[[EvalQuestion], Iterable[int]]
"""Question -> numbers of passages, best first."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Index, ask, measure, print."""
    parser = argparse.ArgumentParser(description="Measure retrieval.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path, help="a question set in any form that byline eval reads")
    parser.add_argument("--index", type=Path, help="keep the index here, to use it again")
    given = parser.parse_args(arguments)
    questions = read(given.questions).questions
    with (
        tempfile.TemporaryDirectory() as folder,
        index.build(given.corpus, given.index or folder, progress=_say) as collection,
    ):
        sys.stderr.write("\n")
        asked = [question for question in questions if any(map(collection.holds, _named(question)))]
        reports = {name: evals.run(asked, _asking(collection, leg)) for name, leg in _legs(collection).items()}
    sys.stdout.write(f"{len(asked)} questions\n{'':10}" + "".join(f"{name:>24}" for name in _SHOWN) + "\n")
    for name, report in reports.items():
        found = (figure for shown in _SHOWN if (figure := report.figure(shown)) is not None)
        cells = "".join(f"{f'{each.value:.3f} [{each.low:.3f}, {each.high:.3f}]':>24}" for each in found)
        sys.stdout.write(f"{name:10}{cells}\n")


def _legs(collection: Collection) -> dict[str, Leg]:
    depth = DEPTH * _PASSAGES

    searcher = collection.searcher

    def dense(asked: EvalQuestion) -> list[int]:
        return [number for number, _ in searcher.nearest(asked.question, depth)]

    def words(asked: EvalQuestion) -> list[int]:
        return [number for number, _ in searcher.matching(asked.question, depth)]

    def fused(asked: EvalQuestion) -> list[int]:
        return [number for number, _ in fuse([dense(asked)[:DEPTH], words(asked)[:DEPTH]])]

    def ranked(asked: EvalQuestion) -> list[int]:
        return [number for number, _ in searcher.ranked(asked.question)]

    def dated(asked: EvalQuestion) -> list[int]:
        known = searcher.allowed(Filter(until=asked.as_of or None))
        return [number for number, _ in searcher.ranked(asked.question, known, as_of=asked.as_of or None)]

    return {"dense": dense, "words": words, "fused": fused, "wholes": ranked, "as of": dated}


def _named(question: EvalQuestion) -> list[str]:
    return [name for name, _ in question.relevant] or [part.article_id for part in question.evidence]


def _asking(collection: Collection, leg: Leg) -> Answering:
    def ask(question: EvalQuestion) -> Response:
        stored = (collection.passage(number) for number in list(leg(question))[: DEPTH * 2])
        names = dict.fromkeys(article.id for article, _ in filter(None, stored))
        return Response(abstained=None, retrieved=tuple(Retrieved(article_id=name) for name in names))

    return ask


def _say(step: Progress) -> None:
    sys.stderr.write(f"\r{time.strftime('%H:%M:%S')} {step.done}/{step.total} articles, {step.passages} passages")


if __name__ == "__main__":
    main()
