"""JSON Schemas (draft 2020-12) of requests, templates and replies, made from a datamodel.

They are for editors, which complete and underline by them while one types. What they cannot say, the judge can.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeCaseLog,
    AttributeEnum,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeSet,
)
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.objects.writing import PASSED_OVER
from fake_itop.payloads.parameters import PARAMETERS, Parameter

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLACEHOLDER: Schema = {
    "type": "string",
    "pattern": r"\$\w+(->|-&gt;)?[^$]*\$|%24.+%24",
    "description": "A placeholder.",
}
TEMPLATE, REPLY = "template", "reply"
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
_KEY: Schema = {"type": ["string", "integer", "object"]}
_LIST_OF_OBJECTS: Schema = {"type": "array", "items": {"type": "object"}}


class UnknownSchemaError(ValueError):
    """There is no schema of that name."""


def names() -> list[str]:
    """The names of all schemas: each operation, its template and its reply."""
    operations = list(PARAMETERS)
    written = [name for name in operations if name != "list_operations"]
    return [*operations, *(f"{TEMPLATE}/{name}" for name in written), *(f"{REPLY}/{name}" for name in operations)]


def schema(name: str, model: Datamodel, cls: MetaClass | None = None) -> Schema:
    """The schema of that name; with a class, for requests about it only.

    Raises:
        UnknownSchemaError: there is none.
    """
    if name not in names():
        raise UnknownSchemaError(name)
    if name.startswith(f"{REPLY}/"):
        made = _reply(name.removeprefix(f"{REPLY}/"), model, cls)
    else:
        made = _request(name.removeprefix(f"{TEMPLATE}/"), model, cls, is_template=name.startswith(f"{TEMPLATE}/"))
    about = f" of {cls.name}" if cls is not None else ""
    return {"$schema": DIALECT, "title": f"{name}{about}", **made}


def _request(verb: str, model: Datamodel, cls: MetaClass | None, *, is_template: bool) -> Schema:
    parameters = PARAMETERS[verb]
    values = _Values(model, cls, verb, is_template=is_template)
    properties = {parameter.name: _described(values.of(parameter), parameter) for parameter in parameters}
    return {
        "type": "object",
        "properties": {"operation": {"const": verb}, **properties},
        "required": ["operation", *(parameter.name for parameter in parameters if parameter.mandatory)],
    }


def _described(made: Schema, parameter: Parameter) -> Schema:
    return {"description": parameter.meaning, **made}


class _Values:
    """What the parameters of one operation may be."""

    def __init__(self, model: Datamodel, cls: MetaClass | None, verb: str, *, is_template: bool) -> None:
        self._model = model
        self._cls = cls
        self._verb = verb
        self._is_template = is_template

    def of(self, parameter: Parameter) -> Schema:
        match parameter.name:
            case "class":
                return {"enum": self._classes()}
            case "fields":
                return self._fields()
            case "key":
                return _KEY
            case "stimulus":
                return self._listed(self._stimuli())
            case "direction":
                return self._listed(["up", "down"])
        return _SCALAR

    def _classes(self) -> list[str]:
        if self._cls is not None:
            return [self._cls.name]
        return [cls.name for cls in self._model if self._verb != "core/create" or not cls.abstract]

    def _stimuli(self) -> list[str]:
        classes: list[MetaClass] = [self._cls] if self._cls is not None else list(self._model)
        lifecycles = [cls.lifecycle for cls in classes if cls.lifecycle is not None]
        return list(dict.fromkeys(code for lifecycle in lifecycles for code in lifecycle.stimuli))

    def _fields(self) -> Schema:
        if self._cls is None:
            return {"type": "object"}
        properties = {code: self._value(attribute) for code, attribute in _written(self._cls)}
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def _value(self, attribute: Attribute) -> Schema:
        return {"description": f"{attribute.label} ({attribute.type_name})", **self._shape(attribute)}

    def _shape(self, attribute: Attribute) -> Schema:
        match attribute:
            case AttributeEnum(values=values) if values:
                numbers = [int(code) for code in values if code.isdecimal()]
                return self._listed([*values, *numbers, "", None])
            case AttributeExternalKey():
                return _KEY
            case AttributeLinkedSet():
                return _LIST_OF_OBJECTS
            case AttributeCaseLog():
                return {"type": ["string", "object"]}
            case AttributeSet():
                return {"type": "string"}
        return {}

    def _listed(self, values: Iterable[Any]) -> Schema:
        listed: Schema = {"enum": list(values)}
        return {"anyOf": [listed, PLACEHOLDER]} if self._is_template else listed


def _written(cls: MetaClass) -> Iterable[tuple[str, Attribute]]:
    for code, attribute in cls.attributes.items():
        if code == PASSED_OVER or attribute.writable:
            yield code, attribute


# Replies

_CODE: Schema = {"type": "integer", "description": "0, or why it was refused."}
_MESSAGE: Schema = {"type": ["string", "null"]}


def _reply(verb: str, model: Datamodel, cls: MetaClass | None) -> Schema:
    properties: dict[str, Schema] = {"code": _CODE, "message": _MESSAGE}
    if verb == "core/check_credentials":
        properties["authorized"] = {"type": "boolean"}
    elif verb == "list_operations":
        properties |= {"version": {"type": "string"}, "operations": _LIST_OF_OBJECTS}
    else:
        properties["objects"] = _objects(model, cls)
    if verb == "core/get_related":
        properties["relations"] = {"type": ["object", "array"]}
    return {"type": "object", "properties": properties, "required": ["code", "message"]}


def _objects(model: Datamodel, cls: MetaClass | None) -> Schema:
    fields = {code: {"description": attribute.label} for code, attribute in cls.attributes.items()} if cls else {}
    entry: Schema = {
        "type": "object",
        "properties": {
            "code": _CODE,
            "message": {"type": "string"},
            "class": {"enum": [known.name for known in model if not known.abstract]},
            "key": {"type": "string", "pattern": "^[0-9]+$"},
            "fields": {"type": ["object", "array"], "properties": fields},
        },
        "required": ["code", "message", "class", "key", "fields"],
    }
    return {"type": ["object", "null"], "additionalProperties": entry}
