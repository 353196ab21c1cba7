"""The reader: what it promises about its scores, and that it refuses weights that are not its own."""

from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer

from index.embedding import packaged_folder
from index.errors import ModelIntegrityError, ModelMissingError
from rag.reader.inputs import CONTEXT_TOKENS, LONGEST, PairEncoder, context_of, points_back
from rag.reader.model import MODEL_FILE, OUTPUTS, SHIPPED_HASHES, CrossEncoder, shipped_reader
from rag.readings import readings_of

WEIGHTS = Path(__file__).parents[3] / "rag" / "reader" / "weights"
QUESTION = "What did China demand for TikTok?"
TITLE = "U.S.-China Trade Negotiations"
ANSWERS = (
    "U.S. Treasury Secretary Bessent publicly stated that at the beginning of the negotiations, the Chinese delegation "
    "raised “very aggressive demands,” including lowering U.S. tariffs on China and lifting technology sanctions, in "
    "exchange for the CCP allowing the TikTok deal to go through."
)
SHARES_WORDS = "After all, the U.S. was willing to pay a fair price for TikTok."
UNRELATED = "The ferry to the island leaves every hour from the old harbour."
SENTENCES = (ANSWERS, SHARES_WORDS, UNRELATED)
CONTEXTS = (TITLE,) * 3


@pytest.fixture(scope="module")
def reader() -> CrossEncoder:
    return shipped_reader()


@pytest.fixture(scope="module")
def encoder() -> PairEncoder:
    return PairEncoder(Tokenizer.from_file(str(WEIGHTS / "tokenizer.json")))


def test_a_sentence_that_answers_beats_one_that_shares_words(reader: CrossEncoder) -> None:
    # As an answer puts it: of all readings of the question the best.
    scores = np.max([reader.score(reading, SENTENCES, CONTEXTS) for reading in readings_of(QUESTION)], axis=0)
    assert scores[0] > scores[1] > scores[2]


def test_the_sentence_that_says_so_supports_a_statement_and_others_do_not(reader: CrossEncoder) -> None:
    said, *others = reader.support("The Chinese delegation raised very aggressive demands.", SENTENCES, CONTEXTS)
    assert said > 0.5 > max(others)


def test_support_is_asked_alone_or_together_with_the_same_result(reader: CrossEncoder) -> None:
    together = reader.support("It left every hour.", SENTENCES, CONTEXTS)
    alone = [reader.support("It left every hour.", [s], [c])[0] for s, c in zip(SENTENCES, CONTEXTS, strict=True)]
    assert together.tolist() == alone
    with pytest.raises(ValueError, match="3 sentences, 2 contexts"):
        reader.support("It left every hour.", SENTENCES, CONTEXTS[:2])


def test_the_answer_is_pointed_at_in_whole_words(reader: CrossEncoder) -> None:
    asked, said = "How many people use TikTok?", "In 2024 TikTok had 100 million users in America."
    (pointed,) = reader.point(asked, [said], [TITLE])
    found = pointed.likeliest()
    assert found is not None
    assert said[slice(*found)] == "100 million"
    number, year = said.index("100"), said.index("2024")
    assert pointed.within(number, number + len("100 million")) > 0.5 > pointed.within(year, year + 4)
    assert (pointed.starts.sum(), pointed.ends.sum()) == (pytest.approx(1), pytest.approx(1))


def test_where_the_answer_stands_does_not_depend_on_what_else_is_asked(reader: CrossEncoder) -> None:
    together = reader.point(QUESTION, SENTENCES, CONTEXTS)
    alone = [reader.point(QUESTION, [s], [c])[0] for s, c in zip(SENTENCES, CONTEXTS, strict=True)]
    assert [each.starts.tolist() for each in together] == [each.starts.tolist() for each in alone]
    assert [each.text for each in together] == list(SENTENCES)
    assert reader.point(QUESTION, [], []) == []
    (empty,) = reader.point(QUESTION, [""], [""])
    assert (empty.likeliest(), empty.within(0, 0)) == (None, 0)


def test_a_score_does_not_depend_on_what_else_is_asked(reader: CrossEncoder) -> None:
    together = reader.score(QUESTION, SENTENCES, CONTEXTS)
    alone = [reader.score(QUESTION, [s], [c])[0] for s, c in zip(SENTENCES, CONTEXTS, strict=True)]
    assert together.tolist() == alone


def test_a_score_does_not_depend_on_the_order(reader: CrossEncoder) -> None:
    forward = reader.score(QUESTION, SENTENCES, CONTEXTS)
    backward = reader.score(QUESTION, SENTENCES[::-1], CONTEXTS[::-1])
    assert backward.tolist() == forward[::-1].tolist()


def test_a_seat_of_government_is_read_as_its_country(reader: CrossEncoder) -> None:
    said = "Beijing has the ability to cause Washington real pain."
    (capitals,) = reader.score("Who has the upper hand, Washington or Beijing?", [said], [""])
    (countries,) = reader.score("Who has the upper hand, the US or China?", ["China" + said[7:]], [""])
    (places,) = reader.score("Who has the upper hand in Washington and in Beijing?", [said], [""])
    assert capitals == countries != places


def test_the_number_of_threads_changes_nothing(reader: CrossEncoder) -> None:
    single = CrossEncoder(WEIGHTS, SHIPPED_HASHES, threads=1)
    assert single.score(QUESTION, SENTENCES, CONTEXTS).tolist() == reader.score(QUESTION, SENTENCES, CONTEXTS).tolist()


def test_scores_are_probabilities_even_for_odd_text(reader: CrossEncoder) -> None:
    odd = ["", " ", "😀" * 50, "word " * 3000, "\x00", "[SEP] [CLS] [PAD]"]
    scores = reader.score("?" * 500, odd, [""] * len(odd))
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    assert ((scores >= 0) & (scores <= 1)).all()


def test_no_sentences_give_no_scores(reader: CrossEncoder) -> None:
    assert reader.score(QUESTION, [], []).shape == (0,)


def test_a_sentence_without_a_context_is_refused(reader: CrossEncoder) -> None:
    with pytest.raises(ValueError, match="3 sentences, 2 contexts"):
        reader.score(QUESTION, SENTENCES, CONTEXTS[:2])


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    folder = copytree(WEIGHTS, tmp_path / "weights")
    held = bytearray((folder / MODEL_FILE).read_bytes())
    held[len(held) // 2] ^= 1
    (folder / MODEL_FILE).write_bytes(held)
    with pytest.raises(ModelIntegrityError, match=f"has SHA-256 .*, not {SHIPPED_HASHES[MODEL_FILE]}"):
        CrossEncoder(folder, SHIPPED_HASHES).score(QUESTION, SENTENCES, CONTEXTS)


def test_weights_swapped_while_they_are_read_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copytree(WEIGHTS, tmp_path / "weights")
    loading = onnxruntime.InferenceSession

    def swap_and_load(*given: Any, **named: Any) -> Any:
        (folder / "other").write_bytes((folder / MODEL_FILE).read_bytes())
        (folder / "other").replace(folder / MODEL_FILE)
        return loading(*given, **named)

    monkeypatch.setattr(onnxruntime, "InferenceSession", swap_and_load)
    with pytest.raises(ModelIntegrityError, match="changed while it was read"):
        CrossEncoder(folder, SHIPPED_HASHES).score(QUESTION, SENTENCES, CONTEXTS)


def test_nothing_is_read_before_the_first_score(tmp_path: Path) -> None:
    reader = CrossEncoder(tmp_path / "not there", SHIPPED_HASHES)
    with pytest.raises(ModelMissingError, match=r"reader\.onnx is not there"):
        reader.score(QUESTION, SENTENCES, CONTEXTS)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("He said it would take a year.", True),
        ("The move angered Brussels.", True),
        ("But on Monday they walked out.", True),
        ("President Trump set a deadline.", False),
        ("", False),
    ],
)
def test_a_sentence_points_back_if_it_opens_with_a_pronoun(sentence: str, *, expected: bool) -> None:
    assert points_back(sentence) is expected


def test_the_previous_sentence_is_told_only_where_it_is_needed() -> None:
    assert context_of("Trade talks", "Xi spoke.", "He left.") == "Trade talks | Xi spoke."
    assert context_of("Trade talks", "Xi spoke.", "Bessent left.") == "Trade talks"
    assert context_of("", "", "He left.") == ""


def test_a_long_context_never_costs_a_word_of_the_sentence(encoder: PairEncoder) -> None:
    (short,) = encoder.encode(QUESTION, [ANSWERS], [""])
    (long,) = encoder.encode(QUESTION, [ANSWERS], ["word " * 500])
    # All but the [SEP] that ends the context.
    assert long.ids[: len(short.ids) - 1] == short.ids[:-1]
    assert len(long.ids) == len(short.ids) + CONTEXT_TOKENS
    assert sum(long.types) == sum(short.types)


def test_no_pair_is_longer_than_the_limit(encoder: PairEncoder) -> None:
    (pair,) = encoder.encode("word " * 500, ["word " * 500], ["word " * 500])
    assert len(pair.ids) == len(pair.types) == LONGEST


def test_the_exported_graph_keeps_its_mask(tmp_path: Path) -> None:
    # Trap: an exporter that sees no padding may drop the mask, and padded rows then score something else.
    torch = pytest.importorskip("torch")

    from rag.reader.export import Judge, write_graph
    from rag.reader.network import ReaderNetwork, Shape

    torch.manual_seed(1)
    network = ReaderNetwork(Shape(words=50, positions=40, width=24, inner=48, layers=2, heads=4)).eval()
    ids = torch.randint(0, 50, (3, 17))
    mask = torch.tensor([[1] * 17, [1] * 11 + [0] * 6, [1] * 8 + [0] * 9])
    types = torch.zeros_like(ids)
    types[:, 3:7] = 1
    with torch.no_grad():
        expected = Judge(network)(ids, mask, types)
        other_padding = Judge(network)(torch.where(mask == 1, ids, 7), mask, types)
    write_graph(network, tmp_path / "graph.onnx", int8=False)
    session = onnxruntime.InferenceSession(tmp_path / "graph.onnx")
    found = session.run(list(OUTPUTS), {"ids": ids.numpy(), "mask": mask.numpy(), "types": types.numpy()})
    for name, graph, torchs, padded in zip(OUTPUTS, found, expected, other_padding, strict=True):
        # Outside the sentence spans are far below 0, how far is noise.
        kept = types.numpy() == 1 if name == "spans" else slice(None)
        assert graph[kept] == pytest.approx(torchs.numpy()[kept], abs=1e-5), name
        assert padded.numpy()[kept] == pytest.approx(torchs.numpy()[kept], abs=1e-5), name


@pytest.mark.parametrize(("layers", "kept"), [(5, 5), (10, 9)])
def test_training_starts_from_the_lowest_layers_of_an_encoder(tmp_path: Path, layers: int, kept: int) -> None:
    pytest.importorskip("torch")
    from safetensors.torch import load_file, save_file

    from rag.reader.export import load_network
    from rag.reader.network import from_encoder

    given = load_file(packaged_folder() / "model.safetensors")
    named = "encoder.layer.{}.intermediate.dense.weight"
    saved = {name: value for name, value in given.items() if not name.startswith("encoder.")}
    for at in range(layers):
        mark = f"encoder.layer.{at % 6}."
        saved |= {
            name.replace(mark, f"encoder.layer.{at}."): value + at
            for name, value in given.items()
            if name.startswith(mark)
        }
    save_file(saved, tmp_path / "model.safetensors")
    state = from_encoder(tmp_path).state_dict()
    assert [state[f"layers.{at}.up.weight"].equal(saved[named.format(at)]) for at in range(kept)] == [True] * kept
    assert f"layers.{kept}.up.weight" not in state
    assert state["places.weight"].equal(given["embeddings.position_embeddings.weight"][:LONGEST])
    save_file(state, tmp_path / "checkpoint.safetensors")
    assert load_network(tmp_path / "checkpoint.safetensors").state_dict().keys() == state.keys()
