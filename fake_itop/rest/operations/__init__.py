"""The operations of the REST API, one module each, by the verb on the wire."""

from __future__ import annotations

from typing import NamedTuple

from fake_itop.rest.call import Operation
from fake_itop.rest.operations.apply_stimulus import apply_stimulus
from fake_itop.rest.operations.check_credentials import check_credentials
from fake_itop.rest.operations.create import create
from fake_itop.rest.operations.delete import delete
from fake_itop.rest.operations.get import get
from fake_itop.rest.operations.get_related import get_related
from fake_itop.rest.operations.update import update


class Described(NamedTuple):
    """An operation with the description that ``list_operations`` gives of it."""

    run: Operation
    description: str


OPERATIONS: dict[str, Described] = {
    "core/create": Described(create, "Create an object"),
    "core/update": Described(update, "Update an object"),
    "core/apply_stimulus": Described(apply_stimulus, "Apply a stimulus to change the state of an object"),
    "core/get": Described(get, "Search for objects"),
    "core/delete": Described(delete, "Delete objects"),
    "core/get_related": Described(get_related, "Get related objects through the specified relation"),
    "core/check_credentials": Described(check_credentials, "Check user credentials"),
}
"""In the order of ``list_operations``, which is the endpoint's own."""

__all__ = ["OPERATIONS", "Described"]
