"""Which sentences answer, each with the others that say the same: the points that an answer makes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from index.types import Article
from index.words import words
from rag.alternatives import offered
from rag.clauses import names, stems
from rag.fitting import belied, fits
from rag.fronting import front, is_bound, speaker_in
from rag.gist import MAX_TOLD, gist
from rag.judging import THRESHOLD, judge, likeliest, most_read, shared
from rag.kinds import Kind
from rag.quoting import Candidate, candidates_of
from rag.reader.pointing import Pointed, unread
from rag.reader.protocol import Reader
from rag.readings import readings_of
from rag.retrieving import Found
from rag.shaping import Shape
from rag.signs import signs
from rag.topics import definable
from rag.tracing import traced
from rag.values import Relation, find_values, relate
from rag.whose import asks_whose

RELATIVE = 0.75
"""A further sentence must be at least so likely, relative to the first: at .5, the leading quote of the seeds was
followed by two that did not answer (docs/decisions/reader.md)."""
MAX_POINTS = 3
"""A reader checks three quotes; ten are a search result."""
_VALUELESS = 0.8
"""A name was asked for, and none stands near what the question is about: the sentence may answer all the same."""
_UNBOUND = 0.7
"""A date or number in whose clause no word of the question stands, "gathered on Sunday ... an imminent deadline", ranks
lower, and is trusted no less: who asks in words of their own shares none (docs/decisions/composing.md)."""
_AGREED = 0.3
"""What another article with the same value adds to the rank, of its probability: on the development half of RealTime QA
the value in front is then right for .25 instead of .23; anything from .3 to 1 does as well."""
_MOST_BARRED = 3
"""Values of a sentence that are looked at before it is passed over."""
_SAME = 0.6
"""Sentences whose words overlap by this much (Jaccard) say one thing twice."""

_JOINT = re.compile(r"\band\b")
_IF = re.compile(r"\b(?:if|unless|whether|should|in case)\b[^,.;:]*", re.IGNORECASE)
"""What is only supposed decides nothing: "if no deal could be reached"."""

Copies = Callable[[str], tuple[str, ...]]
"""Ids of the other articles that are copies of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate that may answer.

    Attributes:
        candidate: The sentence.
        probability: How probable it is that it answers.
        value: What was asked for, as a slice of its quote; None where none is found, or wanted.
        weight: What it is ranked by: its probability, less where its value is said of something else, and a share of
            that of other articles with the same value.
    """

    candidate: Candidate
    probability: float
    value: str | None
    weight: float

    @property
    def article(self) -> Article:
        """The article that it is of."""
        return self.candidate.article


@dataclass(slots=True, kw_only=True)
class Point:
    """A sentence that answers, and further ones of other articles that say the same."""

    lead: Scored
    shape: Shape
    same: list[Scored] = field(default_factory=list)

    @property
    def all(self) -> list[Scored]:
        """The lead and those that say the same."""
        return [self.lead, *self.same]


def readable(question: str, shape: Shape, found: Sequence[Found]) -> list[Candidate]:
    """Every quotable sentence of what was found that can answer a question of this shape."""
    return [
        candidate
        for each in found
        for candidate in candidates_of(each)
        if fits(shape, question, candidate.quote, candidate.article)
    ]


def read(question: str, shape: Shape, found: Sequence[Found], reader: Reader) -> list[Scored]:
    """Every sentence that can answer, the likeliest first; where all there is is asked for, its gist."""
    if shape.kind is Kind.OVERVIEW:
        told = gist(question, found)
        return [Scored(candidate=each, probability=1.0, value=None, weight=1.0) for each in told]
    if shape.kind is Kind.DIFFERENCES:
        every = (candidate for each in found for candidate in candidates_of(each))
        return [Scored(candidate=each, probability=1.0, value=None, weight=1.0) for each in every]
    if asks_whose(question):
        return []  # Of what, was said nowhere.
    if said_by := traced(question, shape, found):
        return [Scored(candidate=each, probability=1.0, value=who, weight=1.0) for each, who in said_by]
    candidates = readable(question, shape, found)
    if not candidates:
        return []
    texts, contexts = [candidate.text for candidate in candidates], [candidate.context for candidate in candidates]
    cosines = [candidate.found.cosine for candidate in candidates]
    overlaps = shared(question, [f"{text} {context}" for text, context in zip(texts, contexts, strict=True)])
    readings = readings_of(question)
    lengths = [len(text) for text in texts]
    worth = likeliest(cosines, overlaps, shared(question, texts), lengths, most_read(question))
    said = [reader.score(reading, [texts[n] for n in worth], [contexts[n] for n in worth]) for reading in readings]
    # What is not read does not answer; it may still contradict what does.
    probabilities = np.zeros(len(candidates), np.float32)
    probabilities[worth] = np.max(said, axis=0)
    judged = judge(probabilities, cosines, overlaps)
    term = _term(shape, candidates)
    judged = _raised(judged, np.asarray([signs(shape, candidate, term) for candidate in candidates]))
    # Only what may be quoted is searched for a value: most of what is read is far from it.
    at = [at for at, probability in enumerate(judged) if probability >= THRESHOLD and shape.may_have_value]
    pointed = dict(zip(at, reader.point(readings[0], [texts[n] for n in at], [contexts[n] for n in at]), strict=True))
    articles = list({each.article.id: each.article for each in found}.values())
    scored = [
        _with_value(shape, candidate, float(probability), pointed.get(number), articles)
        for number, (candidate, probability) in enumerate(zip(candidates, judged, strict=True))
    ]
    return sorted(_with_support(list(filter(None, scored))), key=_likeliest_first)


def _term(shape: Shape, candidates: Sequence[Candidate]) -> frozenset[str]:
    """The words of what a question wants defined, "entity list", if any sentence has them all."""
    term = stems(definable(shape.sentence) or "") if shape.kind is Kind.OTHER else frozenset[str]()
    return term if any(term <= stems(candidate.quote) for candidate in candidates) else frozenset()


def _with_support(scored: Sequence[Scored]) -> list[Scored]:
    """The same, each with the weight of the other articles that give its value."""
    valued = [each for each in scored if each.value is not None]
    told: list[Scored] = []
    for each in scored:
        others: dict[str, float] = {}
        for other in valued if each.value is not None else ():
            if other.article.id != each.article.id and _same_value(str(each.value), str(other.value)):
                others[other.article.id] = max(others.get(other.article.id, 0.0), other.probability)
        told.append(replace(each, weight=each.weight + _AGREED * sum(others.values())))
    return told


def _raised(probabilities: NDArray[np.float64], by: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities with so much more log odds."""
    return np.asarray(probabilities / (probabilities + (1 - probabilities) * np.exp(-by)))


def _with_value(
    shape: Shape, candidate: Candidate, probability: float, pointed: Pointed | None, articles: Sequence[Article]
) -> Scored | None:
    """A candidate with the value in it; None where each that it has is belied by the articles."""
    if pointed is None:
        return Scored(candidate=candidate, probability=probability, value=None, weight=probability)
    quoted = unread(candidate.quote)
    # Who speaks may stand in the sentence before: no "Trump" of what is said of him.
    ways = (quoted, pointed) if speaker_in(shape, candidate.quote) else (pointed, quoted)
    value = next(filter(None, (front(shape, way) for way in ways)), None)
    barred: list[str] = []
    while value is not None and belied(shape, value, articles):
        barred.append(value)
        value = front(shape, pointed, barred) if len(barred) < _MOST_BARRED else None
    if barred and value is None:
        return None
    if shape.wants_value and value is None:
        probability *= 0 if shape.wants_capital else _VALUELESS
    elif shape.names_options and not _takes_a_name(shape, value):
        probability *= _VALUELESS
    bound = value is None or is_bound(shape, candidate.quote, value)
    weight = probability * (1.0 if bound else _UNBOUND)
    return Scored(candidate=candidate, probability=probability, value=value, weight=weight)


def _takes_a_name(shape: Shape, text: str | None, least: int = 1) -> bool:
    """Whether a text names one, or `least`, of the two that a question lets choose, where they are no numbers."""
    if text is None or not shape.names_options:
        return False
    return offered(shape.options, text, place=shape.kind is Kind.PLACE) >= least


def _decides(shape: Shape, text: str) -> bool:
    """Whether a text has every word of a question of yes or no: what it says of them, it says or denies."""
    return shape.kind is Kind.YES_NO and not shape.options and shape.about <= stems(_IF.sub("", text))


def _likeliest_first(scored: Scored) -> tuple[float, int, int]:
    return -scored.weight, scored.candidate.found.hit.rank, scored.candidate.start


def choose(shape: Shape, scored: Sequence[Scored]) -> list[Point]:
    """The points that answer, the likeliest first; empty when nothing is likely enough.

    A sentence that says what a point says already, in nearly its words or with the same value, joins that point.
    """
    scored = [each for each in scored if each.probability >= THRESHOLD]
    if not scored:
        return []
    bar = RELATIVE * max(each.probability for each in scored)
    # Who asks "He Lifeng or Li Qiang?" is not told of a third where one of both, or a sentence on both, does as well.
    taking = [
        each
        for each in scored
        if _takes_a_name(shape, each.value) or (each.value is None and _takes_a_name(shape, each.candidate.text, 2))
    ]
    if any(each.probability >= bar for each in taking):
        scored = taking
    # Of sentences that are likely enough to be told anyway, one with all that the question asks decides it.
    scored = sorted(scored, key=lambda each: not (each.probability >= bar and _decides(shape, each.candidate.text)))
    points: list[Point] = []
    for each in scored:
        likely = each.probability >= bar or not points
        known = next((point for point in points if _say_the_same(point.lead, each, likely=likely)), None)
        if known is not None:
            if all(each.article.id != other.article.id for other in known.all):
                known.same.append(each)
        elif (
            len(points) < (MAX_TOLD if shape.kind is Kind.OVERVIEW else MAX_POINTS)
            and likely
            and not _overlaps(points, each)
        ):
            points.append(Point(lead=each, shape=shape))
    return points


def _overlaps(points: Sequence[Point], each: Scored) -> bool:
    return any(each.candidate.overlaps(other.candidate) for point in points for other in point.all)


def _say_the_same(one: Scored, other: Scored, *, likely: bool) -> bool:
    """Whether two sentences say the same: nearly in the same words, or, both being likely, with the same value."""
    ours, theirs = set(words(one.candidate.text)), set(words(other.candidate.text))
    if len(ours & theirs) >= _SAME * len(ours | theirs):
        return not _differ(one.candidate.text, other.candidate.text)
    if not likely or one.value is None:
        return False
    if other.value is None:
        return len(one.value.split()) > 1 and one.value in other.candidate.text
    return _same_value(one.value, other.value)


def _differ(one: str, other: str) -> bool:
    """Whether each of two sentences has a value that the other has not: "400 people came", "650 people came"."""
    ours, theirs = find_values(one), find_values(other)
    pairs = [(mine, yours) for mine in ours for yours in theirs if relate(mine, yours) is Relation.EQUAL]
    return len({mine.start for mine, _ in pairs}) < len(ours) and len({yours.start for _, yours in pairs}) < len(theirs)


def _same_value(one: str, other: str) -> bool:
    ours, theirs = find_values(one), find_values(other)
    if ours and theirs:
        return relate(ours[0], theirs[0]) is Relation.EQUAL
    mine, yours = _keys(one), _keys(other)
    if mine and yours and (_JOINT.search(one) or _JOINT.search(other)):
        return mine == yours  # "Berg and Lind" are not who "Berg" is
    if not (mine and yours):
        mine, yours = stems(one), stems(other)
    return bool(mine and yours) and (mine <= yours or yours <= mine)


def _keys(text: str) -> frozenset[str]:
    return frozenset(key for name in names(text) for key in name.keys)


def outlets_of(said: Sequence[Scored], copies: Copies) -> int:
    """How many outlets say it independently: copies, and an outlet that republishes another, count once."""
    groups: list[set[str]] = []
    for each in said:
        marks = _marks(each.article, copies)
        joined = [group for group in groups if not group.isdisjoint(marks)]
        for group in joined:
            groups.remove(group)
            marks |= group
        groups.append(marks)
    return len(groups)


def _marks(article: Article, copies: Copies) -> set[str]:
    source = article.source
    # An outlet's own name, or the article's where it has none: two unknown outlets may be one, or two.
    outlets = {name.value.casefold() for name in (source.publisher, source.original_publisher) if name.value}
    return {f"article {each}" for each in (article.id, *copies(article.id))} | {f"outlet {name}" for name in outlets}
