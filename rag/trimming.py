"""The shortest whole clause of a long sentence that says what was asked: what stands in the answer.

Only what adds beside the point is left off, at the end: a clause of its own with "which" or "who", or what somebody
cited or marked by it. The source beside the answer shows the sentence whole.
"""

import re

from rag.clauses import breaks, stems
from rag.polarity import denials

_LONG = 18
"""Words from which on a sentence is long."""
_LEAST, _SAVED = 8, 6
"""Words of a clause that can stand alone, and that are worth leaving off."""
_ADDS = re.compile(
    r", (?=(?:which|who|whose|where|(?:all|both|some|many|most) of (?:which|whom)"
    r"|stating|citing|marking|making|leaving|sending|bringing|prompting|joining|surpassing)\b)"
)
# What takes back or limits what is said, or says who says it, is never left off.
_LIMITS = re.compile(
    r"\b(?:but|although|though|unless|if|except|only|despite|however|whether|until|pending|allegedly|reportedly|said|says"
    r"|told|according|claim\w*|den(?:y|ies|ied)|disputed|false\w*|alleg\w+)\b|[“”\"]",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|do|did|\w{2,}(?:ed|s)|began|held|met"
    r"|won|lost|rose|fell|hit|cut|put|took|gave|made|became|led|came|went|left|sent|told|said|paid|bought|sold|won)\b"
)


def trim(quote: str, value: str, about: frozenset[str]) -> str:
    """The opening of a sentence up to the end of the clause that holds a value, or all of it.

    Args:
        quote: One sentence.
        value: What was asked for, as the sentence has it.
        about: Stems of the question: a word of it that the sentence has is not left off.

    >>> trim(
    ...     "At the heart of the debate is TikTok, the platform with over 100 million US users, which faces a deadline "
    ...     "to divest or be banned in the US.", "over 100 million", stems("How many Americans use TikTok?"))
    'At the heart of the debate is TikTok, the platform with over 100 million US users'
    """
    if len(quote.split()) < _LONG:
        return quote
    for found in _ADDS.finditer(quote):
        kept, left = quote[: found.start()], quote[found.end() :]
        if value in kept and _stands_alone(kept) and _adds_only(left) and not (stems(left) - stems(kept)) & about:
            return kept
    return quote


def _stands_alone(kept: str) -> bool:
    balanced = kept.count("“") == kept.count("”") and kept.count("(") == kept.count(")") and kept.count('"') % 2 == 0
    # Behind the last break a clause may have begun that the rest would end.
    return balanced and len(kept.split()) >= _LEAST and _FINITE.search(kept) is not None


def _adds_only(left: str) -> bool:
    """Whether the rest of a sentence is a clause to its end (with a comma, it goes on), and takes nothing back."""
    ends = "," not in left and ";" not in left and not any(left[at] in ":—–" for at in breaks(left))
    worth = len(left.split()) >= _SAVED
    return ends and worth and not _LIMITS.search(left) and not any(denial.plain for denial in denials(left))
