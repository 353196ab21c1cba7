"""LangChain's default retrieval, run by itself in the peers' environment: see `evals.peers.asking`.

RecursiveCharacterTextSplitter 1000/200, HuggingFaceEmbeddings, FAISS, similarity search: the tutorial's pipeline
without its language model. What it retrieves first is taken for its answer. Never imported by Byline.
"""

import sys
import time
from pathlib import Path

from evals.peers.answering import DEEP, Found, answer, tell, texts_of

_PACKAGES = ("langchain-core", "langchain-community", "langchain-text-splitters", "langchain-huggingface", "faiss-cpu")


def main(questions: Path, articles: Path, weights: str, out: Path) -> None:
    """Index, ask, write the answers; print what was used."""
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    pieces = [(name, piece) for name, text in texts_of(articles) for piece in splitter.split_text(text)]
    start = time.perf_counter()
    store = FAISS.from_texts(
        [piece for _, piece in pieces],
        HuggingFaceEmbeddings(model_name=weights),
        metadatas=[{"id": name} for name, _ in pieces],
    )
    indexed = time.perf_counter() - start

    def search(question: str, wanted: frozenset[str]) -> Found:
        chosen = {"filter": lambda metadata: metadata["id"] in wanted, "fetch_k": len(pieces)} if wanted else {}
        for page in store.similarity_search(question, k=DEEP, **chosen):
            yield page.metadata["id"], page.page_content

    answer(questions, out, search)
    tell(_PACKAGES, {"passages": f"{len(pieces):,}", "indexing": f"{indexed:.0f} s"})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
