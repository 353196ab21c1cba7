"""Many people at once, many questions in a row, people who leave: small sizes of what `python -m tests.ui.load` does.

No bound is in seconds: what is measured is held against other measurements of the same run.
"""

import asyncio
import threading
from collections import Counter
from os import getpid
from time import perf_counter

import pytest

from tests.ui.browsing import EXAMPLE, Served, fake
from tests.ui.load import PEOPLE, memory
from tests.ui.visiting import Asked, Page, Visitor, crowd
from tests.waiting import until

pytestmark = pytest.mark.fault
# Four are answered at a time, and sixty-four wait.
_ROOM = 68


def test_sixty_four_people_at_once_are_all_answered() -> None:
    with Served(fake()) as served:
        together = asyncio.run(crowd(served.address, [[f"{EXAMPLE} by {number}"] for number in range(PEOPLE)]))
    assert {each.said for each in together} == {"answered"}
    assert all(each.first is not None for each in together)


def test_whoever_finds_no_room_is_told_when_to_try_again_and_everybody_else_is_answered() -> None:
    held = threading.Event()

    async def all_of(address: str) -> list[Asked]:
        async with Page.open(address) as page:
            asked = [asyncio.create_task(Visitor(page).ask(f"{EXAMPLE} {number}")) for number in range(_ROOM + 20)]
            refused = 0
            while refused < 20:
                done, _ = await asyncio.wait(asked, timeout=0.1)
                refused = len(done)
            held.set()
            return list(await asyncio.gather(*asked))

    with Served(fake(held=held)) as served:
        found = asyncio.run(all_of(served.address))
        again = asyncio.run(crowd(served.address, [[EXAMPLE]]))
    assert Counter(each.said for each in found) == {"answered": _ROOM, "busy": 20}
    assert [each.said for each in again] == ["answered"]


def test_everybody_who_leaves_amid_an_answer_ends_its_work_and_frees_the_place() -> None:
    async def leave(address: str) -> None:
        async with Page.open(address) as page:
            for number in range(20):
                await Visitor(page).leave_amid(f"{EXAMPLE} {number}")

    with Served(fake(endless=True)) as served:
        asyncio.run(leave(served.address))
        until(lambda: served.answerer.closed == served.answerer.opened == 20)
        assert served.answerer.finished == 0
        served.answerer.endless = False
        assert [each.said for each in asyncio.run(crowd(served.address, [[EXAMPLE]] * _ROOM))] == ["answered"] * _ROOM


def test_no_more_conversations_are_held_than_there_is_room_for() -> None:
    async def come_and_ask(address: str) -> None:
        async with Page.open(address) as page:
            for _ in range(120):
                assert (await Visitor(page).ask(EXAMPLE)).said == "answered"

    with Served(fake()) as served:
        asyncio.run(come_and_ask(served.address))
        assert len(served.sessions) == 100


def test_hundreds_of_questions_in_a_row_neither_slow_the_page_nor_fill_its_memory() -> None:
    async def in_a_row(address: str, number: int) -> float:
        start = perf_counter()
        async with Page.open(address) as page:
            for session in range(number // 10):
                visitor = Visitor(page)
                for place in range(10):
                    asked = await visitor.ask(f"{EXAMPLE} {place if place % 5 else session}")
                    assert asked.said == "answered"
        return perf_counter() - start

    with Served(fake()) as served:
        asyncio.run(in_a_row(served.address, 300))  # what is made once is made by then
        before = memory(getpid())
        seconds = [asyncio.run(in_a_row(served.address, 150)) for _ in range(4)]
        grown = memory(getpid()) - before
    # Sixty conversations more are held then; a hundred are the most.
    assert grown < 20, f"{grown:.0f} MB more after 600 questions"
    # Growth with the number of questions would show in every later round; a busy moment shows in one.
    assert min(seconds[2:]) < 2 * min(seconds[:2]), seconds
