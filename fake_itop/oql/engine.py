"""Runs queries over a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Protocol

from fake_itop.datamodel.model import MetaClass
from fake_itop.oql.checker import parse, parse_condition
from fake_itop.oql.columns import Column, columns
from fake_itop.oql.compiler import Compiler
from fake_itop.oql.errors import MissingArgumentError, SqlError
from fake_itop.oql.operators import Run
from fake_itop.oql.plan import Plan, Selected, make_plan
from fake_itop.oql.query import ColumnOf, ColumnPlace, Outer, Query, RowSource
from fake_itop.store import Reader, Record, Store
from fake_itop.values import messages
from fake_itop.values.collation import fold

ERROR_ONE_COLUMN = 1241

AMBIENT = "current_"
"""Arguments that iTop itself knows (``current_contact``, ``current_user``, …): never listed as available."""


class Readable(Protocol):
    """An object that is not stored (yet), as an argument."""

    def read(self, code: str) -> Any:
        """The value of an attribute."""


Arguments = Mapping[str, Any]
"""By name: an object (`Record` or `Readable`, ``None`` for none), whose attributes are read as ``:name->code``, or a
plain value, read as ``:name``."""

NO_ARGUMENTS: Arguments = MappingProxyType({})

OUTERMOST: Mapping[ColumnPlace, Any] = MappingProxyType({})
"""What a query reads of those around it where there are none."""


class Engine:
    """Answers queries over one store. ``reader`` reads attributes, also those that a condition in OQL works out."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.clock = clock
        self.reader = Reader(store, self.condition)
        self._getters: dict[tuple[str, str], Run] = {}

    def parse(self, text: str) -> Query:
        """The query that a text means.

        Raises:
            OqlError: it is none.
        """
        return parse(text, self.store.model)

    def select(
        self,
        query: Query | str,
        arguments: Arguments = NO_ARGUMENTS,
        *,
        visible: Callable[[Record], bool] | None = None,
        order: bool = True,
    ) -> list[Record]:
        """The objects that a query finds, each once, in the default order of the query's class.

        Of a query that selects several aliases these are the first one's, once for each combination with the others.
        ``visible`` lets only some objects through; without ``order`` they come as they are found.

        Raises:
            OqlError: the query is none, an argument is missing, or the database refuses it.
        """
        checked = self.parse(query) if isinstance(query, str) else query
        found = self._find(checked, arguments)
        records = [record for record in found.values() if record and (visible is None or visible(record))]
        return self.ordered(records, checked.cls) if order else records

    def rows(
        self,
        query: str,
        arguments: Arguments = NO_ARGUMENTS,
        *,
        visible: Callable[[Record], bool] | None = None,
    ) -> list[Record | None]:
        """As `select`, and a None for each row whose first selected alias is joined by an unset key: iTop counts rows.

        They stand where ``NULL`` does in the order of the class. Who may not see all objects does not see them.
        """
        checked = self.parse(query)
        found = self._find(checked, arguments).values()
        records = [record for record in found if record and (visible is None or visible(record))]
        ordered = self.ordered(records, checked.cls)
        missing = [None] * sum(record is None for record in found) if visible is None else []
        upwards = next(iter(checked.cls.order_by.values()), True)
        return [*missing, *ordered] if upwards else [*ordered, *missing]

    def matches(self, query: Query, record_id: int, arguments: Arguments = NO_ARGUMENTS) -> bool:
        """Whether the object of that id is among those that a query finds (a trigger's filter).

        The id is the argument ``id``, as it is in iTop: a filter that wants ``:this`` is told that only ``id`` is
        available ("filter with magic argument").

        Raises:
            OqlError: an argument is missing, or the database refuses the query.
        """
        found = self._find(query, {**arguments, "id": record_id}, only=record_id)
        return any(record is not None and record.id == record_id for record in found.values())

    def condition(self, cls: MetaClass, expression: str) -> Callable[[Record], Any]:
        """A condition over an object of a class, such as its obsolescence expression, as a function.

        Raises:
            OqlError: it is none, or names something that the class does not have.
        """
        term = parse_condition(expression, cls, self.store.model)
        access = _Access(self, (RowSource(cls.name, cls),), {})
        return Compiler(access, self.clock, frozen=False).term(term).run

    def explain(self, query: Query | str, arguments: Arguments = NO_ARGUMENTS) -> str:
        """What would be done to answer a query, a line per step.

        Raises:
            OqlError: as `select` does.
        """
        checked = self.parse(query) if isinstance(query, str) else query
        plans = self._plans(checked, arguments)
        lines = [line for plan in plans for line in ("select", *(f"  {step}" for step in plan.description))]
        order = ", ".join(f"{code} {'up' if up else 'down'}" for code, up in checked.cls.order_by.items())
        return "\n".join([*lines, f"sort by {order or 'id'}"])

    def ordered(self, records: list[Record], cls: MetaClass) -> list[Record]:
        """Objects in the default order of a class; equal ones by id."""
        if len(records) <= 1:
            return records
        records.sort(key=attrgetter("id"))
        for code, ascending in reversed(list(cls.order_by.items())):
            read = self.getter(cls, code)
            records.sort(key=lambda record: _sort_key(read(record)), reverse=not ascending)
        return records

    def getter(self, cls: MetaClass, code: str) -> Run:
        """A function that reads an attribute of objects of a class and those below it."""
        found = self._getters.get((cls.name, code))
        if found is None:
            found = self._getters[cls.name, code] = self._make_getter(cls, code)
        return found

    def _make_getter(self, cls: MetaClass, code: str) -> Run:
        if code == "id":
            return attrgetter("id")
        position = cls.columns.get(code)
        if position is not None and all(below.columns.get(code) == position for below in cls.descendants):
            return lambda record: record.values[position]
        if not cls.children:
            return self.reader.getter(cls, code)
        find = self.reader.getter
        return lambda record: find(record.cls, code)(record)

    def nested(self, query: Query, arguments: Arguments, outer: Mapping[ColumnPlace, Any]) -> frozenset[int]:
        """The ids that a query within another one finds, where those around it have the ``outer`` values.

        Raises:
            SqlError: it selects several aliases ("fact syntax subquery two columns").
        """
        if any(len(selection.selected) != 1 for selection in query.selections):
            raise SqlError(ERROR_ONE_COLUMN, messages.ONE_COLUMN)
        return frozenset(record.id for record in self._find(query, arguments, outer=outer).values() if record)

    def _find(
        self, query: Query, arguments: Arguments, only: int | None = None, outer: Mapping[ColumnPlace, Any] = OUTERMOST
    ) -> Selected:
        found: Selected = {}
        for plan in self._plans(query, arguments, only, outer):
            found |= plan.run()
        return found

    def _plans(
        self, query: Query, arguments: Arguments, only: int | None = None, outer: Mapping[ColumnPlace, Any] = OUTERMOST
    ) -> Iterator[Plan]:
        for name in query.parameters:
            resolve(name, arguments, self.reader)
        for selection in query.selections:
            access = _Access(self, selection.sources, arguments, outer)
            compiler = Compiler(access, self.clock, frozen=True)
            yield make_plan(selection, self.store, compiler, only)


class _Access:
    """Gives a compiler what stands outside the text: columns of rows, arguments, nested queries."""

    def __init__(
        self,
        engine: Engine,
        sources: tuple[RowSource, ...],
        arguments: Arguments,
        outer: Mapping[ColumnPlace, Any] = OUTERMOST,
    ) -> None:
        self.engine = engine
        self.sources = sources
        self.arguments = arguments
        self.values = outer
        self.nested: dict[int, frozenset[int]] = {}

    def column(self, column: ColumnOf) -> Run:
        """Reads a column: of the object itself where it is the only source, else of the source's object."""
        slot = column.slot
        read = _column(self.engine, self.sources[slot].cls, column.column)
        if len(self.sources) == 1:
            return read
        return lambda row: None if (record := row[slot]) is None else read(record)

    def argument(self, name: str) -> Any:
        """The value of a parameter."""
        return resolve(name, self.arguments, self.engine.reader)

    def outer(self, outer: Outer) -> Any:
        """The value of a column of a query further out."""
        return self.values[outer.place]

    def ids(self, query: Query, outer: Mapping[ColumnPlace, Any]) -> frozenset[int]:
        """The ids that a nested query finds; found once where it reads nothing of the queries around it."""
        if outer:
            return self.engine.nested(query, self.arguments, outer)
        found = self.nested.get(id(query))
        if found is None:
            found = self.nested[id(query)] = self.engine.nested(query, self.arguments, outer)
        return found


def _column(engine: Engine, cls: MetaClass, column: Column) -> Run:
    read, convert = engine.getter(cls, column.attribute), column.convert
    if convert is None:
        return read
    return lambda record: None if (value := read(record)) is None else convert(value)


def resolve(name: str, arguments: Arguments, reader: Reader) -> Any:
    """The value of a parameter ``name`` or ``name->attribute``; ``None`` for an attribute that the object lacks.

    Raises:
        MissingArgumentError: nobody gave it.
    """
    if name in arguments:
        return _plain(arguments[name])
    owner, arrow, code = name.partition("->")
    if not arrow or owner not in arguments:
        raise MissingArgumentError(name, [given for given in arguments if not given.startswith(AMBIENT)])
    return _plain(_attribute(arguments[owner], code, reader))


def _attribute(owner: Any, code: str, reader: Reader) -> Any:
    try:
        if not isinstance(owner, Record):
            return None if owner is None else owner.read(code)
        column = columns(owner.cls, reader.store.model).get(code)
        if column is None or column.convert is None:
            return reader.read(owner, code)
        return column.convert(reader.read(owner, column.attribute))
    except KeyError:
        return None


def _plain(value: Any) -> Any:
    """An argument's value as a query takes it."""
    if value is None or isinstance(value, str | int | float):
        return int(value) if isinstance(value, bool) else value
    return float(value) if isinstance(value, Decimal) else str(value)


def _sort_key(value: Any) -> tuple[int, Any]:
    """``NULL`` first, texts as the collation has them."""
    if value is None:
        return (0, 0)
    return (1, fold(value) if isinstance(value, str) else value)
