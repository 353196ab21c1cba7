"""Whose words are these? "Who said that?" asks for the source of what was answered: with the words, it stands alone.

After an answer that quotes "... the deadline was extended on Friday.", it is 'Who said “the deadline was extended on
Friday.”?': shown, searched for and answered as if it had been asked so.
"""

import re

from rag.courtesy import LEAD

_THAT = r"(?:that|this|it|so|those|these)"
_EVEN = r"(?:(?:actually|really|exactly|even|has|have|is|was|ever|first) )*"
_SAYS = (
    r"(?:said|says|saying|claims|claimed|claiming|told (?:you|us)|argues|argued|states|stated|thinks|thought|believes"
    r"|believed)"
)
_OUTLET = (
    r"(?:of (?:the|these|your) )?(?:one|outlets?|sources?|newspapers?|papers?|articles?|publications?|sites?|websites?"
    r"|agency|agencies|magazines?|reports?|stor(?:y|ies)|pieces?|journalists?)"
)
_WAYS = {
    "said": (
        rf"who(?: is it that| was it that|[’']s)? {_EVEN}{_SAYS} {_THAT}",
        r"says who",
        r"who says",
        r"according to whom?",
        rf"whose (?:words?|claim|view|opinion|statement|quote|assessment|argument)s? (?:is|are|was|were) {_THAT}",
        rf"who (?:is|was) {_THAT} (?:said |claimed |written )?(?:by|from)",
        rf"by whom (?:is|was) {_THAT} said",
    ),
    "reported": (
        rf"who {_EVEN}(?:report(?:s|ed|ing)|wr(?:ote|ites)) (?:that|this)",
        rf"(?:which|what) {_OUTLET} {_EVEN}(?:sa(?:id|ys)|report(?:s|ed)|wr(?:ote|ites)|claim(?:s|ed)) {_THAT}",
        rf"(?:which|what) {_OUTLET} (?:is|was) (?:that|this) (?:from|in)",
        rf"according to (?:which|what) {_OUTLET}",
        r"(?:what|who)(?: is| are|[’']s|[’']re) (?:the|your) sources?(?: (?:of|for|on|behind) (?:that|this|it))?",
        r"sources?",
        r"where (?:did|do) you (?:get|read|find|see|have|take) (?:that|this)(?: from)?",
        rf"where (?:does it say|is it said|does it stand) {_THAT}",
    ),
}
_ASKS = {
    verb: re.compile(rf"{LEAD}(?:{'|'.join(ways)})(?:,? (?:please|then|exactly|though))*[?.! ]*", re.IGNORECASE)
    for verb, ways in _WAYS.items()
}
_WITH_WORDS = re.compile(rf"who (?:{'|'.join(_WAYS)}) [“\"](?P<words>.+)[”\"] ?\?", re.IGNORECASE)
_LEAST_WORDS = 4
"""Of a quotation that is looked for as a sentence; fewer, "very aggressive demands", stand within one."""
_LONGEST = 240
"""Characters that are put into the question: it is shown."""
_GOES_ON = "…"
_INNER = str.maketrans("“”", "‘’")
"""Marks of a quotation inside another."""


def asks_whose(question: str) -> bool:
    """Whether a question wants to know whose words something is that was said before.

    >>> [asks_whose(each) for each in ("and who said that?", "Says who?", "What's your source?", "Who said no?")]
    [True, True, True, False]
    """
    return any(way.fullmatch(question.strip()) for way in _ASKS.values())


def ask_whose(question: str, words: str) -> str:
    """The same question of some words, whatever was said before; `asks_whose` is true of it.

    >>> ask_whose("Which paper says so?", "“Yes,” he wrote.")
    'Who reported “‘Yes,’ he wrote.”?'
    """
    verb = next(verb for verb, way in _ASKS.items() if way.fullmatch(question.strip()))
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST].rpartition(' ')[0]} {_GOES_ON}"
    return f"Who {verb} “{words.translate(_INNER)}”?"


def words_asked_about(question: str) -> str | None:
    """The words of which a question wants to know whose they are; None where it quotes no sentence.

    >>> words_asked_about("Who said “the deadline was extended on Friday”?")
    'the deadline was extended on Friday'
    >>> words_asked_about("Who said “no”?") is None
    True
    """
    found = _WITH_WORDS.fullmatch(question.strip())
    return found["words"] if found and len(_key(found["words"])) >= _LEAST_WORDS else None


def are_words_of(words: str, text: str) -> bool:
    """Whether words are all of a text, whatever its marks and capitals, or how it begins where they go on ("…").

    >>> are_words_of("the deal is near", "The deal is near."), are_words_of("the deal is near", "No: the deal is near.")
    (True, False)
    >>> are_words_of("The deal is …", "The deal is near."), are_words_of("The deal is", "The deal is near.")
    (True, False)
    """
    ours, theirs = _key(words), _key(text)
    return theirs[: len(ours)] == ours if words.rstrip().endswith(_GOES_ON) else theirs == ours


def _key(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
