"""Canonical text -> sentences -> passages that are slices of it. Nothing is rewritten, so every offset is true."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import Any

from index.cleaning import is_furniture, is_heading, paragraphs
from index.types import Article, Passage, Provenance

PASSAGE_WORDS = 120
"""Aimed at; docs/decisions/retrieval.md says what was measured, and what was not."""

VERSION = f"sentences-3/{PASSAGE_WORDS}"
"""Recorded in the index: other settings cut other passages."""
READABLE = (VERSION, "sentences-2/120", "sentences-1/120")
"""Cutters whose passages can be used as they are: the second cut "anti-U.S." in two, and the first left scripts other
than Latin too long for the encoder, until `byline index rebuild` cuts them anew."""

_MAX_SENTENCE = 1_200
_MAX_LETTERS = 240
"""The same for a text of letters that count as words."""
_DENSE = 300
"""Words within `_MAX_SENTENCE` characters that only such a text has."""
# Of other scripts than Latin: the packaged encoder reads about a token for each (1.0 in Russian, 1.1 in Chinese,
# 1.9 in Korean), of which it sees 256, and Chinese or Thai have no spaces to count words by.
_OTHER_LETTER = re.compile(r"[^\W\d_A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_STOPS = " ，、；："
# Two ends that the splitter passes over: a full stop inside closing quotes ("We said no." They left.), and an
# abbreviation that also ends its sentence ("relations with the U.S. Russia, however, ...").
_MISSED_END = re.compile(
    r"(?<=\.[”\"]) (?=[A-Z“])"
    r"|(?<=\b[A-Z]\.[A-Z]\.) (?=(?:The|This|That|These|He|She|It|They|We|But|And|In|On|At|For|After|Before|While)\b"
    r"|[A-Z]\w+, (?:however|meanwhile|though|too|by contrast)\b|[A-Z]\w+ly, [A-Z])"
)
# And one that it sees inside an abbreviation: "anti-U.|S. alliance".
_NO_END = re.compile(r"(?<![A-Za-z])[A-Z]\.(?=[A-Z]\.)")


def cut_sentences(text: str, language: str = "en") -> tuple[tuple[int, int], ...]:
    """(start, end) of the sentences that can be quoted: furniture, headline and subheadings are none.

    Args:
        text: Canonical text.
        language: ISO 639-1 code, for abbreviations.

    Returns:
        Spans in order, trimmed of white space. Never empty: in a text of headings alone, they are the sentences.
    """
    prose = [span for span in paragraphs(text) if _is_prose(text[slice(*span)])]
    spans = (
        prose or [span for span in paragraphs(text) if not is_furniture(text[slice(*span)])] or list(paragraphs(text))
    )
    return tuple(sentence for start, end in spans for sentence in _cut_paragraph(text[start:end], start, language))


def _is_prose(line: str) -> bool:
    return not is_furniture(line) and not is_heading(line)


def _cut_paragraph(paragraph: str, at: int, language: str) -> Iterator[tuple[int, int]]:
    inside = {match.end() for match in _NO_END.finditer(paragraph)}
    seen = {boundary["end_index"] for boundary in _splitter()(language, paragraph)} - inside
    missed = {match.end() for match in _MISSED_END.finditer(paragraph)}
    for left, right in pairwise(sorted({0, *seen, *missed, len(paragraph)})):
        yield from _trim(paragraph, at, left, right)


def _trim(paragraph: str, at: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = end
        longest = _MAX_LETTERS if size(paragraph[start : min(end, start + _MAX_SENTENCE)]) > _DENSE else _MAX_SENTENCE
        if end - start > longest:  # no sentence, but a text without full stops; cut at a space if there is one
            space = max(paragraph.rfind(mark, start + 1, start + longest) for mark in _STOPS)
            stop = space + 1 if space > start else start + longest
        piece = paragraph[start:stop]
        left = start + len(piece) - len(piece.lstrip())
        right = stop - (len(piece) - len(piece.rstrip()))
        if left < right:
            yield at + left, at + right
        start = stop


@cache
def _splitter() -> Any:
    from sentencex import get_sentence_boundaries

    return get_sentence_boundaries


def cut_passages(article: Article) -> tuple[Passage, ...]:
    """Passages of about `PASSAGE_WORDS` words, by `size`, that cover every sentence of an article once, in order.

    A passage is a run of whole sentences and of the headings between them; it never runs across furniture, so that a
    slice of the text holds the article's words alone. Passages of a run are of even length: 190 words make two of 95,
    not one of 120 and one of 70.
    """
    return tuple(
        Passage(article_id=article.id, start=start, end=end, text=article.text[start:end])
        for run in _runs(article)
        for start, end in _even(article.text, run)
    )


def _runs(article: Article) -> Iterator[list[tuple[int, int]]]:
    """Sentences between two pieces of furniture; a heading belongs to the sentence behind it."""
    run: list[tuple[int, int]] = []
    sentences = iter(article.sentences)
    sentence = next(sentences, None)
    heading: int | None = None
    for start, end in paragraphs(article.text):
        if sentence is None:
            break
        if sentence[0] >= end:
            if is_furniture(article.text[start:end]):
                if run:
                    yield run
                run, heading = [], None
            elif heading is None:
                heading = start
        while sentence is not None and sentence[0] < end:
            run.append((sentence[0] if heading is None else heading, sentence[1]))
            heading = None
            sentence = next(sentences, None)
    if run:
        yield run


def _even(text: str, run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    words = [size(text[start:end]) for start, end in run]
    total = sum(words)
    pieces = max(1, round(total / PASSAGE_WORDS))
    # A sentence goes to the piece in which its middle falls.
    middles = (before + size / 2 for before, size in zip(accumulate(words, initial=0), words, strict=False))
    places = (min(pieces - 1, int(middle * pieces / total)) for middle in middles)
    for _, group in groupby(zip(places, run, strict=True), key=itemgetter(0)):
        spans = [span for _, span in group]
        yield spans[0][0], spans[-1][1]


def size(text: str) -> int:
    """How long a text is to an encoder, in words of English: a letter of another script than Latin counts as a word.

    >>> size("The bridge reopened."), size("大桥重新开放。")
    (3, 7)
    """
    return len(text.split()) + (0 if text.isascii() else len(_OTHER_LETTER.findall(text)))


def in_context(article: Article, passage: Passage) -> str:
    """What a passage is searched by: its headline, then its text. Offsets know nothing of it."""
    title = article.source.title
    if title.value is None or title.provenance is Provenance.INFERRED or passage.text.startswith(title.value):
        return passage.text
    return f"{title.value}\n{passage.text}"
