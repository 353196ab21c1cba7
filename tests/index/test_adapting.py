import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

import index
from index import adapting
from index.adapting import LangChainEmbedder, SentenceTransformerEmbedder, load_embedder
from index.collection import rebuild
from index.embedding import FLOATS, INTEGERS, PACKAGED, PackagedEmbedder, packaged_folder
from index.errors import IndexMismatchError, ModelError, ModelMissingError, SettingsError
from index.settings import Settings

FAKE = "langchain:langchain_core.embeddings:DeterministicFakeEmbedding"


def prompted(folder: Path, prompts: dict[str, str]) -> Path:
    """The packaged model with prompts of its own, without a copy of its weights."""
    folder.mkdir()
    for file in packaged_folder().iterdir():
        (folder / file.name).symlink_to(file)
    config = json.loads((folder / "config_sentence_transformers.json").read_text()) | {"prompts": prompts}
    (folder / "config_sentence_transformers.json").unlink()
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config))
    return folder


def test_a_setting_names_the_embedder() -> None:
    assert load_embedder(PACKAGED).fingerprint == INTEGERS
    assert isinstance(load_embedder(str(packaged_folder())), SentenceTransformerEmbedder)
    settings = Settings(embedder=FAKE, embedder_options={"size": 12})  # type: ignore[arg-type] # a table, made to JSON
    assert load_embedder(settings.embedder, settings.options()).dimension == 12


def test_an_index_is_asked_with_the_arithmetic_it_was_built_with_and_refuses_the_other(
    articles: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "index"
    index.build(articles, folder, embedder=PackagedEmbedder(exact=True)).close()
    with index.open(folder) as opened, index.build(articles, folder) as added:
        assert opened.embedder.fingerprint == added.embedder.fingerprint == FLOATS
        assert opened.stats().embedder == f"all-MiniLM-L6-v2 in float32 {FLOATS[:12]}"
    with pytest.raises(IndexMismatchError, match=f"byline index rebuild --index {folder}"):
        index.open(folder, embedder=PackagedEmbedder())
    with rebuild(folder, Settings()) as rebuilt, index.open(folder) as opened:
        assert rebuilt.embedder.fingerprint == opened.embedder.fingerprint == INTEGERS


def test_a_new_index_is_of_float32_where_there_is_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapting, "_has_gpu", lambda: True)
    assert load_embedder(PACKAGED).fingerprint == FLOATS
    assert load_embedder(PACKAGED, built_with=INTEGERS).fingerprint == INTEGERS
    assert load_embedder(PACKAGED, built_with="f" * 64).fingerprint == INTEGERS


def test_questions_and_passages_get_the_prompts_that_the_model_carries(tmp_path: Path) -> None:
    model = prompted(tmp_path / "model", {"query": "query: ", "passage": "passage: "})
    carried, plain = SentenceTransformerEmbedder(str(model)), PackagedEmbedder()
    assert carried.embed_questions(["rain"]) == pytest.approx(plain.embed_questions(["query: rain"]), abs=0.05)
    assert carried.embed_passages(["rain"]) == pytest.approx(plain.embed_passages(["passage: rain"]), abs=0.05)
    assert not np.allclose(carried.embed_questions(["rain"]), carried.embed_passages(["rain"]), atol=0.05)
    given = load_embedder(str(packaged_folder()), {"question_prompt": "query: ", "passage_prompt": "passage: "})
    assert np.array_equal(given.embed_questions(["rain"]), carried.embed_questions(["rain"]))
    assert given.fingerprint == carried.fingerprint != plain.fingerprint


def test_another_model_is_a_folder_with_safetensors_and_never_a_download(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="no safetensors weights"):
        SentenceTransformerEmbedder(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    one = SentenceTransformerEmbedder(str(tmp_path)).fingerprint
    (tmp_path / "2_Dense").mkdir()
    (tmp_path / "2_Dense" / "model.safetensors").write_bytes(b"more")
    assert len({one, SentenceTransformerEmbedder(str(tmp_path)).fingerprint}) == 2
    (tmp_path / "config_sentence_transformers.json").write_text("[")
    with pytest.raises(ModelMissingError, match="cannot be read"):
        SentenceTransformerEmbedder(str(tmp_path))
    with pytest.raises(ModelMissingError, match="neither a folder nor a model in the local cache"):
        SentenceTransformerEmbedder("nobody/no-such-model")


def test_langchains_embeddings_become_unit_rows() -> None:
    inner = DeterministicFakeEmbedding(size=16)
    embedder = LangChainEmbedder(inner)
    rows = embedder.embed_passages(["a", "b"])
    assert (rows.shape, embedder.dimension) == ((2, 16), 16)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1])
    assert rows[0] @ np.asarray(inner.embed_query("a")) == pytest.approx(np.linalg.norm(inner.embed_query("a")))
    assert np.array_equal(embedder.embed_questions(["a"])[0], rows[0])
    assert embedder.embed_passages([]).shape == embedder.embed_questions([]).shape == (0, 16)


class Provider:
    """Plain `Embeddings`, of no base class, that a test can spoil."""

    def __init__(self, model: str, api_key: str = "", rows: Any = None) -> None:
        self.model, self.api_key, self.rows = model, api_key, rows

    def embed_documents(self, texts: list[str]) -> Any:
        return self.rows

    def embed_query(self, text: str) -> list[float]:
        return [1.0, 0.0]


def test_langchains_embeddings_are_told_apart_by_what_changes_vectors_and_not_by_secrets() -> None:
    small, large = (LangChainEmbedder(Provider(model)) for model in ("small", "large"))
    assert small.fingerprint == LangChainEmbedder(Provider("small", api_key="s3cret")).fingerprint != large.fingerprint
    assert small.name.endswith(":Provider small")


@pytest.mark.parametrize(
    "rows", [[[1.0]], [[1.0, 2.0], [1.0, 2.0]], [[0.0, 0.0]], [[float("nan"), 1.0]], [[1.0], [1.0, 2]]]
)
def test_what_is_no_vector_for_each_text_is_refused(rows: Any) -> None:
    with pytest.raises(ModelError, match="gave vectors of"):
        LangChainEmbedder(Provider("m", rows=rows)).embed_passages(["a"])


def test_an_embedder_that_cannot_be_made_says_what_to_do() -> None:
    with pytest.raises(ModelMissingError, match=r"There is no 'Nothing' in 'langchain_core\.embeddings'"):
        load_embedder("langchain:langchain_core.embeddings:Nothing")
    with pytest.raises(ModelMissingError, match=r"There is no '' in 'nothing\.of\.the\.kind'"):
        load_embedder("langchain:nothing.of.the.kind")
    with pytest.raises(SettingsError, match="cannot be made"):
        load_embedder(FAKE, {"size": "large"})
    with pytest.raises(SettingsError, match="takes no option 'size'"):
        load_embedder(PACKAGED, {"size": 3})
    with pytest.raises(SettingsError, match="takes no option 'trust_remote_code'"):
        load_embedder(str(packaged_folder()), {"trust_remote_code": True})
