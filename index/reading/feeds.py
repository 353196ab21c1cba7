"""RSS and Atom files: every entry is an article, in the words that the feed itself carries."""

from typing import Any

from index.documents import Content
from index.errors import ArticleUnreadableError
from index.reading.pages import text_of

MAX_ENTRIES = 500


def read_feed(raw: bytes, place: str) -> list[Content]:
    """The entries of a feed.

    Raises:
        ArticleUnreadableError: It is none.
    """
    import feedparser

    # Bytes, never a string: feedparser would open a string as a file or a link.
    feed = feedparser.parse(raw, sanitize_html=True, resolve_relative_uris=False)
    if not feed.version and not feed.entries:
        raise ArticleUnreadableError(place, "is no RSS or Atom feed", hint="Check the file.")
    return [_content(entry, feed.feed, place) for entry in feed.entries[:MAX_ENTRIES]]


def _content(entry: Any, feed: Any, place: str) -> Content:
    full = max((str(part.get("value", "")) for part in entry.get("content", ())), key=len, default="")
    text = text_of(full or str(entry.get("summary", "")), place)
    authors = "; ".join(name for each in entry.get("authors", ()) if (name := str(each.get("name", ""))))
    source = entry.get("source") or {}
    stated = {
        "title": (text_of(str(entry.get("title", ""))), "feed title"),
        "source": (str(feed.get("title", "")), "feed's own title"),
        "original_source": (str(source.get("title", "")), "feed source"),
        "author": (authors or str(entry.get("author", "")), "feed author"),
        "date": (str(entry.get("published", "")), "feed published"),
        "updated": (str(entry.get("updated", "")) if "updated" in entry.keys() else "", "feed updated"),  # noqa: SIM118
        "language": (str(feed.get("language", "")), "feed language"),
        "url": (str(entry.get("link", "")), "feed link"),
        "section": ("; ".join(str(tag.get("term") or "") for tag in entry.get("tags", ())[:1]), "feed category"),
        "full": ("yes" if full else "", "feed content"),
    }
    name = str(entry.get("id") or entry.get("link") or entry.get("title") or "")
    return Content(text=text, stated={key: value for key, value in stated.items() if value[0].strip()}, name=name)
