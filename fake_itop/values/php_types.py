"""PHP 8's conversions and loose comparisons for JSON-like values (None, bool, int, float, str, list, dict)."""

import math
import re
from typing import Any

from fake_itop.values.php_floats import format_float

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
