"""PDF and Word files. Run in a process of their own alone: `confining`."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
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
_EDGE_LINES = 2
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
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
            size += sum(len(line[0]) for line in pages[-1])
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


Line = tuple[str, float, float, float]
"""Text, left, right, bottom."""


def _lines(page: Any) -> list[Line]:
    """The lines of a page, pieces of one height joined."""
    text = page.get_textpage()
    lines: list[Line] = []
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        words = " ".join(text.get_text_bounded(left, bottom, right, top).split())
        if not words:
            continue
        if lines and abs(lines[-1][3] - bottom) < (top - bottom) / 2 and left >= lines[-1][2] - 1:
            before = lines[-1]
            space = "" if left - before[2] < (top - bottom) / 10 else " "
            lines[-1] = (before[0] + space + words, before[1], right, min(before[3], bottom))
        else:
            lines.append((words, left, right, bottom))
    return lines


def _without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Drop what stands at the edge of most pages: the name of the paper, the number of the page."""
    edges = Counter(
        key for page in pages for key in {_key(line[0]) for line in page[:_EDGE_LINES] + page[-_EDGE_LINES:]}
    )
    running = {key for key, count in edges.items() if count > 1 and count >= len(pages) / 2}
    kept = []
    for page in pages:
        last = len(page) - _EDGE_LINES
        kept.append([
            line for at, line in enumerate(page)
            if not ((at < _EDGE_LINES or at >= last) and (_key(line[0]) in running or line[0].strip("-– ").isdigit()))
        ])  # fmt: skip
    return kept


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", line.lower())


def _paragraphs(pages: list[list[Line]]) -> Iterator[str]:
    steps = [a[3] - b[3] for page in pages for a, b in pairwise(page) if a[3] > b[3]]
    widths = [line[2] - line[1] for page in pages for line in page]
    usual, width = (median(steps) if steps else 0.0), (sorted(widths)[len(widths) * 3 // 4] if widths else 0.0)
    paragraph = ""
    for page in pages:
        before: Line | None = None
        for line in page:
            ended = bool(_END.search(paragraph))
            far = before is not None and (before[3] - line[3] > _GAP * usual or before[3] < line[3])
            short = before is not None and before[2] - before[1] < _SHORT * width and ended
            # A sentence goes on over the end of a page.
            if paragraph and (far or short or (before is None and ended)):
                yield paragraph
                paragraph = ""
            paragraph = _join(paragraph, line[0])
            before = line
    if paragraph:
        yield paragraph


def _join(paragraph: str, line: str) -> str:
    if paragraph.endswith(("\u00ad", "\ufffe", "\u0002")):  # a soft hyphen, in pdfium's ways of saying so
        return paragraph[:-1] + line
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
