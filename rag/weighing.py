"""How far an answer can be relied on."""

_FURTHER = 0.7
"""What a further independent outlet leaves of the doubt. By convention: outlets err together, so it is far from
squaring; and the doubt left is mostly the reader's, whom another outlet does not correct."""
_MOST_OUTLETS = 4
_UNSHOWN = 0.8
"""A date, number or name was asked for, and none could be set in front."""
_DISPUTED = 0.5
"""At most one of two sides is right, and which is not ours to say."""


def confidence(probability: float, *, shown: bool, outlets: int, disputed: bool) -> float:
    """How far an answer can be relied on, 0 to 1.

    It starts from the reader's calibrated probability that the leading sentence answers. That its quotes are exact adds
    nothing, since an answer with one that is not cannot be built; exactness counts by the value that was asked for.

    Args:
        probability: Of the leading sentence, as `rag.judging` gives it.
        shown: The kind of value that was asked for stands in the quote, or none was asked for.
        outlets: How many say it independently, copies counted once; at least 1. Each further one, up to the fourth,
            takes three tenths of the doubt.
        disputed: The sources give different values; no answer that is disputed is above .5.

    >>> round(confidence(0.8, shown=True, outlets=1, disputed=False), 3)
    0.8
    >>> round(confidence(0.8, shown=True, outlets=2, disputed=False), 3)
    0.86
    >>> round(confidence(0.8, shown=True, outlets=2, disputed=True), 3)
    0.43
    """
    doubt = (1 - probability) * _FURTHER ** (min(outlets, _MOST_OUTLETS) - 1)
    return (1 - doubt) * (1.0 if shown else _UNSHOWN) * (_DISPUTED if disputed else 1.0)
