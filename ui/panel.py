"""The sources panel: its HTML, its style, and what a click on a marker does.

The HTML is written here and not in a template of the page's, because a `gr.HTML` template is filled in by
Handlebars first and its result is then run as a JavaScript template literal: `${...}` or a backslash in an article
would become code. The panel is therefore one finished string, in which everything foreign is escaped.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from rag.types import Answer, Citation, Hit, Status
from ui.rendering import visible

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

EMPTY = (
    '<section class="sources" data-turn="" aria-label="Sources"><h2>Sources</h2>'
    '<p class="empty">Ask a question, and the passages that the answer rests on appear here.</p></section>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One source in the panel.

    Attributes:
        number: Its marker, or None for a passage that nothing cites.
        title: Of the article.
        publisher: The outlet, or "publisher unknown".
        original_publisher: Where it first appeared, None unless known.
        date: For reading, "date unknown", or "" where dates are not looked up.
        iso_date: The same for machines, None when unknown.
        url: http(s) only, else None.
        host: Whom `url` leads to, "" without one.
        genre: "opinion", "report", ..., None when unknown.
        before: The passage up to the quote; the whole passage where nothing is quoted.
        quote: The cited words, or "".
        after: The rest of the passage.
    """

    number: int | None
    title: str
    publisher: str
    original_publisher: str | None = None
    date: str = ""
    iso_date: str | None = None
    url: str | None = None
    host: str = ""
    genre: str | None = None
    before: str
    quote: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The sources of one turn; `nearest` says that they answer nothing and are only close."""

    turn: int
    question: str
    cards: tuple[Card, ...]
    nearest: bool = False


def panel_of(answer: Answer, *, turn: int) -> Panel:
    """The sources of an answer, or the nearest passages of one that was not found."""
    if answer.status is Status.NOT_FOUND:
        cards = tuple(_nearest_card(hit) for hit in answer.hits)
        return Panel(turn=turn, question=answer.question, cards=cards, nearest=True)
    return panel_of_citations(answer.citations, question=answer.question, turn=turn)


def panel_of_citations(citations: Iterable[Citation], *, question: str, turn: int) -> Panel:
    """The sources of an answer that is still being given."""
    return Panel(turn=turn, question=question, cards=tuple(_cited_card(citation) for citation in citations))


def safe_url(url: str | None) -> str | None:
    """The link if it is one that may be followed: http or https, to a named host, else None.

    >>> safe_url("https://example.org/a?b=c"), safe_url("javascript:alert(1)"), safe_url("http:///x")
    ('https://example.org/a?b=c', None, None)
    """
    # A browser reads a backslash as a slash and skips tabs, so both could hide another host from urlsplit.
    if url is None or not url.isascii() or not url.isprintable() or re.search(r"[\s\\]", url):
        return None
    return url if _host(url) and re.match("https?://", url, re.IGNORECASE) else None


def readable_date(published: str | None) -> str:
    """A date as precise as it is known.

    >>> readable_date("2025-09-16"), readable_date("2025-09"), readable_date("2025"), readable_date(None)
    ('16 September 2025', 'September 2025', '2025', 'date unknown')
    """
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d{2}))?", published or "", re.ASCII)
    if found is None:
        return published or "date unknown"
    year, month, day = found.groups()
    named = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {named}" if day else named


def panel_html(panel: Panel) -> str:
    """The panel of one turn as HTML in which no foreign word is markup."""
    heading = "Nearest passages" if panel.nearest else "Sources"
    note = (
        '<p class="note">These come nearest to the question. No sentence in them was found to answer it.</p>'
        if panel.nearest
        else ""
    )
    cards = "".join(_card_html(card) for card in panel.cards)
    return (
        f'<section class="sources" data-turn="{panel.turn}" aria-label="{heading}"><h2>{heading}</h2>'
        f'<p class="for">for <bdi>{_text(panel.question)}</bdi></p>{note}<ol>{cards}</ol></section>'
    )


def _text(text: str) -> str:
    return escape(visible(text))


def _card_html(card: Card) -> str:
    number = "" if card.number is None else f'<span class="number" aria-hidden="true">{card.number}</span>'
    label = _text(card.title) if card.number is None else f"Source {card.number}: {_text(card.title)}"
    name = f' data-n="{card.number}"' if card.number is not None else ""
    passage = _text(card.before)
    if card.quote:
        passage += f"<mark>{_text(card.quote)}</mark>{_text(card.after)}"
    back = '<button type="button" class="back">Back to the answer</button>' if card.number is not None else ""
    return (
        f'<li{name} tabindex="-1" aria-label="{label}"><h3>{number}<bdi>{_text(card.title)}</bdi></h3>'
        f'<p class="meta">{_meta_html(card)}</p><blockquote dir="auto">{passage}</blockquote>'
        f'<p class="ways">{_link_html(card)}{back}</p></li>'
    )


def _meta_html(card: Card) -> str:
    facts = [f"<bdi>{_text(card.publisher)}</bdi>"]
    if card.original_publisher:
        facts.append(f"first in <bdi>{_text(card.original_publisher)}</bdi>")
    if card.iso_date:
        facts.append(f'<time datetime="{_text(card.iso_date)}">{_text(card.date)}</time>')
    elif card.date:
        facts.append(_text(card.date))
    if card.genre:
        facts.append(f'<span class="genre">{_text(card.genre)}</span>')
    return '<span class="dot" aria-hidden="true"> · </span>'.join(facts)


def _link_html(card: Card) -> str:
    if card.url is None:
        return ""
    return (
        f'<a href="{escape(card.url)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"Read it at <bdi>{_text(card.host)}</bdi></a>"
    )


def _cited_card(citation: Citation) -> Card:
    passage = citation.passage
    url = safe_url(citation.url)
    return Card(
        number=citation.number,
        title=citation.title,
        publisher=citation.publisher or "publisher unknown",
        original_publisher=citation.original_publisher,
        date=readable_date(citation.published),
        iso_date=citation.published,
        url=url,
        host=_host(url) if url else "",
        genre=citation.genre,
        before=passage.text[: citation.start - passage.start],
        quote=citation.quote,
        after=passage.text[citation.end - passage.start :],
    )


def _nearest_card(hit: Hit) -> Card:
    publisher = hit.publisher or "publisher unknown"
    return Card(number=None, title=hit.title, publisher=publisher, before=hit.passage.text)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # "http://[" and other broken addresses
        return ""


# Rules are nested under the panel's own element by the page. No backslash and no "${" may stand in here: the
# page runs this text, too, as a template literal.
STYLE = """
.sources {padding: 1px .25rem .5rem 1px}
h2 {font: 600 1.05rem/1.3 var(--serif); margin: 0; color: var(--body-text-color)}
.for {font-size: .85rem; line-height: 1.45; color: var(--body-text-color-subdued); margin: .15rem 0 0;
      overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical;
      overflow: hidden}
.note, .empty {font-size: .9rem; line-height: 1.5; color: var(--body-text-color-subdued); margin: .4rem 0 0}
ol {list-style: none; padding: 0; margin: .9rem 0 0; display: grid; grid-template-columns: minmax(0, 1fr); gap: .8rem}
li {margin: 0; padding: .8rem .95rem .75rem; border: 1px solid var(--border-color-primary); border-radius: 6px;
    background: var(--block-background-fill); scroll-margin: .5rem}
li:focus {outline: none}
li.active {border-color: var(--color-accent); box-shadow: 0 0 0 1px var(--color-accent)}
h3 {font: 600 1rem/1.35 var(--serif); margin: 0; color: var(--body-text-color); overflow-wrap: anywhere}
.number {display: inline-block; min-width: 1.5em; margin-inline-end: .5em; padding: .1em .3em; border-radius: 4px;
         text-align: center; font: 600 .8rem/1.4 var(--font); vertical-align: .1em; color: var(--marker-ink);
         background: var(--marker-fill)}
.meta {font-size: .85rem; line-height: 1.45; color: var(--body-text-color-subdued); margin: .2rem 0 .55rem;
       overflow-wrap: anywhere}
.genre {text-transform: capitalize}
blockquote {margin: 0; padding: 0; border: 0; font: 400 .95rem/1.6 var(--serif); color: var(--body-text-color);
            white-space: pre-line; overflow-wrap: anywhere}
mark {background: var(--mark-fill); color: var(--mark-ink); padding: .1em 0; box-decoration-break: clone;
      -webkit-box-decoration-break: clone}
.ways {display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: .5rem 0 0; font-size: .85rem}
.ways:empty {display: none}
.ways a, .back {color: var(--link-text-color); text-decoration: underline; text-underline-offset: .15em;
                overflow-wrap: anywhere; padding: 0; border: 0; background: none; font: inherit; cursor: pointer}
.back {display: none}
li.active .back {display: inline}
.ways a:focus-visible, .back:focus-visible {outline: 2px solid var(--color-accent); outline-offset: 2px}
"""

# `element`, `props`, `trigger` and `watch` are handed in by the page. A marker of the turn in the panel is shown at
# once; one of an older turn is asked for from Python, and shown when the panel has changed to that turn.
SCRIPT = r"""
let wanted = null;
let asked = false;
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
const section = () => element.querySelector('section.sources');
const markerFor = (turn, number) => document.querySelector(`#chat a[href$="#cite-${turn}-${number}"]`);
const highlight = (number) => {
  for (const card of element.querySelectorAll('li')) {
    const active = card.dataset.n === number;
    card.classList.toggle('active', active);
    if (active) card.setAttribute('aria-current', 'true'); else card.removeAttribute('aria-current');
  }
  return element.querySelector('li.active');
};
const show = (number) => {
  const card = highlight(number);
  if (!card) return;
  const place = card.querySelector('mark') || card;
  place.scrollIntoView({block: 'center', behavior: calm.matches ? 'auto' : 'smooth'});
  card.focus({preventScroll: true});
};
const onClick = (event) => {
  const marker = event.target.closest && event.target.closest('#chat a[href*="#cite-"]');
  if (!marker) return;
  event.preventDefault();
  event.stopPropagation();
  const found = /#cite-(\d+)-(\d+)$/.exec(marker.getAttribute('href'));
  if (!found) return;
  wanted = {turn: found[1], number: found[2]};
  if (section().dataset.turn === wanted.turn) show(wanted.number);
  else { asked = true; trigger('cite', {turn: Number(wanted.turn)}); }
};
// One handler in the page, even when the panel is mounted again.
if (window.bylineMarkers) document.removeEventListener('click', window.bylineMarkers, true);
window.bylineMarkers = onClick;
document.addEventListener('click', onClick, true);
element.addEventListener('click', (event) => {
  if (!event.target.closest || !event.target.closest('.back')) return;
  const card = event.target.closest('li');
  const marker = card && markerFor(section().dataset.turn, card.dataset.n);
  if (!marker) return;
  marker.scrollIntoView({block: 'center', behavior: calm.matches ? 'auto' : 'smooth'});
  marker.focus({preventScroll: true});
});
// The chat names each message by its source text, encoded as it is, and its buttons not at all.
const rename = () => {
  for (const message of document.querySelectorAll('#chat [data-testid][aria-label]')) {
    message.removeAttribute('aria-label');
  }
  const name = (selector, label) => document.querySelector(selector)?.setAttribute('aria-label', label);
  name('#question .submit-button', 'Ask');
  name('#question .stop-button', 'Stop');
};
new MutationObserver(rename).observe(document.querySelector('#asking'), {childList: true, subtree: true});
rename();
// A statement that arrives later must not take the highlight away, nor pull the reader back to it.
watch('value', () => {
  if (!wanted || section().dataset.turn !== wanted.turn) { highlight(''); return; }
  if (asked) show(wanted.number); else highlight(wanted.number);
  asked = false;
});
"""
