"""What a sentence says, read without a grammar: words, names, clauses, what is denied, what is only expected."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from index.words import STOP_WORDS, words
from rag.seats import SEATS

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:[.,][0-9]+)*(?:['’](?:s|t|re|ve|ll|d|m)\b)?(?:-[^\W_]+)*", re.UNICODE
)
_BREAK = re.compile(
    r"[;:()\[\]—–“”\"]|,(?!\d)|\b(?:and|but|or|while|although|though|as|which|who|that|after|before|when|because|since"
    r"|despite|where|whereas|if|unless|until|with|amid|following|including)\b",
    re.IGNORECASE,
)

POSSESSIVE = re.compile(r"['’]s?$")
EXPECTED = re.compile(
    r"\b(?:expect(?:s|ed|ations?|ing)?|forecasts?|predict(?:s|ed|ions?)?|plan(?:s|ned|ning)?|hop(?:es?|ed|ing)|may|might"
    r"|could|would|will|shall|should|likely|unlikely|set to|aims?|intend(?:s|ed)?|propos(?:es|ed|als?)|potential(?:ly)?"
    r"|possibl[ey]|scheduled|if|projected|projections?|target(?:s|ed)?|threaten(?:s|ed)?|anticipated?|going to"
    r"|(?:agree|pledge|promise|vow|decide)[sd]? to|chances?|prospects?)\b|[’']ll\b",
    re.IGNORECASE,
)
"""What is said to come, or only to be possible."""

_NATIONS = (
    "china chinese, usa american america, russia russian, britain british uk, france french, germany german, "
    "japan japanese, india indian, ukraine ukrainian, israel israeli, europe european eu, africa african, asia "
    "asian, korea korean, spain spanish, italy italian, canada canadian, mexico mexican, brazil brazilian, iran "
    "iranian, iraq iraqi, syria syrian, egypt egyptian, turkey turkish, greece greek, switzerland swiss, "
    "netherlands dutch, belgium belgian, austria austrian, sweden swedish, norway norwegian, denmark danish, "
    "finland finnish, hungary hungarian, ireland irish, scotland scottish, portugal portuguese, australia "
    "australian, argentina argentine, cuba cuban, venezuela venezuelan, nigeria nigerian, pakistan pakistani, "
    "afghanistan afghan, vietnam vietnamese, taiwan taiwanese, thailand thai, indonesia indonesian, philippines "
    "philippine filipino, palestine palestinian"
)
"""Countries, each with its people."""
_SAME = (
    "killed dead died deaths death dies fatalities kills",
    "injured wounded hurt injuries injuring",
    "tariff tariffs duty duties levy levies",
    "percent per cent",
    "company companies firm firms business",
    "extended prolonged postponed delayed extension",
    "talks negotiations negotiation talk",
    "deal agreement accord pact",
    "bought acquired purchased buying bought",
    "said told says",
    "began started begin starting starts begun",
    "ended finished concluded",
    "rose increased climbed grew risen grown gained",
    "fell dropped declined decreased fallen slid",
    "employees workers staff",
    "people residents persons",
    "jobs positions posts",
    "cut reduced lowered",
    "vote votes voted ballots",
    "arrested detained",
    "evacuated displaced",
    "cost price priced costs",
    "paid pay pays",
    "launched opened",
    "probe probes investigation investigations inquiry",
    "aircraft jets planes airplanes plane jet",
    "ship ships vessel vessels boat boats",
    "round rounds",
    "resigned quit resigns quits",
    "won wins victory",
    "chips semiconductors chip semiconductor",
    "military army troops",
    "afraid fear fears feared worried worry worries",
    "banned outlawed prohibited ban bans",
    "children kids child",
    "doctors physicians doctor physician",
    "cars vehicles car vehicle",
    "film movie films movies",
    "elected election elections",
)
"""Words that the news uses for one another."""


@cache
def _same() -> dict[str, str]:
    groups = [words(line) for line in (*_NATIONS.split(", "), *_SAME)]
    return {stem: group[0] for group in groups for stem in group}


def synonyms(text: str) -> tuple[str, ...]:
    """What the news says as well for words of a text, one word of each stem.

    >>> synonyms("When did the talks start?")
    ('negotiations', 'began', 'begin', 'begun')
    """
    asked = frozenset(words(text))
    kept: dict[str, str] = {}
    for group in (line.split() for line in _SAME):
        others = {stem: word for word in reversed(group) for stem in words(word)}
        kept |= {} if asked.isdisjoint(others) else {stem: others[stem] for stem in reversed(others)}
    return tuple(word for stem, word in kept.items() if stem not in asked)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `stem` is what it is compared by, "" for one that carries no topic."""

    text: str
    start: int
    end: int
    stem: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """What a word is compared by, "" for stop words; synonyms that the news uses for one another are one.

    >>> stem_of("died") == stem_of("killed"), stem_of("the"), stem_of("U.S.")
    (True, '', 'usa')
    """
    # "Won't" would be the stem of "won".
    if word.lower().endswith(("n't", "n’t")):
        return ""
    stems = words(re.sub(r"['’](?:s|re|ve|ll|d|m)$", "", word, flags=re.IGNORECASE))
    return "-".join(_same().get(stem, stem) for stem in stems)


def split(text: str) -> list[Word]:
    """The words of a text with their places."""
    return [Word(m.group(), m.start(), m.end(), stem_of(m.group())) for m in _TOKEN.finditer(text)]


def words_in(text: str) -> frozenset[str]:
    """The different words of a text, as they are written."""
    return frozenset(_TOKEN.findall(text))


def breaks(text: str) -> list[int]:
    """Where clauses end: the starts of punctuation and of the words that join clauses."""
    return [match.start() for match in _BREAK.finditer(text)]


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between two breaks of the sentence that a span stands in."""
    before = [match.end() for match in _BREAK.finditer(text, 0, start)]
    after = _BREAK.search(text, end)
    return (before[-1] if before else 0), (after.start() if after else len(text))


def stems(text: str, start: int = 0, end: int | None = None) -> frozenset[str]:
    """The content of a stretch of text, as stems.

    >>> sorted(stems("The deadlines were moved."))
    ['deadlin', 'move']
    """
    return frozenset(word.stem for word in split(text[start:end]) if word.stem)


_SHORT = frozenset("Gov Sen Rep Dr Mr Mrs Ms Gen St Lt Col Sgt Capt Prof Supt Rev Atty".split())
TITLES = frozenset(
    "president presidents minister ministers premier secretary chairman chairwoman chief senator governor mayor "
    "judge justice king queen prince princess pope mr mrs ms dr sir prof professor general colonel captain "
    "officer vice prime foreign treasury trade representative commerce ministry leader gov sen rep gen lt col sgt "
    "capt supt rev atty spokesman spokesperson spokeswoman chancellor director".split()
)


_LINKING = frozenset("de del della di da dos das du la las los van von der bin ibn y".split())
"""Small words inside names; none of them stands between two names in English."""


@dataclass(frozen=True, slots=True)
class Name:
    """A run of capitalised words; `keys` are its words as compared, without titles; `opens` where a sentence does."""

    text: str
    start: int
    end: int
    keys: tuple[str, ...]
    opens: bool


def names(text: str) -> list[Name]:
    """The names in a text, in order.

    >>> [name.text for name in names("Treasury Secretary Scott Bessent met He Lifeng of China in Madrid.")]
    ['Treasury Secretary Scott Bessent', 'He Lifeng', 'China', 'Madrid']
    >>> [name.text for name in names("the talks of Ursula von der Leyen at the Palacio de Santa Cruz")]
    ['Ursula von der Leyen', 'Palacio de Santa Cruz']
    """
    found: list[Name] = []
    run: list[Word] = []
    linking: list[Word] = []
    for word in [*split(text), None]:
        joined = bool(run) and word is not None and _joins(text, [*run, *linking][-1], word)
        if joined and word is not None and word.text in _LINKING:
            linking.append(word)
            continue
        if run and not (joined and word is not None and word.capital):
            found.extend(_name(text, run))
            run = []
        if word is not None and word.capital:
            run.extend([*linking, word] if run else [word])
        linking = []
    return found


def _joins(text: str, last: Word, word: Word) -> bool:
    # "Trump's administration": a possessive ends its name. "Gov. Little": a point behind a short title does not.
    between = text[last.end : word.start]
    # "... with the U.S. Strategically, Xi ...": a point may end both.
    if last.text.endswith(".") and (word.text.lower() in _OPENERS or word.text.endswith("ly")):
        return False
    return not last.text.endswith(("'s", "’s")) and (between == " " or (between == ". " and last.text in _SHORT))


def _name(text: str, run: list[Word]) -> Iterator[Name]:
    opens = _opens(text, run[0].start)
    while run and opens and (run[0].text.lower() in _OPENERS) and not _is_name_all_the_same(run):
        run = run[1:]
        opens = False
    if not run or all(word.text == "I" for word in run):
        return
    keys = tuple(key for word in run if word.text not in _LINKING and (key := key_of(word.text)) not in TITLES)
    if keys:
        yield Name(text[run[0].start : run[-1].end], run[0].start, run[-1].end, keys, opens)


def _is_name_all_the_same(run: list[Word]) -> bool:
    """Whether "He" is the name and no pronoun, "He Lifeng", or "US" the country."""
    return run[0].text == "US" or (run[0].text == "He" and len(run) > 1)


_OPENERS = STOP_WORDS | frozenset(
    "however meanwhile although despite since according yet still even one two three four five six seven "
    "eight nine ten "
    "many several most few some both each another other others today yesterday tomorrow now recently earlier later "
    "experts officials analysts observers critics police authorities people during within without among amid "
    "following "
    "instead moreover therefore thus finally first second third last next like unlike given such only perhaps "
    "because "
    "once though whether unless until upon under against around across along besides beyond nearly almost "
    "about talks "
    "no nobody nothing never not neither nor as at by for from in on to of with after before between".split()
)


def _opens(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in "“\"‘'([:.!?—"


_OF_NAME = re.compile(
    r"(?<=[A-Za-z])-(?:owned|based|led|backed|made|born|built|run|controlled|funded|linked|allied|aligned|occupied"
    r"|descended|speaking|language|style|era|wide|friendly|brokered|sponsored)$"
)
"""What makes a name a word on something else: "Chinese-owned"."""


@lru_cache(maxsize=50_000)
def key_of(word: str) -> str:
    """A word of a name as it is compared: "China’s", "Chinese" and "China" are one.

    >>> key_of("Chinese") == key_of("China’s") == key_of("Chinese-owned"), key_of("Trump’s")
    (True, 'trump')
    """
    plain = _OF_NAME.sub("", POSSESSIVE.sub("", word))
    return _same().get(stem_of(plain)) or plain.lower().replace(".", "")


def said_for(key: str) -> frozenset[str]:
    """The keys of what a name may stand for in the news, itself among them.

    >>> sorted(said_for(key_of("Washington"))), sorted(said_for(key_of("Boeing")))
    (['usa', 'washington'], ['boeing'])
    """
    return _said_for().get(key, frozenset()) | {key}


@cache
def _said_for() -> dict[str, frozenset[str]]:
    pairs = [(key_of(seat), key_of(country)) for seat, country in SEATS.items()]
    keys = {key for pair in pairs for key in pair}
    return {key: frozenset(other for pair in pairs if key in pair for other in pair) for key in keys}
