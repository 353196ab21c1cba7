"""The whole way from a question to an answer, on one screen."""

import time
from collections.abc import Callable, Sequence
from collections.abc import Generator as Steps
from dataclasses import replace
from datetime import UTC, date, datetime

from index.collection import Collection
from index.dating import check_date, last_day
from index.filtering import Filter
from rag import composing, following, understanding, wording
from rag.composing import Draft
from rag.events import Disagreed, Done, Event, Retrieved, Stated
from rag.following import Turns
from rag.judging import is_brief
from rag.overviews import asks_what_differs
from rag.reader.protocol import Reader
from rag.retrieving import PER_ARTICLE, Found, retrieve
from rag.types import Answer, Citation, Hit, Status
from rag.understanding import Period
from rag.writing import Writer

HITS = 10
"""Passages read for an answer."""
_WIDER = 2
"""So many times as many for "What did the US want?", to which many are as near, and of one article: what answered it
stood in the eleventh and the fourteenth (docs/decisions/retrieval.md)."""


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


NO_WRITER = "none"
"""Asks for an answer in the articles' own words."""


class Answerer:
    """Answers questions over a collection. Safe to share between threads; made by `rag.open`."""

    def __init__(
        self,
        collection: Collection,
        reader: Reader,
        writers: Sequence[Writer] = (),
        today: Callable[[], date] = _today,
    ) -> None:
        """Load nothing yet.

        Args:
            collection: To answer from.
            reader: Says how likely a sentence answers.
            writers: Language models that can write the answers; the first does, unless another is asked for.
            today: What "last week" in a question counts from.
        """
        self.collection = collection
        self._reader = reader
        self._writers = {writer.name: writer for writer in writers}
        self._today = today

    @property
    def models(self) -> dict[str, str]:
        """What reads and what writes, by name: an answer depends on both."""
        writer = next(iter(self._writers), NO_WRITER)
        return {"reader": str(getattr(self._reader, "name", type(self._reader).__name__)), "writer": writer}

    @property
    def writers(self) -> tuple[str, ...]:
        """The names of the language models that can be asked to write."""
        return tuple(self._writers)

    def answer(
        self,
        question: str,
        *,
        history: Turns = (),
        since: str | None = None,
        until: str | None = None,
        publishers: Sequence[str] = (),
        articles: Sequence[str] = (),
        as_of: str | None = None,
        writer: str | None = None,
    ) -> Answer:
        """Answer a question from the articles, or say that they do not answer it.

        Args:
            question: 1 to 2,000 characters that are not all blank.
            history: Earlier (question, answer text) turns, oldest first, for follow-ups.
            since: ISO date; only articles known to be published on it or later.
            until: ISO date; only articles known to be published on it or earlier.
            publishers: Only articles of these outlets; empty for all.
            articles: Only the articles of these ids; empty for all.
            as_of: ISO date to answer for: as `until`, what was new then is looked at first, and the answer records it.
            writer: One of `writers`, or "none" for the articles' own words; None for the first writer, if there is one.

        Raises:
            QuestionError: The question cannot be asked.
            ValueError: A date is none, or there is no such writer.
            BylineError: The index or a model cannot be used.
        """
        events = self.stream(
            question,
            history=history,
            since=since,
            until=until,
            publishers=publishers,
            articles=articles,
            as_of=as_of,
            writer=writer,
        )
        return next(event.answer for event in events if isinstance(event, Done))

    def stream(
        self,
        question: str,
        *,
        history: Turns = (),
        since: str | None = None,
        until: str | None = None,
        publishers: Sequence[str] = (),
        articles: Sequence[str] = (),
        as_of: str | None = None,
        writer: str | None = None,
    ) -> Steps[Event, None, None]:
        """As `answer`, in steps: what was retrieved, each statement, and last the whole answer."""
        start = time.perf_counter()
        question, pen = understanding.check(question), self._pen(writer)
        meant = following.stand_alone(question, history)
        chosen = Filter(
            since=since, until=_earlier(until, as_of), publishers=tuple(publishers), articles=tuple(articles)
        )
        period = None if since or until or as_of else self._period(question, chosen)
        if period is not None:
            chosen, as_of = replace(chosen, since=period.since, until=period.until, undated=True), period.as_of

        generation = self.collection.generation
        wider = _WIDER if is_brief(meant) else 1
        found = retrieve(self.collection, meant, wider * HITS, chosen, as_of, per_article=wider * PER_ARTICLE)
        hits = tuple(each.hit for each in found)
        considered = self.collection.count(chosen)
        yield Retrieved(hits=hits, considered=considered)

        draft = composing.compose(meant, found, self._reader, self.collection.copies)
        # In what sources differ is found sentence by sentence: there is nothing for a model to put into words.
        if draft.statements and pen is not None and asks_what_differs(meant) is None:
            draft = yield from wording.word(meant, found, draft, pen)
        else:
            for statement in draft.statements:
                new = tuple(draft.citations[number - 1] for number in statement.citations)
                yield Stated(statement=statement, citations=new)
        for disagreement in draft.disagreements:
            yield Disagreed(disagreement=disagreement)
        yield Done(
            answer=Answer(
                question=question,
                standalone_question=meant,
                status=_status(draft),
                text=draft.text or _say_nothing_found(meant, draft.nearest, considered),
                statements=draft.statements,
                citations=draft.citations,
                disagreements=draft.disagreements,
                developments=draft.developments,
                confidence=draft.confidence,
                missing=draft.missing,
                generator=draft.generator,
                notices=draft.notices,
                considered=considered,
                hits=hits,
                nearest=draft.nearest,
                as_of=as_of,
                period=str(period or ""),
                index_generation=generation,
                seconds=time.perf_counter() - start,
                calls=draft.calls,
                tokens=draft.tokens,
            )
        )

    def _pen(self, name: str | None) -> Writer | None:
        if name == NO_WRITER:
            return None
        if name is None:
            return next(iter(self._writers.values()), None)
        if name not in self._writers:
            raise ValueError(f"There is no writer {name!r}; there is {', '.join((*self._writers, NO_WRITER))}.")
        return self._writers[name]

    def _period(self, question: str, chosen: Filter) -> Period | None:
        """The time that a question names, if any article is known to be of it: an archive has none of "last week".

        What is asked for as it is now, "the latest on TikTok", is asked for on the day of the newest article.
        """
        period = understanding.period(question, self._today())
        if period is not None:
            named = replace(chosen, since=period.since, until=period.until)
            return period if self.collection.count(named) else None
        words = understanding.latest(question)
        newest = self._newest(chosen) if words else None
        return Period(words=words, as_of=newest) if words and newest else None

    def _newest(self, chosen: Filter) -> str | None:
        """When the newest article was published; None where that is known of none."""
        for number, _ in self.collection.searcher.newest(1, chosen):
            if stored := self.collection.passage(number):
                return stored[0].source.published.value
        return None

    def retrieve(
        self,
        question: str,
        k: int = HITS,
        *,
        since: str | None = None,
        until: str | None = None,
        publishers: Sequence[str] = (),
        as_of: str | None = None,
    ) -> tuple[Hit, ...]:
        """The `k` passages that best meet a question, best first; filters as in `answer`."""
        chosen = Filter(since=since, until=_earlier(until, as_of), publishers=tuple(publishers))
        found: tuple[Found, ...] = retrieve(self.collection, understanding.check(question), k, chosen, as_of)
        return tuple(each.hit for each in found)


def _status(draft: Draft) -> Status:
    if not draft.statements:
        return Status.NOT_FOUND
    return Status.PARTIAL if draft.missing else Status.ANSWERED


def _earlier(until: str | None, as_of: str | None) -> str | None:
    check_date("until", until)
    check_date("as_of", as_of)
    return min(filter(None, (until, as_of)), key=last_day, default=None)


def _say_nothing_found(question: str, nearest: Sequence[Citation], considered: int) -> str:
    """What was searched, and where the nearest passages are."""
    if not considered:
        return "There is nothing to answer from: no article was searched."
    searched = "1 article was searched" if considered == 1 else f"{considered} articles were searched"
    # "Found", not "there is none": a reader can miss an answer, and the passages are shown for that reason.
    what = "answer" if asks_what_differs(question) is None else "disagreement"
    said = f"No {what} was found. {searched}"
    titles = dict.fromkeys(f"“{each.title}”" for each in nearest)
    return f"{said}; the nearest passages are in {', '.join(titles)}." if titles else f"{said}."
