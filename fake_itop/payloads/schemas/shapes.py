"""The shapes of single values: parameters, keys, and attributes of a class."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeCaseLog,
    AttributeEnum,
    AttributeEnumSet,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeSet,
)
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.objects.writing import PASSED_OVER

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLACEHOLDER: Schema = {
    "type": "string",
    "pattern": r"\$\w+(->|-&gt;)?[^$]*\$|%24.+%24",
    "description": "A placeholder.",
}
SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
_KEY: Schema = {"type": ["string", "integer", "object"]}


def writable(cls: MetaClass) -> dict[str, Attribute]:
    """The attributes that ``fields`` may name, by code."""
    return {code: known for code, known in cls.attributes.items() if code == PASSED_OVER or known.writable}


@dataclass(frozen=True)
class Shapes:
    """Shapes for one datamodel; in templates placeholders may stand for what is listed."""

    model: Datamodel
    is_template: bool

    def listed(self, values: Iterable[Any]) -> Schema:
        """One of these values."""
        listed: Schema = {"enum": list(values)}
        return {"anyOf": [listed, PLACEHOLDER]} if self.is_template else listed

    def key_of(self, cls: MetaClass | None) -> Schema:
        """An id, a query, or criteria of a class."""
        if cls is None:
            return _KEY
        known = dict.fromkeys(code for below in cls.descendants for code in below.attributes)
        return {**_KEY, "properties": dict.fromkeys(known, True), "propertyNames": {"enum": [*known]}}

    def attribute(self, attribute: Attribute) -> Schema:
        """A value of an attribute."""
        return {"description": f"{attribute.label} ({attribute.type_name})", **self._shape(attribute)}

    def _shape(self, attribute: Attribute) -> Schema:
        match attribute:
            case AttributeEnum(values=values) if values:
                numbers = [int(code) for code in values if code.isdecimal()]
                return self.listed([*values, *numbers, "", None])
            case AttributeExternalKey():
                return _KEY
            case AttributeLinkedSet():
                linked = self.model.classes.get(attribute.linked_class)
                codes = list(writable(linked)) if linked is not None else []
                return {"type": "array", "items": {"properties": dict.fromkeys(codes, True)}}
            case AttributeCaseLog():
                return {"type": ["string", "object"]}
            case AttributeEnumSet():
                return {"type": "string"}
            case AttributeSet():
                return {"type": ["string", "array"]}
        return {}
