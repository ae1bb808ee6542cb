"""Schemas of replies."""

from __future__ import annotations

from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.payloads.schemas.shapes import Schema

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
