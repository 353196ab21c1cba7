"""Which exact words of the passages bear a claim out: the evidence a model's sentence is checked against and cites."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.words import words
from rag.instructing import is_instruction
from rag.retrieving import Found

_SLICES = 3
"""Sentences of a passage that are looked at; a claim's words stand in one, seldom in two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A sentence of a retrieved passage: `found.article.text[start:end]`."""

    found: Found
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.found.article.text[self.start : self.end]


class Check(Protocol):
    """Says why a claim does not hold."""

    def __call__(self, claim: str, evidence: "Sequence[Slice]") -> Sequence[str]:
        """The reasons, in a few words each, why the evidence does not bear out the claim; empty when it does."""
        ...


def anchor(
    claim: str, found: Sequence[Found], check: Check, others: Sequence[Found] = ()
) -> tuple[tuple[Slice, ...], tuple[str, ...]]:
    """Find the words that bear out a claim.

    Args:
        claim: One sentence.
        found: The passages it names.
        check: Decides.
        others: The passages it might have named: small models count badly, and what is cited is what bears it out.

    Returns:
        (slices, reasons): the fewest sentences that together pass the check and beside them every other
        passage's sentence that passes it alone, in the order of `found`; or the one sentence of `others` that passes
        it alone; or no slices, and why the best of `found` do not pass.
    """
    slices, reasons = _within(claim, found, check)
    if reasons:
        told = set(words(claim))
        near = [each for passage in others for each in _nearest(told, passage)]
        for each in sorted(near, key=lambda each: -_shared(told, each))[:_SLICES]:
            if not check(claim, [each]):
                return (each,), ()
    return slices, reasons


def _within(claim: str, found: Sequence[Found], check: Check) -> tuple[tuple[Slice, ...], tuple[str, ...]]:
    told = set(words(claim))
    near = [_nearest(told, each) for each in found]
    ranked = sorted((each for slices in near for each in slices), key=lambda each: -_shared(told, each))
    if not ranked:
        return (), ("the passage has no sentence",)
    chosen = [ranked[0]]
    reasons = tuple(check(claim, chosen))
    for other in ranked[1:]:
        if not reasons:
            break
        # A second sentence is evidence only if it takes something off what was missing.
        left = tuple(check(claim, [*chosen, other]))
        if len(left) < len(reasons):
            chosen, reasons = [*chosen, other], left
    if reasons:
        return (), reasons
    for slices in near:
        new = all(each.found is not slices[0].found for each in chosen) if slices else False
        if new and not check(claim, slices[:1]):
            chosen.append(slices[0])
    order = {id(each): position for position, each in enumerate(found)}
    return tuple(sorted(chosen, key=lambda each: (order[id(each.found)], each.start))), ()


def _nearest(told: set[str], found: Found) -> list[Slice]:
    passage = found.hit.passage
    inside = [
        Slice(found=found, start=start, end=end)
        for start, end in found.article.sentences
        if passage.start <= start and end <= passage.end and not is_instruction(found.article.text[start:end])
    ]
    return sorted(inside, key=lambda each: -_shared(told, each))[:_SLICES]


def _shared(told: set[str], each: Slice) -> float:
    """The share of the claim's words in a sentence, of two alike the shorter."""
    held = set(words(each.text))
    return len(told & held) / max(1, len(told)) - len(held) / 1000
