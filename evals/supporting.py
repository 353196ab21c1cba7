"""Do these words support that statement? The question behind citation recall and precision, and what may answer it.

Any model of entailment fits: give `evals.run` an object with a name and `supports`. What ships needs no model.
"""

from pathlib import Path
from typing import Any, Protocol

from evals.errors import EvalError
from evals.measures.normalizing import normalize
from index.words import words
from rag.values import Value, find_values
from rag.verifying import verify

_MOST = 0.8
"""Of a statement's words, the share that must stand in what is cited."""
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


class LexicalSupport:
    """Support by words: four fifths of the claim's stand in the evidence, and `rag.verifying` finds nothing against it.

    It does not understand: what the guard lets through may be wrong, and a good paraphrase fails.

    >>> LexicalSupport().supports("The deadline was extended 4 times.", "Trump extended the deadline four times.")
    True
    >>> LexicalSupport().supports("The deadline was extended.", "The deadline was not extended.")
    False
    """

    name = "lexical: four fifths of the words, and the guard of rag.verifying"

    def supports(self, claim: str, evidence: str) -> bool:
        """As `Support.supports`."""
        said, known = normalize(claim), normalize(evidence)
        if said and f" {said} " in f" {known} ":
            return True
        stating = find_values(claim)
        ours, theirs = set(words(_without(claim, stating))), set(words(evidence))
        if not (ours or stating) or len(ours & theirs) < _MOST * len(ours):
            return False
        return not verify(claim, [evidence])


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


def _without(text: str, values: tuple[Value, ...]) -> str:
    """A text without the words of its values, which are compared as values: "4" is no word of "four times"."""
    for value in reversed(values):
        text = f"{text[: value.start]} {text[value.end :]}"
    return text
