"""A question as it is put to the reader: what asks alone, a choice without what may not be so, odd words in usual ones.

A sentence is as likely to answer as it is by the reading that it answers best.
"""

import re

from rag.alternatives import choice_of, openly_how_many
from rag.following import split as split_topic
from rag.idioms import in_usual_words
from rag.kinds import Kind, asking
from rag.leaning import leans
from rag.overviews import PIECE
from rag.shaping import MAY_CHOOSE, OPTIONS, numbers_in
from rag.values import find_values
from rag.whether import asks_whether, plainly

_SAID_ON = re.compile(r"\b(?:about|on|regarding) (?P<topic>\w[^?]+)")
_IN_EXCHANGE = re.compile(
    r"\b(what (?:do|does|did|will|would) [^?]+? (?:demand|offer)) for (?=(?-i:[A-Z]))", re.IGNORECASE
)
"""What is demanded for TikTok is demanded in exchange for it; for workers, on their behalf."""
_ACCORDING_TO = re.compile(
    rf",? (?:according to|as reported by) (?:(?:the|an?|this|that) )?(?:[\w.’'&-]+ ){{0,4}}?{PIECE}(?=\W*$)",
    re.IGNORECASE,
)
"""Where it is to be told: retrieval and the article's names see to that, and no sentence of it says so."""
_GOES_ON = re.compile(r"^(?:so|and|but),? ", re.IGNORECASE)


def readings_of(question: str) -> tuple[str, ...]:
    """A question as it is put to the reader: what asks first, and alone; with a choice of numbers, once for each of it.

    Names to choose from are left out: what is not so must not be read for. The reader cuts a long question at its end,
    where a question most often asks.

    >>> readings_of("I read Seoul, and South Korea. Where would Trump and Xi meet?")
    ('Where would Trump and Xi meet? I read Seoul, and South Korea.', 'Where would Trump and Xi meet?')
    >>> readings_of("Is Madrid the third or the fourth round?")
    ('Is Madrid the third round?', 'Is Madrid the fourth round?')
    >>> readings_of("How long do they have, according to the SCMP column?")
    ('How long do they have?',)
    >>> readings_of("Who leads it, He Lifeng or Li Qiang?")
    ('Who leads it?',)
    """
    asked = split_topic(question)[0]
    sentence, kind, head = asking(question)
    before, _, after = asked.partition(sentence or question)
    around = [part.strip() for part in (before, after) if part.strip()] if sentence != question else []
    plain = _IN_EXCHANGE.sub(r"\1 in exchange for ", plainly(_ACCORDING_TO.sub("", sentence)))
    choice = choice_of(plain)
    choices = choice.openly if choice else _choices(plain) if kind in MAY_CHOOSE else (plain,)
    if kind is Kind.TOPIC:
        # Of five ways to ask it the one after which the reader trusts sentences on a topic most.
        return f"What happened with {head}?{question[len(asked) :]}", question
    topic = question[len(asked) :] if sentence != question else ""
    if choice is None and kind is Kind.YES_NO and (openly := openly_how_many(plain)):
        choices = (*choices, openly)
    choices = (*choices, *in_usual_words(plain))
    several = tuple(" ".join((each, *around)) + topic for each in choices)
    if kind is Kind.SPEECH and (said := _SAID_ON.search(sentence)):
        several = (*several, f"What happened with {said['topic']}?")
    alone = choice.openly[0] if choice else _GOES_ON.sub("", plain)
    return several if leans(alone) or not around else (*several, alone)


def _choices(sentence: str) -> tuple[str, ...]:
    """A question that lets choose, asked with the one and with the other alone; "which" without the choice."""
    found = OPTIONS.search(sentence)
    # "Which country or company bought it?" lets choose nothing.
    if found is None or not (asks_whether(sentence) or numbers_in(sentence, Kind.NAME)):
        return (sentence,)
    one, other = found["one"].split(), found["other"].split()
    tail = sentence[found.start("other") + len(found["other"].rstrip()) :]
    if not asks_whether(sentence):
        return (sentence[: found.start()].rstrip(" ,") + tail,)
    # "The third or the fourth round", "10 November or ...": the other takes the place of what begins as it does, of a
    # value, or else of the last word.
    if find_values(found["other"]) and not find_values(found["one"]):
        return (sentence[: found.end("one")] + tail,)  # "3 periods from them or 4?": nothing there that it could be
    alike = [at for at, word in enumerate(one) if word.lower() == other[0].lower()]
    value = next((len(found["one"][: value.start].split()) for value in find_values(found["one"])), len(one) - 1)
    at = alike[-1] if alike else value
    noun = other[len(one) - at :] if alike else []
    ahead = [sentence[: found.start()].strip(), *one[:at]]
    end = "?" if tail.endswith("?") else ""
    return (
        " ".join(filter(None, (*ahead, *one[at:], *noun))) + end,
        " ".join(filter(None, (*ahead, *other))) + tail,
    )
