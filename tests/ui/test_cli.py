import json
from collections.abc import Callable
from pathlib import Path

import pytest

import rag
from rag.answering import Answerer
from ui import cli

QUESTION = "what did China demand for TikTok?"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`byline` with some words -> (exit code, stdout, stderr)."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["byline", *map(str, words)])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        out, err = capsys.readouterr()
        return int(caught.value.code or 0), out, err

    return run


def test_ask_prints_the_answer_with_markers_and_each_source_with_its_quote(run: Run, seeds: Path) -> None:
    code, out, _ = run("ask", QUESTION, "--index", seeds)
    answer, _, sources = out.partition("\n\n")
    assert code == 0
    assert answer.startswith(
        "U.S. Treasury Secretary Bessent publicly stated, as reported by People News, republishing"
    )
    assert "[1]" in answer
    assert sources.startswith(
        "[1] U.S.-China Trade Negotiations: The CCP Is at Its Wits’ End — People News, first published by Dajiyuan — "
        "date unknown\n    “U.S. Treasury Secretary Bessent publicly stated"
    )


def test_json_is_the_answer_as_python_gives_it(run: Run, seeds: Path, answerer: Answerer) -> None:
    code, out, _ = run("ask", QUESTION, "--index", seeds, "--json")
    assert (code, json.loads(out)) == (0, answerer.answer(QUESTION).to_dict())


def test_what_is_not_found_is_no_error_and_shows_the_nearest_passages(run: Run, seeds: Path) -> None:
    code, out, _ = run("ask", "who won the chess final?", "--index", seeds)
    assert code == 0
    assert out.startswith("No answer was found. 5 articles were searched; the nearest passages are in “")
    assert out.count("\n    ") == 3


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["ask", " "], "byline: The question is blank."),
        (["ask", "x" * 2001], "byline: The question has 2,001 characters"),
        (["ask", QUESTION, "--since", "soon"], "byline: since must be YYYY"),
        (["ask", QUESTION, "--as-of", "soon"], "byline: as_of must be YYYY"),
        (["ask", QUESTION, "--index", "/nowhere"], "byline: There is no index at /nowhere."),
        (["index", "show", "nobody"], "byline: There is no article 'nobody'"),
        (["index", "add", "/nowhere"], "byline: /nowhere: there is no such file or folder"),
        (["index", "verify", "--index", "/nowhere"], "byline: There is no index"),
        (["index", "rebuild", "--index", "/nowhere"], "byline: There is no index"),
        (["frobnicate"], "No such command"),
    ],
)
def test_what_cannot_run_is_one_clear_line_and_exit_2(run: Run, words: list[str], message: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_an_index_is_made_listed_shown_checked_changed_and_rebuilt(run: Run, articles: Path, tmp_path: Path) -> None:
    place = ("--index", tmp_path / "index")
    (articles / "broken.txt").write_bytes(b"\0")
    code, out, err = run("index", "add", articles, *place)
    assert code == 0
    assert [line.split() for line in out.splitlines()[1:]] == [
        ["added", "2"],
        ["unchanged", "0"],
        ["updated", "0"],
        ["duplicates", "0"],
        ["failed", "1"],
    ]
    assert "broken.txt: is binary, not text. Convert it to UTF-8 text." in err
    assert run("index", "add", articles, "--strict", *place)[0] == 1
    report = json.loads(run("index", "add", articles, "--json", *place)[1])
    assert report["unchanged"] == ["bridge", "ferry"]

    assert [line.split()[0] for line in run("index", "list", *place)[1].splitlines()] == ["id", "bridge", "ferry"]
    listed = [json.loads(line) for line in run("index", "list", "--json", *place)[1].splitlines()]
    assert listed[0] == {
        "id": "bridge",
        "title": "Harbour Bridge Reopens",
        "publisher": "unknown",
        "published": "unknown",
        "sentences": 2,
        "origin": str(articles / "bridge.txt"),
    }
    shown = run("index", "show", "ferry", *place)[1]
    assert "title: Night Ferries Stop (found at 0-18)\npublisher: unknown\n" in shown
    assert "Fewer cars cross by boat." in shown
    assert json.loads(run("index", "show", "ferry", "--json", *place)[1])["source"]["title"]["span"] == [0, 18]
    assert json.loads(run("index", "stats", "--json", *place)[1])["articles"] == 2
    assert "articles" in run("index", "stats", *place)[1]

    assert run("index", "verify", *place)[:2] == (0, "2 articles are sound.\n")
    code, out, err = run("index", "remove", "ferry", "nobody", *place)
    assert (code, out) == (1, "removed 1\n")
    assert "not in the index: nobody" in err
    assert run("index", "rebuild", *place)[:2] == (0, "1 articles rebuilt.\n")


def test_a_damaged_index_is_exit_1_and_names_the_article(run: Run, articles: Path, tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    place = ("--index", tmp_path / "index")
    run("index", "add", articles, *place)
    with closing(sqlite3.connect(tmp_path / "index" / "byline.sqlite")) as db:
        db.execute("UPDATE articles SET text = replace(text, 'boat', 'goat')")
        db.commit()
    code, out, _ = run("index", "verify", *place)
    assert code == 1
    assert "ferry" in out
    assert "article 'ferry' is not what was written" in out
    assert json.loads(run("index", "verify", "--json", *place)[1])[0]["article_id"] == "ferry"
    code, out, _ = run("doctor", *place)
    assert code == 1
    assert "!!" in out
    assert "1 problems; see `byline index verify`" in out


def test_the_doctor_finds_a_sound_house_sound(run: Run, seeds: Path) -> None:
    code, out, _ = run("doctor", "--index", seeds)
    marks = {line.split()[1]: line.split()[0] for line in out.splitlines()[1:]}
    port = marks.pop("port")  # whether it is free is not ours to say
    assert set(marks.values()) == {"ok"}
    assert code == (0 if port == "ok" else 1)
    assert {"python", "torch", "faiss-cpu", "embedder", "index"} <= marks.keys()


def test_the_doctor_names_what_is_missing_and_how_to_mend_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("ui.doctor.requires", lambda _: ["no-such-package>=1", "numpy>=99", "colorama; extra == 'x'"])
    code, out, _ = run("doctor", "--index", tmp_path)
    assert code == 1
    assert "is missing; pip install 'no-such-package>=1'" in out
    assert "is not >=99; pip install 'numpy>=99'" in out
    assert "There is no index" in out
    assert "colorama" not in out
    monkeypatch.setenv("BYLINE_EMBEDDER", "/nowhere")
    monkeypatch.setenv("BYLINE_INDX", "typo")
    assert "is neither a folder nor a model" in run("doctor")[1]


def test_hostile_words_are_printed_as_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": "[red]x[/red]", "title": "[bold]T[/bold]\x1b[31m", "text": "It rained."})
    )
    run("index", "add", tmp_path / "a.jsonl", "--index", tmp_path / "index")
    out = run("index", "list", "--index", tmp_path / "index")[1]
    assert "[red]x[/red]" in out
    assert "[bold]T[/bold] [31m" in out
    assert "\x1b" not in out


def test_a_follow_up_says_how_it_was_understood(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    from ui.printing import print_answer

    print_answer(
        rag.Answer(question="why?", standalone_question="why? (TikTok)", status=rag.Status.NOT_FOUND, text="No.")
    )
    assert capsys.readouterr() == ("No.\n", "Understood as: why? (TikTok)\n")


def test_chat_serves_the_index_with_examples_that_it_can_answer(
    run: Run, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: dict[str, object] = {}
    monkeypatch.setattr("ui.server.serve", lambda answerer, **options: served.update(options, answerer=answerer))
    assert run("chat", "--index", seeds, "--port", 7999)[0] == 0
    assert served["port"] == 7999
    assert QUESTION in str(served["examples"])
    assert isinstance(served["answerer"], Answerer)


def test_an_interruption_says_what_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupt)
    code, _, err = run()
    assert (code, err) == (130, "byline: stopped; what was acknowledged is kept.\n")


def test_a_broken_settings_file_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "byline.toml").write_text("indx = 1")
    code, out, _ = run("doctor")
    assert code == 1
    assert "The setting 'indx' cannot be used" in out
    assert run("ask", QUESTION)[0] == 2


def test_the_doctor_sees_that_the_port_is_taken(run: Run, seeds: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 7860))
            taken.listen()
        except OSError:
            pass  # somebody else has it: as good
        assert "7860 is taken; use `byline chat --port N`" in run("doctor", "--index", seeds)[1]
