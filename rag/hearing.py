"""Who disagrees with what answers, and what came of it: heard beside the points of an answer, or asked for alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.dating import last_day
from rag.choosing import Point, Scored
from rag.clauses import stems
from rag.comparing import Difference, Outcome
from rag.dating import newer_first
from rag.disputing import dispute
from rag.fronting import of_its_kind
from rag.kinds import Kind
from rag.shaping import Shape

_MOST_DIFFERENCES = 3
"""Cards of an answer that is asked for them: a reader checks six quotes, and asks on about one."""

_WEEK = 7


@dataclass(slots=True, kw_only=True)
class Heard:
    """A part of a question at work: everything that was read for it, the points made of it, and what differs."""

    shape: Shape
    scored: list[Scored]
    points: list[Point]
    differences: list[Difference] = field(default_factory=list)

    def later(self) -> list[Scored]:
        """What came of something that was only expected."""
        return [self.scored[each.other] for each in self._developments(dated=False)]

    def newest_first(self) -> list[tuple[Point, bool]]:
        """The points, the newer of those about the same thing before the older; and whether each was overtaken."""
        about = list(range(len(self.points)))
        for each in self._developments(dated=True):
            one, other = (self._place(self.scored[end]) for end in (each.one, each.other))
            if one is not None and other is not None:
                about = [about[one] if thing == about[other] else thing for thing in about]
        order = newer_first([point.lead.article.source.published.value for point in self.points], about)
        return [(self.points[at], overtaken) for at, overtaken in order]

    def _developments(self, *, dated: bool) -> list[Difference]:
        return [each for each in self.differences if each.outcome is Outcome.DEVELOPMENT and each.dated is dated]

    def _place(self, said: Scored) -> int | None:
        return next((at for at, point in enumerate(self.points) if said in point.all), None)


def hear(part: Heard, chosen: Sequence[int]) -> None:
    """Add who disagrees with what was chosen, or tells what came of it."""
    disputed = dispute([(each.article, each.candidate.text) for each in part.scored], chosen)
    for difference in disputed.differences:
        if part.shape.kind is Kind.DIFFERENCES and len(part.differences) == _MOST_DIFFERENCES:
            break
        sides = [part.scored[end] for end in (difference.one, difference.other)]
        if not _is_asked(part.shape, difference, sides) or any(_in_the_way(part, each) for each in sides):
            continue
        part.points += [Point(lead=each, shape=part.shape) for each in sides if not _quoted(part, each)]
        part.differences.append(difference)


def _is_asked(shape: Shape, difference: Difference, sides: Sequence[Scored]) -> bool:
    """Whether the question asks for that in which sources differ, and not for something that they tell beside it."""
    if not all(of_its_kind(shape, value) for value in difference.values):
        return False
    if shape.kind is Kind.DIFFERENCES:
        told = stems(" ".join(each.candidate.text for each in sides))
        asked = difference.outcome is Outcome.DISAGREEMENT and _are_of_one_time(sides)
        return asked and (not shape.about or not shape.about.isdisjoint(told))
    about = stems(" ".join((difference.subject, *difference.values)))
    in_front = any(each.value and each.value in value for each in sides for value in difference.values)
    return in_front or not shape.about or not shape.about.isdisjoint(about)


def _are_of_one_time(sides: Sequence[Scored]) -> bool:
    """Whether both were published within a week, as far as that is known: a price of May is not that of June."""
    days = [last_day(day) for each in sides if (day := each.article.source.published.value)]
    return not days or (max(days) - min(days)).days <= _WEEK


def _quoted(part: Heard, each: Scored) -> bool:
    return any(each in point.all for point in part.points)


def _in_the_way(part: Heard, each: Scored) -> bool:
    """Whether a sentence overlaps what is quoted already without being it."""
    others = (other for point in part.points for other in point.all)
    return not _quoted(part, each) and any(each.candidate.overlaps(other.candidate) for other in others)
