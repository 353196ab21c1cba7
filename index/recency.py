"""How new an article was on the day that a question is asked for."""

from math import exp

from index.dating import last_day

_DAYS = 30.0
WEIGHT = 0.5
"""What is of the day weighs half as much again as what is old; docs/decisions/retrieval.md has others beside it."""


def recency(published: str | None, as_of: str) -> float:
    """How much newer than old an article is, 1 on the day itself and 0 long before it or where its day is not known.

    The exponential prior of Li and Croft, "Time-based language models" (2003): exp(-age / 30 days).

    Args:
        published: ISO date of any precision; the last day that it can mean is taken, but none after `as_of`.
        as_of: ISO date of any precision, likewise its last day.

    >>> recency("2022-06-17", "2022-06-17"), recency("2022-06", "2022-06-17"), recency(None, "2022-06-17")
    (1.0, 1.0, 0.0)
    >>> round(recency("2022-05-18", "2022-06-17"), 3)
    0.368
    """
    if published is None:
        return 0.0
    return exp(-max(0, (last_day(as_of) - last_day(published)).days) / _DAYS)
