"""Callbacks of webhook actions: PHP methods on a real iTop, Python callables here.

An action names a method of the object that set off its trigger (``$this->Method``), or a static one
(``Class::Method``). The method must be declared by a design, whose PHP is read for its parameters' types and never run;
what runs is the Python callable that is registered under the method's name, such as ``UserRequest::SetExternalID``.
Since extension 1.4.4 the number of parameters and their types must be just these (reference C, "Callbacks").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fake_itop.datamodel.attributes import PhpFatalError, ValueRefusedError
from fake_itop.datamodel.model import Datamodel, MetaClass, Method
from fake_itop.notifications import texts
from fake_itop.notifications.signatures import parameter_types
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.store import Record
from fake_itop.values.http import HttpReply


class CallbackError(Exception):
    """What a callback throws, or why it cannot be called: the message stands in the webhook's record."""


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


RESPONSE_TYPES = (r"Combodo\iTop\Core\WebResponse", "ActionWebhook")
PAYLOAD_TYPES = ("array", "EventNotification", "ActionWebhook")
_STATIC_FIRST = ("DBObject",)

_ON_OBJECT = re.compile(r"\$this->(\w+)")
_STATIC = re.compile(r"\\?(\w+)::(\w+)")

AnyCallback = TypeVar("AnyCallback", bound=Callable[..., Any])


@dataclass(frozen=True)
class Callbacks:
    """The Python callables of an instance, by the PHP method's name."""

    model: Datamodel
    response: Mapping[str, Callback] = field(default_factory=dict)
    payload: Mapping[str, PayloadCallback] = field(default_factory=dict)

    def for_response(self, cls: MetaClass, name: str) -> Callback:
        """The callable for ``process_response_callback`` of an action on an object of class ``cls``.

        Raises:
            CallbackError: there is no such method, or it has another signature, or no callable is registered for it.
        """
        return self._find(self.response, cls, name, RESPONSE_TYPES)

    def for_payload(self, cls: MetaClass, name: str) -> PayloadCallback:
        """The callable for ``prepare_payload_callback``.

        Raises:
            CallbackError: as `for_response`.
        """
        return self._find(self.payload, cls, name, PAYLOAD_TYPES)

    def _find(
        self, registered: Mapping[str, AnyCallback], cls: MetaClass, name: str, types: tuple[str, ...]
    ) -> AnyCallback:
        owner, method = self._method(cls, name)
        wanted = _STATIC_FIRST + types if method.static else types
        if parameter_types(method) != wanted:
            raise CallbackError(texts.invalid_callback(name))
        names = (f"{above.name}::{method.name}" for above in owner.ancestors)
        found = next((name for name in names if name in registered), None)
        if found is None:
            raise CallbackError(texts.not_registered(f"{owner.name}::{method.name}"))
        return registered[found]

    def _method(self, cls: MetaClass, name: str) -> tuple[MetaClass, Method]:
        on_object = _ON_OBJECT.fullmatch(name)
        if on_object is not None:
            return _on_object(cls, on_object[1])
        static = _STATIC.fullmatch(name)
        owner = self.model.classes.get(static[1]) if static is not None else None
        found = _declared(owner, static[2]) if static is not None and owner is not None else None
        if found is None or not found[1].static:
            raise CallbackError(texts.invalid_callback(name))
        return found


def _on_object(cls: MetaClass, method: str) -> tuple[MetaClass, Method]:
    found = _declared(cls, method)
    if found is None:
        raise CallbackError(texts.no_method(cls.name, method))
    if found[1].static:
        raise CallbackError(texts.invalid_callback(f"$this->{method}"))
    return found


def _declared(cls: MetaClass, method: str) -> tuple[MetaClass, Method] | None:
    """The nearest class, from ``cls`` upwards, that declares the method."""
    return next(((above, above.methods[method]) for above in cls.ancestors if method in above.methods), None)
