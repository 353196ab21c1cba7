"""Does a statement deny what its evidence says, or say what it denies?"""

from collections.abc import Iterator, Sequence

from rag.clauses import Word, split
from rag.findings import Check, Finding
from rag.polarity import denials, opposites

_NEAR = 3
"""Content words next to another that count as its surroundings."""


def _stems(text: str) -> set[str]:
    return {word.stem or word.text.lower() for word in split(text)}


def check_added_negations(statement: str, evidence: Sequence[str]) -> Iterator[Finding]:
    """A "not" that nothing in the evidence answers to."""
    held = set().union(*map(_stems, evidence)) if evidence else set()
    denied = [set(found.denied) for text in evidence for found in denials(text)]
    for found in denials(statement):
        if not found.plain:
            continue
        shared = [stem for stem in found.denied if stem in held]
        if shared and any(shared[0] in group for group in denied):
            continue
        if (not shared and denied) or _denied_otherwise(found.denied, held):
            continue
        why = f"the evidence has no “{found.word.text}” here"
        yield Finding(check=Check.NEGATION, start=found.word.start, end=found.word.end, why=why)


def _denied_otherwise(stems: tuple[str, ...], held: set[str]) -> bool:
    """Whether the evidence has the opposite of what is denied: "not guilty" for "acquitted"."""
    return any(not left.isdisjoint(stems[:2]) and not right.isdisjoint(held) for left, right in opposites())


_FIRM = frozenset("refused declined failed unable unwilling refuses declines fails refuse fail".split())


def check_lost_negations(statement: str, evidence: Sequence[str]) -> Iterator[Finding]:
    """A word that the evidence denies and the statement says."""
    ours = list(denials(statement))
    denied = {stem for found in ours for stem in found.denied}
    said = {word.stem: word for word in reversed(split(statement)) if word.stem}
    for text in evidence:
        for found in denials(text):
            if not found.plain and found.word.text.lower() not in _FIRM:
                continue
            target = next((stem for stem in found.denied[:2] if stem in said), None)
            if target is None or target in denied or _plainly_said(target, evidence):
                continue
            if any(
                not set(other.denied).isdisjoint(found.denied) or other.word.stem == found.word.stem for other in ours
            ):
                continue
            if _denied_otherwise(found.denied, _stems(statement)):
                continue
            word = said[target]
            why = f"the evidence says “{found.word.text}” of “{word.text}”"
            yield Finding(check=Check.NEGATION, start=word.start, end=word.end, why=why)


def _plainly_said(stem: str, evidence: Sequence[str]) -> bool:
    """Whether the evidence says a word somewhere without denying it."""
    for text in evidence:
        times = sum(word.stem == stem for word in split(text))
        if times > sum(stem in found.denied for found in denials(text)):
            return True
    return False


def check_opposites(statement: str, evidence: Sequence[str]) -> Iterator[Finding]:
    """A word whose opposite the evidence has in the same surroundings."""
    words = split(statement)
    ours = _stems(statement)
    held = set().union(*map(_stems, evidence)) if evidence else set()
    for said, against in opposites():
        mine = ours & said
        # Said here and not there, while the opposite is said there and not here; a denial of either makes up for it.
        if not mine or held & said or not held & against or ours & against:
            continue
        if any(True for text in (statement, *evidence) for found in denials(text) if found.plain):
            continue
        word = next(word for word in words if (word.stem or word.text.lower()) in mine)
        text, there = next((t, w) for t in evidence for w in split(t) if (w.stem or w.text.lower()) in against)
        if _beside(statement, word).isdisjoint(_beside(text, there)):
            continue
        why = f"“{word.text}” stands against “{there.text}” in the evidence"
        yield Finding(check=Check.OPPOSITE, start=word.start, end=word.end, why=why)


def _beside(text: str, word: Word) -> set[str]:
    """The content words next to a word, three on each side."""
    stems = [(other.start, other.stem) for other in split(text) if other.stem]
    before = [stem for start, stem in stems if start < word.start][-_NEAR:]
    return {*before, *[stem for start, stem in stems if start > word.start][:_NEAR]}
