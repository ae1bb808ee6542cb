"""Deciding filters without objects: from what is known of one, and of who acts, a query finds it, does not, or may.

The terms are worked out by the code that answers queries; here is only what follows where something is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import Any

from fake_itop.objects.database import Database
from fake_itop.oql import OqlError
from fake_itop.oql.compiler import Compiler
from fake_itop.oql.engine import resolve
from fake_itop.oql.operators import Run
from fake_itop.oql.query import Argument, ColumnOf, ColumnPlace, IsIn, Operation, Outer, Query, Selection, Term
from fake_itop.oql.syntax import Scalar

SOME_IDS = (1_000_003, 2_000_017)
"""Ids that no installation has: what holds for both of them holds for any."""
SOME_ID = frozenset(SOME_IDS)
MANY = 200
"""So many combinations of values are tried."""

Possible = frozenset[Any]
"""The values that an attribute may have."""
Known = Mapping[str, Possible]
"""What is known of an object: an attribute that is not named may have any value."""


class Certainty(Enum):
    """Whether something is so: ``CAN`` where it is for some objects, ``MAYBE`` where that cannot be told."""

    NO = 0
    MAYBE = 1
    CAN = 2
    YES = 3

    @property
    def happens(self) -> bool:
        """Whether it surely comes to pass, if only for some objects."""
        return self in (Certainty.CAN, Certainty.YES)

    def __and__(self, other: Certainty) -> Certainty:
        return min(self, other, key=lambda answer: answer.value)

    def __or__(self, other: Certainty) -> Certainty:
        return max(self, other, key=lambda answer: answer.value)


@dataclass(frozen=True)
class Decision:
    """Decides queries on one database; ``arguments`` say who acts, ``None`` where that may be anybody."""

    db: Database
    known: Known
    arguments: Mapping[str, Any] | None = None

    def finds(self, query: str) -> Certainty:
        """Whether a query finds the object; the empty one finds all. One that cannot be run may find anything."""
        if not query:
            return Certainty.YES
        try:
            return self._finds(self.db.engine.parse(query))
        except OqlError:
            return Certainty.MAYBE

    def _finds(self, query: Query) -> Certainty:
        answer = Certainty.NO
        for selection in query.selections:
            answer |= self._selects(selection)
        return answer

    def _selects(self, selection: Selection) -> Certainty:
        joined = Certainty.MAYBE if any(not link.optional for link in selection.links) else Certainty.YES
        return joined if selection.where is None else joined & self._holds(selection.where)

    def _holds(self, term: Term) -> Certainty:
        match term:
            case Operation(name="AND", terms=terms):
                answer = Certainty.YES
                for part in terms:
                    answer &= self._holds(part)
                return answer
            case Operation(name="OR", terms=terms):
                answer = Certainty.NO
                for part in terms:
                    answer |= self._holds(part)
                return answer
        return self._atom(term)

    def _atom(self, term: Term) -> Certainty:
        domains: dict[Any, Possible] = {}
        for leaf in leaves(term):
            domain = self._domain(leaf, term)
            if domain is None:
                return Certainty.CAN if _is_free(term) else Certainty.MAYBE
            domains[_key(leaf)] = domain
        rows = [dict(zip(domains, values, strict=True)) for values in product(*domains.values())]
        if len(rows) > MANY:
            return Certainty.MAYBE
        try:
            held = {bool(Compiler(_Row(row), self.db.engine.clock, frozen=True).truth(term)(None)) for row in rows}
        except OqlError:
            return Certainty.MAYBE
        if len(held) != 1:
            return Certainty.MAYBE
        return Certainty.YES if True in held else Certainty.NO

    def _domain(self, leaf: ColumnOf | Argument | Query, term: Term) -> Possible | None:
        match leaf:
            case ColumnOf(slot=0, column=column) if column.attribute in self.known:
                values = self.known[column.attribute]
                convert = column.convert or (lambda value: value)
                return frozenset(convert(value) for value in _with_literals(values, term))
            case Argument(name=name) if self.arguments is not None:
                return frozenset([resolve(name, self.arguments, self.db.reader)])
        return None


def _is_free(term: Term) -> bool:
    """Whether a condition is about one attribute alone: there are objects for which it holds."""
    match term:
        case Operation(terms=(ColumnOf(slot=0), Scalar())) | IsIn(term=ColumnOf(slot=0), among=tuple()):
            return True
    return False


def _key(leaf: ColumnOf | Argument | Query) -> tuple[Any, ...]:
    """By what a leaf is known: columns themselves cannot be looked up."""
    match leaf:
        case ColumnOf(slot=slot, column=column):
            return (slot, column.code)
        case Argument(name=name):
            return (name,)
    return (id(leaf),)


def _with_literals(values: Possible, term: Term) -> Possible:
    """Some id may also be one that the condition names."""
    if values != SOME_ID:
        return values
    return values | {literal for literal in _literals(term) if isinstance(literal, int) and literal > 0}


@dataclass(frozen=True)
class _Row:
    """Values for the columns and arguments of a term."""

    values: Mapping[Any, Any]

    def column(self, column: ColumnOf) -> Run:
        value = self.values[_key(column)]
        return lambda _row: value

    def argument(self, name: str) -> Any:
        return self.values[_key(Argument(name))]

    def outer(self, outer: Outer) -> Any:
        raise AssertionError(outer)  # a term with a nested query is never worked out

    def ids(self, query: Query, outer: Mapping[ColumnPlace, Any]) -> frozenset[int]:
        raise AssertionError(query, outer)


def leaves(term: Term) -> Iterator[ColumnOf | Argument | Query]:
    """What a term depends on."""
    match term:
        case ColumnOf() | Argument():
            yield term
        case Operation(terms=terms):
            for part in terms:
                yield from leaves(part)
        case IsIn(term=operand, among=among):
            yield from leaves(operand)
            if isinstance(among, Query):
                yield among
            else:
                for item in among:
                    yield from leaves(item)


def _literals(term: Term) -> Iterator[Any]:
    match term:
        case Scalar(value=value):
            yield value
        case Operation(terms=terms):
            for part in terms:
                yield from _literals(part)
        case IsIn(among=among) if not isinstance(among, Query):
            for item in among:
                yield from _literals(item)


def names(db: Database, query: str) -> frozenset[str]:
    """The attributes of the object itself, and the parameters (``:current_user->login``), that a query asks for."""
    try:
        parsed = db.engine.parse(query) if query else None
    except OqlError:
        parsed = None
    found: set[str] = set()
    for selection in parsed.selections if parsed is not None else ():
        for leaf in leaves(selection.where) if selection.where is not None else ():
            if isinstance(leaf, ColumnOf) and leaf.slot == 0:
                found.add(leaf.column.attribute)
            elif isinstance(leaf, Argument):
                found.add(f":{leaf.name}")
    return frozenset(found)


def implied(db: Database, query: str) -> dict[str, Possible]:
    """What is known of an object because a query finds it: ``state = 'new'``, ``state IN (...)``, ``remote_id > 0``."""
    try:
        parsed = db.engine.parse(query) if query else None
    except OqlError:
        return {}
    if parsed is None or len(parsed.selections) != 1 or parsed.selections[0].where is None:
        return {}
    where = parsed.selections[0].where
    terms = where.terms if isinstance(where, Operation) and where.name == "AND" else (where,)
    known: dict[str, Possible] = {}
    for term in terms:
        known |= _implied(term)
    return known


def _implied(term: Term) -> dict[str, Possible]:
    match term:
        case Operation(name=name, terms=(ColumnOf(slot=0, column=column), Scalar(value=value))):
            rule: dict[str, Callable[[Any], Possible | None]] = {
                "=": lambda value: frozenset([value]),
                ">": lambda value: SOME_ID if isinstance(value, int) and value >= 0 else None,
            }
            possible = rule.get(name, lambda _: None)(value)
            return {} if possible is None or column.convert is not None else {column.attribute: possible}
        case IsIn(term=ColumnOf(slot=0, column=column), among=tuple() as items, negated=False):
            values = [item.value for item in items if isinstance(item, Scalar)]
            return {column.attribute: frozenset(values)} if len(values) == len(items) else {}
    return {}
