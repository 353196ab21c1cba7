"""Which articles a question is put to: decided before ranking, never by dropping from a ranked list."""

from dataclasses import dataclass

from index.dating import check_date

_COPIES = (
    "SELECT other.article FROM copies other, copies one, articles named"
    " WHERE other.copies = one.copies AND one.article = named.number AND named.id IN ({})"
)
_FIRST = (
    "NOT EXISTS (SELECT 1 FROM copies one, copies other"
    " WHERE one.article = a.number AND other.copies = one.copies AND other.article < one.article)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Conditions that an article must meet, all of them.

    Attributes:
        since: ISO date; published on it or later.
        until: ISO date; published on it or earlier. "2025" and "2025-09" reach to the end of the year, of the month.
        publishers: Outlets, compared without case; empty for any.
        articles: Ids of articles; empty for any.
        languages: ISO 639 codes; an article whose language is unknown is in none. Empty for any.
        genres: Values of `Genre`; empty for any.
        copies_of: Ids of articles: only these and their copies. Empty for any.
        originals: Of articles that are copies of one another, only the one that was taken in first.
        undated: Whether an article of unknown date meets the date conditions. It does not when somebody set them:
            nothing shows that it does. It does when they were read out of a question, which may have meant otherwise.
    """

    since: str | None = None
    until: str | None = None
    publishers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    copies_of: tuple[str, ...] = ()
    originals: bool = False
    undated: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no date."""
        for name in ("since", "until"):
            check_date(name, getattr(self, name))

    def condition(self) -> tuple[str, tuple[str | int, ...]] | None:
        """The SQL condition on an article `a` and its values; None when every article meets it."""
        parts: list[str] = []
        values: list[str | int] = []
        if self.since:
            # The last day that "2025-09" can mean is compared, so that a month counts when any day of it does.
            parts.append("a.published || substr('-12-31', length(a.published) - 3) >= ?")
            values.append(self.since)
        if self.until:
            parts.append("substr(a.published, 1, ?) <= ?")
            values += [len(self.until), self.until]
        if parts and self.undated:
            parts = [f"(a.published IS NULL OR ({' AND '.join(parts)}))"]
        # Publishers as the store keeps them.
        publishers = tuple(publisher.casefold() for publisher in self.publishers)
        among = {"publisher": publishers, "id": self.articles, "language": self.languages, "genre": self.genres}
        for column, wanted in among.items():
            if wanted:
                parts.append(f"a.{column} IN ({_marks(wanted)})")
                values += wanted
        if self.copies_of:
            marks = _marks(self.copies_of)
            parts.append(f"(a.id IN ({marks}) OR a.number IN ({_COPIES.format(marks)}))")
            values += self.copies_of * 2
        if self.originals:
            parts.append(_FIRST)
        return (" AND ".join(parts), tuple(values)) if parts else None


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))
