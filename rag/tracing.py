"""Words that a question quotes -> the sentences that they are, each with who says it."""

from collections.abc import Iterator, Sequence

from rag.attributing import speaker_of
from rag.fronting import speaker_in
from rag.quoting import Candidate, candidates_of
from rag.retrieving import Found
from rag.shaping import Shape
from rag.whose import are_words_of, words_asked_about


def traced(question: str, shape: Shape, found: Sequence[Found]) -> list[tuple[Candidate, str | None]]:
    """The sentences whose words are asked about, each with its speaker as its quote names him, None for its outlet.

    Empty where no words are asked about, or no sentence is all of them: to hold them in another is to say more.
    """
    words = words_asked_about(question)
    if words is None:
        return []
    every = (each for one in found for each in candidates_of(one))
    told = [each for each in every if any(are_words_of(words, way) for way in _ways(each))]
    speakers = [speaker_in(shape, each.quote) for each in told]
    return [(each, each.quote[slice(*who)] if who else None) for each, who in zip(told, speakers, strict=True)]


def _ways(candidate: Candidate) -> Iterator[str]:
    """A sentence, all that is quoted of it, and that without who says so."""
    yield candidate.text
    yield candidate.quote
    said = speaker_of(candidate.quote)
    if said is not None and said.place:
        yield candidate.quote[said.place :].removeprefix(" that")
