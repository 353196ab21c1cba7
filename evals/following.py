"""What follow-ups find, asked in four ways: `python -m evals.following CORPUS QUESTIONS [--index DIR]`.

Each question of a conversation is asked as it was typed, with all turns joined, as `rag.following` completes it, and as
a person rewrote it; over an index by each search leg and as Byline retrieves, without one by words alone. Conversations
are split in halves by their id: what was tuned was tuned on "dev". nDCG@10 over articles, with 95 % bootstrap
intervals; behind it the difference of each way to the last turn alone, question by question, and the share of the gap
to the person that it closes.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import index
from evals.reading import read_lines
from index.collection import Collection
from index.filtering import Filter
from index.searching import DEPTH
from index.words import WordIndex
from rag.following import split, stand_alone
from rag.retrieving import retrieve

_CUT = 10
_RESAMPLES = 2_000

Search = Callable[[str, str], dict[str, list[str]]]
"""A question and its domain -> the articles that each leg finds, best first."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Index, ask, measure, print."""
    parser = argparse.ArgumentParser(description="Measure follow-ups.")
    parser.add_argument("corpus", type=Path, help="lines of JSON; `source` is the domain that a question is put to")
    parser.add_argument("questions", type=Path, help="with `history_user_turns`, `rewrite`, `domain` and `evidence`")
    parser.add_argument("--half", choices=("dev", "test", "all"), default="dev")
    parser.add_argument("--domain", help="only the questions of this domain")
    parser.add_argument("--index", type=Path, help="of the corpus; what it does not hold is nobody's answer")
    given = parser.parse_args(arguments)
    records = [record for record in read_lines(given.questions) if given.half in {"all", half(record["id"])}]
    records = [record for record in records if given.domain in {None, record["domain"]}]
    if given.index is None:
        search, known = _by_words(given.corpus)
        _report(search, records, known)
        return
    with index.open(given.index) as collection:
        _report(_by_legs(collection), records, {article.id for article in collection.articles()})


def half(identifier: str) -> str:
    """Which half the conversation of a question belongs to; ids are CONVERSATION<::>TURN."""
    conversation = identifier.split("<::>", maxsplit=1)[0]
    return "test" if int(hashlib.sha256(conversation.encode()).hexdigest(), 16) % 2 else "dev"


def _relevant(record: dict[str, Any]) -> set[str]:
    return {part["doc_id"] for part in record["evidence"]}


WAYS: dict[str, Callable[[dict[str, Any]], str]] = {
    "last turn": lambda record: str(record["question"]),
    "all turns": lambda record: " ".join(record["history_user_turns"]),
    "ours": lambda record: stand_alone(record["question"], [(turn, "") for turn in record["history_user_turns"][:-1]]),
    "human": lambda record: str(record["rewrite"]),
}


def _by_words(corpus: Path) -> tuple[Search, set[str]]:
    """BM25 over whole articles, each domain by itself."""
    ids: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for record in read_lines(corpus):
        ids.setdefault(record["source"], []).append(record["id"])
        texts.setdefault(record["source"], []).append(record["text"])
    indexes = {domain: WordIndex() for domain in ids}
    for domain, word_index in indexes.items():
        word_index.add(list(enumerate(texts[domain])))

    def search(question: str, domain: str) -> dict[str, list[str]]:
        asked, about = split(question)
        return {"words": [ids[domain][at] for at, _ in indexes[domain].search(asked, _CUT, None, about)]}

    return search, {name for names in ids.values() for name in names}


def _by_legs(collection: Collection) -> Search:
    allowed: dict[str, AbstractSet[int] | None] = {}

    def search(question: str, domain: str) -> dict[str, list[str]]:
        chosen, searcher = Filter(publishers=(domain,)), collection.searcher
        if domain not in allowed:
            allowed[domain] = searcher.allowed(chosen)
        asked, about = split(question)
        dense = searcher.near(searcher.between(question, asked), DEPTH, allowed[domain])
        words = searcher.matching(asked, DEPTH, allowed[domain], about)
        return {
            "words": _articles(collection, [number for number, _ in words]),
            "dense": _articles(collection, [number for number, _ in dense]),
            "as it retrieves": [found.article.id for found in retrieve(collection, question, _CUT, chosen)],
        }

    return search


def _report(search: Search, records: list[dict[str, Any]], known: set[str]) -> None:
    asked = [(record, relevant) for record in records if (relevant := _relevant(record) & known)]
    follow_ups = np.asarray([record["turn"] > 1 for record, _ in asked])
    touched = sum(WAYS["ours"](record) != record["question"].strip() for record, _ in asked)
    sys.stdout.write(f"{len(asked)} questions, {follow_ups.sum()} of them follow-ups, {touched} completed by ours\n")
    scores: dict[str, dict[str, list[float]]] = {}
    for way, write in WAYS.items():
        for record, relevant in asked:
            for leg, found in search(write(record), record["domain"]).items():
                scores.setdefault(leg, {}).setdefault(way, []).append(_ndcg(found, relevant))
    for name, chosen in (("all questions", np.ones(len(asked), bool)), ("follow-ups", follow_ups)):
        for leg, ways in scores.items():
            _print(f"{name}, {leg}", {way: np.asarray(values)[chosen] for way, values in ways.items()})


def _articles(collection: Collection, numbers: list[int]) -> list[str]:
    stored = (collection.passage(number) for number in numbers)
    return list(dict.fromkeys(article.id for article, _ in filter(None, stored)))[:_CUT]


def _ndcg(ranked: list[str], relevant: set[str]) -> float:
    gains = 1 / np.log2(np.arange(2, _CUT + 2))
    return float(sum(gains[at] for at, name in enumerate(ranked) if name in relevant) / gains[: len(relevant)].sum())


def _print(title: str, ways: dict[str, NDArray[np.float64]]) -> None:
    last, human = ways["last turn"].mean(), ways["human"].mean()
    sys.stdout.write(f"\n{title}\n")
    for way, values in ways.items():
        closed = "" if human == last else f"{(values.mean() - last) / (human - last):8.0%}"
        sys.stdout.write(f"  {way:10}{_interval(values)}  {_interval(values - ways['last turn'])}{closed}\n")


def _interval(values: NDArray[np.float64]) -> str:
    rng = np.random.default_rng(1)
    low, high = np.percentile(rng.choice(values, (_RESAMPLES, len(values))).mean(axis=1), [2.5, 97.5])
    return f"{values.mean():7.3f} [{low:6.3f}, {high:6.3f}]"


if __name__ == "__main__":
    main()
