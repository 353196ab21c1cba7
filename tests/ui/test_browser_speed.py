"""How much the page adds to what it shows. Bounds are ratios to yardsticks of the same minute: a machine may be busy.

The figures themselves, taken on a quiet machine, stand in docs/results.md.
"""

from statistics import median

from playwright.sync_api import Browser

from tests.ui.browsing import NEEDS_A_BROWSER
from tests.ui.timing import visits

pytestmark = NEEDS_A_BROWSER
# On a quiet machine an answer takes about .2 s and a bare page .1 s. So these stand for .4 s, 1 s and 3 s there.
_MARKER, _WHOLE, _READY = 2.0, 5.0, 30.0


def test_the_first_marker_the_answer_and_the_page_itself_come_as_fast_as_was_promised(browser: Browser) -> None:
    found: dict[str, float] = {}
    # A machine that is busy with other things in the one moment is not in all of three.
    for _ in range(3):
        timed = visits(browser, 5)
        found = {
            "marker": median(each.marker / each.alone for each in timed),
            "whole": median(each.whole / each.alone for each in timed),
            "ready": median(each.ready / each.bare for each in timed),
        }
        print(found, timed)  # noqa: T201 -- the figures, for whoever looks
        if found["marker"] <= _MARKER and found["whole"] <= _WHOLE and found["ready"] <= _READY:
            return
    raise AssertionError(f"slower than promised: {found}")
