"""What decides whether a model's sentence may be shown: the guard on values and words, and the reader's support."""

from collections.abc import Sequence

from index.words import words
from rag.anchoring import Slice
from rag.verifying import Supporter, verify

SUPPORT = 0.2
"""The least probability that the cited sentences support a claim. Of claims that people labelled, few more of the
supported ones are then refused, and fewer of the others pass (docs/decisions/verifying.md)."""
_SHARED = 0.5
"""The least share of a claim's words that stand in the evidence: an invention about other things shares fewer."""
_ASKS = ("?", "\uff1f", "\u061f")
_ENDS, _CLOSING = (".", "!", "\u3002", "\uff01", *_ASKS), "”\"')]"
"""What a sentence ends with, also in Chinese and Arabic, and what may stand behind that."""


class Guard:
    """A `Check` that refuses what differs from the evidence in a value, a name, a quotation or a negation.

    A claim must also share half of its words with the evidence, and be supported by it as a whole.
    """

    def __init__(self, supporter: Supporter) -> None:
        """Take what judges whether the whole follows."""
        self._supporter = supporter

    def __call__(self, claim: str, evidence: Sequence[Slice]) -> Sequence[str]:
        """As `Check`: why the evidence does not bear out a claim."""
        texts = [each.text for each in evidence]
        named = [name for each in evidence for name in _named(each)]
        known = [*named, *(each.found.article.source.title.value or "" for each in evidence)]
        findings = verify(claim, texts, known=known, supporter=self._supporter, bar=SUPPORT)
        reasons = [finding.why for finding in findings]
        # A headline is no sentence, but a sentence may say what the headline says.
        heading = not claim.rstrip(_CLOSING).endswith(_ENDS)
        names = named if not heading and not _told(claim, known) else known
        if claim.endswith(_ASKS):
            reasons.append("it asks, and states nothing")
        elif not _told(claim, names):
            reasons.append("it says nothing")
        elif not shares_enough(claim, texts, names):
            reasons.append("the passage speaks of other things")
        return reasons


def shares_enough(claim: str, texts: Sequence[str], known: Sequence[str] = ()) -> bool:
    """Whether half of a claim's words stand in the evidence; names of the source say nothing for it."""
    told = _told(claim, known)
    held = {word for text in texts for word in words(text)}
    return len(told & held) >= _SHARED * len(told)


def _told(claim: str, known: Sequence[str]) -> set[str]:
    return set(words(claim)).difference(*(words(name) for name in known))


def _named(each: Slice) -> list[str]:
    source = each.found.article.source
    described = (source.publisher, source.original_publisher, source.authors, source.published)
    return [value.value for value in described if value.value]
