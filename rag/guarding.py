"""What decides whether a model's sentence may be shown: the guard on values and words, and the reader's support."""

from collections.abc import Sequence

from index.words import words
from rag.anchoring import Slice
from rag.verifying import Supporter, verify

SUPPORT = 0.5
"""The least probability that the cited sentences support a claim."""
_SHARED = 0.5
"""The least share of a claim's words that stand in the evidence: an invention about other things shares fewer."""


class Guard:
    """A `Check` that refuses what differs from the evidence in a value, a name, a quotation or a negation.

    Without a supporter it looks at words alone: a claim must then also share half of its words with the evidence.
    """

    def __init__(self, supporter: Supporter | None = None) -> None:
        """Take what judges whether the whole follows, where there is one."""
        self._supporter = supporter

    def __call__(self, claim: str, evidence: Sequence[Slice]) -> Sequence[str]:
        """As `Check`: why the evidence does not bear out a claim."""
        texts = [each.text for each in evidence]
        known = [name for each in evidence for name in _named(each)]
        findings = verify(claim, texts, known=known, supporter=self._supporter, bar=SUPPORT)
        reasons = [finding.why for finding in findings]
        # Names of the source may stand in a claim, and say nothing for it.
        told = set(words(claim)).difference(*(words(name) for name in known))
        held = {word for text in texts for word in words(text)}
        if not told:
            reasons.append("it says nothing")
        elif len(told & held) < _SHARED * len(told):
            reasons.append("the passage speaks of other things")
        return reasons


def _named(each: Slice) -> list[str]:
    source = each.found.article.source
    described = (source.title, source.publisher, source.original_publisher, source.authors, source.published)
    return [value.value for value in described if value.value]
