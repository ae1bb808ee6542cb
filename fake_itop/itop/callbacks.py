"""The response callback of the tutorial "Transfer Ticket to another iTop", and those of designs that do the same.

PHP is read, never run: a method that sets an attribute to the id in the answer keeps that of the first object in it.
The tutorial's own text looks for that under the key 0, where iTop has ``UserRequest::1``, and finds none
(docs/itop/webhooks.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.notifications import Callback, CallbackError, WebResponse
from fake_itop.notifications.callbacks import READS_A_LIST, RESPONSE_TYPES, CallbackCode
from fake_itop.notifications.signatures import parameter_types
from fake_itop.objects.draft import Draft
from fake_itop.store import Record
from fake_itop.values import reasons
from fake_itop.values.php_json import PhpJsonError, decode

REMOTE_ID = "remote_ticketid"
"""Where the design keeps the id that the ticket has on the other side."""


_WORKING: tuple[tuple[str, ...], ...] = (RESPONSE_TYPES, ("DBObject", *RESPONSE_TYPES))


@dataclass(frozen=True)
class KeepsId:
    """Keeps the id that the partner gave to the ticket which it has just made of ours, in the attribute ``code``.

    One that ``reads_a_list`` looks for the first object under 0, and finds none.
    """

    code: str = REMOTE_ID
    reads_a_list: bool = False

    def __call__(self, draft: Draft, response: WebResponse, _action: Record) -> None:
        """Keep it.

        Raises:
            CallbackError: the partner's answer is no JSON, or names no object, or there is no such attribute.
        """
        objects = _objects(response.body)
        if not objects or self.reads_a_list:
            raise CallbackError(reasons.NO_EXTERNAL_ID)
        first = objects[0]
        key = first.get("key") if isinstance(first, dict) else None
        if self.code not in draft.cls.attributes:
            raise CallbackError(reasons.UnknownAttributeOf(self.code, draft.cls.name))
        draft.set(self.code, draft.cls.attributes[self.code].accept(key))


def callbacks_of(model: Datamodel) -> Mapping[str, Callback]:
    """What stands for the response callbacks that a datamodel's designs declare, by the names of their methods."""
    return {f"{cls.name}::{name}": keeps for cls in model for name, keeps in _keeping(cls)}


def _keeping(cls: MetaClass) -> Iterator[tuple[str, KeepsId]]:
    for method in cls.methods.values():
        kept = CallbackCode(method.code).keeps_id_in
        if kept and parameter_types(method) in _WORKING:
            yield method.name, KeepsId(kept[0], reads_a_list=READS_A_LIST.search(method.code) is not None)


def _objects(body: str) -> list[Any]:
    """The objects in an answer of iTop's REST endpoint; none where it is another JSON."""
    try:
        answer = decode(body)
    except PhpJsonError:
        answer = None
    if answer is None or answer is False:
        raise CallbackError(reasons.NoJsonAnswer(body))
    objects = answer.get("objects") if isinstance(answer, dict) else None
    if isinstance(objects, dict):
        return list(objects.values())
    return objects if isinstance(objects, list) else []


CALLBACKS: Mapping[str, Callback] = {"UserRequest::SetExternalID": KeepsId()}
"""The kit's callbacks by the names of the PHP methods that its design declares."""
