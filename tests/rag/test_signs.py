"""What speaks for a sentence beside the reader: what was before, what is over, what follows if, what is measured."""

import pytest

from rag.quoting import candidates_of
from rag.shaping import shape_of
from rag.signs import signs
from tests.rag.listed import found


def odds(question: str, text: str) -> float:
    (candidate,) = candidates_of(found(text)[0])
    return signs(shape_of(question), candidate)


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("What happens if TikTok is not sold?", "It must be sold or be banned.", "It was sold to a bank."),
        ("Where did the previous rounds take place?", "The first talks were in Geneva.", "Talks were in Madrid."),
        ("Where are the talks held?", "The talks are in Madrid.", "Earlier this year, talks were in Stockholm."),
        ("How high are Chinese tariffs?", "Tariffs are at 14 per cent.", "Exports to China fell by 14 per cent."),
        ("How big are the fentanyl tariffs?", "It put 20% tariffs on fentanyl.", "Its tariffs average 55 percent."),
        (
            'Who said "we will not wait for it"?',
            "Berg said: “We will not wait for it.”",
            "Berg said that they will wait.",
        ),
        ("Did it get 3 weeks from them or 4 weeks?", "It got 4 weeks from them.", "It got 5 weeks from them."),
        ("Did it get 3 delays or 4?", "They put it off four times.", "They put it off for four days."),
        ("Why did it wait?", "It waited because of the rain.", "It waited in the rain."),
    ],
)
def test_what_meets_the_question_gains(question: str, better: str, worse: str) -> None:
    assert odds(question, better) > odds(question, worse)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What happened to TikTok?", "It must be sold or be banned."),
        ("Where did the rounds take place?", "Talks were in Madrid."),
        ("Where were the talks held?", "Earlier this year, talks were in Stockholm."),
        ('Who sang "Nevermore, Nevermore"?', "Berg sang it in Oslo."),
        ("What did the repair cost?", "It took $41 million to pay for it all."),
    ],
)
def test_what_is_not_asked_for_neither_gains_nor_loses(question: str, text: str) -> None:
    assert odds(question, text) == 0
