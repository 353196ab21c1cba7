"""A question -> hits: both search legs, fused by rank, filtered before ranking, with room for several sources."""

from collections import Counter
from dataclasses import dataclass, replace

from index.collection import Collection
from index.filtering import Filter
from index.recency import recency
from index.types import Article, Passage
from rag.attributing import speaker_of
from rag.clauses import synonyms
from rag.following import split
from rag.judging import is_brief
from rag.outlets import is_called, keys_of
from rag.overviews import asks_for_all, asks_for_article, asks_to_hear, asks_what_differs
from rag.types import Hit

PER_ARTICLE = 5
"""At most so many passages of one article, so that one long article cannot be all that is read."""
_SYNONYM = 0.4
"""What a word weighs that the news uses for one of a brief question (docs/decisions/retrieval.md)."""
_COMPARED = 60
"""Passages whose sentences are all compared where nothing in particular is: 400 sentences or so take a second."""
_LOOKED_AT = 500
"""Newest articles among which the one is looked for that a question names: "the Coast Daily piece"."""
_COPIES = 3
"""Articles looked at for each that is shown, since copies of one are shown once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit.

    Attributes:
        hit: The passage.
        article: What it is a slice of.
        cosine: Of passage and question, -1 to 1.
        recency: How new the article is on the day that is asked for, as `index.recency`; 0 where none is.
    """

    hit: Hit
    article: Article
    cosine: float
    recency: float = 0.0


def retrieve(
    collection: Collection,
    question: str,
    k: int,
    chosen: Filter,
    as_of: str | None = None,
    *,
    per_article: int = PER_ARTICLE,
) -> tuple[Found, ...]:
    """The passages that best meet a question.

    Args:
        collection: Where to look.
        question: A standalone question; phrases that it is "(about: ...)" weigh less than its own words. One that asks
            for all there is, "What's new?", is met by how the newest articles open, one on what the sources differ
            in by what the newest say, or by what they say of its topic, and "What did Li say?" by where Li speaks.
        k: How many; fewer come back when fewer meet it.
        chosen: Which articles may be looked at.
        as_of: The day that is asked for: what was new on it comes earlier.
        per_article: How many of one article at most, where something in particular is asked.

    Returns:
        Best first, in the order of `index.searching.Searcher.ranked`.
    """
    searcher = collection.searcher
    allowed = searcher.allowed(chosen)
    asked, about = split(question)
    differing = asks_what_differs(question)
    if differing == "":
        picked = _pick(collection, searcher.newest(_COMPARED * _COPIES, chosen, whole=True), _COMPARED, _COMPARED)
    elif only := _meant(collection, question, chosen):
        picked = _pick(collection, searcher.newest(_COMPARED * _COPIES, only, whole=True), _COMPARED, _COMPARED)
    elif asks_for_all(question):
        picked = _pick(collection, searcher.newest(k * _COPIES, chosen), k)
    else:
        query, told = differing or question, differing or asked
        also = tuple((word, _SYNONYM) for word in synonyms(told)) if is_brief(told) else ()
        ranked = searcher.ranked(query, allowed, asked=told, beside=(*about, *also), as_of=as_of)
        if who := asks_to_hear(asked):
            ranked = _heard(collection, ranked, who)
        picked = _pick(collection, ranked, k, per_article)
    cosines = searcher.cosines(question, {each.number for each in picked})
    # The index may have moved on since the legs were searched: what is gone by now is passed over.
    kept = [each for each in picked if each.number in cosines]
    return tuple(
        Found(
            hit=_hit(each, rank),
            article=each.article,
            cosine=cosines[each.number],
            recency=recency(each.article.source.published.value, as_of) if as_of else 0.0,
        )
        for rank, each in enumerate(kept, start=1)
    )


def _heard(collection: Collection, ranked: list[tuple[int, float]], who: str) -> list[tuple[int, float]]:
    """The same, passages in which somebody speaks first: any passage with a name is as near to "what did Li say?"."""
    wanted = keys_of(who)

    def is_silent(number: int) -> bool:
        article, passage = collection.passage(number) or (None, None)
        if article is None or passage is None:
            return True
        inside = (article.text[a:b] for a, b in article.sentences if passage.start <= a and b <= passage.end)
        said = filter(None, map(speaker_of, inside))
        return all(wanted.isdisjoint(keys_of(each.speaker)) for each in said)

    return sorted(ranked, key=lambda each: is_silent(each[0]))


def _meant(collection: Collection, question: str, chosen: Filter) -> Filter | None:
    """The articles of which a question wants the gist: by name, or because there is no other; None for no such."""
    called = asks_for_article(question)
    if called is None:
        return chosen if asks_for_all(question) and collection.count(chosen) == 1 else None
    stored = (collection.passage(number) for number, _ in collection.searcher.newest(_LOOKED_AT, chosen))
    ids = tuple(each[0].id for each in stored if each is not None and is_called(each[0], called))
    return replace(chosen, articles=ids) if ids else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picked:
    number: int
    score: float
    article: Article
    passage: Passage
    copies: tuple[tuple[str, str], ...]


def _pick(
    collection: Collection, ranked: list[tuple[int, float]], k: int, per_article: int = PER_ARTICLE
) -> list[_Picked]:
    picked: list[_Picked] = []
    taken: Counter[str] = Counter()
    stands_for: dict[str, str] = {}  # copies are one source: the first that is met is read, and stands for the others
    for number, score in ranked:
        if len(picked) == k:
            break
        stored = collection.passage(number)
        if stored is None:  # removed while we were looking
            continue
        article, passage = stored
        copies = collection.copies(article.id)
        if stands_for.setdefault(article.id, article.id) == article.id and taken[article.id] < per_article:
            taken[article.id] += 1
            stands_for |= dict.fromkeys(copies, article.id)
            picked.append(
                _Picked(number=number, score=score, article=article, passage=passage, copies=_names(collection, copies))
            )
    return picked


def _names(collection: Collection, article_ids: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    sources = {article_id: collection.article(article_id).source for article_id in article_ids}
    return tuple((name, source.publisher.value or str(source.title)) for name, source in sources.items())


def _hit(picked: _Picked, rank: int) -> Hit:
    source = picked.article.source
    return Hit(
        passage=picked.passage,
        rank=rank,
        score=picked.score,
        title=str(source.title),
        publisher=source.publisher.value,
        copies=picked.copies,
    )
