"""Nothing acknowledged is ever lost, nothing damaged is ever believed: by the thousand, in `.ci/run`.

`tests/index/faults/` does the harm, in a process of its own; here stands what must be left. Larger numbers by hand:
`python -m tests.index.faults kills /tmp/kills/index 10000 2`.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.fault


@pytest.fixture
def folder() -> Iterator[Path]:
    """In memory where that can be had: it is forks and checks that are to take the time, not a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - of the tests alone
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as made:
        yield Path(made) / "index"


def harm(kind: str, folder: Path, count: int, seed: int) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.index.faults", kind, str(folder), str(count), str(seed)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    print(kind, report, ran.stderr)  # noqa: T201 - seen when it fails, and with -s
    return report


def test_a_thousand_kills_lose_no_acknowledged_article_and_leave_no_bad_index(folder: Path) -> None:
    report = harm("kills", folder, 1_000, 1)
    assert (report["kills"], report["look 0"]) == (1_000, 1_000)
    assert "lost or half made" not in report
    assert min(report[f"began {kind}"] for kind in ("put", "remove", "rebuild")) >= 20


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace: apt-get install strace")
def test_a_system_call_that_fails_once_or_for_good_leaves_all_or_nothing(folder: Path) -> None:
    report = harm("calls", folder, 6, 1)
    assert "bad" not in report
    assert report["change 3"] > 20
    assert report["look 0"] == report["change 0"] + report["change 3"] > 200


def test_of_ten_thousand_damaged_folders_none_says_anything_else_in_silence(folder: Path) -> None:
    report = harm("damage", folder, 10_000, 1)
    assert report["opened"] == 10_000
    assert {"deaths", "SILENT DIFFERENCE"} & set(report) == set()
    refused = sum(count for kind, count in report.items() if kind.startswith("refused"))
    assert refused + report["sound"] == 10_000
    assert refused > 1_000


def test_two_writers_take_turns_and_a_reader_sees_whole_states(folder: Path) -> None:
    report = harm("together", folder, 150, 1)
    assert report == {
        "reader 0": 1,
        "look 0": 1,
        "lost": 0,
        "unnamed holders": 0,
        "put": report["put"],
        "refused": report["refused"],
    }
    assert report["put"] + report["refused"] == 300


def test_a_full_disk_refuses_and_the_next_write_works(folder: Path) -> None:
    report = harm("room", folder, 60, 1)
    assert report["look 0"] == report["change 0"] + report["change 3"] == 60
    assert report["change 3"] > 5
    assert "half made" not in report
    assert report["full disks"] > 5 * report["disks"] or not report["disks"]


def test_a_folder_that_may_not_be_written_is_read_and_says_so_when_it_is_written(folder: Path) -> None:
    folder.parent.chmod(0o755)  # for the user without rights that root becomes
    report = harm("unwritable", folder, 6, 1)
    assert report == {"reader 0": 6, "touched": 0}
