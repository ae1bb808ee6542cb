"""Terms as functions, and the operators between them: what is compared as what, with three truth values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fake_itop.datamodel.attributes import SqlType
from fake_itop.oql.columns import TEMPORAL
from fake_itop.oql.errors import SqlError
from fake_itop.oql.patterns import Matcher, like, regexp
from fake_itop.oql.sql import UNSIGNED, comparable_moment, date_number, is_true, to_number, to_text, to_unsigned
from fake_itop.values import messages
from fake_itop.values.collation import fold

Run = Callable[[Any], Any]
Truth = Callable[[Any], "bool | None"]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A term as a function. ``constant``: the same for every row. ``logical``: true, false or ``NULL`` only.

    ``values`` are the numbers of an enum's codes.
    """

    kind: SqlType
    run: Run
    constant: bool = False
    logical: bool = False
    values: Any = None

    @property
    def value(self) -> Any:
        """The value of a constant."""
        assert self.constant
        return self.run(None)


ERROR_NO_FULL_TEXT_INDEX = 1191
ERROR_OUT_OF_RANGE = 1690

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}

_BITWISE: dict[str, Callable[[int, int], int]] = {
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": lambda left, right: left << right if right < 64 else 0,  # noqa: PLR2004 - bits of a number
    ">>": lambda left, right: left >> right,
}


def constant(kind: SqlType, value: Any) -> Compiled:
    """A term that is the same for every row."""
    return Compiled(SqlType.NULL if value is None else kind, lambda _row: value, constant=True)


def scalar(value: Any) -> Compiled:
    """A literal's or an argument's value as a term."""
    return constant(SqlType.TEXT if isinstance(value, str) else SqlType.NUMBER, value)


def binary(name: str, left: Compiled, right: Compiled) -> Compiled:
    """An operator between two terms."""
    if name in COMPARISONS:
        return logical(_comparison(COMPARISONS[name], left, right))
    if name in _ARITHMETIC:
        return Compiled(SqlType.NUMBER, _arithmetic(_ARITHMETIC[name], as_number(left), as_number(right)))
    if name == "/":
        return Compiled(SqlType.NUMBER, _division(as_number(left), as_number(right)))
    if name in _BITWISE:
        return Compiled(SqlType.NUMBER, _bitwise(_BITWISE[name], as_number(left), as_number(right)))
    if name == "MATCHES":
        raise SqlError(ERROR_NO_FULL_TEXT_INDEX, messages.NO_FULL_TEXT_INDEX)
    matcher = regexp if name == "REGEXP" else like
    found = _pattern(matcher, left.run, right)
    return logical(negate(found) if name == "NOT LIKE" else found)


def logical(run: Truth) -> Compiled:
    """A term that is true, false or ``NULL``."""
    return Compiled(SqlType.NUMBER, run, logical=True)


def negate(truth: Truth) -> Truth:
    """``NOT`` with three truth values."""

    def negated(row: Any) -> bool | None:
        holds = truth(row)
        return None if holds is None else not holds

    return negated


def as_truth(term: Compiled) -> Truth:
    """A term as a condition: what is no number is taken as one, and holds unless it is 0."""
    if term.logical:
        return term.run
    read = as_number(term)
    return lambda row: is_true(read(row))


def as_number(term: Compiled) -> Run:
    """A term as a number: an enum's place among its values, a date without its separators."""
    match term.kind:
        case SqlType.NUMBER | SqlType.NULL:
            return term.run
        case SqlType.ENUM:
            return _then(term.run, _enum_number(term))
        case SqlType.DATE | SqlType.DATETIME:
            return _then(term.run, date_number)
        case SqlType.TEXT:
            return _then(term.run, to_number)


def _enum_number(term: Compiled) -> Convert:
    values = term.values or {}
    return lambda value: None if value is None else values.get(value, 0)


def _then(run: Run, convert: Convert) -> Run:
    return lambda row: convert(run(row))


def fold_text(value: Any) -> str:
    """The collation's key of a value that is not ``NULL``."""
    return fold(value if type(value) is str else to_text(value) or "")


def _conversions(left: Compiled, right: Compiled) -> tuple[Convert | None, Convert | None]:
    """What the two sides of a comparison are turned into first (``None``: they are fit as they are)."""
    kinds = {left.kind, right.kind}
    if kinds & set(TEMPORAL) and SqlType.NUMBER not in kinds:
        return _moment_conversion(left), _moment_conversion(right)
    if SqlType.NUMBER in kinds:
        return _number_conversion(left), _number_conversion(right)
    return fold_text, fold_text


def _moment_conversion(term: Compiled) -> Convert | None:
    return None if term.kind is SqlType.DATETIME and not term.constant else comparable_moment


def _number_conversion(term: Compiled) -> Convert | None:
    match term.kind:
        case SqlType.NUMBER:
            return None
        case SqlType.ENUM:
            return _enum_number(term)
        case SqlType.DATE | SqlType.DATETIME:
            return date_number
        case _:
            return to_number


def _comparison(compare: Callable[[Any, Any], bool], left: Compiled, right: Compiled) -> Truth:
    convert_left, convert_right = _conversions(left, right)
    if right.constant:
        return _comparison_with(compare, left.run, convert_left, _converted(right.value, convert_right))
    read_left, read_right = _reading(left.run, convert_left), _reading(right.run, convert_right)

    def holds(row: Any) -> bool | None:
        ours, theirs = read_left(row), read_right(row)
        return None if ours is None or theirs is None else compare(ours, theirs)

    return holds


def _comparison_with(compare: Callable[[Any, Any], bool], run: Run, convert: Convert | None, theirs: Any) -> Truth:
    """A comparison with a constant."""
    if theirs is None:
        return lambda _row: None
    if convert is None:
        return lambda row: None if (ours := run(row)) is None else compare(ours, theirs)
    return lambda row: None if (ours := run(row)) is None else compare(convert(ours), theirs)


def _converted(value: Any, convert: Convert | None) -> Any:
    return value if value is None or convert is None else convert(value)


def _reading(run: Run, convert: Convert | None) -> Run:
    return run if convert is None else lambda row: _converted(run(row), convert)


def convert_alike(operand: Compiled, items: Sequence[Compiled]) -> tuple[Run, frozenset[Any]] | None:
    """How to look the operand up in a set of the items, if they are constants that are all compared the same way."""
    if not all(item.constant for item in items):
        return None
    conversions = [_conversions(operand, item) for item in items if item.kind is not SqlType.NULL]
    if len({item.kind for item in items if item.kind is not SqlType.NULL}) > 1 and operand.kind is not SqlType.NUMBER:
        return None
    mine = conversions[0][0] if conversions else None
    values = frozenset(_converted(item.value, _conversions(operand, item)[1]) for item in items)
    return _reading(operand.run, mine), values


def membership(read: Run, values: frozenset[Any], *, has_null: bool, negated: bool) -> Truth:
    """Whether a value is among others; with a ``NULL`` among these it is never known to be missing."""
    missing = None if has_null else negated

    def holds(row: Any) -> bool | None:
        value = read(row)
        if value is None:
            return None
        return not negated if value in values else missing

    return holds


_SMALLEST_INTEGER, _LARGEST_INTEGER = -(2**63), UNSIGNED - 1


def _arithmetic(compute: Callable[[Any, Any], Any], left: Run, right: Run) -> Run:
    def run(row: Any) -> Any:
        ours, theirs = left(row), right(row)
        if ours is None or theirs is None:
            return None
        result = compute(ours, theirs)
        if isinstance(result, int) and not _SMALLEST_INTEGER <= result <= _LARGEST_INTEGER:
            raise SqlError(ERROR_OUT_OF_RANGE, messages.BIGINT_OUT_OF_RANGE)
        return result

    return run


def _division(left: Run, right: Run) -> Run:
    def run(row: Any) -> Any:
        ours, theirs = left(row), right(row)
        return None if ours is None or not theirs else ours / theirs

    return run


def _bitwise(compute: Callable[[int, int], int], left: Run, right: Run) -> Run:
    def run(row: Any) -> Any:
        ours, theirs = to_unsigned(left(row)), to_unsigned(right(row))
        return None if ours is None or theirs is None else compute(ours, theirs) % UNSIGNED

    return run


def _pattern(make: Callable[[str], Matcher], run: Run, pattern: Compiled) -> Truth:
    """``LIKE`` or ``REGEXP``; a constant pattern is read once."""
    if pattern.constant:
        text = to_text(pattern.value)
        return (lambda _row: None) if text is None else _matches(make(text), run)
    kept = lru_cache(maxsize=128)(make)

    def holds(row: Any) -> bool | None:
        text, wanted = to_text(run(row)), to_text(pattern.run(row))
        return None if text is None or wanted is None else kept(wanted)(text)

    return holds


def _matches(matches: Matcher, run: Run) -> Truth:
    def holds(row: Any) -> bool | None:
        value = run(row)
        if type(value) is str:
            return matches(value)
        return None if value is None else matches(to_text(value) or "")

    return holds
