"""References to other objects, what is read through them, and the sets that they form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes.base import Attribute, ComputedAttribute, DatabaseRefusal, SqlType
from fake_itop.datamodel.attributes.dates import AttributeDate
from fake_itop.datamodel.attributes.numbers import INT32
from fake_itop.values.php_types import to_int, to_str


@dataclass(frozen=True, kw_only=True)
class AttributeReference(Attribute):
    """The id of another object: ``int``, 0 for none."""

    default: int = 0

    sql_type = SqlType.NUMBER
    sql_as_is = True
    indexed = True

    def is_null(self, value: Any) -> bool:
        """0 points nowhere."""
        return not value

    def export(self, value: Any) -> Any:
        """The id as a text."""
        return str(value or 0)


@dataclass(frozen=True, kw_only=True)
class AttributeExternalKey(AttributeReference):
    """The id of an object of class ``target``: ``int``, 0 for none.

    ``filter`` is the OQL of the allowed objects (with ``:this->…``). ``on_target_delete`` says what becomes of the
    object when its target is deleted: ``DEL_AUTO``, ``DEL_MANUAL``, ``DEL_SILENT``, ``DEL_MOVEUP`` or ``DEL_NONE``.
    """

    target: str = ""
    filter: str | None = None
    on_target_delete: str = "DEL_MANUAL"


class AttributeHierarchicalKey(AttributeExternalKey):
    """The parent object of the same class."""


class AttributeObjectKey(AttributeReference):
    """The id of an object whose class another attribute names: ``int``, 0 for none."""

    sample = 7

    def accept(self, raw: Any) -> Any:
        """Whatever PHP's ``(int)`` makes of it."""
        return to_int(raw)

    def database_refusal(self, value: Any) -> DatabaseRefusal | None:
        """A number beyond 32 bits, as with an integer."""
        return None if value in INT32 else DatabaseRefusal.out_of_range(self.code)


@dataclass(frozen=True, kw_only=True)
class AttributeExternalField(ComputedAttribute):
    """Attribute ``field`` of the object that the external key ``key`` points to."""

    key: str = ""
    field: str = ""

    def export(self, value: Any) -> Any:
        """The far value as PHP makes a text of it: flags show as "1" and ""."""
        return to_str(value)


@dataclass(frozen=True, kw_only=True)
class AttributeLinkedSet(Attribute):
    """The objects of ``linked_class`` whose external key ``ext_key_to_me`` points here.

    Where they are links to other objects, their key ``ext_key_to_remote`` points to these; else it is empty.
    """

    linked_class: str = ""
    ext_key_to_me: str = ""
    ext_key_to_remote: str = ""
    duplicates: bool = False
    stored = False
    sql_type = None


class AttributeLinkedSetIndirect(AttributeLinkedSet):
    """Links between this object and others."""


class AttributeFriendlyName(ComputedAttribute):
    """``friendlyname``: what the class's naming makes of an object."""

    sql_as_is = True


class AttributeFinalClass(ComputedAttribute):
    """``finalclass``: the name of an object's own class."""

    sql_as_is = True


class AttributeObsolescenceFlag(ComputedAttribute):
    """``obsolescence_flag``: whether the class's obsolescence expression holds."""

    sql_type = SqlType.NUMBER

    def in_sql(self, value: Any) -> Any:
        """1 or 0."""
        return None if value is None else int(value)


@dataclass(frozen=True, kw_only=True)
class AttributeObsolescenceDate(AttributeDate):
    """``obsolescence_date``: the day on which the flag went up."""

    writable: bool = False

    change = None
