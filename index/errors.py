"""Everything that can be wrong with the world, as one family.

    BylineError
      x SettingsError              byline.toml or a BYLINE_* variable cannot be read
      x ArticleError               an article cannot be taken in
          + ArticleTooLargeError
          + ArticleUnreadableError
          + FetchBlockedError      a link leads where nothing may be fetched from
      x IndexStateError            an index cannot be used as it is
          + IndexMissingError      there is none at that place
          + IndexCorruptError      stored bytes are not what was written
          + IndexVersionError      written in another format
          + IndexMismatchError     built with another embedder
          + IndexLockedError       somebody else is writing
          + IndexStorageError      the disk refused (full, read-only, failing)
      x ModelError                 a model cannot be used
          + ModelMissingError
          + ModelIntegrityError    its weights are not the ones we know

A caller's mistake is a `ValueError`, and not knowing an answer is no error at all.
"""

from pathlib import Path


class BylineError(Exception):
    """Something in the world is not as it must be.

    Attributes:
        message: What was wrong, with the value and the place.
        hint: What to do about it.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        """Keep both halves; `str()` joins them."""
        super().__init__(f"{message} {hint}")
        self.message = message
        self.hint = hint


class SettingsError(BylineError):
    """A setting cannot be understood."""


class ArticleError(BylineError):
    """An article cannot be taken in; `place` says which."""

    def __init__(self, place: str, message: str, *, hint: str) -> None:
        """Keep the place apart, so that a table can show it in a column of its own."""
        super().__init__(f"{place}: {message}", hint=hint)
        self.place = place
        self.reason = message


class ArticleTooLargeError(ArticleError):
    """An article is larger than the limit."""


class ArticleUnreadableError(ArticleError):
    """A file is not text, is empty, or is not in the form its name promises."""


class FetchBlockedError(ArticleError):
    """A link leads to a place that nothing may be fetched from."""

    def __init__(self, place: str, message: str) -> None:
        """The hint is always the same."""
        super().__init__(
            place, message, hint="Only public http and https addresses are fetched; save the page instead."
        )


class IndexStateError(BylineError):
    """An index cannot be used as it is; `path` says which."""

    def __init__(self, path: Path, message: str, *, hint: str) -> None:
        """Keep the path apart, so that a caller can act on it."""
        super().__init__(message, hint=hint)
        self.path = path


class IndexMissingError(IndexStateError):
    """There is no index at that place."""

    def __init__(self, path: Path) -> None:
        """Name the place."""
        super().__init__(path, f"There is no index at {path}.", hint=f"Make one: byline index add FILES --index {path}")


class IndexCorruptError(IndexStateError):
    """Stored bytes are not what was written; `what` says which."""

    def __init__(self, path: Path, what: str) -> None:
        """Name the damaged part."""
        super().__init__(
            path,
            f"The index at {path} is damaged: {what}.",
            hint="See how far it goes with `byline index verify`, then build it again from the articles.",
        )
        self.what = what


class IndexVersionError(IndexStateError):
    """The index was written in a format that this version does not read."""

    def __init__(self, path: Path, *, found: str, reads: str) -> None:
        """Name both formats."""
        super().__init__(
            path,
            f"The index at {path} has format {found}, and this version reads format {reads}.",
            hint="Use the version of Byline that wrote it, or build it again from the articles.",
        )


class IndexMismatchError(IndexStateError):
    """The index was built with something other than what was asked for."""

    def __init__(self, path: Path, what: str, *, built_with: str, asked_for: str) -> None:
        """Name both sides."""
        super().__init__(
            path,
            f"The index at {path} was built with {what} {built_with!r}, but {asked_for!r} was asked for.",
            hint=f"Rebuild it with `byline index rebuild --index {path}`, or set {what} back to {built_with!r}.",
        )


class IndexLockedError(IndexStateError):
    """Another process is writing to the index."""

    def __init__(self, path: Path, holder: str) -> None:
        """Name the holder."""
        super().__init__(
            path,
            f"The index at {path} is being written by {holder}.",
            hint="Wait for it to finish; the lock goes when its process ends.",
        )
        self.holder = holder


class IndexStorageError(IndexStateError):
    """The disk refused a read or a write."""

    def __init__(self, path: Path, reason: str) -> None:
        """Give the system's own reason."""
        super().__init__(
            path,
            f"The index at {path} could not be read or written: {reason}.",
            hint="Nothing acknowledged is lost. Check free space and permissions, then try again.",
        )


class ModelError(BylineError):
    """A model cannot be used."""


class ModelMissingError(ModelError):
    """A model is not installed."""


class ModelIntegrityError(ModelError):
    """A model's weights are not the ones whose hash we know."""
