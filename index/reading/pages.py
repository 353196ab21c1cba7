"""Web pages: the article without the page around it, and what the page says of itself, field by field."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from index.documents import Content, decode
from index.errors import ArticleUnreadableError

MAX_DEPTH = 256
MAX_ELEMENTS = 50_000
_HINT = "Save the article's text in a file of its own."
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_CLOSING = frozenset(b"p li dt dd option".split())
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([a-zA-Z0-9_-]{2,30})""", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol "
    "p pre section table td th tr ul".split()
)
_HIDDEN = frozenset("script style template noscript svg math head".split())
# Key of ours -> the page's fields that say it, the most telling first.
_FIELDS = {
    "title": ("ld:headline", "og:title", "twitter:title", "dc.title", "title"),
    "source": ("ld:publisher", "og:site_name", "dc.publisher", "publisher", "application-name"),
    "author": ("ld:author", "author", "article:author", "dc.creator", "byl", "parsely-author"),
    "date": ("ld:datePublished", "article:published_time", "datePublished", "dc.date.issued", "dc.date", "date",
             "parsely-pub-date", "pubdate", "time"),
    "updated": ("ld:dateModified", "article:modified_time", "dateModified", "og:updated_time", "last-modified"),
    "language": ("html lang", "content-language", "og:locale"),
    "section": ("article:section", "ld:articleSection", "parsely-section"),
    "url": ("link canonical", "og:url", "ld:url"),
    "kind": ("ld:@type",),
}  # fmt: skip
_ARTICLE_TYPES = re.compile(
    r"(?:News|Opinion|Analysis|Reportage|Review|Background|AskPublic)?(?:News)?Article|\w*Posting"
)


def read_page(raw: bytes, place: str, declared: str = "", url: str = "") -> Content:
    """A web page.

    Args:
        raw: Its bytes.
        place: For errors.
        declared: The encoding that came with it, if any.
        url: Where it was fetched from, if anywhere.

    Raises:
        ArticleUnreadableError: It is nested too deeply, or no article can be seen in it.
    """
    check_nesting(raw, place)
    charset = _CHARSET.search(raw[:2048])
    text, encoding = decode(raw, place, declared or (charset.group(1).decode() if charset else ""))
    tree = _parse(text, place)
    stated = _stated(tree, url)
    if encoding != "utf-8":
        stated["encoding"] = (encoding, "its bytes")
    extracted = _extract(tree)
    if not extracted.strip():
        raise ArticleUnreadableError(place, "has no article that can be told from the page around it", hint=_HINT)
    return Content(text=extracted, stated=stated)


def check_nesting(raw: bytes, place: str) -> None:
    """Refuse what parsers cut short in silence: from a depth of 256 up they return less text, or none.

    Raises:
        ArticleUnreadableError: It is too deep or has too many elements.
    """
    stack: list[bytes] = []
    for count, match in enumerate(_TAG.finditer(raw)):
        name = match.group(2).lower()
        if count > 2 * MAX_ELEMENTS:
            raise ArticleUnreadableError(place, f"has more than {MAX_ELEMENTS:,} elements", hint=_HINT)
        if match.group(1):
            if name in stack:  # it closes what was left open inside it
                while stack.pop() != name:
                    pass
        elif name not in _VOID:
            if name in _CLOSING and stack and stack[-1] in _CLOSING:
                stack.pop()  # a new paragraph ends the one before it, which nobody closed
            stack.append(name)
            if len(stack) > MAX_DEPTH:
                raise ArticleUnreadableError(place, f"is nested more than {MAX_DEPTH} deep", hint=_HINT)


def text_of(html: str, place: str = "") -> str:
    """All visible words of a fragment of HTML, a line for each block."""
    if "<" not in html and "&" not in html:
        return html
    check_nesting(html.encode(errors="replace"), place)
    return "\n".join(filter(None, (line.strip() for line in "".join(_visible(_parse(html, place))).split("\n"))))


def _visible(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _HIDDEN:
        return
    block = element.tag in _BLOCKS
    yield "\n- " if element.tag == "li" else "\n" if block else ""
    yield " ".join((element.text or "").split("\n"))
    for child in element:
        yield from _visible(child)
        yield " ".join((child.tail or "").split("\n"))
    yield "\n" if block else ""


def _parse(text: str, place: str) -> Any:
    from lxml import etree, html

    try:
        # A declaration of an encoding is no longer true of decoded text, and lxml refuses it.
        clean = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text.replace("\0", ""))
        tree = html.document_fromstring(clean)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise ArticleUnreadableError(place, f"cannot be read as a page: {error}", hint=_HINT) from error
    return tree


def _extract(tree: Any) -> str:
    from trafilatura import extract

    found = extract(
        tree,
        output_format="txt",
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        prune_xpath=[
            "//figcaption",
            "//figure//*[contains(@class, 'caption')]",
            "//*[contains(@class, 'wp-caption-text')]",
        ],
    )
    return found or ""


def _stated(tree: Any, url: str) -> dict[str, tuple[str, str]]:
    said = {**_meta(tree), **_linked_data(tree)}
    found: dict[str, tuple[str, str]] = {}
    for key, names in _FIELDS.items():
        for name in names:
            value = said.get(name.lower(), "").strip()
            if value and not (key == "author" and value.startswith(("http:", "https:"))):
                found[key] = value, name
                break
    if "url" in found:
        found["url"] = urljoin(url, found["url"][0]), found["url"][1]
    elif url:
        found["url"] = url, "its address"
    return found


def _meta(tree: Any) -> dict[str, str]:
    said: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        if name and element.get("content"):
            said.setdefault(name.lower(), element.get("content"))
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical" and element.get("href"):
            said.setdefault("link canonical", element.get("href"))
    title = tree.find(".//title")
    if title is not None:
        said.setdefault("title", " ".join(title.text_content().split()))
    times = {
        element.get("datetime")
        for element in tree.iter("time")
        if element.get("datetime")
        and (element.get("pubdate") is not None or element.get("itemprop") == "datePublished")
    }
    if len(times) == 1:
        said.setdefault("time", times.pop())
    if tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"):
        said["html lang"] = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return said


def _linked_data(tree: Any) -> dict[str, str]:
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            loaded = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(loaded):
            types = node.get("@type")
            types = [kind for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)]
            if any(map(_ARTICLE_TYPES.fullmatch, types)):
                names = {key: _name(value) for key, value in node.items() if key != "@type"}
                named = {f"ld:{key.lower()}": value for key, value in names.items() if value}
                return {**named, "ld:@type": " ".join(types)}
    return {}


def _nodes(loaded: Any) -> Iterator[dict[str, Any]]:
    for node in loaded if isinstance(loaded, list) else [loaded]:
        if isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            yield from (each for each in graph if isinstance(each, dict)) if isinstance(graph, list) else ()


def _name(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, map(_name, value[:20])))
    if isinstance(value, dict):
        value = value.get("name") or value.get("@id")
    return value if isinstance(value, str) else ""
