"""The reader beside its baselines: `python -m evals.reader.measuring PART SET [--most N] [--pictures DIR]`.

PART is realtimeqa (all sentences of the ten articles that BM25 finds), realtimeqa-given (of the ten that came with the
question), squad2, fitz-gov or support. SET is the folder of the set; for `support` a file of claims.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from evals.reader.baselines import Bm25, Cosines, Scores, fused, places, standard
from evals.reader.figures import Figure, auroc, ratio, share
from evals.reader.picture import picture
from evals.reader.pools import Pool, fitz, realtimeqa, squad2
from evals.reading import read_lines
from index.embedding import PackagedEmbedder
from rag.fitting import fits
from rag.judging import leading, log_odds, shared
from rag.reader.claims import Verdict, read_claims
from rag.reader.gathering import split_articles
from rag.reader.model import CrossEncoder, shipped_reader
from rag.shaping import shape_of

_FIRSTS = (1, 3, 5)
_BEST = "reader with BM25 and embedder"
_ANSWER = "as an answer ranks them"
# What z-scores of BM25 and of the embedder weigh beside the reader's log odds; looked at on the first half only.
_BESIDE = 0.5
# Log odds that a sentence which cannot have what is asked for, no date for "when", is put behind all others by.
_UNFIT = 100.0
Ways = dict[str, list[Scores]]


def score(pools: Sequence[Pool], reader: CrossEncoder) -> Ways:
    """Score the sentences of every pool in each way; the highest leads.

    The last is how `rag.choosing` ranks: by reader, cosine and shared words, what can have the shape first.
    """
    bm25, cosines = Bm25(), Cosines(PackagedEmbedder())
    ways: Ways = {name: [] for name in ("embedder", "BM25", "fusion", "reader", _BEST, _ANSWER)}
    for at, pool in enumerate(pools):
        one, other = cosines.scores(pool), bm25.scores(pool)
        texts, contexts = [s.text for s in pool.sentences], [s.context for s in pool.sentences]
        read = log_odds(reader.score(pool.question, texts, contexts))
        both = read + _BESIDE * (standard(one) + standard(other))
        overlaps = shared(pool.question, [f"{text} {context}" for text, context in zip(texts, contexts, strict=True)])
        shape = shape_of(pool.question)
        unfit = np.asarray([not fits(shape, pool.question, s.text, s.article) for s in pool.sentences])
        ranked = leading(read, one, overlaps) - _UNFIT * unfit
        for name, scores in zip(ways, (one, other, fused(one, other), read, both, ranked), strict=True):
            ways[name].append(scores)
        sys.stderr.write(f"\r{at + 1}/{len(pools)}")
    return ways


def hits(pools: Sequence[Pool], scored: Sequence[Scores], first: int) -> list[bool]:
    """For each pool whether an answer stands in its `first` best sentences."""
    return [
        bool((np.asarray(pool.holds(), bool) & (places(scores) < first)).any())
        for pool, scores in zip(pools, scored, strict=True)
    ]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *rows]) + "\n"


def measure_realtimeqa(pools: Sequence[Pool], reader: CrossEncoder) -> str:
    """Answer string in the first 1, 3 and 5 of all sentences, also as a multiple of the fusion's."""
    ways = score(pools, reader)
    found = {name: [hits(pools, scored, first) for first in _FIRSTS] for name, scored in ways.items()}
    rows = [[name, *(str(share(hit)) for hit in by_first)] for name, by_first in found.items()]
    rows += [
        [f"{name} / fusion", *(str(ratio(hit, than)) for hit, than in zip(found[name], found["fusion"], strict=True))]
        for name in ("reader", _BEST, _ANSWER)
    ]
    reachable = share([any(pool.holds()) for pool in pools])
    said = (
        f"{len(pools)} questions, {sum(len(p.sentences) for p in pools):,} sentences; some sentence holds the answer: "
    )
    return f"{said}{reachable}\n\n" + table(["way", *(f"first {n}" for n in _FIRSTS)], rows)


def measure_squad2(pools: Sequence[Pool], reader: CrossEncoder) -> str:
    """The answering sentence first; answerable against near misses and against a paragraph of another article."""
    ways = score(pools, reader)
    right = [at for at, pool in enumerate(pools) if pool.kind == "answerable"]
    rows = []
    for name, scored in ways.items():
        first = share(hits([pools[at] for at in right], [scored[at] for at in right], 1))
        areas = [_area(pools, scored, "answerable", kind) for kind in ("near miss", "elsewhere")]
        rows.append([name, str(first), *(str(area) for area in areas)])
    count = {kind: sum(pool.kind == kind for pool in pools) for kind in ("answerable", "near miss", "elsewhere")}
    head = ["way", "answering sentence first", "AUROC, near misses", "AUROC, elsewhere"]
    return f"{count}\n\n{table(head, rows)}"


def measure_fitz(pools: Sequence[Pool], reader: CrossEncoder, pictures: Path | None) -> str:
    """Cases to be answered against cases to be refused, by the highest score; risk and coverage of the reader."""
    ways = score(pools, reader)
    against = ("trustworthy_direct", "trustworthy_hedged")
    rows = [
        [name, *(str(_area(pools, scored, kind, "abstention")) for kind in against)] for name, scored in ways.items()
    ]
    said = table(["way", *(f"AUROC, {kind}" for kind in against)], [row for row in rows if row[0] != "fusion"])
    best = np.asarray([scores.max() for scores in ways["reader"]])
    refuse = np.asarray([pool.kind == "abstention" for pool in pools])
    lines = []
    for threshold in (0.1, 0.2, 0.3, 0.5, 0.7):
        silent = best < np.log(threshold / (1 - threshold))
        lines.append(
            [
                f"{threshold}",
                f"{refuse[silent].mean():.2f}" if silent.any() else "-",
                str(share(silent[refuse].tolist())),
                f"{(~silent).mean():.2f}",
                f"{refuse[~silent].mean():.2f}" if not silent.all() else "-",
            ]
        )
    head = ["reader's probability below", "abstention precision", "recall", "coverage", "risk"]
    if pictures:
        order = (-best).argsort(kind="stable")
        risk = refuse[order].cumsum() / np.arange(1, len(order) + 1)
        curve = list(zip((np.arange(1, len(order) + 1) / len(order)).tolist(), risk.tolist(), strict=True))
        (pictures / "reader-fitz-gov.svg").write_text(
            picture("fitz-gov: risk and coverage", "share of cases answered", "share of them to be refused", [curve]),
            encoding="utf-8",
        )
    return f"{len(pools)} cases, {refuse.sum()} to be refused\n\n{said}\n{table(head, lines)}"


def measure_support(file: Path, reader: CrossEncoder, most: int) -> str:
    """Supported claims against others: the support score, the reader's own, the embedder, and shared words."""
    claims = read_claims(file)[: most or None]
    cosines, embedder = [], PackagedEmbedder()
    scores: Mapping[str, list[float]] = {"support score": [], "answer score": []}
    for claim in claims:
        scores["support score"].append(float(reader.support(claim.statement, [claim.sentence], [""])[0]))
        scores["answer score"].append(float(reader.score(claim.statement, [claim.sentence], [""])[0]))
        cosines.append(
            float(embedder.embed_passages([claim.statement])[0] @ embedder.embed_passages([claim.sentence])[0])
        )
    held = np.asarray([claim.verdict is Verdict.SUPPORT for claim in claims])
    rows = []
    for name, values in {**scores, "embedder": cosines}.items():
        given = np.asarray(values)
        rows.append([name, str(auroc(given[held].tolist(), given[~held].tolist()))])
    return f"{len(claims)} claims, {held.sum()} supported\n\n{table(['way', 'AUROC, supported'], rows)}"


def _area(pools: Sequence[Pool], scored: Sequence[Scores], above: str, below: str) -> Figure:
    best = {
        kind: [float(s.max()) for pool, s in zip(pools, scored, strict=True) if pool.kind == kind]
        for kind in (above, below)
    }
    return auroc(best[above], best[below])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure one part and print its table."""
    parser = argparse.ArgumentParser(description="Measure the reader.")
    parser.add_argument("part", choices=["realtimeqa", "realtimeqa-given", "squad2", "fitz-gov", "support"])
    parser.add_argument("set", type=Path)
    parser.add_argument("--look", action="store_true", help="RealTime QA: the half to look at, not the test half")
    parser.add_argument("--most", type=int, default=0, help="questions; 0 for all")
    parser.add_argument("--pictures", type=Path, help="folder for reader-fitz-gov.svg")
    given = parser.parse_args(arguments)
    reader, most = shipped_reader(), given.most or None
    parts: dict[str, Callable[[], str]] = {
        "realtimeqa": lambda: measure_realtimeqa(
            realtimeqa(given.set, test=not given.look, given=False)[:most], reader
        ),
        "realtimeqa-given": lambda: measure_realtimeqa(
            realtimeqa(given.set, test=not given.look, given=True)[:most], reader
        ),
        "squad2": lambda: measure_squad2(squad2(given.set, _measured_on(given.set))[:most], reader),
        "fitz-gov": lambda: measure_fitz(fitz(given.set)[:most], reader, given.pictures),
        "support": lambda: measure_support(given.set, reader, given.most),
    }
    sys.stdout.write(parts[given.part]())


def _measured_on(folder: Path) -> list[str]:
    return split_articles(article["title"] for article in read_lines(folder / "corpus.jsonl.gz"))[1]


if __name__ == "__main__":
    main()
