"""Numbers as news writes them, in digits and in words: "2½", "1,400", "twenty-three", "half a million"."""

import re
from fractions import Fraction

_SMALL = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen "
        "eighteen nineteen".split()
    )
}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_MAGNITUDES = {
    "hundred": 100,
    "dozen": 12,
    "thousand": 1_000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "k": 1_000,
    "m": 10**6,
    "mn": 10**6,
    "mln": 10**6,
    "bn": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}

_SIMPLE = "|".join([*_SMALL, *_TENS])
_GREAT = "hundred|dozen|thousand|million|billion|trillion"
_WORD = rf"(?:{_SIMPLE}|hundred|thousand|million|billion|trillion)"
_DIGITS = r"(?:\d{1,3}(?:[,\u202f\u00a0]\d{3})+|\d+)(?:\.\d+)?"
WORDS = rf"(?:half a (?:{_GREAT})|(?:an? )(?:{_GREAT})\b|(?:{_SIMPLE})(?:[ -](?:and )?{_WORD}|[ -](?:dozen))*)"
DIGITS = rf"(?:{_DIGITS}[½¼¾⅓⅔]?|[½¼¾⅓⅔])(?:[ -](?:{_GREAT})\b|[ ]?(?:mn|mln|bn|tn|trn)\b|[km](?![\w-]))?"

NUMERAL = rf"(?:{DIGITS}|\b{WORDS}\b)"
"""A pattern of one number; case is ignored by whoever compiles it."""

_PARTS = re.compile(rf"(?P<digits>{_DIGITS})?(?P<vulgar>[½¼¾⅓⅔])?[ -]?(?P<magnitude>[a-z]+)?", re.IGNORECASE)

_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
        "fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
ORDINAL = rf"(?:\d+(?:st|nd|rd|th)|(?:(?:{'|'.join(_TENS)})-)?(?:{'|'.join(_ORDINALS)})|thirtieth|fiftieth|hundredth)"


def read_number(text: str) -> Fraction:
    """The number that a match of `NUMERAL` is.

    >>> [float(read_number(text)) for text in ("1,400", "2½", "twenty-three", "half a million", "14.7bn")]
    [1400.0, 2.5, 23.0, 500000.0, 14700000000.0]
    """
    text = text.lower().strip()
    matched = _PARTS.fullmatch(text)
    if matched and (matched["digits"] or matched["vulgar"]):
        digits = re.sub(r"[,\u202f\u00a0]", "", matched["digits"] or "0")
        number = Fraction(digits) + _VULGAR.get(matched["vulgar"] or "", Fraction(0))
        return number * _MAGNITUDES[matched["magnitude"] or "one"] if matched["magnitude"] else number
    if text.startswith("half a"):
        return Fraction(_MAGNITUDES[text.split()[-1]], 2)
    return Fraction(_read_words(re.split(r"[ -]+", text)))


def _read_words(words: list[str]) -> int:
    total = current = 0
    for word in words:
        if word in _SMALL or word in _TENS:
            current += _SMALL.get(word, 0) + _TENS.get(word, 0)
        elif word in ("hundred", "dozen"):
            current = max(1, current) * _MAGNITUDES[word]
        elif word in _MAGNITUDES:
            total, current = total + max(1, current) * _MAGNITUDES[word], 0
    return total + current


def read_ordinal(text: str) -> int:
    """The place that a match of `ORDINAL` is.

    >>> read_ordinal("fourth"), read_ordinal("21st"), read_ordinal("twenty-first")
    (4, 21, 21)
    """
    text = text.lower()
    if text[0].isdigit():
        return int(text[:-2])
    tens, _, last = text.rpartition("-")
    special = {"thirtieth": 30, "fiftieth": 50, "hundredth": 100}
    return _TENS.get(tens, 0) + (_ORDINALS.get(last) or special[last])
