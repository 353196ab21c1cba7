"""A question in, an answer with checked citations out: the answering room.

    rag.answer("what did China demand for TikTok?")     # the default index; the seeds where there is none yet
    answerer = rag.open("path/to/index")                # to ask many questions; safe to share between threads
    answerer.answer(question, since="2025-09-01")       # -> rag.Answer
    answerer.answer(question, as_of="2025-09-16")       # as on that day: nothing later, and what was new then first
    answerer.stream(question)                           # -> Retrieved, Stated, ..., Done
    answerer.retrieve(question, k=10)                   # -> rag.Hit, ...

No language model and no network is used. Nothing heavy is loaded by importing it.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.events import Disagreed, Done, Event, Retrieved, Stated
from rag.types import (
    Answer,
    Bearing,
    Citation,
    Development,
    Disagreement,
    Hit,
    Part,
    QuestionError,
    Side,
    Statement,
    Status,
    Voice,
)

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from index.collection import Collection
    from index.embedding import Embedder
    from index.settings import Settings
    from rag.answering import Answerer
    from rag.reader.protocol import Reader, Supporter
    from rag.writing import Writer

__all__ = [
    "Answer",
    "Bearing",
    "Citation",
    "Development",
    "Disagreed",
    "Disagreement",
    "Done",
    "Event",
    "Hit",
    "Part",
    "QuestionError",
    "Retrieved",
    "Side",
    "Stated",
    "Statement",
    "Status",
    "Voice",
    "answer",
    "open",
]


def answer(
    question: str,
    *,
    history: Sequence[tuple[str, str]] = (),
    since: str | None = None,
    until: str | None = None,
    publishers: Sequence[str] = (),
    articles: Sequence[str] = (),
    as_of: str | None = None,
) -> Answer:
    """Answer a question over the default index, or over the seeds where there is none yet.

    The index stays open for the next call. Arguments and errors are those of `Answerer.answer`.

    >>> found = rag.answer("what did China demand for TikTok?")
    >>> found.status.value, found.citations[0].publisher
    ('answered', 'People News')
    >>> article = index.open(seeds).article(found.citations[0].article_id)
    >>> article.text[found.citations[0].start : found.citations[0].end] == found.citations[0].quote
    True
    """
    from index.settings import read

    return _default(read()).answer(
        question,
        history=history,
        since=since,
        until=until,
        publishers=publishers,
        articles=articles,
        as_of=as_of,
    )


def open(  # noqa: A001 - `rag.open(...)` is how it is read; nothing here opens files
    folder: "str | Path | Collection | None" = None,
    *,
    settings: "Settings | None" = None,
    embedder: "Embedder | None" = None,
    reader: "Reader | None" = None,
    writer: "str | BaseChatModel | Sequence[str | BaseChatModel] | None" = None,
) -> "Answerer":
    """An answerer over an index, to ask many questions.

    Args:
        folder: Of the index, or an open `Collection`; None for the default index, or the seeds where there is none yet.
        settings: None for those in force.
        embedder: None for the one of the settings.
        reader: None for Byline's own.
        writer: A language model that writes the answers, by name ("ollama:qwen3") or any LangChain chat model; None for
            that of the settings, "none" for answers in the articles' own words. Of several, the first writes unless
            another is asked for.

    Raises:
        IndexStateError: The index cannot be used as it is; the error says what to do.
        WriterError: The writer cannot be used; the error says what to do.

    >>> rag.open(seeds).answer("who won the chess final?").status.value
    'not_found'
    """
    from index.collection import Collection, open_collection
    from index.seeding import open_default
    from index.settings import read
    from rag.answering import Answerer
    from rag.reader.model import shipped_reader

    settings = settings or read()
    if isinstance(folder, Collection):
        collection = folder
    elif folder is None:
        collection = open_default(settings, embedder)
    else:
        collection = open_collection(Path(folder), settings, embedder)
    ours = shipped_reader()
    wanted = settings.writer if writer is None else writer
    several = wanted if isinstance(wanted, Sequence) and not isinstance(wanted, str) else (wanted,)
    writers = tuple(made for each in several if (made := _writer(each, settings, ours)) is not None)
    return Answerer(collection, reader or ours, writers)


def _writer(model: "str | BaseChatModel | None", settings: "Settings", supporter: "Supporter") -> "Writer | None":
    if model is None or model == "none":
        return None
    from rag.generating import ChatModel, load
    from rag.guarding import Guard
    from rag.writing import Writer

    if isinstance(model, str):
        return Writer(load(model, url=settings.writer_url, key=settings.key_of_writer()), Guard(supporter))
    return Writer(ChatModel(model), Guard(supporter))


@cache
def _default(settings: "Settings") -> "Answerer":
    # Kept so that the second call does not load the models again; another index setting is another answerer.
    return open(settings=settings)
