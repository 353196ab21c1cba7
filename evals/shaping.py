"""A record of any known kind -> a question. Which kind it is, its keys say: ours, RAGAS, MultiHop-RAG or BEIR.

Records are foreign: what has the wrong form is refused with its reason, and never half read.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from evals.types import EvalQuestion, Evidence

_NOTHING = "Insufficient information."
"""What MultiHop-RAG gives as the answer of its null questions."""
_PAIR = 2
_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def shape(record: object, place: str, default_id: str) -> EvalQuestion:
    """The question that a record is.

    Raises:
        ValueError: It is none; the message says why.

    >>> shape({"question": "Who?", "answer": "He", "doc_id": "a"}, "q.csv:2", "q-2").evidence
    (Evidence(article_id='a', text=''),)
    """
    if not isinstance(record, dict):
        raise ValueError("is no JSON object")  # noqa: TRY004 - a row that cannot be used, not a caller's type
    if "user_input" in record:
        return _ragas(record, place, default_id)
    if "query" in record:
        return _multihop(record, place, default_id)
    if "_id" in record:
        return EvalQuestion(id=_text(record, "_id"), question=_text(record, "text"), place=place)
    if "question" not in record:
        raise ValueError('has no "question"')
    return _ours(record, place, default_id)


def _ours(record: dict[str, Any], place: str, default_id: str) -> EvalQuestion:
    question = _text(record, "question")
    choices = _texts(record, "choices")
    sides = record.get("sides")
    return EvalQuestion(
        id=_text(record, "id") or default_id,
        question=question,
        answers=_known(record),
        all_answers=_truth(record, "all_answers") or False,
        wrong_answers=tuple(dict.fromkeys(_texts(record, "wrong_answers"))),
        answerable=_truth(record, "answerable"),
        evidence=_evidence(record),
        relevant=tuple((name, 1) for name in dict.fromkeys(_texts(record, "relevant_doc_ids"))),
        articles=_texts(record, "articles"),
        history=_history(record, question),
        rewrite=_text(record, "rewrite"),
        choices=choices,
        correct=tuple(_position(each) for each in _list(record.get("answer_idx"))),
        sides=None if sides is None else tuple(_first(each) for each in _list(sides)),
        as_of=_day(record, "as_of") or _day(record, "date") or _day(record, "question_date"),
        since=_day(record, "since"),
        until=_day(record, "until"),
        kind=_text(record, "type"),
        place=place,
    )


def _known(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The accepted answers. RAGAS called them ground truths before, and "answer" what a system had said."""
    truths = _texts(record, "ground_truths") or _texts(record, "ground_truth")
    return truths or _texts(record, "answers") or _texts(record, "answer")


def _ragas(record: dict[str, Any], place: str, default_id: str) -> EvalQuestion:
    texts, ids = _texts(record, "reference_contexts"), _texts(record, "reference_context_ids")
    if texts and ids and len(texts) != len(ids):
        raise ValueError(f"has {len(texts)} reference_contexts and {len(ids)} reference_context_ids")
    evidence = [
        Evidence(article_id=ids[at] if ids else "", text=texts[at] if texts else "")
        for at in range(max(len(texts), len(ids)))
    ]
    return EvalQuestion(
        id=_text(record, "id") or default_id,
        question=_text(record, "user_input"),
        answers=_texts(record, "reference"),
        evidence=tuple(evidence),
        kind=_text(record, "synthesizer_name"),
        place=place,
    )


def _multihop(record: dict[str, Any], place: str, default_id: str) -> EvalQuestion:
    answer = _text(record, "answer")
    evidence = tuple(
        Evidence(article_id=_text(part, "url") or _text(part, "title"), text=_text(part, "fact"))
        for part in map(_object, _list(record.get("evidence_list")))
    )
    return EvalQuestion(
        id=_text(record, "id") or default_id,
        question=_text(record, "query"),
        answers=() if answer == _NOTHING else (answer,),
        answerable=answer != _NOTHING,
        evidence=evidence,
        kind=_text(record, "question_type"),
        place=place,
    )


def _evidence(record: dict[str, Any]) -> tuple[Evidence, ...]:
    given = record.get("evidence")
    if isinstance(given, str):
        return (Evidence(article_id=_text(record, "doc_id"), text=given),) if given else ()
    parts = [
        Evidence(article_id=_text(part, "doc_id"), text=_text(part, "text")) for part in map(_object, _list(given))
    ]
    return tuple(parts) or tuple(Evidence(article_id=name) for name in _texts(record, "doc_id"))


def _history(record: dict[str, Any], question: str) -> tuple[tuple[str, str], ...]:
    """Turns given as pairs, as messages with a role, as objects, or as the user's words alone (MTRAG's last is now)."""
    given = _list(record.get("history"))
    turns: list[tuple[str, str]] = []
    for turn in given or _list(record.get("history_user_turns")):
        if isinstance(turn, str):
            turns.append((turn, ""))
        elif isinstance(turn, list) and len(turn) == _PAIR:
            turns.append((str(turn[0]), str(turn[1])))
        elif isinstance(turn, dict) and turn.get("role") in ("assistant", "agent") and turns:
            turns[-1] = (turns[-1][0], _text(turn, "content"))
        elif isinstance(turn, dict):
            turns.append((_text(turn, "question") or _text(turn, "content"), _text(turn, "answer")))
        else:
            raise ValueError(f'has a turn in "history" that is neither a pair nor an object: {turn!r}')
    return tuple(turns if given or not turns or turns[-1][0] != question else turns[:-1])


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value).strip()
    raise ValueError(f'has a "{key}" that is no text: {str(value)[:80]}')


def _day(record: Mapping[str, Any], key: str) -> str:
    value = _text(record, key)
    if value and not _DAY.fullmatch(value):
        raise ValueError(f'has a "{key}" that is no ISO date: {value[:80]}')
    return value


def _texts(record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """One text, several in a list, or, as in a cell of a table, several with bars between them."""
    value = record.get(key)
    if isinstance(value, str):
        value = value.split("|")
    parts = [part for part in _list(value) if part is not None]
    if not all(isinstance(part, str | int | float) for part in parts):
        raise ValueError(f'has "{key}" that are no texts: {str(value)[:80]}')
    return tuple(text for part in parts if (text := str(part).strip()))


def _truth(record: Mapping[str, Any], key: str) -> bool | None:
    value = record.get(key)
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": None}
    if value is None or isinstance(value, bool):
        return value
    if str(value).strip().lower() not in known:
        raise ValueError(f'has "{key}" {value!r}; it is true, false or null')
    return known[str(value).strip().lower()]


def _position(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise ValueError(f'has "answer_idx" {value!r}; it is a position, from 0') from None


def _list(value: object) -> list[Any]:
    if value is None or value == "":
        return []
    if isinstance(value, Iterable) and not isinstance(value, str | dict):
        return list(value)
    return [value]


def _first(value: object) -> str:
    return str(value[0] if isinstance(value, list) and value else value)


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"has {str(value)[:80]!r} where an object belongs")  # noqa: TRY004 - as in `shape`
    return value
