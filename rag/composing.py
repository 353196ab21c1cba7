"""The answer with no language model: the sentences that answer, verbatim, each with who carries it.

What we add is few words and always `Voice.OURS`: "According to People News (republishing Dajiyuan): ". The same
question over the same index composes the same answer, to the byte.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Article, Provenance, Source
from index.words import words
from rag.disputing import cards, dispute
from rag.judging import THRESHOLD, judge
from rag.reader.inputs import context_of
from rag.reader.protocol import Reader
from rag.retrieving import Found
from rag.types import Citation, Development, Disagreement, Part, Statement, Voice

MAX_STATEMENTS = 3
"""A reader checks three quotes; ten are a search result."""
_RELATIVE = 0.75
"""A further sentence must be at least so likely, relative to the first: at .5, the leading quote of the seeds was
followed by two that did not answer (docs/decisions/reader.md)."""
_SAME = 0.6
"""Sentences whose words overlap by this much (Jaccard) say one thing twice."""

_DANGLES = re.compile(
    r"[“\"'‘]?(he|she|it|they|his|her|its|their|this|that|these|those|such|but|and|so|yet|however|instead|then)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was composed; without statements when no sentence answers.

    Attributes:
        statements: In reading order.
        citations: Numbered from 1 in order of first use.
        disagreements: Where the sources differ.
        developments: What was expected or true first, and what came later.
        confidence: The probability of the likeliest sentence, 0 when there was none to read.
    """

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    developments: tuple[Development, ...] = ()
    confidence: float = 0.0

    @property
    def text(self) -> str:
        """The statements with their markers."""
        return " ".join(statement.text for statement in self.statements)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may answer; `opening` is where a quote of it must start to be understood alone."""

    found: Found
    opening: int
    start: int
    end: int
    context: str

    @property
    def article(self) -> Article:
        """The article that it is of."""
        return self.found.article

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.article.text[self.start : self.end]


def compose(question: str, found: Sequence[Found], reader: Reader) -> Draft:
    """Choose the sentences that answer a question and set them in order, the likeliest first."""
    candidates = [candidate for each in found for candidate in candidates_of(each)]
    if not candidates:
        return Draft()
    texts = [candidate.text for candidate in candidates]
    scores = reader.score(question, texts, [candidate.context for candidate in candidates])
    probabilities = judge(scores, [candidate.found.cosine for candidate in candidates])
    ranked = sorted(zip(map(float, probabilities), candidates, strict=True), key=_likeliest_first)
    best = ranked[0][0]
    bar = max(THRESHOLD, _RELATIVE * best)
    chosen = _choose([candidate for probability, candidate in ranked if probability >= bar])
    read = [candidate for _, candidate in ranked]
    disputed = dispute([(candidate.article, candidate.text) for candidate in read], [read.index(c) for c in chosen])
    chosen += [read[position] for position in disputed.others]
    citations = tuple(_cite(number, candidate) for number, candidate in enumerate(chosen, start=1))
    numbers = {read.index(candidate): number for number, candidate in enumerate(chosen, start=1)}
    disagreements, developments = cards(disputed.differences, numbers, citations)
    statements = tuple(
        _state(citation, candidate.article.source) for citation, candidate in zip(citations, chosen, strict=True)
    )
    return Draft(
        statements=statements,
        citations=citations,
        disagreements=disagreements,
        developments=developments,
        confidence=best,
    )


def _likeliest_first(scored: tuple[float, Candidate]) -> tuple[float, int, int]:
    probability, candidate = scored
    return -probability, candidate.found.hit.rank, candidate.start


def candidates_of(found: Found) -> list[Candidate]:
    """The quotable sentences of a hit."""
    article, passage = found.article, found.hit.passage
    title = article.source.title
    # Opening words that stand in for a headline say nothing that the sentence needs.
    headline = "" if title.provenance is Provenance.INFERRED else str(title)
    inside = [span for span in article.sentences if passage.start <= span[0] and span[1] <= passage.end]
    candidates = []
    for position, (start, end) in enumerate(inside):
        before = inside[position - 1] if position else None
        # "He said no." says nothing by itself: it is quoted with the sentence before, if that is of the same paragraph.
        dangles = _DANGLES.match(article.text, start, end) is not None
        joined = before is not None and dangles and "\n" not in article.text[before[1] : start]
        opening = before[0] if before is not None and joined else start
        previous = "" if before is None else article.text[before[0] : before[1]]
        context = context_of(headline, previous, article.text[start:end])
        candidates.append(Candidate(found=found, opening=opening, start=start, end=end, context=context))
    return candidates


def _choose(ranked: list[Candidate]) -> list[Candidate]:
    """The first few that do not say the same, nor overlap."""
    chosen: list[Candidate] = []
    for candidate in ranked:
        if len(chosen) < MAX_STATEMENTS and not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.article.id == other.article.id and one.opening < other.end and other.opening < one.end:
        return True
    ours, theirs = set(words(one.text)), set(words(other.text))
    return len(ours & theirs) >= _SAME * len(ours | theirs)


def _cite(number: int, candidate: Candidate) -> Citation:
    source = candidate.article.source
    return Citation(
        number=number,
        article_id=candidate.article.id,
        start=candidate.opening,
        end=candidate.end,
        quote=candidate.article.text[candidate.opening : candidate.end],
        passage=candidate.found.hit.passage,
        title=str(source.title),
        publisher=source.publisher.value,
        original_publisher=source.original_publisher.value,
        authors=source.authors.value,
        published=source.published.value,
        url=source.url.value,
        genre=source.genre.value,
    )


def _state(citation: Citation, source: Source) -> Statement:
    return Statement(
        parts=(
            Part(text=attribute(source), voice=Voice.OURS),
            Part(text=citation.quote, voice=Voice.QUOTED, citation=citation.number),
        )
    )


def attribute(source: Source) -> str:
    """Who carries a quote, in our words; opinion is called opinion.

    >>> from index.types import given
    >>> attribute(Source(publisher=given("People News"), original_publisher=given("Dajiyuan")))
    'According to People News (republishing Dajiyuan): '
    >>> attribute(Source())
    'According to an article of unknown publisher: '
    """
    outlet, original, authors = source.publisher.value, source.original_publisher.value, source.authors.value
    opinion = source.genre.value == "opinion"
    if opinion and outlet is None and original is not None:
        return f"In an opinion piece first published by {original}: "
    name = outlet or authors
    if name is not None and original is not None and original != name:
        name = f"{name} (republishing {original})"
    elif name is None and original is not None:
        name = f"an article first published by {original}"
    if opinion:
        return f"In an opinion piece carried by {name}: " if name else "In an opinion piece of unknown publisher: "
    return f"According to {name or 'an article of unknown publisher'}: "
