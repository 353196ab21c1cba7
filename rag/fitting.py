"""What a reader of sentences cannot see: whether a quote can answer a question of this shape at all.

These rules only ever refuse. A question that asks when is not answered by a sentence without a date, one about Airbus
not by an article that never names it, and what somebody said not by a sentence in which nobody says anything.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from index.types import Article, Source
from rag import values
from rag.attributing import speaker_of
from rag.clauses import EXPECTED, breaks, clause_around, key_of, names, said_for, split, stem_of, stems, words_in
from rag.dating import HAPPENED
from rag.days import month_name
from rag.fronting import of_its_kind
from rag.kinds import Kind
from rag.outlets import keys_of, keys_of_outlets
from rag.places import countries, countries_of, peoples
from rag.polarity import Denial, denials
from rag.roles import is_done_to, is_of_others, levies
from rag.shaping import Shape
from rag.values import find_values

_HAPPENED = re.compile(r"\b(?:when|why|how|where|who|which|what)\b.*\b(?:did|was|were|has|have|had)\b", re.IGNORECASE)
_WILL_HAPPEN = re.compile(
    r"\b(?:when|(?:what|which) (?:exact )?(?:day|date|week|month|year|time)) "
    r"(?:will|shall|should|can|would|could|might|may)\b",
    re.IGNORECASE,
)
_WAS_DONE = re.compile(
    r"\b(?:who|(?:which|what) [\w-]{1,30}) (?!(?:need|bleed|feed|breed|speed|succeed|proceed)\b)"
    r"(?:\w{2,}ed|won|lost|bought|sold|made|gave|took|got|led|beat|became|began|built|broke|brought|caught|chose|fell"
    r"|fought|found|left|met|paid|quit|shot|spent|stole|struck|taught|wrote)\b",
    re.IGNORECASE,
)
"""Takes it that it has happened: "who won?"."""
_ENDS = re.compile(r"\b(?:until|till|to|by|before|through|from)(?: the)? $", re.IGNORECASE)
_UNREAL = re.compile(
    r"\b(?:(?:risk(?:s|ed|ing)?|or be|unless|whether|threat(?:s|ens?|ened)?|deadline|avoid|prevent)\b"
    # "To be banned", and not "central to the talks that began".
    r"|to (?:\w+ly )?(?:be |have |have been )?(?:\w+ly )?$)",
    re.IGNORECASE,
)

# "Those who did not apply ...", "While it was not approved, ...": said in passing, of some of them or as a condition.
_ASIDE = re.compile(
    r"\b(?:who|which|that|whose|if|unless|while|although|though|when|whether)\b[^.;!?]*$", re.IGNORECASE
)
_ASIDES_IN_TIME = re.compile(r"\b(?:before|after|ahead of|prior to|following)\b[^,;:.]*", re.IGNORECASE)
_SAME_THINGS = 2
_SELLS = r",? (?:(?:must|will|would|has to|had to|is to|was to|to|agreed to|may|could) )?(?:sell|divest|offload)\w*\b"
_BEFORE_NAME = 40
"""Characters in front of a name in which its nation may stand: "Chinese parent company ByteDance"."""


def fits(shape: Shape, question: str, quote: str, article: Article) -> bool:
    """Whether a quote can answer a question of a shape: one of a single word, "who resigned?", needs just that word.

    One without any, "who are you?", asks for nothing that an article could tell.
    """
    return (
        not quote.rstrip().endswith("?")  # who asks the same does not answer
        and of_its_kind(shape, quote)
        and _names_all(shape, question, article)
        and (len(shape.about) > 1 or shape.about <= _keys_in(article))
        and (shape.kind is Kind.OVERVIEW or bool(shape.about) or not words_in(question))
        and (shape.kind is not Kind.SPEECH or _speaks(shape, quote, article.source))
        and (shape.kind is not Kind.TOPIC or _is_about(shape, quote))
        and not (shape.kind is Kind.DATE and _HAPPENED.search(question) and _only_possible(shape, quote))
        and not (shape.kind in (Kind.PERSON, Kind.NAME) and _WAS_DONE.search(question) and _only_foreseen(shape, quote))
        and not (shape.kind is Kind.DATE and _WILL_HAPPEN.search(question) and _only_past(quote))
        and not (shape.kind is Kind.DATE and _dates_another(shape, quote))
        and not _turned_round(levies(question), quote)
        and not is_of_others(question, quote)
        and not is_done_to(question, quote)
    )


def denies(shape: Shape, quote: str) -> bool:
    """Whether a quote denies what the question takes for granted: "why were they invited?", "did not invite".

    >>> from rag.shaping import shape_of
    >>> denies(shape_of("Why were leaders invited?"), "Beijing did not invite any leaders.")
    True
    >>> denies(shape_of("Were leaders invited?"), "Beijing did not invite any leaders.")
    False
    """
    if shape.kind in (Kind.YES_NO, Kind.SPEECH) or shape.negated:
        return False
    events = shape.about - shape.names
    return any(_takes_back(events, quote, denial) for denial in denials(quote))


def _takes_back(events: frozenset[str], quote: str, denial: Denial) -> bool:
    """Whether a main clause denies the very word that the question has for what happened, of the same things."""
    start = denial.word.start
    if not denial.plain or not denial.denied or denial.denied[0] not in events or _ASIDE.search(quote[:start]):
        return False
    end = next((stop for stop in breaks(quote) if stop > start), len(quote))
    return len(events & stems(quote, start, end)) >= min(_SAME_THINGS, len(events))


def belied(shape: Shape, value: str, articles: Iterable[Article]) -> bool:
    """Whether the articles say of a name what rules it out: no "American company" is a Chinese one, no buyer sells.

    >>> from index.types import Source
    >>> from rag.shaping import shape_of
    >>> articles = [Article(id="a", text="Its Chinese parent company ByteDance must sell.", source=Source())]
    >>> belied(shape_of("Which American company will buy TikTok?"), "ByteDance", articles)
    True
    >>> belied(shape_of("Which Chinese company owns TikTok?"), "ByteDance", articles)
    False
    >>> belied(shape_of("Who will buy TikTok?"), "ByteDance", articles)
    True
    """
    wanted = shape.head & peoples()
    said = frozenset[str]().union(*(_nations_of(value, article) for article in articles)) if wanted else frozenset()
    if said and wanted.isdisjoint(said):
        return True
    buyer = shape.kind in (Kind.PERSON, Kind.NAME) and not shape.about.isdisjoint(_buying())
    sells = re.compile(rf"{re.escape(value)}{_SELLS}") if buyer else None
    return sells is not None and any(sells.search(article.text) for article in articles)


@cache
def _buying() -> frozenset[str]:
    return stems("buy buyer purchase acquire")


def _nations_of(value: str, article: Article) -> frozenset[str]:
    """The nations that an article puts in front of a name; none where it has not that name."""
    found: set[str] = set()
    start = article.text.find(value)
    while start >= 0:
        left, _ = clause_around(article.text, start, start + len(value))
        end = start + len(value)
        found.update(word.stem for word in split(article.text[max(left, start - _BEFORE_NAME) : end]))
        start = article.text.find(value, start + 1)
    return frozenset(found & peoples())


@lru_cache(maxsize=4_096)
def _keys_in(article: Article) -> frozenset[str]:
    source = article.source
    # An article of September need not name it: "what was published in September?"
    month = month_name(source.published.value or "")
    keys = keys_of(f"{source.title.value or ''} {article.text} {month}")
    # "The Swedish meeting" is the one in Stockholm.
    return keys | countries_of(keys) | keys_of_outlets(source)


def _names_all(shape: Shape, question: str, article: Article) -> bool:
    # Most of the time that a question takes outside the reader went into articles whose names nobody had asked for.
    # "NASA hit an asteroid. What was the name of the mission?" is not answered where nothing is said of NASA.
    if shape.told and not any(_has(_keys_in(article), name) for name in shape.told):
        return False
    missing = {name for name in shape.names if not _has(_keys_in(article), name)}
    return not missing or missing <= _first_names(question, article) - countries()


def _first_names(question: str, article: Article) -> set[str]:
    """What an article may leave out: "Scott" where "Bessent" stands alone; no "Soviet" where another union does."""
    return {key for name in names(question) if name.keys[-1] in _alone_in(article) for key in name.keys[:-1]}


@lru_cache(maxsize=4_096)
def _alone_in(article: Article) -> frozenset[str]:
    """The names that stand by themselves, or behind a title."""
    return frozenset(name.keys[0] for name in names(article.text) if len(name.keys) == 1)


def _has(keys: frozenset[str], name: str) -> bool:
    """Whether a name is among others, by itself, as one of many ("Republicans") or, "US-China", in its parts."""
    return not keys.isdisjoint(said_for(name) | {stem_of(name)}) or (
        "-" in name and all(_has(keys, key_of(part.upper())) for part in name.split("-"))
    )


def _is_about(shape: Shape, quote: str) -> bool:
    """Whether a quote has a third of the words of a topic at least, and a name if the topic has one."""
    named = not shape.names or not shape.names.isdisjoint(keys_of(quote))
    return named and 3 * len(shape.about & stems(quote)) >= len(shape.about)


def _speaks(shape: Shape, quote: str, source: Source) -> bool:
    """Whether the one who is heard is the one who was asked about: by name where there is one, else by office.

    An outlet that was asked about is heard in all that it carries on what was asked.
    """
    nations = shape.head & countries()
    named = frozenset(name for name in shape.names if not shape.head.isdisjoint({name, stem_of(name)}))
    asked = named - nations or shape.head - nations or nations
    if asked and asked <= keys_of_outlets(source):
        return not shape.topic or not shape.topic.isdisjoint(stems(quote))
    said = speaker_of(quote)
    if said is None:
        return False
    heard = keys_of(said.speaker)
    if heard & countries() and nations and nations.isdisjoint(heard):
        return False  # "the American delegation" for the Chinese one
    return not asked or not asked.isdisjoint(heard)


def _only_possible(shape: Shape, quote: str) -> bool:
    """Whether what the question takes to have happened is in the quote only as a risk, a plan or a condition."""
    events = shape.about - shape.names
    found = [word for word in split(quote) if word.stem in events]
    if not found:
        return False
    return all(_unreal(quote, word.start, word.end) for word in found)


def _only_foreseen(shape: Shape, quote: str) -> bool:
    """Whether what the question takes to have been done is told only behind words for what may come of something."""
    events = shape.about - shape.names
    found = [word for word in split(quote) if word.stem in events]
    return bool(found) and all(
        EXPECTED.search(quote, clause_around(quote, word.start, word.end)[0], word.start) for word in found
    )


def _only_past(quote: str) -> bool:
    """Whether all that a quote dates has happened: "the two spoke in June" does not say when they will."""
    dated = [value for value in find_values(quote) if value.kind is values.Kind.DATE]
    return bool(dated) and all(_is_past(quote, value.start, value.end) for value in dated)


def _dates_another(shape: Shape, quote: str) -> bool:
    """Whether what was asked about only says when something else was: "before the talks, China announced Saturday"."""
    events = shape.about - shape.names
    asides = ", ".join(_ASIDES_IN_TIME.findall(quote))
    if events.isdisjoint(stems(asides)) or not events.isdisjoint(stems(_ASIDES_IN_TIME.sub(",", quote))):
        return False
    return all(value.kind is not values.Kind.DATE for value in find_values(asides))


def _is_past(quote: str, start: int, end: int) -> bool:
    left, right = clause_around(quote, start, end)
    clause = quote[left:right]
    ends = _ENDS.search(quote[:start]) is not None  # "extended to November 10"
    return HAPPENED.search(clause) is not None and not ends and not EXPECTED.search(clause)


def _turned_round(asked: frozenset[tuple[str, str]], quote: str) -> bool:
    """Whether a quote tells of the other side's tariffs: of America's on China for those of China on America."""
    told = levies(quote) if asked else frozenset()
    return any((done_to, doer) in told and (doer, done_to) not in told for doer, done_to in asked)


def _unreal(quote: str, start: int, end: int) -> bool:
    left, right = clause_around(quote, start, end)
    stretch = quote[max(0, left - 10) : right]
    return EXPECTED.search(stretch) is not None or _UNREAL.search(quote[max(0, start - 25) : start]) is not None
