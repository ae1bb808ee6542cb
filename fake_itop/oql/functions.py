"""The functions that iTop's language has, as the database runs them.

Which exist is shown by the recordings "fact function …": exactly these, all others are no words of the language.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fake_itop.datamodel.attributes import SqlType
from fake_itop.oql.columns import TEMPORAL
from fake_itop.oql.sql import has_time, parse_moment, round_half_up, sql_datetime, to_integer, to_number, to_text


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


Now = Callable[[], datetime]


@dataclass(frozen=True)
class Function:
    """A function: how many arguments it takes, what kind its value has, how it is worked out, and an example.

    ``run`` is given the clock, then the arguments. Unless ``takes_null`` it is not asked where one is ``NULL``.
    """

    name: str
    fewest: int
    most: int | None
    kind: Callable[[Sequence[SqlType]], SqlType]
    run: Callable[..., Any]
    meaning: str
    example: str
    takes_null: bool = False
    interval: bool = False

    def accepts(self, count: int) -> bool:
        """Whether it can be called with that many arguments."""
        return self.fewest <= count and (self.most is None or count <= self.most)


def merge(kinds: Sequence[SqlType]) -> SqlType:
    """The kind of a value that is one of several: theirs where they agree, else a text."""
    known = {kind for kind in kinds if kind is not SqlType.NULL}
    if len(known) == 1 and SqlType.ENUM not in known:
        return known.pop()
    if known and known <= set(TEMPORAL):
        return SqlType.DATETIME
    return SqlType.TEXT if known else SqlType.NULL


def _always(kind: SqlType) -> Callable[[Sequence[SqlType]], SqlType]:
    return lambda _kinds: kind


def _temporal_like_first(kinds: Sequence[SqlType]) -> SqlType:
    return SqlType.DATETIME if kinds[0] in TEMPORAL else SqlType.TEXT


def _if(_clock: Now, condition: Any, then: Any, otherwise: Any) -> Any:
    return then if to_number(condition) else otherwise


def _elt(_clock: Now, number: Any, *values: Any) -> str | None:
    index = to_integer(number)
    return to_text(values[index - 1]) if index and 1 <= index <= len(values) else None


def _coalesce(_clock: Now, *values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _is_null(_clock: Now, value: Any) -> int:
    return int(value is None)


def _concat(_clock: Now, *values: Any) -> str:
    return "".join(to_text(value) or "" for value in values)


def _substr(_clock: Now, value: Any, position: Any, length: Any = None) -> str:
    text, start = to_text(value) or "", to_integer(position) or 0
    if start == 0 or start < -len(text):
        return ""
    rest = text[start - 1 :] if start > 0 else text[start:]
    return rest if length is None else rest[: max(0, to_integer(length) or 0)]


def _trim(_clock: Now, value: Any) -> str:
    return (to_text(value) or "").strip(" ")


def _date(_clock: Now, value: Any) -> str | None:
    moment = parse_moment(value)
    return None if moment is None else moment.date().isoformat()


def _time(_clock: Now, value: Any) -> str | None:
    moment = parse_moment(value)
    return None if moment is None else moment.time().isoformat("seconds")


def _date_format(_clock: Now, value: Any, template: Any) -> str | None:
    moment = parse_moment(value)
    return None if moment is None else format_moment(moment, to_text(template) or "")


def _current_date(clock: Now) -> str:
    return clock().date().isoformat()


def _now(clock: Now) -> str:
    return sql_datetime(clock())


_DAYS_BEFORE_YEAR_1 = 365
"""The database counts the days from a year 0, Python from year 1."""


def _to_days(_clock: Now, value: Any) -> int | None:
    moment = parse_moment(value)
    return None if moment is None else moment.toordinal() + _DAYS_BEFORE_YEAR_1


def _from_days(_clock: Now, value: Any) -> str:
    days = (to_integer(value) or 0) - _DAYS_BEFORE_YEAR_1
    return date.fromordinal(days).isoformat() if 1 <= days <= date.max.toordinal() else "0000-00-00"


def _part(name: str) -> Callable[..., int | None]:
    def run(_clock: Now, value: Any) -> int | None:
        moment = parse_moment(value)
        return None if moment is None else int(getattr(moment, name))

    return run


def _shifted(sign: int) -> Callable[..., str | None]:
    def run(_clock: Now, value: Any, amount: Any, *, unit: str) -> str | None:
        moment = parse_moment(value)
        found = None if moment is None else _shift(moment, sign * (to_integer(amount) or 0), unit)
        if found is None:
            return None
        whole_days = unit in {"DAY", "MONTH", "YEAR"} and not has_time(value)
        return found.date().isoformat() if whole_days else sql_datetime(found)

    return run


def _shift(moment: datetime, amount: int, unit: str) -> datetime | None:
    """A moment so much later; ``None`` beyond the calendar. A month's last days stay within the month reached."""
    try:
        if unit in {"MONTH", "YEAR"}:
            return _shift_months(moment, amount * (12 if unit == "YEAR" else 1))
        return moment + timedelta(**{f"{unit.lower()}s": amount})
    except (OverflowError, ValueError):
        return None


def _shift_months(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    first = moment.replace(year=year, month=month + 1, day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(moment.day, (following - timedelta(days=1)).day))


def _round(_clock: Now, value: Any, digits: Any = 0) -> int | float:
    number, places = to_number(value) or 0, max(-30, min(30, to_integer(digits) or 0))
    if not math.isfinite(number):
        return number
    rounded = round_half_up(number * 10**places) / 10**places
    return int(rounded) if isinstance(number, int) or places <= 0 else rounded


def _floor(_clock: Now, value: Any) -> int | float:
    number = to_number(value) or 0
    return math.floor(number) if math.isfinite(number) else number


_OCTETS = 4


def _inet_aton(_clock: Now, value: Any) -> int | None:
    parts = (to_text(value) or "").split(".")
    if len(parts) > _OCTETS or not all(part.isdecimal() and part.isascii() and int(part) < 256 for part in parts):  # noqa: PLR2004
        return None
    octets = [*parts[:-1], *["0"] * (_OCTETS - len(parts)), parts[-1]]
    return sum(int(octet) << 8 * (_OCTETS - 1 - place) for place, octet in enumerate(octets))


def _inet_ntoa(_clock: Now, value: Any) -> str | None:
    number = to_integer(value) or 0
    if not 0 <= number < 2**32:
        return None
    return ".".join(str(number >> 8 * place & 255) for place in reversed(range(_OCTETS)))


_NUMBER, _TEXT = _always(SqlType.NUMBER), _always(SqlType.TEXT)


def _merge_branches(kinds: Sequence[SqlType]) -> SqlType:
    return merge(kinds[1:])


FUNCTIONS = {
    function.name: function
    for function in (
        Function("IF", 3, 3, _merge_branches, _if, "The second argument if the first is true, else the third.",
                 "IF(status = 'new', 1, 0)", takes_null=True),
        Function("ELT", 2, None, _TEXT, _elt, "The n-th of the texts behind n.", "ELT(1, title)", takes_null=True),
        Function("COALESCE", 1, None, merge, _coalesce, "The first argument that is not NULL.",
                 "COALESCE(service_name, 'none')", takes_null=True),
        Function("ISNULL", 1, 1, _NUMBER, _is_null, "1 if the argument is NULL, else 0.", "ISNULL(end_date)",
                 takes_null=True),
        Function("CONCAT", 1, None, _TEXT, _concat, "The texts one behind the other.", "CONCAT(ref, ' ', title)"),
        Function("SUBSTR", 2, 3, _TEXT, _substr, "A text from the n-th character (negative: from the end), so long.",
                 "SUBSTR(title, 1, 3)"),
        Function("TRIM", 1, 1, _TEXT, _trim, "A text without blanks around it.", "TRIM(title)"),
        Function("DATE", 1, 1, _always(SqlType.DATE), _date, "The day of a date and time.", "DATE(start_date)"),
        Function("TIME", 1, 1, _TEXT, _time, "The time of a date and time.", "TIME(start_date)"),
        Function("DATE_FORMAT", 2, 2, _TEXT, _date_format, "A date by a template.",
                 "DATE_FORMAT(start_date, '%Y-%m')"),
        Function("CURRENT_DATE", 0, 0, _always(SqlType.DATE), _current_date, "Today.", "CURRENT_DATE()"),
        Function("NOW", 0, 0, _always(SqlType.DATETIME), _now, "This moment.", "NOW()"),
        Function("TO_DAYS", 1, 1, _NUMBER, _to_days, "The number of a day, counted from year 0.",
                 "TO_DAYS(start_date)"),
        Function("FROM_DAYS", 1, 1, _always(SqlType.DATE), _from_days, "The day of that number.", "FROM_DAYS(739000)"),
        Function("YEAR", 1, 1, _NUMBER, _part("year"), "The year of a date.", "YEAR(start_date)"),
        Function("MONTH", 1, 1, _NUMBER, _part("month"), "The month of a date.", "MONTH(start_date)"),
        Function("DAY", 1, 1, _NUMBER, _part("day"), "The day of the month of a date.", "DAY(start_date)"),
        Function("DATE_ADD", 2, 2, _temporal_like_first, _shifted(1), "A date so much later.",
                 "DATE_ADD(start_date, INTERVAL 1 DAY)", interval=True),
        Function("DATE_SUB", 2, 2, _temporal_like_first, _shifted(-1), "A date so much earlier.",
                 "DATE_SUB(NOW(), INTERVAL 2 HOUR)", interval=True),
        Function("ROUND", 1, 2, _NUMBER, _round, "The nearest number of so many decimals.", "ROUND(id, 0)"),
        Function("FLOOR", 1, 1, _NUMBER, _floor, "The whole number below.", "FLOOR(id)"),
        Function("INET_ATON", 1, 1, _NUMBER, _inet_aton, "An IPv4 address as a number.", "INET_ATON('127.0.0.1')"),
        Function("INET_NTOA", 1, 1, _TEXT, _inet_ntoa, "A number as an IPv4 address.", "INET_NTOA(1)"),
    )
}  # fmt: skip
"""By name."""
