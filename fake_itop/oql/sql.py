"""Values as MariaDB takes them: numbers out of texts, dates out of texts, what is equal, what is true.

Rows hold ``None``, ``int``, ``float`` and ``str``; dates are texts in SQL form. Source: recordings ``oql`` ("fact
syntax like number", "in mixed", "date garbage", "enum order", …) and what is publicly known of MySQL.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)", re.ASCII)
_DATE = re.compile(
    r"\s*(\d{4})[^0-9](\d{1,2})[^0-9](\d{1,2})(?:[ T]+(\d{1,2})[^0-9](\d{1,2})(?:[^0-9](\d{1,2})(?:\.\d*)?)?)?\s*\Z",
    re.ASCII,
)
_DIGITS = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2}))?\s*\Z", re.ASCII)

ZERO_DATE = "0000-00-00 00:00:00"
"""What a text that is no date is compared as."""

UNSIGNED = 2**64
"""Bitwise operators work on unsigned numbers of 64 bits."""


def to_number(value: Any) -> int | float | None:
    """A value as a number: a text counts up to its last numeric character, a date without its separators."""
    if isinstance(value, str):
        found = NUMBER.match(value)
        return float(found[1]) if found else 0
    return value if value is None or isinstance(value, float) else int(value)


def date_number(value: str | None) -> int | None:
    """A date or date and time as a number: ``20240203`` or ``20240203040506``."""
    return None if value is None else int("".join(filter(str.isdecimal, value)) or 0)


def to_integer(value: Any) -> int | None:
    """A value as a whole number, rounded half away from zero."""
    number = to_number(value)
    if number is None or isinstance(number, int):
        return number
    return round_half_up(number) if math.isfinite(number) else 0


def round_half_up(number: float) -> int:
    """The nearest whole number, halves away from zero."""
    return int(math.copysign(math.floor(abs(number) + 0.5), number))


def to_unsigned(value: Any) -> int | None:
    """A value as bitwise operators take it."""
    number = to_integer(value)
    return None if number is None else number % UNSIGNED


def to_text(value: Any) -> str | None:
    if value is None or type(value) is str:
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - a double's digits
    return str(int(value)) if isinstance(value, bool) else str(value)


def is_true(value: Any) -> bool | None:
    """Whether a value holds as a condition; ``None`` for neither."""
    number = to_number(value)
    return None if number is None else number != 0


def parse_moment(value: Any) -> datetime | None:
    """The moment that a text or number names, as leniently as the database reads it; ``None`` where it is none."""
    text = to_text(value)
    found = text and (_DATE.match(text) or _DIGITS.match(text))
    if not found:
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - naive means UTC
    except ValueError:
        return None


def has_time(value: Any) -> bool:
    """Whether a date's text goes on with a time."""
    text = to_text(value) or ""
    found = _DATE.match(text) or _DIGITS.match(text)
    return found is not None and found[4] is not None


def sql_datetime(moment: datetime) -> str:
    """``YYYY-MM-DD HH:MM:SS``."""
    return moment.isoformat(" ", "seconds")


def comparable_moment(value: Any) -> str | None:
    """A value as it is compared with a date: the moment in full, or the zero date where it is none."""
    if value is None:
        return None
    moment = parse_moment(value)
    return ZERO_DATE if moment is None else sql_datetime(moment)


def conjunction(terms: list[Callable[[Any], bool | None]]) -> Callable[[Any], bool | None]:
    """``AND`` with three truth values."""
    if len(terms) == 1:
        return terms[0]

    def all_hold(row: Any) -> bool | None:
        result: bool | None = True
        for term in terms:
            holds = term(row)
            if not holds:
                if holds is not None:
                    return False
                result = None
        return result

    return all_hold


def disjunction(terms: list[Callable[[Any], bool | None]]) -> Callable[[Any], bool | None]:
    """``OR`` with three truth values."""

    def any_holds(row: Any) -> bool | None:
        result: bool | None = False
        for term in terms:
            holds = term(row)
            if holds:
                return True
            if holds is None:
                result = None
        return result

    return any_holds
