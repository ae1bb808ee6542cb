"""All that instances hold, as a JSON document: to keep a state across runs, and to give it to others."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from fake_itop.datamodel.attributes.blobs import Blob
from fake_itop.datamodel.attributes.caselog import LogEntry
from fake_itop.datamodel.attributes.dates import StopWatchValue, Threshold
from fake_itop.datamodel.model import MetaClass, UnknownClassError
from fake_itop.itop.instance import Itop
from fake_itop.store import DataRow, Record, Snapshot
from fake_itop.values.names import InputError

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


FORMAT = "fake-itop state"
VERSION = 1
_DATABASE_IDS = range(1, 2**31)

Document = Mapping[str, Any]


class StateError(InputError):
    """A document that cannot be used: one line that says where, what, and what would be right."""


def state_of(itop: Itop) -> dict[str, Any]:
    """What an instance holds: its objects, the ids that it will give out next, and how far its clock was moved.

    ``base`` is the base design that they are of: a state fits no other.
    """
    held = itop.snapshot()
    return {
        "base": itop.model.base,
        "clock_offset": held.clock_offset.total_seconds(),
        "next_ids": dict(held.store.next_ids),
        "counters": dict(held.store.counters),
        "objects": {
            name: {str(record.id): _values(record) for record in table.values()}
            for name, table in held.store.tables.items()
            if table
        },
        "data": {
            name: {str(key): encode(row) for key, row in rows.items()} for name, rows in held.store.data.items() if rows
        },
    }


def load_state(itop: Itop, state: Document, where: str) -> None:
    """Let an instance hold what a document says, in place of what it holds; chance goes on as it was.

    Raises:
        StateError: the document is none of a state, or of another datamodel; the instance is as before.
    """
    _require_base(itop, state, where)
    try:
        tables, data = _tables(itop, state["objects"], where), _data(state.get("data", {}))
        store = Snapshot(tables, _numbers(state["next_ids"]), _numbers(state["counters"]), data)
        offset = timedelta(seconds=state["clock_offset"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise StateError(f"{where}: no state of an instance: {error!r}") from None
    itop.restore(replace(itop.snapshot(), store=store, clock_offset=offset))


def _require_base(itop: Itop, state: Document, where: str) -> None:
    """Let a state through that is of the instance's base design; those of earlier versions do not say of which."""
    kept = state.get("base", itop.model.base) if isinstance(state, dict) else itop.model.base
    if kept != itop.model.base:
        raise StateError(
            f"{where}: a state of profile {kept}, and the instance is of {itop.model.base}; "
            f"right would be to start it with --profile {kept}, or without the state"
        )


def _numbers(given: Mapping[str, Any]) -> dict[str, int]:
    """Ids and counters by name.

    Raises:
        ValueError: one is no whole number from 1 on, or beyond what a database gives out.
    """
    for name, number in given.items():
        if type(number) is not int or number not in _DATABASE_IDS:
            raise ValueError(f"{name}: {number!r} is no number that a database gives out")
    return dict(given)


PULLED = "pulled"
"""Stands in a state that was read from a live iTop: from where, which classes, and whether stand-ins are in it."""


def is_beginning(states: Mapping[str, Document]) -> bool:
    """Whether states are what a live iTop held, and no session yet: wiring and seeds are still to come."""
    return any(isinstance(state, dict) and state.get(PULLED) for state in states.values())


def load_states(itops: Mapping[str, Itop], states: Mapping[str, Document], where: str) -> None:
    """Let each of some instances hold what the document of its name says.

    Raises:
        StateError: one has no document, or one that does not fit; those before it are changed.
    """
    for name, itop in itops.items():
        if name not in states:
            raise StateError(f"{where}: no state of {name}; it keeps {', '.join(states) or 'none'}")
        load_state(itop, states[name], f"{where}: {name}")


def to_document(itops: Mapping[str, Itop]) -> str:
    """The text of a file that keeps the states of instances."""
    return document_of({name: state_of(itop) for name, itop in itops.items()})


def document_of(states: Mapping[str, Document], indent: int | None = 1) -> str:
    """The text of a file that keeps states which are documents already; large ones are better without ``indent``."""
    document = {"format": FORMAT, "version": VERSION, "instances": states}
    return json.dumps(document, ensure_ascii=False, indent=indent) + "\n"


def read_document(text: str, where: str) -> dict[str, Document]:
    """The states in a file's text, by the names of the instances.

    Raises:
        StateError: it is no such file.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StateError(f"{where}: not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise StateError(f'{where}: no state; one begins with {{"format": "{FORMAT}"}}, as fake-itop export writes it')
    if document.get("version") != VERSION:
        raise StateError(f"{where}: a state of version {document.get('version')}; this fake-itop reads {VERSION}")
    states = document.get("instances")
    if not isinstance(states, dict):
        raise StateError(f"{where}: instances is missing; it holds a state for each name")
    return states


def _values(record: Record) -> dict[str, Any]:
    return {code: encode(value) for code, value in zip(record.cls.columns, record.values, strict=True)}


def _tables(itop: Itop, objects: Document, where: str) -> dict[str, dict[int, Record]]:
    return {name: dict(_table(itop, name, table, where)) for name, table in objects.items()}


def _data(tables: Document) -> dict[str, dict[int, DataRow]]:
    """The tables without a class; states of earlier versions had none."""
    return {name: {int(key): decode(row) for key, row in rows.items()} for name, rows in tables.items()}


def _table(itop: Itop, name: str, table: Document, where: str) -> Iterator[tuple[int, Record]]:
    try:
        cls = itop.model[name]
    except UnknownClassError:
        raise StateError(
            f"{where}: class {name} is not in the datamodel; was the state kept with another design?"
        ) from None
    for key, values in table.items():
        yield int(key), _record(cls, int(key), values, where)


def _record(cls: MetaClass, key: int, values: Document, where: str) -> Record:
    for code in {*cls.columns, *values}:
        if code not in values or code not in cls.columns:
            which = "lacks" if code not in values else "has an unknown"
            raise StateError(f"{where}: {cls.name}::{key} {which} attribute {code}; was it kept with another design?")
    try:
        return Record(cls, key, tuple(decode(values[code]) for code in cls.columns))
    except ValueError as error:
        raise StateError(f"{where}: {cls.name}::{key}: {error}") from None


__all__ = [
    "PULLED",
    "StateError",
    "document_of",
    "is_beginning",
    "load_state",
    "load_states",
    "read_document",
    "state_of",
    "to_document",
]
