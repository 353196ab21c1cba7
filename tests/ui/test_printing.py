import time

import pytest

from index.building import Progress
from ui.printing import progress_bar


def test_the_bar_moves_to_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("Indexing") as move:
        move(Progress(done=1, total=3, passages=2))
        move(Progress(done=2, total=3, passages=5))
        time.sleep(0.02)  # a rate needs a time
        move(Progress(done=3, total=3, passages=9))
    said = capsys.readouterr().err
    assert "3/3" in said
    assert "articles/s" in said
