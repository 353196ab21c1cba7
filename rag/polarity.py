"""What a text denies, and which words tell the opposite of one another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rag.clauses import Word, breaks, split, stem_of

_NEGATIONS = frozenset("not never no none nobody nothing nor neither cannot without hardly barely nowhere".split())
_REFUSALS = frozenset(
    "refuse refused refuses refusing decline declined declines fail failed fails failing failure unable "
    "unwilling reject rejected "
    "rejects deny denied denies avoid avoided avoids prevent prevented lack lacked lacks impossible rule "
    "ruled oppose opposed "
    "opposes unlikely stopped stop halted abandoned scrapped cancelled banned blocked barred few little "
    "absence scarcely refusal "
    "stalled resisted dismissed false untrue missing unclear unknown uncertain unresolved instead rather "
    "against".split()
)
"""Words that deny without a "not"."""
_NOT_MEANT = re.compile(
    r"(?:not (?:only|just|merely|simply|least|until)|no (?:more|fewer|less|later|doubt|matter)|nothing (?:but|less)"
    r"|none other)\b",
    re.IGNORECASE,
)
_REACH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A word that denies and the content it denies, nearest first; `plain` for "not" and its like."""

    word: Word
    denied: tuple[str, ...]
    plain: bool


def negates(word: Word) -> bool:
    """Whether it is a "not".

    >>> [word.text for word in split("It won't, can’t and did not.") if negates(word)]
    ["won't", 'can’t', 'not']
    """
    return word.text.lower() in _NEGATIONS or word.text.lower().endswith(("n't", "n’t"))


def denials(text: str) -> Iterator[Denial]:
    """What a text denies.

    >>> [(found.word.text, found.denied) for found in denials("China has not acted on the demand, but it talked.")]
    [('not', ('act', 'demand'))]
    """
    words, stops = split(text), breaks(text)
    for position, word in enumerate(words):
        plain = negates(word)
        if not plain and word.text.lower() not in _REFUSALS:
            continue
        if _NOT_MEANT.match(text, word.start):
            continue
        end = next((stop for stop in stops if stop >= word.end), len(text))
        denied = [other.stem for other in words[position + 1 :] if other.stem and other.start < end]
        reach = 1 if word.text.lower() in {"no", "without"} else _REACH
        yield Denial(word=word, denied=tuple(denied[:reach]), plain=plain)


_OUTCOMES = (
    (
        "rose rise increased climbed gained grew growing growth surged jumped higher raised advanced",
        "fell falling declined dropped decreased plunged lower slid lowered cut reduction",
    ),
    (
        "approved backed accepted adopted passed endorsed ratified granted supported agreed",
        "rejected refused blocked denied vetoed declined dismissed opposed disagreed",
    ),
    ("won win wins victory beat defeated", "lost lose loses defeat"),
    ("survived survive alive", "died killed dead"),
    ("convicted guilty", "acquitted innocent"),
    ("opened reopened open opens", "closed shut close closes"),
    ("started began start begin begins", "ended cancelled end ends"),
    ("legal lawful", "illegal unlawful"),
    ("resumed continued continue resume continues", "suspended halted stopped stop halt"),
    ("confirmed confirm confirms", "denied deny denies"),
    ("stayed remained", "left resigned quit"),
    ("allowed permitted allow allows permit allowing", "banned barred prohibited forbade ban block prevent"),
)
"""What can become of one thing, and its opposite."""
_OPPOSITES = (
    ("before ahead prior", "after following"),
    ("strengthened strong stronger", "weakened weak weaker"),
    ("easing eased ease relaxed", "tightening tightened tighten"),
    ("hired hire", "fired dismissed"),
    ("import imports imported", "export exports exported"),
    ("likely", "unlikely"),
    ("best", "worst"),
    ("largest biggest highest most", "smallest lowest least fewest"),
    ("success successful succeeded", "failure unsuccessful failed"),
    ("include includes including included", "exclude excludes excluding excluded"),
    ("first", "last"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
)


@cache
def opposites() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Groups of stems, each with the group that says the opposite; both ways round."""
    one_way = [(_group(left), _group(right)) for left, right in _OPPOSITES]
    return (*opposite_outcomes(), *one_way, *((right, left) for left, right in one_way))


@cache
def opposite_outcomes() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """As `opposites`, but only of what becomes of one thing: "approved", and not "northern"."""
    one_way = [(_group(left), _group(right)) for left, right in _OUTCOMES]
    return (*one_way, *((right, left) for left, right in one_way))


def _group(line: str) -> frozenset[str]:
    return frozenset(stem_of(word) or word for word in line.split())
