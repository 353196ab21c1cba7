"""Source independence: of the articles that an answer cites, how many speak for themselves.

Ours, after the finding that answers cite "syndicated and copied versions" as if they were further sources (Tow Center
for Digital Journalism, 2025). Articles of one first publisher are one source, and so are two whose cited words are
the same. 1 when every article is a source of its own; an answer with one article is not scored.
"""

from evals.measures.normalizing import tokens
from evals.types import Cited, EvalQuestion, Response, Score

_SAME = 0.8
"""Quotes whose words overlap by this much (Jaccard) are one text."""


def source_independence(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer.

    >>> cited = [("a", "Post", "It rains in Rome."), ("b", "Post", "Rome is wet."), ("c", "Times", "It rains in Rome.")]
    >>> three = tuple(Cited(article_id=name, origin=origin, quote=quote) for name, origin, quote in cited)
    >>> source_independence(EvalQuestion(id="1", question="?"), Response(citations=three)).value == 1 / 3
    True
    """
    del question  # what is asked does not matter
    articles = list(dict.fromkeys(cited.article_id for cited in response.citations))
    if len(articles) <= 1:
        return None
    groups: list[list[Cited]] = []
    for cited in response.citations:
        same = [group for group in groups if any(_one_source(cited, other) for other in group)]
        groups = [group for group in groups if group not in same] + [
            [cited, *(each for group in same for each in group)]
        ]
    return Score(value=len(groups) / len(articles), why=f"{len(articles)} articles, {len(groups)} independent")


def _one_source(one: Cited, other: Cited) -> bool:
    if one.article_id == other.article_id or (one.origin and one.origin == other.origin):
        return True
    ours, theirs = set(tokens(one.quote)), set(tokens(other.quote))
    return bool(ours) and len(ours & theirs) >= _SAME * len(ours | theirs)
