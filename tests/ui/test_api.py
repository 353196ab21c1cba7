"""`/api`: asking, and handing articles over, in JSON."""

import json
from functools import partial
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from index.errors import BylineError
from tests.ui.browsing import Served
from tests.ui.fakes import FakeAnswerer, article
from tests.waiting import until
from ui.limiting import Rate
from ui.server import create

BRIDGE = article("bridge", "The harbour bridge reopened. Nobody spoke.", publisher="Coast Daily")
ASKED = {"question": "harbour bridge"}


def test_the_api_gives_the_answer_that_the_answerer_gives(client: TestClient, asked: FakeAnswerer) -> None:
    response = client.post("/api/answer", json=ASKED)
    assert response.status_code == 200
    assert response.json() == json.loads(json.dumps(asked.answer("harbour bridge").to_dict()))


def test_the_api_passes_the_history_on(client: TestClient, asked: FakeAnswerer) -> None:
    client.post("/api/answer", json={"question": "and then?", "history": [["harbour bridge", "It reopened. [1]"]]})
    assert asked.asked == [("and then?", (("harbour bridge", "It reopened. [1]"),))]


def test_a_question_with_half_a_character_is_answered_too(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    response = client.post("/api/answer", content=rb'{"question": "harbour bridge \ud800"}', headers=headers)
    assert response.status_code == 200
    assert rb"harbour bridge \ud800" in response.content


def test_what_is_not_sent_as_json_is_not_read(client: TestClient) -> None:
    # A page of another site can send text without asking, but not JSON.
    assert (
        client.post("/api/answer", content=json.dumps(ASKED), headers={"content-type": "text/plain"}).status_code == 422
    )


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b'{"question": "  "}', 422, "The question is blank."),
        (b'{"question": "%s"}' % (b"x" * 2_001), 422, "The question has 2,001 characters; 2,000 is the most."),
        (b"{", 400, "1: JSON decode error."),
        (b"[" * 60_000, 400, None),
        (b"", 422, "body: Field required."),
        (b"[]", 422, None),
        (b"{}", 422, "question: Field required."),
        (b'{"question": 5}', 422, "question: Input should be a valid string."),
        (b'{"question": "a", "history": [["b"]]}', 422, "history.0.1: Field required."),
        (b'{"question": "a", "colour": "red"}', 422, "colour: Extra inputs are not permitted."),
        (b'{"question": "\xff"}', 400, None),
    ],
)
def test_what_cannot_be_asked_is_explained(client: TestClient, body: bytes, status: int, detail: str | None) -> None:
    response = client.post("/api/answer", content=body, headers={"content-type": "application/json"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert detail is None or response.json() == {"status": status, "detail": detail}


def test_a_broken_world_is_explained_with_what_to_do(client: TestClient, asked: FakeAnswerer) -> None:
    asked.error = BylineError("The index is gone.", hint="Build it again.")
    response = client.post("/api/answer", json=ASKED)
    assert (response.status_code, response.json()["detail"]) == (503, "The index is gone. Build it again.")


def test_no_trace_of_an_unforeseen_error_reaches_the_client(client: TestClient, asked: FakeAnswerer) -> None:
    asked.error = RuntimeError("the secret of line 7")
    response = client.post("/api/answer", json=ASKED)
    assert response.status_code == 500
    assert response.json() == {"status": 500, "detail": "Something went wrong here. The server's log says what."}
    assert "content-security-policy" in response.headers


def test_a_file_that_is_handed_over_is_added(tmp_path: Path) -> None:
    answerer = FakeAnswerer([BRIDGE])
    with TestClient(create(answerer, folder=tmp_path), "http://127.0.0.1:7860") as client:
        given = client.post("/api/articles?name=ferry.txt", content=b"Night ferries stop.")
        assert given.json() == {"outcome": "added", "reason": ""}
        assert client.post("/api/articles?name=a.exe", content=b"MZ").json()["outcome"] == "failed"
        assert client.post("/api/articles?name=a.txt", content=b"x" * 10_002_000).status_code == 413
        assert client.post("/api/articles", content=b"x").status_code == 422
    assert [each.id for each in answerer.articles] == ["bridge", "ferry"]


def test_a_client_hands_over_so_many_files_and_links_in_a_minute_and_is_told_when_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By the real clock a slow machine hands over the sixtieth when there is room for another.
    monkeypatch.setattr("ui.api.Rate", partial(Rate, clock=lambda: 0.0))
    with TestClient(create(FakeAnswerer([BRIDGE]), folder=tmp_path), "http://127.0.0.1:7860") as client:
        given = [client.post(f"/api/articles?name={n}.txt", content=b"Night ferries stop.") for n in range(58)]
        given += [client.post("/api/links", json={"link": "x"}), client.post("/api/questions?name=q.exe", content=b"x")]
        assert [each.status_code for each in given] == [200] * 60
        refused = client.post("/api/articles?name=60.txt", content=b"Night ferries stop.")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert refused.json()["detail"] == "Those were many files in a short time. Try again in 1 seconds."
    assert len(list((tmp_path / "uploads").iterdir())) == 58


def test_the_api_filters_and_refuses_dates_that_are_none(client: TestClient, asked: FakeAnswerer) -> None:
    body = ASKED | {"since": "2025", "as_of": "2026", "publishers": ["Coast Daily"], "articles": ["bridge"]}
    assert client.post("/api/answer", json=body).status_code == 200
    assert asked.chosen[-1] == {
        "since": "2025",
        "as_of": "2026",
        "publishers": ("Coast Daily",),
        "articles": ("bridge",),
    }


def test_the_api_is_described(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    assert list(described["paths"]) == ["/api/answer"]
    asked = described["paths"]["/api/answer"]["post"]
    assert asked["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Question"}
    assert set(asked["responses"]) == {"200", "400", "413", "422", "429", "503"}
    answered = client.post("/api/answer", json=ASKED).json()
    assert set(described["components"]["schemas"]["Answered"]["required"]) <= set(answered)


def test_whoever_leaves_before_the_api_has_answered_ends_the_work_on_it() -> None:
    with Served(FakeAnswerer([BRIDGE], endless=True)) as served:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{served.address}/api/answer", json=ASKED, timeout=0.5, trust_env=False)
        until(lambda: served.answerer.closed == served.answerer.opened == 1)
    assert served.answerer.finished == 0
