"""JSON Schemas (draft 2020-12) of requests, templates and replies, made from a datamodel.

They are for editors, which complete and underline by them while one types. What they cannot say, the judge can. Those
of a standard iTop lie ready made in ``published/`` (written by ``docs/build/schemas.py``).
"""

from __future__ import annotations

from pathlib import Path

from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.payloads.parameters import PARAMETERS
from fake_itop.payloads.schemas.replies import any_reply, reply
from fake_itop.payloads.schemas.requests import any_request, request
from fake_itop.payloads.schemas.shapes import DIALECT, Schema

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
