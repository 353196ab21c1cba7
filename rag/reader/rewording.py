"""Ask the questions of training sets in other words: `python -m rag.reader.rewording SETS OUT`.

Most training questions were written with the text in view and repeat its words; who asks Byline has not seen the
article. SETS is what `gathering` laid out; OUT receives the same with some words of some questions exchanged for
near ones. Claims are copied as they are: a statement in other words may no longer be supported.
"""

import argparse
import gzip
import json
import random
import re
import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from index.embedding import Embedder, PackagedEmbedder
from rag.reader.claims import ENDING, PREFIX
from rag.reader.groups import Record, read_records
from rag.reader.near_misses import OPPOSITES

NearWords = Mapping[str, Sequence[str]]

# Share of the questions that may be reworded: the others keep teaching that equal words are a good sign.
_REWORDED = 0.6
# How many words of a question are exchanged, drawn from these: with more it becomes another question.
_EXCHANGED = (1, 2, 2, 3)
# Words rarer than this, in records, are seldom words that anybody would ask with.
_LEAST_RECORDS = 25
# Cosine from which a word may stand for another: below it they share a subject, hardly a meaning. Read by eye.
_NEAR = 0.62
# Neighbours looked at, and kept: the nearest are mostly inflections of the word itself.
_NEIGHBOURS, _KEPT = 11, 4
# Records whose vectors are compared at once; bounds memory.
_ROWS = 1000
# A passage is read this far for its words.
_PASSAGE_CHARACTERS = 1500
# Words that agree in so many first or last letters are kin ("increase", "increasing"), no other words.
_KIN = 4
_WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")
_INFLECTIONS = ("ing", "ed", "es", "s", "ly", "er", "est")
_NEGATING = ("un", "in", "dis", "non")
# Near in vectors, another person or direction in fact.
_UNLIKE = frozenset(
    "father mother parent son daughter child kids brother sister husband wife uncle aunt grandmother grandfather "
    "grandson granddaughter king queen man woman men women boy girl male female his her north south east west northern "
    "southern eastern western".split()
)
# What a question asks with.
_ASKING = frozenset(
    "what which when where who whom whose does have been were with from that this they their there than then many much "
    "name used kind type into about after before".split()
)


def near_words(records: Sequence[Record], embedder: Embedder) -> NearWords:
    """Find the words that may stand for each other, nearest first; words without any are left out.

    Only lower-case words of four letters and more that are common in the records; the same ending, no kin, no opposite.
    """
    counted = Counter(
        word for record in records for word in set(_WORD.findall(f"{record['question']} {_passage_of(record)}"))
    )
    words = [word for word, times in counted.items() if times >= _LEAST_RECORDS]
    if not words:
        return {}
    vectors = embedder.embed_passages(words)
    near: dict[str, Sequence[str]] = {}
    for start in range(0, len(words), _ROWS):
        cosines = vectors[start : start + _ROWS] @ vectors.T
        for word, row in zip(words[start:], cosines, strict=False):
            nearest = np.argsort(-row, kind="stable")[: _NEIGHBOURS + 1]
            others = (words[at] for at in nearest if row[at] >= _NEAR)
            if fitting := list(islice((other for other in others if _may_stand_for(other, word)), _KEPT)):
                near[word] = fitting
    return near


def reworded(record: Record, near: NearWords, rng: random.Random) -> Record:
    """Return the record with one to three words of its question, that its passage has, exchanged for near ones.

    It is returned as it is where the question has no such word, and for two in five of all.
    """
    if rng.random() >= _REWORDED:
        return record
    question, held = record["question"], set(re.findall(r"[a-z]+", record["passage"].lower()))
    places = [
        match for match in _WORD.finditer(question) if match[0] in held and match[0] in near and match[0] not in _ASKING
    ]
    chosen = rng.sample(places, min(len(places), rng.choice(_EXCHANGED)))
    for place in sorted(chosen, key=lambda match: -match.start()):
        question = f"{question[: place.start()]}{rng.choice(near[place[0]])}{question[place.end() :]}"
    return {**record, "question": question}


def reword(sets: Path, out: Path, embedder: Embedder, seed: int) -> tuple[int, int]:
    """Write every set of a folder with its questions reworded, the claims as they are.

    Returns:
        (questions, how many of them are asked in other words).

    Raises:
        ValueError: There is no question set in the folder.
    """
    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    files = sorted(sets.glob(f"*{ENDING}"))
    asked = {file.name: read_records(file) for file in files if not file.name.startswith(PREFIX)}
    if not asked:
        raise ValueError(f"There is nothing to reword in {sets}: it needs NAME{ENDING} question sets.")
    near = near_words([record for records in asked.values() for record in records], embedder)
    out.mkdir(parents=True, exist_ok=True)
    changed = 0
    for file in files:
        if file.name not in asked:
            shutil.copyfile(file, out / file.name)
            continue
        said = [reworded(record, near, rng) for record in asked[file.name]]
        changed += sum(new["question"] != old["question"] for new, old in zip(said, asked[file.name], strict=True))
        with gzip.open(out / file.name, "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in said)
    return sum(map(len, asked.values())), changed


def _may_stand_for(other: str, word: str) -> bool:
    return (
        other[:_KIN] != word[:_KIN]
        and other[-_KIN:] != word[-_KIN:]
        and _ending(other) == _ending(word)
        and OPPOSITES.get(word) != other
        and not other.startswith(_NEGATING)
        and _UNLIKE.isdisjoint((other, word))
        and word not in OPPOSITES
    )


def _ending(word: str) -> str:
    return next((ending for ending in _INFLECTIONS if word.endswith(ending)), "")


def _passage_of(record: Record) -> str:
    return str(record["passage"][:_PASSAGE_CHARACTERS])


def main(arguments: Sequence[str] | None = None) -> None:
    """Reword and say how many questions were."""
    parser = argparse.ArgumentParser(description="Ask the questions of training sets in other words.")
    parser.add_argument("sets", type=Path, help="folder that rag.reader.gathering wrote")
    parser.add_argument("out", type=Path, help="folder that receives the sets")
    parser.add_argument("--seed", type=int, default=0, help="other seeds exchange other words (default 0)")
    options = parser.parse_args(arguments)
    asked, changed = reword(options.sets, options.out, PackagedEmbedder(), options.seed)
    sys.stdout.write(f"{changed:,} of {asked:,} questions are asked in other words: {options.out}\n")


if __name__ == "__main__":
    main()
