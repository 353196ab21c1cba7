"""One question of a report: its answer, the cited words in place, what was expected, and why it scored so. Pure."""

from collections.abc import Callable, Iterable
from html import escape

from evals.scoring import ORDER
from evals.types import Cited, Outcome

Say = Callable[[str], str]
"""English words of a report -> the same in the reader's language, places in {braces} kept; `str` leaves them so."""

_LONGEST = 1_500
"""Characters of a text that is shown; a page of a thousand questions stays under five megabytes."""


def verdict(outcome: Outcome, say: Say = str) -> tuple[str, str]:
    """(style, words) that sum an outcome up."""
    if outcome.failure:
        return "bad", say("failed")
    score = outcome.scores.get("correct")
    abstained = outcome.response.abstained
    if score is None:
        return "part", say("abstained") if abstained else say("not judged")
    if score.value == 1:
        return "good", say("right to pass") if abstained else say("right")
    if score.value > 0:
        return "part", say("{share} right").format(share=f"{score.value:.0%}")
    return "bad", say("abstained") if abstained else say("wrong")


def tell_question(outcome: Outcome, say: Say = str, beside: str = "") -> str:
    """The inside of a question's fold: what shows when it is closed, and what when it is open.

    Args:
        outcome: The question.
        say: The reader's language.
        beside: Finished HTML of the caller's, first of what shows when it is open.
    """
    css, said = verdict(outcome, say)
    asked = outcome.question
    return "".join(
        [
            f'<summary><span class="verdict {css}">{escape(said)}</span>',
            f'<span class="words"><bdi>{_cut(asked.question)}</bdi></span>',
            f'<span class="kind">{escape(asked.kind or say("other"))}</span></summary><div>{beside}',
            *_history(outcome, say),
            *_answer(outcome, say),
            *_citations(outcome, say),
            *_expected(outcome, say),
            *_scores(outcome, say),
            f'<p class="dim">{escape(asked.id)} · {escape(asked.place or say("given in Python"))}</p></div>',
        ]
    )


def _history(outcome: Outcome, say: Say) -> Iterable[str]:
    if outcome.question.history:
        yield _heading(say("Turns before"))
        for question, answer in outcome.question.history:
            yield f'<p><bdi>{_cut(question)}</bdi> <span class="dim"><bdi>{_cut(answer)}</bdi></span></p>'
    if outcome.response.asked not in ("", outcome.question.question):
        yield f'<p class="dim">{escape(say("Understood as"))}: <bdi>{_cut(outcome.response.asked)}</bdi></p>'


def _answer(outcome: Outcome, say: Say) -> Iterable[str]:
    response = outcome.response
    sure = "" if response.confidence is None else f", {say('confidence')} {response.confidence:.2f}"
    yield _heading(f"{say('Answer')}, {response.seconds:.2f} s{sure}")
    if outcome.failure:
        yield f'<p class="bad">{_cut(outcome.failure)}</p>'
    elif response.abstained:
        yield f'<p class="dim">{escape(say("It said that it does not know."))}</p>'
    for said in response.statements:
        markers = "".join(f" [{at + 1}]" for at in said.citations)
        yield f"<p><bdi>{_cut(said.text)}</bdi>{markers}</p>"
    if not response.statements and response.text:
        yield f"<p><bdi>{_cut(response.text)}</bdi></p>"
    for card in response.cards:
        sides = f" {escape(say('against'))} ".join(f"<b>{_cut(value)}</b>" for value in card)
        yield f"<p>{escape(say('Disagreement'))}: {sides}</p>"


def _citations(outcome: Outcome, say: Say) -> Iterable[str]:
    if outcome.response.citations:
        yield _heading(say("Cited words, in place"))
    for position, cited in enumerate(outcome.response.citations, start=1):
        altered = cited.stands is not None and cited.stands != cited.quote
        yield f'<blockquote class="{"altered" if altered else "exact"}">{_in_place(cited)}'
        if altered:
            yield f'<p class="bad">{escape(say("Quoted as"))}: {_cut(cited.quote)}</p>'
        yield f"<footer>[{position}] {_cut(cited.source or cited.article_id)}</footer></blockquote>"


def _in_place(cited: Cited) -> str:
    if cited.around is None or cited.stands is None:
        return f"<mark>{_cut(cited.quote)}</mark>"
    text, start = cited.around
    end = start + len(cited.stands)
    return f"…{escape(text[:start])}<mark>{_cut(text[start:end])}</mark>{escape(text[end:])}…"


def _expected(outcome: Outcome, say: Say) -> Iterable[str]:
    asked = outcome.question
    yield _heading(say("Expected"))
    if asked.answerable is False:
        yield f"<p>{escape(say('Nothing: the articles do not say it.'))}</p>"
    if asked.answers:
        joined = ", " if asked.all_answers else f" {escape(say('or'))} "
        yield f"<p>{joined.join(f'<b>{_cut(answer)}</b>' for answer in asked.answers)}</p>"
    if asked.choices:
        yield f'<p class="dim">{escape(say("out of"))} {", ".join(_cut(choice) for choice in asked.choices)}</p>'
    for part in asked.evidence:
        if part.text:
            yield f"<blockquote><bdi>{_cut(part.text)}</bdi><footer>{escape(part.article_id)}</footer></blockquote>"
    names = dict.fromkeys([name for name, _ in asked.relevant] or [part.article_id for part in asked.evidence])
    if names and not any(part.text for part in asked.evidence):
        yield f'<p class="dim">{escape(say("in"))} {", ".join(map(escape, list(names)[:10]))}</p>'


def _scores(outcome: Outcome, say: Say) -> Iterable[str]:
    yield f'{_heading(say("Scores"))}<div class="wide" tabindex="0"><table><tbody>'
    for name in ORDER:
        # Retrieval has its reasons in the list of articles, not in words; what is perfect needs no line of its own.
        if (score := outcome.scores.get(name)) is not None and (score.why or score.value < 1):
            label = escape(name.replace("_", " "))
            why = f'<td class="why"><bdi>{_cut(score.why)}</bdi></td>'
            yield f"<tr><td>{label}</td><td>{score.value:.2f}</td>{why}</tr>"
    yield "</tbody></table></div>"


def _heading(words: str) -> str:
    return f"<h3>{escape(words)}</h3>"


def _cut(text: str) -> str:
    return escape(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
