"""Values of attributes in JSON. Whatever JSON has no form for is an object with its kind under ``@``."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from fake_itop.datamodel.attributes.blobs import Blob
from fake_itop.datamodel.attributes.caselog import LogEntry
from fake_itop.datamodel.attributes.watches import StopWatchValue, Threshold

KIND = "@"


def encode(value: Any) -> Any:
    """The JSON form of a stored value.

    Raises:
        TypeError: there is none for a value of this kind: our own bug.
    """
    match value:
        case None | str() | int() | float():
            return value
        case tuple():
            return [encode(each) for each in value]
        case list():
            return {KIND: "list", "items": [encode(each) for each in value]}
        case dict():
            return {KIND: "dict", "items": [[encode(key), encode(each)] for key, each in value.items()]}
        case Blob():
            return {KIND: "Blob", **asdict(value), "data": base64.b64encode(value.data).decode()}
        case LogEntry():
            return {KIND: "LogEntry", **asdict(value)}
        case StopWatchValue():
            return {KIND: "StopWatchValue", **asdict(value)}
        case _:
            raise TypeError(f"no JSON form for {value!r}")


def decode(value: Any) -> Any:
    """The value that a JSON form stands for.

    Raises:
        ValueError: it stands for none.
    """
    if isinstance(value, list):
        return tuple(decode(each) for each in value)
    if not isinstance(value, dict):
        return value
    form = dict(value)
    kind = form.pop(KIND, None)
    if kind not in _DECODERS:
        raise ValueError(f"unknown kind of value {kind!r}; there is {', '.join(_DECODERS)}")
    try:
        return _DECODERS[kind](form)
    except (KeyError, TypeError) as error:
        raise ValueError(f"no {kind}: {error}") from None


def _blob(form: Mapping[str, Any]) -> Blob:
    return Blob(**{**form, "data": base64.b64decode(form["data"])})


def _watch(form: Mapping[str, Any]) -> StopWatchValue:
    thresholds = {int(percent): Threshold(**each) for percent, each in form["thresholds"].items()}
    return StopWatchValue(**{**form, "thresholds": thresholds})


_DECODERS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "list": lambda form: [decode(each) for each in form["items"]],
    "dict": lambda form: {decode(key): decode(each) for key, each in form["items"]},
    "Blob": _blob,
    "LogEntry": lambda form: LogEntry(**form),
    "StopWatchValue": _watch,
}
