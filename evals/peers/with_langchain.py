"""LangChain's default retrieval, run by itself in the peers' environment: see `evals.peers.run`.

RecursiveCharacterTextSplitter 1000/200, HuggingFaceEmbeddings, FAISS, similarity search: the tutorial's pipeline
without its language model. What it retrieves first is taken for its answer. Never imported by Byline.
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
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    texts: list[str] = []
    names: list[dict[str, str]] = []
    for row in read(articles):
        pieces = splitter.split_text("\n\n".join(filter(None, (row.get("title"), row["text"]))))
        texts += pieces
        names += [{"id": row["id"]}] * len(pieces)
    start = time.perf_counter()
    store = FAISS.from_texts(texts, HuggingFaceEmbeddings(model_name=weights), metadatas=names)
    indexed = time.perf_counter() - start
    with out.open("w", encoding="utf-8") as lines:
        for row in read(questions):
            start = time.perf_counter()
            found = store.similarity_search_with_score(row["question"], k=DEEP)
            seconds = time.perf_counter() - start
            retrieved = [{"article_id": page.metadata["id"], "text": page.page_content} for page, _ in found]
            response = {"text": found[0][0].page_content, "retrieved": retrieved, "seconds": seconds}
            lines.write(json.dumps({"id": row["id"], "response": response}) + "\n")
    packages = (
        "langchain-core",
        "langchain-community",
        "langchain-text-splitters",
        "langchain-huggingface",
        "faiss-cpu",
    )
    told = {name: version(name) for name in packages}
    told |= {"passages": str(len(texts)), "indexing": f"{indexed:.0f} s"}
    sys.stdout.write(json.dumps(told))


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, without comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip() and not line.startswith("#")]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
