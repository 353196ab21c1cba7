"""What a follow-up means by "he", and by a name alone: the question before says it.

    "What did he say?"  after "Who is Scott Bessent?"   ->  "What did Scott Bessent say?"
    "And Greer?"        after "What did Bessent say?"   ->  "What did Greer say?"
    "And in Geneva?"    after "Who met in Madrid?"      ->  "Who met in Geneva?"
    "When does it end?" after "What is the truce?"      ->  "When does the truce end?"

Only where one name or thing can be meant; what is more doubtful, `rag.following` leaves to words behind the question.
"""

import re
from collections.abc import Iterable

from rag.leaning import leans, means_somebody
from rag.whether import plainly

_NO_NAME = (
    r"(?!(?:Who|What|When|Where|Why|How|Which|Whose|Whom|Is|Are|Was|Were|Do|Does|Did|Has|Have|Had|Will|Would|Can|Could"
    r"|Should|I|She|They|It|We|You|That|This|These|Those|There|Then|Not|If|The|And|But|Or|So)\b)(?!He\b(?! [A-Z]))"
)
_NAME = rf"(?:[Tt]he )?{_NO_NAME}[A-Z][\w.'’&-]*(?: [A-Z][\w.'’&-]*){{0,4}}"
_BY = "in|at|from|for|to|with|by|on|of|before|after|about|against"
_FRAGMENT = re.compile(
    rf"(?:(?i:and|but|or|so),? )?(?:(?i:what|how) about )?(?:(?P<by>(?i:{_BY})) )?(?P<name>{_NAME}) *\?*"
)
# "TikTok?" alone may ask what it is: only what goes on, or names a part to play, takes another's.
_GOES_ON = re.compile(rf"(?:and|but|or|so|what about|how about|{_BY})\b", re.IGNORECASE)
_FOUND = re.compile(rf"(?<=[\w,] )(?:(?P<by>{_BY}) )?(?P<name>{_NAME})(?!\w)")
_POSSESSIVE = re.compile(r"['’]s?$")
_WHO_IS = re.compile(rf"(?i:(?:(?:so|and|but) )?who(?: is| was|['’]s)) (?P<name>{_NAME}) *\?*")
# "Who is li qiang?" is not answered by a name.
_WHO = re.compile(r"(?:(?:so|and|but) )?(?:who|whom)\b(?! (?:is|was) (?!the\b|\w+ing\b))", re.IGNORECASE)
# Somebody with two names, or who says something: "What did China demand?" has nobody whom "he" could mean.
_DOES = re.compile(
    rf"\b(?i:did|does|has|had|is|was|will|would|can|could) (?!(?i:the) )(?P<name>{_NAME})(?<!['’]s)"
    r"(?! (?:and|or|of)\b) (?P<what>[a-z]\w*)"
)
_SAYS = frozenset("say tell think claim argue mean believe announce write post want".split())
_HE = re.compile(r"\b(?:he|she|him)\b(?!['’])|\b(?:his|her)\b", re.IGNORECASE)
_OWN = re.compile(
    r" (?!(?:in|on|at|to|for|from|with|about|and|or|when|where|why|after|before|as|of|by|than|is|was)\b)\w",
    re.IGNORECASE,
)
_BARE = (
    r"(?!(?:it|this|that|these|those|they|he|she|his|her|their|its|my|your|our|one|there|other|name|being|been"
    r"|going|new|wrong|next|else)\b)[\w'’-]+"
)
# What is asked about and nothing of it: "What is the truce?", and not "What is the price of it?".
_WHAT_IS = re.compile(
    r"(?:(?:so|and|but|ok|okay),? )?(?:what(?: is|['’]s| was)|(?:please )?tell me (?:more )?about|(?:what|how) about) "
    rf"(?P<what>(?:the |an? )?(?!(?:{_BY})\b){_BARE}(?: (?!(?:{_BY}|and|or|is|was|like)\b){_BARE}){{0,3}}) *[?.]*",
    re.IGNORECASE,
)
_AND = re.compile(
    r"(?:(?:and|or|ok|okay|so),? )?(?:(?:what|how) about )?(?P<what>(?:the |an? )?(?!(?:who|what|when|where|why|how"
    r"|which|whose|and|but|or|not|also|more|then|now|so|since|if|until|is|are|was|did|does|do|has|will|can"
    rf"|{_BY})\b){_BARE}(?: {_BARE}){{0,2}}) *\?*",
    re.IGNORECASE,
)
# "Rare earths" are no "it", and the "its" of "gold and its price" is gold's.
_PLURAL = re.compile(r"[^siu]s$", re.IGNORECASE)
_IT = re.compile(r"\bit\b(?!['’])|(?<!\band )\bits\b", re.IGNORECASE)
_ONE = re.compile(rf"(?![Tt]he ){_NAME}")
_SEVERAL = re.compile(r" (?:and|or) |,")


def resolve(question: str, turns: Iterable[tuple[str, str]]) -> str:
    """The question with the names that it leaves to the turns before; as it is where they do not say which.

    >>> resolve("Why did she go there?", [("Who is Anna Berg?", "Prime Minister")])
    'Why did Anna Berg go there?'
    >>> resolve("What is his plan?", [("Who leads the talks?", "He Lifeng")])
    'What is He Lifeng’s plan?'
    >>> resolve("And in Japan?", [("Who leads the talks in China?", ""), ("And in Spain?", "")])
    'Who leads the talks in Japan?'
    >>> resolve("When does it end?", [("What is the truce?", "")])
    'When does the truce end?'
    >>> resolve("and rare earths?", [("What about soybeans?", "")])
    'What about rare earths?'

    Args:
        question: What is asked now.
        turns: Each question before and the few words that it was answered with, "" for more; oldest first.
    """
    before, who, what, unknown = "", None, None, False
    for asked, told in turns:
        named = _named(asked, who)
        whole = _of_the_thing(named, what)
        whole = _put(whole, before) or _another_thing(whole, before) or (before if _of(whole) else whole)
        # A "he" of whom nothing was said goes on being meant: a name that comes up beside him is not his.
        unknown = unknown or (whole == asked and means_somebody(asked))
        meant = _asked_about(whole) or (None if unknown else _answering(whole, told) or _saying(whole))
        who = meant if meant or not leans(asked) or _WHO.match(asked) else who
        # "Tell me about its price" is still about the thing itself.
        thing = _WHAT_IS.fullmatch((named if _IT.search(named) else whole).strip())
        what = thing["what"] if thing else what if leans(asked) else None
        before = whole
    question = _of_the_thing(_named(question, who), what)
    return _put(question, before) or _another_thing(question, before) or question


def is_of_one_thing(question: str) -> bool:
    """Whether a question asks about one thing and nothing of it.

    >>> is_of_one_thing("What is the entity list?"), is_of_one_thing("What is the price of oil?")
    (True, False)
    """
    return _WHAT_IS.fullmatch(question.strip()) is not None


def _asked_about(question: str) -> str | None:
    """Who is it? The one who is asked about."""
    asked = _WHO_IS.fullmatch(question)
    return asked["name"] if asked else None


def _answering(question: str, told: str) -> str | None:
    """Who leads it? The one who does; not of "Who taught him?", where "he" may be either."""
    told = told.rstrip(". ")
    return told if _WHO.match(question) and _ONE.fullmatch(told) and not _SEVERAL.search(told) else None


def _saying(question: str) -> str | None:
    """What did she say? The one who said it, or anybody with two names who does something."""
    does = {match["name"] for match in _DOES.finditer(question) if " " in match["name"] or match["what"] in _SAYS}
    return does.pop() if len(does) == 1 and not _WHO.match(question) else None


def _named(question: str, who: str | None) -> str:
    """The question with a name for every "he", where it has no other."""
    # The "he" of "Berg accepted it, didn't he?" stands in the question itself.
    if who is None or _ONE.search(question, 1) or not means_somebody(plainly(question)):
        return question

    def name(found: re.Match[str]) -> str:
        said = found[0].lower()
        own = said == "his" or (said == "her" and _OWN.match(question, found.end()))
        return f"{who}’s" if own else who

    return _HE.sub(name, question)


def _of_the_thing(question: str, what: str | None) -> str:
    """The question with what it is about for its one "it"; not of "Is it legal to sell it?", where "it" may be both."""
    found = _IT.findall(question)
    if what is None or len(found) != 1 or _PLURAL.search(what) or not leans(question):
        return question
    first, *rest = what.split(" ")
    thing = " ".join(("the" if first.lower() in ("a", "an") else first, *rest))
    return _IT.sub(f"{thing}’s" if found[0].lower() == "its" else thing, question)


def _another_thing(question: str, before: str) -> str | None:
    """The question before, which was about one thing and nothing of it, with another: "and rare earths?"."""
    asked, about = _AND.fullmatch(question.strip()), _WHAT_IS.fullmatch(before.strip())
    if asked is None or about is None or not _GOES_ON.match(question.strip()):
        return None
    return f"{before[: about.start('what')]}{asked['what']}{before[about.end('what') :]}"


def _of(question: str) -> re.Match[str] | None:
    found = _FRAGMENT.fullmatch(question.strip())
    return found if found and _GOES_ON.match(question.strip()) else None


def _put(question: str, before: str) -> str | None:
    """The question before with the name of this one in the place that it would take there."""
    asked = _of(question)
    if asked is None:
        return None
    by, name = (asked["by"] or "").lower(), asked["name"]
    places = [(place, place["by"] or "") for place in _FOUND.finditer(before)]
    fitting = [place for place, at in places if at == by]
    # "When does the truce with Beijing end?", "And Seoul?": it has one name only.
    place = fitting[0] if fitting else places[0][0] if len(places) == 1 and not by else None
    if place is None:
        return None
    whose = _POSSESSIVE.search(place["name"])
    if _POSSESSIVE.sub("", place["name"]) == name:
        return None
    return f"{before[: place.start('name')]}{name}{whose.group() if whose else ''}{before[place.end('name') :]}"
