"""What reading articles costs, without embedding them; called by `evals.benchmark`.

`python -m evals.ingesting` measures the memory and time that 100,000 tiny articles take, in a process of its own.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import index
from evals import memory
from index.building import prepare
from index.documents import RawDocument
from index.loading import find, read
from index.reading.confining import Confined
from index.seeding import SEEDS

_COPIES = 12
_TINY = 100_000
_DIMENSION = 64

Row = tuple[str, float, str, float]
"""What, how many a second, the yardstick, how many a second of that."""


def rates(folder: Path) -> list[Row]:
    """Text, HTML and PDF articles a second from file to `Article`, each against the bare library on the same bytes."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((SEEDS / "articles").iterdir())] * _COPIES
    for kind, write in (("txt", str.encode), ("html", _html), ("pdf", _pdf)):
        (folder / kind).mkdir(parents=True)
        for number, text in enumerate(texts):
            (folder / kind / f"{number}.{kind}").write_bytes(write(text))
    confined = Confined()
    try:
        rows = []
        for kind, name, bare in (
            ("txt", "reading the bytes", Path.read_bytes),
            ("html", "trafilatura alone", _trafilatura),
            ("pdf", "pypdfium2's plain text alone", _pdfium),
        ):
            next(_articles(folder / kind, confined))  # libraries are loaded once
            paths = sorted((folder / kind).iterdir())
            rows.append((
                f"reading .{kind}, articles", _rate(lambda at=folder / kind: list(_articles(at, confined)), len(paths)),  # type: ignore[misc]
                name, _rate(lambda paths=paths, bare=bare: [bare(path) for path in paths], len(paths)),  # type: ignore[misc]
            ))  # fmt: skip
        return rows
    finally:
        confined.close()


def _articles(folder: Path, confined: Confined):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a generator of articles
    for place in find(folder):
        for document in read(place, confined):
            assert isinstance(document, RawDocument), document  # noqa: S101 - our own files
            yield prepare(document, document.id)


def _rate(work: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def _html(text: str) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
    return f"<html><body><nav><a>Home</a></nav><article>{body}</article><footer>Imprint</footer></body></html>".encode()


def _pdf(text: str) -> bytes:
    lines = [
        piece for line in text.split("\n") for piece in _wrapped(line.encode("latin-1", "ignore").decode("latin-1"))
    ]
    pages = [lines[at : at + 45] for at in range(0, len(lines), 45)]
    return pdf([[(72, 740 - 15 * at, line) for at, line in enumerate(page) if line] for page in pages])


def _wrapped(line: str) -> list[str]:
    import textwrap

    return textwrap.wrap(line.replace("\\", "").replace("(", "").replace(")", ""), 85) or [""]


def pdf(pages: list[list[tuple[int, int, str]]]) -> bytes:
    """A PDF of lines of Helvetica at (x, y), for measuring and for tests."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        drawn = "".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines).encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        kids.append(len(objects) + 1)
        font = b"/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792]"
        objects.append(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R >>" % (font, len(objects)))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    raw, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(raw))
    return raw + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def _trafilatura(path: Path) -> object:
    from trafilatura import extract

    return extract(path.read_text(encoding="utf-8"))


def _pdfium(path: Path) -> object:
    import pypdfium2

    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]


class _Hashes:
    """Vectors of a text's hash: for measuring everything but the encoder."""

    name, fingerprint, dimension = "hashes", "0" * 64, _DIMENSION

    def embed_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        rows = np.stack([np.random.default_rng(hash(text) % 2**32).normal(size=_DIMENSION) for text in passages])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    embed_questions = embed_passages


def main() -> None:
    """Take in 100,000 articles of 100 characters; print the time and the peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tiny.jsonl")
        with path.open("w", encoding="utf-8") as file:
            for number in range(_TINY):
                text = f"Ferry {number} left the harbour at {number % 24} o'clock with {number * 7} cars. It is empty"
                file.write(json.dumps({"id": f"n{number}", "text": text[:99] + "."}) + "\n")
        start = time.perf_counter()
        with index.build(path, Path(folder, "index"), embedder=_Hashes()) as collection:
            count = collection.count()
        seconds = time.perf_counter() - start
    sys.stdout.write(
        f"{count:,} articles in {seconds:.0f} s, {count / seconds:,.0f} a second, peak {memory.peak():,.0f} MiB\n"
    )


if __name__ == "__main__":
    main()
