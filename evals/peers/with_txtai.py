"""txtai's embeddings database, run by itself in the peers' environment: see `evals.peers.asking`.

Its Segmentation pipeline cuts paragraphs (its sentences need a model of NLTK that is downloaded), its Embeddings
index and search them with our embedder's weights. Its extractive questions need a question answering model from a
hub, so what it finds first is taken for its answer. Never imported by Byline.
"""

import sys
import time
from itertools import islice
from pathlib import Path

from evals.peers.answering import DEEP, Found, answer, tell, texts_of


def main(questions: Path, articles: Path, weights: str, out: Path) -> None:
    """Index, ask, write the answers; print what was used."""
    from txtai import Embeddings
    from txtai.pipeline import Segmentation

    cut = Segmentation(paragraphs=True)
    passages = [(name, part) for name, text in texts_of(articles) for part in cut(text) if part.strip()]
    start = time.perf_counter()
    embeddings = Embeddings(path=weights, content=False)
    embeddings.index((at, text, None) for at, (_, text) in enumerate(passages))
    indexed = time.perf_counter() - start

    def search(question: str, wanted: frozenset[str]) -> Found:
        # Its filters need a database beside the vectors; all passages, best first, without the others give the same.
        found = (passages[int(at)] for at, _ in embeddings.search(question, len(passages) if wanted else DEEP))
        return islice((each for each in found if not wanted or each[0] in wanted), DEEP)

    answer(questions, out, search)
    tell(("txtai",), {"passages": f"{len(passages):,}", "indexing": f"{indexed:.0f} s"})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
