"""How far an answer can be relied on."""

_FURTHER = 0.7
"""What a further independent outlet leaves of the doubt. By convention: outlets err together, so it is far from
squaring; and the doubt left is mostly the reader's, whom another outlet does not correct."""
_MOST_OUTLETS = 4
_DISPUTED = 0.5
"""At most one of two sides is right, and which is not ours to say."""


def confidence(probability: float, *, outlets: int, disputed: bool) -> float:
    """How far an answer can be relied on, 0 to 1.

    It starts from the reader's calibrated probability that the leading sentence answers. That its quotes are exact adds
    nothing, since an answer with one that is not cannot be built; that the kind of value that was asked for stands in
    them is in the probability already (`rag.choosing`).

    Args:
        probability: Of the leading sentence.
        outlets: How many say it independently, copies counted once; at least 1. Each further one, up to the fourth,
            takes three tenths of the doubt.
        disputed: The sources give different values; no answer that is disputed is above .5.

    >>> round(confidence(0.8, outlets=1, disputed=False), 3)
    0.8
    >>> round(confidence(0.8, outlets=2, disputed=False), 3)
    0.86
    >>> round(confidence(0.8, outlets=2, disputed=True), 3)
    0.43
    """
    doubt = (1 - probability) * _FURTHER ** (min(outlets, _MOST_OUTLETS) - 1)
    return (1 - doubt) * (_DISPUTED if disputed else 1.0)
