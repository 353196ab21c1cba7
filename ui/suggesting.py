"""Questions to go on with: each of them was asked, and has an answer that the reader has not seen yet."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from index.words import words
from rag.types import Answer, Status
from ui.conversation import Answerer, Conversation

_MOST = 3
_TRIED = 12
_LIKELY = 0.3
# Two capitalised words or more: people, places, outlets. A single one is as often the first word of a sentence.
_NAME = re.compile(r"\b[A-Z][\w’'-]+(?: (?:of|de|van|von|al|bin))?(?: [A-Z][\w’'-]+){1,3}")
# A heading ends in none of these.
_SENTENCE = re.compile(r"[^\s.!?][^\n]*?[.!?][”\"’)]*(?=\s|$)")
_NAMES = 6
_SPEAKS = re.compile(r"\b(said|says|told|added|warned|wrote|announced|stated)\b")


def suggest(
    answerer: Answerer,
    conversation: Conversation,
    *,
    examples: Sequence[str] = (),
    seconds: float = 8.0,
    interrupted: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[str, ...]:
    """Up to three follow-ups of the last turn that the collection really answers.

    Args:
        answerer: Asked each candidate.
        conversation: What was asked already is not offered again.
        examples: Questions that are known to be good ones, tried when the article's names lead nowhere.
        seconds: No candidate is begun after so long.
        interrupted: Somebody else is waiting to be answered: what there is by now is enough.
        clock: In seconds.
    """
    answer = conversation.turns[-1].answer
    if answer is None:
        return ()
    until = clock() + seconds
    asked = {" ".join(words(turn.question)) for turn in conversation.turns}
    seen = {(each.article_id, each.start) for turn in conversation.turns for each in turn.citations}
    found: list[str] = []
    tried = 0
    for question, name in candidates(answer, examples):
        if len(found) == _MOST or tried == _TRIED or clock() >= until or interrupted():
            break
        if " ".join(words(question)) in asked:
            continue
        tried += 1
        # Whether there is an answer needs no language model to say.
        given = answerer.answer(question, writer="none") if answerer.writers else answerer.answer(question)
        new = {(each.article_id, each.start) for each in given.citations} - seen
        about = not name or any(name in each.passage.text for each in given.citations)
        if given.status is not Status.NOT_FOUND and given.confidence >= _LIKELY and new and about:
            found.append(question)
            seen |= new
    return tuple(found)


def candidates(answer: Answer, examples: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Questions worth trying, each with the name that its answer has to be about ("" for any)."""
    known = answer.question.lower()
    sentences = [each for hit in answer.hits for each in _SENTENCE.findall(hit.passage.text)]
    sure = {name for sentence in sentences for is_sure, name in _names(sentence) if is_sure}
    names: Counter[str] = Counter()
    beside: dict[str, list[str]] = {}
    for sentence in sentences:
        here = [name for _, name in _names(sentence) if name in sure]
        names.update(here)
        if here and _SPEAKS.search(sentence):
            beside.setdefault(here[0], []).extend(here[1:])
    # An example is as good as its neighbour, so they take turns: names first.
    spare = iter(examples)
    for name, _ in names.most_common(_NAMES):
        if name.lower() not in known:
            about = next((other for other in beside.get(name, ()) if other not in name), "")
            said = f"What did {name} say about {about}?" if about else f"What did {name} say?"
            yield (said if name in beside else f"Who is {name}?"), name
            if example := next(spare, None):
                yield example, ""
    yield from ((example, "") for example in spare)


def _names(sentence: str) -> Iterator[tuple[bool, str]]:
    """What may be a name, and whether it surely is one."""
    for match in _NAME.finditer(sentence):
        name = re.sub(r"[’']s?$", "", match.group())
        if "’s " not in name and "'s " not in name:
            # At the head of a sentence a capital may be due to the place: "Senior US officials said".
            yield match.start() > 0 or _SPEAKS.match(sentence, match.end() + 1) is not None, name
