"""Ways to ask that the reader hardly knows, in words that it knows: "how big is the penalty tariff?"."""

import re

_EVENT = (
    "(?:talks|negotiations|summit|meeting|conference|visit|trip|rounds?|campaign|operation|mission|strikes?|protests?)"
)
_MARKETS = "how (?:did|have|has) (?:the )?(?:stock )?(?:markets?|investors|traders)"
_AT_ITS_END = r"(?=\W*$)"
_TABLE = (
    # Numbers
    (r"how often\b", "How many times"),
    (r"how (?:big|large|high|low|steep)(?= (?:is|are|was|were)\b)", "How much"),
    (r"what (?:is|was) the (?:[a-z]+ )?(?:death )?toll (?:of|in|from|at)\b", "How many people died in"),
    (r"what (?:is|was) the head ?count (?:of|at|in)\b", "How many people work at"),
    (
        (
            r"how many (?:people|employees|workers|staff)? ?(?:will|are|were) "
            r"(?:be(?:ing)? )?(?:laid off|lose their jobs|let go)"
        ),
        "How many jobs will be cut",
    ),
    (
        r"how many(?: people| voters)? (?:voted|turned out|went to the polls|cast a (?:vote|ballot))\b",
        "What was the turnout",
    ),
    (r"what (?:did|does|will|would) ([^?]{1,80}?) fetch\b", r"How much did \1 go for"),
    (r"what (?:did|does|will|would) ([\w ’'-]{1,40}?) set ([\w ’'-]{1,30}?) back\b", r"How much will \1 cost \2"),
    (r"how bad (is|was) the ((?:earth)?quake|tremor)\b", r"How strong \1 the \2"),
    (
        r"how many (?:reprieves|extensions|postponements|deferrals|grace periods|extra periods)\b[^?]*",
        "How many times has the deadline been extended",
    ),
    (
        r"how far (did|has|have) ([^?]{1,60}?) (fall(?:en)?|drop(?:ped)?|sunk|sink|rise(?:n)?)\b",
        r"By how much \1 \2 \3",
    ),
    (r"how much (?:did|have|has) [^?]{1,60}? (?:make|made|get|got|gotten) (?:off|away) with\b", "How much was stolen"),
    (
        r"how long (?:is|was|will) ([^?]{1,60}?) (?:going (?:away|down|to (?:jail|prison))|be (?:locked up|put away))"
        r"(?: for)?" + _AT_ITS_END,
        r"How long was \1 sentenced to",
    ),
    # Who
    (r"who(?:m|se)? (?:does|did|is) ([^?]{1,80}?) belong to\b", r"Who owns \1"),
    (r"(who (?:is|was)) (?:at the head|in charge) of\b", r"\1 leading"),
    (r"who(?:[’']s| is| was) (?:calling|running) the (?:shots|show)\b", "Who is in control"),
    (r"who (?:came|comes) out on top\b", "Who won"),
    (r"who(?:[’']s| is|) (?:picking up|footing|foots|picks up) the (?:tab|bill)(?: for\b)?", "Who pays for"),
    (r"who (?:picked up|footed) the (?:tab|bill)(?: for\b)?", "Who paid for"),
    (r"(?:who|what)(?:[’']s| is| was) (?:to blame|at fault) for\b", "What caused"),
    (
        (
            r"who (?:has|had|holds|held) (?:the |an )?"
            r"(?:upper hand|whip hand|(?:better|stronger) (?:hand|position)|advantage|edge)\b"
            r"|who (?:is|was) in the (?:better|stronger) position\b"
        ),
        "Who has more leverage",
    ),
    (
        (
            r"who (?:is|are|was|were|sits|sat) (?:at the (?:negotiating |bargaining )?table|taking part|present)\b"
            r"|who (?:attends|attended|takes part|took part)\b"
        ),
        "Who are the participants",
    ),
    (
        (
            r"(?:who (?:sells|sold|supplies|supplied|provides|provided)|where (?:does|do|did))"
            r" ([^?]{1,80}?) (?:(?:with|get|buy|import|source) )?most of (?:its|their) ([\w -]{1,40}?)(?: from)?"
            r"(?= these days| now| today| currently|\W*$)"
        ),
        r"Who is the largest supplier of \2 to \1",
    ),
    # Why
    (r"why (?:can[’']t|cannot|can not|couldn[’']t|could not)\b", "What prevents that"),
    (r"what(?:[’']s| is| was) the hold-?up\b", "What is delaying it"),
    (r"why (?:is|are|was|were) ([^?]{1,80}?) (?:late|delayed|behind schedule)" + _AT_ITS_END, r"What is delaying \1"),
    (r"what cost ([^?]{1,80}?) (?:his|her|their) jobs?\b", r"Why was \1 fired"),
    (
        r"(?<=\b)(?:is|are|was|were)(?: the)? (?:hardest|most difficult) to (?:agree on|settle|resolve)\b",
        "is the sticking point",
    ),
    (
        r"(what (?:is|was|are|were) the) (?:main|biggest|major|key) (?:obstacle|hurdle|stumbling block)s?\b",
        r"\1 sticking point",
    ),
    # What and where
    (
        r"what (?:is|was|are|were) ((?:he|she|they|(?:the )?(?-i:[A-Z])[\w’'-]{0,29})(?: [\w’'-]{1,30}){0,3}) after"
        + _AT_ITS_END,
        r"What does \1 want",
    ),
    (r"what(?:[’']s| is| was)(?: there)? at stake for\b", "What could happen to"),
    (r"(?:what became|whatever became) of\b", "What happened to"),
    (r"where do (?:things|matters) stand (?:with|on)\b", "What has happened with"),
    (_MARKETS + r" (?:react(?:ed)?|respond(?:ed)?) to\b", "What happened to shares after"),
    (_MARKETS + r" (?:react(?:ed)?|respond(?:ed)?|take it|taken it)\b(?! to\b)", "What happened to shares"),
    (r"give[ns]? the (?:green light|go-ahead|nod) (?:to|for)\b", "approve"),
    (
        (
            r"((?:what|which) [\w -]{1,40}?) (?:did|does|has|have|had|will) [^?]{1,80}?"
            r" (?:let|allow(?:ed)?|permit(?:ted)?|clear(?:ed)?) [^?]{1,80}? (?:sell|ship|export|supply) to\b"
        ),
        r"\1 was allowed to be shipped to",
    ),
    (
        r"will there be (?:another|a further|one more) ((?:round|meeting|summit|hearing|vote)\b(?: of [^?]{1,60})?)",
        r"When is the next \1",
    ),
    (
        r"(?:what divides|where do(?=[^?]{0,99} (?:disagree|differ)\W*$)) ([^?]{1,80}?)(?: disagree| differ)?"
        + _AT_ITS_END,
        r"What could \1 not agree on",
    ),
    (
        rf"what (?:did|has|have|had) ([^?]{{0,80}}?\b{_EVENT}(?: (?:in|of|at|on|between) [^?]{{1,80}}?)?)"
        r" (?:achieved?|accomplish(?:ed)?|yield(?:ed)?|bring(?: about)?|brought(?: about)?)" + _AT_ITS_END,
        r"What was the outcome of \1",
    ),
    (
        (
            r"(what (?:have|has|had|were|was) [^?]{1,40}?) (?:forces|troops|soldiers)"
            r" (been )?(?:told|asked|instructed) to do\b"
        ),
        r"\1 military \2ordered to do",
    ),
    (r"what(?:[’']s| is| was) the source of ([^?]{1,80}?)" + _AT_ITS_END, r"Where did \1 originate"),
    (r"(?:does|do) ([^?]{1,80}?) have an account(?: on\b| at\b|(?= there\b))", r"Has \1 joined"),
    (r"(?:does|do) ([^?]{1,80}?) have an? ((?-i:[A-Z])\w{1,30}) account\b", r"Has \1 joined \2"),
)
_WAYS = tuple((re.compile(rf"\b(?:{way})", re.IGNORECASE), usual) for way, usual in _TABLE)


def in_usual_words(question: str) -> tuple[str, ...]:
    """The same question in other words, once for each turn of phrase in it that there are some for.

    >>> in_usual_words("Who supplies Europe with most of its gas?"), in_usual_words("Who leads the talks?")
    (('Who is the largest supplier of gas to Europe?',), ())
    """
    return tuple(way.sub(usual, question) for way, usual in _WAYS if way.search(question))
