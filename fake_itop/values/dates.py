"""Dates as texts: what REST accepts for date attributes and how iTop stores it (naive UTC).

Source: recordings ``create`` ("datetime start_date …") and ``other_class`` ("server bad date", "customer contract").
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from fake_itop.values.php_types import is_numeric, to_int

SQL_DATETIME = "%Y-%m-%d %H:%M:%S"
SQL_DATE = "%Y-%m-%d"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\Z")


def format_sql(moment: datetime) -> str:
    """``YYYY-MM-DD HH:MM:SS`` of a moment (naive means UTC); fractions of a second are cut off."""
    return moment.replace(tzinfo=None).isoformat(" ", "seconds")


def parse_sql(text: str) -> datetime:
    """The naive UTC moment of ``YYYY-MM-DD HH:MM:SS``, or of ``YYYY-MM-DD`` at midnight; ValueError otherwise."""
    if not (_DATETIME.match(text) or _DATE.match(text)):
        message = f"not a date {text!r}: expected YYYY-MM-DD HH:MM:SS or YYYY-MM-DD"
        raise ValueError(message)
    return datetime.fromisoformat(text)


def accept_datetime(value: Any) -> str | None:
    """A value written to a date-and-time attribute, as it is stored: None for null and "", else its text.

    A number is a Unix time. The shape alone is checked here, ``exists_on_calendar`` says whether the database takes
    it. Raises ValueError where iTop answers "Wrong format for date attribute".
    """
    return _accept(value, _DATETIME, SQL_DATETIME)


def accept_date(value: Any) -> str | None:
    """A value written to a date attribute (``YYYY-MM-DD``, or a Unix time), likewise."""
    return _accept(value, _DATE, SQL_DATE)


def _accept(value: Any, shape: re.Pattern[str], layout: str) -> str | None:
    if value is None or value == "":
        return None
    if is_numeric(value):
        return _from_unix_time(to_int(value), layout)
    if isinstance(value, str) and shape.match(value):
        return value
    message = f"not a date {value!r}: expected {layout.replace('%', '')}"
    raise ValueError(message)


def _from_unix_time(seconds: int, layout: str) -> str:
    try:
        return (_EPOCH + timedelta(seconds=seconds)).strftime(layout)
    except OverflowError:
        message = f"not a date {seconds}: a Unix time must lie in the years 1 to 9999"
        raise ValueError(message) from None


def exists_on_calendar(text: str) -> bool:
    """Whether the database stores a well-shaped date: 30 February and month 13 give its error 1292 instead."""
    try:
        parse_sql(text)
    except ValueError:
        return False
    return True


_STRPTIME = dict(zip("YymndjHGhgisAa", "YymmddHHIIMSpp", strict=True))
"""PHP's letters for parts of a date, as Python has them."""
_TIME_LETTERS = "HGhgisAa"


@dataclass(frozen=True)
class PhpDateFormat:
    """A format of PHP's ``date``, such as ``d/m/Y H:i:s``; letters that are no part of a date stand for themselves."""

    text: str

    @property
    def date_only(self) -> str:
        """The format without the time of day and what stands around it."""
        return self.text.rstrip(f"{_TIME_LETTERS} :.T") or self.text

    def parse(self, text: str) -> datetime | None:
        """The moment that a text in this format, or in that of its date alone, means; ``None`` if it means none."""
        for layout in (self.text, self.date_only):
            try:
                moment = datetime.strptime(text, _python_format(layout))  # noqa: DTZ007 - naive UTC throughout
            except ValueError:
                continue
            return moment
        return None


def _python_format(layout: str) -> str:
    return "".join(f"%{_STRPTIME[char]}" if char in _STRPTIME else char.replace("%", "%%") for char in layout)


@lru_cache(maxsize=64)
def php_format(text: str) -> PhpDateFormat:
    """A format in PHP's letters, or in the older ones with per cent signs (``%d/%m/%Y %H:%M:%S``)."""
    older = {"%M": "i", "%S": "s", "%i": "i", "%s": "s"}
    return PhpDateFormat(re.sub(r"%(\w)", lambda found: older.get(found[0], found[1]), text))
