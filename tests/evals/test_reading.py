"""Question sets as they come: every form, and every broken row with its line."""

import gzip
import json
from pathlib import Path

import pytest

from evals.corpora import as_articles
from evals.errors import QuestionsUnreadableError
from evals.reading import QuestionSet, read, read_lines, sample
from evals.types import Broken, EvalQuestion, Evidence


def put(path: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def only(found: QuestionSet) -> EvalQuestion:
    assert found.broken == ()
    (question,) = found.questions
    return question


def test_gzipped_lines_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write('{"id": 1}\n{"id": 2}\n')
    assert read_lines(path) == [{"id": 1}, {"id": 2}]


def test_a_line_that_is_no_json_is_named_with_its_file(tmp_path: Path) -> None:
    path = put(tmp_path / "questions.jsonl", '{"id": 1}', "{")
    with pytest.raises(ValueError, match=r"questions\.jsonl:2: "):
        read_lines(path)


def test_our_own_lines_carry_all_that_is_expected_of_an_answer(tmp_path: Path) -> None:
    row = {
        "id": "x",
        "question": "How often?",
        "answers": ["three times", "four times"],
        "all_answers": True,
        "answerable": True,
        "evidence": [{"doc_id": "a", "text": "Three times."}],
        "history": [["Was it put off?", "Yes."]],
        "rewrite": "How often was it put off?",
        "sides": [["three times", "a"], ["four times", "b"]],
        "wrong_answers": ["twice"],
        "articles": ["a", "b"],
        "date": "2025-09-17",
        "type": "conflict",
    }
    path = put(tmp_path / "q.jsonl", "# a comment", "", row)
    assert only(read(path)) == EvalQuestion(
        id="x",
        question="How often?",
        answers=("three times", "four times"),
        all_answers=True,
        wrong_answers=("twice",),
        answerable=True,
        evidence=(Evidence(article_id="a", text="Three times."),),
        articles=("a", "b"),
        history=(("Was it put off?", "Yes."),),
        rewrite="How often was it put off?",
        sides=("three times", "four times"),
        as_of="2025-09-17",
        kind="conflict",
        place=f"{path}:3",
    )


@pytest.mark.parametrize("name", ["as_of", "date", "question_date"])
def test_the_day_that_is_asked_for_has_three_names(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / "q.jsonl", {"question": "Who?", name: "2022-06-17"})
    assert only(read(path)).as_of == "2022-06-17"


@pytest.mark.parametrize(
    "history",
    [
        [["Who?", "He."]],
        [{"question": "Who?", "answer": "He."}],
        [{"role": "user", "content": "Who?"}, {"role": "assistant", "content": "He."}],
    ],
)
def test_turns_are_read_as_pairs_as_objects_and_as_messages(tmp_path: Path, history: object) -> None:
    path = put(tmp_path / "q.jsonl", {"question": "And why?", "history": history})
    assert only(read(path)).history == (("Who?", "He."),)


def test_the_users_turns_of_mtrag_end_with_the_question_itself(tmp_path: Path) -> None:
    path = put(tmp_path / "q.jsonl", {"question": "And why?", "history_user_turns": ["Who?", "And why?"]})
    assert only(read(path)).history == (("Who?", ""),)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "is not JSON"),
        ("[1]", "is no JSON object"),
        ("[" * 100_000, "is not JSON"),
        ({"answers": ["x"]}, 'has no "question"'),
        ({"question": "  "}, "has an id and words"),
        ({"question": ["Who?"]}, 'has a "question" that is no text'),
        ({"question": "Who?", "answers": [{"a": 1}]}, 'has "answers" that are no texts'),
        ({"question": "Who?", "answers": ["x"], "answerable": False}, "is called unanswerable, and has answers"),
        ({"question": "Who?", "answerable": "perhaps"}, "it is true, false or null"),
        ({"question": "Who?", "evidence": ["a"]}, "where an object belongs"),
        ({"question": "Who?", "history": [3]}, 'a turn in "history"'),
        ({"question": "Who?", "choices": ["a"], "answer_idx": [1]}, "choice 1 of 1"),
        ({"question": "Who?", "choices": ["a"], "answer_idx": ["first"]}, "it is a position"),
        ({"question": "Who?", "sides": ["one"]}, "two sides or more"),
        ({"question": "Who?", "as_of": "soon"}, 'has a "as_of" that is no ISO date: soon'),
        ({"question": "Who?", "since": "2025/03/01"}, 'has a "since" that is no ISO date'),
        ({"id": "fine", "question": "Who?"}, "the id 'fine' is that of"),
    ],
)
def test_a_broken_row_is_marked_with_its_line_and_the_rest_is_read(tmp_path: Path, row: object, reason: str) -> None:
    path = put(tmp_path / "q.jsonl", {"id": "fine", "question": "Where?"}, row, {"id": "last", "question": "When?"})
    found = read(path)
    assert [question.id for question in found.questions] == ["fine", "last"]
    (broken,) = found.broken
    assert broken.place == f"{path}:2"
    assert reason in broken.reason


def test_drafts_are_counted_and_not_asked(tmp_path: Path) -> None:
    path = put(tmp_path / "q.jsonl", {"question": "Who?", "draft": True}, {"question": "Where?"})
    found = read(path)
    assert (len(found.questions), found.drafts) == (1, 1)


def test_the_field_names_of_ragas_are_understood(tmp_path: Path) -> None:
    row = {
        "user_input": "Who?",
        "reference": "He",
        "reference_contexts": ["He came."],
        "reference_context_ids": ["a"],
        "response": "She",
        "retrieved_contexts": ["She came."],
    }
    question = only(read(put(tmp_path / "q.jsonl", row)))
    assert (question.question, question.answers) == ("Who?", ("He",))
    assert question.evidence == (Evidence(article_id="a", text="He came."),)


def test_the_names_that_ragas_had_before_are_known_and_its_answer_is_what_a_system_said(tmp_path: Path) -> None:
    one = {"question": "Who?", "ground_truth": "He", "answer": "She, I think.", "contexts": ["She came."]}
    several = {"question": "Who?", "ground_truths": ["He", "Him"], "answer": "She."}
    assert only(read(put(tmp_path / "q.jsonl", one))).answers == ("He",)
    assert only(read(put(tmp_path / "r.jsonl", several))).answers == ("He", "Him")


def test_ragas_contexts_without_ids_may_stand_in_any_article(tmp_path: Path) -> None:
    question = only(read(put(tmp_path / "q.jsonl", {"user_input": "Who?", "reference_contexts": ["He came."]})))
    assert question.evidence == (Evidence(article_id="", text="He came."),)


def test_multihop_rag_names_articles_by_their_link_and_its_null_questions_are_unanswerable(tmp_path: Path) -> None:
    rows = [
        {
            "query": "Which?",
            "answer": "Yes",
            "question_type": "comparison_query",
            "evidence_list": [{"url": "https://e.org/1", "title": "T", "fact": "So it is."}],
        },
        {"query": "What?", "answer": "Insufficient information.", "question_type": "null_query", "evidence_list": []},
    ]
    path = tmp_path / "MultiHopRAG.json"
    path.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    first, second = read(path).questions
    assert first.evidence == (Evidence(article_id="https://e.org/1", text="So it is."),)
    assert (first.kind, first.place) == ("comparison_query", f"{path}:2")
    assert (second.answerable, second.answers, second.place) == (False, (), f"{path}:14")


def test_squad_brings_its_paragraphs_as_articles(tmp_path: Path) -> None:
    asked = [
        {"id": "1", "question": "Where?", "answers": [{"text": "Rome"}, {"text": "Rome"}], "is_impossible": False},
        {"id": "2", "question": "When?", "answers": [], "is_impossible": True},
        {"question": "Why?"},
    ]
    document = {"data": [{"title": "City", "paragraphs": [{"context": "It is in Rome.", "qas": asked}]}]}
    path = tmp_path / "dev.json"
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    found = read(path)
    first, second = found.questions
    assert (first.answers, first.evidence) == (("Rome",), (Evidence(article_id="City_0"),))
    assert (second.answerable, second.evidence) == (False, ())
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    opening = lines.index('"question": "Why?"')  # from 0, so the number of the line before it, from 1
    assert [broken.place for broken in found.broken] == [f"{path}:{opening}"]
    assert found.corpus == path
    written = as_articles(path, tmp_path / "corpus")
    assert read_lines(written) == [{"id": "City_0", "title": "City", "text": "It is in Rome."}]


def test_a_beir_folder_is_read_with_its_grades_and_its_corpus(tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    put(folder / "queries.jsonl", {"_id": "q1", "text": "It rains."}, {"_id": "q2", "text": "In no qrels."})
    put(folder / "corpus.jsonl", {"_id": "d1", "title": "Rain", "text": "Wet."})
    put(folder / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore", "q1\td1\t2", "q1\td2\t0", "broken")
    found = read(folder)
    (question,) = found.questions
    assert (question.question, question.relevant) == ("It rains.", (("d1", 2),))
    assert [broken.place for broken in found.broken] == [f"{folder / 'qrels' / 'test.tsv'}:4"]
    assert found.corpus == folder / "corpus.jsonl"
    written = as_articles(folder / "corpus.jsonl", tmp_path / "corpus")
    assert [row["id"] for row in read_lines(written)] == ["d1"]


@pytest.mark.parametrize(
    "topics",
    [
        "<top>\n<num> Number: 301\n<title> Rain in Rome\n<desc> x\n</top>\n",
        '<topics><topic number="301"><query>Rain in Rome</query></topic></topics>',
        "301\tRain in Rome\n",
    ],
)
def test_trec_topics_and_qrels_are_read(tmp_path: Path, topics: str) -> None:
    (tmp_path / "topics.txt").write_text(topics, encoding="utf-8")
    put(tmp_path / "qrels.txt", "301 0 d1 1", "301 0 d2 0")
    question = only(read(tmp_path))
    assert (question.id, question.question, question.relevant) == ("301", "Rain in Rome", (("d1", 1),))


def test_a_table_is_read_by_its_header_with_bars_between_answers(tmp_path: Path) -> None:
    path = put(
        tmp_path / "q.csv",
        "\ufeffquestion,answers,answerable,doc_id,evidence,type",
        '"Where, then?",Rome|Roma,true,a,It is in Rome.,direct',
        "Who?,,false,,,",
        "broken",
    )
    found = read(path)
    first, second = found.questions
    assert (first.question, first.answers, first.answerable) == ("Where, then?", ("Rome", "Roma"), True)
    assert first.evidence == (Evidence(article_id="a", text="It is in Rome."),)
    assert (second.answers, second.answerable) == ((), False)
    assert found.broken == (Broken(place=f"{path}:4", reason="has not as many cells as the header"),)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("q.csv", "a,b\n1,2\n", "no header with a column called question"),
        ("q.json", "{", "is not JSON"),
        ("q.json", '{"a": 1}', "neither a list of questions nor SQuAD"),
        ("q.jsonl", "# nothing\n", "holds no question"),
        ("q.jsonl.gz", "not gzipped", "could not be read"),
    ],
)
def test_what_is_no_question_set_at_all_says_so(tmp_path: Path, name: str, content: str, reason: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(QuestionsUnreadableError, match=reason):
        read(tmp_path / name)


def test_a_folder_without_questions_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(QuestionsUnreadableError, match="without topics and qrels"):
        read(tmp_path)
    put(tmp_path / "queries.jsonl", {"_id": "q1", "text": "It rains."})
    with pytest.raises(QuestionsUnreadableError, match=r"no qrels/test\.tsv"):
        read(tmp_path)


def test_articles_in_our_own_layout_are_indexed_where_they_are(tmp_path: Path) -> None:
    path = put(tmp_path / "articles.jsonl", {"id": "a", "text": "Rain."})
    assert as_articles(path, tmp_path / "corpus") == path


def test_the_corpus_of_multihop_rag_is_brought_to_our_layout(tmp_path: Path) -> None:
    row = {
        "title": "T",
        "body": "Rain.",
        "url": "https://e.org/1",
        "published_at": "2023-10-01T10:00:00",
        "source": "E",
    }
    path = tmp_path / "corpus.json"
    path.write_text(json.dumps([row]), encoding="utf-8")
    (written,) = read_lines(as_articles(path, tmp_path / "corpus"))
    assert (written["id"], written["text"], written["date"]) == ("https://e.org/1", "Rain.", "2023-10-01")


def test_a_sample_is_the_same_for_the_same_seed_and_keeps_the_order(tmp_path: Path) -> None:
    found = read(put(tmp_path / "q.jsonl", *({"id": str(n), "question": "Who?"} for n in range(50))))
    picked = [question.id for question in sample(found, 5, 7).questions]
    assert picked == [question.id for question in sample(found, 5, 7).questions]
    assert picked == sorted(picked, key=int)
    assert picked != [question.id for question in sample(found, 5, 8).questions]
    assert sample(found, 50, 1) == found
