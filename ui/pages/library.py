"""The library: every article in a table, when they were published, and how to add more."""

from collections import Counter
from collections.abc import Iterable, Mapping

from index.loading import SUFFIXES
from index.types import Article
from ui.rendering import isolated, readable_date, text
from ui.strings import Say, count

_COLUMNS = ("title", "publisher", "published", "genre", "copies", "passages")
_MOST_ROWS = 2_000
_TALLEST = 48


def library_html(
    articles: Iterable[Article], say: Say, *, passages: Mapping[str, int], copies: Mapping[str, int], public: bool
) -> str:
    """The whole view.

    Args:
        articles: In the order in which they were added.
        say: The reader's language.
        passages: How many passages each article has, by id.
        copies: How many other articles are copies of it, by id.
        public: Whether strangers read the page: nothing is added or removed then.
    """
    listed = list(articles)
    heads = "".join(
        f'<th scope="col" role="columnheader" aria-sort="none"><button type="button" data-do="sort"'
        f' data-column="{number}">{text(say(name))}</button></th>'
        for number, name in enumerate(_COLUMNS)
    )
    rows = "".join(
        _row_html(each, say, passages.get(each.id, 0), copies.get(each.id, 0), public=public)
        for each in listed[:_MOST_ROWS]
    )
    summary = say(
        "library_note",
        articles=count(say, len(listed), "article"),
        passages=count(say, sum(passages.values()), "passage"),
    )
    shown = say("shown_of", shown=f"{min(len(listed), _MOST_ROWS):,}", count=f"{len(listed):,}")
    return (
        f'<section class="library" aria-label="{text(say("library"))}"><h2>{text(say("library"))}</h2>'
        f'<p class="meta">{text(summary)}</p>{_timeline_html(listed, say)}{_adding_html(say, public=public)}'
        f'<div class="finder"><label for="find">{text(say("find"))}</label><input id="find" type="search">'
        f'<span id="shown" class="meta" role="status">{text(shown)}</span></div><div class="table">'
        # Where the table is shown as cards, only the roles keep it a table for those who listen.
        f'<table role="table"><thead><tr role="row">{heads}{"" if public else "<td></td>"}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        "</section>"
    )


def _row_html(article: Article, say: Say, passages: int, copies: int, *, public: bool) -> str:
    source = article.source
    unknown = f'<span class="unknown">{text(say("unknown"))}</span>'
    published = source.published.value
    dated = text(readable_date(published, say)) if published else unknown
    publisher, genre = (isolated(each.value) if each.value else unknown for each in (source.publisher, source.genre))
    title = isolated(source.title.value or article.text[:80])
    remove = (
        ""
        if public
        else f'<td role="cell"><button type="button" class="quiet" data-do="remove" data-id="{text(article.id)}"'
        f' aria-label="{text(say("remove"))}: {title_text(article)}">{text(say("remove"))}</button></td>'
    )
    cells = (
        _cell_html("publisher", publisher, say),
        _cell_html("published", dated, say, f' data-sort="{text(published or "")}"'),
        _cell_html("genre", genre, say),
        _cell_html("copies", str(copies or "–"), say, f' class="count" data-sort="{copies}"'),
        _cell_html("passages", str(passages), say, ' class="count"'),
    )
    return (
        f'<tr role="row"><th scope="row" role="rowheader"><button type="button" class="link" data-do="article"'
        f' data-id="{text(article.id)}">{title}</button></th>{"".join(cells)}{remove}</tr>'
    )


def _cell_html(column: str, value: str, say: Say, more: str = "") -> str:
    return f'<td role="cell" data-label="{text(say(column))}"{more}>{value}</td>'


def title_text(article: Article) -> str:
    """The title for a label."""
    return text(article.source.title.value or article.text[:80])


def _timeline_html(articles: list[Article], say: Say) -> str:
    """A bar for each month that has articles, drawn without a script, and read aloud as a list."""
    months = Counter(each.source.published.value[:7] for each in articles if each.source.published.value)
    undated = len(articles) - sum(months.values())
    tallest = max(months.values(), default=1)
    bars = "".join(
        _bar_html(readable_date(month, say), number, _TALLEST * number / tallest, say)
        for month, number in sorted(months.items())[-36:]
    )
    rest = (
        f'<p class="meta">{text(say("timeline_undated", articles=count(say, undated, "article")))}</p>'
        if undated
        else ""
    )
    drawn = f'<ol class="timeline">{bars}</ol>' if bars else ""
    return f"<h3>{text(say('timeline'))}</h3>{drawn}{rest}"


def _bar_html(month: str, number: int, tall: float, say: Say) -> str:
    label = say("timeline_show", month=month, articles=count(say, number, "article"))
    return (
        f'<li><button type="button" data-do="month" data-month="{text(month)}" aria-label="{text(label)}">'
        f'<span class="bar" style="height:{max(2, round(tall))}px"></span>'
        f'<span class="when">{text(month)}</span><span class="meta">{number}</span></button></li>'
    )


def _adding_html(say: Say, *, public: bool) -> str:
    if public:
        return f'<p class="aside">{text(say("read_only"))}</p>'
    kinds = ", ".join(SUFFIXES)
    return (
        f'<h3>{text(say("add"))}</h3><div class="adding"><div class="dropping" id="dropping"><p>{text(say("drop"))} '
        f'<label class="choose">{text(say("choose"))}<input id="files" type="file" multiple accept="{text(kinds)}">'
        f'</label></p><p class="meta">{text(say("add_note", kinds=kinds))}</p></div><div>'
        f'<label for="links">{text(say("links"))}</label><textarea id="links" rows="3" maxlength="20000"></textarea>'
        f'<button type="button" class="plain" data-do="fetch">{text(say("fetch"))}</button></div></div>'
        '<div role="log" aria-live="polite"><ul id="additions" class="additions"></ul></div>'
    )
