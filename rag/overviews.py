"""Does a question ask for all there is, "What's new?", or for all in which the sources differ?"""

import re

from rag.courtesy import LEAD

_THEY = (
    r"(?:(?:all|the|these|those|your|our|my|five|news|main|whole|entire|of) ){0,4}"
    r"(?:articles?|sources?|stor(?:y|ies)|texts?|documents?|collection|corpus|index|papers?|reports?|news|everything)"
)
_IT = rf"(?:{_THEY}|it|it all|this|that|them|these|those|all of (?:it|them|this))"
_SHORT = r"(?:(?:short|quick|brief|good|general|one-paragraph) )*"
_GIST = r"(?:overview|summary|digest|briefing|recap|rundown|gist|headlines|news|highlights|top stories|tl;?dr)"
_POINTS = (
    r"(?:(?:main|key|top|biggest|big|important|most important|latest|new|recent|current)(?:,? and)? )*"
    r"(?:points?|stor(?:y|ies)|news|takeaways?|topics?|themes?|headlines?|subjects?|developments?|events?)"
)
_WHEN = (
    r"(?:,? (?:today|yesterday|now|right now|here|lately|recently|so far|in short|in brief|briefly|please|for me|to me"
    rf"|(?:this|last|the past) (?:week|month|year|few days)|(?:of|in|from|about|on) {_THEY}|there))*"
)
_SUM_UP = "(?:summari[sz]e|sum up|recap|outline|brief me(?: on)?|catch me up(?: on)?|bring me up to date(?: on)?)"
_GIVE = (
    r"(?:(?:give|show|tell|write|make) me|i want|i need|i(?: would|[’']d) like|(?:can|could|may) i (?:have|get|see))"
)
_WHATEVER = rf"(?:(?:an?|the|some|any) )?(?:{_SHORT}{_GIST}|{_POINTS})"
_COVER = "(?:say|tell|tell us|report|cover|contain|have|discuss|talk about|deal with)"
_ASK = "(?:ask|tell|find|learn|read|answer)(?: (?:you|me|us|about))*"
_WAYS = re.compile(
    "|".join(
        f"{LEAD}(?:{way}){_WHEN}[.?! ]*"
        for way in (
            rf"{_SUM_UP}(?: {_IT})?",
            rf"sum {_IT} up",
            rf"{_GIVE} {_WHATEVER}",
            _WHATEVER,
            rf"what (?:is|are|was|were) {_IT} (?:all )?(?:about|on|saying)",
            rf"what (?:do|does|did) {_IT} {_COVER}",
            rf"what(?: (?:is|are|were)|[’']s) (?:the |some |your )?(?:{_POINTS}|{_GIST}|latest|new)",
            r"what(?: is|[’']s) (?:happening|going on|up|there|in there)",
            r"what (?:has )?happened",
            rf"what (?:can|could|should|may) (?:i|we|you) {_ASK}",
            rf"(?:what|which) {_POINTS} (?:(?:do|does) {_IT} {_COVER}|(?:are|is) (?:there|covered|discussed))",
            r"what do you know",
            rf"tell me (?:everything|about {_IT}|what you know|what(?:[’']s| is) (?:new|in {_THEY}))",
            rf"what(?: is|[’']s) in {_THEY}",
        )
    ),
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:articles|sources|texts|documents|collection|corpus|index|papers|reports|news|everything|new|latest|headlines"
    r"|stories)\b",
    re.IGNORECASE,
)

PIECE = (
    r"(?:opinion )?(?:articles?|pieces?|stor(?:y|ies)|reports?|op-?eds?|columns?|editorials?"
    r"|commentar(?:y|ies)|texts?)"
)
"""What an outlet is named for: "the SCMP column"."""
_CALLED = rf"(?:the |that |this )?(?P<name>(?!{_THEY}\b)[\w.’'&-]+(?: [\w.’'&-]+){{0,5}}?) {PIECE}"
_GIST_OF = (
    rf"(?:{_SHORT}{_GIST}|{_POINTS}|(?:main |central |key )?(?:argument|point|message|thesis|conclusion|claim)s?)"
)
_ASKS_FOR_ARTICLE = re.compile(
    "|".join(
        f"{LEAD}(?:{way.replace('CALLED', _CALLED.replace('<name>', f'<name{at}>'))}){_WHEN}[.?! ]*"
        for at, way in enumerate(
            (
                rf"{_SUM_UP} CALLED",
                rf"(?:{_GIVE} )?(?:(?:an?|the) )?{_GIST_OF} (?:of|from|in) CALLED",
                rf"what(?: is|[’']s| are| was) the {_GIST_OF} (?:of|from|in) CALLED",
                r"what(?: is|[’']s| was) CALLED (?:all )?(?:about|saying)",
                rf"what (?:does|did|do) CALLED {_COVER}",
                r"tell me (?:about )?(?:what is in )?CALLED",
            )
        )
    ),
    re.IGNORECASE,
)

_DIFFER = r"(?:disagree|differ|contradict|conflict|diverge|dispute)(?:s|ed)?(?: (?:with )?(?:each other|one another))?"
_DIFFERENCES = r"(?:disagreements?|differences?|contradictions?|conflicts?|discrepanc(?:y|ies)|inconsistenc(?:y|ies))"
_ON = r"(?: (?:about|on|over|regarding|concerning|with regard to|when it comes to|in))"
_WHO = rf"(?:{_THEY}|(?:the |these )?(?:outlets|newspapers|journalists|media))"
_BETWEEN = rf"(?:between|among|in|across) {_WHO}"
# "Are there any conflicts?" may ask for wars: these are always of what is said.
_CONTRADICTIONS = rf"(?:contradictions?|discrepanc(?:y|ies)|inconsistenc(?:y|ies))(?: {_BETWEEN})?"
_ASKS_WHAT_DIFFERS = re.compile(
    "|".join(
        f"{LEAD}(?:{way})(?:{_ON}? (?:anything|something|any point|any points|each other))?"
        rf"(?:{_ON}? (?P<topic{at}>(?!anything|something|{_WHO}\b).{{2,}}?))?[.?! ]*"
        for at, way in enumerate(
            (
                rf"(?:what|where|how|on what|in what) (?:do|does|did|are) {_WHO} {_DIFFER}(?: (?:on|about|over|in))?",
                rf"(?:do|does|did) {_WHO} (?:\w+ )?{_DIFFER}",
                rf"(?:which|what) {_WHO} {_DIFFER}",
                rf"(?:are|is) there (?:any |some )?(?:{_CONTRADICTIONS}|{_DIFFERENCES} {_BETWEEN})",
                rf"what (?:are|is) the (?:\w+ )?{_DIFFERENCES} {_BETWEEN}",
                rf"(?:list|show(?: me)?|find) (?:the |any |all )?(?:{_CONTRADICTIONS}|{_DIFFERENCES} {_BETWEEN})",
                rf"what {_DIFFERENCES} (?:are there|do you see) {_BETWEEN}",
                rf"compare {_WHO}",
            )
        )
    ),
    re.IGNORECASE,
)

_ASKS_TO_HEAR = re.compile(
    rf"{LEAD}what (?:else )?(?:did|does|do|has|have) (?:the )?"
    rf"(?P<who>(?!{_THEY}\b|(?:he|she|it|they|you|we|i|this|that)\b)[\w.’'&-]+(?: [\w.’'&-]+){{0,4}}?)"
    rf" (?:say|said|tell us|told|announced?|declared?|claim(?:ed)?){_WHEN}[.?! ]*",
    re.IGNORECASE,
)


def asks_what_differs(question: str) -> str | None:
    """What a question wants the sources compared in: "" for everything, None where it wants no such thing.

    >>> asks_what_differs("What do the sources disagree about?"), asks_what_differs("Do the articles differ on TikTok?")
    ('', 'TikTok')
    >>> asks_what_differs("Why do China and the US disagree?") is None
    True
    """
    found = _ASKS_WHAT_DIFFERS.fullmatch(question.strip())
    return None if found is None else next(filter(None, found.groups()), "")


def asks_for_article(question: str) -> str | None:
    """By what name a question means an article, or those of an outlet, of which it wants the gist; None for none.

    >>> asks_for_article("Summarise the Wall Street Journal article"), asks_for_article("the gist of Fox's op-ed")
    ('Wall Street Journal', 'Fox')
    >>> asks_for_article("Summarize the articles") is None, asks_for_article("Who wrote the Fox article?") is None
    (True, True)
    """
    found = _ASKS_FOR_ARTICLE.fullmatch(question.strip())
    return None if found is None else re.sub(r"['’]s?$", "", next(filter(None, found.groups())))


def asks_to_hear(question: str) -> str | None:
    """Whose words a question wants, whatever they are about; None where it wants them on something, or no words.

    >>> asks_to_hear("What did Trump say?"), asks_to_hear("what has the Fed's chair said today?")
    ('Trump', "Fed's chair")
    >>> asks_to_hear("What did Trump say about oil?") is None, asks_to_hear("What did they say?") is None
    (True, True)
    """
    found = _ASKS_TO_HEAR.fullmatch(question.strip())
    return found["who"] if found else None


def asks_for_all(question: str) -> bool:
    """Whether a question is about nothing in particular, and wants what there is.

    >>> [asks_for_all(each) for each in ("Summarize the articles", "What’s new this week?", "What are these about?")]
    [True, True, True]
    >>> [asks_for_all(each) for each in ("Summarize the TikTok dispute", "What is new about TikTok?", "What is it?")]
    [False, False, False]
    """
    return _WAYS.fullmatch(question.strip()) is not None


def names_all(question: str) -> bool:
    """Whether it says so itself, "the articles", "the news": then nothing that was said before is meant.

    >>> names_all("Summarize the articles"), names_all("Summarize it"), names_all("Summarize the news on oil")
    (True, False, False)
    """
    return asks_for_all(question) and _ALL.search(question) is not None
