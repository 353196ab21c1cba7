"""What a language model adds and what the guard takes away: `python -m evals.writers SPEC QUESTIONS ARTICLES OUT`.

Each question is answered three times: in the articles' own words; by the model as it writes, where a sentence cites the
whole passages that it names; and by the same reply after each sentence was checked, mended or dropped. The model is
asked for both together, so they differ in nothing else. Gone on with where it was stopped; without its folder
`checked`, what the model wrote is checked anew, and the model is asked only to mend it.
"""

import argparse
import json
import sys
import time
from collections.abc import Generator as Steps
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import evals
import rag
from evals.pairing import share
from evals.reading import read, read_lines, sample
from evals.reporting import interval, number
from evals.responses import to_record
from evals.systems import Byline, Recorded
from evals.types import Cited, EvalQuestion, Report, Response, Said
from index.collection import Collection, create, open_collection
from index.rows import FILE
from index.settings import read as read_settings
from rag.answering import Answerer
from rag.citing import claims_of
from rag.generating import Generator, load
from rag.guarding import Guard
from rag.prompting import Message
from rag.reader.model import shipped_reader
from rag.retrieving import Found
from rag.writing import DEADLINE, MAX_PASSAGES, Borne, Writer
from rag.writing import Report as Writing

_SHOWN = ("correct", "contains", "quote_exactness", "citation_recall", "citation_precision", "evidence_recall")
_COSTS = ("answered", "seconds_p50", "seconds_p95")
_ANY = 999
_WROTE = "wrote.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """What became of one question that the model was asked.

    Attributes:
        id: The question's.
        reply: What it wrote first.
        seconds: How long that took.
        shown: Sentences that were borne out, mended ones among them.
        dropped: Sentences that were not, even when asked for again.
        failure: Why there is no whole reply, or "".
    """

    id: str
    reply: str
    seconds: float
    shown: int
    dropped: int
    failure: str


class _Listening:
    """A generator whose first reply to a question is kept, with its seconds, or is the one that was kept before."""

    def __init__(self, generator: Generator) -> None:
        self.name, self._generator = generator.name, generator
        self.begin(None)

    def begin(self, kept: Wrote | None) -> None:
        """Wait for the next question's."""
        self._kept = kept
        self.reply: str | None = None
        self.seconds = 0.0

    def generate(self, messages: Sequence[Message], seconds: float) -> Steps[str, None, int | None]:
        if self._kept is not None and self.reply is None:
            self.reply, self.seconds = self._kept.reply, self._kept.seconds
            yield self.reply
            return None
        start, said = time.perf_counter(), ""
        pieces = self._generator.generate(messages, seconds)
        try:
            while True:
                said += (piece := next(pieces))
                yield piece
        except StopIteration as end:
            tokens: int | None = end.value
            return tokens
        finally:
            pieces.close()
            if self.reply is None:
                self.reply, self.seconds = said, time.perf_counter() - start


class _Watched(Writer):
    """A writer that remembers what it was given and how it went."""

    def __init__(self, generator: Generator, seconds: float) -> None:
        super().__init__(generator, Guard(shipped_reader()), seconds)
        self.found: Sequence[Found] = ()
        self.report, self.shown = Writing(), 0

    def write(self, question: str, found: Sequence[Found]) -> Steps[Borne | None, None, Writing]:
        self.found, self.shown = found[:MAX_PASSAGES], 0
        writing = super().write(question, found)
        while True:
            try:
                borne = next(writing)
            except StopIteration as end:
                self.report = end.value
                return self.report
            self.shown += borne is not None
            yield borne


class Both:
    """Answers with every sentence checked, and keeps beside it what the model wrote before that."""

    name = "the model, checked"

    def __init__(self, collection: Collection, generator: Generator, seconds: float, out: Path) -> None:
        """Ask nothing yet; `out` gets a file with the replies as they were, and one with what became of them."""
        self._heard = _Listening(generator)
        self._writer = _Watched(self._heard, seconds)
        self._byline = Byline(Answerer(collection, shipped_reader(), [self._writer]))
        self._out, self._kept = out, _wrote(out)

    def __call__(self, question: EvalQuestion) -> Response:
        """The checked answer."""
        kept = self._kept.get(question.id)
        kept = None if kept is None or kept.failure else kept
        self._heard.begin(kept)
        response = self._byline(question)
        response = replace(response, seconds=response.seconds + (kept.seconds if kept is not None else 0.0))
        raw = response if self._heard.reply is None else self._as_written(response, self._heard.reply)
        with (self._out / "raw.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"id": question.id, "response": to_record(raw)}, ensure_ascii=False) + "\n")
        if self._heard.reply is not None:
            told = self._writer.report
            line = Wrote(
                id=question.id,
                reply=self._heard.reply,
                seconds=self._heard.seconds,
                shown=self._writer.shown,
                dropped=told.dropped,
                failure=told.failure or "",
            )
            with (self._out / _WROTE).open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
        return response

    def settings(self) -> dict[str, str]:
        """As `Byline.settings`."""
        return self._byline.settings()

    def _as_written(self, response: Response, reply: str) -> Response:
        shown = self._writer.found
        citations: list[Cited] = []
        statements = []
        for claim in (claim for line in reply.splitlines() for claim in claims_of(line, _ANY)):
            first = len(citations)
            citations += [_passage(shown[at - 1]) if at <= len(shown) else _nowhere(at) for at in claim.passages]
            places = tuple(range(first, len(citations)))
            statements.append(Said(text=claim.text, claim=claim.text, citations=places))
        return Response(
            text=" ".join(said.text for said in statements),
            abstained=not statements,
            statements=tuple(statements),
            citations=tuple(citations),
            retrieved=response.retrieved,
            confidence=response.confidence,
            asked=response.asked,
            seconds=self._heard.seconds,
        )


def _passage(found: Found) -> Cited:
    passage = found.hit.passage
    stands = found.article.text[passage.start : passage.end]
    return Cited(article_id=passage.article_id, quote=passage.text, start=passage.start, end=passage.end, stands=stands)


def _nowhere(number: int) -> Cited:
    return Cited(article_id="", quote=f"[{number}]", stands="")


def measure(given: argparse.Namespace) -> Iterator[str]:
    """Ask, score; lines of a table in Markdown."""
    whole = read(given.questions)
    # What nothing answers reaches no model.
    answerable = tuple(question for question in whole.questions if question.answerable is not False)
    found = sample(replace(whole, questions=answerable), given.sample, given.seed)
    folder: Path = given.out
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _WROTE).touch()
    with _collection(given.articles, folder / "index") as collection:
        both = Both(collection, load(given.writer), given.seconds, folder)
        by_name = {
            "own words": _run(found.questions, Byline(rag.open(collection, writer="none")), folder / "own"),
            "checked": _run(found.questions, both, folder / "checked"),
        }
        by_name["as written"] = _run(found.questions, Recorded(folder / "raw.jsonl"), folder / "written")
    yield f"{len(found.questions)} answerable questions of {given.questions.parent.name}, seed {given.seed}."
    order = ("own words", "as written", "checked")
    yield f"| measure | {' | '.join(order)} |"
    yield "|---|---|---|---|"
    for name in (*_SHOWN, *_COSTS):
        yield f"| {name.replace('_', ' ')} | {' | '.join(_cell(by_name[each], name) for each in order)} |"
    asked = {question.id for question in found.questions}
    wrote = [each for each in _wrote(folder).values() if each.id in asked]
    shown, dropped = sum(each.shown for each in wrote), sum(each.dropped for each in wrote)
    fallen = sum(bool(each.failure) or not each.shown for each in wrote)
    yield f"Asked for {len(wrote)} questions; sentences dropped: {share(dropped, shown + dropped)}; answers given"
    yield f"without the model: {share(fallen, len(wrote))}; it failed for {sum(bool(each.failure) for each in wrote)}."


def _wrote(folder: Path) -> dict[str, Wrote]:
    return {each.id: each for each in (Wrote(**line) for line in read_lines(folder / _WROTE))}


def _run(questions: Sequence[EvalQuestion], system: Byline | Both | Recorded, out: Path) -> Report:
    settings = {} if isinstance(system, Recorded) else system.settings()
    return evals.run(questions, system, out=out, settings=settings, resume=out.exists())


def _collection(articles: Path, folder: Path) -> Collection:
    settings = read_settings()
    if (folder / FILE).exists():
        return open_collection(folder, settings)
    built = create(folder, settings)
    built.add(articles)
    return built


def _cell(report: Report, name: str) -> str:
    figure = report.figure(name)
    return "-" if figure is None else f"{number(figure.value)} {interval(figure)} of {figure.count}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description="Compare answers without a model, by a model, and by a checked one.")
    parser.add_argument("writer", help="PROVIDER:MODEL or gguf:FILE")
    parser.add_argument("questions", type=Path, help="a question set")
    parser.add_argument("articles", type=Path, help="the articles it asks over")
    parser.add_argument("out", type=Path, help="a folder for answers and reports; it is gone on with")
    parser.add_argument("--sample", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=DEADLINE, help="for an answer, all calls together")
    for line in measure(parser.parse_args(arguments)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
