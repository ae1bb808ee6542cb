"""Looks up a query's names in the datamodel, with iTop's words where one means nothing.

Source: recordings ``oql``: "Unknown class", "Unknown class [alias]", "Unknown filter code", the joins, the unions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from fake_itop.datamodel.attributes import AttributeExternalKey, AttributeHierarchicalKey, AttributeObjectKey
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.oql.columns import columns
from fake_itop.oql.errors import OqlError, wrong_name
from fake_itop.oql.parser import parse_expression, parse_query
from fake_itop.oql.query import (
    Argument,
    ColumnOf,
    ColumnPlace,
    IsIn,
    KeyJoin,
    Operation,
    Outer,
    Query,
    RowSource,
    Selection,
    Term,
)
from fake_itop.oql.syntax import (
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
from fake_itop.values.reasons import Complaint, NotJoinable, NoTree


@lru_cache(maxsize=2048)
def parse(text: str, model: Datamodel) -> Query:
    """The query that a text means in a datamodel (kept, so that a text is read once).

    Raises:
        OqlError: the text is no query, or names something that the datamodel does not have.
    """
    return _Checker(text, model).query(parse_query(text))


def parse_condition(text: str, cls: MetaClass, model: Datamodel) -> Term:
    """A condition over an object of ``cls``, such as its obsolescence expression.

    Raises:
        OqlError: it is none, or names something that the class does not have.
    """
    checker = _Checker(text, model)
    return checker.term(parse_expression(text), _Scope(text, model, [RowSource(cls.name, cls)]))


@dataclass
class _Scope:
    """The sources that a ``SELECT`` has so far, and the scope around it where it is nested in another."""

    text: str
    model: Datamodel
    sources: list[RowSource] = field(default_factory=list)
    around: _Scope | None = None

    @property
    def aliases(self) -> list[str]:
        return [source.alias for source in self.sources]

    @property
    def known_aliases(self) -> list[str]:
        """Its own, then those that are only known further out."""
        outer = self.around.known_aliases if self.around is not None else []
        return list(dict.fromkeys([*self.aliases, *outer]))

    def slot(self, alias: Name | None, complaint: Complaint) -> int:
        """The number of the source called ``alias``; a missing alias counts as an empty one."""
        name = alias or Name("", 0)
        if name.text not in self.aliases:
            raise wrong_name(complaint, name.text, name.position, self.text, self.known_aliases)
        return self.aliases.index(name.text)

    def cls(self, slot: int) -> MetaClass:
        return self.sources[slot].cls

    def field(self, written: Field) -> ColumnOf | Outer:
        """The column that a field means, of this query or, by its alias, of the nearest one around it that has it."""
        level, scope = 0, self
        while written.alias and written.alias.text not in scope.aliases and scope.around is not None:
            level, scope = level + 1, scope.around
        if level and written.alias and written.alias.text in scope.aliases:
            return Outer(level, scope.column(written))
        return self.column(written)

    def column(self, written: Field) -> ColumnOf:
        """The column of this query's sources that a field means; without an alias it must be one source's only."""
        if written.alias is not None:
            slots = [self.slot(written.alias, Complaint.UNKNOWN_ALIAS)]
        else:
            slots = list(range(len(self.sources)))
        having = [slot for slot in slots if written.name.text in columns(self.cls(slot), self.model)]
        if not having:
            known = dict.fromkeys(code for slot in slots for code in columns(self.cls(slot), self.model))
            raise self.complain(Complaint.UNKNOWN_ATTRIBUTE, written.name, list(known))
        if len(having) > 1:
            raise self.complain(Complaint.AMBIGUOUS_ATTRIBUTE, written.name)
        return ColumnOf(having[0], columns(self.cls(having[0]), self.model)[written.name.text])

    def complain(
        self, what: Complaint | NotJoinable | NoTree, name: Name, expected: Sequence[str] | None = None
    ) -> OqlError:
        return wrong_name(what, name.text, name.position, self.text, expected)


class _Checker:
    """Checks one query. One that is nested in another looks around for aliases, and says of no mistake in which text.

    Source: recordings ``oql``, "peer OQLTest.php 049, 306, 307".
    """

    def __init__(self, text: str, model: Datamodel, around: _Scope | None = None) -> None:
        self.text = text if around is None else ""
        self.model = model
        self.around = around
        self.parameters: dict[str, None] = {}
        self.outer: dict[ColumnPlace, Outer] = {}

    def query(self, union: Union) -> Query:
        selections = [self.selection(select) for select in union.selects]
        cls = selections[0].cls
        for select, selection in zip(union.selects[1:], selections[1:], strict=True):
            cls = self.common_class(cls, selection.cls, select.cls)
        return Query(self.text, tuple(selections), cls, tuple(self.parameters), tuple(self.outer.values()))

    def nested(self, union: Union, scope: _Scope) -> Query:
        """A query within this one, whose parameters are this one's too, as are its columns of queries further out."""
        checker = _Checker(self.text, self.model, scope)
        query = checker.query(union)
        self.parameters |= checker.parameters
        for outer in query.outer:
            if outer.level > 1:
                self.note(Outer(outer.level - 1, outer.column))
        return query

    def note(self, outer: Outer) -> Outer:
        return self.outer.setdefault(outer.place, outer)

    def common_class(self, ours: MetaClass, theirs: MetaClass, written: Name) -> MetaClass:
        """The nearest class above both."""
        for ancestor in ours.ancestors:
            if theirs.is_a(ancestor.name):
                return ancestor
        family = [cls.name for cls in self.model if cls.root is ours.root and cls is not ours.root]
        what = Complaint.NO_COMMON_CLASS
        raise wrong_name(what, written.text, written.position, self.text, [*family, ours.root.name])

    def selection(self, select: Select) -> Selection:
        scope = _Scope(self.text, self.model, [RowSource(select.alias.text, self.cls(select.cls))], self.around)
        links = tuple(self.link(join, scope) for join in select.joins)
        selected = tuple(scope.slot(name, Complaint.UNKNOWN_ALIAS) for name in select.selected) or (0,)
        where = None if select.where is None else self.term(select.where, scope)
        return Selection(tuple(scope.sources), selected, links, where)

    def cls(self, name: Name) -> MetaClass:
        found = self.model.classes.get(name.text)
        if found is None:
            known, error = list(self.model.classes), "UnknownClassOqlException"
            raise wrong_name(Complaint.UNKNOWN_CLASS, name.text, name.position, self.text, known, exception_class=error)
        return found

    def link(self, join: Join, scope: _Scope) -> KeyJoin:
        """Add a join's source and say how it hangs together with the others."""
        source = RowSource(join.alias.text, self.cls(join.cls))
        if source.alias in scope.aliases:
            raise scope.complain(Complaint.NAME_TWICE if join.alias is join.cls else Complaint.ALIAS_TWICE, join.alias)
        scope.sources.append(source)
        key_slot = scope.slot(join.left.alias, Complaint.UNKNOWN_ALIAS_LEFT)
        id_slot = scope.slot(join.right.alias, Complaint.UNKNOWN_ALIAS_RIGHT)
        if join.right.name.text != "id":
            raise scope.complain(Complaint.ID_EXPECTED, join.right.name, ["id"])
        joined = len(scope.sources) - 1
        key = self.key(join, key_slot, id_slot, scope)
        if (key_slot == joined) == (id_slot == joined):
            name = join.left.alias or join.left.name
            raise scope.complain(Complaint.NOT_JOINED, name, [source.alias])
        operator = join.operator if isinstance(key, AttributeHierarchicalKey) else "="
        optional = id_slot == joined and operator == "=" and key.null_allowed
        return KeyJoin(key_slot, key.code, operator, id_slot, optional)

    def key(self, join: Join, key_slot: int, id_slot: int, scope: _Scope) -> AttributeExternalKey | AttributeObjectKey:
        """The key on a join's left side: an external key must lead to the class on its right, an object key may.

        A tree operator behind a key that makes no tree is refused where the other class is joined to the key's, and
        means nothing where the key's class is the joined one ("peer OQLTest.php 277, 291").
        """
        written, owner, target = join.left.name, scope.cls(key_slot), scope.cls(id_slot)
        key = owner.attributes.get(written.text)
        if isinstance(key, AttributeObjectKey):
            return key
        if not isinstance(key, AttributeExternalKey):
            raise scope.complain(Complaint.UNKNOWN_KEY, written, list(owner.keys))
        if not (target.is_a(key.target) or self.model[key.target].is_a(target.name)):
            raise scope.complain(NotJoinable(scope.sources[-1].cls.name, key.target), written)
        if join.operator != "=" and not isinstance(key, AttributeHierarchicalKey) and id_slot > key_slot:
            raise scope.complain(NoTree(join.operator), written)
        return key

    def term(self, expression: Expression, scope: _Scope) -> Term:
        match expression:
            case Scalar():
                return expression
            case Field():
                found = scope.field(expression)
                return self.note(found) if isinstance(found, Outer) else found
            case Parameter(name=name):
                self.parameters[name] = None
                return Argument(name)
            case FunctionCall(function=function, arguments=arguments):
                return self.call(function, arguments, scope)
            case Binary(operator=operator, left=left, right=right):
                return Operation(operator, (self.term(left, scope), self.term(right, scope)))
            case Logical(operator=operator, terms=terms):
                return Operation(operator, self.terms(terms, scope))
            case InList(operand=operand, items=items, negated=negated):
                return IsIn(self.term(operand, scope), self.terms(items, scope), negated)
            case InQuery(operand=operand, query=query, negated=negated):
                return IsIn(self.term(operand, scope), self.nested(query, scope), negated)
            case Interval():
                return self.term(expression.amount, scope)

    def terms(self, expressions: Sequence[Expression], scope: _Scope) -> tuple[Term, ...]:
        return tuple(self.term(expression, scope) for expression in expressions)

    def call(self, function: str, arguments: Sequence[Expression], scope: _Scope) -> Operation:
        units = [argument.unit for argument in arguments if isinstance(argument, Interval)]
        return Operation(function, self.terms(arguments, scope), " ".join(units))
