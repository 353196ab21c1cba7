"""Dates in metadata and in bylines, as ISO text of the precision they have. Nothing is filled in from today's date."""

import re
from calendar import monthrange
from datetime import date
from email.utils import parsedate_to_datetime

_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            "jan january janv janvier januar jänner enero ene gennaio genn gen janeiro januari",
            "feb february févr fév février februar febrero febbraio febbr fevereiro fev februari",
            "mar march mars märz mrz marzo março maart mrt",
            "apr april avr avril abril abr aprile",
            "may mai mayo maggio magg mag maio mei",
            "jun june juin juni junio giugno giu junho",
            "jul july juil juillet juli julio luglio lug julho",
            "aug august août aout agosto ago augustus",
            "sep sept september septembre septiembre settembre sett set setembro",
            "oct october octobre oktober okt octubre ottobre ott outubro out",
            "nov november novembre noviembre novembro",
            "dec december déc décembre dezember dez diciembre dic dicembre dezembro",
        ),
        start=1,
    )
    for month in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)"
_NAMED = rf"(?P<month>{_MONTH})\b\.?"
FORMS = tuple(
    re.compile(rf"(?<![\w/.-]){form}(?!\w|-\d)", re.IGNORECASE)
    for form in (
        rf"{_YEAR}-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?:[T ]\d\d:\d\d\S*)?",
        rf"{_YEAR}[/.](?P<month>\d\d?)[/.](?P<day>\d\d?)",
        rf"{_YEAR}年(?:(?P<month>\d\d?)月(?:(?P<day>\d\d?)日)?)?",
        rf"{_DAY}(?:st|nd|rd|th|\.|er|º|ª)?(?: de| of)? {_NAMED},?(?: de| del)? {_YEAR}",
        rf"{_NAMED} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_NAMED},?(?: de)? {_YEAR}",
        rf"(?P<first>\d\d?)[/.](?P<second>\d\d?)[/.]{_YEAR}",
    )
)
_PLAIN = re.compile(r"\d{4}(-\d{2})?", re.ASCII)
_TIMED = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?", re.ASCII)
_MAX_MONTH = 12


def iso_date(value: str) -> str | None:
    """A date in metadata as ISO text of the precision it has, or None.

    >>> iso_date("2025-09-14T08:00:00Z"), iso_date("2025-09"), iso_date("Sun, 14 Sep 2025 08:00:00 GMT")
    ('2025-09-14', '2025-09', '2025-09-14')
    >>> iso_date("2025-13-40"), iso_date("yesterday"), iso_date("14 septembre 2025")
    (None, None, '2025-09-14')
    """
    value = value.strip()
    try:
        if _PLAIN.fullmatch(value):
            return _checked(value)
        if _TIMED.match(value):
            return _checked(value[:10])
        if compact := _COMPACT.fullmatch(value):
            return _checked("-".join(compact.groups()))
        match = next((match for form in FORMS if (match := form.fullmatch(value))), None)
        return read_match(match) if match else parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def check_date(name: str, value: str | None) -> None:
    """Refuse what is neither None nor an ISO date with a day, a month or a year.

    Raises:
        ValueError: It names what the date was given as.
    """
    if value is not None and iso_date(value) != value:
        raise ValueError(f"{name} must be YYYY, YYYY-MM or YYYY-MM-DD, not {value!r}")


def last_day(iso: str) -> date:
    """The last day that an ISO date can mean: "2025-09" is the 30th, and "2025" the last of December."""
    year, *rest = (int(part) for part in iso.split("-"))
    month = rest[0] if rest else 12
    return date(year, month, rest[1] if len(rest) > 1 else monthrange(year, month)[1])


def find_date(text: str, start: int, end: int) -> tuple[str, tuple[int, int]] | None:
    """The first date that names its year in a stretch of text, and its span; None when there is none."""
    matches = [match for form in FORMS if (match := form.search(text, start, end))]
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        value = read_match(match)
        if value is not None:
            return value, match.span()
    return None


def read_match(match: re.Match[str]) -> str | None:
    """What a match of one of `FORMS` says; of 03/04/2025, in which month and day may change places, the year alone."""
    parts = match.groupdict()
    year, month, day = parts["year"], parts.get("month"), parts.get("day")
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        # With dots the day comes first everywhere; with strokes only outside America.
        if "." not in match.group() and first != second and max(first, second) <= _MAX_MONTH:
            return str(year)
        month, day = (str(first), str(second)) if second > _MAX_MONTH else (str(second), str(first))
    if month is not None and not month.isdigit():
        month = str(_MONTHS[month.lower()])
    try:
        return _checked("-".join([year, *(part.zfill(2) for part in (month, day) if part)]))
    except ValueError:
        return None


def _checked(value: str) -> str:
    date.fromisoformat((value + "-01-01")[:10])
    return value
