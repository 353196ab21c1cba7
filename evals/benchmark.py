"""What Byline costs, each figure beside a yardstick measured in the same run: `make bench`.

Seconds differ from machine to machine; the ratio to the yardstick is what to compare. Writes bench.json.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median, quantiles

import evals
import index
import rag
from evals import ingesting, memory, reporting, warming
from evals.reader import speed
from evals.reading import read, read_lines
from evals.systems import Byline
from index.adapting import SentenceTransformerEmbedder
from index.embedding import PackagedEmbedder, packaged_folder
from index.seeding import SEEDS

_QUESTIONS = SEEDS / "questions" / "seeds.jsonl"
_RUNS = 5
_WARM = 60
_PERCENT = 100
_MOST_PASSAGES = 200
_SCORED, _SHOWN = 10_000, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measurement.

    Attributes:
        what: What was measured.
        value: How much of `unit`.
        unit: "s", "ms", "MB" or "/s".
        yardstick: What it is compared with.
        yardstick_value: How much of the same unit that took.
    """

    what: str
    value: float
    unit: str
    yardstick: str
    yardstick_value: float

    @property
    def ratio(self) -> float:
        """Value over yardstick."""
        return self.value / self.yardstick_value


def main() -> None:
    """Measure, print a table, write bench.json."""
    with tempfile.TemporaryDirectory() as folder:
        figures = [*_starting(Path(folder)), *_answering(Path(folder)), *_indexing(Path(folder)), *_reading()]
        figures += _scoring(Path(folder))
        figures += [
            Figure(what=what, value=value, unit="/s", yardstick=yardstick, yardstick_value=bare)
            for what, value, yardstick, bare in ingesting.rates(Path(folder, "ingesting"))
        ]
    head = f"{'what':<34}{'value':>12}  {'yardstick':<44}{'value':>12}{'ratio':>8}"
    lines = [
        f"{figure.what:<34}{figure.value:>9.3g} {figure.unit:<2}  "
        f"{figure.yardstick:<44}{figure.yardstick_value:>9.3g} {figure.unit:<2}{figure.ratio:>8.2f}"
        for figure in figures
    ]
    sys.stdout.write("\n".join([head, *lines, f"peak memory of this process: {memory.peak():,.0f} MiB", ""]))
    result = {
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "peak_mib": memory.peak(),
        "figures": [asdict(figure) | {"ratio": figure.ratio} for figure in figures],
    }
    Path("bench.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _starting(folder: Path) -> list[Figure]:
    index.build(SEEDS / "articles", folder / "seeds").close()
    ask = [sys.executable, "-m", "ui.cli", "ask", "what did China demand for TikTok?", "--index", str(folder / "seeds")]
    bare = _best(lambda: _run([sys.executable, "-c", "pass"]))
    libraries = _best(lambda: _run([sys.executable, "-c", "import sentence_transformers"]))
    return [
        Figure(
            what="import rag",
            value=_best(lambda: _run([sys.executable, "-c", "import rag"])),
            unit="s",
            yardstick="python that does nothing",
            yardstick_value=bare,
        ),
        Figure(
            what="cold `byline ask`",
            value=_best(lambda: _run(ask)),
            unit="s",
            yardstick="python that imports sentence-transformers",
            yardstick_value=libraries,
        ),
    ]


def _answering(folder: Path) -> list[Figure]:
    answerer = rag.open(folder / "seeds")
    embedder = answerer.collection.embedder
    questions = [record["question"] for record in read_lines(_QUESTIONS)][:_WARM]
    answerer.answer(questions[0])
    passage = [next(answerer.collection.articles()).text[:700]]
    yardstick = 1000 * median(_time(lambda: embedder.embed_passages(passage)) for _ in range(_RUNS * 4))
    seconds = [1000 * answerer.answer(question).seconds for question in questions]
    cuts = quantiles(seconds, n=_PERCENT)
    name = "embedding one passage"
    many = warming.measure(folder, questions)
    beside = many["retrieval alone"]
    large = [
        Figure(
            what=f"the same over 50,000 passages, {cut}",
            value=value,
            unit="ms",
            yardstick=f"retrieval alone, {cut}",
            yardstick_value=retrieval,
        )
        for cut, value, retrieval in zip(("p50", "p95"), many["answer()"], beside, strict=True)
    ]
    return [
        *large,
        Figure(what="warm answer(), p50", value=cuts[49], unit="ms", yardstick=name, yardstick_value=yardstick),
        Figure(what="warm answer(), p95", value=cuts[94], unit="ms", yardstick=name, yardstick_value=yardstick),
    ]


def _indexing(folder: Path) -> list[Figure]:
    """Passages per second of the whole way into the store, against the bare encoder on the same passages."""
    embedder = PackagedEmbedder()
    texts = [hit.passage.text for hit in rag.open(folder / "seeds").retrieve("trade talks", k=_MOST_PASSAGES)]
    embedder.embed_passages(texts[:1])
    bare = len(texts) / _best(lambda: embedder.embed_passages(texts))
    rows = [json.dumps({"id": f"{n}-{at}", "text": text}) for n in range(4) for at, text in enumerate(texts)]
    (folder / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    start = time.perf_counter()
    with index.build(folder / "rows.jsonl", folder / "rows", embedder=embedder) as collection:
        rate = collection.stats().passages / (time.perf_counter() - start)
    plain = SentenceTransformerEmbedder(str(packaged_folder()))
    plain.embed_passages(texts[:1])
    slow = len(texts) / _best(lambda: plain.embed_passages(texts))
    return [
        Figure(what="indexing, passages", value=rate, unit="/s", yardstick="the encoder alone", yardstick_value=bare),
        Figure(
            what="the encoder, passages",
            value=bare,
            unit="/s",
            yardstick="SentenceTransformer.encode, float32",
            yardstick_value=slow,
        ),
    ]


def _reading() -> list[Figure]:
    """The reader, beside the same network in float32 torch and the most that each may be."""
    found = speed.measure()
    name = f"reading {speed.SENTENCES} sentences"
    return [
        Figure(
            what=f"{name}, p50",
            value=found["reader ms"],
            unit="ms",
            yardstick="the same network in float32 torch",
            yardstick_value=found["torch ms"],
        ),
        Figure(what=f"{name}, p50", value=found["reader ms"], unit="ms", yardstick="at most", yardstick_value=200),
        Figure(what="loading the reader", value=found["load s"], unit="s", yardstick="at most", yardstick_value=1),
        Figure(
            what="a process with the reader",
            value=found["memory MiB"],
            unit="MB",
            yardstick="at most",
            yardstick_value=150,
        ),
    ]


def _scoring(folder: Path) -> list[Figure]:
    """10,000 answered questions scored: those of the samples, each answered once, over and over."""
    asked = [question for question in read(_QUESTIONS).questions if question.answerable is not None]
    system = Byline(rag.open(folder / "seeds"))
    answered = [system(question) for question in asked]
    many = [replace(asked[at % len(asked)], id=str(at)) for at in range(_SCORED)]
    given = {question.id: answered[at % len(asked)] for at, question in enumerate(many)}
    start = time.perf_counter()
    evals.run(many, lambda question: given[question.id])
    scoring = time.perf_counter() - start
    page = len(reporting.page(evals.run(many[:_SHOWN], lambda question: given[question.id])).encode()) / 2**20
    return [
        Figure(what=f"scoring {_SCORED:,} answers", value=scoring, unit="s", yardstick="at most", yardstick_value=20),
        Figure(what=f"the page of {_SHOWN:,}", value=page, unit="MB", yardstick="at most", yardstick_value=5),
    ]


def _time(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _best(work: Callable[[], object]) -> float:
    """The least of several runs: whatever else the machine does can only add."""
    return min(_time(work) for _ in range(_RUNS))


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own commands


if __name__ == "__main__":
    main()
