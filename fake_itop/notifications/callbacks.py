"""Callbacks of webhook actions: PHP methods on a real iTop, Python callables here.

An action names a method of the object that set off its trigger (``$this->Method``), or a static one
(``Class::Method``). The method must be declared by a design, whose PHP is read for its parameters' types and never run;
what runs is the Python callable that is registered under the method's name, such as ``UserRequest::SetExternalID``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fake_itop.datamodel.attributes import PhpFatalError, ValueRefusedError
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.notifications import texts
from fake_itop.notifications.callback_methods import (
    OF_EVERY_OBJECT,
    PAYLOAD_TYPES,
    RESPONSE_TYPES,
    CallbackError,
    FindMethod,
    with_exact_signature,
)
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.store import Record
from fake_itop.values.http import HttpReply


@dataclass(frozen=True)
class WebResponse:
    """What came back from a webhook: the status, the body as text, and curl's account of the exchange."""

    status: int
    body: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, reply: HttpReply) -> WebResponse:
        """A reply as callbacks see it: the last header of each name counts."""
        return cls(reply.status, reply.body.decode("utf-8", "replace"), dict(reply.headers))


Callback = Callable[[Draft, WebResponse, Record], Iterable[Draft] | None]
"""A response callback: the object, which it may change (it is saved again then), the response, and the action.

Other objects that it yields, as a generator, are saved when it does so, which a PHP method does by ``DBUpdate()``.
"""

PayloadCallback = Callable[[Draft, Mapping[str, Any], Record, Record], str]
"""A prepare-payload callback: object, trigger's arguments, ``EventWebhook`` and action give the whole body."""


def run_response_callback(callback: Callback, draft: Draft, response: WebResponse, action: Record) -> Iterator[Draft]:
    """Run a callback; gives the objects that it wants saved, each when it says so.

    Raises:
        CallbackError: it threw something. What is no `CallbackError` is thrown in Python's own words.
    """
    with thrown_as_callback_error():
        yield from callback(draft, response, action) or ()


@contextmanager
def thrown_as_callback_error() -> Iterator[None]:
    """Let whatever a callable throws be what a PHP exception would be; only what breaks iTop itself goes through."""
    try:
        yield
    except (CallbackError, PhpFatalError):
        raise
    except (ObjectError, ValueRefusedError) as refusal:
        raise CallbackError(refusal.message) from refusal
    except Exception as error:
        raise CallbackError(texts.thrown(error)) from error


_ANSWERS_IGNORED: Mapping[str, Callback] = dict.fromkeys(OF_EVERY_OBJECT, lambda _draft, _response, _action: None)
_TEXTS_OF_OBJECTS: Mapping[str, PayloadCallback] = {
    "GetKey": lambda draft, *_: str(draft.id),
    "GetName": lambda draft, *_: draft.name,
    "GetState": lambda draft, *_: str(draft.get(draft.cls.state_attribute) or "") if draft.cls.state_attribute else "",
}

AnyCallback = TypeVar("AnyCallback", bound=Callable[..., Any])


@dataclass(frozen=True)
class Callbacks:
    """The Python callables of an instance, by the PHP method's name."""

    model: Datamodel
    response: Mapping[str, Callback] = field(default_factory=dict)
    payload: Mapping[str, PayloadCallback] = field(default_factory=dict)
    find_method: FindMethod = with_exact_signature

    def for_response(self, cls: MetaClass, name: str) -> Callback:
        """The callable for ``process_response_callback`` of an action on an object of class ``cls``.

        Raises:
            CallbackError: iTop does not call such a method, or no callable is registered for it.
            PhpFatalError: PHP breaks on the call.
        """
        return self._find({**_ANSWERS_IGNORED, **self.response}, cls, name, RESPONSE_TYPES)

    def for_payload(self, cls: MetaClass, name: str) -> PayloadCallback:
        """The callable for ``prepare_payload_callback``.

        Raises:
            CallbackError, PhpFatalError: as `for_response`.
        """
        return self._find({**_TEXTS_OF_OBJECTS, **self.payload}, cls, name, PAYLOAD_TYPES)

    def _find(
        self, registered: Mapping[str, AnyCallback], cls: MetaClass, name: str, types: tuple[str, ...]
    ) -> AnyCallback:
        owner, method = self.find_method(self.model, cls, name, types)
        names = (*(f"{above.name}::{method.name}" for above in owner.ancestors), method.name)
        found = next((name for name in names if name in registered), None)
        if found is None:
            raise CallbackError(texts.not_registered(f"{owner.name}::{method.name}"))
        return registered[found]
