"""Do these words support that statement? The question behind citation recall and precision, and what may answer it.

Any model of entailment fits: give `evals.run` an object with a name and `supports`. By default our own
reader judges.
"""

from pathlib import Path
from typing import Any, Protocol

from evals.errors import EvalError
from evals.measures.normalizing import normalize
from rag.guarding import SUPPORT
from rag.reader.model import shipped_reader
from rag.reader.protocol import Supporter
from rag.verifying import verify

_LIKELY = 0.5


class Support(Protocol):
    """Decides whether words support a statement; `name` stands in every report that rests on it."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def supports(self, claim: str, evidence: str) -> bool:
        """Whether somebody who believes the evidence must believe the claim."""
        ...


class ReaderSupport:
    """Support as our own reader sees it: its score is at the bar, and `rag.verifying` finds nothing against the claim.

    Words that stand in the evidence as they are, are supported without asking. docs/decisions/verifying.md tells how
    often it is right about claims that people labelled.

    >>> ReaderSupport().supports("The deadline was extended 4 times.", "Trump extended the deadline four times.")
    True
    >>> ReaderSupport().supports("The deadline was extended.", "The deadline was not extended.")
    False
    """

    name = f"the reader's support score at {SUPPORT:g}, and the guard of rag.verifying"

    def __init__(self, supporter: Supporter | None = None) -> None:
        """Take another model in the place of the reader that ships."""
        self._supporter = supporter or shipped_reader()

    def supports(self, claim: str, evidence: str) -> bool:
        """As `Support.supports`."""
        said, known = normalize(claim), normalize(evidence)
        if said and f" {said} " in f" {known} ":
            return True
        return bool(said) and not verify(claim, [evidence], supporter=self._supporter, bar=SUPPORT)


class EntailmentSupport:
    """Support by a model of natural language inference: a folder with a cross-encoder of sentence-transformers.

    A statement is supported when "entailment" has a probability of .5 or more. Nothing is downloaded, and weights are
    read from safetensors only.
    """

    def __init__(self, folder: Path) -> None:
        """Load the model.

        Raises:
            EvalError: There is none, or none of its labels is entailment.
        """
        from sentence_transformers import CrossEncoder

        try:
            self._model: Any = CrossEncoder(
                str(folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
            )
        except (OSError, ValueError) as error:
            raise EvalError(folder, f"holds no cross-encoder: {error}", hint="Name a folder with its files.") from error
        labels = {str(label).lower(): int(at) for at, label in self._model.config.id2label.items()}
        entailing = [at for label, at in labels.items() if label.startswith("entail")]
        if not entailing:
            raise EvalError(folder, f"has the labels {', '.join(labels)}", hint="One of them must be entailment.")
        self._entailment = entailing[0]
        self.name = f"entailment by {folder.name}"

    def supports(self, claim: str, evidence: str) -> bool:
        """As `Support.supports`."""
        return float(self._model.predict([(evidence, claim)], apply_softmax=True)[0][self._entailment]) >= _LIKELY
