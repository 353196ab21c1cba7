"""The page: a chat on the left, its sources on the right. The only door to Gradio.

What the reader sees is drawn from a `Conversation`, a plain value kept for each session on the server; nothing is ever
read back out of the chat's own messages, which hold encoded text, links and progress notes.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

from fastapi import FastAPI

from ui.panel import EMPTY, SCRIPT, STYLE, panel_html, panel_of, panel_of_citations
from ui.rendering import Answerer, Conversation, Turn, follow, question_markdown

# Gradio reads these while it is imported, so they come before it. The first two keep it from calling home; the last
# two keep it from recomputing its statistics on every event, which slowed it to a third within 20,000 questions.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "500"
import gradio as gr

# Answering is bound by the processor, so more at once would only make each of them slower.
_AT_ONCE = 4
_WAITING = 64
_SESSIONS = 500


_FAILED = "Something went wrong here, and the question was not answered. The server's log says what."
_FIELD: dict[str, Any] = {
    "placeholder": "Ask about the articles",
    "label": "Question",
    "show_label": False,
    "max_lines": 6,
    "max_length": 2_000,
    "submit_btn": True,
}
_MASTHEAD = "<header><h1>{title}</h1><p>Answers from the articles, every sentence with its source.</p></header>"
_WELCOME = "## What would you like to know?\nOpen a numbered source to see the exact words in their place."


class _Page:
    """The parts of the page, and what happens when one of them is used."""

    def __init__(self, answerer: Answerer, *, title: str, examples: Sequence[str]) -> None:
        """Lay the parts out; call inside `gr.Blocks`."""
        self.answerer = answerer
        self.state = gr.State(Conversation())
        gr.HTML(_MASTHEAD.format(title=escape(title)), apply_default_css=False, elem_id="masthead")
        with gr.Row(elem_id="room"):
            with gr.Column(scale=3, min_width=320, elem_id="asking"):
                self.chat = _chat()
                with gr.Row(elem_id="examples", visible=bool(examples)) as self.suggestions:
                    self.examples = [gr.Button(example, size="sm", min_width=0) for example in examples]
                self.field = gr.Textbox(elem_id="question", autofocus=True, **_FIELD)
            with gr.Column(scale=2, min_width=320, elem_id="checking"):
                self.panel = _sources()
        self.shown = [self.state, self.chat, self.panel, self.field, self.suggestions]
        self._connect()

    def _connect(self) -> None:
        quick: dict[str, Any] = {"outputs": self.shown, "queue": False}
        quick |= {"show_progress": "hidden", "api_visibility": "private"}
        asked = [self.field.submit(self.ask, [self.field, self.state], **quick)]
        asked += [button.click(partial(self.ask, button.value), [self.state], **quick) for button in self.examples]
        asked.append(self.chat.retry(self.retry, [self.state], **quick))
        # One limit for all of them: each would otherwise have its own.
        slow = quick | {"queue": True, "concurrency_id": "answering", "concurrency_limit": _AT_ONCE}
        answers = [event.success(self.stream, [self.state], **slow) for event in asked]
        for answer in answers:
            answer.failure(partial(self.end, _FAILED), [self.state], **quick)
        self.field.stop(partial(self.end, "Stopped."), [self.state], cancels=answers, **quick)
        self.chat.undo(self.undo, [self.state], **quick)
        self.chat.clear(self.clear, [self.state], cancels=answers, **quick)
        self.panel.cite(self.cite, [self.state], **(quick | {"outputs": [self.panel]}))

    def ask(self, question: str | None, conversation: Conversation) -> tuple[Any, ...]:
        """Put the question on the screen at once; the answer is streamed after it."""
        if conversation.busy or not question or not question.strip():
            return self.nothing()
        return self.show(conversation.ask(question), field="")

    def retry(self, conversation: Conversation) -> tuple[Any, ...]:
        """Ask the last question again, as a new turn."""
        if conversation.busy or not conversation.turns:
            return self.nothing()
        return self.show(conversation.take_back().ask(conversation.turns[-1].question))

    def stream(self, conversation: Conversation) -> Iterator[tuple[Any, ...]]:
        """Show the last turn as its answer comes."""
        # This follows every attempt to ask, also one that asked nothing, and must not answer a turn twice.
        if not conversation.waiting:
            yield self.nothing()
            return
        cited = -1
        for current in follow(self.answerer, conversation):
            turn = current.turns[-1]
            changed = turn.finished or len(turn.citations) != cited
            cited = len(turn.citations)
            yield self.show(current, panel=_panel(turn) if changed and not turn.trouble else None)

    def end(self, trouble: str, conversation: Conversation) -> tuple[Any, ...]:
        """Finish the last turn without an answer."""
        return self.show(conversation.end(trouble))

    def undo(self, conversation: Conversation) -> tuple[Any, ...]:
        """Take the last turn back into the field, to be changed."""
        if conversation.busy or not conversation.turns:
            return self.nothing()
        return self.show(conversation.take_back(), field=conversation.turns[-1].question, panel=EMPTY)

    def clear(self, conversation: Conversation) -> tuple[Any, ...]:
        """Begin again. Turns go on counting, so that no old link finds a new turn."""
        return self.show(replace(conversation, turns=()), panel=EMPTY)

    @staticmethod
    def cite(conversation: Conversation, event: gr.EventData) -> object:
        """The panel of the turn whose marker was used, if it is still there."""
        wanted = event._data.get("turn") if isinstance(event._data, dict) else None  # noqa: SLF001 -- no public way
        return next((_panel(turn) for turn in conversation.turns if turn.number == wanted), gr.skip())

    def nothing(self) -> tuple[Any, ...]:
        """The page stays as it is."""
        return tuple(gr.skip() for _ in self.shown)

    def show(
        self, conversation: Conversation, *, field: str | None = None, panel: str | None = None
    ) -> tuple[Any, ...]:
        """Everything on the page as it is now; None leaves the field's text, or the panel, alone."""
        text: dict[str, Any] = {} if field is None else {"value": field}
        return (
            conversation,
            messages(conversation),
            gr.skip() if panel is None else panel,
            gr.Textbox(submit_btn=not conversation.busy, stop_btn=conversation.busy, **text),
            gr.Row(visible=bool(self.examples) and not conversation.turns),
        )


# System fonts alone: the page asks nobody for anything.
_PAGE_STYLE = """
:root {--serif: Charter, 'Bitstream Charter', 'Iowan Old Style', 'Palatino Linotype', Georgia, 'Noto Serif', serif;
  --color-accent: #17476b; --marker-ink: #17476b; --marker-fill: #e1ecf5; --mark-fill: #ffe7a3; --mark-ink: #1d1b18;
  --alarm: #93261b}
.dark {--color-accent: #8fbfe0; --marker-ink: #b9d8ee; --marker-fill: #24384a; --mark-fill: #6a5312;
  --mark-ink: #fff4d2; --alarm: #f3a499}
footer {display: none !important}
.app {padding: 1.1rem 1.5rem 1rem !important; max-width: 84rem !important; margin: 0 auto}
#masthead header {display: flex; flex-wrap: wrap; align-items: baseline; gap: .1rem 1rem; padding-bottom: .6rem;
  border-bottom: 1px solid var(--border-color-primary)}
#masthead h1 {font: 700 1.5rem/1.2 var(--serif); margin: 0; color: var(--body-text-color)}
#masthead p {margin: 0; font-size: .95rem; color: var(--body-text-color-subdued)}
#masthead, #masthead *, #sources, #sources > * {padding: 0}
#room {gap: 2.5rem}
#chat {border: 0 !important; background: none; min-height: 16rem}
#chat .panel-wrap, #chat .message-wrap {padding: 0 .3rem 0 0; gap: 0}
#chat .wrapper, #chat .panel-wrap {height: 100%}
#chat .icon-button-wrapper {background: var(--body-background-fill); border: 0; box-shadow: none}
#chat .icon-button {background: none; color: var(--body-text-color-subdued) !important}
#chat .message-row, #chat .message, #chat .bot, #chat .user {padding: 0; background: none; border: 0}
#chat .user-row {padding: 1.1rem 0 0; border-top: 1px solid var(--border-color-primary); margin-top: 1.3rem}
#chat .user-row:first-child {border-top: 0; margin-top: 0; padding-top: .2rem}
#chat .prose {color: var(--body-text-color); opacity: 1}
#chat .user .prose p {font: 600 1.2rem/1.4 var(--serif); margin: 0; overflow-wrap: anywhere}
#chat .bot .prose p {font: 400 1.06rem/1.65 var(--serif); margin: .25rem 0 0; overflow-wrap: anywhere}
#chat .bot .prose p + p {margin-top: .7rem}
#chat em {font: normal .92rem/1.6 var(--font); color: var(--body-text-color-subdued)}
#chat em.progress {font-size: .85rem}
#chat em.trouble {color: var(--alarm)}
#chat a[href*="#cite-"] {font: 600 .78rem/1 var(--font); text-decoration: none; padding: .15em .3em; border-radius: 4px;
  color: var(--marker-ink); background: var(--marker-fill); white-space: nowrap}
#chat a:focus-visible, #examples button:focus-visible {outline: 2px solid var(--color-accent); outline-offset: 2px}
#chat .placeholder-content {height: 100%; display: grid; place-content: center; text-align: center}
#chat .placeholder .prose h2 {font: 600 1.5rem/1.3 var(--serif); margin: 0 0 .4rem}
#chat .placeholder .prose p {font-size: 1rem; color: var(--body-text-color-subdued)}
#examples {gap: .5rem; flex-wrap: wrap}
#examples button {flex: 0 1 auto; font: 400 .9rem/1.4 var(--font); text-align: start;
  padding: .4rem .75rem; border-radius: 1rem; border: 1px solid var(--border-color-primary)}
@media (min-width: 900px) {
  #room {height: calc(100dvh - 5.6rem); flex-wrap: nowrap}
  #asking, #checking {height: 100%; flex-wrap: nowrap}
  #chat {flex: 1 1 0 !important; min-height: 0}
  #sources {height: 100%; overflow: auto !important}
}
@media (max-width: 899px) {#room {flex-direction: column; gap: 1.5rem} #chat {height: 60dvh !important}}
@media (prefers-reduced-motion: reduce) {* {animation: none !important; transition: none !important}}
"""


def build(answerer: Answerer, *, title: str = "Byline", examples: Sequence[str] = ()) -> gr.Blocks:
    """The page over an answerer.

    Args:
        answerer: Asked from several threads at once.
        title: Its heading, and the name of the browser's tab.
        examples: Questions to click on while none has been asked.
    """
    page: gr.Blocks
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=True, fill_height=True) as page:
        _Page(answerer, title=title, examples=examples)
    page.queue(max_size=_WAITING, default_concurrency_limit=_AT_ONCE, api_open=False)
    # An argument of launch() alone, which a mounted page never calls.
    page.state_session_capacity = _SESSIONS
    return page


def mount(page: gr.Blocks, app: FastAPI) -> FastAPI:
    """The page at "/" of an application, with everything closed that it does not use."""
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        server_name="127.0.0.1",
        theme=_theme(),
        css=_PAGE_STYLE,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        max_file_size="1kb",
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
    )
    return mounted


def messages(conversation: Conversation) -> list[gr.ChatMessage]:
    """The conversation for the chat, two messages a turn."""
    shown: list[gr.ChatMessage] = []
    for turn in conversation.turns:
        asked = gr.ChatMessage(role="user", content=question_markdown(turn.question))
        shown += [asked, gr.ChatMessage(role="assistant", content=turn.markdown())]
    return shown


def _panel(turn: Turn) -> str:
    if turn.answer is not None:
        return panel_html(panel_of(turn.answer, turn=turn.number))
    return panel_html(panel_of_citations(turn.citations, question=turn.question, turn=turn.number))


def _sources() -> gr.HTML:
    # Not a class of its own: for each component class Gradio writes a stub file beside the module that defines it.
    # "${value}" inserts the value as it is; a template with fields in it would run what articles say as code.
    return gr.HTML(
        EMPTY,
        elem_id="sources",
        html_template="${value}",
        css_template=STYLE,
        js_on_load=SCRIPT,
        apply_default_css=False,
    )


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        container=False,
        height="auto",
        layout="panel",
        placeholder=_WELCOME,
        # The formulas are found in the finished page, where an article's "$$" would be decoded again.
        latex_delimiters=[],
        # Copying would copy the encoded text.
        buttons=[],
        feedback_options=None,
        allow_tags=False,
        allow_file_downloads=False,
    )


def _theme() -> gr.themes.Base:
    # For light and dark; text on its ground has a contrast of 5.4 or more.
    paper, ink, accent = ("#fbfaf7", "#1b1a18"), ("#1d1b18", "#ece8e0"), ("#17476b", "#8fbfe0")
    colors = {
        "body_background_fill": paper,
        "background_fill_primary": paper,
        "block_background_fill": ("#ffffff", "#24221f"),
        "body_text_color": ink,
        "body_text_color_subdued": ("#5a564f", "#b3ada2"),
        "border_color_primary": ("#d9d4c8", "#423e38"),
        "link_text_color": accent,
        "link_text_color_hover": accent,
        "input_background_fill": ("#ffffff", "#24221f"),
        "input_placeholder_color": ("#6b665e", "#a39d92"),
        "button_secondary_background_fill": ("#ffffff", "#24221f"),
        "button_secondary_text_color": ink,
    }
    theme = gr.themes.Base(font=("system-ui", "sans-serif"), font_mono=("ui-monospace", "monospace"))
    pairs = {name: light for name, (light, _) in colors.items()}
    pairs |= {f"{name}_dark": dark for name, (_, dark) in colors.items()}
    return theme.set(**pairs)
