"""Sentences that are as likely as a list says, for tests of what is made of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.building import prepare
from index.chunking import cut_passages
from index.documents import RawDocument
from rag import judging
from rag.reader.pointing import Pointed, unread
from rag.retrieving import Found
from rag.types import Citation, Hit

COSINE = 0.6


class ListReader:
    """All evidence weighed, a sentence is as likely as the list says; any other is not."""

    def __init__(self, likely: dict[str, float], otherwise: float = 0.01) -> None:
        self.likely, self.otherwise = likely, otherwise
        self.contexts: dict[str, str] = {}

    def score(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> NDArray[np.float32]:
        self.contexts.update(zip(sentences, contexts, strict=True))
        wanted = np.asarray([self.likely.get(sentence, self.otherwise) for sentence in sentences])
        told = [f"{sentence} {context}" for sentence, context in zip(sentences, contexts, strict=True)]
        logits, overlaps = np.log(wanted / (1 - wanted)), judging.shared(question, told)
        first = int(logits.argmax())
        (bias, by_odds, by_cosine), (reads, _, shares) = judging.TRUST, judging.LEADING
        # The leading sentence has the odds that make it so trusted; the others fall short of it by as much as wanted.
        leading = (logits[first] - bias - by_cosine * COSINE) / by_odds
        odds = leading + (logits - logits[first] - shares * (overlaps - overlaps[first])) / reads
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)

    def point(self, question: str, sentences: Sequence[str], contexts: Sequence[str]) -> list[Pointed]:
        return [unread(sentence) for sentence in sentences]


SURE = ListReader({}, otherwise=0.9)


def found(*texts: str, **metadata: str) -> list[Found]:
    made: list[Found] = []
    for text in texts:
        document = RawDocument(id=f"a{len(made)}", id_given=True, text=text, origin="", raw_sha256="", given=metadata)
        article = prepare(document, document.id)
        for passage in cut_passages(article):
            hit = Hit(passage=passage, rank=len(made) + 1, score=0.1, title=str(article.source.title))
            made.append(Found(hit=hit, article=article, cosine=COSINE))
    return made


def quotes(citations: Sequence[Citation]) -> list[str]:
    return [citation.quote for citation in citations]
