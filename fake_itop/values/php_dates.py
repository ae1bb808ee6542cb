"""Moments as PHP's ``DateTime`` reads them: by the formats that its manual lists, the longest that fits at each place.

Source: recordings ``asked-by-clients`` ("… date …"), and the manual's pages of date, time and relative formats. Names
of zones are UTC, GMT and Z, and those of the zone database as ``Europe/Paris``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UNEXPECTED = "Unexpected character"
NO_ZONE = "The timezone could not be found in the database"
TWO_DATES = "Double date specification"
TWO_TIMES = "Double time specification"

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
RELATIVES = {
    **{word: number for number, word in enumerate(ORDINALS, 1)},
    "next": 1,
    "this": 0,
    "last": -1,
    "previous": -1,
}
WEEK = 7


class UnreadableMomentError(Exception):
    """PHP cannot read a text as a moment: ``what`` it says of ``letter`` at ``position``."""

    def __init__(self, position: int, letter: str, what: str) -> None:
        super().__init__(f"at position {position} ({letter}): {what}")
        self.position, self.letter, self.what = position, letter, what


def read_moment(text: str, now: datetime) -> datetime:
    """The moment that a text means, in UTC, to the second; what it says nothing of is as ``now``.

    Raises:
        UnreadableMomentError: PHP reads it as no moment, or it lies outside the years 1 to 9999.
    """
    try:
        return _read(text).moment(now.replace(microsecond=0))
    except (OverflowError, ValueError):
        raise UnreadableMomentError(0, text[:1], UNEXPECTED) from None


def _read(text: str) -> _Reading:
    reading, position = _Reading(), 0
    while position < len(text):
        if text[position] in " \t\n,;":
            position += 1
            continue
        found, meaning = _longest(text, position)
        if found is None or meaning is None:
            letters = text[position].isalpha()
            raise UnreadableMomentError(position, text[position], NO_ZONE if letters else UNEXPECTED)
        problem = meaning(reading, found)
        if problem:
            raise UnreadableMomentError(position, text[position], problem)
        position = found.end()
    return reading


@dataclass
class _Reading:
    """What was read so far."""

    date: tuple[int, int, int] | None = None
    time: tuple[int, int, int] | None = None
    offset: timedelta | ZoneInfo = field(default_factory=timedelta)
    has_zone: bool = False
    months: int = 0
    delta: timedelta = field(default_factory=timedelta)
    edge: str = ""
    """``first`` or ``last`` day of the month."""
    weekday: tuple[int, int] | None = None
    """A day of the week, and how many of them on: 0 for the next one or today."""
    nth: tuple[int, int] | None = None
    """A day of the week, and which of the month."""
    unix: int | None = None
    is_day: bool = False
    """Whether a day is meant, which begins at midnight unless a time is said."""

    def set_date(self, year: int | None, month: int, day: int) -> str:
        """Take a date; a year that is not said is this one's, as 0."""
        if self.date is not None:
            return TWO_DATES
        self.date = (year or 0, month, day)
        return ""

    def set_time(self, hour: int, minute: int, second: int) -> str:
        """Take a time of day."""
        if self.time is not None:
            return TWO_TIMES
        self.time = (hour, minute, second)
        return ""

    def moment(self, now: datetime) -> datetime:
        """What all of it means."""
        if self.unix is not None:
            return datetime.fromtimestamp(self.unix, UTC).replace(tzinfo=None) + self.delta
        hour, minute, second = self.time or (
            (0, 0, 0) if self.date or self.is_day else (now.hour, now.minute, now.second)
        )
        year, month, day = self.date or (now.year, now.month, now.day)
        months = (
            (year or now.year) * 12
            + month
            - 1
            + self.months
            + (self.edge == "last")
            + (self.nth is not None and self.nth[1] < 0)
        )
        start = datetime(months // 12, months % 12 + 1, 1)  # noqa: DTZ001 - naive is UTC here
        if self.edge or self.nth:
            date = start - timedelta(days=1) if self.edge == "last" else self._nth_of(start)
        else:
            date = start + timedelta(days=day - 1)
        found = date + timedelta(hours=hour, minutes=minute, seconds=second) + self.delta
        if self.weekday is not None:
            wanted, weeks = self.weekday
            ahead = (wanted - found.weekday()) % WEEK
            found += timedelta(days=_days_to(ahead, weeks))
        return self._in_utc(found)

    def _nth_of(self, start: datetime) -> datetime:
        """The weekday in the month, or before the month's end where ``start`` is that of the next month."""
        if self.nth is None:
            return start
        wanted, count = self.nth
        if count < 0:
            return start - timedelta(days=(start.weekday() - wanted - 1) % WEEK + 1)
        return start + timedelta(days=(wanted - start.weekday()) % WEEK + WEEK * (count - 1))

    def _in_utc(self, found: datetime) -> datetime:
        if isinstance(self.offset, timedelta):
            return found - self.offset
        return found.replace(tzinfo=self.offset).astimezone(UTC).replace(tzinfo=None)


def _days_to(ahead: int, weeks: int) -> int:
    """Days to a weekday that is ``ahead`` days on: the one before for -1, the one after today for 1."""
    if weeks < 0:
        return ahead - WEEK
    return ahead + (WEEK * weeks if ahead == 0 else WEEK * (weeks - 1) if weeks else 0)


Meaning = Callable[[_Reading, "re.Match[str]"], str]


def _longest(text: str, position: int) -> tuple[re.Match[str] | None, Meaning | None]:
    found = [(match, meaning) for form, meaning in _FORMS if (match := form.match(text, position)) is not None]
    return max(found, key=lambda each: each[0].end(), default=(None, None))


# --- what each form means -------------------------------------------------------------------------------------------


def _month_of(word: str) -> int:
    return MONTHS.index(word[:3].lower()) + 1


def _year_of(digits: str | None) -> int | None:
    """Two digits are 1970 to 2069."""
    if digits is None:
        return None
    year = int(digits)
    return year if len(digits) > 2 else year + (1900 if year >= 70 else 2000)  # noqa: PLR2004


def _date(reading: _Reading, found: re.Match[str]) -> str:
    parts = found.groupdict()
    month = _month_of(parts["name"]) if parts.get("name") else int(parts["month"])
    return reading.set_date(_year_of(parts.get("year")), month, int(parts.get("day") or 1))


def _month(reading: _Reading, found: re.Match[str]) -> str:
    """A month alone keeps the day."""
    if reading.date is not None:
        return TWO_DATES
    reading.date = (0, _month_of(found["name"]), 1)
    return ""


def _week(reading: _Reading, found: re.Match[str]) -> str:
    first = datetime(int(found["year"]), 1, 4)  # noqa: DTZ001 - in the first week of its year
    day = int(found["weekday"] or 1) - 1
    date = first + timedelta(days=WEEK * (int(found["week"]) - 1) - first.weekday() + day)
    return reading.set_date(date.year, date.month, date.day)


def _day_of_year(reading: _Reading, found: re.Match[str]) -> str:
    return reading.set_date(int(found["year"]), 1, int(found["day"]))


def _time(reading: _Reading, found: re.Match[str]) -> str:
    parts = found.groupdict()
    hour = int(parts["hour"])
    if parts.get("half"):
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    return reading.set_time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))


def _four_digits(reading: _Reading, found: re.Match[str]) -> str:
    """A time of day, or the year where there is a time already."""
    if reading.time is None and reading.date is None:
        return _time(reading, found)
    return _year(reading, found)


def _year(reading: _Reading, found: re.Match[str]) -> str:
    _, month, day = reading.date or (0, 1, 1)
    reading.date = (int(found[0].lstrip("t")), month, day)
    return ""


def _zone(reading: _Reading, found: re.Match[str]) -> str:
    if reading.has_zone:
        return "Double timezone specification"
    reading.has_zone = True
    sign = -1 if found["sign"] == "-" else 1
    reading.offset = sign * timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return ""


def _named_zone(reading: _Reading, found: re.Match[str]) -> str:
    name = found[0].strip("()")
    if reading.has_zone:
        return "Double timezone specification"
    reading.has_zone = True
    if name.lower() in ("z", "utc", "gmt"):
        return ""
    try:
        reading.offset = ZoneInfo(name) if "/" in name else timedelta()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return NO_ZONE
    return "" if "/" in name else NO_ZONE


def _unix(reading: _Reading, found: re.Match[str]) -> str:
    reading.unix, reading.has_zone = int(found["seconds"]), True
    return ""


def _word(reading: _Reading, found: re.Match[str]) -> str:
    word = found[0].lower()
    if word == "now":
        return ""
    reading.delta += timedelta(days={"yesterday": -1, "tomorrow": 1}.get(word, 0))
    reading.is_day = True
    return reading.set_time(12, 0, 0) if word == "noon" else ""


def _weekday(reading: _Reading, found: re.Match[str]) -> str:
    reading.weekday = (DAYS.index(found["weekday"][:3].lower()), 0)
    reading.is_day = True
    return ""


def _by_number(reading: _Reading, found: re.Match[str]) -> str:
    signs, digits = found["signs"], int(found["count"])
    count = -digits if signs.count("-") % 2 else digits
    return _move(reading, -count if found["ago"] else count, found["unit"])


def _by_word(reading: _Reading, found: re.Match[str]) -> str:
    return _move(reading, RELATIVES[found["which"].lower()], found["unit"])


def _move(reading: _Reading, count: int, unit: str) -> str:
    unit = unit.lower()
    if unit[:3] in DAYS and not unit.startswith("month"):
        reading.weekday = (DAYS.index(unit[:3]), count)
        reading.is_day = True
    elif unit.startswith(("month", "year")):
        reading.months += count * (12 if unit.startswith("year") else 1)
    else:
        reading.delta += count * next(length for start, length in _LENGTHS if unit.startswith(start))
    return ""


_LENGTHS = (
    ("sec", timedelta(seconds=1)),
    ("min", timedelta(minutes=1)),
    ("hour", timedelta(hours=1)),
    ("day", timedelta(days=1)),
    ("week", timedelta(weeks=1)),
    ("fortnight", timedelta(weeks=2)),
)


def _edge(reading: _Reading, found: re.Match[str]) -> str:
    reading.edge = found["edge"].lower()
    return ""


def _nth(reading: _Reading, found: re.Match[str]) -> str:
    reading.nth = (DAYS.index(found["weekday"][:3].lower()), RELATIVES[found["which"].lower()])
    reading.is_day = True
    return ""


# --- forms ----------------------------------------------------------------------------------------------------------

_MONTH = r"(?P<month>1[0-2]|0?[0-9])"
_MONTH_NAME = (
    r"(?P<name>january|february|march|april|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sept|sep|oct|nov|dec)"
)
_DAY = r"(?P<day>3[01]|[0-2]?[0-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_DAY_NAME = (
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|mon|tues|tue|wednes|wed|thurs|thur|thu|fri|sat|sun"
)
_UNIT = rf"(?P<unit>{_DAY_NAME}|fortnights?|months?|years?|weeks?|days?|hours?|minutes?|mins?|seconds?|secs?)\b"
_MINUTE, _SECOND = r"(?P<minute>[0-5]?[0-9])", r"(?P<second>[0-5]?[0-9]|60)"
_HOUR = r"t?(?P<hour>2[0-4]|[01]?[0-9])"
_WHICH = rf"(?P<which>{'|'.join(RELATIVES)})"


def _forms(meanings: Sequence[tuple[Meaning, Sequence[str]]]) -> list[tuple[re.Pattern[str], Meaning]]:
    return [(re.compile(form, re.IGNORECASE | re.ASCII), meaning) for meaning, forms in meanings for form in forms]


_FORMS = _forms(
    [
        (
            _date,
            (
                rf"{_YEAR}-{_MONTH}-{_DAY}",
                rf"{_YEAR}/{_MONTH}/{_DAY}",
                rf"{_YEAR}-{_MONTH}",
                rf"{_MONTH}/{_DAY}/(?P<year>\d{{4}}|\d\d)",
                rf"{_MONTH}/{_DAY}",
                rf"{_DAY}[.-]{_MONTH}[.-]{_YEAR}",
                r"(?P<year>\d{4})(?P<month>0[0-9]|1[0-2])(?P<day>[0-2][0-9]|3[01])",
                rf"{_DAY}[ \t.-]*{_MONTH_NAME}[ \t.-]*{_YEAR}",
                rf"{_DAY}[ \t.-]*{_MONTH_NAME}",
                rf"{_MONTH_NAME}[ \t.-]*{_DAY}[,.stndrh \t]+{_YEAR}",
                rf"{_MONTH_NAME}[ \t.-]*{_DAY}",
                rf"{_MONTH_NAME}[ \t.-]*{_YEAR}",
                rf"{_YEAR}[ \t.-]*{_MONTH_NAME}",
            ),
        ),
        (_month, (rf"{_MONTH_NAME}\b",)),
        (_week, (r"(?P<year>\d{4})-?W(?P<week>0[1-9]|[1-4]\d|5[0-3])(?:-?(?P<weekday>[0-7]))?",)),
        (_day_of_year, (r"(?P<year>\d{4})\.?(?P<day>00[1-9]|0[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])",)),
        (
            _time,
            (
                rf"{_HOUR}[:.]{_MINUTE}[:.]{_SECOND}(?:[.,]\d+)?",
                rf"{_HOUR}[:.]{_MINUTE}",
                r"t(?P<hour>2[0-4]|[01][0-9])(?P<minute>[0-5][0-9])(?P<second>[0-5][0-9]|60)?",
                rf"(?P<hour>1[0-2]|0?[1-9])(?:[:.]{_MINUTE})?(?:[:.]{_SECOND})?[ \t]*(?P<half>[ap])\.?m\.?",
            ),
        ),
        (_four_digits, (r"t?(?P<hour>2[0-4]|[01][0-9])(?P<minute>[0-5][0-9])",)),
        (_year, (r"\d{4}",)),
        (_zone, (r"(?:gmt|utc)?(?P<sign>[+-])(?P<hours>2[0-4]|[01]?[0-9]):?(?P<minutes>[0-5]?[0-9])?",)),
        (_named_zone, (r"\(?(?:utc|gmt|z)\)?(?![A-Za-z])", r"[A-Za-z]+(?:[_/][A-Za-z]+)+")),
        (_unix, (r"@(?P<seconds>-?\d+)(?:\.\d{0,6})?",)),
        (_word, (r"(?:yesterday|today|midnight|now|noon|tomorrow)\b",)),
        (_weekday, (rf"(?P<weekday>{_DAY_NAME})\b",)),
        (_by_number, (rf"(?P<signs>[+-]*)[ \t]*(?P<count>\d+)[ \t]*{_UNIT}(?P<ago>[ \t]+ago\b)?",)),
        (_by_word, (rf"{_WHICH}[ \t]+{_UNIT}",)),
        (_edge, (r"(?P<edge>first|last) day of",)),
        (_nth, (rf"{_WHICH}[ \t]+(?P<weekday>{_DAY_NAME})[ \t]+of",)),
    ]
)
