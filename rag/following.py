"""A follow-up -> a question that stands alone: what it leaves out is taken from the turns before, and shown.

    "why?" after "What did China demand for TikTok?"       ->  "why? (about: China, TikTok, demand)"
    "What did he say?" after "Who is Scott Bessent?"       ->  "What did Scott Bessent say?"

No language model. Where one name can be meant, it is put into the question (`rag.referring`). Rules decide whether a
question still leans on what was said before; if it does, every word said before is weighed by where it stood, and the
likeliest few are written behind the question. That text is all there is: `split` reads the weights off it again, so
what is searched is what is shown, and editing it changes what is searched.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from index.cleaning import clean, one_line
from index.words import words
from rag.attributing import speaker_of
from rag.leaning import leans, means_somebody
from rag.overviews import asks_for_all, names_all
from rag.referring import is_of_one_thing, resolve
from rag.whose import ask_whose, asks_whose

Turns = Sequence[tuple[str, str]]
"""Earlier (question, answer text) pairs, oldest first."""

MAX_WORDS = 4
"""With every word of every turn less is found than with the last turn alone (docs/decisions/following.md)."""
BRIEF_WORDS = 6
"""An answer of so few words is what the next question asks about: its names are carried beside the `MAX_WORDS`."""
_LIKELY = 0.1
_FIRST, _LESS = 0.8, 0.75
"""What the first phrase carried over weighs beside the words of the question, and how much less each further one."""

_WHO = re.compile(r"(?:(?:and|so|but) )?who\b", re.IGNORECASE)
_NEW_TOPIC = 3
_ABOUT = re.compile(r"(.*\S) \(about: ([^()]+)\)", re.DOTALL)
_TOKEN = re.compile(r"(?:\bHe (?=[A-Z]))?[^\s,;:!?()\[\]\"“”]+|[,;:!?()\[\]\"“”]")
"""The "He" of "He Lifeng" is no word by itself: it would be left out as the pronoun is."""
_KIND = "an? (?:opinion piece|analysis|interview|press release)"
_OURS = re.compile(
    r" ?\[\d+\]|No (?:answer|disagreement) was found\..*|The question takes for granted what this denies\."
    r"|Earlier \([\w ]{4,30}\):"
    rf"|(?:[Aa]ccording to|[Ii]n {_KIND}) [^:“]{{1,200}}:"
    rf"|, (?:as reported by|according to {_KIND}) [^,“]{{1,100}}(?:, republishing [^,“]{{1,100}})?,",
    re.DOTALL,
)
"""What Byline adds in an answer's text: markers, attributions, that nothing was found. None of it is the topic."""
_MARKER = re.compile(r" \[\d+\]")
_LONGEST_WORD, _SHORT_ANSWER = 40, 4
_LIGHT = frozenset(
    "accord also answer anyth articl ask begin better call chang clarifi come compar describ detail differ els even "
    "ever exact exampl explain find first found gave get give given go good got happen hello help hi idea import "
    "includ inform interest kind know known last like look lot made main make mani mean meant mention much name need "
    "new ok okay particular peopl person piec pleas possibl provid public publish question realli reason recommend "
    "report republish said say search see show someth sort speak start still sure take talk tell thank thing think "
    "tri type unknown use usual want way well went work yes".split()
)
"""Stems that carry no topic although they are no stop words."""


def stand_alone(question: str, history: Turns) -> str:
    """A question with what it leaves out behind it; one that stands alone as it is.

    >>> stand_alone("Did they accept it?", [("What did China demand for TikTok?", "")])
    'Did they accept it? (about: China, TikTok, demand)'
    >>> stand_alone("Who leads the talks in Madrid?", [("What did China demand for TikTok?", "")])
    'Who leads the talks in Madrid?'
    """
    question = question.strip()
    # "What's new?" is about nothing that a later question could mean, and its answer about everything.
    history = [
        turn for at, turn in enumerate(history) if not (names_all(turn[0]) or (not at and asks_for_all(turn[0])))
    ]
    if not history or _ABOUT.fullmatch(question):
        return question
    if asks_whose(question) and (told := clean(history[-1][1])):
        if quoted := _quoted(told):
            return ask_whose(question, quoted)
        if not _OURS.sub("", told):
            return question  # Nothing was found, so nobody said it.
    asked = resolve(question, [(split(asked)[0], _parted(_OURS.sub(" ", clean(told)))[0]) for asked, told in history])
    # "and rare earths?" has become "What about rare earths?": nothing more of what went before is meant.
    whole = asked != question and is_of_one_thing(asked)
    question = asked
    if whole or not leans(question):
        return question
    phrases = _phrases(question, _same_topic(history))
    return f"{question} (about: {', '.join(phrases)})" if phrases else question


def _quoted(answer: str) -> str:
    """What the first statement of an answer quotes, without who it says said so; "" where it has no source.

    >>> _quoted("Berg — Anna Berg said Friday, as reported by Coast Daily, that “it is over” for now. [1] More. [2]")
    '“it is over” for now.'
    """
    first, *others = _MARKER.split(answer, 1)
    value, _, rest = first.partition(" — ")
    said = one_line(_OURS.sub(" ", rest if value in rest else first)) if others else ""
    speaker = speaker_of(said)
    return re.sub(r"^(?:,? that|:)? ", "", said[speaker.place :]) if speaker and speaker.place else said


def _same_topic(history: Turns) -> Turns:
    """The turns from the last change of topic on: a question that stands alone and has no word of what went before."""
    start, said = 0, set[str]()
    for at, (question, answer) in enumerate(history):
        asked = _content(question)
        if len(asked) >= _NEW_TOPIC and not leans(question) and not asked & said:
            start, said = at, set()
        said |= asked | _content(answer)
    return history[start:]


def _content(text: str) -> set[str]:
    return {stem for stem in words(text) if stem not in _LIGHT}


def split(question: str) -> tuple[str, tuple[tuple[str, float], ...]]:
    """What is asked, and the phrases that it is about with what each weighs, above 0 and below 1.

    >>> split("why? (about: TikTok, China demand)")
    ('why?', (('TikTok', 0.8), ('China demand', 0.6)))
    >>> split("Who leads the talks (in Madrid)?")
    ('Who leads the talks (in Madrid)?', ())
    """
    parts = _ABOUT.fullmatch(question)
    if parts is None:
        return question, ()
    phrases = [phrase.strip() for phrase in parts[2].split(",") if phrase.strip()]
    return parts[1], tuple((phrase, round(_FIRST * _LESS**at, 3)) for at, phrase in enumerate(phrases))


FEATURES = ("always", "first", "topic", "last", "answer", "unasked", "often", "recent", "name", "early", "long")
"""What a word is weighed by: whether it stands in the first question, in the last one that stood alone, in the last
question, in the last answer, in no question; in how many texts (log); 1 / how many turns ago; with a capital inside a
sentence; 1 / its place among the content words of its text; how many content words those are (log)."""
_WEIGHTS = (-3.8, 2.1, 0.9, -0.3, 0.7, 0.4, 0.5, 1.4, 1.3, 0.4, -0.6)
"""Fitted on CANARD and half of TREC CAsT (docs/decisions/following.md)."""


def describe(question: str, history: Turns) -> dict[str, tuple[float, ...]]:
    """The stems said before and not in the question, each with its `FEATURES`."""
    asked = set(words(question))
    topic = max((at for at, (earlier, _) in enumerate(history) if not leans(earlier)), default=0)
    described: dict[str, dict[str, float]] = {}
    for run in _runs(history):
        for token in run.tokens:
            for stem in _stems(token):
                if stem not in asked:
                    _note(described.setdefault(stem, {"unasked": 1.0}), run, len(history), topic)
    for values in described.values():
        values["often"] = math.log(values["often"])
    return {stem: tuple(values.get(name, 0.0) for name in FEATURES) for stem, values in described.items()}


def _note(values: dict[str, float], run: "_Run", turns: int, topic: int) -> None:
    """Add one mention of a word, in a run, to what is known of it."""
    ago = turns - run.turn
    values["always"] = 1.0
    values["often"] = values.get("often", 0.0) + 1.0
    values["recent"] = max(values.get("recent", 0.0), 1 / ago)
    values["early"] = max(values.get("early", 0.0), 1 / run.nth)
    values["long"] = math.log(run.length)
    if run.named:
        values["name"] = 1.0
    if run.answered:
        values["answer"] = max(values.get("answer", 0.0), float(ago == 1))
        return
    values["unasked"] = 0.0
    for name, there in (("first", run.turn == 0), ("topic", run.turn == topic), ("last", ago == 1)):
        values[name] = max(values.get(name, 0.0), float(there))


def _weigh(question: str, history: Turns) -> dict[str, float]:
    """How likely each word said before is meant as well."""
    return {
        stem: 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(_WEIGHTS, values, strict=True))))
        for stem, values in describe(question, history).items()
    }


def _phrases(question: str, history: Turns) -> list[str]:
    """The likeliest phrases, `MAX_WORDS` words of them at most; each word once, where it was said last.

    What a brief last answer names comes beside them, and first where "he" or "they" can be nobody else.
    """
    likely = {stem: chance for stem, chance in _weigh(question, history).items() if chance >= _LIKELY}
    scored = []
    for at, run in enumerate(_runs(history)):
        kept = [token for token in run.tokens if likely.keys() & set(_stems(token))]
        if kept:
            best = max(likely[stem] for token in kept for stem in _stems(token) if stem in likely)
            scored.append((-best, -at, kept, run.brief and run.turn == len(history) - 1))
    scored.sort()
    taken = set[str]()
    phrases = [(phrase, meant) for _, _, kept, meant in scored if (phrase := _take(kept, taken, MAX_WORDS))]
    room = len(taken) + BRIEF_WORDS
    phrases += [(phrase, True) for _, _, kept, meant in scored if meant and (phrase := _take(kept, taken, room))]
    if _means_who(question, history[-1][0]):
        phrases.sort(key=lambda pair: not pair[1])
    return [phrase for phrase, _ in phrases]


def _means_who(question: str, last: str) -> bool:
    """Whether "he" is who was asked for last; not after "Who taught him?", where he may be the one who was taught."""
    return means_somebody(question) and bool(_WHO.match(last.strip())) and not means_somebody(last)


def _take(tokens: Sequence[str], taken: set[str], room: int) -> str:
    """The tokens that are new, as a phrase; "" where none is, or `taken` would have more stems than there is room."""
    new = [token for token in tokens if not taken.issuperset(_stems(token))]
    if len(taken) + len(new) > room:
        return ""
    taken.update(stem for token in new for stem in _stems(token))
    return " ".join(new)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Neighbouring content words of one text: a name, or words without capitals; never both."""

    turn: int
    answered: bool
    tokens: tuple[str, ...]
    named: bool
    nth: int
    """How many content words stand before it in its text, and 1."""
    length: int
    """How many content words its text has."""
    brief: bool
    """Whether it is a name, and its text an answer of at most `BRIEF_WORDS` words or what an answer sets in front."""


def _runs(history: Turns) -> Iterator[_Run]:
    for turn, (question, answer) in enumerate(history):
        value, told = _parted(_OURS.sub(" ", clean(answer)))
        yield from _runs_of(_OURS.sub(" ", clean(question)), turn, answered=False)
        yield from _runs_of(value, turn, answered=True, brief=True)
        yield from _runs_of(told, turn, answered=True)


def _runs_of(text: str, turn: int, *, answered: bool, brief: bool = False) -> Iterator[_Run]:
    kinds = list(_kinds(text, brief=brief))
    groups = [(kind, tuple(token for token, _ in group)) for kind, group in groupby(kinds, key=lambda pair: pair[1])]
    # "Two probes.", "Lower tariffs.": what opens a text names nothing if it goes on in small letters.
    opens = brief and [kind for kind, _ in groups[:2]] == [True, False]
    length, nth = sum(kind is not None for _, kind in kinds), 1
    for at, (named, tokens) in enumerate(groups):
        if named is not None:
            meant = brief and named and not (opens and at == 0)
            yield _Run(turn=turn, answered=answered, tokens=tokens, named=named, nth=nth, length=length, brief=meant)
            nth += len(tokens)


def _parted(answer: str) -> tuple[str, str]:
    """What a brief answer, or one that sets a value in front, gives in a few words; and the rest of it.

    >>> _parted("He Lifeng — Vice Premier He Lifeng leads the talks.")
    ('He Lifeng', 'Vice Premier He Lifeng leads the talks.')
    >>> _parted("Premier Li Qiang.")
    ('Premier Li Qiang.', '')
    """
    value, _, rest = answer.partition(" — ")
    return (value.strip(), rest.strip()) if len(value.split()) <= BRIEF_WORDS else ("", answer)


def _kinds(text: str, *, brief: bool) -> Iterator[tuple[str, bool | None]]:
    """Each token with True for a name, False for another content word, None for what parts phrases."""
    tokens = _TOKEN.findall(text)
    opening = not brief and len(tokens) > _SHORT_ANSWER
    for raw in tokens:
        token = raw.strip("'’‘")
        if "." not in token[:-1]:  # "U.S." keeps its dots
            token = token.rstrip(".")
        stems = _stems(token) if len(token) <= _LONGEST_WORD else ()
        # Whatever opens a sentence has a capital; only one inside shows it to be a name ("TikTok", "EU").
        yield token, (_is_capital(token[1:] if opening else token[:1]) if stems else None)
        # "U.S. Trade Representative" opens no sentence in the middle, nor does anything else in so few words.
        opening = not brief and raw[-1] in ".!?"


def _is_capital(text: str) -> bool:
    return any(character.isupper() for character in text)


@lru_cache(10_000)
def _stems(token: str) -> tuple[str, ...]:
    return tuple(stem for stem in words(token) if stem not in _LIGHT)
