"""A second evaluator of queries, as plain as can be: the oracle for the planner.

It walks the syntax tree for every combination of objects, uses no index, knows no shortcut, and shares nothing with
the engine but the parser and the reading of attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes import (
    AttributeDateTime,
    AttributeEnum,
    AttributeExternalField,
    AttributeExternalKey,
    AttributeInteger,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.oql.parser import parse_query
from fake_itop.oql.syntax import (
    Binary,
    Expression,
    Field,
    FunctionCall,
    InList,
    InQuery,
    Join,
    Logical,
    Scalar,
    Select,
    Union,
)
from fake_itop.store import Reader, Record
from fake_itop.values.collation import fold

Row = dict[str, Record | None]


@dataclass(frozen=True)
class Value:
    """A value with the kind that decides how it is compared; ``place`` is an enum's number."""

    kind: str
    value: Any
    place: int = 0


class NaiveEvaluator:
    """Answers a query with the ids that it finds."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.store = reader.store
        self.model = reader.store.model

    def ids(self, query: str) -> set[int]:
        return self.ids_of(parse_query(query))

    def ids_of(self, union: Union) -> set[int]:
        return {found for select in union.selects for found in self.ids_of_select(select)}

    def ids_of_select(self, select: Select) -> Iterator[int]:
        chosen = select.selected[0].text if select.selected else select.alias.text
        classes = {select.alias.text: select.cls.text} | {join.alias.text: join.cls.text for join in select.joins}
        for record in self.store.scan(select.cls.text):
            for row in self.grown(select.alias.text, {select.alias.text: record}, select):
                found = row[chosen]
                if found is not None and (select.where is None or self.truth(select.where, row, classes)):
                    yield found.id

    # Joins

    def grown(self, alias: str, row: Row, select: Select) -> list[Row]:
        """The row with everything that is joined to ``alias``, directly or not."""
        rows = [row]
        for join in select.joins:
            if other(join) == alias:
                rows = [grown for found in rows for grown in self.joined(join, found, select)]
        return rows

    def joined(self, join: Join, row: Row, select: Select) -> list[Row]:
        alias = join.alias.text
        found = [
            grown
            for record in self.store.scan(join.cls.text)
            if self.linked(join, row | {alias: record})
            for grown in self.grown(alias, row | {alias: record}, select)
        ]
        return found or ([row | dict.fromkeys(below(alias, select))] if self.optional(join, select) else [])

    def linked(self, join: Join, row: Row) -> bool:
        left, right = row[alias_of(join.left)], row[alias_of(join.right)]
        assert left is not None
        assert right is not None
        code = join.left.name.text
        if join.operator == "=":
            return self.reader.read(left, code) == right.id
        lower, upper = (left, right) if "BELOW" in join.operator else (right, left)
        inside = upper.id in self.line(lower, code) and not (join.operator.endswith("STRICT") and lower.id == upper.id)
        return inside is not join.operator.startswith("NOT")

    def line(self, record: Record, code: str) -> list[int]:
        """The ids of an object and of those above it."""
        ids: list[int] = []
        current: Record | None = record
        while current is not None and current.id not in ids:
            ids.append(current.id)
            current = self.store.get(current.cls.name, self.reader.read(current, code))
        return ids

    def optional(self, join: Join, select: Select) -> bool:
        if join.operator != "=" or alias_of(join.right) != join.alias.text:
            return False
        owner = alias_of(join.left)
        names = {select.alias.text: select.cls.text} | {found.alias.text: found.cls.text for found in select.joins}
        return self.model[names[owner]].attributes[join.left.name.text].null_allowed

    # Expressions

    def truth(self, expression: Expression, row: Row, classes: dict[str, str]) -> bool | None:
        number = as_number(self.value(expression, row, classes))
        return None if number is None else number != 0

    def value(self, expression: Expression, row: Row, classes: dict[str, str]) -> Value:
        match expression:
            case Scalar(value=value):
                return Value("text" if isinstance(value, str) else "number", value)
            case Field():
                return self.field(expression, row, classes)
            case Logical(operator=operator, terms=terms):
                return boolean(logical(operator, [self.truth(term, row, classes) for term in terms]))
            case Binary(operator=operator, left=left, right=right):
                return binary(operator, self.value(left, row, classes), self.value(right, row, classes))
            case InList(operand=operand, items=items, negated=negated):
                given = self.value(operand, row, classes)
                among = [compare("=", given, self.value(item, row, classes)) for item in items]
                return boolean(negate(logical("OR", among)) if negated else logical("OR", among))
            case InQuery(operand=operand, query=query, negated=negated):
                ids = [Value("number", found) for found in self.ids_of(query)]
                given = self.value(operand, row, classes)
                holds = logical("OR", [compare("=", given, found) for found in ids])
                return boolean(negate(holds) if negated else holds)
            case FunctionCall(function=function, arguments=arguments):
                return call(function, [self.value(argument, row, classes) for argument in arguments])
            case _:
                raise NotImplementedError(expression)

    def field(self, field: Field, row: Row, classes: dict[str, str]) -> Value:
        code = field.name.text
        if field.alias is None:
            alias = next(name for name, cls in classes.items() if code == "id" or code in self.model[cls].attributes)
        else:
            alias = field.alias.text
        record = row[alias]
        value = None if record is None else self.reader.read(record, code)
        return typed(self.model[classes[alias]], code, value, self)


def typed(cls: MetaClass, code: str, value: Any, evaluator: NaiveEvaluator) -> Value:
    attribute = cls.attributes.get(code)
    if isinstance(attribute, AttributeExternalField):
        key = cls.attributes[attribute.key]
        assert isinstance(key, AttributeExternalKey)
        return typed(evaluator.model[key.target], attribute.field, value, evaluator)
    if isinstance(attribute, AttributeEnum):
        codes = list(attribute.values)
        return Value("enum", value, codes.index(value) + 1 if value in codes else 0)
    if isinstance(attribute, AttributeDateTime):
        return Value("date", value)
    numeric = code == "id" or isinstance(attribute, AttributeInteger | AttributeExternalKey)
    return Value("number" if numeric else "text", value)


def alias_of(field: Field) -> str:
    assert field.alias is not None
    return field.alias.text


def other(join: Join) -> str:
    """The alias that a join adds to."""
    left, right = alias_of(join.left), alias_of(join.right)
    return right if left == join.alias.text else left


def below(alias: str, select: Select) -> list[str]:
    return [alias, *(name for join in select.joins if other(join) == alias for name in below(join.alias.text, select))]


def boolean(holds: bool | None) -> Value:
    return Value("number", None if holds is None else int(holds))


def negate(holds: bool | None) -> bool | None:
    return None if holds is None else not holds


def logical(operator: str, terms: list[bool | None]) -> bool | None:
    decisive = operator == "OR"
    if decisive in terms:
        return decisive
    return None if None in terms else not decisive


def binary(operator: str, left: Value, right: Value) -> Value:
    if operator in {"=", "!=", "<", ">", "<=", ">="}:
        return boolean(compare(operator, left, right))
    if operator in {"LIKE", "NOT LIKE"}:
        holds = is_like(left.value, right.value)
        return boolean(negate(holds) if operator == "NOT LIKE" else holds)
    ours, theirs = as_number(left), as_number(right)
    if ours is None or theirs is None or (operator == "/" and theirs == 0):
        return Value("number", None)
    match operator:
        case "+":
            return Value("number", ours + theirs)
        case "-":
            return Value("number", ours - theirs)
        case "*":
            return Value("number", ours * theirs)
        case "/":
            return Value("number", ours / theirs)
        case "&":
            return Value("number", round(ours) & round(theirs))
        case _:
            raise NotImplementedError(operator)


def compare(operator: str, left: Value, right: Value) -> bool | None:
    if left.value is None or right.value is None:
        return None
    ours, theirs = comparable(left, right), comparable(right, left)
    order = (ours > theirs) - (ours < theirs)
    return {
        "=": order == 0,
        "!=": order != 0,
        "<": order < 0,
        ">": order > 0,
        "<=": order <= 0,
        ">=": order >= 0,
    }[operator]


def comparable(value: Value, partner: Value) -> Any:
    kinds = {value.kind, partner.kind}
    if "number" in kinds:
        return as_number(value)
    if "date" in kinds:
        full = re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", value.value)
        return f"{value.value} 00:00:00"[:19] if full else "0000-00-00 00:00:00"
    return fold(value.value)


def as_number(value: Value) -> Any:
    if value.value is None or value.kind == "number":
        return value.value
    if value.kind == "enum":
        return value.place
    if value.kind == "date":
        return int(re.sub(r"\D", "", value.value))
    found = re.match(r"\s*-?\d+", value.value)
    return int(found[0]) if found else 0


def is_like(text: Any, pattern: Any) -> bool | None:
    if text is None or pattern is None:
        return None
    regex = "".join({"%": ".*", "_": "."}.get(char, re.escape(char)) for char in str(pattern).lower())
    return re.fullmatch(regex, str(text).lower().replace("ä", "a"), re.DOTALL) is not None


def call(function: str, arguments: list[Value]) -> Value:
    match function:
        case "ISNULL":
            return Value("number", int(arguments[0].value is None))
        case "COALESCE":
            first = next((found for found in arguments if found.value is not None), arguments[0])
            kinds = {found.kind for found in arguments}
            return Value("number" if kinds == {"number"} else "text", _text_unless_number(first, kinds))
        case "IF":
            then, otherwise = arguments[1:]
            chosen = then if as_number(arguments[0]) else otherwise
            kinds = {then.kind, otherwise.kind}
            return Value("number" if kinds == {"number"} else "text", _text_unless_number(chosen, kinds))
        case "CONCAT":
            missing = any(found.value is None for found in arguments)
            return Value("text", None if missing else "".join(str(found.value) for found in arguments))
        case _:
            raise NotImplementedError(function)


def _text_unless_number(value: Value, kinds: set[str]) -> Any:
    return value.value if kinds == {"number"} or value.value is None else str(value.value)
