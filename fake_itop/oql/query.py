"""A query whose names are looked up: what is parsed, checked and kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from fake_itop.datamodel.model import MetaClass
from fake_itop.oql.columns import Column
from fake_itop.oql.syntax import Scalar


@dataclass(frozen=True)
class RowSource:
    """A class of a query under its alias."""

    alias: str
    cls: MetaClass


@dataclass(frozen=True)
class ColumnOf:
    """A column of the source number ``slot``."""

    slot: int
    column: Column


ColumnPlace = tuple[int, int, str]
"""How many queries further out, the source there, and the column's code."""


@dataclass(frozen=True)
class Outer:
    """A column of the row that a query ``level`` levels further out is at: constant while the nested query runs."""

    level: int
    column: ColumnOf

    @property
    def place(self) -> ColumnPlace:
        """By what it is known: columns themselves cannot be looked up."""
        return (self.level, self.column.slot, self.column.column.code)


@dataclass(frozen=True)
class Argument:
    """A parameter, by its name without the colon."""

    name: str


@dataclass(frozen=True)
class Operation:
    """An operator or a function (by its name in capitals) over terms; ``AND`` and ``OR`` take any number."""

    name: str
    terms: tuple[Term, ...]
    unit: str = ""


@dataclass(frozen=True)
class IsIn:
    """``term IN (items)`` or ``term IN (SELECT …)``."""

    term: Term
    among: tuple[Term, ...] | Query
    negated: bool


Term = Scalar | ColumnOf | Outer | Argument | Operation | IsIn


@dataclass(frozen=True)
class KeyJoin:
    """A join: source ``key_slot``'s external key ``key`` stands to source ``id_slot``'s id as ``operator`` says.

    ``joined`` is the later of the two sources, ``known`` the earlier. A source joined by a key that may be unset is
    ``optional``: the row stays where there is none ("fact syntax join unset key").
    """

    key_slot: int
    key: str
    operator: str
    id_slot: int
    optional: bool

    @property
    def joined(self) -> int:
        """The source that the join adds."""
        return max(self.key_slot, self.id_slot)

    @property
    def known(self) -> int:
        """The source that it is joined to."""
        return min(self.key_slot, self.id_slot)


@dataclass(frozen=True)
class Selection:
    """One checked ``SELECT``: its sources (the first is the class itself), joins, condition and chosen sources."""

    sources: tuple[RowSource, ...]
    selected: tuple[int, ...]
    links: tuple[KeyJoin, ...] = ()
    where: Term | None = None

    @property
    def cls(self) -> MetaClass:
        """The class of the objects that it gives."""
        return self.sources[self.selected[0]].cls


@dataclass(frozen=True)
class Query:
    """A query, parsed and checked against a datamodel.

    ``cls`` is the class of its objects: of a union the nearest that all have in common. ``parameters`` are the names
    that it wants arguments for, in the order of the text, ``outer`` the columns that it reads of the queries around it.
    """

    text: str
    selections: tuple[Selection, ...]
    cls: MetaClass
    parameters: tuple[str, ...] = field(default=())
    outer: tuple[Outer, ...] = field(default=())
