"""Near misses made by rule: a question or a sentence that differs from one that fits in a single point."""

import random
import re
from collections.abc import Callable, Sequence

_NAME = re.compile(r"\b[A-Z][\w.’'-]*[\w](?:\s+(?:(?:of|the|de|and|for)\s+)?[A-Z][\w.’'-]*[\w])*")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*\d|(?<![\w.,])\d(?![\w])")
_NO_NAMES = frozenset(
    "who what when where which why how in on at the a an is was did does do are were has have had can could will would "
    "if".split()
)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_KINDS = (
    _MONTHS,
    _DAYS,
    "first second third fourth fifth sixth".split(),
    "two three four five six seven eight nine ten".split(),
)
_OPPOSITES = {
    word: other
    for pair in (
        "first last,before after,largest smallest,biggest smallest,highest lowest,high low,higher lower,most least,"
        "more fewer,increase decrease,increased decreased,rise fall,rose fell,north south,east west,"
        "northern southern,eastern western,won lost,win lose,began ended,begin end,start stop,started stopped,"
        "opened closed,oldest youngest,older younger,early late,earliest latest,maximum minimum,male female,"
        "men women,man woman,father mother,son daughter,husband wife,brother sister,king queen,accepted rejected,"
        "accept reject,support oppose,supported opposed,agreed refused,allow ban,allowed banned,included excluded,"
        "include exclude,same different,public private,positive negative,strong weak,strongest weakest,arrive leave,"
        "arrived left,bought sold,buy sell,gained lost,above below,inside outside,majority minority,modern ancient,"
        "ally enemy,advantage disadvantage,common rare,longest shortest,fastest slowest,legal illegal,"
        "domestic foreign,border treaty,born buried,built destroyed,attacked defended,hired fired,joined left,"
        "created abolished,raised cut"
    ).split(",")
    for word, other in (pair.split(), pair.split()[::-1])
}
# "US" and "UK" are too short to tell from an initial or an ending.
_SHORTEST_NAME = 3
# Four digits in this range are read as a year and moved by a few years, which stays plausible.
_YEAR_DIGITS = 4
_YEARS = range(1001, 2100)
_YEARS_APART = (-12, -7, -3, -2, -1, 1, 2, 3, 5, 10)
# A stand-in is drawn from this many names of the most similar length: always the nearest would repeat itself.
_FITTING = 4
# A negation is the crudest of the changes, and few people ask so: it is tried this often where the others fail.
_NEGATED = 0.3
# Between two names that change roles there must be more than these: "France and Spain" are also "Spain and France".
_NO_ROLES = frozenset("and or nor with as well both of the a an in at on to from by for".split())
# "When was he born?" may become "Where was he born?" if nothing in the sentence says where.
_ASKED = re.compile(r"^(When|Where|Why|How) (?=(?:was|were|did|is|are|does|do|has|have|had|will|would|could)\b)")
_TOLD = {
    "When": re.compile(
        r"\d|\b(?:when|after|before|since|until|during|while|day|week|month|year|century|morning)", re.IGNORECASE
    ),
    "Where": re.compile(r"\b(?:in|at|near|from|to|into|on|of|across|outside|where)\s+(?:the\s+)?[A-Z]|\bwhere\b"),
    "Why": re.compile(r"\b(?:because|since|due|so|as|for|to|after|reason|owing|cause[sd]?|why)\b", re.IGNORECASE),
}
# A word after one of these is most often a noun, or the adjective before one; either way its like can stand there.
_BEFORE_NOUNS = re.compile(r"\b(?:the|a|an|of|which|what|many|much|his|her|their|its)\s+([a-z]{4,})\b")
_NO_NOUNS = frozenset(
    "same other most many more much first last only next such than that these those with were when where which what "
    "does have been being some both several following name kind type number percentage amount year years".split()
)
_COPULA = re.compile(r"\b(was|were|is|are|has|have|had|could|would|will|can|should|did|does)\b(?! not\b|n[’']t)")
_AUXILIARY = re.compile(r"\b(was|were|is|are|did|does|do|has|have|had|could|would|should)\b(?! n[o']t)", re.IGNORECASE)


def names_in(text: str) -> list[str]:
    """Return the names in a text: runs of capitalised words, without a question word that happens to open the text."""
    found = []
    for match in _NAME.finditer(text):
        name = match[0]
        if match.start() == 0:
            first, _, rest = name.partition(" ")
            name = rest if first.lower() in _NO_NAMES else name
        if len(name) >= _SHORTEST_NAME and name.lower() not in _NO_NAMES:
            found.append(name)
    return found


def stand_ins_in(text: str) -> list[str]:
    """Return names that may stand in elsewhere: not the one word that opens a text, whose capital says nothing."""
    return [name for name in names_in(text) if " " in name or not text.startswith(name)]


def other_name(text: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Replace a name in the text by another of `names` that shares no word with it; None if either is missing."""
    held = names_in(text)
    if not held:
        return None
    name = rng.choice(held)
    words = set(name.lower().split())
    fitting = [
        other for other in names if words.isdisjoint(other.lower().split()) and other.lower() not in text.lower()
    ]
    if not fitting:
        return None
    # Of several, one of about the same number of words: "Barack Obama" becomes "Angela Merkel" rather than "UN".
    fitting.sort(key=lambda other: abs(len(other.split()) - len(words)))
    return text.replace(name, rng.choice(fitting[:_FITTING]), 1)


def other_number(text: str, rng: random.Random) -> str | None:
    """Replace a year, number, month, day or number word by another of its kind; None if the text has none."""
    places = [(match.start(), match[0]) for match in _NUMBER.finditer(text)]
    if places:
        at, number = rng.choice(places)
        digits = number.replace(",", "")
        if digits.isdigit():
            value = int(digits)
            is_year = len(digits) == _YEAR_DIGITS and value in _YEARS
            changed = value + (rng.choice(_YEARS_APART) if is_year else rng.randint(1, 9 + value))
            shown = f"{changed:,}" if "," in number else str(changed)
        else:
            shown = re.sub(r"\d", lambda match: str((int(match[0]) + rng.randint(1, 8)) % 10 or 3), number)
        return text[:at] + shown + text[at + len(number) :]
    for kind in _KINDS:
        for word in kind:
            if re.search(rf"\b{word}\b", text):
                return re.sub(rf"\b{word}\b", rng.choice([other for other in kind if other != word]), text, count=1)
    return None


def opposite(text: str, rng: random.Random) -> str | None:
    """Replace a word by its opposite; None if the text has no such word."""
    held = [match for match in re.finditer(r"\b[a-z]+\b", text) if match[0] in _OPPOSITES]
    if not held:
        return None
    match = rng.choice(held)
    return text[: match.start()] + _OPPOSITES[match[0]] + text[match.end() :]


def negated(question: str) -> str | None:
    """Ask the negated question ("Which bill wasn't passed?"); None if it cannot be made so.

    A yes/no question is left alone: its negation has the same answer.
    """
    match = _AUXILIARY.search(question)
    if match is not None and match.start() == 0:
        return None
    return f"{question[: match.end()]}n't{question[match.end() :]}" if match else None


def swapped(text: str, rng: random.Random) -> str | None:
    """Let two names of a text change places ("Rome attacked Carthage"); None if no two play unlike roles."""
    names = list(dict.fromkeys(names_in(f". {text}")))
    rng.shuffle(names)
    for one in names[:4]:
        for other in names[:4]:
            first, second = text.find(one), text.find(other)
            between = text[first + len(one) : second]
            apart = [word for word in re.findall(r"[a-z]+", between) if word not in _NO_ROLES]
            if 0 <= first < second and apart and not re.search(r"[.;]", between):
                return text[:first] + other + between + one + text[second + len(other) :]
    return None


def asked_otherwise(question: str, sentence: str, rng: random.Random) -> str | None:
    """Ask when, where or why of a sentence that only tells another of them; None if it cannot be made so."""
    match = _ASKED.match(question)
    if match is None:
        return None
    untold = [word for word, told in _TOLD.items() if word != match[1] and not told.search(sentence)]
    return f"{rng.choice(untold)} {question[match.end() :]}" if untold else None


def nouns_in(text: str) -> list[str]:
    """Return words of a text that are most likely nouns, each once, in order."""
    return [word for word in dict.fromkeys(_BEFORE_NOUNS.findall(text)) if word not in _NO_NOUNS]


def other_noun(question: str, nouns: Sequence[str], rng: random.Random) -> str | None:
    """Replace a noun of a question by another of `nouns` with the same ending; None if either is missing."""
    held = nouns_in(question)
    if not held:
        return None
    noun = rng.choice(held)
    fitting = [
        other for other in nouns if other[-1:] == noun[-1:] and other[:4] != noun[:4] and other not in question.lower()
    ]
    return re.sub(rf"\b{noun}\b", rng.choice(fitting), question, count=1) if fitting else None


def denied(statement: str) -> str | None:
    """Say the opposite by a "not", or by leaving one out; None if there is no place for it."""
    without = re.sub(
        r"\b(was|were|is|are|has|have|had|could|would|will|can|should|did|does) not\b", r"\1", statement, count=1
    )
    if without != statement:
        return without
    match = _COPULA.search(statement)
    return f"{statement[: match.end()]} not{statement[match.end() :]}" if match else None


def altered(statement: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Change one point of a statement: a number, a name, who did it to whom, an opposite, or a "not".

    Args:
        statement: A statement that something supports.
        names: Names that may stand in for one of the statement's.
        rng: Decides which point is changed and how.

    Returns:
        The changed statement; None if it holds no point that the rules know.
    """
    ways: list[Callable[[], str | None]] = [
        lambda: other_number(statement, rng),
        lambda: other_name(statement, names, rng),
        lambda: swapped(statement, rng),
        lambda: opposite(statement, rng),
        lambda: denied(statement),
    ]
    rng.shuffle(ways)
    return next((made for way in ways if (made := way()) is not None and made != statement), None)


def near_miss(
    question: str, names: Sequence[str], rng: random.Random, *, sentence: str = "", nouns: Sequence[str] = ()
) -> str | None:
    """Change the one point of a question that its answer hangs on: name, number, noun, role, opposite or what is asked.

    Args:
        question: A question with an answer.
        names: Names that may stand in for one of the question's.
        rng: Decides which point is changed and how.
        sentence: The sentence that answers; empty to leave what is asked as it is.
        nouns: Nouns that may stand in for one of the question's, from the same passage but not from that sentence.

    Returns:
        The changed question; None if it holds no point that the rules know.
    """
    ways: list[Callable[[], str | None]] = [
        lambda: other_name(question, names, rng),
        lambda: other_number(question, rng),
        lambda: opposite(question, rng),
        lambda: other_noun(question, nouns, rng),
        lambda: swapped(question, rng),
        lambda: asked_otherwise(question, sentence, rng) if sentence else None,
    ]
    rng.shuffle(ways)
    ways.append(lambda: negated(question) if rng.random() < _NEGATED else None)
    return next((made for way in ways if (made := way()) is not None and made != question), None)


def spoiled(sentence: str, question: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Change in a sentence a name, number or word it shares with the question: the words stay, the point is gone.

    Args:
        sentence: A sentence that answers the question.
        question: The question.
        names: Names that may stand in for a shared one.
        rng: Decides what is changed and how.

    Returns:
        The changed sentence; None if the two share no such thing.
    """
    asked = question.lower()
    shared = [name for name in names_in(sentence) if name.lower() in asked]
    if shared:
        name = rng.choice(shared)
        fitting = [other for other in names if other.lower() not in sentence.lower() and other.lower() not in asked]
        if fitting:
            fitting.sort(key=lambda other: abs(len(other.split()) - len(name.split())))
            return sentence.replace(name, rng.choice(fitting[:_FITTING]))
    numbers = [match for match in _NUMBER.finditer(sentence) if re.search(rf"\b{re.escape(match[0])}\b", question)]
    if numbers:
        match = rng.choice(numbers)
        changed = other_number(match[0], rng)
        return None if changed is None else sentence[: match.start()] + changed + sentence[match.end() :]
    words = [
        match for match in re.finditer(r"\b[a-z]+\b", sentence) if match[0] in _OPPOSITES and f" {match[0]}" in asked
    ]
    if not words:
        return None
    match = rng.choice(words)
    return sentence[: match.start()] + _OPPOSITES[match[0]] + sentence[match.end() :]
