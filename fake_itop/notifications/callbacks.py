"""Callbacks of webhook actions: PHP methods on a real iTop, Python callables here.

An action names a method of the object that set off its trigger (``$this->Method``), or a static one
(``Class::Method``). The method must be declared by a design, whose PHP is read for its parameters' types and never run;
what runs is the Python callable that is registered under the method's name, such as ``UserRequest::SetExternalID``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fake_itop.datamodel.attributes import PhpFatalError, ValueRefusedError
from fake_itop.datamodel.model import Datamodel, MetaClass, Method
from fake_itop.notifications.signatures import needed_parameters, parameter_types
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.store import Record
from fake_itop.values import reasons
from fake_itop.values.http import HttpReply
from fake_itop.values.reasons import Reason, Words

_SET = re.compile(r"->\s*Set\s*\(\s*(['\"])(?P<code>\w+)\1\s*,\s*(?P<value>(?:[^();]|\([^()]*\))*)\)")
_ASSIGNED = re.compile(r"(?P<name>\$\w+)\s*=(?!=)\s*(?P<value>[^;]*);")
_FROM_ID = re.compile(r"\[\s*['\"‘’“”]?(?:key|id)['\"‘’“”]?\s*\]|->\s*(?:key|id)\b|\bkey\s*\(|array_key_first")
_READ_FIELD = re.compile(r"\[\s*['\"]fields['\"]\s*\]\s*\[\s*['\"](?P<code>\w+)['\"]\s*\]")


@dataclass(frozen=True)
class CallbackCode:
    """The PHP of a callback's method."""

    text: str

    @property
    def sets(self) -> frozenset[str]:
        return frozenset(code for code, _ in self._settings())

    @property
    def keeps_id_in(self) -> tuple[str, ...]:
        """The attributes that get the id out of the answer, in the order in which it sets them."""
        return tuple(dict.fromkeys(code for code, value in self._settings() if self._is_id(value, set())))

    @property
    def reads(self) -> frozenset[str]:
        """The attributes that it reads from the object in the answer."""
        return frozenset(found["code"] for found in _READ_FIELD.finditer(self.text))

    def _settings(self) -> Iterator[tuple[str, str]]:
        return ((found["code"], found["value"]) for found in _SET.finditer(self.text))

    def _is_id(self, value: str, seen: set[str]) -> bool:
        if _FROM_ID.search(value):
            return True
        names = {name for name in re.findall(r"\$\w+", value) if name not in seen}
        seen |= names
        assigned = (found["value"] for found in _ASSIGNED.finditer(self.text) if found["name"] in names)
        return any(self._is_id(each, seen) for each in assigned)


RESPONSE_TYPES = (r"Combodo\iTop\Core\WebResponse", "ActionWebhook")
PAYLOAD_TYPES = ("array", "EventNotification", "ActionWebhook")
"""What the methods of either kind are given; static ones get the object before."""
STATIC_FIRST = ("DBObject",)

READS_A_LIST = re.compile(r"\[\s*(?:['\"‘’“”])objects(?:['\"‘’“”])\s*\]\s*(\[\s*0\s*\])")
"""PHP that looks for an answer's first object under 0, where iTop has ``UserRequest::1`` (docs/itop/webhooks.md)."""

OF_EVERY_OBJECT = {
    name: Method(name, f"public function {name}({parameters})")
    for name, parameters in {"GetKey": "", "GetName": "$sType = null", "GetState": ""}.items()
}
"""Methods that every object has without a design's saying so, as iTop's documentation names them. None takes what a
callback is given, and all give a text (recordings ``webhook``, "… callback $this->GetName")."""

_ON_OBJECT = re.compile(r"\$this->(\w+)")
_STATIC = re.compile(r"\\?(\w+)::(\w+)")
_SCALARS = frozenset({"array", "bool", "callable", "float", "int", "iterable", "string"})

DeclaredMethod = tuple[MetaClass, Method]
"""The class that declares a method, and the method."""


class CallbackError(Exception):
    """What a callback throws, or why it cannot be called: its words stand in the webhook's record."""

    def __init__(self, reason: Reason | str) -> None:
        self.reason = Words(reason) if isinstance(reason, str) else reason
        super().__init__(self.reason)

    @property
    def message(self) -> str:
        """The text in the record."""
        return str(self.reason)


FindMethod = Callable[[Datamodel, MetaClass, str, tuple[str, ...]], DeclaredMethod]
"""Finds the method that a callback's name means for an object of a class.

The last argument are the types of what it is given: `RESPONSE_TYPES` or `PAYLOAD_TYPES`.

Raises:
    CallbackError: iTop does not call it.
    PhpFatalError: iTop calls it, and PHP breaks.
"""


def with_exact_signature(model: Datamodel, cls: MetaClass, name: str, types: tuple[str, ...]) -> DeclaredMethod:
    """The number of parameters and their types must be just those (extension 1.4.4, docs/itop/webhooks.md)."""
    owner, method = _checked(model, cls, name)
    wanted, declared = STATIC_FIRST + types if method.static else types, parameter_types(method)
    if len(declared) != len(wanted):
        raise CallbackError(reasons.WrongParameterCount(method.name, cls.name, len(wanted)))
    if declared != wanted:
        raise CallbackError(reasons.InvalidCallback(name))
    return owner, method


def with_any_signature(model: Datamodel, cls: MetaClass, name: str, types: tuple[str, ...]) -> DeclaredMethod:
    """Whatever PHP can call is called; only then PHP finds out that there is no such method, or other arguments.

    Source: recordings 3.1 ``webhook``, "callback …", "prepare payload callback …"; that PHP breaks on arguments of
    other types and on missing ones is a rule of PHP.
    """
    on_object = _ON_OBJECT.fullmatch(name)
    found = _declared(cls, on_object[1]) if on_object is not None else _static(model, name)
    if found is None and on_object is not None:
        raise PhpFatalError(str(reasons.NoMethod(cls.name, on_object[1])))
    if found is None or (on_object is None and not found[1].static):
        raise CallbackError(reasons.NotCallable(name, prepares=types == PAYLOAD_TYPES))
    given = types if on_object is not None else STATIC_FIRST + types
    if not _takes(found[1], given):
        raise PhpFatalError(f"{found[0].name}::{found[1].name}() takes other arguments than {', '.join(given)}")
    return found


def _takes(method: Method, given: tuple[str, ...]) -> bool:
    """Whether PHP can call a method with arguments of these types; a class that is named is taken for the right one."""
    kinds = [kind.removeprefix("?").lower() for kind in parameter_types(method)]
    fitting = all(kind not in _SCALARS or kind == wanted for kind, wanted in zip(kinds, given, strict=False))
    return fitting and needed_parameters(method) <= len(given)


def _checked(model: Datamodel, cls: MetaClass, name: str) -> DeclaredMethod:
    on_object = _ON_OBJECT.fullmatch(name)
    if on_object is not None:
        return _on_object(cls, on_object[1])
    found = _static(model, name)
    if found is None or not found[1].static:
        raise CallbackError(reasons.InvalidCallback(name))
    return found


def _on_object(cls: MetaClass, method: str) -> DeclaredMethod:
    found = _declared(cls, method)
    if found is None:
        raise CallbackError(reasons.NoMethod(cls.name, method))
    if found[1].static:
        raise CallbackError(reasons.InvalidCallback(f"$this->{method}"))
    return found


def _static(model: Datamodel, name: str) -> DeclaredMethod | None:
    named = _STATIC.fullmatch(name)
    owner = model.classes.get(named[1]) if named is not None else None
    return _declared(owner, named[2]) if named is not None and owner is not None else None


def _declared(cls: MetaClass, method: str) -> DeclaredMethod | None:
    """The nearest class, from ``cls`` upwards, that declares the method; the root has what every object has."""
    declared = next(((above, above.methods[method]) for above in cls.ancestors if method in above.methods), None)
    return declared or ((cls.root, OF_EVERY_OBJECT[method]) if method in OF_EVERY_OBJECT else None)


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
        raise CallbackError(refusal.reason) from refusal
    except Exception as error:
        raise CallbackError(f"{type(error).__name__}: {error}") from error


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
            raise CallbackError(reasons.NotRegistered(f"{owner.name}::{method.name}"))
        return registered[found]
