"""Real sentences in a real model's words: `python -m evals.rephrasing SPEC ARTICLES OUT`.

Writes a line for each sentence: what it says, what the model made of it, and no label. Whether it says the same is for
a person to decide ("label": "support" or "other") before `evals.guarding` counts what is refused of it.
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

from evals.guarding import sentences_of
from rag.citing import claims_of
from rag.explaining import GenerationError
from rag.generating import Generator, load
from rag.prompting import Message, Role

_SECONDS = 600.0
_ASKED = (
    "Say the following sentence of a news article in other words. Keep what it says, every number, date and name, and "
    "who says it. Write one sentence and nothing else.\n\n{sentence}"
)


def rephrase(generator: Generator, sentence: str) -> str:
    r"""A sentence in the model's words; "" when it gave none.

    >>> from types import SimpleNamespace
    >>> rephrase(SimpleNamespace(generate=lambda *_: iter(["It rose", " in May.\n\nDone."])), "In May it rose.")
    'It rose in May.'
    """
    message = Message(role=Role.USER, text=_ASKED.format(sentence=sentence))
    try:
        reply = "".join(generator.generate([message], _SECONDS))
    except GenerationError:
        return ""
    # Small models announce what they are about to write.
    first = next((line for line in reply.splitlines() if line.strip() and not line.rstrip().endswith(":")), "")
    return " ".join(claim.text for claim in claims_of(first, 0)).strip('"“” ')


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask, write; sentences that the file holds are not asked again."""
    parser = argparse.ArgumentParser(description="Have a language model say real sentences in other words.")
    parser.add_argument("writer", help="PROVIDER:MODEL or gguf:FILE")
    parser.add_argument("articles", type=Path, help="a folder of .txt, or records with a text")
    parser.add_argument("out", type=Path, help="a file of JSON lines; it is gone on with")
    parser.add_argument("--count", type=int, default=60)
    given = parser.parse_args(arguments)
    rng = random.Random(7)  # noqa: S311 - a sample, no secret
    real = [sentence for sentence, _ in sentences_of(given.articles, 12_000, rng)]
    rng.shuffle(real)
    done = {json.loads(line)["premise"] for line in given.out.open(encoding="utf-8")} if given.out.exists() else set()
    generator = load(given.writer)
    with given.out.open("a", encoding="utf-8") as lines:
        for sentence in (each for each in real[: given.count] if each not in done):
            said = rephrase(generator, sentence)
            line = {"premise": sentence, "hypothesis": said, "label": "", "writer": generator.name}
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
            lines.flush()


if __name__ == "__main__":
    main()
