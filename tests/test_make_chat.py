"""The first command of the README, as a newcomer runs it."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ADDRESS = "http://127.0.0.1:7860"
QUESTION = "what did China demand for TikTok?"


def _listening() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", 7860)) == 0


@pytest.mark.browser
def test_make_chat_indexes_the_seeds_and_serves_them_where_the_readme_says() -> None:
    if _listening():
        pytest.skip("something else listens on port 7860 of this machine, which `make chat` needs")
    command = subprocess.Popen(["make", "chat"], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while not _listening() and command.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
        body = json.dumps({"question": QUESTION}).encode()
        request = urllib.request.Request(f"{ADDRESS}/api/answer", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            answer = json.load(reply)
    finally:
        os.killpg(command.pid, signal.SIGINT)
        said = command.communicate(timeout=30)[1]
    assert answer["citations"][0]["publisher"] == "People News"
    assert f"{ADDRESS}/" in said
