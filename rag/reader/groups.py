"""Training groups: one question, the sentence that answers it (or none), and sentences that do not."""

import gzip
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import sentencex

from rag.reader.inputs import context_of
from rag.reader.near_misses import names_in, near_miss, nouns_in, spoiled, stand_ins_in

Record = Mapping[str, Any]

WRONG_SENTENCES = 3
# A passage is read this far; longer ones repeat what a training group has no room for.
_PASSAGE_CHARACTERS = 4000
_SHORTEST_SENTENCE = 12
_HELD_OUT = 0.03
# Words in more sentences than this say little about a question and make the search slow.
_COMMON = 400
# Rarest words of a question that are looked up: the further ones hold more and more sentences and say less and less.
_RAREST = 5
# Most nearest sentences a group draws from: few enough to be tempting, enough for the draw to vary.
_NEAREST = 8
# An answer of more than this share of its sentence is the whole sentence: its ends teach nothing about places.
_LARGEST_SPAN = 0.7
# Share of answerable groups in which a changed copy of the right sentence stands among the wrong ones.
_SPOILED = 0.15
# Share of answerable questions that are also put to the likest sentences of other passages, where nothing answers.
_ELSEWHERE = 0.06
# Share of stand-in names taken from the same passage rather than from questions of the same article or set.
_NAMES_OF_PASSAGE = 0.5
# Most stand-in names looked at: a passage has few that fit, an article or set has many that do not.
_MOST_OF_PASSAGE, _MOST_OF_ARTICLE = 6, 30
# Titles that name the collection, not the passage.
_EMPTY_TITLES = re.compile(
    r"^(?:Amazon Reviews|Filtered Reddit|New York Times|books$|electronics$|grocery$|movies$|restaurants$|tripadvisor$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence with its context as the reader sees it (see `inputs.context_of`)."""

    text: str
    context: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A question and sentences to choose from.

    Attributes:
        question: The question.
        candidates: Sentences; the first one answers if `answerable`, no other does.
        answerable: Whether one of them answers.
        span: (start, end) characters of the answer in the first sentence; None if not known or nothing answers.
        source: The question set.
        made: How the group was made: "given", "near miss" for a question changed by rule, or "elsewhere" for one put to
            sentences of other passages.
    """

    question: str
    candidates: tuple[Candidate, ...]
    answerable: bool
    span: tuple[int, int] | None
    source: str
    made: str


def words_of(text: str) -> list[str]:
    """Return the lower-case words and numbers of a text."""
    return re.findall(r"[a-z0-9]+", text.lower())


def sentences_of(passage: str) -> list[tuple[int, str]]:
    """Split a passage into (offset, sentence); fragments of a few characters are left out."""
    bounds = sentencex.get_sentence_boundaries("en", passage)
    cut = [(bound["start_index"], passage[bound["start_index"] : bound["end_index"]]) for bound in bounds]
    return [(at + len(s) - len(s.lstrip()), s.strip()) for at, s in cut if len(s.strip()) >= _SHORTEST_SENTENCE]


def read_records(file: Path) -> list[Record]:
    """Read a gzipped JSON-lines question set."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_held_out(record: Record) -> bool:
    """Whether a record is kept out of training: decided by its title, or by its passage where titles are rare."""
    key = f"{record['source']} {record.get('doc') or record['passage'][:200]}"
    return int(sha256(key.encode()).hexdigest()[:8], 16) / 16**8 < _HELD_OUT


class Sentences:
    """All sentences of the training passages, to find wrong ones that share a question's rarest words."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: list[tuple[Candidate, int]] = []
        self._holding: dict[str, list[int]] = defaultdict(list)

    def add(self, candidate: Candidate, passage: int) -> None:
        """Add a sentence of the passage with this number."""
        for word in set(words_of(candidate.text)):
            self._holding[word].append(len(self._kept))
        self._kept.append((candidate, passage))

    def nearest(self, question: str, outside: set[int], k: int) -> list[Candidate]:
        """Return up to `k` sentences of passages not in `outside`, most shared rare words first."""
        rare = sorted(
            (word for word in set(words_of(question)) if word in self._holding),
            key=lambda word: (len(self._holding[word]), word),  # a set has no order of its own
        )
        score: Counter[int] = Counter()
        for word in rare[:_RAREST]:
            holding = self._holding[word]
            if len(holding) <= _COMMON:
                for at in holding:
                    score[at] += (
                        math.log(1 + len(self._kept) / len(holding)) / (4 + len(self._kept[at][0].text) / 40) ** 0.5
                    )
        best = (self._kept[at] for at, _ in score.most_common(k * 4))
        return [candidate for candidate, at in best if at not in outside][:k]


class GroupMaker:
    """Makes groups from records; the same records and seed give the same groups."""

    def __init__(self, records: Sequence[Record], seed: int) -> None:
        """Split and index every passage."""
        self._rng = random.Random(seed)  # noqa: S311 - a sample, no secret
        self._sentences = Sentences()
        self._passages: dict[str, int] = {}
        self._split: list[list[tuple[int, Candidate]]] = []
        self._names: dict[str, list[str]] = defaultdict(list)
        self._asked: dict[str, set[int]] = defaultdict(set)
        for record in records:
            self._add(record)

    def groups(self, record: Record, near_misses: float) -> Iterator[Group]:
        """Make the group of a record and, for a share of the answerable ones, a near miss.

        Args:
            record: A record that the maker was given.
            near_misses: Probability of a near miss beside an answerable record.
        """
        split = self._split[self._passages[record["passage"]]]
        answers = [words for answer in record["answers"] if (words := f" {' '.join(words_of(answer))} ").strip()]
        asked = Counter(words_of(record["question"]))
        right, span = self._right(record, split, answers) if record["answerable"] else (None, None)
        if record["answerable"] and right is None:
            return
        wrong = [c for _, c in split if c != right and not _holds_any(c.text, answers)]
        wrong.sort(key=lambda c: -sum(word in asked for word in set(words_of(c.text))) / (5 + len(c.text) / 6) ** 0.5)
        wrong = self._plausible_first(record, wrong)[: WRONG_SENTENCES - 1 if right else WRONG_SENTENCES]
        if right is None:
            if wrong:
                yield _group(record, record["question"], wrong, None, "given")
            return
        wrong = self._fill(record, wrong, answers)
        if self._rng.random() < _SPOILED and (
            changed := spoiled(right.text, record["question"], self._names_near(record), self._rng)
        ):
            wrong = [Candidate(text=changed, context=right.context), *wrong[: WRONG_SENTENCES - 1]]
        yield _group(record, record["question"], [right, *wrong], span, "given", answerable=True)
        if self._rng.random() < near_misses and (missed := self._near_miss(record, right)):
            yield _group(record, missed, [right, *wrong[: self._rng.randint(1, 2)]], None, "near miss")
        if self._rng.random() < _ELSEWHERE and len(far := self._fill(record, [], answers)) > 1:
            yield _group(record, record["question"], far, None, "elsewhere")

    def _add(self, record: Record) -> None:
        passage = record["passage"]
        title = "" if _EMPTY_TITLES.match(record["title"]) else unquote(record["title"]).replace("_", " ")
        self._names[record["title"] or record["source"]].extend(names_in(record["question"])[:2])
        # A question may be asked of several passages that all answer it: none of them may lend it a "wrong" sentence.
        self._asked[record["question"].lower()].add(self._passages.get(passage, len(self._split)))
        if passage in self._passages:
            return
        number = self._passages[passage] = len(self._split)
        split, before = [], ""
        for at, text in sentences_of(passage[:_PASSAGE_CHARACTERS]):
            candidate = Candidate(text=text, context=context_of(title, before, text))
            split.append((at, candidate))
            self._sentences.add(candidate, number)
            before = text
        self._split.append(split)

    def _right(
        self, record: Record, split: Sequence[tuple[int, Candidate]], answers: Sequence[str]
    ) -> tuple[Candidate | None, tuple[int, int] | None]:
        start = record.get("answer_start")
        evidence = record.get("evidence") or ()
        if start is None and not evidence and not record.get("find_answer"):
            return None, None
        end = None if start is None else start + max(1, len(record["answers"][0]))
        if evidence:
            held = [(at, c) for at, c in split if any(c.text in text or text in c.text for text in evidence)]
            held = [(at, c) for at, c in held if _holds_any(c.text, answers)] or held
        elif start is None or end is None:
            held = [(at, c) for at, c in split if _holds_any(c.text, answers)]
        else:
            held = [(at, c) for at, c in split if at < end and start < at + len(c.text)]
        if not held:
            return None, None
        # An answer may reach over several sentences, or stand in several: the one nearest to the question is likeliest.
        near = set(words_of(" ".join([record["question"], *record["answers"][1:2]])))
        _, right = max(held, key=lambda pair: len(near.intersection(words_of(pair[1].text))))
        found = right.text.find(record["answers"][0])
        if found < 0 or len(record["answers"][0]) > _LARGEST_SPAN * len(right.text):
            return right, None
        return right, (found, found + len(record["answers"][0]))

    def _plausible_first(self, record: Record, wrong: list[Candidate]) -> list[Candidate]:
        plausible = [f" {' '.join(words_of(answer))} " for answer in record.get("plausible_answers") or ()]
        if not plausible:
            return wrong
        tempting = [c for c in wrong if _holds_any(c.text, plausible)][:2]
        return tempting + [c for c in wrong if c not in tempting]

    def _fill(self, record: Record, wrong: Sequence[Candidate], answers: Sequence[str]) -> list[Candidate]:
        found = self._sentences.nearest(record["question"], self._asked[record["question"].lower()], _NEAREST)
        found = [c for c in found if not _holds_any(c.text, answers) and c not in wrong]
        self._rng.shuffle(found)
        return [*wrong, *found[: WRONG_SENTENCES - len(wrong)]]

    def _near_miss(self, record: Record, right: Candidate) -> str | None:
        split = self._split[self._passages[record["passage"]]]
        nouns = [noun for _, c in split for noun in nouns_in(c.text) if noun not in right.text]
        return near_miss(
            record["question"],
            self._names_near(record),
            self._rng,
            sentence=right.text,
            nouns=list(dict.fromkeys(nouns)),
        )

    def _names_near(self, record: Record) -> list[str]:
        split = self._split[self._passages[record["passage"]]]
        near = [name for _, c in split for name in stand_ins_in(c.text)]
        pool = self._names[record["title"] or record["source"]]
        # Names of the same passage make the hardest misses, names of the same article or set the surest.
        if self._rng.random() < _NAMES_OF_PASSAGE:
            return self._rng.sample(near, min(_MOST_OF_PASSAGE, len(near)))
        return self._rng.sample(pool, min(_MOST_OF_ARTICLE, len(pool)))


def _holds_any(sentence: str, answers: Sequence[str]) -> bool:
    held = f" {' '.join(words_of(sentence))} "
    return any(answer in held for answer in answers)


def _group(
    record: Record,
    question: str,
    candidates: Sequence[Candidate],
    span: tuple[int, int] | None,
    made: str,
    *,
    answerable: bool = False,
) -> Group:
    return Group(
        question=question,
        candidates=tuple(candidates),
        answerable=answerable,
        span=span,
        source=record["source"],
        made=made,
    )
