"""PDF and Word files. Run in a process of their own alone: `confining`."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from index.documents import MAX_BYTES, Content
from index.errors import ArticleTooLargeError, ArticleUnreadableError

_MAX_PAGES = 2_000
_MAX_UNPACKED = 100_000_000
_MAX_MEMBERS = 5_000
_GAP = 1.7
"""Between the bottoms of two lines, in the distance usual on the page: more is a new paragraph."""
_SHORT = 0.75
"""Of the usual width of a line: one that ends a sentence earlier ends its paragraph."""
_OTHER_SIZE = 0.15
"""Of the height of letters: more is another font size, and a headline or its end."""
_EDGE_LINES = 2
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
_SOFT_HYPHENS = re.compile("[\u00ad\ufffe\u0002]")
"""In pdfium's ways of saying that a line ends within a word."""
_END = re.compile(r"[.!?…:][\"'”’»)]*$")


def read_pdf(raw: bytes, place: str) -> Content:
    """The text of a PDF in the order in which it was written, lines joined to paragraphs, running heads left out.

    When it was made is not when it was published: its dates are kept under their own names.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
        if len(document) > _MAX_PAGES:
            raise ArticleTooLargeError(place, f"has more than {_MAX_PAGES:,} pages", hint="Split it.")
        pages, size = [], 0
        for page in document:
            pages.append(_lines(page))
            size += sum(len(line.text) for line in pages[-1])
            if size > MAX_BYTES:
                raise ArticleTooLargeError(place, f"holds more than {MAX_BYTES:,} characters", hint="Split it.")
        about = document.get_metadata_dict()
    except pypdfium2.PdfiumError as error:
        raise ArticleUnreadableError(place, f"cannot be read as PDF: {error}", hint="Check the file.") from error
    text = "\n\n".join(_paragraphs(_without_running_heads(pages)))
    if not text.strip():
        hint = "Run it through character recognition first."
        raise ArticleUnreadableError(place, "holds no text; its pages may be pictures", hint=hint)
    stated = {"title": (about.get("Title", ""), "PDF Title"), "author": (about.get("Author", ""), "PDF Author")}
    made = _PDF_DATE.match(about.get("CreationDate", ""))
    if made:
        stated["created"] = "-".join(part for part in made.groups() if part), "PDF CreationDate"
    return Content(text=text, stated={key: value for key, value in stated.items() if value[0].strip()})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; one that ends in a hyphen is joined with the next one by pdfium, and so has two heights."""

    text: str
    left: float
    right: float
    bottom: float
    last_bottom: float
    size: float


def _lines(page: Any) -> list[Line]:
    """The lines of a page, as pdfium joins its pieces."""
    text = page.get_textpage()
    lines: list[Line] = []
    at, last = 0, text.count_chars() - 1
    for line in text.get_text_range().split("\r\n"):
        words = line.strip()
        if words:
            # The boxes of the font, not of the letters: those of "on" and of "by" stand at different heights.
            first = min(at + line.index(words), last)
            left, bottom, _, top = text.get_charbox(first, loose=True)
            _, last_bottom, right, _ = text.get_charbox(min(first + len(words) - 1, last), loose=True)
            joined = " ".join(_SOFT_HYPHENS.sub("", words).split())
            lines.append(Line(joined, left, right, bottom, last_bottom, top - bottom))
        at += len(line) + len("\r\n")
    return lines


def _without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Drop what stands at the edge of most pages: the name of the paper, the number of the page."""
    edges = Counter(
        key for page in pages for key in {_key(line.text) for line in page[:_EDGE_LINES] + page[-_EDGE_LINES:]}
    )
    running = {key for key, count in edges.items() if count > 1 and count >= len(pages) / 2}
    kept = []
    for page in pages:
        last = len(page) - _EDGE_LINES
        kept.append([
            line for at, line in enumerate(page)
            if _EDGE_LINES <= at < last or not (_key(line.text) in running or line.text.strip("-– ").isdigit())
        ])  # fmt: skip
    return kept


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", line.lower())


def _paragraphs(pages: list[list[Line]]) -> Iterator[str]:
    steps = [step for page in pages for a, b in pairwise(page) if (step := a.last_bottom - b.bottom) > 0]
    widths = sorted(line.right - line.left for page in pages for line in page)
    usual, width = (median(steps) if steps else 0.0), (widths[len(widths) * 3 // 4] if widths else 0.0)
    paragraph = ""
    for page in pages:
        before: Line | None = None
        for line in page:
            ended = bool(_END.search(paragraph))
            # A sentence goes on over the end of a page.
            if paragraph and (ended if before is None else _parts(before, line, usual, ended, width)):
                yield paragraph
                paragraph = ""
            paragraph = _join(paragraph, line.text)
            before = line
    if paragraph:
        yield paragraph


def _parts(before: Line, line: Line, usual: float, ended: bool, width: float) -> bool:  # noqa: FBT001 - what its caller saw
    """Whether a new paragraph begins between two lines."""
    step = before.last_bottom - line.bottom
    far, up = step > _GAP * usual, step < 0
    short = ended and before.right - before.left < _SHORT * width
    return far or up or short or abs(before.size - line.size) > _OTHER_SIZE * line.size


def _join(paragraph: str, line: str) -> str:
    if re.search(r"[a-z]-$", paragraph) and line[:1].islower():
        return paragraph[:-1] + line
    return f"{paragraph} {line}".strip()


def read_docx(raw: bytes, place: str) -> Content:
    """The paragraphs and tables of a Word file."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
        if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > _MAX_UNPACKED:
            raise ArticleTooLargeError(place, f"unpacks to more than {_MAX_UNPACKED:,} bytes", hint="Check the file.")
        document = docx.Document(io.BytesIO(raw))
        text = "\n\n".join(_word_blocks(document))
        about = document.core_properties
        stated = {"title": (about.title or "", "Word title"), "author": (about.author or "", "Word author")}
        if about.created:
            stated["created"] = about.created.date().isoformat(), "Word created"
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise ArticleUnreadableError(place, f"cannot be read as a Word file: {error}", hint="Check it.") from error
    return Content(text=text, stated={key: value for key, value in stated.items() if value[0].strip()})


def _word_blocks(document: Any) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (" | ".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            bullet = "- " if block.style is not None and str(block.style.name).startswith("List") else ""
            yield bullet + block.text if block.text.strip() else ""
