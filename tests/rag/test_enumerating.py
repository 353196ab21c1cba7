"""Who did something together is set in front together."""

import pytest

from rag.choosing import _same_value
from rag.enumerating import enumeration
from rag.fronting import front
from rag.reader.pointing import unread
from rag.shaping import shape_of

MET = (
    "The meetings brought together officials, including Treasury Secretary Ann Berg and Trade Representative Cy Moss, "
    "and their Chinese counterparts, Vice Premier Bo Lind and veteran negotiator Di Zhou."
)
ALL = MET[MET.index("Treasury") : -1]


@pytest.mark.parametrize(
    ("question", "text", "one", "all_of_them"),
    [
        ("Who attended the talks?", MET, "Di Zhou", ALL),
        ("Who attended the talks?", MET, "Treasury Secretary Ann Berg", ALL),
        ("Who are the negotiators?", MET, "Vice Premier Bo Lind", ALL),
        ("Who leads the talks?", "Secretary Ann Berg and Minister Bo Lind lead the talks.", "Minister Bo Lind", None),
        # One of them is asked for.
        ("Who is the Treasury Secretary?", MET, "Ann Berg", "Ann Berg"),
        ("Who leads the Chinese side?", "Ann Berg and the Chinese Minister Bo Lind lead it.", "Bo Lind", "Bo Lind"),
        ("Who leads the US side?", "Ann Berg and Chinese Minister Bo Lind lead it.", "Ann Berg", "Ann Berg"),
        ("Who wrote to the Minister?", "Ann Berg and Minister Bo Lind wrote.", "Ann Berg", "Ann Berg"),
        ("Who is the author?", "Ann Berg and Bo Lind wrote it.", "Ann Berg", "Ann Berg"),
        # Something else is told of the other.
        ("Who met Ann?", "Ann met Bo Lind, and Cy Moss told the press.", "Bo Lind", "Bo Lind"),
        ("Who came?", "Bo Lind came, who is to see Cy Moss.", "Bo Lind", "Bo Lind"),
        ("Who was beaten?", "They beat Bo Lind and then Cy Moss.", "Bo Lind", "Bo Lind"),
        ("Who came?", "On Sunday Bo Lind, Cy Moss came.", "Bo Lind", "Bo Lind"),
        # A place or a thing is asked for, and one of it.
        ("Where did it begin?", "It began in Geneva and London.", "Geneva", "Geneva"),
    ],
)
def test_those_of_whom_the_same_is_said_are_one_answer(
    question: str, text: str, one: str, all_of_them: str | None
) -> None:
    start, end = enumeration(shape_of(question), text, (at := text.index(one)), at + len(one))
    assert text[start:end] == (all_of_them or text[: text.index(" lead the")])


def test_what_is_set_in_front_names_them_all() -> None:
    text = "Secretary Ann Berg and Minister Bo Lind are leading the negotiations."
    assert front(shape_of("Who is leading the talks?"), unread(text)) == "Secretary Ann Berg and Minister Bo Lind"


def test_too_many_to_set_in_front_stay_where_they_are() -> None:
    text = ", ".join(f"Ann{at} Berg{at}" for at in range(30)) + " and Bo Lind came."
    start, end = enumeration(shape_of("Who came?"), text, 0, 10)
    assert (start, end) == (0, 10)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann Berg and Bo Lind", "Bo Lind", False),
        ("Ann Berg and Bo Lind", "Bo Lind and Ann Berg", True),
        ("Ann Berg and Bo Lind", "Ann Berg, Bo Lind and Cy Moss", False),
        ("Secretary Ann Berg", "Ann Berg", True),
        ("deli meat and cheese", "sliced deli meat and cheese", True),
    ],
)
def test_some_of_those_are_not_all(one: str, other: str, *, same: bool) -> None:
    assert _same_value(one, other) is same
    assert _same_value(other, one) is same
