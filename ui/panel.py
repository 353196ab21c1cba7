"""What stands beside the answer: its sources as cards.

The HTML is one finished string, in which everything foreign is escaped: a template of the page's framework would
be filled in by Handlebars and then run as a JavaScript template literal, in which an article's `${...}` is code.
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from rag.types import Citation, Status
from ui.conversation import Turn
from ui.rendering import isolated, publisher_of, question_cut, readable_date, text
from ui.strings import Say


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
        "".join(_nearest_html(each, turn, say) for each in answer.nearest)
        if answer is not None and nearest
        else "".join(_cited_html(citation, turn, say) for citation in turn.citations)
    )
    return (
        f'<section class="sources" data-key="list-{turn.number}" aria-label="{text(heading)}"><h2>{text(heading)}</h2>'
        f'<p class="meta" dir="auto">{text(say("for", question=question_cut(turn.question)))}</p>'
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


def link_html(url: str | None, say: Say) -> str:
    """A link that says whom it really leads to; "" where there is none that may be followed."""
    safe = safe_url(url)
    if safe is None:
        return ""
    return (
        f'<a href="{text(safe)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{text(say('read_at', host=_host(safe)))}</a>"
    )


def _cited_html(citation: Citation, turn: Turn, say: Say) -> str:
    number = citation.number
    if number in turn.failed:
        quoted = f'<p class="trouble">{text(say("failed_long"))}</p>'
    else:
        quoted = _quoted_html(citation, "mark")
    facts = [isolated(publisher_of(citation.publisher, say))]
    if citation.original_publisher:
        facts.append(text(say("first_in", publisher=citation.original_publisher)))
    facts.append(_date_html(citation.published, say))
    facts += [f'<span class="label">{text(citation.genre)}</span>'] if citation.genre else []
    return (
        f'<li data-n="{number}" tabindex="-1" aria-label="{text(say("marker", number=number, title=citation.title))}">'
        f'<h3><span class="number" aria-hidden="true">{number}</span>{isolated(citation.title)}</h3>'
        f'<p class="meta">{dotted(facts)}</p>{_beside_html(citation, say)}{quoted}'
        f'<p class="ways"><button type="button" data-do="cite" data-turn="{turn.number}" data-n="{number}">'
        f"{text(say('open'))}</button>{link_html(citation.url, say)}</p></li>"
    )


def _quoted_html(citation: Citation, tag: str) -> str:
    """The paragraph that a quote stands in; the rest of the passage is one press away, in its article."""
    passage = citation.passage
    before = passage.text[: citation.start - passage.start].rpartition("\n")[2]
    after = passage.text[citation.end - passage.start :].partition("\n")[0]
    return f'<blockquote dir="auto">{text(before)}<{tag}>{text(citation.quote)}</{tag}>{text(after)}</blockquote>'


def _beside_html(citation: Citation, say: Say) -> str:
    """Who is behind the outlet, and where else the same text stands; "" where there is nothing to say."""
    same = ", ".join(name for _, name in citation.copies)
    rows = (("publisher_note", citation.publisher_note), ("copies_of", same))
    return "".join(f'<p class="meta">{text(say(name))}: {isolated(value)}</p>' for name, value in rows if value)


def _nearest_html(citation: Citation, turn: Turn, say: Say) -> str:
    facts = (isolated(publisher_of(citation.publisher, say)), _date_html(citation.published, say))
    # Emphasis and no mark: what came nearest is not quoted for an answer.
    return (
        f'<li tabindex="-1" aria-label="{text(citation.title)}"><h3>{isolated(citation.title)}</h3>'
        f'<p class="meta">{dotted(facts)}</p>{_quoted_html(citation, "em")}<p class="ways"><button type="button"'
        f' data-do="near" data-turn="{turn.number}" data-n="{citation.number}">{text(say("open"))}</button></p></li>'
    )


def _date_html(published: str | None, say: Say) -> str:
    said = text(readable_date(published, say))
    return f'<time datetime="{text(published)}">{said}</time>' if published else said


def dotted(facts: Iterable[str]) -> str:
    """Facts on one line."""
    return '<span class="dot" aria-hidden="true"> · </span>'.join(facts)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[" and other broken addresses
        return ""
