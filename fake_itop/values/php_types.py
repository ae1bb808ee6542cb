"""PHP 8's conversions and loose comparisons for JSON-like values (None, bool, int, float, str, list, dict)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

ECHO_PRECISION = 14

_BLANKS = " \t\n\r\v\f"
_NUMBER = re.compile(rf"[{_BLANKS}]*([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_MIN_INT, _MAX_INT = -(2**63), 2**63 - 1
_MAX_INT_LENGTH = len(str(_MIN_INT))


def to_int(value: Any) -> int:
    """``(int) value``: a text counts up to its last numeric character, floats lose their fraction."""
    if isinstance(value, str):
        return _saturate(_leading_number(value))
    if isinstance(value, float):
        return _wrap(value)
    if isinstance(value, list | dict):
        return int(bool(value))
    return int(value or 0)


def to_float(value: Any) -> float:
    """``(float) value``."""
    if isinstance(value, str):
        return float(_leading_number(value))
    return value if isinstance(value, float) else float(to_int(value))


def to_str(value: Any) -> str:
    """``(string) value``: true is "1", false and null are "", any array is "Array"."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, float):
        return format_float(value, precision=ECHO_PRECISION, exponent="E")
    return str(value) if isinstance(value, int) else "Array"


def is_numeric(value: Any) -> bool:
    """``is_numeric(value)``: a number, or a text that is one, blanks around it allowed."""
    if isinstance(value, str):
        found = _NUMBER.match(value)
        return found is not None and not value[found.end() :].strip(_BLANKS)
    return isinstance(value, int | float) and not isinstance(value, bool)


def loose_empty(value: Any) -> bool:
    """``empty(value)``: null, false, 0, "", "0" and arrays without elements."""
    return value == "0" or not value


def loose_equals(left: Any, right: Any) -> bool:
    """``left == right`` in PHP 8: numeric texts compare as numbers, null with a text as "", booleans by truth."""
    if isinstance(left, bool) or isinstance(right, bool):
        return loose_empty(left) is loose_empty(right)
    if left is None or right is None:
        return _equals_null(right if left is None else left)
    if isinstance(left, list | dict) or isinstance(right, list | dict):
        return _equal_arrays(left, right)
    if is_numeric(left) and is_numeric(right):
        return _number(left) == _number(right)
    return to_str(left) == to_str(right)


def _equals_null(value: Any) -> bool:
    return value == "" if isinstance(value, str) else loose_empty(value)


def _equal_arrays(left: Any, right: Any) -> bool:
    if not (isinstance(left, list | dict) and isinstance(right, list | dict)):
        return False
    ours, theirs = _members(left), _members(right)
    return ours.keys() == theirs.keys() and all(loose_equals(ours[key], theirs[key]) for key in ours)


def _members(array: list[Any] | dict[Any, Any]) -> dict[Any, Any]:
    return array if isinstance(array, dict) else dict(enumerate(array))


def _number(value: str | float) -> int | float:
    return _leading_number(value) if isinstance(value, str) else value


def _leading_number(text: str) -> int | float:
    found = _NUMBER.match(text)
    if not found:
        return 0
    digits = found[1]
    is_whole = digits.lstrip("+-").isdigit()
    return int(digits) if is_whole and len(digits) <= _MAX_INT_LENGTH else float(digits)


def _saturate(number: float) -> int:
    """Texts beyond 64 bit give the nearest integer PHP has."""
    return int(max(_MIN_INT, min(_MAX_INT, number)))


def _wrap(number: float) -> int:
    """Floats beyond 64 bit lose their upper bits; infinity and NaN are 0."""
    if not math.isfinite(number):
        return 0
    return (int(number) - _MIN_INT) % 2**64 + _MIN_INT


SMALLEST_PLAIN_POINT = -3
"""Decimal point positions before this (numbers below 0.0001) are written with an exponent."""

SHORTEST_LIMIT = 17
"""Decimal point positions beyond this are written with an exponent when PHP prints the shortest form."""


def format_float(value: float, *, precision: int | None = None, exponent: str = "e") -> str:
    """PHP's text of a finite float.

    ``precision`` is a number of significant digits, None the shortest text that reads back as the same float.
    ``exponent`` is the letter of the scientific form. Infinity and NaN come as PHP's ``INF``, ``-INF``, ``NAN``.
    """
    if value != value:  # noqa: PLR0124  (the definition of NaN)
        return "NAN"
    if value in (float("inf"), float("-inf")):
        return "INF" if value > 0 else "-INF"
    text = repr(value) if precision is None else f"{value:.{precision - 1}e}"
    parts = Decimal(text).as_tuple()
    digits = "".join(map(str, parts.digits)).rstrip("0") or "0"
    point = len(parts.digits) + int(parts.exponent) if digits != "0" else 1
    return "-" * parts.sign + _place_point(digits, point, precision or SHORTEST_LIMIT, exponent)


def _place_point(digits: str, point: int, limit: int, exponent: str) -> str:
    """Write ``0.digits * 10**point`` plainly, or scientifically where it is very small or at ``limit`` digits."""
    if point < SMALLEST_PLAIN_POINT or point > limit:
        power = point - 1
        return f"{digits[0]}.{digits[1:] or '0'}{exponent}{'-' if power < 0 else '+'}{abs(power)}"
    if point <= 0:
        return "0." + "0" * -point + digits
    whole, fraction = digits[:point].ljust(point, "0"), digits[point:]
    return f"{whole}.{fraction}" if fraction else whole


INDENT = " " * 4


def print_r(value: Any, class_name: str = "", depth: int = 0) -> str:
    """A value as ``print_r`` shows it; a mapping is an object of ``class_name`` where one is given, else an array."""
    if not isinstance(value, dict | list):
        return to_str(value)
    pairs: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
    outer = INDENT * (2 * depth)
    head = f"{class_name} Object" if class_name else "Array"
    lines = [f"{outer}{INDENT}[{key}] => {print_r(item, depth=depth + 1)}\n" for key, item in pairs]
    end = "\n" if depth else ""
    return f"{head}\n{outer}(\n{''.join(lines)}{outer})\n{end}"
