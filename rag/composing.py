"""The answer with no language model: the sentences that answer, verbatim, each with who says so.

What we add is few words and always `Voice.OURS`. The same question over the same index composes the same answer, to
the byte.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.attributing import before, between, is_view, speaker_of
from rag.casing import cased
from rag.choosing import Copies, Point, Scored, choose, outlets_of, read
from rag.dating import days_of, say
from rag.disputing import cards
from rag.fitting import denies
from rag.following import stand_alone
from rag.hearing import Heard, hear
from rag.kinds import Kind
from rag.overviews import asks_for_article
from rag.parting import parts_of
from rag.quoting import Candidate, cite
from rag.reader.protocol import Reader
from rag.retrieving import Found
from rag.shaping import shape_of
from rag.topics import definable
from rag.trimming import trim
from rag.types import Bearing, Citation, Development, Disagreement, Part, Statement, Voice
from rag.weighing import confidence

_DENIED = "The question takes for granted what this denies. "
_GOES_ON = " …"
_NEAREST = 3
"""Passages that are shown when nothing answers: one look takes in three. Of the 32 answerable questions of the seeds'
development half that get no answer, the first of them is the evidence for 13, and one of the three for 17."""
_ORDER = (Bearing.DENIES, Bearing.ANSWERS, Bearing.ADDS, Bearing.VIEW, Bearing.LATER, Bearing.EARLIER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What was composed; without statements when no sentence answers.

    Attributes:
        statements: In reading order.
        citations: Numbered from 1 in order of first use.
        disagreements: Where the sources differ.
        developments: What was expected or true first, and what came later.
        confidence: As `rag.weighing` builds it; without statements how probable the likeliest sentence was.
        missing: The parts of the question that nothing answers; empty when nothing is answered at all.
        nearest: As `Answer.nearest`; empty when there are statements.
        generator: As `Answer.generator`.
        calls: As `Answer.calls`.
        tokens: As `Answer.tokens`.
        notices: As `Answer.notices`.
    """

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    developments: tuple[Development, ...] = ()
    confidence: float = 0.0
    missing: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    generator: str = "extractive"
    calls: int = 0
    tokens: int | None = 0
    notices: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The statements with their markers."""
        return " ".join(statement.text for statement in self.statements)


def _no_copies(_: str) -> tuple[str, ...]:
    return ()


def compose(question: str, found: Sequence[Found], reader: Reader, copies: Copies = _no_copies) -> Draft:
    """Choose the sentences that answer a question, and set them in order.

    Args:
        question: A standalone question; one that asks several things is answered part by part.
        found: What was retrieved for it.
        reader: Says how likely a sentence answers.
        copies: Which articles are copies of one another.
    """
    parts: list[Heard] = []
    missing: list[str] = []
    in_vain: list[Scored] = []
    articles = {each.article.id: each.article for each in found}.values()
    shown = parts_of(cased(question, (each.text[slice(*span)] for each in articles for span in each.sentences)))
    for each in shown:
        part = _answer(stand_alone(each, ((shown[0], ""),)) if each is not shown[0] else each, found, reader)
        if not part.points and (topic := definable(each) or asks_for_article(each)):
            # What no sentence defines, and no article is called, is told about.
            part = _answer(f"Tell me about {topic}", found, reader)
        if part.points:
            parts.append(part)
        else:
            missing.append(each)
            in_vain += part.scored if part.shape.kind is not Kind.DIFFERENCES else []
    if parts:
        return _write(parts, copies, tuple(missing))
    in_vain.sort(key=lambda scored: -scored.probability)
    return Draft(confidence=in_vain[0].probability if in_vain else 0.0, nearest=_nearest(in_vain, found))


def _nearest(scored: Sequence[Scored], found: Sequence[Found]) -> tuple[Citation, ...]:
    """The likeliest sentence of each passage, likeliest first; where none can answer, passages as they were found."""
    best: dict[int, Candidate] = {}
    for each in scored:
        best.setdefault(each.candidate.found.hit.rank, each.candidate)
    spans = [(each.found, each.opening, each.closing) for each in best.values()] or [
        (each, each.hit.passage.start, each.hit.passage.end) for each in found
    ]
    return tuple(cite(number, *span) for number, span in enumerate(spans[:_NEAREST], start=1))


def _answer(question: str, found: Sequence[Found], reader: Reader) -> Heard:
    shape = shape_of(question)
    scored = read(question, shape, found, reader)
    # Where it is asked in what the sources differ, every sentence is held against every other.
    differs = shape.kind is Kind.DIFFERENCES
    part = Heard(shape=shape, scored=scored, points=[] if differs else choose(shape, scored))
    hear(part, range(len(scored)) if differs else [scored.index(point.lead) for point in part.points])
    return part


def _write(parts: Sequence[Heard], copies: Copies, missing: tuple[str, ...]) -> Draft:
    placed = _place(parts)
    quoted = list({_key(each): each for _, point in placed for each in point.all}.values())
    numbers = {_key(each): number for number, each in enumerate(quoted, start=1)}
    citations = tuple(
        cite(number, each.candidate.found, each.candidate.opening, each.candidate.closing)
        for number, each in enumerate(quoted, start=1)
    )
    statements = tuple(_state(bearing, point, numbers, copies) for bearing, point in placed)
    disagreements, developments = _cards(parts, numbers, citations)
    lead = placed[0][1]
    return Draft(
        statements=statements,
        citations=citations,
        disagreements=disagreements,
        developments=developments,
        confidence=confidence(
            lead.lead.probability,
            outlets=statements[0].outlets,
            disputed=bool(disagreements),
        ),
        missing=missing,
    )


def _place(parts: Sequence[Heard]) -> list[tuple[Bearing, Point]]:
    """Every point with what it does for the question, in the order in which an answer reads; nothing twice."""
    placed: list[tuple[Bearing, Point]] = []
    for part in parts:
        later, ordered = part.later(), part.newest_first()
        for point, overtaken in ordered:
            if not any(point.lead.candidate.overlaps(each.candidate) for _, known in placed for each in known.all):
                bearing = _bearing(point, first=point is ordered[0][0], later=later)
                placed.append((Bearing.EARLIER if overtaken else bearing, point))
    return sorted(placed, key=lambda pair: _ORDER.index(pair[0]))


def _cards(
    parts: Sequence[Heard], numbers: dict[tuple[str, int], int], citations: Sequence[Citation]
) -> tuple[tuple[Disagreement, ...], tuple[Development, ...]]:
    disagreements: tuple[Disagreement, ...] = ()
    developments: tuple[Development, ...] = ()
    for part in parts:
        cited = {at: numbers[_key(each)] for at, each in enumerate(part.scored) if _key(each) in numbers}
        shown = [each for each in part.differences if each.one in cited and each.other in cited]
        differing, later = cards(shown, cited, citations)
        disagreements, developments = disagreements + differing, developments + later
    return disagreements, developments


def _key(each: Scored) -> tuple[str, int]:
    return each.article.id, each.candidate.start


def _bearing(point: Point, *, first: bool, later: Sequence[Scored]) -> Bearing:
    if point.lead in later and not first:
        return Bearing.LATER
    if denies(point.shape, point.lead.candidate.quote):
        return Bearing.DENIES
    if is_view(point.lead.article.source):
        return Bearing.VIEW
    return Bearing.ANSWERS if first else Bearing.ADDS


def _state(bearing: Bearing, point: Point, numbers: dict[tuple[str, int], int], copies: Copies) -> Statement:
    lead, number = point.lead, numbers[_key(point.lead)]
    parts = [Part(text=_DENIED, voice=Voice.OURS)] if bearing is Bearing.DENIES else []
    if bearing is Bearing.EARLIER:
        parts = [Part(text=f"Earlier ({say(*days_of(lead.article.source.published.value or ''))}): ", voice=Voice.OURS)]
    fronted = lead.value is not None and bearing is not Bearing.DENIES
    if fronted:
        parts += [Part(text=str(lead.value), voice=Voice.VALUE, citation=number), Part(text=" — ", voice=Voice.OURS)]
    said = _shown(point) if fronted else lead.candidate.quote
    parts += _attributed(lead, said, number, within=fronted or bearing is Bearing.EARLIER)
    if said != lead.candidate.quote:
        parts.append(Part(text=_GOES_ON, voice=Voice.OURS))
    speaker = speaker_of(lead.candidate.quote)
    return Statement(
        parts=tuple(parts),
        bearing=bearing,
        corroborating=tuple(numbers[_key(each)] for each in point.same),
        outlets=outlets_of(point.all, copies),
        speaker=speaker.speaker if speaker else None,
    )


def _shown(point: Point) -> str:
    """The clause of a long sentence that holds the value that was asked for; where it is quoted with others, all."""
    candidate, value = point.lead.candidate, point.lead.value
    whole = candidate.quote != candidate.text or value is None or point.shape.several
    return candidate.quote if whole else trim(candidate.quote, str(value), point.shape.about)


def _attributed(lead: Scored, quote: str, number: int, *, within: bool) -> list[Part]:
    """Who says it, and what; `within` a sentence that has begun already."""
    source = lead.article.source
    said = speaker_of(quote)
    if said is not None and said.place:
        ours = between(source)
        ours = ours[:-1] if quote[said.place] in ",:" else ours
        return [
            Part(text=quote[: said.place], voice=Voice.QUOTED, citation=number),
            Part(text=ours, voice=Voice.OURS),
            Part(text=quote[said.place :], voice=Voice.QUOTED, citation=number),
        ]
    ours = before(source)
    ours = ours[0].lower() + ours[1:] if within else ours
    return [Part(text=ours, voice=Voice.OURS), Part(text=quote, voice=Voice.QUOTED, citation=number)]
