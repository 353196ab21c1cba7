"""A desk without a page around it, for tests of what happens on it."""

import re
from html import unescape
from typing import Any

from tests.ui.fakes import article
from ui.conversation import Answerer, Session
from ui.desk import Desk
from ui.limiting import Places, Rate
from ui.regions import Shown

BRIDGE = article(
    "bridge",
    "The harbour bridge reopened.\nThe harbour bridge cost 41 million.",
    title="Harbour bridge",
    publisher="Coast Daily",
    published="2026-05-14",
)


ASK = {"question": "harbour bridge", "client": "1.2.3.4"}


def desk(answerer: Answerer, **changes: Any) -> Desk:
    parts: dict[str, Any] = {"title": "Byline", "examples": ("What reopened?",), "places": Places(68, 4)}
    parts |= {"rate": Rate(1_000), "feedback": None, "public": False}
    return Desk(answerer, **(parts | changes))


def put(page: Desk, session: Session, question: str = "harbour bridge") -> list[Shown]:
    return [page.ask(session, ASK | {"question": question}), *page.stream(session)]


def parcel(shown: Shown) -> tuple[str, str]:
    found = re.search('data-kind="([^"]*)".*?>(.*)</div>', shown.carrier or "", re.DOTALL)
    assert found is not None
    return found.group(1), unescape(found.group(2))
