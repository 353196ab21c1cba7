"""Value match: numbers and dates compared as values: "seven times" is "7 times", "17 Sept" is "September 17".

Ours. The values of an accepted answer must all be among those of the answer. Only questions of whose accepted answers
one holds a value are scored.
"""

from evals.types import EvalQuestion, Response, Score
from rag.values import Relation, Value, find_values, relate


def value_match(question: EvalQuestion, response: Response) -> Score | None:
    """Score an answer.

    >>> asked = EvalQuestion(id="1", question="How many?", answers=("three times",))
    >>> value_match(asked, Response(text="It was put off 3 times, for 90 days.")).value
    1.0
    >>> value_match(asked, Response(text="It was put off four times.")).why
    'gives none of: three times'
    """
    valued = [(answer, find_values(answer)) for answer in question.answers]
    valued = [(answer, values) for answer, values in valued if values]
    if not valued:
        return None
    said = find_values(response.text)
    met = [answer for answer, values in valued if all(_among(value, said) for value in values)]
    needed = len(valued) if question.all_answers else 1
    gives = f"gives {', '.join(met)}" if met else f"gives none of: {', '.join(answer for answer, _ in valued)}"
    return Score(value=min(1.0, len(met) / needed), why=gives)


def _among(value: Value, said: tuple[Value, ...]) -> bool:
    return any(relate(value, other) is Relation.EQUAL for other in said)
