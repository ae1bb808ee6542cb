"""Which PHP method an action's callback means, and whether iTop calls it: the two ways that versions have."""

from __future__ import annotations

import re
from collections.abc import Callable

from fake_itop.datamodel.attributes import PhpFatalError
from fake_itop.datamodel.model import Datamodel, MetaClass, Method
from fake_itop.notifications import texts
from fake_itop.notifications.signatures import needed_parameters, parameter_types

RESPONSE_TYPES = (r"Combodo\iTop\Core\WebResponse", "ActionWebhook")
PAYLOAD_TYPES = ("array", "EventNotification", "ActionWebhook")
"""What the methods of either kind are given; static ones get the object before."""
STATIC_FIRST = ("DBObject",)

READS_A_LIST = re.compile(r"\[\s*(?:['\"‘’“”])objects(?:['\"‘’“”])\s*\]\s*(\[\s*0\s*\])")
"""PHP that looks for an answer's first object under 0, where iTop has ``UserRequest::1`` (reference D 3)."""

OF_EVERY_OBJECT = {
    name: Method(name, f"public function {name}({parameters})")
    for name, parameters in {"GetKey": "", "GetName": "$sType = null", "GetState": ""}.items()
}
"""Methods that every object has without a design's saying so, as iTop's documentation names them. None takes what a
callback is given, and all give a text (recordings ``webhook``, "… callback $this->GetName")."""

_ON_OBJECT = re.compile(r"\$this->(\w+)")
_STATIC = re.compile(r"\\?(\w+)::(\w+)")
_SCALARS = frozenset({"array", "bool", "callable", "float", "int", "iterable", "string"})

Found = tuple[MetaClass, Method]
"""The class that declares a method, and the method."""


class CallbackError(Exception):
    """What a callback throws, or why it cannot be called: the message stands in the webhook's record."""


FindMethod = Callable[[Datamodel, MetaClass, str, tuple[str, ...]], Found]
"""Finds the method that a callback's name means for an object of a class.

The last argument are the types of what it is given: `RESPONSE_TYPES` or `PAYLOAD_TYPES`.

Raises:
    CallbackError: iTop does not call it.
    PhpFatalError: iTop calls it, and PHP breaks.
"""


def with_exact_signature(model: Datamodel, cls: MetaClass, name: str, types: tuple[str, ...]) -> Found:
    """The number of parameters and their types must be just those (extension 1.4.4, reference C, "Callbacks")."""
    owner, method = _checked(model, cls, name)
    wanted, declared = STATIC_FIRST + types if method.static else types, parameter_types(method)
    if len(declared) != len(wanted):
        raise CallbackError(texts.wrong_number_of_parameters(method.name, cls.name, len(wanted)))
    if declared != wanted:
        raise CallbackError(texts.invalid_callback(name))
    return owner, method


def with_any_signature(model: Datamodel, cls: MetaClass, name: str, types: tuple[str, ...]) -> Found:
    """Whatever PHP can call is called; only then PHP finds out that there is no such method, or other arguments.

    Source: recordings 3.1 ``webhook``, "callback …", "prepare payload callback …"; that PHP breaks on arguments of
    other types and on missing ones is a rule of PHP.
    """
    on_object = _ON_OBJECT.fullmatch(name)
    found = _declared(cls, on_object[1]) if on_object is not None else _static(model, name)
    if found is None and on_object is not None:
        raise PhpFatalError(texts.no_method(cls.name, on_object[1]))
    if found is None or (on_object is None and not found[1].static):
        raise CallbackError(texts.not_callable(name, prepares=types == PAYLOAD_TYPES))
    given = types if on_object is not None else STATIC_FIRST + types
    if not _takes(found[1], given):
        raise PhpFatalError(f"{found[0].name}::{found[1].name}() takes other arguments than {', '.join(given)}")
    return found


def _takes(method: Method, given: tuple[str, ...]) -> bool:
    """Whether PHP can call a method with arguments of these types; a class that is named is taken for the right one."""
    kinds = [kind.removeprefix("?").lower() for kind in parameter_types(method)]
    fitting = all(kind not in _SCALARS or kind == wanted for kind, wanted in zip(kinds, given, strict=False))
    return fitting and needed_parameters(method) <= len(given)


def _checked(model: Datamodel, cls: MetaClass, name: str) -> Found:
    on_object = _ON_OBJECT.fullmatch(name)
    if on_object is not None:
        return _on_object(cls, on_object[1])
    found = _static(model, name)
    if found is None or not found[1].static:
        raise CallbackError(texts.invalid_callback(name))
    return found


def _on_object(cls: MetaClass, method: str) -> Found:
    found = _declared(cls, method)
    if found is None:
        raise CallbackError(texts.no_method(cls.name, method))
    if found[1].static:
        raise CallbackError(texts.invalid_callback(f"$this->{method}"))
    return found


def _static(model: Datamodel, name: str) -> Found | None:
    named = _STATIC.fullmatch(name)
    owner = model.classes.get(named[1]) if named is not None else None
    return _declared(owner, named[2]) if named is not None and owner is not None else None


def _declared(cls: MetaClass, method: str) -> Found | None:
    """The nearest class, from ``cls`` upwards, that declares the method; the root has what every object has."""
    declared = next(((above, above.methods[method]) for above in cls.ancestors if method in above.methods), None)
    return declared or ((cls.root, OF_EVERY_OBJECT[method]) if method in OF_EVERY_OBJECT else None)
