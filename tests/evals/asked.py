"""Questions and answers that tests ask and give, small enough to be worked out by hand."""

import json
from dataclasses import replace
from pathlib import Path

from evals.types import Cited, EvalQuestion, Evidence, Response, Retrieved, Said

BRIDGE = EvalQuestion(
    id="bridge",
    question="What did the bridge cost?",
    answers=("41 million euros",),
    answerable=True,
    evidence=(Evidence(article_id="bridge", text="The repair cost 41 million euros."),),
    kind="number",
)
MAYOR = EvalQuestion(id="mayor", question="Who is the mayor?", answerable=False, kind="unanswerable")
QUOTE = "The repair cost 41 million euros."
RIGHT = Response(
    text=QUOTE,
    statements=(Said(text=f"According to the Post: {QUOTE}", claim=QUOTE, citations=(0,)),),
    citations=(
        Cited(article_id="bridge", quote=QUOTE, start=4, end=37, stands=QUOTE, around=(f"Yes. {QUOTE} So.", 5)),
    ),
    retrieved=(Retrieved(article_id="bridge", text=f"Yes. {QUOTE}"), Retrieved(article_id="ferry", text="Boats.")),
    confidence=0.9,
    seconds=0.5,
)
ABSTAINED = Response(abstained=True, confidence=0.1, seconds=0.25)
WRONG = replace(RIGHT, text="Boats.", citations=(), statements=(), retrieved=(Retrieved(article_id="ferry"),))


def answers(question: EvalQuestion) -> Response:
    """Right about the bridge, and does not know the mayor."""
    return RIGHT if question.id == "bridge" else ABSTAINED


def write(path: Path, *rows: object) -> Path:
    """Write rows as lines: words as they are, anything else as JSON."""
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path
