"""Do the names and the quoted words of a statement stand in its evidence?"""

import re
from collections.abc import Iterator, Sequence

from rag.clauses import key_of, names, split
from rag.findings import Check, Finding

_LONG_FORMS = {
    ("united", "states"): "usa",
    ("united", "kingdom"): "britain",
    ("european", "union"): "europe",
    ("united", "nations"): "un",
}
_MONTHS = {
    "jan": "january", "feb": "february", "mar": "march", "apr": "april", "aug": "august", "sept": "september",
    "sep": "september", "oct": "october", "nov": "november", "dec": "december",
}  # fmt: skip
_CODE = re.compile(r"(?<![\w.,$€£])(?=\w*[A-Za-z])(?=\w*\d)[A-Z]\w*(?:-\w+)*")
"""A name with figures in it: "H20", "F-35", "G7"."""


def check_names(statement: str, evidence: Sequence[str], known: Sequence[str]) -> Iterator[Finding]:
    """Names that neither the evidence nor what is `known` of its articles has."""
    text = "\n".join([*evidence, *known])
    held = {key_of(part) for word in split(text) for part in (word.text, *word.text.split("-"))}
    held |= {_initials(name.text) for name in names(text)}
    held |= {key for long, key in _LONG_FORMS.items() if held.issuperset(long)}
    # Which day of it, and whether it is the same month, is for the values to say.
    told = {word.text.lower().rstrip(".") for word in split(text) if word.capital}
    held |= {key_of(form) for pair in _MONTHS.items() if not told.isdisjoint(pair) for form in pair}
    for name in names(statement):
        missing = [key for key in name.keys if not {key, *key.split("-")} & held]
        short = _LONG_FORMS.get(tuple(name.keys)[:2])  # type: ignore[arg-type]
        if not missing or short in held or _initials(name.text) in held:
            continue
        if name.opens and " " not in name.text and _may_open_any_sentence(name.text, statement, evidence):
            continue
        yield Finding(check=Check.NAME, start=name.start, end=name.end, why=f"the evidence does not name “{name.text}”")
    for match in _CODE.finditer(statement):
        if match.group().lower() not in text.lower():
            yield Finding(
                check=Check.NAME,
                start=match.start(),
                end=match.end(),
                why=f"the evidence does not name “{match.group()}”",
            )


def _initials(name: str) -> str:
    initials = "".join(word.text[0] for word in split(name) if word.capital).lower()
    return initials if len(initials) > 1 else name.lower()


_COMMON = re.compile(
    r".{2,}(?:[^s]s|ing|ly|tion|ment|ness|ship|ism)|someone|somebody|everyone|everybody|anyone|person|people|man|woman|men"
    r"|women|children|kid|boy|girl|nobody|there|progress|work|trade|growth|demand|police|staff|government|parliament",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"has|have|had|is|was|were|are|will|would|could|may|might|can|did|does|also|said|says|[a-z]+(?:ed|s)|and"
)


def _may_open_any_sentence(name: str, statement: str, evidence: Sequence[str]) -> bool:
    """Whether a capital is only that of a sentence: the word looks common, or no name of the evidence is left out."""
    if name != re.sub(r"['’]s?$", "", name):
        return False
    said = {key_of(word.text) for word in split(statement)}
    lost = any(not said & set(found.keys) for text in evidence for found in names(text))
    follows = re.search(rf"{re.escape(name)},? (\w+)", statement)
    acts = follows is not None and _ACTS.fullmatch(follows[1]) is not None
    return not lost or not acts or _COMMON.fullmatch(name) is not None


_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|(?<!\w)‘([^’]{2,}(?:’\w[^’]*)*)’(?!\w)")
_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…|\[[^\]]*\])\s*")


def _plain(text: str) -> str:
    text = re.sub(r"[“”\"‘’'`]", "'", text)
    return re.sub(r"\s+", " ", re.sub(r"[–—-]", "-", text)).lower()


def check_quotations(statement: str, evidence: Sequence[str]) -> Iterator[Finding]:
    """Words in quotation marks that the evidence does not hold as they stand."""
    held = _plain(" ".join(evidence))
    for match in _QUOTED.finditer(statement):
        words = next(group for group in match.groups() if group)
        for piece in _ELLIPSIS.split(words):
            if _plain(piece).strip(" .,;:!?'") not in held:
                why = f"the evidence does not hold the words “{piece.strip()}”"
                yield Finding(check=Check.QUOTATION, start=match.start(), end=match.end(), why=why)
                break
