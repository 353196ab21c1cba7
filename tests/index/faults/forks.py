"""What every harm is done with: a small index, forks of a process that has loaded everything, looks at what is left."""

import json
import os
import shutil
import traceback
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import index
from index import caching, collection
from index.chunking import cut_sentences
from index.collection import Collection
from index.errors import BylineError
from index.settings import Settings
from index.types import Article

DONE, REFUSED, UNTYPED, DIFFERENT = 0, 3, 4, 5
QUESTION = "storm over harbour 7"


class HashEmbedder:
    """Words to axes by their checksum: the same vectors in every process."""

    name = "hash-64"
    fingerprint = "4" * 64
    dimension = 64

    def embed_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(questions)

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(passages), self.dimension), 1e-3, np.float32)
        for row, passage in zip(rows, passages, strict=True):
            row[[zlib.crc32(word.encode()) % self.dimension for word in passage.lower().split()]] = 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def article(name: str, state: int) -> Article:
    told = f"A storm passed over harbour {state}. The mayor of {name} counted {state} boats. Nobody was hurt."
    text = f"Storm {name}\n\n{told}"
    return Article(id=name, text=text, sentences=cut_sentences(text), raw_sha256=str(state))


def opened(folder: Path) -> Collection:
    return index.open(folder, embedder=HashEmbedder())


def fill(folder: Path) -> int:
    with collection.create(folder, Settings(), HashEmbedder()) as held:
        held.put([article(name, number) for number, name in enumerate("abc")])
        held.searcher.ranked(QUESTION)
    return DONE


def fresh(base: Path, copy: Path) -> None:
    # A thread of tantivy's may still be tidying up the index that was open here a moment ago.
    while copy.exists():
        shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(base, copy)


def follow_always() -> None:
    """Let caches follow whatever changes: in an index this small they would always be made anew."""
    caching._MOST_CHANGED = 9


def import_all() -> None:
    """What a fork would import by itself, and might be refused; no threads, which a fork would lose."""
    import faiss  # noqa: F401
    import tantivy  # noqa: F401

    cut_sentences("It rained. It snowed.")


def fork(work: Callable[[], int]) -> int:
    """Run something in a fork; its process number."""
    child = os.fork()
    if child:
        return child
    code = UNTYPED
    try:
        code = work()
    except BylineError:
        code = REFUSED
    except BaseException:  # noqa: BLE001 - whatever it is, it is what the test looks for
        traceback.print_exc()
    finally:
        os._exit(code)


def finish(child: int) -> int:
    """The exit code of a fork; negative when a signal ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(work: Callable[[], int]) -> int:
    return finish(fork(work))


def look(folder: Path, answer: Path) -> int:
    """Read everything, check everything, search both legs, write once more."""
    with opened(folder) as held:
        texts = {each.id: each.text for each in held.articles()}
        answer.write_text(json.dumps(texts))
        if list(held.verify()) or not searches(held, texts):
            return DIFFERENT
        held.put([article("probe", 1)])
        found = held.article("probe").text == article("probe", 1).text
        return DONE if held.remove("probe") and found else DIFFERENT


def searches(held: Collection, texts: dict[str, str]) -> bool:
    """Whether each article is the first that its own words find, by both legs."""
    for name in list(texts)[:3]:
        for leg in (held.searcher.nearest, held.searcher.matching):
            found = [held.passage(number) for number, _ in leg(texts[name], 3)]
            if not any(each and each[0].id == name for each in found):
                return False
    return True


def answers(folder: Path) -> str:
    """All that an index says, as one line."""
    with opened(folder) as held:
        texts = [[each.id, each.text, each.source.to_json()] for each in held.articles()]
        found = [leg(QUESTION, 6) for leg in (held.searcher.nearest, held.searcher.matching)]
        passages = [held.passage(number) for number, _ in found[0]]
        return json.dumps([texts, found, [[each[1].text, each[1].start] for each in passages if each]])
