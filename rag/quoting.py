"""Which stretches of an article can be quoted, each so that it can be understood alone."""

import re
from dataclasses import dataclass

from index.types import Article, Provenance
from rag.attributing import speaker_of
from rag.instructing import is_instruction
from rag.reader.inputs import context_of
from rag.retrieving import Found
from rag.types import Citation

_MOST_JOINED = 3
"""Sentences of one quote at most; more is a passage."""
_OPENS, _CLOSES = "“", "”"
_DANGLES = re.compile(
    r"[“\"'‘]?(?:he|she|it|they|his|her|its|their|this|that|these|those|such|but|and|so|yet|however|instead|then"
    r"|in (?:return|response|addition|contrast)|as a result|the (?:ministry|move|decision|latter|former|two))\b",
    re.IGNORECASE,
)
# "He Lifeng" is a name, and "It is expected that" points at nothing before it.
_STANDS = re.compile(r"He [A-Z]|It (?:is|was|has been) \w+ed that\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may answer, and the stretch around it that a quote of it must show.

    Attributes:
        found: The passage it stands in.
        start: Its first character in the article.
        end: One past its last.
        opening: Where the quote starts: at the sentence, or before it where it points back or is said by somebody.
        closing: Where the quote ends.
        context: What the reader is told beside it.
    """

    found: Found
    start: int
    end: int
    opening: int
    closing: int
    context: str

    @property
    def article(self) -> Article:
        """The article that it is of."""
        return self.found.article

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.article.text[self.start : self.end]

    @property
    def quote(self) -> str:
        """What is quoted of the article."""
        return self.article.text[self.opening : self.closing]

    def overlaps(self, other: "Candidate") -> bool:
        """Whether both quotes share a character of one article."""
        same = self.article.id == other.article.id
        return same and self.opening < other.closing and other.opening < self.closing


def candidates_of(found: Found) -> list[Candidate]:
    """The quotable sentences of a hit, in order; none that speaks to a machine instead of a reader."""
    article, passage = found.article, found.hit.passage
    title = article.source.title
    # Opening words that stand in for a headline say nothing that the sentence needs.
    headline = "" if title.provenance is Provenance.INFERRED else str(title)
    inside = [span for span in article.sentences if passage.start <= span[0] and span[1] <= passage.end]
    candidates = []
    for position, (start, end) in enumerate(inside):
        if is_instruction(article.text[start:end]):
            continue
        opening, closing = _around(article.text, inside, position)
        previous = article.text[slice(*inside[position - 1])] if position else ""
        context = context_of(headline, previous, article.text[start:end])
        candidates.append(
            Candidate(found=found, start=start, end=end, opening=opening, closing=closing, context=context)
        )
    return candidates


def _around(text: str, inside: list[tuple[int, int]], position: int) -> tuple[int, int]:
    """Where the quote of a sentence begins and ends, in sentences of its own paragraph and passage.

    A sentence that points back ("He said no.") is quoted with the one before; one inside a quotation of several
    sentences with those up to where the quotation is opened and closed, since there stands who says it. Where words
    go on in a quotation of their own, “They want it,” said Medeiros. “They do.”, it stands in the sentence before.
    """
    first = last = position
    while first > 0 and position - first < _MOST_JOINED - 1:
        if not (
            _needs_more_before(text, inside[first], inside[last]) or _goes_on(text, inside[first - 1], inside[first])
        ):
            break
        if "\n" in text[inside[first - 1][1] : inside[first][0]]:
            break
        first -= 1
    while last + 1 < len(inside) and last - first < _MOST_JOINED - 1:
        said, gap = text[inside[first][0] : inside[last][1]], text[inside[last][1] : inside[last + 1][0]]
        if not _is_open(said) or "\n" in gap:
            break
        last += 1
    return inside[first][0], inside[last][1]


def _needs_more_before(text: str, first: tuple[int, int], last: tuple[int, int]) -> bool:
    if _STANDS.match(text, *first):
        return False
    said = text[first[0] : last[1]]
    return _DANGLES.match(text, *first) is not None or said.count(_CLOSES) > said.count(_OPENS)


def _goes_on(text: str, before: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a sentence goes on in the words of who speaks in the one before."""
    if not text.startswith(_OPENS, sentence[0]) or _CLOSES not in text[slice(*before)]:
        return False
    return speaker_of(text[slice(*sentence)]) is None and speaker_of(text[slice(*before)]) is not None


def _is_open(said: str) -> bool:
    return said.count(_OPENS) > said.count(_CLOSES)


def cite(number: int, found: Found, start: int, end: int) -> Citation:
    """A citation of a retrieved passage's article, from character `start` to `end`."""
    source = found.article.source
    return Citation(
        number=number,
        article_id=found.article.id,
        start=start,
        end=end,
        quote=found.article.text[start:end],
        passage=found.hit.passage,
        title=str(source.title),
        publisher=source.publisher.value,
        original_publisher=source.original_publisher.value,
        authors=source.authors.value,
        published=source.published.value,
        url=source.url.value,
        genre=source.genre.value,
        publisher_note=source.publisher_note.value,
        copies=found.hit.copies,
    )
