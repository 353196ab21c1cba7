"""One article, whole, beside the answer: what is known of it and from where, and the quoted words marked in it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.types import Article, Described
from rag.types import Citation
from ui.conversation import Turn
from ui.panel import dotted, link_html
from ui.rendering import isolated, publisher_of, readable_date, text
from ui.strings import Say

_FACTS = (
    *("publisher", "publisher_note", "original_publisher", "authors", "published", "updated", "genre", "section"),
    *("language", "url"),
)
_ALWAYS = ("publisher", "authors", "published")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of an article's text that an answer quotes; `number` is its marker's, None for a nearest passage."""

    start: int
    end: int
    number: int | None
    main: bool = False


def nearest_marks(nearest: Citation) -> tuple[Mark, ...]:
    """What came nearest, which no marker of the answer stands for."""
    return (Mark(start=nearest.start, end=nearest.end, number=None, main=True),)


def marks_of(citations: Sequence[Citation], number: int) -> tuple[Mark, ...]:
    """Every quote of an answer in the article of one of them, which is the main one."""
    opened = citations[number - 1]
    return tuple(
        Mark(start=each.start, end=each.end, number=each.number, main=each is opened)
        for each in citations
        if each.article_id == opened.article_id
    )


def article_html(
    article: Article,
    marks: Sequence[Mark],
    say: Say,
    *,
    key: str,
    turn: Turn | None = None,
    copies: Sequence[Article] = (),
) -> str:
    """A whole article, with what is known of it and from where.

    Args:
        article: All of it is shown.
        marks: Words that stand in it, looked up by the caller; nothing else is marked.
        say: The reader's language.
        key: What was opened, so that the page's script knows it again.
        turn: Whose sources the reader came from, None for the library.
        copies: The other articles that are copies of it.
    """
    main = next((mark for mark in marks if mark.main), None)
    back = ""
    if turn is not None and main is not None and main.number is not None:
        back = (
            f'<button type="button" data-do="back" data-turn="{turn.number}" data-n="{main.number}">'
            f"{text(say('back'))}</button>"
        )
    ways = back + (
        f'<button type="button" data-do="sources" data-turn="{turn.number}">{text(say("all_sources"))}</button>'
        if turn is not None
        else f'<button type="button" data-do="close">{text(say("close"))}</button>'
    )
    ids = text(json.dumps([article.id]))
    only = (
        f'<button type="button" class="quiet" data-do="only-these" data-ids="{ids}">{text(say("only_this"))}</button>'
    )
    return (
        f'<section class="reading" data-key="{text(key)}" aria-label="{text(_title(article))}">'
        f'<div class="above"><div class="ways">{ways}</div>{_above_html(article, say)}</div>'
        f"<h2>{isolated(_title(article))}</h2>{_facts_html(article, copies, say)}{only}"
        f'<div class="body" lang="{_language(article)}">{_body_html(article.text, marks, say, turn)}</div></section>'
    )


def failed_html(citation: Citation, turn: Turn, say: Say, *, gone: bool) -> str:
    """A citation whose words do not stand in their article: said, and never shown as a quotation."""
    why = say("gone") if gone else say("failed_long")
    return (
        f'<section class="reading" data-key="cite-{turn.number}-{citation.number}"'
        f' aria-label="{text(citation.title)}"><div class="ways">'
        f'<button type="button" data-do="back" data-turn="{turn.number}" data-n="{citation.number}">'
        f'{text(say("back"))}</button><button type="button" data-do="sources" data-turn="{turn.number}">'
        f"{text(say('all_sources'))}</button></div><h2>{isolated(citation.title)}</h2>"
        f'<p class="trouble" role="alert">{text(why)}</p><p><s class="failed">{text(citation.quote)}</s></p></section>'
    )


def _above_html(article: Article, say: Say) -> str:
    # It stays in view while the article is scrolled; whoever listens has heard it in the heading and the facts.
    source = article.source
    date = readable_date(source.published.value, say) if source.published.value else None
    facts = filter(None, (source.publisher.value, date, _title(article)))
    return f'<p class="meta" aria-hidden="true">{dotted(map(isolated, facts))}</p>'


def _body_html(body: str, marks: Sequence[Mark], say: Say, turn: Turn | None) -> str:
    paragraphs = []
    for found in re.finditer(r"[^\n]+", body):
        if found.group().strip():
            inner = _marked_html(body, found.span(), marks, say, turn)
            paragraphs.append(f'<p dir="auto">{inner}</p>')
    return "".join(paragraphs)


def _marked_html(body: str, span: tuple[int, int], marks: Sequence[Mark], say: Say, turn: Turn | None) -> str:
    start, end = span
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    cuts = sorted({start, end, *(min(max(at, start), end) for mark in inside for at in (mark.start, mark.end))})
    pieces = []
    for left, right in pairwise(cuts):
        over = [mark for mark in inside if mark.start <= left and right <= mark.end]
        # Where quotes overlap, the one that was opened is seen.
        mark = next((each for each in over if each.main), over[0] if over else None)
        opened = mark is not None and left == mark.start
        pieces.append((_back_html(mark, turn, say) if opened else "") + _piece_html(text(body[left:right]), mark))
    return "".join(pieces)


def _piece_html(words: str, mark: Mark | None) -> str:
    if mark is None:
        return words
    return f'<mark class="{"main" if mark.main else "other"}" tabindex="-1">{words}</mark>'


def _back_html(mark: Mark | None, turn: Turn | None, say: Say) -> str:
    """The number before a quote, which leads back to the statement that quotes it."""
    if mark is None or mark.number is None or turn is None:
        return ""
    label = text(say("back_of", number=mark.number))
    return (
        f'<button type="button" class="number" data-do="back" data-turn="{turn.number}" data-n="{mark.number}"'
        f' aria-label="{label}" title="{label}">{mark.number}</button>'
    )


def _facts_html(article: Article, copies: Sequence[Article], say: Say) -> str:
    rows = []
    for name in _FACTS:
        described = getattr(article.source, name, None)
        if isinstance(described, Described) and (described.value or name in _ALWAYS):
            rows.append(_fact_html(name, described, say))
    if copies:
        same = ", ".join(_copy_html(each, say) for each in copies)
        rows.append(f"<div><dt>{text(say('copies_of'))}</dt><dd>{same}</dd></div>")
    return f'<dl class="known">{"".join(rows)}</dl>'


def _copy_html(article: Article, say: Say) -> str:
    title, named = _title(article), isolated(publisher_of(article.source.publisher.value, say))
    label = text(f"{say('open')}: {title}")
    return f'<button type="button" data-do="article" data-id="{text(article.id)}" aria-label="{label}">{named}</button>'


def _fact_html(name: str, described: Described, say: Say) -> str:
    label = say("language_of" if name == "language" else name)
    if described.value is None:
        return f'<div><dt>{text(label)}</dt><dd class="unknown">{text(say("unknown"))}</dd></div>'
    value = isolated(described.value)
    if name in {"published", "updated"}:
        precision = f"precision_{len(described.value)}"
        iso = text(described.value)
        value = f'<time datetime="{iso}">{text(readable_date(described.value, say))}</time> ({text(say(precision))})'
    if name == "url":
        value = link_html(described.value, say) or value
    origin = say(described.provenance.value, why=described.why)
    return f'<div><dt>{text(label)}</dt><dd>{value} <span class="origin">{text(origin)}</span></dd></div>'


def _title(article: Article) -> str:
    return article.source.title.value or article.text[:80]


def _language(article: Article) -> str:
    described = getattr(article.source, "language", None)
    known = described.value if isinstance(described, Described) else None
    return text(known) if known and re.fullmatch("[A-Za-z-]{2,12}", known) else ""
