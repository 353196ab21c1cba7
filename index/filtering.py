"""Which articles a question is put to: decided before ranking, never by dropping from a ranked list."""

from dataclasses import dataclass

from index.dating import iso_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Conditions that an article must meet, all of them.

    Attributes:
        since: ISO date; published on it or later. An article whose date is unknown does not meet a date condition:
            nothing shows that it does.
        until: ISO date; published on it or earlier. "2025" and "2025-09" reach to the end of the year, of the month.
        publishers: Outlets, compared without case; empty for any.
        articles: Ids of articles; empty for any.
    """

    since: str | None = None
    until: str | None = None
    publishers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no date."""
        for name in ("since", "until"):
            value = getattr(self, name)
            if value is not None and iso_date(value) != value:
                raise ValueError(f"{name} must be YYYY, YYYY-MM or YYYY-MM-DD, not {value!r}")

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
        if self.publishers:
            parts.append(f"a.publisher IN ({', '.join('?' * len(self.publishers))})")
            values += [publisher.casefold() for publisher in self.publishers]  # as the store keeps them
        if self.articles:
            parts.append(f"a.id IN ({', '.join('?' * len(self.articles))})")
            values += self.articles
        return (" AND ".join(parts), tuple(values)) if parts else None
