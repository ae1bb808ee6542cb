"""From a ``field`` element to an attribute, one function per family of kinds.

What a field does not say is as the format has it: change history of everything, no null, the kind's own size.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from fake_itop.datamodel.attributes import (
    KINDS,
    Attribute,
    AttributeBoolean,
    AttributeClassAttCodeSet,
    AttributeDateTime,
    AttributeDecimal,
    AttributeEnum,
    AttributeEnumSet,
    AttributeExternalKey,
    AttributeHierarchicalKey,
    AttributeInteger,
    AttributeLinkedSet,
    AttributeLinkedSetIndirect,
    AttributeMetaEnum,
    AttributeObjectKey,
    AttributeRedundancySettings,
    AttributeSet,
    AttributeStopWatch,
    AttributeString,
    AttributeSubItem,
    AttributeTagSet,
    AttributeText,
    MetaEnumMapping,
)
from fake_itop.datamodel.format import FIELD_TYPES, TRACKING_LEVELS
from fake_itop.datamodel.labels import Labels
from fake_itop.datamodel.tree import (
    XSI_TYPE,
    Element,
    boolean,
    children,
    fault,
    identities,
    identity,
    text,
    whole_number,
)


@dataclass(frozen=True)
class Scope:
    """What a field is read with: the names of its class and its parents, the labels, the design's constants."""

    lineage: Sequence[str]
    labels: Labels
    constants: Mapping[str, str]

    def text(self, element: Element, path: str) -> str:
        """The text at a path; a constant's name stands for its value."""
        found = text(element, path)
        return self.constants.get(found, found)


def read_field(field: Element, scope: Scope) -> Attribute:
    """The attribute that a field declares, of any kind but the external field.

    Raises:
        DesignError: it has no type, or what names its place says nothing of use.
    """
    kind = KINDS[kind_of(field)]
    read = next(reader for family, reader in _READERS if issubclass(kind, family))
    return kind(**_common(field, scope), **read(field, scope))


def kind_of(field: Element) -> str:
    """The field's ``xsi:type``.

    Raises:
        DesignError: it has none.
    """
    kind = field.get(XSI_TYPE)
    if kind is None:
        raise fault(field, "has no xsi:type, expected one such as AttributeString")
    return kind


def tracking_of(field: Element) -> int:
    """The field's tracking level, as a number."""
    return TRACKING_LEVELS[text(field, "tracking_level") or "all"]


def dependencies_of(field: Element) -> tuple[str, ...]:
    """The codes of the attributes that the field depends on."""
    return identities(field, "dependencies/attribute")


def _common(field: Element, scope: Scope) -> dict[str, Any]:
    code, kind = identity(field), kind_of(field)
    takes_null = "is_null_allowed" in FIELD_TYPES[kind]
    return {
        "code": code,
        "label": scope.labels.of_attribute(scope.lineage, code),
        "tracking": tracking_of(field),
        "depends_on": dependencies_of(field),
        "max_size": whole_number(field, "max_size", default=KINDS[kind].usual_size or 0) or None,
        "null_allowed": boolean(field, "is_null_allowed", default=False) if takes_null else _null_without_a_say(field),
    }


def _null_without_a_say(field: Element) -> bool:
    """Whether a kind whose fields cannot say so may be empty: a truth value that is worked out always is something."""
    return kind_of(field) != "AttributeMetaEnum" and not text(field, "item_code").endswith("_passed")


def _nothing(_field: Element, _scope: Scope) -> dict[str, Any]:
    return {}


def _string(field: Element, scope: Scope) -> dict[str, Any]:
    return {"default": scope.text(field, "default_value")}


def _text(field: Element, scope: Scope) -> dict[str, Any]:
    own_format = text(field, "format")
    return _string(field, scope) | ({"format": own_format} if own_format else {})


def _redundancy(field: Element, _scope: Scope) -> dict[str, Any]:
    enabled = boolean(field, "enabled", default=True)
    fixed = [text(field, path) == "fixed" for path in ("enabled_mode", "min_up_mode")]
    return {"default": text(field, "min_up") or "1" if enabled else "disabled", "writable": not all(fixed)}


def _date(field: Element, scope: Scope) -> dict[str, Any]:
    """One that must be there is, unless the design says otherwise, the moment at which the object is made (facts)."""
    by_rule = None if boolean(field, "is_null_allowed", default=False) else "NOW()"
    return {"default": scope.text(field, "default_value") or by_rule}


def _integer(field: Element, scope: Scope) -> dict[str, Any]:
    found = scope.text(field, "default_value")
    return {"default": int(found) if found.removeprefix("-").isdecimal() else None}


def _decimal(field: Element, scope: Scope) -> dict[str, Any]:
    digits, decimals = whole_number(field, "digits", default=10), whole_number(field, "decimals", default=2)
    try:
        default = Decimal(scope.text(field, "default_value"))
    except InvalidOperation:
        default = None
    return {"default": default, "digits": digits, "decimals": decimals}


def _boolean(field: Element, _scope: Scope) -> dict[str, Any]:
    return {"default": boolean(field, "default_value", default=False) if text(field, "default_value") else None}


def _values(field: Element, scope: Scope) -> dict[str, str]:
    """Codes to labels, by rank where the design gives ranks."""
    code, values = identity(field), list(children(field, "values/value"))
    values.sort(key=lambda value: whole_number(value, "rank", default=0))
    codes = [text(value, "code") or (value.text or "").strip() or identity(value) for value in values]
    return {value: scope.labels.of_value(scope.lineage, code, value) for value in codes}


def _enum(field: Element, scope: Scope) -> dict[str, Any]:
    return {"default": scope.text(field, "default_value") or None, "values": _values(field, scope)}


def _meta_enum(field: Element, scope: Scope) -> dict[str, Any]:
    mappings = {identity(found): _mapping(found) for found in children(field, "mappings/mapping")}
    return _enum(field, scope) | {"mapping": mappings}


def _mapping(mapping: Element) -> MetaEnumMapping:
    values = {
        code: identity(value)
        for value in children(mapping, "metavalues/metavalue")
        for code in (*identities(value, "codes/code"), *identities(value, "values/value"))
    }
    return MetaEnumMapping(attribute=text(mapping, "attcode"), values=values)


def _set(field: Element, scope: Scope) -> dict[str, Any]:
    found = scope.text(field, "default_value")
    return {"default": tuple(code.strip() for code in found.split(",")) if found else ()}


def _enum_set(field: Element, scope: Scope) -> dict[str, Any]:
    return _set(field, scope) | {"values": _values(field, scope)}


def _tag_set(field: Element, scope: Scope) -> dict[str, Any]:
    return _set(field, scope) | {"max_items": whole_number(field, "max_items", default=12)}


def _attribute_codes(field: Element, scope: Scope) -> dict[str, Any]:
    named = text(field, "class_field")
    return _set(field, scope) | ({"class_attribute": named} if named else {})


def _object_key(field: Element, _scope: Scope) -> dict[str, Any]:
    return {"default": whole_number(field, "default_value", default=0)}


def _external_key(field: Element, scope: Scope) -> dict[str, Any]:
    return _object_key(field, scope) | {
        "target": text(field, "target_class"),
        "filter": scope.text(field, "filter") or None,
        "on_target_delete": text(field, "on_target_delete") or "DEL_MANUAL",
    }


def _hierarchical_key(field: Element, scope: Scope) -> dict[str, Any]:
    """It leads to an object of the class that declares it: no real design says so."""
    return _external_key(field, scope) | {"target": text(field, "target_class") or scope.lineage[0]}


def _linked_set(field: Element, _scope: Scope) -> dict[str, Any]:
    return {
        "linked_class": text(field, "linked_class"),
        "ext_key_to_me": text(field, "ext_key_to_me"),
        "duplicates": boolean(field, "duplicates", default=False),
    }


def _indirect_linked_set(field: Element, scope: Scope) -> dict[str, Any]:
    return _linked_set(field, scope) | {"ext_key_to_remote": text(field, "ext_key_to_remote")}


def _stop_watch(field: Element, scope: Scope) -> dict[str, Any]:
    return {
        "states": identities(field, "states/state"),
        "goal": scope.text(field, "goal") or None,
        "thresholds": tuple(int(found) for found in identities(field, "thresholds/threshold")),
    }


def _sub_item(field: Element, _scope: Scope) -> dict[str, Any]:
    return {"target": text(field, "target_attcode"), "item": text(field, "item_code")}


_READERS: tuple[tuple[type[Attribute], Callable[[Element, Scope], dict[str, Any]]], ...] = (
    (AttributeRedundancySettings, _redundancy),
    (AttributeText, _text),
    (AttributeString, _string),
    (AttributeDateTime, _date),
    (AttributeInteger, _integer),
    (AttributeDecimal, _decimal),
    (AttributeBoolean, _boolean),
    (AttributeMetaEnum, _meta_enum),
    (AttributeEnum, _enum),
    (AttributeEnumSet, _enum_set),
    (AttributeTagSet, _tag_set),
    (AttributeClassAttCodeSet, _attribute_codes),
    (AttributeSet, _set),
    (AttributeObjectKey, _object_key),
    (AttributeHierarchicalKey, _hierarchical_key),
    (AttributeExternalKey, _external_key),
    (AttributeLinkedSetIndirect, _indirect_linked_set),
    (AttributeLinkedSet, _linked_set),
    (AttributeStopWatch, _stop_watch),
    (AttributeSubItem, _sub_item),
    (Attribute, _nothing),
)
"""Families of kinds and how their fields are read; the first that fits counts."""
