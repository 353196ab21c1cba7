"""A question typed in small letters gets its names back: who asks "what did greer say?" means Greer."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from index.words import STOP_WORDS
from rag.clauses import TITLES

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W\d_][\w-]*")
# A capital that opens a sentence says nothing.
_INSIDE = re.compile(r"[\w,;’')”] $")
_CAPITAL_BEFORE = re.compile(r"([A-Z][\w’'-]*) $")
_CAPITAL_BEHIND = re.compile(r" ([A-Z][\w-]*)")
# "He Lifeng": no pronoun stands before a name.
_HE = re.compile(r"\bhe (?=[A-Z])")
_THE_US = re.compile(r"\b(?<=the )(?:us|uk|eu|un)\b")
_NEAR = 40
"""Characters in which the word before stands: a hostile text may be one long line."""
_ENOUGH = 2
"""A name stands by itself once, or twice behind another capital: that may be of a book, "Golf’s Colorful Superstar"."""


def cased(question: str, sentences: Iterable[str]) -> str:
    """The question with a capital for every word that the sentences write with one only.

    A question with any capital but its first is left as it is: who writes it so knows what is a name.

    >>> cased("who is scott bessent of the us?", ["Talks by Scott Bessent of the US met with the press in Oslo."])
    'who is Scott Bessent of the US?'
    >>> cased("what did the press want?", ["It told the press that the Press Office had closed."])
    'what did the press want?'

    Args:
        question: As it was typed.
        sentences: Of the articles that were found, without headlines: there any word may have a capital.
    """
    if question[1:] != question[1:].lower():
        return question
    question = _THE_US.sub(lambda match: match[0].upper(), question)
    asked = {word for word in _WORD.findall(question) if word not in STOP_WORDS}
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word in _WORD.finditer(sentence):
            if word[0].lower() in asked:
                forms[word[0].lower()][word[0]] += _ENOUGH if word[0].islower() else _sureness(sentence, word, asked)
    named = {word: form for word, seen in forms.items() if (form := _form(word, seen))}
    return _HE.sub("He ", _WORD.sub(lambda match: named.get(match[0], match[0]), question))


def _form(word: str, seen: Counter[str]) -> str | None:
    """How a word is written that is never written small; None if it is, or too rarely to tell."""
    form = max(seen, key=lambda form: (seen[form], form))
    return form if not seen[word] and seen[form] >= _ENOUGH else None


def _sureness(text: str, word: re.Match[str], asked: AbstractSet[str]) -> int:
    """How much a capital says: 0 where the name goes on without the question, "Star" of "Star Carrier"."""
    around = max(0, word.start() - _NEAR), word.start()
    behind, before = _CAPITAL_BEHIND.match(text, word.end()), _CAPITAL_BEFORE.search(text, *around)
    if not _INSIDE.search(text, *around) or (behind and behind[1].lower() not in asked):
        return 0
    return 1 if before and before[1].lower() not in asked | STOP_WORDS | TITLES else _ENOUGH
