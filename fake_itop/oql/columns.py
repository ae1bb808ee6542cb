"""What a query can name of a class: its attributes as the columns that the database behind a real iTop has for them.

A stop-watch is several columns, a link set or a file is none. Source: the lists of "Unknown filter code" in the
recordings ``oql``, which name every code of ``UserRequest`` in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeEnum,
    AttributeExternalField,
    AttributeFinalClass,
    AttributeFriendlyName,
    AttributeObsolescenceDate,
    AttributeObsolescenceFlag,
    AttributeStopWatch,
    AttributeSubItem,
    SqlType,
    StopWatchValue,
    Threshold,
)
from fake_itop.datamodel.model import Datamodel, MetaClass

Convert = Callable[[Any], Any]


TEMPORAL = (SqlType.DATE, SqlType.DATETIME)


@dataclass(frozen=True)
class Column:
    """A column: ``attribute`` is whose value it is read from, ``convert`` what becomes of it (``None``: nothing).

    ``values`` are an enum's codes with their numbers, from 1. ``indexed`` says whether equal values can be looked up.
    """

    code: str
    attribute: str
    kind: SqlType
    convert: Convert | None = None
    values: Mapping[str, int] | None = None
    indexed: bool = False


ID = Column("id", "id", SqlType.NUMBER, indexed=True)

_MAGIC = (AttributeFinalClass, AttributeFriendlyName, AttributeObsolescenceFlag, AttributeObsolescenceDate)
_MAGIC_OF_KEYS = ("_friendlyname", "_finalclass_recall", "_obsolescence_flag")


@lru_cache(maxsize=1024)
def columns(cls: MetaClass, model: Datamodel) -> Mapping[str, Column]:
    """A class's columns by code, in the order in which iTop lists them: magic ones, attributes, ``id``."""
    found: dict[str, Column] = {}
    for attribute in _in_order(cls):
        for column in _columns_of(attribute, cls, model):
            found[column.code] = column
    return {**found, "id": ID}


def _in_order(cls: MetaClass) -> list[Attribute]:
    """Magic attributes first; an inherited obsolescence date comes last ("peer OQLTest.php 282": Person, a Contact)."""
    attributes = cls.attributes
    inherited = cls.parent.attributes if cls.parent is not None else {}
    ordered: list[Attribute] = [attribute for attribute in attributes.values() if isinstance(attribute, _MAGIC)]
    last = [found for found in ordered if isinstance(found, AttributeObsolescenceDate) and found.code in inherited]
    of_keys = {
        key + suffix: attributes[key + suffix]
        for key in cls.keys
        for suffix in _MAGIC_OF_KEYS
        if key + suffix in attributes
    }
    magic = {attribute.code for attribute in ordered}
    ordered = [attribute for attribute in ordered if attribute not in last]
    for code, attribute in attributes.items():
        if code not in magic and code not in of_keys:
            ordered.append(attribute)
            ordered += [of_keys[code + suffix] for suffix in _MAGIC_OF_KEYS if code + suffix in of_keys]
    return ordered + last


def _columns_of(attribute: Attribute, cls: MetaClass, model: Datamodel) -> list[Column]:
    if attribute.sql_type is None:
        return []
    if isinstance(attribute, AttributeStopWatch):
        return _stop_watch(attribute)
    if isinstance(attribute, AttributeExternalField):
        return [_external(attribute, cls, model)]
    return [_column(attribute)]


def _column(attribute: Attribute) -> Column:
    code, kind = attribute.code, attribute.sql_type
    assert kind is not None, "what queries do not see is no column"
    indexed = attribute.stored and attribute.indexed
    if isinstance(attribute, AttributeEnum):
        numbers = {value: number for number, value in enumerate(attribute.values, 1)}
        return Column(code, code, kind, values=numbers, indexed=indexed)
    if isinstance(attribute, AttributeSubItem):
        return Column(code, code, *_item(attribute.item))
    convert = None if attribute.sql_as_is else attribute.in_sql
    return Column(code, code, kind, convert, indexed=indexed)


def _external(attribute: AttributeExternalField, cls: MetaClass, model: Datamodel) -> Column:
    """The remote attribute's column, read through the key."""
    target = model[cls.keys[attribute.key].target]
    if attribute.field == "id":
        return Column(attribute.code, attribute.code, SqlType.NUMBER)
    remote = _columns_of(target.attributes[attribute.field], target, model)
    return replace(remote[0], code=attribute.code, attribute=attribute.code, indexed=False)


def _stop_watch(watch: AttributeStopWatch) -> list[Column]:
    def column(suffix: str, kind: SqlType, read: Convert) -> Column:
        return Column(watch.code + suffix, watch.code, kind, read)

    found = [
        column("", SqlType.NUMBER, _time_spent),
        column("_started", SqlType.DATETIME, lambda value: value.started),
        column("_laststart", SqlType.DATETIME, lambda value: value.last_start),
        column("_stopped", SqlType.DATETIME, lambda value: value.stopped),
    ]
    for percentage in watch.thresholds:
        for item in ("deadline", "passed", "triggered", "overrun"):
            read = _threshold(percentage, item)
            found.append(
                column(f"_{percentage}_{item}", SqlType.DATETIME if item == "deadline" else SqlType.NUMBER, read)
            )
    return found


_NO_THRESHOLD = Threshold()


def _threshold(percentage: int, item: str) -> Convert:
    def read(value: StopWatchValue) -> Any:
        found = getattr(value.thresholds.get(percentage, _NO_THRESHOLD), item)
        return _flag(found) if isinstance(found, bool) else found

    return read


def _item(item: str) -> tuple[SqlType, Convert | None]:
    """Type and conversion of a sub-item such as ``100_deadline``."""
    name = item.rpartition("_")[2]
    if name in {"deadline", "started", "laststart", "stopped", "start"}:
        return SqlType.DATETIME, None
    return SqlType.NUMBER, _flag if name in {"passed", "triggered"} else None


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _time_spent(value: StopWatchValue) -> int:
    return value.time_spent
