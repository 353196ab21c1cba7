"""A question typed in small letters gets its names back: who asks "what did greer say?" means Greer."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from index.words import STOP_WORDS

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W\d_][\w-]*")
# A capital that opens a sentence or a headline says nothing.
_INSIDE = re.compile(r"[a-z0-9,;’')”] $")
# "He Lifeng": no pronoun stands before a name.
_HE = re.compile(r"\bhe (?=[A-Z])")
_THE_US = re.compile(r"\b(?<=the )(?:us|uk|eu|un)\b")


def cased(question: str, texts: Iterable[str]) -> str:
    """The question with a capital for every word that the texts write with one only.

    A question with any capital but its first is left as it is: who writes it so knows what is a name.

    >>> cased("who is scott bessent of the us?", ["The envoy Scott Bessent of the US met the press in Oslo."])
    'who is Scott Bessent of the US?'
    >>> cased("what did the press want?", ["It told the press that the Press Office had closed."])
    'what did the press want?'
    """
    if question[1:] != question[1:].lower():
        return question
    question = _THE_US.sub(lambda match: match[0].upper(), question)
    asked = {word for word in _WORD.findall(question) if word not in STOP_WORDS}
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for match in _WORD.finditer(text):
            if match[0].lower() in asked and (match[0].islower() or _INSIDE.search(text[: match.start()][-2:])):
                forms[match[0].lower()][match[0]] += 1
    named = {word: max(seen, key=lambda form: (seen[form], form)) for word, seen in forms.items() if word not in seen}
    question = _WORD.sub(lambda match: named.get(match[0], match[0]), question)
    return _HE.sub("He ", question)
