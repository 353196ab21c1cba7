"""A question of yes or no, and what only colours it: "didn't they ...?", "..., right?", "... or not?"."""

import re

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


def asks_whether(sentence: str) -> bool:
    """Whether a sentence asks for yes or no.

    >>> [asks_whether(each) for each in ("Isn't it dear?", "It is dear, isn't it?", "How dear is it?", "It is dear.")]
    [True, True, False, False]
    """
    plain = plainly(sentence)
    return plain != sentence or _ASKS_WHETHER.match(plain) is not None


def plainly(sentence: str) -> str:
    """A question of yes or no without the "n't", tag or lead that says which answer is awaited; any other as it is.

    A reader of sentences takes them for what is asked, and "Didn't China" for a name.

    >>> plainly("Didn't China act on it?")
    'Did China act on it?'
    >>> plainly("Xi invited Trump, didn't he?"), plainly("Did they agree or not?")
    ('Xi invited Trump?', 'Did they agree?')
    >>> plainly("Do you know if they agreed?"), plainly("How old is he?")
    ('They agreed?', 'How old is he?')
    """
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
