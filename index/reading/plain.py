"""Text and Markdown, with YAML front matter."""

import re
from collections.abc import Iterator
from typing import Any

from index.documents import Content, decode, plain

_FRONT = re.compile(r"---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)


def read_text(raw: bytes, place: str) -> Content:
    """A text file."""
    text, stated = _decoded(raw, place)
    given, text = front_matter(text)
    return Content(text=text, given=given, stated=stated)


def read_markdown(raw: bytes, place: str) -> Content:
    """A Markdown file: the words without the marks."""
    text, stated = _decoded(raw, place)
    given, text = front_matter(text)
    return Content(text="\n\n".join(_blocks(text)), given=given, stated=stated)


def _decoded(raw: bytes, place: str) -> tuple[str, dict[str, tuple[str, str]]]:
    text, encoding = decode(raw, place)
    return text.replace("\r\n", "\n"), {} if encoding == "utf-8" else {"encoding": (encoding, "its bytes")}


def front_matter(text: str) -> tuple[dict[str, str], str]:
    r"""Metadata in YAML between two lines of dashes at the very start, and the rest.

    >>> front_matter("---\ntitle: Bridge\ndate: 2025-09-14\n---\nIt reopened.")
    ({'title': 'Bridge', 'date': '2025-09-14'}, 'It reopened.')
    >>> front_matter("---\nA rule, and no metadata.\n---\n")[0]
    {}
    """
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    values = _yaml(match.group(1))
    return ({}, text) if values is None else (values, text[match.end() :])


def _yaml(source: str) -> dict[str, str] | None:
    import yaml

    class Loader(yaml.SafeLoader):  # type: ignore[misc]  # it ships no types
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):  # a few lines of aliases can stand for gigabytes
                raise yaml.YAMLError("aliases are not read")
            return super().compose_node(parent, index)

    try:
        loaded = yaml.load(source, Loader)  # noqa: S506 - a SafeLoader that is stricter still
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(loaded, dict):
        return None
    return {str(key): text for key, value in loaded.items() if (text := _scalar(value))}


def _scalar(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(_scalar, value))
    return plain(value if isinstance(value, (str, dict, type(None))) else str(value))


def _blocks(text: str) -> Iterator[str]:
    from markdown_it import MarkdownIt

    bullet = ""
    for token in MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").parse(text):
        if token.type == "list_item_open":
            bullet = "- "
        elif token.type == "inline":
            words = "".join(_words(child) for child in token.children or ())
            yield bullet + words
            bullet = ""
        elif token.type in ("fence", "code_block"):
            yield token.content
        elif token.type == "html_block":
            from index.reading.pages import text_of

            yield text_of(token.content)


def _words(token: Any) -> str:
    if token.type in ("text", "code_inline"):
        return str(token.content)
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, "")
