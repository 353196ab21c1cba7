"""An answer as Markdown for a document: every foreign word comes out as exactly itself."""

import re

from rag.types import Answer, Citation, Voice

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


def to_markdown(answer: Answer) -> str:
    """Question, answer and numbered sources with their quotes; our own words are emphasised."""
    lines = [f"**{inert(answer.question)}**", ""]
    for statement in answer.statements:
        words = "".join(
            f"*{inert(part.text)}* " if part.voice is Voice.OURS else inert(part.text) for part in statement.parts
        )
        lines += [words + "".join(f" \\[{number}\\]" for number in statement.citations), ""]
    if not answer.statements:
        lines += [inert(answer.text), ""]
    for citation in answer.citations:
        lines += [f"{citation.number}. {inert(describe(citation))}", f"   > {inert(citation.quote)}", ""]
    return "\n".join(lines)
