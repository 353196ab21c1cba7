"""What a name is named together with: "Vietnam, Japan and South Korea" is the answer, and no one of them is."""

import re

from rag.clauses import names, stems
from rag.kinds import Kind
from rag.places import countries, is_adjective
from rag.shaping import Shape

_JOINT = re.compile(r"\b(?:and|or)\b")
_NEXT_ITEM = re.compile(r"(?:,? and |, | or | as well as )(?:the )?")
_LAST_ITEM = re.compile(r"\b(?:and|or) (?:the )?$")
_ONE = re.compile(r"\bwho(?:[’']s| is| was) (?:the|an?|\w+[’']s) ", re.IGNORECASE)
"""Asks for the one who has an office, not for all who did something."""
_NEXT_PERSON = re.compile(r"(?:,|,? (?:and|as well as))(?: [\w’'-]+,?){0,3} ")
"""Between two people of whom the same is said: ", and their Chinese counterparts, "."""
_SAYS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|should|who|whom|whose|which|that|he|she|they|it"
    r"|in|on|at|by|of|to|for|from|with|after|before|while|when|as(?! well)|but|then|later|not|met|meets"
    r"|said|says|told|\w+ed|\w+ing)\b"
)
"""What would tell something else of one of them."""
_FURTHEST = 60
"""Characters that can do so; farther names are not looked at."""
_LONGEST = 200
"""Characters that are still set in front."""


def enumeration(shape: Shape, text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch of all that a question asks for where a value is one of them, or of that value.

    >>> from rag.shaping import shape_of
    >>> text = "Secretary Ann Berg and Vice Premier Bo Lind are leading the talks."
    >>> [text[slice(*enumeration(shape_of(asked), text, 36, 43))]
    ...  for asked in ("Who is leading the talks?", "Who is the Vice Premier?")]
    ['Secretary Ann Berg and Vice Premier Bo Lind', 'Bo Lind']
    """
    if shape.kind is not Kind.PERSON:
        return _items(text, start, end) if shape.several else (start, end)
    if shape.speaker or _ONE.search(shape.sentence):
        return start, end
    left, right = _people(text, start, end)
    row = [name for name in names(text) if left <= name.start < right]
    # "Who leads the Chinese side?" is about one of them, and so is "... the US side?" where one is Chinese.
    sides = countries() if shape.names else frozenset[str]()
    asked = (shape.about | shape.names).intersection(stems(" ".join(name.text for name in row)))
    one = not shape.several and (asked or any(not sides.isdisjoint(name.keys) for name in row))
    return (start, end) if one or right - left > _LONGEST else (left, right)


def _items(text: str, start: int, end: int) -> tuple[int, int]:
    found = names(text)
    ended = _LAST_ITEM.search(text[:start]) is not None or _JOINT.search(text[start:end]) is not None
    for name in found:
        joint = None if ended else _NEXT_ITEM.match(text, end)
        if joint and joint.end() == name.start:
            end, ended = name.end, _JOINT.search(joint.group()) is not None
    for name in reversed(found):
        joint = _NEXT_ITEM.match(text, name.end)
        if joint and joint.end() == start:
            start = name.start
    return start, end


def _people(text: str, start: int, end: int) -> tuple[int, int]:
    """All who are named in a row with somebody, joined by "and"; only that one where the row has no end of its own."""
    found = [name for name in names(text) if not is_adjective(text, name.start, name.end)]
    left, right = start, end
    for name in found:
        if (name.start >= right and _joins(text, right, name.start)) or name.start < right < name.end:
            right = name.end
    for name in reversed(found):
        if (name.end <= left and _joins(text, name.end, left)) or name.start < left < name.end:
            left = name.start
    # "Ann met Bo, and Cy told Di": whoever stands before a verb that the row does not begin with is of another clause.
    another = _SAYS.search(text[:left]) and _SAYS.match(text[right:].lstrip())
    joined = _JOINT.search(text[left:right])
    return (left, right) if joined and not another else (start, end)


def _joins(text: str, start: int, end: int) -> bool:
    """Whether what stands between two people only joins them, and tells nothing of one."""
    if end - start > _FURTHEST:
        return False
    between = text[start:end]
    return _NEXT_PERSON.fullmatch(between) is not None and not _SAYS.search(between)
