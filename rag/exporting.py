"""An answer as Markdown for a document: every foreign word comes out as exactly itself."""

import re

from rag.dating import explain, say_newest
from rag.types import Answer, Citation, Voice

_GRADES = ((0.7, "Well supported"), (0.35, "Supported"), (0.0, "Weakly supported, so read the quote"))
_OF_VOICE = {Voice.OURS: "*{}*", Voice.QUOTED: "{}", Voice.VALUE: "**{}**"}
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def inert(text: str) -> str:
    """Text that no Markdown reader takes for anything but text, on one line.

    Every ASCII punctuation character becomes a numeric character reference: a backslash would stop Markdown, but
    neither HTML nor the links that some readers make of bare addresses.

    >>> inert("![x](http://e)")
    '&#33;&#91;x&#93;&#40;http&#58;&#47;&#47;e&#41;'
    """
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match.group())};", " ".join(text.split()))


def describe(citation: Citation) -> str:
    """Title, publisher and date of a source as one plain line; what is unknown is called so."""
    publisher = citation.publisher or citation.authors or "publisher unknown"
    if citation.original_publisher:
        publisher += f", first published by {citation.original_publisher}"
    return f"{citation.title} — {publisher} — {citation.published or 'date unknown'}"


def beside(citation: Citation) -> tuple[str, ...]:
    """What a reader ought to know of a source beside its name, a line each: who is behind it, its days, its copies."""
    same = ", ".join(f"{name} ({article_id})" for article_id, name in citation.copies)
    days = explain(citation.quote, citation.published)
    return tuple(filter(None, (citation.publisher_note, days, same and f"the same text: {same}")))


def grounds(answer: Answer) -> str:
    """What an answer rests on, in words and never as a percentage; "" for one that was not found.

    Three grades of `Answer.confidence`, and beside them what anybody can count: outlets and quotes.
    """
    if not answer.statements:
        return ""
    grade = next(words for least, words in _GRADES if answer.confidence >= least)
    outlets = answer.statements[0].outlets
    sources = "one outlet" if outlets == 1 else f"{outlets} outlets that say so independently"
    disputed = "; the sources differ" if answer.disagreements else ""
    return f"{grade}: rests on {sources}, quoted word for word{disputed}."


def notes(answer: Answer) -> tuple[str, ...]:
    """What a reader must know of how the answer was made: how the question was read, and how recent the sources are.

    Plain sentences of ours that may hold words of the question.
    """
    follows = answer.standalone_question != answer.question
    understood = f"Understood as: {answer.standalone_question}" if follows else ""
    return tuple(filter(None, (understood, answer.period, say_newest(answer))))


def to_markdown(answer: Answer) -> str:
    """Question, answer and numbered sources with their quotes; our own words are emphasised."""
    lines = [f"**{inert(answer.question)}**", ""]
    for statement in answer.statements:
        words = "".join(_spaced(part.text, _OF_VOICE[part.voice].format(inert(part.text))) for part in statement.parts)
        lines += [words + "".join(f" \\[{number}\\]" for number in statement.citations), ""]
    if not answer.statements:
        lines += [inert(answer.text), ""]
    if answer.missing:
        lines += [f"*Nothing was found on&#58;* {inert('; '.join(answer.missing))}", ""]
    if answer.statements:
        lines += [f"*{inert(grounds(answer))}*", ""]
    for notice in answer.notices:
        lines += [f"*{inert(notice)}*", ""]
    for citation in answer.citations:
        lines += [f"{citation.number}. {inert(describe(citation))}"]
        lines += [f"   {inert(line)}" for line in beside(citation)]
        lines += [f"   > {inert(citation.quote)}", ""]
    lines += [line for note in notes(answer) for line in (f"*{inert(note)}*", "")]
    return "\n".join(lines)


def _spaced(text: str, written: str) -> str:
    """What was written of a part, with the spaces that emphasis had to leave out at its ends."""
    return " " * text[:1].isspace() + written + " " * text[-1:].isspace()
