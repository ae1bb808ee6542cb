"""What of a condition an index can answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes import SqlType
from fake_itop.datamodel.model import MetaClass
from fake_itop.oql.columns import Column
from fake_itop.oql.compiler import Compiler
from fake_itop.oql.functions import FUNCTIONS
from fake_itop.oql.query import Argument, ColumnOf, IsIn, Operation, Outer, Query, Term
from fake_itop.oql.sql import to_number
from fake_itop.oql.syntax import Scalar
from fake_itop.store import Record, Store

Follow = Callable[[Record], Iterator[Record]]


def from_key_side(store: Store, key: str, operator: str, target: MetaClass) -> Follow:
    """From the object that has the key to those of ``target`` that the join asks for."""
    if operator == "=":
        return lambda record: _pointed_at(store, record, key, target)
    inside = _lower(operator)
    strict, negated = operator.endswith("STRICT"), operator.startswith("NOT")

    def follow(record: Record) -> Iterator[Record]:
        family = _above(store, record, key) if inside else _below(store, record, key)
        yield from _chosen(store, record, family, target, strict=strict, negated=negated)

    return follow


def from_id_side(store: Store, key: str, operator: str, owner: MetaClass) -> Follow:
    """From the object whose id is compared to those of ``owner`` whose key the join asks for."""
    if operator == "=":
        return lambda record: store.find(owner.name, key, record.id)
    inside = _lower(operator)
    strict, negated = operator.endswith("STRICT"), operator.startswith("NOT")

    def follow(record: Record) -> Iterator[Record]:
        family = _below(store, record, key) if inside else _above(store, record, key)
        yield from _chosen(store, record, family, owner, strict=strict, negated=negated)

    return follow


def _lower(operator: str) -> bool:
    """Whether the side with the key is the lower one."""
    return "BELOW" in operator


def _pointed_at(store: Store, record: Record, key: str, target: MetaClass) -> Iterator[Record]:
    found = store.get(target.name, record[key] or 0)
    if found is not None:
        yield found


def _above(store: Store, record: Record, key: str) -> dict[int, Record]:
    """An object and those above it, by id."""
    found: dict[int, Record] = {}
    current: Record | None = record
    while current is not None and current.id not in found:
        found[current.id] = current
        current = store.get(record.cls.root.name, current[key] or 0)
    return found


def _below(store: Store, record: Record, key: str) -> dict[int, Record]:
    """An object and all below it, by id."""
    found = {record.id: record}
    waiting = [record]
    while waiting:
        for child in store.find(record.cls.name, key, waiting.pop().id):
            if child.id not in found:
                found[child.id] = child
                waiting.append(child)
    return found


def _chosen(
    store: Store, record: Record, family: dict[int, Record], cls: MetaClass, *, strict: bool, negated: bool
) -> Iterator[Record]:
    if strict:
        family.pop(record.id)
    if negated:
        yield from (found for found in store.scan(cls.name) if found.id not in family)
    else:
        yield from (found for found in family.values() if found.cls.is_a(cls.name))


@dataclass(frozen=True)
class Lookup:
    """The objects of source ``slot`` whose ``column`` has one of ``values``: an index answers it."""

    slot: int
    column: Column
    values: tuple[Any, ...]

    def estimate(self, store: Store, cls: MetaClass) -> int:
        """How many objects there are at most."""
        if self.column.code == "id":
            return len(self.values)
        return sum(store.count_found(cls.name, self.column.code, value) for value in self.values)

    def records(self, store: Store, cls: MetaClass) -> Iterator[Record]:
        """The objects; one may come twice."""
        for value in self.values:
            if self.column.code == "id":
                found = store.get(cls.name, value)
                if found is not None:
                    yield found
            else:
                yield from store.find(cls.name, self.column.code, value)


def conjuncts(where: Term | None) -> tuple[Term, ...]:
    """The terms that must all hold."""
    if where is None:
        return ()
    return where.terms if isinstance(where, Operation) and where.name == "AND" else (where,)


def slots_of(term: Term) -> frozenset[int]:
    """The sources that a term reads."""
    match term:
        case ColumnOf(slot=slot):
            return frozenset((slot,))
        case Operation(terms=terms):
            return frozenset().union(*map(slots_of, terms))
        case IsIn(term=operand, among=among):
            if isinstance(among, Query):
                return slots_of(operand).union(outer.column.slot for outer in among.outer if outer.level == 1)
            return slots_of(operand).union(*map(slots_of, among))
        case _:
            return frozenset()


_STRICT = frozenset(name for name, function in FUNCTIONS.items() if not function.takes_null)


def required_slots(term: Term) -> frozenset[int]:
    """The sources without which a condition cannot hold."""
    match term:
        case Operation(name="AND", terms=terms):
            return frozenset().union(*map(required_slots, terms))
        case Operation(name="OR", terms=terms):
            return frozenset.intersection(*map(required_slots, terms))
        case IsIn(term=operand, negated=False):
            return _strict_slots(operand)
        case _:
            return _strict_slots(term)


def _strict_slots(term: Term) -> frozenset[int]:
    """The sources without which a term is ``NULL``."""
    match term:
        case ColumnOf(slot=slot):
            return frozenset((slot,))
        case Operation(name="AND" | "OR"):
            return frozenset()
        case Operation(name=name, terms=terms) if name not in FUNCTIONS or name in _STRICT:
            return frozenset().union(*map(_strict_slots, terms))
        case IsIn(term=operand, among=tuple()):
            return _strict_slots(operand)
        case _:
            return frozenset()


def find_lookup(term: Term, compiler: Compiler) -> Lookup | None:
    """The lookup that a term amounts to, if it is one: a column that equals something constant, or is in such a set."""
    match term:
        case Operation(name="=", terms=(ColumnOf(slot, column), other)) if column.indexed:
            return _lookup(slot, column, _constants((other,), compiler))
        case Operation(name="=", terms=(other, ColumnOf(slot, column))) if column.indexed:
            return _lookup(slot, column, _constants((other,), compiler))
        case IsIn(term=ColumnOf(slot, column), among=Query(outer=()) as query, negated=False):
            return (
                _lookup(slot, column, list(compiler.access.ids(query, {}))) if column.kind is SqlType.NUMBER else None
            )
        case IsIn(term=ColumnOf(slot, column), among=tuple() as items, negated=False) if column.indexed:
            return _lookup(slot, column, _constants(items, compiler))
        case _:
            return None


def _constants(terms: tuple[Term, ...], compiler: Compiler) -> list[Any] | None:
    found = []
    for term in terms:
        if not isinstance(term, Scalar | Outer | Argument):
            return None
        found.append(compiler.term(term).value)
    return found


def _lookup(slot: int, column: Column, values: list[Any] | None) -> Lookup | None:
    if values is None or not column.indexed:
        return None
    given = [value for value in values if value is not None]
    if column.kind is SqlType.NUMBER:
        numbers = [number for value in given if (number := to_number(value)) is not None]
        return Lookup(slot, column, tuple(dict.fromkeys(int(number) for number in numbers if _is_whole(number))))
    if all(isinstance(value, str) for value in given):
        return Lookup(slot, column, tuple(dict.fromkeys(given)))
    return None


def _is_whole(number: float) -> bool:
    return isinstance(number, int) or number.is_integer()
