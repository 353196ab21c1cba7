"""An answer as HTML for the screen: foreign text inert, our words told apart from quoted ones.

Values in, words out. Article text, titles, links, names and questions are foreign, which means that they may hold
anything; every one of them passes `text`, and no other way leads onto the page.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import escape

from rag.types import Answer, Citation, Development, Disagreement, Part, Side, Statement, Status, Voice
from ui.conversation import Scope, Turn
from ui.strings import STRINGS, Say, count

# Characters that steer a display instead of being read: control characters, the embeddings, overrides and
# isolates of bidirectional text (an unclosed one would turn our own words around), and halves of surrogate pairs,
# which cannot be sent at all.
_STEERING = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_SHOWN = 2_000
# As `rag.exporting.grounds` says them in English.
_GRADES = ((0.7, "confidence_high"), (0.35, "confidence_fair"), (0.0, "confidence_low"))
_MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "de": tuple("Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()),
}


def visible(text: str) -> str:
    r"""The text with every character that would steer the display shown as U+FFFD; line breaks stay.

    >>> visible("a\u202eb\x00c")
    'a\ufffdb\ufffdc'
    """
    return _STEERING.sub("\ufffd", text)


def text(words: object) -> str:
    """Foreign words as HTML in which nothing is markup, for an element's text or a quoted attribute.

    >>> text("<b>'&")
    '&lt;b&gt;&#x27;&amp;'
    """
    return escape(visible(str(words)))


def isolated(words: object) -> str:
    """The same in an element of its own, so that right-to-left words cannot turn their neighbours around."""
    return f"<bdi>{text(words)}</bdi>"


def readable_date(published: str | None, say: Say) -> str:
    """A date as precise as it is known.

    >>> from ui.strings import speak
    >>> [readable_date(date, speak("en")) for date in ("2025-09-16", "2025-09", "2025", None)]
    ['16 September 2025', 'September 2025', '2025', 'date unknown']
    """
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d{2}))?", published or "", re.ASCII)
    if found is None:
        return published or say("date_unknown")
    year, month, day = found.groups()
    named = f"{_MONTHS['de' if _german(say) else 'en'][int(month) - 1]} {year}"
    return (f"{int(day)}. {named}" if _german(say) else f"{int(day)} {named}") if day else named


def _german(say: Say) -> bool:
    return say("ask") == STRINGS["ask"][1]


def turn_html(turn: Turn, say: Say) -> str:
    """A question, and what has been said to it so far."""
    said = answer_html(turn.answer, turn, say) if turn.answer is not None else _coming_html(turn, say)
    if turn.trouble:
        trouble = say(turn.trouble) if turn.trouble in STRINGS else turn.trouble
        said += f'<p class="trouble" role="alert">{text(trouble)}</p>'
    if turn.withdrawn:
        said += f'<p class="aside">{text(say("withdrawn"))}</p>'
    busy = "" if turn.finished else ' data-busy="true"'
    # Not an <article>: that word is taken here. The heading lets a screen reader go from question to question.
    return (
        f'<section class="turn" data-turn="{turn.number}"{busy}>'
        f'<h2 class="asked">{isolated(question_cut(turn.question))}</h2>{_scope_html(turn.scope, say)}'
        f'{_understood_html(turn, say)}<div class="said">{said}</div>{_facts_html(turn, say)}{_actions_html(turn, say)}'
        f"{_suggestions_html(turn, say)}</section>"
    )


def question_cut(question: str) -> str:
    """A question as it stands on the page; one that is far too long is cut, since it was refused anyway."""
    return question if len(question) <= _LONGEST_SHOWN else question[:_LONGEST_SHOWN] + "…"


def answer_html(answer: Answer, turn: Turn, say: Say) -> str:
    """A whole answer, one paragraph a statement."""
    if answer.status is Status.NOT_FOUND:
        return _not_found_html(answer, turn, say)
    said = "".join(statement_html(statement, turn, say) for statement in answer.statements)
    said += "".join(disagreement_html(each, turn, say) for each in answer.disagreements)
    said += "".join(development_html(each, turn, say) for each in answer.developments)
    if answer.missing:
        said += f'<p class="aside">{text(say("missing", parts="; ".join(answer.missing)))}</p>'
    return said + _notices_html(answer)


def statement_html(statement: Statement, turn: Turn, say: Say) -> str:
    """A statement with its markers, buttons that open the source: the only live part of it."""
    words = "".join(_part_html(part, turn, say) for part in statement.parts)
    opinion = any(turn.citations[number - 1].genre == "opinion" for number in statement.citations)
    label = f' <span class="label">{text(say("opinion"))}</span>' if opinion else ""
    return f'<p class="statement">{words}{label}{markers_html(statement.citations, turn, say)}</p>'


def disagreement_html(disagreement: Disagreement, turn: Turn, say: Say) -> str:
    """Where the sources differ: each value with the words that give it, side by side; no side is picked."""
    heading = say("differ", subject=disagreement.subject)
    sides = "".join(_side_html(side, turn, say) for side in disagreement.sides)
    return _card_html("differ", heading, sides, say("differ_note"))


def development_html(development: Development, turn: Turn, say: Say) -> str:
    """What was said first and what came later; both were right in their time."""
    heading = say("changed", subject=development.subject)
    sides = _side_html(development.earlier, turn, say, say("first"))
    return _card_html("differ", heading, sides + _side_html(development.later, turn, say, say("later")), "")


def markers_html(numbers: Iterable[int], turn: Turn, say: Say) -> str:
    """A button for each citation, named for its source."""
    return "".join(
        f' <button type="button" class="marker" data-do="cite" data-turn="{turn.number}" data-n="{number}"'
        f' aria-label="{text(say("marker", number=number, title=turn.citations[number - 1].title))}">{number}</button>'
        for number in numbers
    )


def confidence_key(confidence: float) -> str:
    """The string that says how far the answer can be relied on."""
    return next(key for least, key in _GRADES if confidence >= least)


def newest(citations: Iterable[Citation]) -> tuple[str | None, bool]:
    """The newest date among some sources, and whether any of them has none."""
    dates = [citation.published for citation in citations]
    return max(filter(None, dates), default=None), None in dates


def publisher_of(publisher: str | None, say: Say) -> str:
    """The outlet, or that it is not known."""
    return publisher or say("publisher_unknown")


def _coming_html(turn: Turn, say: Say) -> str:
    said = "".join(statement_html(statement, turn, say) for statement in turn.statements)
    said += "".join(disagreement_html(each, turn, say) for each in turn.disagreements)
    if turn.finished or said:
        return said
    if turn.considered is None:
        return f'<p class="progress">{text(say("searching"))}</p>'
    articles, passages = count(say, turn.considered, "article"), count(say, turn.kept, "passage")
    return f'<p class="progress">{text(say("reading", articles=articles, passages=passages))}</p>'


def _not_found_html(answer: Answer, turn: Turn, say: Say) -> str:
    # The answerer's words are English; what was searched stands among the facts in any language.
    theirs = [] if _german(say) else [line for line in answer.text.splitlines() if line.strip()]
    lines = theirs or [say("not_found")]
    said = "".join(f'<p class="not-found">{text(line)}</p>' for line in lines)
    # On a narrow screen the passages stand far below; the button brings them into view wherever they are.
    nearest = (
        f'<p class="aside">{_button("sources", turn, say("nearest_show"))} {text(say("nearest_hint"))}</p>'
        if answer.nearest
        else ""
    )
    return said + nearest + _notices_html(answer)


def _notices_html(answer: Answer) -> str:
    return "".join(f'<p class="aside notice-of">{text(notice)}</p>' for notice in answer.notices)


def _part_html(part: Part, turn: Turn, say: Say) -> str:
    # Our own words name outlets and speakers, whose names may run from right to left as well.
    turned = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in part.text)
    words = isolated(part.text) if turned else text(part.text)
    if part.voice is Voice.OURS:
        return f'<span class="ours">{words}</span>'
    if part.voice is Voice.WRITTEN:
        return f'<span class="written" title="{text(say("written"))}">{words}</span>'
    if part.citation in turn.failed:
        return f'<s class="failed">{text(part.text)}</s> <span class="label alarm">{text(say("failed"))}</span>'
    kind = "quoted value-word" if part.voice is Voice.VALUE else "quoted"
    return f'<span class="{kind}">{words}</span>'


def _card_html(kind: str, heading: str, sides: str, note: str) -> str:
    aside = f'<p class="aside">{text(note)}</p>' if note else ""
    return (
        f'<div class="{kind}" role="group" aria-label="{text(heading)}"><h3>{isolated(heading)}</h3>'
        f"<ul>{sides}</ul>{aside}</div>"
    )


def _side_html(side: Side, turn: Turn, say: Say, when: str = "") -> str:
    label = f'<p class="meta">{text(when)}</p>' if when else ""
    quotes = "".join(_side_quote_html(turn.citations[number - 1], turn, say) for number in side.citations[:2])
    return (
        f'<li>{label}<p class="value">{isolated(side.value)}{markers_html(side.citations, turn, say)}</p>{quotes}</li>'
    )


def _side_quote_html(citation: Citation, turn: Turn, say: Say) -> str:
    if citation.number in turn.failed:
        return f'<p class="trouble">{text(say("failed_long"))}</p>'
    facts = f"{isolated(publisher_of(citation.publisher, say))}, {text(readable_date(citation.published, say))}"
    return f'<blockquote dir="auto">{text(citation.quote)}</blockquote><p class="meta">{facts}</p>'


def _scope_html(scope: Scope, say: Say) -> str:
    said = list(scope.publishers)
    said += [say("scope_since", date=scope.since)] if scope.since else []
    said += [say("scope_until", date=scope.until)] if scope.until else []
    said += [say("asked_as_of", date=scope.as_of)] if scope.as_of else []
    if scope.articles:
        number = len(scope.articles)
        said.append(say("scope_articles_one") if number == 1 else say("scope_articles", count=number))
    return f'<p class="meta">{text(say("scope", scope=", ".join(said)))}</p>' if said else ""


def _understood_html(turn: Turn, say: Say) -> str:
    meant = turn.answer.standalone_question if turn.answer is not None else turn.meant
    if not meant or meant == turn.question:
        return ""
    return (
        f'<details class="understood"><summary>{text(say("understood"))}: {isolated(meant)}</summary>'
        f'<textarea rows="2" maxlength="2000" aria-label="{text(say("understood"))}">{text(meant)}</textarea>'
        f'<button type="button" data-do="instead" data-turn="{turn.number}">{text(say("understood_ask"))}</button>'
        "</details>"
    )


def _facts_html(turn: Turn, say: Say) -> str:
    answer = turn.answer
    if answer is None:
        return ""
    facts = [say("restored")] if turn.restored else []
    if answer.status is not Status.NOT_FOUND:
        facts.append(say(confidence_key(answer.confidence)))
        outlets = answer.statements[0].outlets
        if answer.disagreements:
            facts.append(say("differing"))
        else:
            facts.append(say("outlets", count=outlets) if outlets > 1 else say("outlet"))
        date, undated = newest(answer.citations)
        unknown = "date_unknown" if len(answer.citations) == 1 else "newest_unknown"
        facts.append(say("newest", date=readable_date(date, say)) if date else say(unknown))
        facts += [say("some_undated")] if date and undated else []
        written = any(part.voice is Voice.WRITTEN for statement in answer.statements for part in statement.parts)
        facts += [say("written_by", writer=answer.generator)] if written else []
    facts += [say("asked_as_of", date=readable_date(answer.as_of, say))] if answer.as_of else []
    facts += [answer.period] if answer.period else []
    considered = turn.considered or answer.considered
    facts += [say("searched", articles=count(say, considered, "article"))] if considered else []
    facts += [say("seconds", seconds=f"{turn.seconds:.1f}")] if turn.seconds else []
    spans = " · ".join(f'<span class="fact">{text(fact)}</span>' for fact in facts)
    return f'<p class="facts">{spans}</p>'


def _actions_html(turn: Turn, say: Say) -> str:
    if not turn.finished:
        return ""
    kinds = ["again", "edit", "share"] if turn.answer is None else ["copy", "again", "edit", "share"]
    said = "".join(_button(kind, turn, say(kind)) for kind in kinds)
    if turn.answer is not None:
        for kind, vote in (("helpful", 1), ("unhelpful", -1)):
            pressed = "true" if turn.vote == vote else "false"
            said += _button("vote", turn, say(kind), f' data-vote="{vote}" aria-pressed="{pressed}"')
    note = (
        ""
        if not turn.vote
        else (
            f'<div class="note"><input type="text" maxlength="1000" aria-label="{text(say("note"))}"'
            f' placeholder="{text(say("note"))}">{_button("note", turn, say("note_save"))}</div>'
        )
    )
    return f'<div class="actions">{said}</div>{note}'


def _button(action: str, turn: Turn, label: str, more: str = "") -> str:
    return f'<button type="button" data-do="{action}" data-turn="{turn.number}"{more}>{text(label)}</button>'


def _suggestions_html(turn: Turn, say: Say) -> str:
    if not turn.suggestions:
        return ""
    chips = "".join(
        f'<button type="button" class="chip" data-do="chip">{isolated(question)}</button>'
        for question in turn.suggestions
    )
    return f'<div class="chips" role="group" aria-label="{text(say("follow_ups"))}">{chips}</div>'
