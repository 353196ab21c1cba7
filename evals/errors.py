"""What can be wrong with a measurement.

BylineError
  x EvalError                  a run cannot be made or read
      + QuestionsUnreadableError   there is no question set at a place
      + RunMismatchError           a folder holds a run of something else
"""

from pathlib import Path

from index.errors import BylineError


class EvalError(BylineError):
    """A run cannot be made or read; `path` says which."""

    def __init__(self, path: Path, message: str, *, hint: str) -> None:
        """Keep the path apart, so that a caller can act on it."""
        super().__init__(f"{path}: {message}.", hint=hint)
        self.path = path


class QuestionsUnreadableError(EvalError):
    """There is no question set at a place."""

    def __init__(self, path: Path, reason: str) -> None:
        """Name the place and the reason."""
        super().__init__(path, reason, hint="The forms that are read stand in docs/writing-questions.md.")


class RunMismatchError(EvalError):
    """A folder holds a run of something else, or none."""
