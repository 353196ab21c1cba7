from index.types import Passage
from rag.types import Answer, Hit, Status
from ui.suggesting import candidates


def asked(text: str, question: str = "What happened?") -> list[str]:
    hit = Hit(passage=Passage(article_id="a", start=0, end=len(text), text=text), rank=1, score=0.1, title="A")
    answer = Answer(question=question, standalone_question=question, status=Status.NOT_FOUND, text="", hits=(hit,))
    return [question for question, _ in candidates(answer)]


def test_a_speaker_is_asked_about_whom_the_same_sentence_names() -> None:
    assert asked("Later, Scott Bessent said that Jamieson Greer had left.")[0] == (
        "What did Scott Bessent say about Jamieson Greer?"
    )


def test_a_capital_at_the_head_of_a_sentence_makes_no_name_and_a_heading_has_none() -> None:
    assert asked("Senior US officials left. Why TikTok Matters\nIn June the minister met Lin Jian.") == [
        "Who is Lin Jian?"
    ]


def test_whoever_speaks_at_the_head_of_a_sentence_has_a_name() -> None:
    assert asked("Anna Holm said the harbour is next. Senior US officials said nothing.") == ["What did Anna Holm say?"]


def test_a_name_is_asked_without_its_genitive_and_never_with_what_somebody_owns() -> None:
    assert asked("It was Kim Jong-un’s plan, and TikTok’s US Arm was sold.") == ["Who is Kim Jong-un?"]


def test_whoever_the_question_names_already_is_not_offered() -> None:
    assert asked("In June the minister met Lin Jian.", "Who is Lin Jian?") == []
