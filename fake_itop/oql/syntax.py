"""The syntax tree of a query, as it was written: names are not yet looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Name:
    """A class, alias or attribute as written (without back-quotes), and its place in bytes."""

    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number, a text or ``NULL``."""

    value: int | str | None
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute, of the alias before the dot where there is one."""

    name: Name
    alias: Name | None = None
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Parameter:
    """``:name`` or ``:name->attribute``, without the colon."""

    name: str
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Interval:
    """``INTERVAL amount UNIT``, the argument of ``DATE_ADD`` and ``DATE_SUB``."""

    amount: Expression
    unit: str
    depth: int


@dataclass(frozen=True, slots=True)
class FunctionCall:
    function: str
    arguments: tuple[Expression, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two expressions."""

    operator: str
    left: Expression
    right: Expression
    depth: int


@dataclass(frozen=True, slots=True)
class Logical:
    """``AND`` or ``OR`` over two or more terms: a chain is one node, however long it is."""

    operator: Literal["AND", "OR"]
    terms: tuple[Expression, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class InList:
    """``IN (a, b)``; ``negated`` for ``NOT IN``."""

    operand: Expression
    items: tuple[Expression, ...]
    negated: bool
    depth: int


@dataclass(frozen=True, slots=True)
class InQuery:
    """``IN (SELECT …)``; ``negated`` for ``NOT IN``."""

    operand: Expression
    query: Union
    negated: bool
    depth: int


Expression = Scalar | Field | Parameter | Interval | FunctionCall | Binary | Logical | InList | InQuery


@dataclass(frozen=True, slots=True)
class Join:
    """``JOIN class AS alias ON left operator right``."""

    cls: Name
    alias: Name
    left: Field
    operator: str
    right: Field


@dataclass(frozen=True, slots=True)
class Select:
    """One ``SELECT``. Without ``selected`` the class's own objects are asked for."""

    selected: tuple[Name, ...]
    cls: Name
    alias: Name
    joins: tuple[Join, ...] = ()
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Union:
    """The ``SELECT``s of a query: one, or several with ``UNION`` between them."""

    selects: tuple[Select, ...]
    depth: int = field(default=1)


EXPRESSION_NAMES: dict[type, str] = {
    Scalar: "ScalarOqlExpression",
    Field: "FieldOqlExpression",
    Parameter: "VariableOqlExpression",
    FunctionCall: "FunctionOqlExpression",
    Binary: "BinaryOqlExpression",
    Logical: "BinaryOqlExpression",
    InList: "BinaryOqlExpression",
    InQuery: "BinaryOqlExpression",
}
"""What iTop calls an expression where it wants a query ("Expecting an OQL query - found 'FieldOqlExpression'")."""
