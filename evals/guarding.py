"""What the guard catches and what it refuses: `python -m evals.guarding CORPUS [PAIRS ...]`.

Lies are made from real sentences, one alteration at a time: a number, unit, date, name or quoted word exchanged, a
"not" added or lost, a speaker or a role swapped. Paraphrases are made from the same sentences by rules that keep what
is said, and drawn from pairs that people labelled: a statement and a sentence that supports it.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import sentencex

from evals.pairing import share
from evals.reading import read_lines
from rag.clauses import key_of, names, split
from rag.guarding import SUPPORT
from rag.polarity import denials, negates
from rag.reader.model import shipped_reader
from rag.roles import deeds, speakers
from rag.values import Kind, find_values
from rag.verifying import verify

_SHORTEST, _LONGEST = 40, 300
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_MONTHS = "January February April June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_UNITS = (
    ("per cent", "percentage points"), ("percent", "percentage points"), ("%", " million"), ("million", "billion"),
    ("billion", "million"), ("dollars", "euros"), ("euros", "dollars"), ("pounds", "dollars"), ("$", "€"), ("€", "£"),
    ("£", "$"), ("days", "weeks"), ("weeks", "months"), ("months", "weeks"), ("years", "months"), ("hours", "days"),
    ("minutes", "hours"), ("-day", "-month"), ("-year", "-month"), ("miles", "kilometres"), ("tonnes", "kilograms"),
)  # fmt: skip
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|did|does)\b"
    r"(?! (?:not|no|never|any|“)|n['’]t)"
)
_LAST_DAY = 31
_INITIAL = 2

Lie = Callable[[str, str, random.Random, Sequence[str]], str | None]


def _put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def number(text: str, _: str, rng: random.Random, __: Sequence[str]) -> str | None:
    """Another number in the same place and form."""
    values = [v for v in find_values(text) if v.kind is not Kind.DATE and re.search(r"\d", text[v.start : v.end])]
    spelled = list(re.finditer(r"\b(?:two|three|four|five|six|seven|eight|nine|ten)\b", text, re.IGNORECASE))
    if spelled and (not values or rng.random() < 1 / 2):
        match = rng.choice(spelled)
        new = rng.choice([word for word in _WORDS[2:] if word != match.group().lower()])
        return _put(text, match.start(), match.end(), new.capitalize() if match.group()[0].isupper() else new)
    if not values:
        return None
    value = rng.choice(values)
    digits = re.search(r"\d+", text[value.start : value.end])
    if digits is None:
        return None
    old = int(digits.group())
    new = str(rng.choice([n for n in (old + 1, old + 7, old * 2 + 1, max(2, old // 2)) if n != old]))
    return _put(text, value.start + digits.start(), value.start + digits.end(), new)


def unit(text: str, _: str, rng: random.Random, __: Sequence[str]) -> str | None:
    """Another unit, magnitude or currency behind the same number."""
    spans = [(v.start, v.end) for v in find_values(text) if v.kind in (Kind.SHARE, Kind.MONEY, Kind.MEASURE)]
    found = [
        (start + said.index(old), old, new)
        for start, end in spans
        for old, new in _UNITS
        if old in (said := text[start:end])
    ]
    if not found:
        return None
    at, old, new = rng.choice(found)
    return _put(text, at, at + len(old), new)


def date(text: str, _: str, rng: random.Random, __: Sequence[str]) -> str | None:
    """Another month, weekday, day or year."""
    found = [value for value in find_values(text) if value.kind is Kind.DATE]
    if not found:
        return None
    value = rng.choice(found)
    said = text[value.start : value.end]
    for known in (_MONTHS, _DAYS):
        held = [word for word in known if word in said]
        if held and rng.random() < 2 / 3:
            other = rng.choice([word for word in known if word != held[0]])
            return _put(text, value.start, value.end, said.replace(held[0], other, 1))
    digits = re.search(r"\d+", said)
    if digits is None:
        held = [word for word in (*_MONTHS, *_DAYS) if word in said]
        known = _DAYS if held and held[0] in _DAYS else _MONTHS
        return _put(text, value.start, value.end, rng.choice([w for w in known if w not in said])) if held else None
    old = int(digits.group())
    new = old - rng.randint(1, 9) if old > _LAST_DAY else (old % 28) + 1
    return _put(text, value.start + digits.start(), value.start + digits.end(), str(new))


def name(text: str, _: str, rng: random.Random, others: Sequence[str]) -> str | None:
    """Another name, which the evidence does not have."""
    found = [each for each in names(text) if not each.opens or " " in each.text or each.end < len(text)]
    held = {key for each in names(text) for key in each.keys}
    fresh = [other for other in others if held.isdisjoint(key_of(word.text) for word in split(other))]
    if not found or not fresh:
        return None
    each = rng.choice(found)
    possessive = re.search(r"['’]s$", each.text)
    return _put(text, each.start, each.end - (len(possessive.group()) if possessive else 0), rng.choice(fresh))


def quotation(text: str, _: str, rng: random.Random, __: Sequence[str]) -> str | None:
    """Another word inside of quotation marks."""
    quoted = list(re.finditer(r"“([^”]{8,})”|\"([^\"]{8,})\"", text))
    words = [word for word in split(text) if word.stem]
    inside = [word for q in quoted for word in words if q.start() < word.start and word.end < q.end()]
    if not inside:
        return None
    word = rng.choice(inside)
    new = rng.choice([w for w in "growth security money harbour winter trust failure justice".split() if w not in text])
    return _put(text, word.start, word.end, new)


def negation(text: str, _: str, rng: random.Random, __: Sequence[str]) -> str | None:
    """A "not" lost, or one added."""
    lost = [found for found in denials(text) if found.plain and found.word.text.lower() in ("not", "never")]
    short = [word for word in split(text) if negates(word) and re.search(r"n['’]t$", word.text)]
    if lost:
        return _put(text, lost[0].word.start, lost[0].word.end + 1, "")
    if short:
        full = re.sub(r"^wo$", "will", re.sub(r"n['’]t$", "", short[0].text))
        return _put(text, short[0].start, short[0].end, "can" if full == "ca" else full)
    found = list(_AUXILIARY.finditer(text))
    match = rng.choice(found) if found else None
    return _put(text, match.end(), match.end(), " not") if match else None


def speaker(text: str, before: str, rng: random.Random, _: Sequence[str]) -> str | None:
    """Somebody else who is named nearby made to say it."""
    said = speakers(text)
    near = [
        n for n in names(f"{text} {before}") if said and not set(n.keys) & set(said[0].keys) and len(n.text) > _INITIAL
    ]
    near = [n for n in near if not n.opens and not re.search(r"['’]s$", n.text)]
    return _put(text, said[0].start, said[0].end, rng.choice(near).text) if said and near else None


def role(text: str, _: str, __: random.Random, ___: Sequence[str]) -> str | None:
    """Who did it, and to whom, exchanged."""
    for deed in deeds(text):
        first, second = sorted((deed.doer, deed.done_to), key=lambda each: each.start)
        if set(first.keys) & set(second.keys) or re.search(r"[-’']", first.text + second.text):
            continue
        swapped = _put(text, second.start, second.end, first.text)
        return _put(swapped, first.start, first.end, second.text)
    return None


LIES: dict[str, Lie] = {
    "number": number, "unit": unit, "date": date, "name": name, "quotation": quotation, "negation": negation,
    "speaker": speaker, "role": role,
}  # fmt: skip

_SWAPS = (
    ("per cent", "%"), ("percent", "%"), ("said", "stated"), ("began", "started"), ("has not", "hasn’t"),
    ("did not", "didn’t"), ("will not", "won’t"), ("is not", "isn’t"), ("more than", "over"), ("about", "roughly"),
    ("also ", ""), ("however, ", ""), ("the United States", "the US"), ("U.S.", "US"), ("for example, ", ""),
    ("talks", "negotiations"), ("buy", "purchase"), ("big", "large"), ("help", "assist"), ("show", "indicate"),
    ("get", "obtain"), ("try", "attempt"),
)  # fmt: skip


def paraphrases(text: str) -> Iterator[tuple[str, str]]:
    """(kind, the same in other words), by rules that keep what is said."""
    if re.search('[“”"]', text):  # other words would be no quotation
        return
    for position, word in enumerate(_WORDS[2:], start=2):
        if re.search(rf"\b{word} ", text):
            yield "digits for words", re.sub(rf"\b{word} ", f"{position} ", text, count=1)
            break
    swapped = text
    for old, new in _SWAPS:
        whole = rf"(?<!\w){re.escape(old)}" + (r"(?!\w)" if old[-1].isalpha() else "")
        swapped = re.sub(whole, new, swapped, count=1)
    if swapped != text:
        yield "other words", swapped.replace(" %", "%")
    head, comma, _ = text.rpartition(", ")
    if comma and len(head) > _SHORTEST and text.count("“") == 0 and not any(found.plain for found in denials(text)):
        yield "shortened", f"{head}."
    fronted = re.fullmatch(r"([A-Z][^,“”]{20,}) ((?:on|in|at|since|until) (?:the )?[A-Z0-9][\w ]{2,20})\.", text)
    if fronted:
        yield "reordered", f"{fronted[2][0].upper()}{fronted[2][1:]}, {fronted[1]}."
    told = re.fullmatch(r"([A-Z].{20,}), ((?:[A-Z][\w.]+ ?){1,4}) said(?: on \w+)?\.", text)
    if told:
        yield "reported otherwise", f"According to {told[2].strip()}, {told[1]}."
    passive = re.fullmatch(r"((?:[A-Z][\w.]+ ?){1,3}) (\w+ed) (the [a-z ]+)\.", text)
    if passive:
        yield "passive", f"{passive[3].capitalize()} was {passive[2]} by {passive[1].strip()}."


def sentences_of(corpus: Path, most: int, rng: random.Random) -> list[tuple[str, str]]:
    """(sentence, the one before it) of the articles in a folder of texts or a file of records, shuffled."""
    if corpus.is_dir():
        texts = [file.read_text(encoding="utf-8") for file in sorted(corpus.glob("*.txt"))]
    else:
        texts = [record["text"] for record in read_lines(corpus)]
        rng.shuffle(texts)
    found: list[tuple[str, str]] = []
    for text in texts:
        lines = [line for part in text.split("\n") for line in sentencex.segment("en", part)]
        clean = [" ".join(line.split()) for line in lines]
        found += [
            (line, before)
            for before, line in zip(["", *clean], clean, strict=False)
            if _SHORTEST <= len(line) <= _LONGEST and re.fullmatch(r"[A-Z“\"].*[.”\"]", line)
        ]
        if len(found) >= most:
            break
    return found


def measure(corpus: Path, pairs: Sequence[Path], each: int) -> Iterator[str]:
    """Lines: for each kind of lie the share caught, for each kind of paraphrase the share refused."""
    rng = random.Random(5)  # noqa: S311 - a sample, no secret
    guard = partial(verify, supporter=shipped_reader(), bar=SUPPORT)
    real = sentences_of(corpus, 12_000, rng)
    found = [each for text, _ in real[:400] for each in names(text)]
    others = [each.text for each in found if not each.opens and each.text.isascii() and "." not in each.text]
    rng.shuffle(real)
    caught: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for kind, lie in LIES.items():
        for text, before in real:
            told = lie(text, before, rng, others) if made[kind] < each else None
            if told is not None and told != text:
                made[kind] += 1
                caught[kind] += bool(guard(told, [before, text] if kind == "speaker" else [text]))
        yield f"lie, {kind}: caught {share(caught[kind], made[kind])}"
    yield f"lies: caught {share(caught.total(), made.total())}"
    refused: Counter[str] = Counter()
    said: Counter[str] = Counter()
    drawn = [(text, kind, other) for text, _ in real for kind, other in paraphrases(text)]
    for file in pairs:
        records = [record for record in read_lines(file) if record["label"] == "support"]
        rng.shuffle(records)
        label = file.name.partition(".")[0]
        drawn += [(record["premise"], label, record["hypothesis"]) for record in records]
    for text, kind, other in drawn:
        if said[kind] < each:
            said[kind] += 1
            refused[kind] += bool(guard(other, [text]))
    for kind in said:
        yield f"paraphrase, {kind}: refused {share(refused[kind], said[kind])}"
    yield f"paraphrases: refused {share(refused.total(), said.total())}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description="Measure what the guard catches and what it refuses.")
    parser.add_argument("corpus", type=Path, help="a folder of .txt, or records with a text")
    parser.add_argument("pairs", type=Path, nargs="*", help="records with premise, hypothesis and label")
    parser.add_argument("--each", type=int, default=100, help="of each kind")
    given = parser.parse_args(arguments)
    for line in measure(given.corpus, given.pairs, given.each):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
