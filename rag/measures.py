"""The units that numbers in the news come in, and the currencies."""

import re
from fractions import Fraction

_SIGNS = {
    "us$": "USD", "a$": "AUD", "c$": "CAD", "hk$": "HKD", "nz$": "NZD", "s$": "SGD", "$": "USD",
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY",
}  # fmt: skip
_NAMES = {
    "us dollar": "USD", "u.s. dollar": "USD", "american dollar": "USD", "australian dollar": "AUD",
    "canadian dollar": "CAD", "hong kong dollar": "HKD", "new zealand dollar": "NZD", "singapore dollar": "SGD",
    "dollar": "USD", "euro": "EUR", "pound": "GBP", "sterling": "GBP", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY",
    "rupee": "INR", "won": "KRW", "rouble": "RUB", "ruble": "RUB", "swiss franc": "CHF", "franc": "CHF",
    "lira": "TRY", "peso": "MXN", "reais": "BRL", "rand": "ZAR", "kronor": "SEK", "kroner": "NOK", "shekel": "ILS",
    "zloty": "PLN",
    "cent": "cent", "penny": "penny", "pence": "penny",
}  # fmt: skip
_CODES = "USD|AUD|CAD|HKD|NZD|SGD|EUR|GBP|JPY|CNY|RMB|INR|KRW|RUB|CHF|TRY|MXN|BRL|ZAR|SEK|NOK|ILS|PLN"

CURRENCY_BEFORE = re.compile(
    rf"(?:{'|'.join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))}|\b(?:{_CODES})) ?$",
    re.IGNORECASE,
)
"""A currency that ends a text."""
CURRENCY_AFTER = re.compile(
    rf"[ -]?(?:(?P<name>{'|'.join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))})s?\b"
    rf"|(?P<code>{_CODES})\b|(?P<sign>[€£$¥]))",
    re.IGNORECASE,
)
"""A currency that follows a number."""


def currency(name: str) -> str:
    """Its ISO code.

    >>> currency("US$"), currency("Australian dollar"), currency("RMB")
    ('USD', 'AUD', 'CNY')
    """
    name = name.strip().lower()
    return _SIGNS.get(name) or _NAMES.get(name) or name.upper().replace("RMB", "CNY")


MEASURES: dict[str, tuple[str, Fraction]] = {
    name: (unit, Fraction(factor))
    for unit, names in {
        # Months are no number of days: "90 days" and "three months" do not compare.
        "day": {"second": "1/86400", "minute": "1/1440", "hour": "1/24", "day": "1", "week": "7", "fortnight": "14"},
        "month": {"month": "1", "quarter": "3", "year": "12", "decade": "120", "century": "1200"},
        "metre": {
            "mm": ".001", "cm": ".01", "metre": "1", "meter": "1", "km": "1000", "kilometre": "1000",
            "kilometer": "1000", "mile": "1609.344", "foot": ".3048", "feet": ".3048", "yard": ".9144",
        },
        "kilogram": {"kg": "1", "kilogram": "1", "kilo": "1", "gram": ".001", "ton": "1000", "tonne": "1000"},
        "litre": {"litre": "1", "liter": "1", "gallon": "3.785", "barrel": "158.987"},
        "hectare": {"hectare": "1", "acre": ".404686"},
        "watt": {"watt": "1", "kilowatt": "1e3", "megawatt": "1e6", "gigawatt": "1e9", "mw": "1e6", "gw": "1e9"},
        "degree": {"degree": "1", "°c": "1", "°f": "1", "°": "1"},
        "time": {"time": "1"},
    }.items()
    for name, factor in names.items()
}  # fmt: skip
"""Word -> (unit, how many of it)."""

MEASURE = re.compile(
    rf"[ -]?(?P<square>square[ -])?(?P<name>{'|'.join(sorted(MEASURES, key=len, reverse=True))}|centuries"
    rf"|inch(?:es)?)(?:e?s)?(?!\w)",
    re.IGNORECASE,
)
"""A unit that follows a number."""
MEASURES |= {"centuries": ("month", Fraction(1200)), "inch": ("metre", Fraction(254, 10000))}
MEASURES["inches"] = MEASURES["inch"]
