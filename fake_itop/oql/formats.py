"""Templates of ``DATE_FORMAT``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime


def format_moment(moment: datetime, template: str) -> str:
    """A moment by a template of ``DATE_FORMAT``: an unknown letter behind ``%`` stands for itself."""
    pieces, index = [], 0
    while index < len(template):
        char = template[index]
        if char == "%" and index + 1 < len(template):
            index += 1
            char = _specifier(moment, template[index])
        pieces.append(char)
        index += 1
    return "".join(pieces)


def _ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")  # noqa: PLR2004 - English
    return f"{day}{suffix}"


def _week(moment: datetime, first_weekday: int) -> int:
    """The week of the year, from 0, weeks starting on that day (0 Sunday, 1 Monday as ``%u`` counts them)."""
    if first_weekday:
        january_first = moment.replace(month=1, day=1).weekday()
        return (moment.timetuple().tm_yday + january_first - 1) // 7 + (january_first <= 3)  # noqa: PLR2004 - Thursday
    return int(moment.strftime("%U"))


_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_SPECIFIERS: dict[str, Callable[[datetime], str]] = {
    "a": lambda moment: _ENGLISH_DAYS[moment.weekday()][:3],
    "b": lambda moment: _ENGLISH_MONTHS[moment.month - 1][:3],
    "c": lambda moment: str(moment.month),
    "D": lambda moment: _ordinal(moment.day),
    "d": lambda moment: f"{moment.day:02}",
    "e": lambda moment: str(moment.day),
    "f": lambda moment: f"{moment.microsecond:06}",
    "H": lambda moment: f"{moment.hour:02}",
    "h": lambda moment: f"{(moment.hour + 11) % 12 + 1:02}",
    "I": lambda moment: f"{(moment.hour + 11) % 12 + 1:02}",
    "i": lambda moment: f"{moment.minute:02}",
    "j": lambda moment: f"{moment.timetuple().tm_yday:03}",
    "k": lambda moment: str(moment.hour),
    "l": lambda moment: str((moment.hour + 11) % 12 + 1),
    "M": lambda moment: _ENGLISH_MONTHS[moment.month - 1],
    "m": lambda moment: f"{moment.month:02}",
    "p": lambda moment: "AM" if moment.hour < 12 else "PM",  # noqa: PLR2004 - noon
    "r": lambda moment: format_moment(moment, "%h:%i:%s %p"),
    "S": lambda moment: f"{moment.second:02}",
    "s": lambda moment: f"{moment.second:02}",
    "T": lambda moment: format_moment(moment, "%H:%i:%s"),
    "U": lambda moment: f"{_week(moment, 0):02}",
    "u": lambda moment: f"{_week(moment, 1):02}",
    "v": lambda moment: f"{moment.isocalendar()[1]:02}",
    "W": lambda moment: _ENGLISH_DAYS[moment.weekday()],
    "w": lambda moment: str((moment.weekday() + 1) % 7),
    "x": lambda moment: f"{moment.isocalendar()[0]:04}",
    "Y": lambda moment: f"{moment.year:04}",
    "y": lambda moment: f"{moment.year % 100:02}",
}


def _specifier(moment: datetime, letter: str) -> str:
    known = _SPECIFIERS.get(letter)
    return letter if known is None else known(moment)
