"""A conversation as something to keep: for the browser's own storage, and as Markdown, HTML or JSON to take away.

What the browser hands back may have been changed by anybody: it is checked as a whole, and each of its quotes is
looked up in its article again before it is shown.
"""

import json
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.exporting import inert, to_markdown
from rag.types import Answer
from ui.conversation import Articles, Conversation, Scope, Turn, settled
from ui.panel import safe_url
from ui.rendering import isolated, publisher_of, readable_date, text
from ui.strings import Say

_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
_SCOPE: TypeAdapter[Scope] = TypeAdapter(Scope)
_MOST_TURNS = 20
_STYLE = (
    "body{font:1.05rem/1.6 Georgia,serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1d1b18}"
    "h2{font-size:1.25rem;margin-top:2.5rem}.ours{color:#5a564f}blockquote{margin:.3rem 0 1rem}"
    ".meta{font:.85rem/1.5 system-ui,sans-serif;color:#5a564f}"
)


def kept(turn: Turn) -> str:
    """A finished turn as JSON for the browser to keep; "" for one without an answer."""
    if turn.answer is None:
        return ""
    scope = _SCOPE.dump_python(turn.scope, mode="json")
    answer = _ANSWER.dump_python(turn.answer, mode="json")
    # ASCII, because half of a surrogate pair, which a question may hold, cannot be written in UTF-8.
    return json.dumps({"number": turn.number, "question": turn.question, "scope": scope, "answer": answer})


def restore(turns: object, articles: Articles, *, after: int) -> Conversation:
    """A conversation from what a browser kept, its turns numbered as they were, or on from `after` where that is taken.

    Raises:
        ValueError: It is nothing that was kept here.
    """
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise ValueError("a kept conversation is a list of turns")
    turns = turns[-_MOST_TURNS:]
    numbers = [after, *(turn.get("number") for turn in turns)]
    # A marker that is on the screen must find its own turn again.
    if not all(isinstance(number, int) for number in numbers) or any(a >= b for a, b in pairwise(numbers)):
        numbers = [*range(after, after + len(turns) + 1)]
    restored = [_restored(turn, articles, number) for number, turn in zip(numbers[1:], turns, strict=True)]
    return Conversation(turns=tuple(restored), asked=numbers[-1])


def _restored(turn: dict[str, Any], articles: Articles, number: int) -> Turn:
    try:
        answer, scope = _ANSWER.validate_python(turn.get("answer")), _SCOPE.validate_python(turn.get("scope"))
    except ValidationError as error:
        raise ValueError(f"a kept turn cannot be read: {error.errors()[0]['msg']}") from error
    return Turn(number=number, question=answer.question, scope=scope, restored=True, **settled(answer, articles))


def export(conversation: Conversation, kind: str, say: Say) -> tuple[str, str]:
    """A file name and its content: the answered turns with their quotes and offsets.

    Raises:
        ValueError: The kind is none of "md", "html" and "json".
    """
    answered = [turn for turn in conversation.turns if turn.answer is not None]
    answers = [turn.answer for turn in answered if turn.answer is not None]
    match kind:
        case "md":
            content = "\n\n---\n\n".join(f"{to_markdown(answer)}\n{_places(answer)}" for answer in answers)
        case "html":
            content = _page_html(answered, say)
        case "json":
            content = json.dumps([answer.to_dict() for answer in answers], indent=2)
        case _:
            raise ValueError(f"a conversation is saved as md, html or json, not as {kind!r}")
    return f"byline-conversation.{kind}", content


def plain(turn: Turn, say: Say) -> str:
    """An answer with its sources as plain text, to be pasted somewhere."""
    answer = turn.answer
    if answer is None:
        return ""
    lines = [answer.text, ""]
    for citation in answer.citations:
        facts = (citation.title, publisher_of(citation.publisher, say), readable_date(citation.published, say))
        lines.append(f"[{citation.number}] {' — '.join(facts)}")
        lines += [f"    {citation.url}"] if safe_url(citation.url) else []
        lines.append(f"    “{citation.quote}” ({citation.article_id}, {citation.start}–{citation.end})")
    return "\n".join(lines)


def _places(answer: Answer) -> str:
    """Where each quotation stands, as a last paragraph of Markdown."""
    places = (f"\\[{each.number}\\] {inert(each.article_id)}, {each.start}–{each.end}" for each in answer.citations)
    return "; ".join(places)


def _page_html(turns: list[Turn], say: Say) -> str:
    parts = []
    for turn in turns:
        if turn.answer is None:
            continue
        parts.append(f"<h2>{isolated(turn.question)}</h2>")
        parts += [f"<p>{text(line)}</p>" for line in turn.answer.text.splitlines()]
        for citation in turn.answer.citations:
            facts = (citation.title, publisher_of(citation.publisher, say), readable_date(citation.published, say))
            place = f"{citation.article_id}, {citation.start}–{citation.end}"
            parts.append(
                f'<p class="meta">[{citation.number}] {" — ".join(map(isolated, facts))} ({isolated(place)})</p>'
                f'<blockquote dir="auto">{text(citation.quote)}</blockquote>'
            )
    # The file is opened with no policy of ours around it, so it brings one: nothing in it loads or runs.
    return (
        "<!doctype html><html><head><meta charset='utf-8'><title>Byline</title><meta http-equiv="
        "'Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )
