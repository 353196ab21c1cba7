"""What kind of answer a question asks for: a person, a date, a number, a reason, yes or no, all about a topic.

Read from the question's words alone, by rules of English; a question that fits none of them asks for a sentence.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from rag.describing import asks_what_is
from rag.following import split as split_topic
from rag.overviews import asks_for_all, asks_for_article, asks_what_differs
from rag.topics import is_bare, topic_of
from rag.whether import AUXILIARY, asks_whether, plainly
from rag.whose import words_asked_about


class Kind(StrEnum):
    """What is asked for."""

    IDENTITY = "who or what somebody or something is"
    TOPIC = "what is told about something"
    OVERVIEW = "what there is"
    DIFFERENCES = "in what the sources differ"
    PERSON = "who"
    DATE = "when"
    PLACE = "where"
    COUNT = "how many"
    AMOUNT = "how much"
    DURATION = "how long"
    NAME = "which"
    REASON = "why"
    SPEECH = "what did someone say"
    YES_NO = "yes or no"
    OTHER = "a sentence"


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


_PEOPLE = _any(
    "official expert leader lawmaker senator spokesman spokesmen spokesperson actor actress singer athlete player "
    "politician minister president executive candidate author director artist king queen billionaire celebrity star "
    "coach judge analyst governor mayor musician comedian tennis\\ player"
)
_PLACES = _any(
    "city cities country countries nations? states? continents? towns? islands? regions? places? building palace "
    "capital location venue province"
)
_THINGS = _any(
    "company firm team app song film movie show book brand kind type animal word sport product band group agency "
    "airline food item object colou?r organi[sz]ation"
)
_SIDES = _any(
    "delegations? teams? sides? negotiators? officials? leaders? representatives? envoys? government spokes(?:wo)?man "
    "spokesperson"
)
"""What somebody of a nation belongs to, or is: "who led the Chinese delegation?"."""
_ABSTRACT = _any(
    "roles? effects? impacts? influence stance views? opinions? plans? strategy strategies approach demands? "
    "concerns? conditions? terms? problems? issues? differences? significance importance changes? steps? measures? "
    "actions? progress challenges? risks? options? choice advantages? consequences? benefits? arguments? evidence "
    "relations? relationship connection purpose goals? aims? ideas? concessions? threats? messages? responses? "
    "reactions? outcomes? results? points? part sense obstacles? hurdles? pressures? powers? tools? leverage"
)
"""Nouns of what no name stands for: "what role does Spain play?"."""
_TIMES = _any("days? dates? months? years? weekday week hour time")
_QUANTITIES = _any(
    "rates? prices? costs? turnout magnitude height width depth weight distance speed temperature "
    "percentage share salary wages? amount sum fees? budget revenues? profits? deficit surplus valuation "
    "tariffs?"
)
_WHAT_IS = (
    r"\bwhat(?: is| are| was| were| will be|[’']s) (?!(?:(?!the |its |their |his |her )[\w’'-]+ )?\w+ing\b)"
    r"(?:(?!(?:of|for|on|to|in|about|behind|with|from)\b)[\w'’-]+ ){0,4}?"
)
"""What is, and not what is happening: "what is the price?", "what is driving prices?"."""
_NO_MORE = (
    r"(?= (?:of|for|in|on|at|to|from|per|between|by|since|after|before|during|as|that|he|she|it|they|you) \w"
    r"| (?:this|last|now|today|so far|limit)\b|\W*$)"
)
"""Nothing follows a noun, or what is said of it: "what is the price of oil", and not "what is the price war"."""
_NO_NOUN = rf"(?:else|exactly|about|happen(?:s|ed)|{AUXILIARY}|(?:\w+ )?{_ABSTRACT})"
_NOUN = r"(?P<head>[a-z-]+(?: [a-z-]+){0,2}?)"
_FEW = r"(?:(?!(?:do|does|did|has|have|had|will|would|can|could|should|may|might)\b)\w+ ){0,2}?"
"""Words before a noun: "what is the capital", and not "what did the capital"."""
_OF_NOUN = rf"(?: (?!(?:{AUXILIARY}|of|in|on|at|to|for|from|with|by)\b)[\w'’-]+)"
_SAYING = _any("said say tell told think announced? reveal claim reply respond believe report write argue")
# In the order in which they are tried where two begin at the same word.
_RULES: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.SPEECH, (rf"\bwhat (?:did|does|do|has|have) (?P<head>.{{2,80}}?)(?<!\bbeen) {_SAYING}\b",)),
    (
        Kind.COUNT,
        (
            rf"\bhow (?:many|often)\b(?: of (?:the|its|their|his|her))?(?P<head>{_OF_NOUN}{{0,3}})",
            rf"{_WHAT_IS}number of(?P<head> [\w'’-]+)",
            rf"{_WHAT_IS}toll{_NO_MORE}",
        ),
    ),
    (Kind.DURATION, (r"\b(?:for )?how (?:long|old)\b", r"\bsince when\b", rf"{_WHAT_IS}age{_NO_MORE}")),
    (
        Kind.AMOUNT,
        (
            r"\bhow (?:much|big|large|high|far|tall|heavy|fast|deep|wide|expensive)\b",
            r"\b(?:what|which) (?:share|percentage|per ?cent|proportion|rate|price|tariff|sum|amount|number)\b",
            r"\bwhat (?:does|do|did|will) [^?]{2,60}? (?:cost|charge|pay)\b",
            rf"{_WHAT_IS}{_QUANTITIES}{_NO_MORE}",
            rf"\bwhat (?:will|would|could|should|might) (?:[\w'’-]+ ){{0,4}}?{_QUANTITIES} [^?]*\bbe\b",
        ),
    ),
    (
        Kind.DATE,
        (
            rf"\b(?:on |in |by |until |from |at )?(?:what|which) (?:exact )?{_TIMES}\b",
            r"\b(?:until |by )?when\b(?! (?:the|they|it|a)\b)",
            rf"{_WHAT_IS}(?:deadline|(?:birth)?date|birthday|cut-?off){_NO_MORE}",
            r"^when\b[^,]*$",  # "tell me when the truce ends"
        ),
    ),
    (
        Kind.PERSON,
        (
            rf"\b(?:which|what) {_FEW}{_PEOPLE}s?\b",
            rf"\bwho(?:m|se)?\b(?:.{{2,40}}? (?P<head>(?-i:[A-Z])[\w.]+ {_SIDES})\b)?",
        ),
    ),
    (
        Kind.PLACE,
        (
            rf"\b(?:in |at |from |to )?(?:which|what) {_FEW}(?P<head>{_PLACES})\b",
            r"\bwhere\b(?!.* (?:come|comes|came) from\b)",
        ),
    ),
    (
        Kind.NAME,
        (r"\b(?:in |at |from |of |for )?which(?P<head>(?: [\w'’-]+){1,4})", rf"\bwhat (?P<head>{_THINGS})\b"),
    ),
    (Kind.REASON, (r"\bwhy\b", r"\bhow come\b", r"\b(?:what|which) (?:reasons?|caused?)\b", r"\bwhat led to\b")),
    (
        Kind.NAME,
        (
            r"\bwhat (?:is|are|was|were) (?:the |its |their |his |her )?names?\b",
            r"\bwhat (?:is|are|was|were) [^?]{2,60}? (?:called|named)\b",
            r"\bwhat (?:does|do|did) [^?]{1,40}? stand for\b",
            rf"\bwhat (?!{_NO_NOUN}\b){_NOUN} {AUXILIARY}\b",
        ),
    ),
    (Kind.OTHER, (r"\bwhat\b", r"\bhow\b")),
    (Kind.YES_NO, (rf"(?:^|, )(?:so |and |but )?{AUXILIARY}\b",)),
)
_PATTERNS = tuple((kind, re.compile(rule, re.IGNORECASE)) for kind, rules in _RULES for rule in rules)
# Not behind "Dr." or "U.S.", unless what follows asks.
_ENDS = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\b(?:Dr|Mr|Ms|St|Lt)\.)(?<!\b(?:Mrs|Gov|Sen|Rep|Gen|Col|Sgt)\.)(?<!\bProf\.) +(?=\w)"
    rf"|(?<=\.) +(?=(?:Who|What|When|Where|Why|How|Which|{AUXILIARY.title()})\b)"
)


def asking(question: str) -> tuple[str, Kind, str]:
    """The sentence that asks, the kind it asks for, and its head: of several sentences the last that asks at all."""
    # What a follow-up carries over says what it is about, not what it asks.
    asked, about = split_topic(question)
    if (wanted := _of_everything(asked, " ".join(phrase for phrase, _ in about))) is not None:
        return asked, *wanted
    # What is quoted may ask something itself.
    sentences = [asked] if words_asked_about(asked) is not None else _ENDS.split(asked.strip())
    for sentence in reversed(sentences):
        if topic := topic_of(sentence):  # "Can you tell me about ...?" is no question of yes or no
            return sentence, Kind.TOPIC, topic
        if asks_whether(sentence):
            return sentence, Kind.YES_NO, ""
        plain = plainly(sentence)
        if asks_what_is(plain):
            return sentence, Kind.IDENTITY, ""
        found = next(iter(sorted(_matches(plain), key=lambda each: each[:2])), None)
        if found is not None:
            return sentence, found[2], found[3]
    bare = is_bare(question)
    return question, Kind.TOPIC if bare else Kind.OTHER, question if bare else ""


def _of_everything(asked: str, carried: str) -> tuple[Kind, str] | None:
    """What a question wants of all the articles, and about what; None where it wants something of them."""
    if (differing := asks_what_differs(asked)) is not None:
        return Kind.DIFFERENCES, differing
    if asks_for_article(asked) is not None:
        return Kind.OVERVIEW, ""
    if not asks_for_all(asked):
        return None
    # "Summarize it" after a question on soybeans: they are what is to be told about.
    return Kind.TOPIC if carried else Kind.OVERVIEW, carried


def _matches(sentence: str) -> Iterator[tuple[int, int, Kind, str]]:
    for order, (kind, pattern) in enumerate(_PATTERNS):
        if match := pattern.search(sentence):
            yield match.start(), order, kind, match.groupdict().get("head") or ""
