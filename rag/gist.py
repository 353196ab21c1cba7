"""What articles tell, where nothing in particular is asked: how each opens, or of a single one what its words weigh.

The sentences of one article are chosen as SumBasic does (Nenkova and Vanderwende 2005): by the share that their words
have of the article's, those that were told already counting less. It opens as the article does.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rag.clauses import stems
from rag.outlets import is_called
from rag.overviews import asks_for_article
from rag.quoting import Candidate, candidates_of
from rag.retrieving import Found

MAX_TOLD = 5
"""Of so many articles at most it is told how they open, and so many sentences of a single one."""
_LEAST_TOLD = 8
"""Words of a sentence that tells something; less is a headline, a caption or a byline."""


def gist(question: str, found: Sequence[Found]) -> list[Candidate]:
    """How each article opens; where there is but one, or the question names one, its gist, in its own order."""
    called = asks_for_article(question)
    meant = [each for each in found if called is None or is_called(each.article, called)]
    openings: dict[str, Candidate] = {}
    for each in meant:
        if each.article.id not in openings and (opening := _opening(each, found)) is not None:
            openings[each.article.id] = opening
    told = list(openings.values())
    single = len({each.article.id for each in meant}) == 1
    return sorted(_weightiest(told, meant), key=lambda each: each.start) if single else told


def _weightiest(told: list[Candidate], found: Sequence[Found]) -> list[Candidate]:
    """The sentences that hold most of what an article is about, after what is `told` already."""
    left = [each for one in found for each in candidates_of(one) if _tells(each.quote) and each not in told]
    held = Counter(stem for each in (*told, *left) for stem in stems(each.text))
    shares = {stem: count / held.total() for stem, count in held.items()}
    told = list(told)
    while left and len(told) < MAX_TOLD:
        # What was told already is hardly expected again: its share is squared.
        said = Counter(stem for each in told for stem in stems(each.text))
        best = left.pop(max(range(len(left)), key=lambda at: _weight(left[at], shares, said)))
        if not any(best.overlaps(each) for each in told):
            told.append(best)
    return told


def _weight(candidate: Candidate, shares: Mapping[str, float], said: Mapping[str, int]) -> float:
    held = sorted(stems(candidate.text))
    # By their mean the shortest sentences lead, "Putin has already met with Trump."; by their sum the longest.
    return sum(shares[stem] ** (1 + said.get(stem, 0)) for stem in held) / math.sqrt(max(1, len(held)))


def _opening(one: Found, found: Sequence[Found]) -> Candidate | None:
    """The sentence that an article opens with, since news says first what matters most: no headline, caption or byline.

    What another article has as well, "Get our letter every day.", is its outlet's.
    """
    others = [each.article.text for each in found if each.article.id != one.article.id]
    told: Iterator[Candidate] = (each for each in candidates_of(one) if _tells(each.quote))
    return next((each for each in told if not any(each.text in text for text in others)), None)


def _tells(quote: str) -> bool:
    return len(quote.split()) >= _LEAST_TOLD and quote.rstrip("”\"’')").endswith((".", "!", "?"))
