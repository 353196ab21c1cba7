"""Whether words support a statement: by our own reader, and by any model that somebody has."""

from pathlib import Path

import pytest

import evals
from evals.errors import EvalError
from evals.supporting import EntailmentSupport, ReaderSupport
from tests.evals.asked import BRIDGE, RIGHT


@pytest.mark.parametrize(
    ("claim", "evidence", "supported"),
    [
        ("", "Anything.", False),
        ("The deadline was extended.", "“The deadline was extended,” he said.", True),
        ("The talks on TikTok will go on in Madrid.", "The talks in Madrid will go on, on TikTok.", True),
        ("The deadline wasn't extended.", "The deadline was extended.", False),
        ("It cost 41 million.", "It cost 40 million.", False),
        ("Boats are late.", "Trains are late.", False),
    ],
)
def test_the_reader_and_the_guard_decide_what_is_supported(claim: str, evidence: str, *, supported: bool) -> None:
    assert ReaderSupport().supports(claim, evidence) is supported


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder so small that its one decision can be set: it always says entailment."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("tiny-nli")
    (folder / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nrain\n", encoding="utf-8")
    config = BertConfig(
        vocab_size=6,
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        id2label={0: "contradiction", 1: "ENTAILMENT", 2: "neutral"},
        label2id={"contradiction": 0, "ENTAILMENT": 1, "neutral": 2},
    )
    network = BertForSequenceClassification(config)
    with torch.no_grad():
        network.classifier.weight.zero_()
        network.classifier.bias.copy_(torch.tensor([0.0, 9.0, 0.0]))
    network.save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def test_a_model_of_entailment_in_a_folder_can_be_handed_in_and_is_named(model: Path) -> None:
    report = evals.run([BRIDGE], lambda asked: RIGHT, support=EntailmentSupport(model))
    figure = report.figure("citation_recall")
    assert figure is not None
    assert figure.value == 1.0
    assert report.settings["support scorer"] == f"entailment by {model.name}"


def test_a_folder_without_such_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="holds no cross-encoder"):
        EntailmentSupport(tmp_path)
