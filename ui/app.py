"""The page, carried by Gradio: its regions, its events, its looks. The only door to Gradio.

Each region is a `gr.HTML` that is given finished HTML; the browser's script tells one of them, the composer, what was
pressed. Whatever happens then happens in `ui.desk`.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from evals import reporting
from ui import measuring
from ui.conversation import Session
from ui.desk import ANEW, DEEDS, Desk
from ui.measuring import Measuring
from ui.regions import Shown, Told

# Gradio reads these while it is imported, so they come before it. The first two keep it from calling home; the last
# two keep it from recomputing its statistics on every event, which slowed it to a third within 20,000 questions.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000"
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "500"
import gradio as gr
from gradio.utils import SyncToAsyncIterator

Deed = Callable[[Session, Told], Shown]

_SESSIONS = 100
"""Conversations held here at once, the longest unused leaving first; `Desk.lost` tells how they come back."""
_IN_PROGRESS = 256
"""Events that have begun and not ended, more than there are places: beyond it the framework holds questions back, and
nobody would be told that there is no room."""
_REGIONS = tuple(each.name for each in fields(Shown))
_FOLDER = Path(__file__).parent / "page"
# Which regions an event may draw. For each that it leaves as it is the framework makes a component anew, which took
# three quarters of the server's time when every event was given all of them.
_DRAWS: Mapping[str, tuple[str, ...]] = {
    name: tuple(regions.split())
    for name, regions in {
        "answer": "earlier current panel carrier",
        "suggest": "current",
        "broken": "earlier current panel",
        "stop": "earlier current panel",
        "clear": "earlier current panel",
        "edit": "earlier current carrier",
        "sources": "panel carrier",
        "cite": "panel carrier",
        "near": "panel carrier",
        "article": "panel carrier",
        "copy": "carrier",
        "export": "carrier",
        "vote": "earlier current carrier",
        "reopen": "earlier current panel carrier",
        "library": "library filters",
        "remove": "library filters",
        "measure": "running evals carrier",
        "follow": "running evals",
        "cancel": "running evals carrier",
        "evals": "evals",
        "report": "evals carrier",
    }.items()
}


def build(desk: Desk, bench: Measuring, *, title: str, at_once: int) -> gr.Blocks:
    """The page over a desk.

    Args:
        desk: Says what is to be drawn.
        bench: The same for question sets.
        title: The name of the browser's tab.
        at_once: How many answers are made at the same time.
    """
    page: gr.Blocks
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=True) as page:
        _connect(desk, bench, gr.State(Session()), _lay_out(desk), at_once)
    # How many may wait is decided where a question is taken in, so that it can be said in words.
    page.max_threads = _IN_PROGRESS
    page.queue(max_size=None, default_concurrency_limit=at_once, api_open=False)
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
        css=(_FOLDER / "page.css").read_text(encoding="utf-8"),
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


def _lay_out(desk: Desk) -> dict[str, gr.HTML]:
    # Drawn in English; the script asks for another language when it finds that the reader wants one.
    first = desk.arrive(Session(), {"language": "en"})
    regions = {"masthead": _region("masthead", first.masthead)}
    with gr.Row(elem_id="room"):
        with gr.Column(scale=3, min_width=320, elem_id="asking"):
            regions["earlier"] = _region("earlier", first.earlier)
            regions["current"] = _region("current", first.current)
            with gr.Column(scale=0, elem_id="writing"):
                regions["filters"] = _region("filters", first.filters)
                script = f"{reporting.script()}\n{(_FOLDER / 'page.js').read_text(encoding='utf-8')}"
                regions["composer"] = _region("composer", first.composer, script=script)
        with gr.Column(scale=2, min_width=320, elem_id="checking"):
            regions["panel"] = _region("sources", first.panel)
    regions["library"] = _region("library", "")
    regions |= {"running": _region("running", ""), "evals": _region("evals", "")}
    regions["carrier"] = _region("carrier", "")
    return regions


def _connect(desk: Desk, bench: Measuring, state: gr.State, regions: dict[str, gr.HTML], at_once: int) -> None:
    listener, outputs = regions["composer"], [regions[name] for name in _REGIONS]
    quick: dict[str, Any] = {"inputs": [state], "outputs": outputs, "queue": False, "show_progress": "hidden"}
    # Gradio would drop a second event while the first is on its way; what may overlap is decided by the session.
    quick |= {"api_visibility": "private", "trigger_mode": "multiple"}
    # The framework lets all of them begin, so that whoever waits sees the question; `room` lets so many go on.
    answered = quick | {"queue": True, "concurrency_id": "answering", "concurrency_limit": None}
    room = asyncio.Semaphore(at_once)
    later = quick | {"queue": True, "concurrency_id": "suggesting", "concurrency_limit": 1}

    def draws(name: str) -> dict[str, Any]:
        return {"outputs": [regions[region] for region in _DRAWS.get(name, _REGIONS)]}

    answers = []
    for name in ("ask", "again"):
        answer = getattr(listener, name)(_answering(desk, name, room), **(answered | draws("answer")))
        answer.failure(lambda session: _drawn(desk.broken(session), "broken"), **(quick | draws("broken")))
        answer.success(lambda session: _drawn(desk.suggest(session), "suggest"), **(later | draws("suggest")))
        answers.append(answer)
    for name in ("stop", "clear"):
        getattr(listener, name)(_handler(getattr(desk, name), name), cancels=answers, **(quick | draws(name)))
    for name in DEEDS:
        getattr(listener, name)(_handler(_known(desk, name), name), **(quick | draws(name)))

    def follow(session: Session) -> Iterator[Any]:
        yield from (_drawn(shown, "follow") for shown in bench.follow(session))

    # One run at a time, for everybody: its seconds would otherwise be those of a machine that does several.
    alone = quick | {"queue": True, "concurrency_id": "measuring", "concurrency_limit": 1}
    run = listener.measure(_handler(bench.measure, "measure"), **(quick | draws("measure")))
    run = run.success(follow, **(alone | draws("follow")))
    listener.cancel(_handler(bench.cancel, "cancel"), cancels=[run], **(quick | draws("cancel")))
    for name in measuring.DEEDS:
        getattr(listener, name)(_handler(getattr(bench, name), name), **(quick | draws(name)))


def _known(desk: Desk, name: str) -> Deed:
    """What a deed draws; or that its conversation is no longer held here, where it needs one."""
    deed: Deed = getattr(desk, name)
    return deed if name in ANEW else lambda session, told: desk.lost(session, told) or deed(session, told)


def _answering(desk: Desk, name: str, room: asyncio.Semaphore) -> Callable[..., Any]:
    """Puts a question on the screen at once, and answers it under it when there is room."""
    begin = _known(desk, name)

    async def answer(session: Session, event: gr.EventData, request: gr.Request) -> AsyncIterator[Any]:
        drawn = await run_in_threadpool(begin, session, _told(event, request))
        yield _drawn(drawn, "answer")
        async with room:
            # Closing it waits for the step that a stop comes amid, which another thread is at.
            steps: Any = SyncToAsyncIterator(desk.stream(session), None)
            try:
                async for shown in steps:
                    # What is drawn again as it was is not sent again; for what is skipped, and drawn later, the
                    # framework keeps another component with the session for each time.
                    drawn = drawn.then(shown)
                    yield _drawn(drawn, "answer")
            finally:
                await steps.aclose()

    return answer


def _handler(deed: Deed, name: str = "") -> Callable[..., Any]:
    def handle(session: Session, event: gr.EventData, request: gr.Request) -> Any:
        return _drawn(deed(session, _told(event, request)), name)

    return handle


def _told(event: gr.EventData, request: gr.Request) -> Told:
    told = event._data  # noqa: SLF001 -- there is no public way to an event's own data
    return {**(told if isinstance(told, dict) else {}), "client": request.client.host if request.client else ""}


def _drawn(shown: Shown, name: str = "") -> Any:
    """The values of the regions that the event of a name may draw; the framework takes one alone without its tuple."""
    places = _DRAWS.get(name, _REGIONS)
    lost = [place for place in _REGIONS if place not in places and getattr(shown, place) is not None]
    if lost:
        raise ValueError(f"the event {name!r} draws {', '.join(lost)}, which it is not given")
    values = tuple(gr.skip() if value is None else value for value in (getattr(shown, place) for place in places))
    return values[0] if len(values) == 1 else values


def _region(name: str, value: str | None, *, script: str | None = None) -> gr.HTML:
    # Not a class of its own: for each component class Gradio writes a stub file beside the module that defines it.
    # "${value}" inserts the value as it is; a template with fields in it would run what articles say as code.
    return gr.HTML(
        value or "", elem_id=name, html_template="${value}", js_on_load=script, apply_default_css=False, padding=False
    )


def _theme() -> gr.themes.Base:
    # Colours are variables of page.css; what is left of Gradio's own looks is its ground. System fonts alone.
    theme = gr.themes.Base(font=("system-ui", "sans-serif"), font_mono=("ui-monospace", "monospace"))
    grounds = {"body_background_fill": "var(--paper)", "body_text_color": "var(--ink)"}
    grounds |= {"background_fill_primary": "var(--paper)", "block_background_fill": "var(--paper)"}
    grounds |= {f"{name}_dark": value for name, value in grounds.items()}
    return theme.set(**grounds)
