import json
import random
from pathlib import Path

import pytest

from evals.guarding import LIES, main, paraphrases, sentences_of
from tests.conftest import ROOT

SEEDS = ROOT / "seeds" / "articles"
RNG = random.Random(1)  # noqa: S311 - a sample, no secret
TEXT = "Google sued France on Monday, and “the law is not clear,” Ruth Porat said after three hours and 55 percent."


@pytest.mark.parametrize("kind", sorted(LIES))
def test_each_lie_alters_one_thing_and_nothing_else(kind: str) -> None:
    told = LIES[kind](TEXT, "Tim Cook spoke.", RNG, ["Coast Daily"])
    assert told is not None
    assert told != TEXT
    assert len(set(told.split()) ^ set(TEXT.split())) <= 6


def test_a_paraphrase_never_touches_quoted_words() -> None:
    assert list(paraphrases(TEXT)) == []
    said = dict(paraphrases("Talks on the new harbour bridge began after three rounds of letters in June."))
    assert said["digits for words"] == "Talks on the new harbour bridge began after 3 rounds of letters in June."


def test_of_lies_about_the_seeds_nearly_all_are_caught(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(json.dumps({"premise": "It rained.", "hypothesis": "It rained.", "label": "support"}))
    main([str(SEEDS), str(pairs), "--each", "12"])
    lines = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    caught, refused = (float(lines[name].split()[1]) for name in ("lies", "paraphrases"))
    assert caught >= 0.95  # of few: 0.990 over 800 lies about other articles
    assert refused <= 0.05
    assert lines["paraphrase, pairs"].startswith("refused .000")


def test_sentences_come_from_a_folder_or_from_records(tmp_path: Path) -> None:
    line = "The harbour bridge reopened on Monday after a long repair."
    records = tmp_path / "corpus.jsonl"
    records.write_text(json.dumps({"text": f"Short one. {line}"}))
    assert sentences_of(records, 10, RNG) == [(line, "Short one.")]
    assert len(sentences_of(SEEDS, 10, RNG)) > 5
