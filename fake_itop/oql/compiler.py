"""Makes Python functions out of checked terms: given a row, each gives the value that the database would.

A row is whatever `Access` reads from: an object, or one object (or none) per source of a join. ``None`` is ``NULL``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from fake_itop.oql.errors import SqlError
from fake_itop.oql.functions import FUNCTIONS, Function, Now
from fake_itop.oql.operators import (
    Compiled,
    Run,
    Truth,
    as_number,
    as_truth,
    binary,
    convert_alike,
    logical,
    membership,
    negate,
    scalar,
)
from fake_itop.oql.query import Argument, ColumnOf, ColumnPlace, IsIn, Operation, Outer, Query, Term
from fake_itop.oql.sql import conjunction, disjunction
from fake_itop.oql.syntax import Scalar
from fake_itop.values import messages

ERROR_WRONG_ARGUMENTS = 1582
ERROR_SYNTAX = 1064

_PART_OF_SQL = frozenset(("IF", "COALESCE", "SUBSTR", "TRIM", "DATE", "TIME", "YEAR", "MONTH", "DAY", "CURRENT_DATE"))
"""Functions that the database's own grammar has: a wrong number of arguments is an error of syntax."""
_CLOCK_FUNCTIONS = {"NOW", "CURRENT_DATE"}


class Access(Protocol):
    """Where a compiled term gets what is not in its text."""

    def column(self, column: ColumnOf) -> Run:
        """A function that reads a column of a row."""

    def argument(self, name: str) -> Any:
        """The value of a parameter (``None``, a number or a text)."""

    def outer(self, outer: Outer) -> Any:
        """The value of a column of a query further out."""

    def ids(self, query: Query, outer: Mapping[ColumnPlace, Any]) -> frozenset[int]:
        """The ids that a nested query finds, where the queries around it have these values."""


class Compiler:
    """Compiles the terms of one ``SELECT`` or condition.

    With ``frozen`` the clock is read once for all rows, if at all; else each time.
    """

    def __init__(self, access: Access, clock: Now, *, frozen: bool) -> None:
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
            case Outer(column=ColumnOf(column=column)):
                value = self.access.outer(term)
                return Compiled(column.kind, lambda _row: value, constant=True, values=column.values)
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
            return logical(conjunction(terms) if name == "AND" else disjunction(terms))
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
        return Compiled(compiled.kind, lambda _row: value, constant=True, logical=compiled.logical)

    def call(self, function: Function, term: Operation) -> Compiled:
        """A function; the database refuses a wrong number of arguments."""
        fits = function.accepts(len(term.terms))
        if function.interval is not bool(term.unit) or (not fits and function.name in _PART_OF_SQL):
            raise SqlError(ERROR_SYNTAX, messages.syntax_near(f"{function.name}("))
        if not fits:
            raise SqlError(ERROR_WRONG_ARGUMENTS, messages.wrong_parameter_count(function.name))
        arguments = [self.term(part) for part in term.terms]
        kind = function.kind([argument.kind for argument in arguments])
        if function.name == "IF":
            arguments[0] = logical(as_truth(arguments[0]))
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
        """``IN (SELECT …)``: the nested query is run once for all rows that look alike to it, often for all."""
        operand = self.term(term.term)
        read = as_number(operand)
        reads = [self.outside(outer) for outer in query.outer]
        places = [outer.place for outer in query.outer]

        @cache
        def test(*values: Any) -> Truth:
            ids = self.access.ids(query, dict(zip(places, values, strict=True)))
            if not ids:  # not even NULL is among none
                return lambda _row: term.negated
            return membership(read, ids, has_null=False, negated=term.negated)

        if not reads:
            return self.folded(logical(test()), operand)
        return logical(lambda row: test(*[read(row) for read in reads])(row))

    def outside(self, outer: Outer) -> Run:
        """What a nested query reads of the queries around it, as a function of a row of this one."""
        if outer.level == 1:
            return self.access.column(outer.column)
        return self.term(Outer(outer.level - 1, outer.column)).run

    def is_in(self, term: IsIn) -> Compiled:
        """``IN (…)``: a look into a set where that is the same as comparing with each."""
        operand = self.term(term.term)
        assert not isinstance(term.among, Query)
        items = [self.term(item) for item in term.among]
        alike = convert_alike(operand, items)
        if alike is None:
            equal = disjunction([binary("=", operand, item).run for item in items])
            return self.folded(logical(negate(equal) if term.negated else equal), operand, *items)
        read, values = alike
        run = membership(read, values - {None}, has_null=None in values, negated=term.negated)
        return self.folded(logical(run), operand, *items)
