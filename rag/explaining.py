"""Why a language model gave no whole reply, in our words: a provider's own may hold the key, or a page of HTML."""

import time
from email.utils import parsedate_to_datetime
from math import isfinite

_TOO_MANY, _SERVER_ERROR = 429, 500
_REASONS = {
    400: "did not take the request",
    401: "refused the key",
    403: "refused access",
    404: "does not know the model",
    _TOO_MANY: "is asked too much at the moment",
}


class GenerationError(Exception):
    """A model did not give a whole reply; `reason` is a phrase of ours and holds nothing that the provider wrote.

    Attributes:
        reason: Completes "the language model ...".
        transient: Whether asking again may help.
        retry_after: Seconds the provider asked to wait, or None.
    """

    def __init__(self, reason: str, *, transient: bool, retry_after: float | None = None) -> None:
        """Keep what was learnt."""
        super().__init__(reason)
        self.reason = reason
        self.transient = transient
        self.retry_after = retry_after


def explained(error: BaseException) -> GenerationError:
    """What whoever runs a model raised, as our own."""
    if isinstance(error, GenerationError):
        return error
    if isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower():
        return GenerationError("did not reply in time", transient=True)
    status = _status_of(error)
    if status is not None:
        busy = status == _TOO_MANY or status >= _SERVER_ERROR
        reason = _REASONS.get(status, "failed on its side" if busy else f"answered with status {status}")
        return GenerationError(reason, transient=busy, retry_after=_retry_after(error))
    if isinstance(error, OSError) or "connect" in type(error).__name__.lower():
        return GenerationError("could not be reached", transient=True)
    return GenerationError(f"gave a reply that cannot be read ({type(error).__name__})", transient=True)


def _status_of(error: BaseException) -> int | None:
    # Clients agree on the attribute's name, and on little else.
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) and status > 0 else None


def _retry_after(error: BaseException) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    said = str(headers.get("retry-after", ""))
    try:
        seconds = float(said) if said.replace(".", "", 1).isdecimal() else _seconds_until(said)
    except (ValueError, OverflowError):
        return None
    return seconds if isfinite(seconds) else None


def _seconds_until(moment: str) -> float:
    """Of a date as HTTP writes it; 0 when it has passed."""
    when = parsedate_to_datetime(moment)
    return max(0.0, when.timestamp() - time.time())
