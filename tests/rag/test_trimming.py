import pytest

from rag.clauses import stems
from rag.composing import compose
from rag.trimming import trim
from tests.rag.listed import SURE, found

LED = (
    "Treasury Secretary Scott Bessent and Chinese Vice Premier He Lifeng are leading the negotiations",
    ", which follow a year marked by repeated trade disputes and escalating regulations.",
)


def cut(text: str, value: str, question: str = "?") -> str:
    return trim(text, value, stems(question))


@pytest.mark.parametrize(
    ("kept", "left"),
    [
        LED,
        (
            "At the heart of the debate is TikTok, the platform with over 100 million US users",
            ", which faces a deadline to divest from its parent company or be banned in the US.",
        ),
        (
            "President Anna Berg has extended the deadline for the sale four times this year",
            ", citing threats to the security of the nation as her reason.",
        ),
    ],
)
def test_what_only_adds_beside_the_point_is_left_off_at_the_end(kept: str, left: str) -> None:
    assert cut(kept + left, kept.split()[2]) == kept


@pytest.mark.parametrize(
    ("text", "value", "question"),
    [
        # The value, or a word of the question, stands in what would be left off.
        ("".join(LED), "a year", "?"),
        ("".join(LED), "He Lifeng", "Who leads what follows a year of disputes?"),
        # A condition, a "not", a doubt, or who says so.
        (
            "The city will pay 41 million euros for the new bridge in May, which is so only if the council agrees.",
            "41",
            "",
        ),
        (
            "The city paid 41 million euros for the bridge in May, which the mayor did not know of at the time.",
            "41",
            "",
        ),
        (
            "The city paid 41 million euros for the bridge in May, which the council of the region has disputed since.",
            "41",
            "",
        ),
        (
            "The city paid 41 million euros for the new bridge in May, citing what the builders said of the steel.",
            "41",
            "",
        ),
        ("The city paid 41 million euros for the new bridge in May, but most of that will be paid back.", "41", ""),
        # The sentence goes on behind it.
        ("The 41 boats of the harbour company on the island, which closed in May of that year, were sold.", "41", ""),
        # Short as it is.
        ("The bridge cost 41 million euros in all, which the city has paid by now.", "41", ""),
    ],
)
def test_what_bears_on_the_meaning_is_never_left_off(text: str, value: str, question: str) -> None:
    assert cut(text, value, question) == text


def test_the_answer_shows_the_clause_and_its_source_the_sentence() -> None:
    draft = compose("Who is leading the negotiations with Scott Bessent?", found("".join(LED)), SURE)
    (statement,), (citation,) = draft.statements, draft.citations
    assert [(part.text, part.voice.value) for part in statement.parts][-2:] == [(LED[0], "quoted"), (" …", "ours")]
    assert citation.quote == "".join(LED)
    whole = compose("Why do they talk?", found("".join(LED)), SURE).statements[0]
    assert whole.parts[-1].text == "".join(LED)
