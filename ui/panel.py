"""What stands beside the answer: its sources as cards, or one of their articles, whole, with the quoted words marked.

The HTML is one finished string, in which everything foreign is escaped: a template of the page's framework would
be filled in by Handlebars and then run as a JavaScript template literal, in which an article's `${...}` is code.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from index.types import Article, Described
from rag.types import Citation, Hit, Status
from ui.conversation import Turn
from ui.rendering import isolated, publisher_of, question_cut, readable_date, text
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


def empty_html(say: Say) -> str:
    """Before there is anything to show."""
    return (
        f'<section class="sources" data-key="list-0" aria-label="{text(say("sources"))}">'
        f'<h2>{text(say("sources"))}</h2><p class="aside">{text(say("sources_empty"))}</p></section>'
    )


def sources_html(turn: Turn, say: Say) -> str:
    """The sources of a turn as cards, or the nearest passages of one that found no answer."""
    answer = turn.answer
    nearest = answer is not None and answer.status is Status.NOT_FOUND
    heading = say("nearest" if nearest else "sources")
    note = f'<p class="aside">{text(say("nearest_note"))}</p>' if nearest else ""
    ids = list(dict.fromkeys(each.article_id for each in turn.citations))
    only = (
        f'<button type="button" class="quiet" data-do="only-these" data-ids="{text(json.dumps(ids))}">'
        f"{text(say('only_these'))}</button>"
        if ids
        else ""
    )
    cards = (
        "".join(_nearest_html(hit, turn, say) for hit in answer.hits)
        if answer is not None and nearest
        else "".join(_cited_html(citation, turn, say) for citation in turn.citations)
    )
    return (
        f'<section class="sources" data-key="list-{turn.number}" aria-label="{text(heading)}"><h2>{text(heading)}</h2>'
        f'<p class="meta">{text(say("for", question=question_cut(turn.question)))}</p>'
        f"{note}<ol>{cards}</ol>{only}</section>"
    )


def safe_url(url: str | None) -> str | None:
    """The link if it is one that may be followed: http or https, to a named host, else None.

    >>> safe_url("https://example.org/a?b=c"), safe_url("javascript:alert(1)"), safe_url("http:///x")
    ('https://example.org/a?b=c', None, None)
    """
    # A browser reads a backslash as a slash and skips tabs, so both could hide another host from urlsplit.
    if url is None or not url.isascii() or not url.isprintable() or re.search(r"[\s\\]", url):
        return None
    return url if _host(url) and re.match("https?://", url, re.IGNORECASE) else None


def nearest_marks(hit: Hit) -> tuple[Mark, ...]:
    """The passage of a hit."""
    return (Mark(start=hit.passage.start, end=hit.passage.end, number=None, main=True),)


def marks_of(citations: Sequence[Citation], number: int) -> tuple[Mark, ...]:
    """Every quote of an answer in the article of one of them, which is the main one."""
    opened = citations[number - 1]
    return tuple(
        Mark(start=each.start, end=each.end, number=each.number, main=each is opened)
        for each in citations
        if each.article_id == opened.article_id
    )


def article_html(
    article: Article, marks: Sequence[Mark], say: Say, *, key: str, turn: Turn | None = None, copies: int = 1
) -> str:
    """A whole article, with what is known of it and from where.

    Args:
        article: All of it is shown.
        marks: Words that stand in it, looked up by the caller; nothing else is marked.
        say: The reader's language.
        key: What was opened, so that the page's script knows it again.
        turn: Whose sources the reader came from, None for the library.
        copies: How many articles are copies of each other, this one included.
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
    only = text(json.dumps([article.id]))
    ways += f'<button type="button" data-do="only-these" data-ids="{only}">{text(say("only_this"))}</button>'
    return (
        f'<section class="reading" data-key="{text(key)}" aria-label="{text(_title(article))}">'
        f'<div class="ways">{ways}</div><h2>{isolated(_title(article))}</h2>{_facts_html(article, copies, say)}'
        f'<div class="body" lang="{_language(article)}">{_body_html(article.text, marks, say)}</div></section>'
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


def _body_html(body: str, marks: Sequence[Mark], say: Say) -> str:
    paragraphs = []
    for found in re.finditer(r"[^\n]+", body):
        if found.group().strip():
            inner = _marked_html(body, found.start(), found.end(), marks, say)
            paragraphs.append(f'<p dir="auto">{inner}</p>')
    return "".join(paragraphs)


def _marked_html(body: str, start: int, end: int, marks: Sequence[Mark], say: Say) -> str:
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    cuts = sorted({start, end, *(min(max(at, start), end) for mark in inside for at in (mark.start, mark.end))})
    pieces = []
    for left, right in pairwise(cuts):
        over = [mark for mark in inside if mark.start <= left and right <= mark.end]
        # Where quotes overlap, the one that was opened is seen.
        mark = next((each for each in over if each.main), over[0] if over else None)
        pieces.append(_piece_html(text(body[left:right]), mark, say, opens=mark is not None and left == mark.start))
    return "".join(pieces)


def _piece_html(words: str, mark: Mark | None, say: Say, *, opens: bool) -> str:
    if mark is None:
        return words
    number = ""
    if opens and mark.number is not None:
        label = text(say("marker", number=mark.number, title=""))
        number = f'<sup class="number" aria-label="{label}">{mark.number}</sup>'
    return f'{number}<mark class="{"main" if mark.main else "other"}" tabindex="-1">{words}</mark>'


def _facts_html(article: Article, copies: int, say: Say) -> str:
    rows = []
    for name in _FACTS:
        described = getattr(article.source, name, None)
        if isinstance(described, Described) and (described.value or name in _ALWAYS):
            rows.append(_fact_html(name, described, say))
    if copies > 1:
        rows.append(f"<div><dt>{text(say('copies'))}</dt><dd>{copies}</dd></div>")
    return f'<dl class="known">{"".join(rows)}</dl>'


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


def link_html(url: str | None, say: Say) -> str:
    """A link that says whom it really leads to; "" where there is none that may be followed."""
    safe = safe_url(url)
    if safe is None:
        return ""
    return (
        f'<a href="{text(safe)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{text(say('read_at', host=_host(safe)))}</a>"
    )


def _title(article: Article) -> str:
    return article.source.title.value or article.text[:80]


def _language(article: Article) -> str:
    described = getattr(article.source, "language", None)
    known = described.value if isinstance(described, Described) else None
    return text(known) if known and re.fullmatch("[A-Za-z-]{2,12}", known) else ""


def _cited_html(citation: Citation, turn: Turn, say: Say) -> str:
    passage, number = citation.passage, citation.number
    before, after = passage.text[: citation.start - passage.start], passage.text[citation.end - passage.start :]
    if number in turn.failed:
        quoted = f'<p class="trouble">{text(say("failed_long"))}</p>'
    else:
        quoted = f'<blockquote dir="auto">{text(before)}<mark>{text(citation.quote)}</mark>{text(after)}</blockquote>'
    facts = [isolated(publisher_of(citation.publisher, say))]
    if citation.original_publisher:
        facts.append(text(say("first_in", publisher=citation.original_publisher)))
    facts.append(_date_html(citation.published, say))
    facts += [f'<span class="label">{text(citation.genre)}</span>'] if citation.genre else []
    return (
        f'<li data-n="{number}" tabindex="-1" aria-label="{text(say("marker", number=number, title=citation.title))}">'
        f'<h3><span class="number" aria-hidden="true">{number}</span>{isolated(citation.title)}</h3>'
        f'<p class="meta">{_dotted(facts)}</p>{_beside_html(citation, say)}{quoted}'
        f'<p class="ways"><button type="button" data-do="cite" data-turn="{turn.number}" data-n="{number}">'
        f"{text(say('open'))}</button>{link_html(citation.url, say)}</p></li>"
    )


def _beside_html(citation: Citation, say: Say) -> str:
    """Who is behind the outlet, and where else the same text stands; "" where there is nothing to say."""
    same = ", ".join(name for _, name in citation.copies)
    rows = (("publisher_note", citation.publisher_note), ("copies", same))
    return "".join(f'<p class="meta">{text(say(name))}: {isolated(value)}</p>' for name, value in rows if value)


def _nearest_html(hit: Hit, turn: Turn, say: Say) -> str:
    return (
        f'<li tabindex="-1" aria-label="{text(hit.title)}"><h3>{isolated(hit.title)}</h3>'
        f'<p class="meta">{isolated(publisher_of(hit.publisher, say))}</p>'
        f'<blockquote dir="auto">{text(hit.passage.text)}</blockquote><p class="ways"><button type="button"'
        f' data-do="near" data-turn="{turn.number}" data-n="{hit.rank}">{text(say("open"))}</button></p></li>'
    )


def _date_html(published: str | None, say: Say) -> str:
    said = text(readable_date(published, say))
    return f'<time datetime="{text(published)}">{said}</time>' if published else said


def _dotted(facts: Iterable[str]) -> str:
    return '<span class="dot" aria-hidden="true"> · </span>'.join(facts)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[" and other broken addresses
        return ""
