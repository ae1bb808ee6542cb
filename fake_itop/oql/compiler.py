"""Makes Python functions out of checked terms: given a row, each gives the value that the database would.

A row is whatever `Access` reads from: an object, or one object (or none) per source of a join. ``None`` is ``NULL``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Protocol

from fake_itop.oql.columns import TEMPORAL, Kind
from fake_itop.oql.errors import SqlError
from fake_itop.oql.functions import FUNCTIONS, Clock, Function
from fake_itop.oql.patterns import Matcher, like, regexp
from fake_itop.oql.query import Argument, ColumnOf, IsIn, Operation, Query, Term
from fake_itop.oql.sql import (
    UNSIGNED,
    comparable_moment,
    conjunction,
    date_number,
    disjunction,
    is_true,
    to_number,
    to_text,
    to_unsigned,
)
from fake_itop.oql.syntax import Scalar
from fake_itop.values.collation import fold

Run = Callable[[Any], Any]
Truth = Callable[[Any], "bool | None"]
Convert = Callable[[Any], Any]


class Access(Protocol):
    """Where a compiled term gets what is not in its text."""

    def column(self, column: ColumnOf) -> Run:
        """A function that reads a column of a row."""

    def argument(self, name: str) -> Any:
        """The value of a parameter (``None``, a number or a text)."""

    def ids(self, query: Query) -> frozenset[int]:
        """The ids that a nested query finds."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A term as a function. ``constant``: the same for every row. ``logical``: true, false or ``NULL`` only.

    ``values`` are the numbers of an enum's codes.
    """

    kind: Kind
    run: Run
    constant: bool = False
    logical: bool = False
    values: Any = None

    @property
    def value(self) -> Any:
        """The value of a constant."""
        assert self.constant
        return self.run(None)


ERROR_WRONG_ARGUMENTS = 1582
ERROR_SYNTAX = 1064
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

_CLOCK_FUNCTIONS = {"NOW", "CURRENT_DATE"}


def constant(kind: Kind, value: Any) -> Compiled:
    """A term that is the same for every row."""
    return Compiled(Kind.NULL if value is None else kind, lambda _row: value, constant=True)


def scalar(value: Any) -> Compiled:
    """A literal's or an argument's value as a term."""
    return constant(Kind.TEXT if isinstance(value, str) else Kind.NUMBER, value)


class Compiler:
    """Compiles the terms of one ``SELECT`` or condition.

    With ``frozen`` the clock is read once for all rows, if at all; else each time.
    """

    def __init__(self, access: Access, clock: Clock, *, frozen: bool) -> None:
        self.access = access
        self.frozen = frozen
        self.clock = cache(clock) if frozen else clock

    def truth(self, term: Term) -> Truth:
        """The term as a condition."""
        return as_truth(self.term(term))

    def term(self, term: Term) -> Compiled:
        """The term as a function.

        Raises:
            OqlError: an argument is missing, or the database refuses the term.
        """
        match term:
            case Scalar(value=value):
                return scalar(value)
            case ColumnOf(column=column):
                return Compiled(column.kind, self.access.column(term), values=column.values)
            case Argument(name=name):
                return scalar(self.access.argument(name))
            case Operation():
                return self.operation(term)
            case IsIn(among=Query() as query):
                return self.is_among(term, query)
            case IsIn():
                return self.is_in(term)

    def operation(self, term: Operation) -> Compiled:
        """An operator or a function."""
        name = term.name
        if name == "AND" or name == "OR":  # noqa: PLR1714 - reads as it is
            terms = [self.truth(part) for part in term.terms]
            return _logical(conjunction(terms) if name == "AND" else disjunction(terms))
        function = FUNCTIONS.get(name)
        if function is not None:
            return self.call(function, term)
        left, right = (self.term(part) for part in term.terms)
        return self.folded(binary(name, left, right), left, right)

    def folded(self, compiled: Compiled, *parts: Compiled) -> Compiled:
        """Worked out once where all parts are constant."""
        if not all(part.constant for part in parts):
            return compiled
        value = compiled.run(None)
        logical = compiled.logical
        return Compiled(compiled.kind, lambda _row: value, constant=True, logical=logical)

    def call(self, function: Function, term: Operation) -> Compiled:
        """A function; the database refuses a wrong number of arguments."""
        if function.interval is not bool(term.unit):
            raise SqlError(ERROR_SYNTAX, f"You have an error in your SQL syntax near '{function.name}('")
        if not function.accepts(len(term.terms)):
            text = f"Incorrect parameter count in the call to native function '{function.name}'"
            raise SqlError(ERROR_WRONG_ARGUMENTS, text)
        arguments = [self.term(part) for part in term.terms]
        kind = function.kind([argument.kind for argument in arguments])
        if function.name == "IF":
            arguments[0] = _logical(as_truth(arguments[0]))
        compiled = Compiled(kind, self.called(function, [argument.run for argument in arguments], term.unit))
        if function.name in _CLOCK_FUNCTIONS and not self.frozen:
            return compiled
        return self.folded(compiled, *arguments)

    def called(self, function: Function, arguments: Sequence[Run], unit: str) -> Run:
        """A function's value for a row: most give ``NULL`` for ``NULL``."""
        run, clock = function.run, self.clock
        options = {"unit": unit} if unit else {}
        if function.takes_null:
            return lambda row: run(clock, *[argument(row) for argument in arguments], **options)

        def call(row: Any) -> Any:
            values = [argument(row) for argument in arguments]
            return None if None in values else run(clock, *values, **options)

        return call

    def is_among(self, term: IsIn, query: Query) -> Compiled:
        """``IN (SELECT …)``: the nested query knows nothing of the row, so it is run once."""
        ids = self.access.ids(query)
        operand = self.term(term.term)
        if not ids:  # not even NULL is among none
            return self.folded(_logical(lambda _row: term.negated), constant(Kind.NUMBER, 0))
        read = as_number(operand)
        return self.folded(_logical(_membership(read, ids, has_null=False, negated=term.negated)), operand)

    def is_in(self, term: IsIn) -> Compiled:
        """``IN (…)``: a look into a set where that is the same as comparing with each."""
        operand = self.term(term.term)
        assert not isinstance(term.among, Query)
        items = [self.term(item) for item in term.among]
        alike = _convert_alike(operand, items)
        if alike is None:
            equal = disjunction([binary("=", operand, item).run for item in items])
            return self.folded(_logical(_negated(equal) if term.negated else equal), operand, *items)
        read, values = alike
        run = _membership(read, values - {None}, has_null=None in values, negated=term.negated)
        return self.folded(_logical(run), operand, *items)


def binary(name: str, left: Compiled, right: Compiled) -> Compiled:
    """An operator between two terms."""
    if name in COMPARISONS:
        return _logical(_comparison(COMPARISONS[name], left, right))
    if name in _ARITHMETIC:
        return Compiled(Kind.NUMBER, _arithmetic(_ARITHMETIC[name], as_number(left), as_number(right)))
    if name == "/":
        return Compiled(Kind.NUMBER, _division(as_number(left), as_number(right)))
    if name in _BITWISE:
        return Compiled(Kind.NUMBER, _bitwise(_BITWISE[name], as_number(left), as_number(right)))
    if name == "MATCHES":
        raise SqlError(ERROR_NO_FULL_TEXT_INDEX, "Can't find FULLTEXT index matching the column list")
    matcher = regexp if name == "REGEXP" else like
    found = _pattern(matcher, left.run, right)
    return _logical(_negated(found) if name == "NOT LIKE" else found)


def _logical(run: Truth) -> Compiled:
    return Compiled(Kind.NUMBER, run, logical=True)


def _negated(truth: Truth) -> Truth:
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
        case Kind.NUMBER | Kind.NULL:
            return term.run
        case Kind.ENUM:
            return _then(term.run, _enum_number(term))
        case Kind.DATE | Kind.DATETIME:
            return _then(term.run, date_number)
        case Kind.TEXT:
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
    if kinds & set(TEMPORAL) and Kind.NUMBER not in kinds:
        return _moment_conversion(left), _moment_conversion(right)
    if Kind.NUMBER in kinds:
        return _number_conversion(left), _number_conversion(right)
    return fold_text, fold_text


def _moment_conversion(term: Compiled) -> Convert | None:
    return None if term.kind is Kind.DATETIME and not term.constant else comparable_moment


def _number_conversion(term: Compiled) -> Convert | None:
    match term.kind:
        case Kind.NUMBER:
            return None
        case Kind.ENUM:
            return _enum_number(term)
        case Kind.DATE | Kind.DATETIME:
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


def _convert_alike(operand: Compiled, items: Sequence[Compiled]) -> tuple[Run, frozenset[Any]] | None:
    """How to look the operand up in a set of the items, if they are constants that are all compared the same way."""
    if not all(item.constant for item in items):
        return None
    conversions = [_conversions(operand, item) for item in items if item.kind is not Kind.NULL]
    if len({item.kind for item in items if item.kind is not Kind.NULL}) > 1 and operand.kind is not Kind.NUMBER:
        return None
    mine = conversions[0][0] if conversions else None
    values = frozenset(_converted(item.value, _conversions(operand, item)[1]) for item in items)
    return _reading(operand.run, mine), values


def _membership(read: Run, values: frozenset[Any], *, has_null: bool, negated: bool) -> Truth:
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
            raise SqlError(ERROR_OUT_OF_RANGE, "BIGINT value is out of range")
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
