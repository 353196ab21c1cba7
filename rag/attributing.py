"""Who says so: the speaker, then the outlet, then the outlet it first appeared in.

    U.S. Treasury Secretary Bessent publicly stated, as reported by People News, republishing Dajiyuan, that ...

Our words are put around the article's, or between its reporting verb and what is reported; never in place of them.
"""

import re
from dataclasses import dataclass

from index.types import Genre, Source

_VERBS = (
    r"(?:says?|said|tells?|told|states?|stated|announces?|announced|warns?|warned|argues?|argued|adds?|added|claims?"
    r"|claimed|insists?|insisted|notes?|noted|confirms?|confirmed|den(?:y|ies|ied)|acknowledged?s?|writes?|wrote"
    r"|predicts?|predicted|declares?|declared|suggests?|suggested|believes?|estimates?|estimated|reports?|reported"
    r"|reveals?|revealed|promises?|promised|urges?|urged|explains?|explained|alleges?|alleged|reckons?|reckoned"
    r"|threatens?|threatened|made (?:it )?clear|spoke out|called|calls|asked|asks|testified|tweeted|posted|admits?"
    r"|admitted)"
)
_DAY = (
    r"(?: (?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day| (?:today|yesterday)| (?:this|last) week"
    r"| in an? [\w ]{3,30}?)?"
)
_SUBJECT = r"(?P<speaker>(?:The |An? |[A-Z“])[^,;:“”]{1,90}?)"
# "X publicly stated that ...", "X made it clear: “...”", "X told reporters Friday that ...".
_LEADING = re.compile(
    rf"(?:But |And |Yet |However, |Meanwhile, |Still, |During [^,]{{3,60}}, |On [^,]{{3,40}}, )?{_SUBJECT}"
    rf"(?: has| have| had| also| still| later| then| repeatedly| publicly| deliberately| again)*"
    rf" {_VERBS}(?: \w+ly)?(?: (?:reporters|journalists|lawmakers|investors|the [A-Z][\w ]{{2,30}}|[A-Z]\w+))?{_DAY}"
    r"(?=,? that\b|:? [“\"]|: )"
)
_TRAILING = (
    re.compile(rf"[”\"] (?:\w+ )?{_VERBS} (?P<speaker>(?!that\b)[^,;:.“”]{{2,80}})"),
    re.compile(rf"[,”\"] (?P<speaker>(?:the |an? )?[\w.’'\- ]{{2,70}}?) {_VERBS}{_DAY}[.,:]"),
    re.compile(r"[Aa]ccording to (?P<speaker>(?!a\b|the report)(?:[^,;:.“”]|(?<=\b[A-Z])\.){2,80})"),
    re.compile(rf"(?P<speaker>\b[A-Z][\w.’' -]{{1,60}}?)(?: also| deliberately)* {_VERBS}[^,.“”]{{0,40}}, saying\b"),
    re.compile(r"(?P<speaker>\b[A-Z][\w.’' -]{1,60}?) has reported\b"),
    # "At the critical moment, Trump applied pressure, publicly declaring on Sunday that ..."
    re.compile(
        r"(?:^|, )(?P<speaker>(?!(?:The|An?|In|On|At|But|And) )[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,5})(?: [\w’'-]+){1,12},"
        r" (?:\w+ly )?(?:declaring|saying|stating|warning|insisting|arguing|announcing|claiming|adding|vowing)"
        r"(?: (?:on|in|at) [^,;:.“”]{2,30})?(?=,? that\b|:? [“\"])"
    ),
)
# What a subject of a reporting verb is not: a clause of its own.
_VERB_INSIDE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|should|may|might|can|that|which|who|when|if|because|while)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?!(?-i:He [A-Z]))(?:he|she|it|they|we|i|you|this|that|these|those|who|which)\b", re.IGNORECASE)

_GENRES = {
    Genre.OPINION: "an opinion piece",
    Genre.ANALYSIS: "an analysis",
    Genre.INTERVIEW: "an interview",
    Genre.PRESS_RELEASE: "a press release",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Who says a stretch of text; `place` is where words of ours may go in, 0 where they may not."""

    speaker: str
    start: int
    place: int


def speaker_of(text: str) -> Said | None:
    """Who the text says it is said by, if it is somebody else than its outlet.

    >>> speaker_of("Treasury Secretary Bessent stated that talks went on.")
    Said(speaker='Treasury Secretary Bessent', start=0, place=33)
    >>> speaker_of("“They want it,” said Evan Medeiros, a former official.").speaker
    'Evan Medeiros'
    >>> speaker_of("The bridge reopened on Monday.") is None
    True
    """
    leading = _LEADING.match(text)
    if leading and _can_speak(leading["speaker"]):
        return Said(speaker=leading["speaker"], start=leading.start("speaker"), place=leading.end())
    for pattern in _TRAILING:
        for found in pattern.finditer(text):
            if _can_speak(found["speaker"]):
                return Said(speaker=found["speaker"].strip(), start=found.start("speaker"), place=0)
    return None


def _can_speak(words: str) -> bool:
    return not _VERB_INSIDE.search(words) and not _PRONOUN.match(words.strip())


def has_name(speaker: str) -> bool:
    """Whether a speaker has a name of his own.

    >>> has_name("The people"), has_name("a Treasury spokesperson")
    (False, True)
    """
    return (
        re.search(r"[A-Z]", re.sub(r"^(?:The|An?|One|Some|Many|Most|Both|All|Several|His|Her|Their|Its) ", "", speaker))
        is not None
    )


def outlet_of(source: Source) -> str:
    """The outlet, and the one that it republishes.

    >>> from index.types import given
    >>> outlet_of(Source(publisher=given("People News"), original_publisher=given("Dajiyuan")))
    'People News, republishing Dajiyuan'
    >>> outlet_of(Source())
    'an article of unknown publisher'
    """
    outlet, original = source.publisher.value or source.authors.value, source.original_publisher.value
    if outlet is None:
        return f"an article first published by {original}" if original else "an article of unknown publisher"
    if source.genre.value == Genre.TRADE_BODY:
        outlet = f"the trade body {outlet}"
    return f"{outlet}, republishing {original}" if original and original != outlet else outlet


def is_view(source: Source) -> bool:
    """Whether what it says is somebody's view and not a report."""
    return source.genre.value == Genre.OPINION


def before(source: Source) -> str:
    """Our words before a quote; a genre that is no report is named.

    >>> from index.types import given
    >>> before(Source(publisher=given("Coast Daily"), genre=given("opinion")))
    'In an opinion piece carried by Coast Daily: '
    >>> before(Source())
    'According to an article of unknown publisher: '
    """
    kind = _kind(source)
    if kind is None:
        return f"According to {outlet_of(source)}: "
    return f"In {kind} {_carried(source)}: "


def between(source: Source) -> str:
    """Our words between a reporting verb and what is reported.

    >>> from index.types import given
    >>> between(Source(publisher=given("Coast Daily")))
    ', as reported by Coast Daily,'
    """
    kind = _kind(source)
    return f", as reported by {outlet_of(source)}," if kind is None else f", according to {kind} {_carried(source)},"


def _kind(source: Source) -> str | None:
    return _GENRES.get(Genre(source.genre.value)) if source.genre.value else None


def _carried(source: Source) -> str:
    outlet, original = source.publisher.value or source.authors.value, source.original_publisher.value
    if outlet is None:
        return f"first published by {original}" if original else "of unknown publisher"
    return f"carried by {outlet_of(source)}"
