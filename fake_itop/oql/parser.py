"""From the text of a query to its syntax tree."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any, Literal, TypeVar

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedToken

from fake_itop.oql.errors import OqlError, unexpected_token, wrong_name
from fake_itop.oql.lexer import OqlLexer
from fake_itop.oql.syntax import (
    EXPRESSION_NAMES,
    Binary,
    Expression,
    Field,
    FunctionCall,
    InList,
    InQuery,
    Interval,
    Join,
    Logical,
    Name,
    Parameter,
    Scalar,
    Select,
    Union,
)
from fake_itop.values.reasons import Complaint, NestedTooDeep

DEEPEST_NESTING = 100
"""How deep expressions may nest (our own limit: what is compiled calls itself as deep)."""

Item = TypeVar("Item", Expression, Name)

_LARGEST_INTEGER = 2**63 - 1
_DIGITS = 19
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse_query(text: str) -> Union:
    """The tree of a query.

    Raises:
        OqlError: it is none.
    """
    tree = _parse(text)
    if isinstance(tree, Union):
        return tree
    raise wrong_name(Complaint.NO_QUERY, EXPRESSION_NAMES[type(tree)], 0, text, exception_class="OQLException")


def parse_expression(text: str) -> Expression:
    """The tree of a condition, such as a class's obsolescence expression.

    Raises:
        OqlError: it is none.
    """
    tree = _parse(text)
    if isinstance(tree, Union):
        raise wrong_name(Complaint.NO_EXPRESSION, "OqlObjectQuery", 0, text, exception_class="OQLException")
    return tree


def _parse(text: str) -> Union | Expression:
    try:
        tree: Any = _lark().parse(text)
    except UnexpectedToken as error:
        raise _syntax_error(error.token, text) from None
    assert isinstance(tree, Union | Expression)
    return tree


@cache
def _lark() -> Lark:
    grammar = resources.files("fake_itop.oql").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer=OqlLexer, transformer=_Builder())


def _syntax_error(token: Token, text: str) -> OqlError:
    if token.type == "$END":
        return unexpected_token("", "", 0, text)
    return unexpected_token(token.type, str(token), token.start_pos or 0, text)


def _level(*parts: Union | Expression) -> int:
    """The depth of a node above ``parts``."""
    depth = 1 + max((part.depth for part in parts), default=0)
    if depth > DEEPEST_NESTING:
        raise OqlError(NestedTooDeep(limit=DEEPEST_NESTING))
    return depth


def _name(token: Token) -> Name:
    text = token[1:-1] if token.startswith("`") else str(token)
    return Name(text, token.start_pos or 0)


def _logical(operator: Literal["AND", "OR"], left: Expression, right: Expression) -> Logical:
    """``a AND b AND c`` as one node of three terms, so that a long chain is not a deep one."""
    if isinstance(left, Logical) and left.operator == operator:
        return Logical(operator, (*left.terms, right), max(left.depth, _level(right)))
    return Logical(operator, (left, right), _level(left, right))


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    """Makes the tree's nodes while the parser runs. Underscored parameters are the words that say nothing more."""

    def whole_query(self, query: Union) -> Union:
        return query

    def whole_expression(self, expression: Expression) -> Expression:
        return expression

    def queries(self, select: Select) -> Union:
        return Union((select,), 1 if select.where is None else _level(select.where))

    def union(self, queries: Union, _union: Token, select: Select) -> Union:
        depth = queries.depth if select.where is None else max(queries.depth, _level(select.where))
        return Union((*queries.selects, select), depth)

    def select_class(self, _select: Token, cls: Name, joins: tuple[Join, ...], where: Expression | None) -> Select:
        return Select((), cls, cls, joins, where)

    def select_class_as(
        self, _select: Token, cls: Name, _as: Token, alias: Name, joins: tuple[Join, ...], where: Expression | None
    ) -> Select:
        return Select((), cls, alias, joins, where)

    def select_from(
        self,
        _select: Token,
        selected: list[Name],
        _from: Token,
        cls: Name,
        joins: tuple[Join, ...],
        where: Expression | None,
    ) -> Select:
        return Select(tuple(selected), cls, cls, joins, where)

    def select_from_as(
        self,
        _select: Token,
        selected: list[Name],
        _from: Token,
        cls: Name,
        _as: Token,
        alias: Name,
        joins: tuple[Join, ...],
        where: Expression | None,
    ) -> Select:
        return Select(tuple(selected), cls, alias, joins, where)

    def class_name(self, token: Token) -> Name:
        return _name(token)

    def alias(self, token: Token) -> Name:
        return _name(token)

    def no_joins(self) -> tuple[Join, ...]:
        return ()

    def more_joins(self, joins: tuple[Join, ...], join: Join) -> tuple[Join, ...]:
        return (*joins, join)

    def join(self, _join: Token, cls: Name, _on: Token, condition: tuple[Field, str, Field]) -> Join:
        return Join(cls, cls, *condition)

    def join_as(
        self, _join: Token, cls: Name, _as: Token, alias: Name, _on: Token, condition: tuple[Field, str, Field]
    ) -> Join:
        return Join(cls, alias, *condition)

    def join_condition(self, left: Field, operator: str, right: Field) -> tuple[Field, str, Field]:
        return left, operator, right

    def join_operator(self, token: Token) -> str:
        return str(token)

    def no_where(self) -> None:
        return None

    def where(self, _where: Token, expression: Expression) -> Expression:
        return expression

    def comparator(self, token: Token) -> Token:
        return token

    def binary(self, left: Expression, operator: Token, right: Expression) -> Expression:
        if operator == "AND" or operator == "OR":  # noqa: PLR1714 - narrows to the literals
            return _logical("AND" if operator == "AND" else "OR", left, right)
        return Binary(str(operator), left, right, _level(left, right))

    def number(self, token: Token) -> Scalar:
        return Scalar(_integer(token))

    def negative(self, _minus: Token, token: Token) -> Scalar:
        return Scalar(-_integer(token))

    def hexadecimal(self, token: Token) -> Scalar:
        return Scalar(min(int(token, 16), _LARGEST_INTEGER))

    def string(self, token: Token) -> Scalar:
        return Scalar(_ESCAPED.sub(r"\1", token[1:-1]))

    def null(self, _token: Token) -> Scalar:
        return Scalar(None)

    def parameter(self, token: Token) -> Parameter:
        return Parameter(str(token[1:]))

    def bare_field(self, token: Token) -> Field:
        return Field(_name(token))

    def field_of(self, alias: Token, _dot: Token, token: Token) -> Field:
        return Field(_name(token), _name(alias))

    def parentheses(self, _open: Token, expression: Expression, _close: Token) -> Expression:
        return expression

    def function_name(self, token: Token) -> str:
        return str(token)

    def call_without_arguments(self, function: str, _open: Token, _close: Token) -> FunctionCall:
        return FunctionCall(function, (), 1)

    def call(self, function: str, _open: Token, arguments: list[Expression], _close: Token) -> FunctionCall:
        return FunctionCall(function, tuple(arguments), _level(*arguments))

    def one(self, item: Item) -> list[Item]:
        return [item]

    def more(self, items: list[Item], _comma: Token, item: Item) -> list[Item]:
        items.append(item)
        return items

    def unit(self, token: Token) -> str:
        return str(token)

    def interval(self, _interval: Token, amount: Expression, unit: str) -> Interval:
        return Interval(amount, unit, _level(amount))

    def in_list(
        self, operand: Expression, operator: Token, _open: Token, items: list[Expression], _close: Token
    ) -> InList:
        return InList(operand, tuple(items), operator.type == "NOT_IN", _level(operand, *items))

    def in_query(self, operand: Expression, operator: Token, _open: Token, query: Union, _close: Token) -> InQuery:
        return InQuery(operand, query, operator.type == "NOT_IN", _level(operand, query))


def _integer(digits: str) -> int:
    """A number as PHP's cast takes it: too large a one becomes the largest. Short cut, as Python limits digits."""
    return _LARGEST_INTEGER if len(digits.lstrip("0")) > _DIGITS else min(int(digits), _LARGEST_INTEGER)
