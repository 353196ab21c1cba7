"""What stands around the answers: the masthead, the field to ask in, the filters, and the welcome."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from index.types import Article
from ui.rendering import isolated, text
from ui.strings import Say

# Said by the page's script, so handed to it.
_SCRIPT_STRINGS = (
    *(
        "copied",
        "delete",
        "really",
        "earlier_none",
        "filters_all",
        "filters_one",
        "filters_some",
        "adding",
        "added",
        "updated_file",
    ),
    *("unchanged", "not_added", "no_match", "shown_of", "noted", "remove"),
)
_MOST_PUBLISHERS = 40


def masthead_html(title: str, say: Say) -> str:
    """The name, the three views, and the two switches."""
    views = "".join(
        f'<a href="#{name}" data-view-link="{name}">{text(say(name))}</a>' for name in ("ask", "library", "evals")
    )
    return (
        f'<a class="skip" href="#question-field" data-do="skip">{text(say("skip"))}</a>'
        f'<header class="masthead"><div><h1>{text(title)}</h1><p>{text(say("promise"))}</p></div>'
        f'<nav aria-label="{text(say("views"))}">{views}</nav><div class="switches">'
        f'<button type="button" data-do="language">{text(say("language"))}</button>'
        f'<button type="button" data-do="theme"><span class="when-light">{text(say("theme_dark"))}</span>'
        f'<span class="when-dark">{text(say("theme_light"))}</span></button></div></header>'
    )


def welcome_html(examples: Sequence[str], say: Say) -> str:
    """What the reader sees before the first question."""
    chips = "".join(
        f'<button type="button" class="chip" data-do="chip">{isolated(example)}</button>' for example in examples
    )
    group = f'<h3>{text(say("examples"))}</h3><div class="chips">{chips}</div>' if examples else ""
    return (
        f'<section class="welcome"><h2>{text(say("welcome"))}</h2><p class="aside">{text(say("welcome_note"))}</p>'
        f"{group}</section>"
    )


def composer_html(say: Say, writers: Sequence[str] = ()) -> str:
    """The field, its buttons, what can be done with the conversation, and who writes, where there is a choice."""
    strings = text(json.dumps({name: _template(say, name) for name in _SCRIPT_STRINGS}))
    formats = "".join(
        f'<button type="button" data-do="export" data-kind="{kind}">{name}</button>'
        for kind, name in (("md", "Markdown"), ("html", "HTML"), ("json", "JSON"))
    )
    return (
        f'<div class="composer" id="strings" data-strings="{strings}"><div class="field">'
        f'<label class="unseen" for="question-field">{text(say("question"))}</label>'
        f'<textarea id="question-field" rows="1" maxlength="2000" placeholder="{text(say("placeholder"))}"></textarea>'
        f'<button type="button" class="go" data-do="ask">{text(say("ask"))}</button>'
        f'<button type="button" class="go halt" data-do="stop" hidden>{text(say("stop"))}</button></div>'
        f'<div class="tools"><button type="button" data-do="clear">{text(say("new"))}</button>'
        f'<details class="drop" id="kept"><summary>{text(say("earlier"))}</summary><div class="sheet">'
        f'<p class="meta">{text(say("earlier_note"))}</p><ul id="kept-list"></ul>'
        f'<button type="button" data-do="forget-all">{text(say("delete_all"))}</button></div></details>'
        f'<details class="drop"><summary>{text(say("export"))}</summary><div class="sheet row">{formats}</div>'
        f"</details>{_writers_html(writers, say)}</div>"
        '<p id="notice" class="notice" role="status" aria-live="polite"></p>'
        '<p id="aloud" class="unseen" role="status" aria-live="polite"></p></div>'
    )


def _writers_html(writers: Sequence[str], say: Say) -> str:
    if not writers:
        return ""
    options = "".join(f'<option value="{text(name)}">{text(name)}</option>' for name in writers)
    return (
        f'<label class="pen">{text(say("writer"))} <select id="writer">'
        f'<option value="none">{text(say("writer_none"))}</option>{options}</select></label>'
    )


def filters_html(articles: Iterable[Article], say: Say, *, most: int = 200) -> str:
    """What narrows a question to some articles; its state is the browser's."""
    listed = list(articles)
    publishers = Counter(each.source.publisher.value for each in listed if each.source.publisher.value)
    outlets = "".join(
        f'<label><input type="checkbox" name="publisher" value="{text(name)}"> {isolated(name)}'
        f' <span class="meta">{number}</span></label>'
        for name, number in publishers.most_common(_MOST_PUBLISHERS)
    )
    single = "".join(
        f'<label><input type="checkbox" name="article" value="{text(each.id)}"> '
        f"{isolated(each.source.title.value or each.id)}</label>"
        for each in listed[:most]
    )
    form = text(say("date_form"))
    dates = "".join(
        f'<label class="date">{text(say(name))}<input type="text" name="{name}" maxlength="10" size="11"'
        f' placeholder="{form}" title="{form}"></label>'
        for name in ("since", "until", "as_of")
    )
    return (
        f'<details class="drop" id="filter-box"><summary><span>{text(say("filters"))}:</span> '
        f'<span id="filter-state">{text(say("filters_all"))}</span></summary><div class="sheet">'
        f'<div class="row">{dates}</div><p class="meta">{text(say("as_of_note"))} {text(say("undated_note"))}</p>'
        f"<fieldset><legend>{text(say('publishers'))}</legend>{outlets or text(say('unknown'))}</fieldset>"
        f"<fieldset><legend>{text(say('articles'))}</legend><div class='many'>{single}</div></fieldset>"
        f'<button type="button" data-do="no-filter">{text(say("no_filter"))}</button></div></details>'
    )


def _template(say: Say, name: str) -> str:
    """A string with its places left open, as `{place}`, for the script to fill."""
    places = ("name", "reason", "count", "shown")
    return say(name, **{place: f"{{{place}}}" for place in places})
