"""Question sets as pools: a question and the sentences to choose from, each with the context the reader is given."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from evals.reading import read_lines
from index.building import prepare
from index.documents import RawDocument
from index.types import Article
from index.words import WordIndex
from rag.reader.groups import sentences_of as split
from rag.reader.groups import words_of
from rag.reader.inputs import context_of

_ARTICLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of an article, and what the reader is told beside it."""

    text: str
    context: str
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A question and its candidate sentences.

    Attributes:
        question: The question.
        sentences: Candidates, article by article.
        answers: Strings that count as the answer; empty if nothing answers.
        kind: The set's own label of the question ("answerable", "near miss", ...).
    """

    question: str
    sentences: tuple[Sentence, ...]
    answers: tuple[str, ...]
    kind: str

    def holds(self) -> list[bool]:
        """For each sentence whether an answer string stands in it, compared by lower-case words."""
        wanted = [f" {words} " for answer in self.answers if (words := _plain(answer))]
        return [any(answer in f" {_plain(sentence.text)} " for answer in wanted) for sentence in self.sentences]


def _plain(text: str) -> str:
    return " ".join(words_of(text.replace("’", "'").replace("'s ", " ")))


def sentences_of(article: str, title: str, text: str) -> list[Sentence]:
    """Split an article; fragments of a few characters are left out."""
    found, before = [], ""
    told = prepare(
        RawDocument(id=article, id_given=True, text=text, origin="", raw_sha256="", given=_named(title)), article
    )
    for _, cut in split(text):
        sentence = " ".join(cut.split())
        context = context_of(title, before, sentence)
        found.append(Sentence(text=sentence, context=context, article=told))
        before = sentence
    return found


def _named(title: str) -> dict[str, str]:
    return {"title": title} if title else {}


def realtimeqa(folder: Path, *, test: bool, given: bool) -> list[Pool]:
    """RealTime QA 2022: questions in the order of a hash, so that the first N are a fair draw.

    Args:
        folder: The set.
        test: The half that is scored once, at the end; or the half to look at.
        given: The articles that Google returned for the question, for questions whose answer stands in one of them, as
            in the trial before this reader. Otherwise the ten that BM25 puts first, for questions with a gold article.
    """
    corpus = {article["id"]: article for article in read_lines(folder / "corpus.jsonl.gz")}
    asked = [q for q in read_lines(folder / "questions.jsonl.gz") if _in_test_half(q["id"]) is test]
    if given:
        asked = [q for q in asked if q.get("answer_in_candidates")]
    else:
        asked = [q for q in asked if any(part["doc_id"] in corpus for part in q["evidence"])]
    asked.sort(key=lambda q: sha256(f"order {q['id']}".encode()).hexdigest())
    found = _Articles(corpus)
    return [
        Pool(
            question=q["question"],
            sentences=tuple(
                found.sentences(q["candidate_doc_ids"][:_ARTICLES] if given else found.first(q["question"]))
            ),
            answers=tuple(q["answers"]),
            kind="answerable",
        )
        for q in asked
    ]


class _Articles:
    """Articles, found by their words and split when they are first needed."""

    def __init__(self, corpus: dict[str, Any]) -> None:
        self._corpus = corpus
        self._ids = list(corpus)
        self._index: WordIndex | None = None
        self._split: dict[str, list[Sentence]] = {}

    def first(self, question: str) -> list[str]:
        if self._index is None:
            self._index = WordIndex()
            self._index.add([(at, f"{a['title']}\n{a['text']}") for at, a in enumerate(self._corpus.values())])
        return [self._ids[number] for number, _ in self._index.search(question, _ARTICLES)]

    def sentences(self, ids: Sequence[str]) -> list[Sentence]:
        found: list[Sentence] = []
        for name in ids:
            article = self._corpus.get(name)
            if article is not None:
                if name not in self._split:
                    self._split[name] = sentences_of(name, article["title"], article["text"])
                found.extend(self._split[name])
        return found


def _in_test_half(name: str) -> bool:
    return int(sha256(name.encode()).hexdigest()[:8], 16) % 2 == 1


def squad2(folder: Path, titles: Sequence[str]) -> list[Pool]:
    """SQuAD 2.0 half, articles with these titles: each question with the sentences of its own paragraph.

    Each answerable one comes a second time, as "elsewhere", with a paragraph of another article.
    """
    corpus = {
        article["id"]: article for article in read_lines(folder / "corpus.jsonl.gz") if article["title"] in titles
    }
    split_up = {name: tuple(sentences_of(name, a["title"], a["text"])) for name, a in corpus.items()}
    rng = Random(1)  # noqa: S311 - a fixed draw
    pools = []
    for q in read_lines(folder / "questions.jsonl.gz"):
        name = q["evidence"][0]["doc_id"]
        if name not in corpus:
            continue
        kind = "answerable" if q["answerable"] else "near miss"
        pool = Pool(question=q["question"], sentences=split_up[name], answers=tuple(q["answers"]), kind=kind)
        if kind == "near miss":
            pools.append(pool)
        elif any(pool.holds()):
            far = [other for other, article in corpus.items() if article["title"] != corpus[name]["title"]]
            elsewhere = Pool(question=q["question"], sentences=split_up[rng.choice(far)], answers=(), kind="elsewhere")
            pools.extend([pool, elsewhere])
    rng.shuffle(pools)  # so that the first N are a fair draw
    return pools


def fitz(folder: Path) -> list[Pool]:
    """fitz-gov: cases that its authors want answered, answered with care, or not answered; kinds are its names."""
    pools = []
    for kind in ("abstention", "trustworthy_direct", "trustworthy_hedged"):
        cases = json.loads((folder / "data" / "tier1_core" / f"{kind}.json").read_text(encoding="utf-8"))["cases"]
        for case in cases:
            told = [s for at, text in enumerate(case["contexts"]) for s in sentences_of(f"{case['id']}-{at}", "", text)]
            if told:
                pools.append(Pool(question=case["query"], sentences=tuple(told), answers=(), kind=kind))
    Random(1).shuffle(pools)  # noqa: S311 - so that the first N are a fair draw
    return pools
