"""Texts as answers are compared: lower case, no punctuation, no articles, single spaces.

The rules of SQuAD's official script (Rajpurkar et al., 2016), with two more: every mark and sign is punctuation, so
that “Squid Game” and "Squid Game" are one, and a dash divides words ("the algorithm—its secret sauce").
"""

import re
from functools import lru_cache

_MARKS = re.compile(r"[^\w\s]|_")
_ARTICLES = re.compile(r"\b(a|an|the)\b")


@lru_cache(maxsize=1_000)  # half a dozen measures ask for the same few texts
def normalize(text: str) -> str:
    """A text without what does not matter.

    >>> normalize("The “Squid  Game”!")
    'squid game'
    >>> normalize("14.7 per cent"), normalize("U.S.")
    ('147 per cent', 'us')
    >>> normalize("its algorithm—a secret")
    'its algorithm secret'
    """
    return " ".join(_ARTICLES.sub(" ", _MARKS.sub("", text.lower().replace("—", " "))).split())


def tokens(text: str) -> list[str]:
    """The words of a normalised text."""
    return normalize(text).split()


def holds(text: str, part: str) -> bool:
    """Whether the words of `part` stand in `text`, in a row.

    >>> holds("It cost 41 million euros.", "41 million"), holds("It cost 241 million.", "41 million")
    (True, False)
    """
    wanted = normalize(part)
    return bool(wanted) and f" {wanted} " in f" {normalize(text)} "
