"""Whatever a system answers -> a `Response`; and a `Response` as a line of JSON, and back."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from evals.types import Cited, Response, Retrieved, Said
from index.types import Article
from rag.exporting import describe
from rag.types import Answer, Citation, Statement, Status, Voice

_AROUND = 200
"""Characters shown before and after a quote."""

Lookup = Callable[[str], Article | None]
"""Article id -> article, None when there is none."""


def nowhere(article_id: str) -> None:
    """The lookup of somebody who has no articles."""
    del article_id


def of_anything(given: object, seconds: float, lookup: Lookup = nowhere) -> Response:
    """What a callable gave, as a response.

    Args:
        given: A `Response`, a `rag.Answer`, or a text; a blank text is an abstention.
        seconds: How long it took, for those that do not say.
        lookup: To see what stands at the place of a quote.

    Raises:
        ValueError: It is nothing of these.

    >>> of_anything("In Madrid.", 0.5) == Response(text="In Madrid.", seconds=0.5)
    True
    """
    if isinstance(given, Response):
        return given
    if isinstance(given, Answer):
        return of_answer(given, lookup)
    if isinstance(given, str):
        said = given.strip()
        return Response(text=said, abstained=not said, seconds=seconds)
    raise ValueError(f"An answer is a Response, a rag.Answer or a text, not {type(given).__name__}.")


def of_answer(answer: Answer, lookup: Lookup = nowhere) -> Response:
    """Byline's own answer. Measured are the quoted words and those that a model wrote, without who carries them."""
    statements = tuple(_said(statement) for statement in answer.statements)
    return Response(
        text=" ".join(said.claim for said in statements),
        abstained=answer.status is Status.NOT_FOUND,
        statements=statements,
        citations=tuple(_cited(citation, lookup) for citation in answer.citations),
        retrieved=tuple(
            Retrieved(article_id=hit.passage.article_id, text=hit.passage.text, score=hit.score) for hit in answer.hits
        ),
        cards=tuple(tuple(side.value for side in each.sides) for each in answer.disagreements),
        confidence=answer.confidence,
        asked=answer.standalone_question,
        seconds=answer.seconds,
        tokens=answer.tokens,
        calls=answer.calls,
    )


def _said(statement: Statement) -> Said:
    claim = " ".join(part.text.strip() for part in statement.parts if part.voice in (Voice.QUOTED, Voice.WRITTEN))
    text = "".join(part.text for part in statement.parts)
    return Said(text=text, claim=claim, citations=tuple(number - 1 for number in statement.citations))


def _cited(citation: Citation, lookup: Lookup) -> Cited:
    article = lookup(citation.article_id)
    start, end = citation.start, citation.end
    return Cited(
        article_id=citation.article_id,
        quote=citation.quote,
        start=start,
        end=end,
        stands=None if article is None else article.text[start:end],
        around=None if article is None else _around(article.text, start, end),
        source=describe(citation),
        origin=citation.original_publisher or citation.publisher or "",
        published=citation.published or "",
    )


def _around(text: str, start: int, end: int) -> tuple[str, int]:
    """The text before, at and after a place, in whole words, and where in it the place starts."""
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    before = before if start <= _AROUND else before[before.find(" ") + 1 :]
    after = after if end + _AROUND >= len(text) else after[: after.rfind(" ") + 1]
    return before + text[start:end] + after, len(before)


def to_record(response: Response) -> dict[str, Any]:
    """Plain values for JSON."""
    return asdict(response)


def of_record(record: Mapping[str, Any]) -> Response:
    """The inverse of `to_record`; what a record leaves out is as in an empty response.

    RAGAS's `response`, `retrieved_contexts` and `retrieved_context_ids` are understood as well.

    Raises:
        ValueError: It is no response.
    """
    try:
        if "retrieved_contexts" in record or isinstance(record.get("response"), str):
            return _of_ragas(record)
        given = {name: value for name, value in record.items() if name in Response.__dataclass_fields__}
        given["statements"] = tuple(
            Said(**{**each, "citations": tuple(map(int, each.get("citations", ())))})
            for each in record.get("statements", ())
        )
        given["citations"] = tuple(_cited_of(each) for each in record.get("citations", ()))
        given["retrieved"] = tuple(Retrieved(**each) for each in record.get("retrieved", ()))
        given["cards"] = tuple(tuple(map(str, card)) for card in record.get("cards", ()))
        for name in ("last_turn", "by_rewrite"):
            given[name] = None if record.get(name) is None else tuple(map(str, record[name]))
        response = Response(**given)
        if not all(0 <= at < len(response.citations) for said in response.statements for at in said.citations):
            raise ValueError("a statement cites what is not among the citations")
    except (TypeError, AttributeError, KeyError) as error:
        raise ValueError(f"is no response: {error}") from error
    return response


def _cited_of(record: Mapping[str, Any]) -> Cited:
    around = record.get("around")
    return Cited(**{**record, "around": None if around is None else (str(around[0]), int(around[1]))})


def _of_ragas(record: Mapping[str, Any]) -> Response:
    said = str(record.get("response") or "").strip()
    texts = [str(text) for text in record.get("retrieved_contexts") or ()]
    ids = [str(name) for name in record.get("retrieved_context_ids") or ()] or [""] * len(texts)
    texts = texts or [""] * len(ids)
    retrieved = tuple(Retrieved(article_id=name, text=text) for name, text in zip(ids, texts, strict=True))
    return Response(text=said, abstained=not said, retrieved=retrieved)
