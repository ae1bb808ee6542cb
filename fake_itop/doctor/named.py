"""Whom a filter names: objects by a text of theirs (``partner_id_friendlyname = 'North Inc'``), and logins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fake_itop.datamodel.attributes import AttributeExternalField
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.oql import OqlError, parse
from fake_itop.oql.query import Argument, ColumnOf, IsIn, Operation, RowSource, Term
from fake_itop.oql.syntax import Scalar

LOGIN = "current_user->login"
_EQUALITIES = ("=", "!=")


@dataclass(frozen=True)
class Named:
    """An object of class ``cls`` whose ``attribute`` has a value."""

    cls: str
    attribute: str
    value: str


def named_in_filter(model: Datamodel, query: str) -> list[Named]:
    """What a query names by comparing with a text; nothing where it is none."""
    try:
        parsed = parse(query, model) if query else None
    except OqlError:
        parsed = None
    selections = parsed.selections if parsed is not None else ()
    found = (
        named
        for selection in selections
        if selection.where is not None
        for named in _named(model, selection.sources, selection.where)
    )
    return list(dict.fromkeys(found))


def _named(model: Datamodel, sources: tuple[RowSource, ...], term: Term) -> Iterator[Named]:
    match term:
        case Operation(name="AND" | "OR", terms=terms):
            for part in terms:
                yield from _named(model, sources, part)
        case Operation(name=name, terms=(subject, Scalar(value=str() as value))) if name in _EQUALITIES:
            yield from _about(model, sources, subject, value)
        case IsIn(term=subject, among=tuple() as items):
            for item in items:
                if isinstance(item, Scalar) and isinstance(item.value, str):
                    yield from _about(model, sources, subject, item.value)


def _about(model: Datamodel, sources: tuple[RowSource, ...], subject: Term, value: str) -> Iterator[Named]:
    match subject:
        case Argument(name=name) if name == LOGIN:
            yield Named("User", "login", value)
        case ColumnOf(slot=slot, column=column):
            target = _target(model, sources[slot].cls, column.attribute)
            if target is not None:
                yield Named(*target, value)


def _target(model: Datamodel, cls: MetaClass, code: str) -> tuple[str, str] | None:
    """The class that an external field shows an attribute of, and the attribute; texts that people choose alone."""
    field = cls.attributes.get(code)
    if not isinstance(field, AttributeExternalField):
        return None
    key = cls.keys[field.key]
    is_name = field.field in ("friendlyname", "name", "code", "email")
    return (key.target, field.field) if is_name and key.target in model else None
