"""A question of yes or no, and what only colours it: "didn't they ...?", "..., right?", "... or not?"."""

import re

from rag.courtesy import LEAD

AUXILIARY = "(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might)"
"""What a question of yes or no begins with."""
_GOES_ON = "(?P<goes>(?:so|and|but),? )?"
_ASKS_WHETHER = re.compile(rf"{_GOES_ON}{AUXILIARY}\b", re.IGNORECASE)
_ASKS_WHICH = re.compile(rf"{_GOES_ON}(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_NOT = r"n['’]t"
_OPENS_WITH_NOT = re.compile(rf"{_GOES_ON}(?P<word>\w+){_NOT}(?= )", re.IGNORECASE)
_SHORTENED = {"wo": "will", "ca": "can"}
_TAG = re.compile(
    rf"(?:,? or not|, (?:right|correct|no|is that (?:right|so|true))"
    rf"|, (?:{AUXILIARY}|wo|ca)(?:{_NOT})? (?:he|she|it|they|we|you|there|that|this))\W*$",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:(?:do|can) you (?:know|say|tell me) (?:if|whether)|whether(?: or not)?) (?=\w)", re.IGNORECASE)
_WH = "(?:who|whom|whose|what|which|when|where|why|how)"
_TELL = "(?:tell|explain|show|say|remind)(?: (?:to )?(?:me|us))?"
_ASKS_TO_BE_TOLD = re.compile(
    rf"{LEAD}(?:{_TELL}|do you (?:know|remember)|know|i(?: would|[’']d) love to know|i need to know|i wonder"
    rf"|i(?:[’']m| am) (?:wondering|curious)|any idea),? (?={_WH}\b)",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"(?P<which>who|what|when|where|why|how(?: (?:high|big|old|long|far|often))?)"
    r" (?P<rest>(?:(?:the|an?|his|her|its|their|this|that|these|those|it|he|she|they) ?|(?-i:[A-Z]))[^,]*)"
    r" (?P<is>is|are|was|were)(?P<end>\W*)",
    re.IGNORECASE,
)
"""As it is asked within another question: "when the deadline is"."""


def asks_whether(sentence: str) -> bool:
    """Whether a sentence asks for yes or no.

    >>> [asks_whether(each) for each in ("Isn't it dear?", "It is dear, isn't it?", "How dear is it?", "It is dear.")]
    [True, True, False, False]
    """
    plain = plainly(sentence)
    asks_which = _ASKS_WHICH.match(plain) is not None
    return (plain != sentence and not asks_which) or _ASKS_WHETHER.match(plain) is not None


def plainly(sentence: str) -> str:
    """A question of yes or no without "n't" or tag that says which answer is awaited; any without a polite lead.

    A reader of sentences takes them for what is asked, and "Didn't China" for a name.

    >>> plainly("Didn't China act on it?")
    'Did China act on it?'
    >>> plainly("Xi invited Trump, didn't he?"), plainly("Did they agree or not?")
    ('Xi invited Trump?', 'Did they agree?')
    >>> plainly("Do you know if they agreed?"), plainly("How old is he?")
    ('They agreed?', 'How old is he?')
    >>> plainly("Do you know when the deadline is?"), plainly("Could you tell me who leads it?")
    ('When is the deadline?', 'Who leads it?')
    """
    if asked := _ASKS_TO_BE_TOLD.match(sentence):
        sentence = sentence[asked.end() :]
        if turned := _TURNED.fullmatch(sentence):
            sentence = f"{turned['which']} {turned['is']} {turned['rest']}{turned['end']}"
        sentence = sentence[0].upper() + sentence[1:]
    if _ASKS_WHICH.match(sentence):
        return sentence
    if lead := _LEAD.match(sentence):
        sentence = sentence[lead.end()].upper() + sentence[lead.end() + 1 :]
    tag = _TAG.search(sentence)
    if tag is not None and tag.start():
        sentence = f"{sentence[: tag.start()]}?"
    opening = _OPENS_WITH_NOT.match(sentence)
    if opening is None:
        return sentence
    word = _SHORTENED.get(opening["word"].lower(), opening["word"].lower())
    if re.fullmatch(AUXILIARY, word) is None:
        return sentence
    word = word.capitalize() if opening["word"][0].isupper() else word
    return f"{opening['goes'] or ''}{word}{sentence[opening.end() :]}"
