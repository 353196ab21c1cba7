"""Do the numbers, units and dates of a statement stand in its evidence, with the same value, of the same thing?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from rag.clauses import clause_around, split
from rag.findings import Check, Finding
from rag.values import Bound, Kind, Relation, Value, find_values, relate

_NEAR = 3
"""Content words next to another that count as its surroundings."""


def check_values(statement: str, evidence: Sequence[str], known: Sequence[str]) -> Iterator[Finding]:
    """Values that the evidence does not have, or has for something else; `known` may add the year to a date."""
    held = [(text, value) for text in evidence for value in find_values(text)]
    single = re.search(r"\b(?:an?|single|one|sole)\b", " ".join(evidence), re.IGNORECASE) is not None
    for value in find_values(statement):
        said = statement[value.start : value.end]
        meeting = [(text, other) for text, other in held if _meets(_without_known_year(value, known), other)]
        if meeting:
            if _stands_elsewhere(statement, value, meeting, held):
                yield Finding(
                    check=Check.NUMBER, start=value.start, end=value.end, why=f"“{said}” is said of something else"
                )
        elif not (value.kind is Kind.COUNT and value.low == 1 and (single or not _counts(held))):
            yield _missing(value, said, held)


def _without_known_year(value: Value, known: Sequence[str]) -> Value:
    """A date without its year where that is the year of a cited article: "September 17" there may be said in full."""
    years = {other.day.year for text in known for other in find_values(text)}
    if value.kind is not Kind.DATE or value.day.month is None or value.day.year not in years:
        return value
    return replace(value, day=replace(value.day, year=None))


def _counts(held: list[tuple[str, Value]]) -> bool:
    return any(value.kind is Kind.COUNT for _, value in held)


def _missing(value: Value, said: str, held: list[tuple[str, Value]]) -> Finding:
    check = Check.DATE if value.kind is Kind.DATE else Check.NUMBER
    other_unit = [text[v.start : v.end] for text, v in held if v.low == value.low and v.unit != value.unit]
    if value.kind is not Kind.DATE and other_unit:
        check, why = Check.UNIT, f"“{said}” is “{other_unit[0]}” in the evidence"
    else:
        alike = [text[v.start : v.end] for text, v in held if v.kind is value.kind]
        why = f"“{said}” does not stand in the evidence" + (f", which has “{alike[0]}”" if alike else "")
    return Finding(check=check, start=value.start, end=value.end, why=why)


def _meets(said: Value, held: Value) -> bool:
    """Whether a value that is said may stand for one that the evidence holds: it may be rounder, never more exact."""
    relation = relate(said, held)
    if relation is Relation.EQUAL:
        return True
    if relation is not Relation.COMPATIBLE:
        return False
    if said.kind is Kind.DATE:
        return all(
            ours is None or theirs is not None
            for ours, theirs in (
                (said.day.year, held.day.year),
                (said.day.month, held.day.month),
                (said.day.day, held.day.day),
            )
        ) and (said.day.weekday is None or held.day.weekday is not None or held.day.year is not None)
    if {said.bound, held.bound} == {Bound.OVER, Bound.UNDER}:
        return False
    same_number = (said.low, said.high) == (held.low, held.high)
    if said.bound is held.bound is not Bound.EXACT or abs(said.low - held.low) > held.low * _LOOSE:
        return same_number
    return same_number or said.bound is not Bound.EXACT or _has_fewer_figures(said, held)


_LOOSE = Fraction(1, 2)
"""How far "more than 100" may be below what the evidence has."""


def _has_fewer_figures(said: Value, held: Value) -> bool:
    return held.bound is Bound.EXACT and said.low % 10 == 0 and held.low % 10 != 0


def _stands_elsewhere(
    statement: str, value: Value, meeting: list[tuple[str, Value]], held: list[tuple[str, Value]]
) -> bool:
    """Whether a number that the evidence holds is said of what another number is said of there."""
    rivals = [(text, v) for text, v in held if v.kind is value.kind and relate(v, value) is Relation.DIFFERENT]
    if not rivals:
        return False
    ours = _around(statement, value)
    best = max(len(ours & _around(text, v)) for text, v in meeting)
    return max(len(ours & _around(text, v)) for text, v in rivals) > best + 1


def _around(text: str, value: Value) -> set[str]:
    """The content words next to a value: a few on each side, within its clause."""
    start, end = clause_around(text, value.start, value.end)
    words = [word for word in split(text) if word.stem and start <= word.start < end]
    before = [word.stem for word in words if word.end <= value.start][-_NEAR:]
    after = [word.stem for word in words if word.start >= value.end][:_NEAR]
    return {*before, *after}
