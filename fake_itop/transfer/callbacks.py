"""The response callback of the tutorial "Transfer Ticket to another iTop", in the form in which it works.

The tutorial's own text looks for the first object under the key 0, where iTop has ``UserRequest::1``, and takes text
that is no JSON for some (reference D 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.notifications import Callback, CallbackError, WebResponse
from fake_itop.objects.draft import Draft
from fake_itop.store import Record
from fake_itop.values.php_json import PhpJsonError, decode

REMOTE_ID = "remote_ticketid"
"""Where the design keeps the id that the ticket has on the other side."""


def set_external_id(draft: Draft, response: WebResponse, _action: Record) -> None:
    """Keep the id that the partner gave to the ticket which it has just made of ours.

    Raises:
        CallbackError: the partner's answer is no JSON, or names no object.
    """
    objects = _objects(response.body)
    if not objects:
        raise CallbackError("Could not retrieve external ID")
    first = objects[0]
    key = first.get("key") if isinstance(first, dict) else None
    draft.set(REMOTE_ID, draft.cls.attributes[REMOTE_ID].accept(key))


def _objects(body: str) -> list[Any]:
    """The objects in an answer of iTop's REST endpoint; none where it is another JSON."""
    try:
        answer = decode(body)
    except PhpJsonError:
        answer = None
    if answer is None or answer is False:
        raise CallbackError(f"Could not process response as it is not a valid JSON string: {body}")
    objects = answer.get("objects") if isinstance(answer, dict) else None
    if isinstance(objects, dict):
        return list(objects.values())
    return objects if isinstance(objects, list) else []


CALLBACKS: Mapping[str, Callback] = {"UserRequest::SetExternalID": set_external_id}
"""The kit's callbacks by the names of the PHP methods that its design declares."""
