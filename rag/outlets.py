"""Which articles a name is meant for: that of their outlet, its initials, or words of their title."""

import re

from index.types import Article, Source
from rag.clauses import key_of, stem_of, words_in

_CAPITALS = re.compile(r"\b[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)+")


def keys_of(text: str) -> frozenset[str]:
    """The words of a text as names are compared, and as topics are; "un" where it has "United Nations Assembly"."""
    keys = {key for word in words_in(text) for key in (key_of(word), stem_of(word))}
    initials = {"".join(word[0] for word in run.split()).lower() for run in _CAPITALS.findall(text)}
    # The first word of a sentence has a capital, and may be no part of the name.
    starts = initials | {letters[1:] for letters in initials}
    return frozenset(keys | {letters[:end] for letters in starts for end in range(2, len(letters) + 1)})


def keys_of_outlets(source: Source) -> frozenset[str]:
    """The words of the names of who carries an article."""
    return keys_of(f"{source.publisher.value or ''} {source.original_publisher.value or ''}")


def is_called(article: Article, name: str) -> bool:
    """Whether an article can be meant by a name.

    >>> from index.types import given
    >>> article = Article(id="a", text="It rained.", source=Source(publisher=given("The Coast Daily News")))
    >>> [is_called(article, name) for name in ("Coast Daily", "CDN", "Coast opinion", "Shore Daily")]
    [True, True, False, False]
    """
    source = article.source
    wanted = {stem for word in words_in(name) if (stem := stem_of(word))}
    known = keys_of_outlets(source) | keys_of(f"{source.authors.value or ''} {source.title.value or ''}")
    return bool(wanted) and wanted <= known
