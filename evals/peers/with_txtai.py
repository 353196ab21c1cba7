"""txtai's embeddings database, run by itself in the peers' environment: see `evals.peers.run`.

Its Segmentation pipeline cuts paragraphs (its sentences need a model of NLTK that is downloaded), its Embeddings
index and search them with our embedder's weights. Its extractive questions need a question answering model from a
hub, so what it finds first is taken for its answer. Never imported by Byline.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

DEEP = 40


def main(questions: Path, articles: Path, weights: str, out: Path) -> None:
    """Index, ask, write the answers; print what was used."""
    from txtai import Embeddings
    from txtai.pipeline import Segmentation

    cut = Segmentation(paragraphs=True)
    passages = [
        (row["id"], text)
        for row in read(articles)
        for text in cut("\n\n".join(filter(None, (row.get("title"), row["text"]))))
        if text.strip()
    ]
    start = time.perf_counter()
    embeddings = Embeddings(path=weights, content=False)
    embeddings.index((at, text, None) for at, (_, text) in enumerate(passages))
    indexed = time.perf_counter() - start
    with out.open("w", encoding="utf-8") as lines:
        for row in read(questions):
            start = time.perf_counter()
            found = [passages[int(at)] for at, _ in embeddings.search(row["question"], DEEP)]
            seconds = time.perf_counter() - start
            retrieved = [{"article_id": name, "text": text} for name, text in found]
            response = {"text": found[0][1] if found else "", "retrieved": retrieved, "seconds": seconds}
            lines.write(json.dumps({"id": row["id"], "response": response}) + "\n")
    told = {"txtai": version("txtai"), "passages": str(len(passages)), "indexing": f"{indexed:.0f} s"}
    sys.stdout.write(json.dumps(told))


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, without comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
