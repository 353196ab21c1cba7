"""What the page's script may tell Python, checked as it comes in: anybody can send anything."""

from pydantic import BaseModel, ConfigDict, Field

from rag.understanding import MAX_CHARACTERS
from ui.conversation import Scope

_LONGEST_ID = 200
_MOST_CHOSEN = 500


class Message(BaseModel):
    """Anything that the script says; it always says in which language the reader reads, and the last turn on screen."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    language: str = Field(default="en", max_length=8)
    seen: int = 0


class Chosen(BaseModel):
    """The filters as they stand on the page."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    since: str | None = Field(default=None, max_length=10)
    until: str | None = Field(default=None, max_length=10)
    as_of: str | None = Field(default=None, max_length=10)
    publishers: tuple[str, ...] = Field(default=(), max_length=_MOST_CHOSEN)
    articles: tuple[str, ...] = Field(default=(), max_length=_MOST_CHOSEN)

    def scope(self) -> Scope:
        """The same for an answerer."""
        return Scope(**dict(self))


class Asked(Message):
    """A question. Longer ones come through, to be refused in words by the answerer."""

    question: str = Field(max_length=20 * MAX_CHARACTERS)
    meant: str = Field(default="", max_length=20 * MAX_CHARACTERS)
    scope: Chosen = Chosen()
    writer: str = Field(default="", max_length=300)


class OfTurn(Message):
    """Something about a turn, and perhaps about one of its sources."""

    turn: int = 0
    number: int = 0


class Again(OfTurn):
    """A turn whose question is asked again, and who is to write now."""

    writer: str = Field(default="", max_length=300)


class Vote(OfTurn):
    """What the reader thinks of an answer."""

    vote: int = Field(ge=-1, le=1)
    note: str = Field(default="", max_length=1_000)


class OfArticle(Message):
    """Something about an article."""

    id: str = Field(max_length=_LONGEST_ID)


class Kind(Message):
    """A form to save the conversation in."""

    kind: str = Field(max_length=8)


class Reopened(Message):
    """A conversation that this browser kept; what is in it is checked when it is restored."""

    turns: list[dict[str, object]] = Field(max_length=50)


class Chose(Message):
    """A question set, by its name in the list."""

    set: str = Field(max_length=300)
    writer: str = Field(default="", max_length=300)


class OfRun(Message):
    """An earlier run, by its name in the list."""

    run: str = Field(max_length=200)
