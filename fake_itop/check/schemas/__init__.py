"""JSON Schemas (draft 2020-12) of requests, templates and replies, made from a datamodel.

They are for editors, which complete and underline by them while one types. What they cannot say, the judge can. Those
of a standard iTop lie ready made in ``published/`` (written by ``tools/build/docs/schemas.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fake_itop.check.parameters import PARAMETERS, Parameter
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeEnum,
    AttributeExternalKey,
    AttributeLinkedSet,
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
    return {code: known for code, known in cls.attributes.items() if isinstance(known, PASSED_OVER) or known.writable}


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
        return {"type": list(attribute.json_types)} if attribute.json_types else {}


_QUERY: Schema = {"properties": {"key": {"type": "string", "pattern": r"^\s*[sS][eE][lL][eE][cC][tT]\s"}}}


def any_request(model: Datamodel, cls: MetaClass | None, *, is_template: bool) -> Schema:
    """A request of whatever operation."""
    verbs = [verb for verb in PARAMETERS if verb != "list_operations" or not is_template]
    rules: list[Any] = [
        {
            "if": {"properties": {"operation": {"const": verb}}, "required": ["operation"]},
            "then": request(verb, model, cls, is_template=is_template),
        }
        for verb in verbs
    ]
    return {
        "type": "object",
        "properties": {"operation": {"enum": verbs, "description": "What is to be done."}},
        "required": ["operation"],
        "allOf": rules,
    }


def request(verb: str, model: Datamodel, cls: MetaClass | None, *, is_template: bool) -> Schema:
    """A request of one operation; with a class, about its objects."""
    parameters = PARAMETERS[verb]
    parts = _Parts(model, cls, verb, is_template=is_template)
    properties = {parameter.name: {"description": parameter.meaning, **parts.of(parameter)} for parameter in parameters}
    return {
        "type": "object",
        "properties": {"operation": {"const": verb}, **properties},
        "required": ["operation", *(parameter.name for parameter in parameters if parameter.mandatory)],
        **parts.only_known_fields(),
    }


class _Parts:
    """What the parameters of one operation may be."""

    def __init__(self, model: Datamodel, cls: MetaClass | None, verb: str, *, is_template: bool) -> None:
        self._shapes = Shapes(model, is_template)
        self._model = model
        self._cls = cls
        self._verb = verb

    def of(self, parameter: Parameter) -> Schema:
        match parameter.name:
            case "class":
                return self._shapes.listed(self._classes())
            case "fields":
                return self._fields()
            case "key":
                return self._shapes.key_of(self._cls)
            case "stimulus":
                return self._shapes.listed(self._stimuli())
            case "direction":
                return self._shapes.listed(["up", "down"])
        return SCALAR

    def only_known_fields(self) -> Schema:
        """No other fields than the class has; a query as key may find objects of another class."""
        if self._cls is None or all(parameter.name != "fields" for parameter in PARAMETERS[self._verb]):
            return {}
        known: Schema = {"properties": {"fields": {"propertyNames": {"enum": [*writable(self._cls)]}}}}
        return (
            {"allOf": [known]}
            if self._verb == "core/create"
            else {"if": {**_QUERY, "required": ["key"]}, "else": known}
        )

    def _classes(self) -> list[str]:
        classes = list(self._model) if self._cls is None else [self._cls]
        if self._verb == "core/create":
            classes = [below for cls in classes for below in cls.descendants if not below.abstract]
        return list(dict.fromkeys(cls.name for cls in classes))

    def _stimuli(self) -> list[str]:
        classes = list(self._model) if self._cls is None else list(self._cls.descendants)
        states = [state for cls in classes if cls.lifecycle is not None for state in cls.lifecycle.states.values()]
        return list(dict.fromkeys(code for state in states for code in state.transitions))

    def _fields(self) -> Schema:
        if self._cls is None:
            return {"type": "object"}
        properties = {code: self._shapes.attribute(known) for code, known in writable(self._cls).items()}
        return {"type": "object", "properties": properties}


_CODE: Schema = {"type": "integer", "description": "0, or why it was refused."}
_MESSAGE: Schema = {"type": ["string", "null"]}
_AUTHORIZED: Schema = {"type": "boolean", "description": "Whether the login and the password belong together."}
_OPERATIONS: Schema = {"type": "array", "items": {"type": "object", "required": ["verb", "description", "extension"]}}
_RELATIONS: Schema = {"type": ["object", "array"], "description": "By object, those to which its arrows lead."}


def reply(verb: str, model: Datamodel, cls: MetaClass | None) -> Schema:
    """A reply to one operation; with a class, with its attributes."""
    special = {
        "core/check_credentials": {"authorized": _AUTHORIZED},
        "list_operations": {"version": {"type": "string"}, "operations": _OPERATIONS},
        "core/get_related": {"objects": _objects(model, cls), "relations": _RELATIONS},
    }
    return _reply(special.get(verb) or {"objects": _objects(model, cls)})


def any_reply(model: Datamodel, cls: MetaClass | None) -> Schema:
    """A reply to whatever operation."""
    return _reply({"objects": _objects(model, cls), "authorized": _AUTHORIZED, "relations": _RELATIONS})


def _reply(properties: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": {"code": _CODE, "message": _MESSAGE, **properties},
        "required": ["code", "message"],
    }


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


TEMPLATE, REPLY, REQUEST = "template", "reply", "request"
PUBLISHED = Path(__file__).with_name("published")
"""Where the schemas of a standard iTop lie, each as ``NAME.json``."""


class UnknownSchemaError(ValueError):
    """There is no schema of that name."""


def names() -> list[str]:
    """The names of all schemas: any request, template and reply, and those of each operation."""
    operations = list(PARAMETERS)
    templates = [f"{TEMPLATE}/{name}" for name in operations if name != "list_operations"]
    return [REQUEST, TEMPLATE, REPLY, *operations, *templates, *(f"{REPLY}/{name}" for name in operations)]


def schema(name: str, model: Datamodel, cls: MetaClass | None = None) -> Schema:
    """The schema of that name; with a class, for requests about it only.

    Raises:
        UnknownSchemaError: there is none.
    """
    if name not in names():
        raise UnknownSchemaError(name)
    about = f" of {cls.name}" if cls is not None else ""
    return {"$schema": DIALECT, "title": f"iTop REST API: {name}{about}", **_body(name, model, cls)}


def _body(name: str, model: Datamodel, cls: MetaClass | None) -> Schema:
    if name == REPLY:
        return any_reply(model, cls)
    if name in (REQUEST, TEMPLATE):
        return any_request(model, cls, is_template=name == TEMPLATE)
    kind, _, verb = name.partition("/")
    if kind == REPLY:
        return reply(verb, model, cls)
    is_template = kind == TEMPLATE
    return request(verb if is_template else name, model, cls, is_template=is_template)


__all__ = ["PUBLISHED", "Schema", "UnknownSchemaError", "names", "schema"]
