"""Training questions in other words: a word shared with the sentence that answers gives way, in its own form."""

import gzip
import random
from pathlib import Path

import pytest

from rag.reader.groups import Candidate, Group
from rag.reader.mixture import load_groups
from rag.reader.rewording import read_wordnet, reword

# Lines in the form of WordNet 3.1: sets of synonyms, each with its wider one.
_NOUNS = """\
  1 This is a licence.
00000001 06 n 02 bridge 0 span 0 001 @ 00000002 n 0000 | carries a road
00000002 06 n 01 structure 0 000 | something built
"""
_VERBS = """\
00000003 30 v 02 close 0 shut 0 000 01 + 01 00 | make it so
00000004 30 v 01 open 0 000 01 + 01 00 | make it so
"""
_SENSES = """\
bridge%1:06:00:: 00000001 1 5
span%1:06:00:: 00000001 1 2
structure%1:06:00:: 00000002 1 9
close%2:30:00:: 00000003 1 8
shut%2:30:00:: 00000003 1 3
open%2:30:00:: 00000004 1 8
"""
KNOWN = dict.fromkeys("bridge span structure close shut open".split(), 100)


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    for name, text in {
        "index.sense": _SENSES, "data.noun": _NOUNS, "data.verb": _VERBS, "data.adj": "", "data.adv": "",
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def group(question: str, *sentences: str) -> Group:
    candidates = tuple(Candidate(text=sentence, context="") for sentence in sentences)
    return Group(question=question, candidates=candidates, answerable=True, span=None, source="s", made="given")


def asked(wordnet: Path, made: Group) -> set[str]:
    texts = [{"question": f"{word} {at}", "passage": ""} for word in KNOWN for at in range(100)]
    draws = (random.Random(seed) for seed in range(60))  # noqa: S311 - a sample, no secret
    return {reword([made], texts, wordnet, draw)[0].question for draw in draws}


def test_words_are_read_with_what_means_the_same_and_what_is_wider(wordnet: Path) -> None:
    thesaurus = read_wordnet(wordnet, KNOWN)
    assert (thesaurus.same["bridge"], thesaurus.wider["bridge"]) == (("span",), ("structure",))
    assert read_wordnet(wordnet, {**KNOWN, "span": 1}).same["bridge"] == ()


def test_a_word_that_the_answer_shares_gives_way_in_its_own_form(wordnet: Path) -> None:
    questions = asked(wordnet, group("Who closed the bridges?", "Berg closed both bridges.", "Nobody came."))
    assert "Who closed the bridges?" in questions
    assert "Who shut the spans?" in questions
    assert any("structures" in question for question in questions)


def test_a_word_that_only_wrong_sentences_have_stays(wordnet: Path) -> None:
    made = group("Who closed the bridge?", "It was Berg.", "Lund closed the bridge.")
    assert asked(wordnet, made) == {"Who closed the bridge?"}


def test_training_needs_the_files(tmp_path: Path) -> None:
    record = '{"question": "Who came?", "answers": ["Berg"], "answerable": true, "answer_start": 0, "passage": '
    (tmp_path / "set.jsonl").write_text(record + '"Berg came to Oslo.", "title": "", "source": "set"}\n')
    (tmp_path / "set.jsonl.gz").write_bytes(gzip.compress((tmp_path / "set.jsonl").read_bytes()))
    with pytest.raises(FileNotFoundError):
        load_groups(tmp_path, 1, tmp_path / "nowhere")
