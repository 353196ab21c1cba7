"""Public sets as question sets and articles to put them to: `python -m evals.preparing SET DATA OUT`.

Each set becomes OUT/questions.jsonl and OUT/articles.jsonl, ready for `byline eval OUT/questions.jsonl --corpus
OUT/articles.jsonl`. Whole corpora take hours to index on a laptop, so a set of articles can be cut down: the articles
that the asked questions need, and others drawn by a seed. OUT/about.json says what was drawn.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from evals.reading import read_lines
from rag.reader.gathering import split_articles

Record = dict[str, Any]
Rows = list[Record]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, draw, write."""
    parser = argparse.ArgumentParser(description="Prepare a public set for byline eval.")
    parser.add_argument("set", choices=sorted(_SETS))
    parser.add_argument("data", type=Path, help="the folder with the set's own files, in the common layout")
    parser.add_argument("out", type=Path)
    parser.add_argument("--questions", type=int, help="draw so many questions; without it, all")
    parser.add_argument("--others", type=int, help="so many articles that no question needs; without it, all")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    questions, articles = _SETS[given.set](given.data)
    of, among = len(questions), len(articles)
    questions, articles = draw(questions, articles, given.questions, given.others, given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    _write(given.out / "questions.jsonl", questions)
    _write(given.out / "articles.jsonl", articles)
    about = {
        "set": given.set,
        "questions": f"{len(questions)} of {of}",
        "articles": f"{len(articles)} of {among}",
        "seed": given.seed,
    }
    (given.out / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def draw(questions: Rows, articles: Rows, count: int | None, others: int | None, seed: int) -> tuple[Rows, Rows]:
    """Some of the questions, the articles that they need, and some that they do not need; order is kept."""
    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    if count is not None and count < len(questions):
        picked = set(rng.sample(range(len(questions)), count))
        questions = [row for at, row in enumerate(questions) if at in picked]
    if others is None:
        return questions, articles
    needed = {name for row in questions for name in _needed(row)}
    rest = [row["id"] for row in articles if row["id"] not in needed]
    kept = needed | set(rng.sample(rest, min(others, len(rest))))
    return questions, [row for row in articles if row["id"] in kept]


def _needed(row: Record) -> Iterable[str]:
    return [
        *(part["doc_id"] for part in row.get("evidence", ())),
        *row.get("relevant_doc_ids", ()),
        *row.get("articles", ()),
    ]


def seeds(data: Path) -> tuple[Rows, Rows]:
    """Our own questions on the five articles (DATA is the folder seeds/)."""
    articles = [
        {"id": path.stem, "text": path.read_text(encoding="utf-8")} for path in sorted((data / "articles").iterdir())
    ]
    return read_lines(data / "questions" / "seeds.jsonl"), articles


def added(data: Path) -> tuple[Rows, Rows]:
    """Our own questions on invented articles beside the five: hidden orders, copies, and times."""
    folder = data / "questions"
    return read_lines(folder / "added-questions.jsonl"), seeds(data)[1] + read_lines(folder / "added-articles.jsonl")


def realtimeqa(data: Path) -> tuple[Rows, Rows]:
    """RealTime QA 2022: the questions whose gold article is known; "EXCEPT" questions are left out, as its authors do.

    Its evidence is a summary in the quiz's own words, so only the article is kept of it. Each is asked for its own day.
    """
    articles = read_lines(data / "corpus.jsonl.gz")
    known = {row["id"] for row in articles}
    rows = []
    for row in read_lines(data / "questions.jsonl.gz"):
        gold = [{"doc_id": part["doc_id"]} for part in row["evidence"] if part["doc_id"] in known]
        if gold and not row["question"].rstrip("?. ").endswith("EXCEPT"):
            rows.append(
                {**_without(row, "candidate_doc_ids", "search_time"), "evidence": gold, "as_of": row["question_date"]}
            )
    return rows, articles


def scifact(data: Path) -> tuple[Rows, Rows]:
    """SciFact as in BEIR: claims, put as they are; whether a claim is supported is not asked."""
    rows = [
        {"id": row["id"], "question": row["question"], "type": "claim", "relevant_doc_ids": row["relevant_doc_ids"]}
        for row in read_lines(data / "questions.jsonl.gz")
    ]
    return rows, [
        {"id": row["id"], "title": row["title"], "text": row["text"]} for row in read_lines(data / "corpus.jsonl.gz")
    ]


def mtrag(data: Path) -> tuple[Rows, Rows]:
    """MTRAG: the turns after the first, with human rewrites; passages of its pool are the articles."""
    rows = [
        {**row, "evidence": [{"doc_id": part["doc_id"]} for part in row["evidence"]], "type": row["domain"]}
        for row in read_lines(data / "questions.jsonl.gz")
    ]
    return rows, read_lines(data / "corpus_pool.jsonl.gz")


def mtrag_un(data: Path) -> tuple[Rows, Rows]:
    """MTRAG-UN: turns that its passages answer, or in part, or not, or that are too vague to be answered.

    A reply beside what cannot be answered says only that, and one beside the rest is a paragraph that nothing could be
    held against word by word: whether to answer is what is measured.
    """
    expected = {"ANSWERABLE": True, "UNANSWERABLE": False, "UNDERSPECIFIED": False, "PARTIAL": None}
    rows = [
        {**{key: row[key] for key in ("id", "question", "history")}, "type": row["answerability"].lower()}
        | {"answerable": expected[row["answerability"]]}
        | {"evidence": [{"doc_id": part["doc_id"]} for part in row["evidence"] if expected[row["answerability"]]]}
        for row in read_lines(data / "questions.jsonl.gz")
    ]
    return rows, read_lines(data / "corpus.jsonl.gz")


def squad(data: Path) -> tuple[Rows, Rows]:
    """Half of the SQuAD 2.0 dev set, a paragraph is an article: the questions on what the reader was not trained on."""
    articles = read_lines(data / "corpus.jsonl.gz")
    # On the others .95 of its answers are right, on these .64 (docs/results.md).
    _, unseen = split_articles(row["title"] for row in articles)
    asked_of = {row["id"] for row in articles if row["title"] in unseen}
    rows = [
        {**_without(row, "plausible_answers"), "type": "answerable" if row["answerable"] else "unanswerable"}
        | {"evidence": [{"doc_id": part["doc_id"]} for part in row["evidence"] if row["answerable"]]}
        for row in read_lines(data / "questions.jsonl.gz")
        if row["evidence"][0]["doc_id"] in asked_of
    ]
    return rows, articles


def ramdocs(data: Path) -> tuple[Rows, Rows]:
    """RAMDocs: each question is put to its own passages, and every valid answer is wanted."""
    rows = [
        {
            "id": row["id"],
            "question": row["question"],
            "answers": row["answers"],
            "all_answers": True,
            "wrong_answers": row["wrong_answers"],
            "answerable": True,
            "articles": row["candidate_doc_ids"],
            "type": row["type"],
        }
        for row in read_lines(data / "questions.jsonl.gz")
    ]
    return rows, read_lines(data / "corpus.jsonl.gz")


def fitzgov(data: Path) -> tuple[Rows, Rows]:
    """fitz-gov 4 (the folder data/tier1_core of the package): each question is put to its own contexts.

    "abstain" is unanswerable, "trustworthy" is answerable and calls for no card; "disputed" is neither.
    """
    questions, articles = [], []
    modes = {"abstain": False, "trustworthy": True, "disputed": None}
    for path in sorted(data.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]:
            names = [f"{case['id']}-{at}" for at in range(len(case["contexts"]))]
            articles += [{"id": name, "text": text} for name, text in zip(names, case["contexts"], strict=True) if text]
            row = {"id": case["id"], "question": case["query"], "type": case["expected_mode"], "articles": names}
            questions.append({**row, "answerable": modes[case["expected_mode"]]})
            if modes[case["expected_mode"]]:
                questions[-1]["sides"] = []
    return questions, articles


_SETS: dict[str, Callable[[Path], tuple[Rows, Rows]]] = {
    "seeds": seeds,
    "added": added,
    "realtimeqa": realtimeqa,
    "scifact": scifact,
    "mtrag": mtrag,
    "mtrag-un": mtrag_un,
    "squad": squad,
    "ramdocs": ramdocs,
    "fitz-gov": fitzgov,
}


def _without(row: Record, *keys: str) -> Record:
    return {key: value for key, value in row.items() if key not in keys}


def _write(path: Path, rows: Rows) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
