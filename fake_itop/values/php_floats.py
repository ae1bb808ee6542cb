"""Floats as PHP prints them: ``echo`` with 14 digits (``precision``), ``json_encode`` with the shortest (``-1``)."""

from decimal import Decimal

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
