"""Schemas of requests, and of the templates that become requests."""

from __future__ import annotations

from typing import Any

from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.payloads.parameters import PARAMETERS, Parameter
from fake_itop.payloads.schemas.shapes import SCALAR, Schema, Shapes, writable

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
        """The schema of a parameter."""
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
