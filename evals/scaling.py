"""How search grows with the index: `python -m evals.scaling 10000 100000 1000000`, each size in processes of its own.

Passages are those of real articles as far as they go (`--articles`), then generated: words drawn as often as in these
articles, with numbers among them; ten passages an article. Vectors stand in 2,000 clusters. Both go through the real
store and its caches, and are searched as a question is, by each leg for its 50 best, with seven words in a row of a
passage. At last an article is added, and the seconds are told until it can be found. "core" is the p50 of both legs in
time of the processor, which other work on the machine does not lengthen; "asked" is that of both legs and of embedding
a question with the packaged encoder.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from statistics import quantiles
from typing import Any

import numpy as np

import index
from evals import memory
from evals.reading import read_lines
from index.chunking import cut_passages, cut_sentences
from index.cleaning import clean
from index.collection import Collection, create
from index.embedding import PackagedEmbedder, Vectors
from index.searching import DEPTH
from index.seeding import SEEDS
from index.settings import Settings
from index.types import Article

_CLUSTERS, _DIMENSION = 2_000, 384
_SPREAD = 0.04
"""Of each component, so that two passages of a cluster have a cosine of about .6, as two on one subject have."""
_ROUND = 50
_PASSAGES = 10
"""Of an article."""
_SENTENCES, _LENGTH = 8, 14
_ASKED = 300
_PERCENT = 100


class ClusterEmbedder:
    """A text is near to one of 2,000 centres, by its checksum: as fast as vectors can be made."""

    name = "clusters"
    fingerprint = "c" * 64
    dimension = _DIMENSION

    def __init__(self) -> None:
        """Place the centres; always the same."""
        self._centres = np.random.default_rng(1).normal(0, _DIMENSION**-0.5, (_CLUSTERS, _DIMENSION))

    def embed_questions(self, questions: Sequence[str]) -> Vectors:
        """(n, 384) float32 unit rows."""
        return self.embed_passages(questions)

    def embed_passages(self, passages: Sequence[str]) -> Vectors:
        """(n, 384) float32 unit rows."""
        seeds = [zlib.crc32(passage.encode()) for passage in passages]
        noise = np.random.default_rng(seeds[:1] or 0).normal(0, _SPREAD, (len(seeds), _DIMENSION))
        rows = self._centres[[seed % _CLUSTERS for seed in seeds]] + noise
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make an index of each size, search it, print a table."""
    parser = argparse.ArgumentParser(description="Measure search by the size of the index.")
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000])
    parser.add_argument("--articles", type=Path, nargs="+", default=[], help="JSON lines with a text; or the samples")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.measure is not None:
        sys.stdout.write(json.dumps(_measure(given.measure, given.articles)) + "\n")
        return
    sys.stdout.write(f"{'passages':>10}{'p50':>9}{'p95':>9}{'core':>9}{'vectors':>9}{'words':>9}{'asked':>9}  ms")
    sys.stdout.write(f"{'open s':>9}{'RSS MB':>9}{'disk MB':>9}{'recall':>9}{'caches s':>10}{'follow s':>10}\n")
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            caches = _fill(Path(folder), size, given.articles)
            command = [sys.executable, "-m", "evals.scaling", "--measure", folder]
            command += ["--articles", *map(str, given.articles)] if given.articles else []
            ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
            found = json.loads(ran.stdout)
        times = "".join(f"{found[name]:>9.2f}" for name in ("p50", "p95", "core", "vectors", "words", "asked"))
        sizes = f"{found['open']:>9.2f}{found['rss']:>9.0f}{found['disk']:>9.0f}{found['recall']:>9}"
        sizes += f"{caches:>10.1f}{found['follow']:>10.2f}"
        sys.stdout.write(f"{found['passages']:>10,}{times}    {sizes}\n")
        sys.stdout.flush()


def _texts(articles: Sequence[Path], count: int) -> Iterator[str]:
    """Real passages, then generated ones."""
    if articles:
        found = [record["text"] for path in articles for record in read_lines(path)]
    else:
        found = [path.read_text(encoding="utf-8") for path in sorted((SEEDS / "articles").iterdir())]
    yield from islice(chain.from_iterable(map(_passages, found)), count)
    words = re.findall(r"\w+", " ".join(found).lower())
    rng = np.random.default_rng(2)
    for _ in range(count):
        drawn = rng.integers(len(words), size=(_SENTENCES, _LENGTH - 1)).tolist()
        numbers = rng.zipf(1.3, _SENTENCES).tolist()
        yield " ".join(
            f"The {' '.join(words[at] for at in row)} n{number}." for row, number in zip(drawn, numbers, strict=True)
        )


def _passages(text: str) -> Iterator[str]:
    """Each in one line, so that it stays one passage among others."""
    if text := clean(text):
        article = Article(id="real", text=text, sentences=cut_sentences(text))
        yield from (" ".join(passage.text.split()) for passage in cut_passages(article))


def _article(name: str, texts: Iterator[str]) -> Article:
    text = "\n\n".join(islice(texts, _PASSAGES))
    return Article(id=name, text=text, sentences=cut_sentences(text))


def _fill(folder: Path, size: int, sources: Sequence[Path]) -> float:
    """An index of about so many passages; the seconds that its caches took."""
    embedder = ClusterEmbedder()
    with create(folder, Settings(), embedder) as collection:
        texts = _texts(sources, size)
        articles = (_article(f"a{at}", texts) for at in range(size // _PASSAGES))
        while portion := list(islice(articles, _ROUND)):
            collection.put(portion)
        began = time.perf_counter()
        collection.searcher.state()
        return time.perf_counter() - began


def _measure(folder: Path, sources: Sequence[Path]) -> dict[str, Any]:
    embedder = ClusterEmbedder()
    began = time.perf_counter()
    with index.open(folder, embedder=embedder) as collection:
        collection.searcher.ranked("first")
        opened = time.perf_counter() - began
        legs = {"vectors": [], "words": []}  # type: dict[str, list[float]]
        core = []
        for question in _questions(collection, sources):
            worked = time.thread_time()  # each leg is the work of this one thread
            began = time.perf_counter()
            collection.searcher.nearest(question, DEPTH)
            between = time.perf_counter()
            collection.searcher.matching(question, DEPTH)
            legs["vectors"].append(1000 * (between - began))
            legs["words"].append(1000 * (time.perf_counter() - between))
            core.append(1000 * (time.thread_time() - worked))
        rss = memory.peak()
        disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
        passages = collection.searcher.state().passages
        began = time.perf_counter()
        collection.put([_article("another", islice(_texts(sources, _PASSAGES), _PASSAGES))])
        collection.searcher.state()
        follow = time.perf_counter() - began
        both = quantiles(map(sum, zip(*legs.values(), strict=True)), n=_PERCENT)
        alone = quantiles(_embedding(sources), n=_PERCENT)[49]
        return {
            "passages": passages,
            "open": opened,
            "p50": both[49],
            "p95": both[94],
            "core": quantiles(core, n=_PERCENT)[49],
            "asked": both[49] + alone,
            **{leg: quantiles(taken, n=_PERCENT)[49] for leg, taken in legs.items()},
            "rss": rss,
            "disk": disk,
            "recall": collection.recall,
            "follow": follow,
        }


def _questions(collection: Collection, sources: Sequence[Path]) -> list[str]:
    """Put to the legs alone: their vectors are known already."""
    asked = _asked(sources)
    for question in asked:
        collection.embedder.embed_questions([question])
    return asked


def _asked(sources: Sequence[Path]) -> list[str]:
    """Seven words in a row of passages that are there."""
    rng = np.random.default_rng(3)
    asked = []
    for text in islice(_texts(sources, _ASKED), _ASKED):
        words = text.split()
        at = int(rng.integers(max(1, len(words) - 7)))
        asked.append(" ".join(words[at : at + 7]))
    return asked


def _embedding(sources: Sequence[Path]) -> list[float]:
    """Milliseconds of the packaged encoder for each question."""
    embedder = PackagedEmbedder()
    embedder.embed_questions(["first"])
    taken = []
    for question in _asked(sources):
        began = time.perf_counter()
        embedder.embed_questions([question])
        taken.append(1000 * (time.perf_counter() - began))
    return taken


if __name__ == "__main__":
    main()
