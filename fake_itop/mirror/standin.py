"""From the objects that a live iTop shows to a state that a stand-in starts from: the same ids, the same values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from fake_itop.client import ItopObject
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeCaseLog,
    AttributeExternalKey,
    AttributeStopWatch,
    AttributeSubItem,
    PhpFatalError,
    ValueRefusedError,
)
from fake_itop.datamodel.attributes.caselog import LogEntry
from fake_itop.datamodel.attributes.dates import StopWatchValue, Threshold
from fake_itop.datamodel.attributes.keys import AttributeReference
from fake_itop.datamodel.model import MetaClass
from fake_itop.itop.instance import Itop
from fake_itop.objects.draft import default_values
from fake_itop.rest.rules import with_escaped_ampersands
from fake_itop.state import state_of
from fake_itop.store import Record


def state_with(itop: Itop, objects: Mapping[tuple[str, int], ItopObject], whole: Collection[str]) -> dict[str, Any]:
    """What a fresh instance holds with the objects in it; of classes that were read ``whole``, no others.

    A person whom a user of the instance is stays. Keys to what there is not are left empty.
    """
    store, model = itop.db.store, itop.model
    roots = {(model[cls].root.name, id_) for cls, id_ in objects}
    users = {user["contactid"] for user in store.scan("User")}
    for cls in whole:
        for own in list(store.table(cls).values()):
            is_user = own.cls.root.name == "Contact" and own.id in users
            if (cls, own.id) not in objects and not is_user:
                store.remove(own)
    for record in [held for held in _all(itop) if (held.cls.root.name, held.id) in roots]:
        store.remove(record)
    for (cls, id_), found in sorted(objects.items()):
        store.put(_record(model[cls], found, itop))
        store.reserve_ids(cls, id_ + 1)
    for cls, id_ in objects:
        _empty_keys(itop, store.table(cls)[id_])
    return state_of(itop)


def _all(itop: Itop) -> list[Record]:
    roots = {cls.root.name for cls in itop.model}
    return [record for root in sorted(roots) for record in itop.db.store.scan(root)]


def _empty_keys(itop: Itop, record: Record) -> None:
    lost = {
        code: 0
        for code in record.cls.columns
        if isinstance(attribute := record.cls.attributes[code], AttributeExternalKey)
        and record[code]
        and (attribute.target not in itop.model or itop.db.store.get(attribute.target, record[code]) is None)
    }
    if lost:
        itop.db.store.put(record.with_values(lost))


def _record(cls: MetaClass, found: ItopObject, itop: Itop) -> Record:
    new = default_values(cls, itop.clock.sql_now)
    values = [
        _stored(cls.attributes[code], found.fields, cls, itop) if code in found.fields else value
        for code, value in zip(cls.columns, new, strict=True)
    ]
    return Record(cls, found.id, tuple(values))


def _stored(attribute: Attribute, fields: Mapping[str, Any], cls: MetaClass, itop: Itop) -> Any:
    """The value that REST shows as these fields do."""
    raw = fields[attribute.code]
    if isinstance(attribute, AttributeReference):
        return int(raw or 0)
    if isinstance(attribute, AttributeStopWatch):
        return _watch(attribute, fields, cls)
    if isinstance(attribute, AttributeCaseLog):
        return tuple(_entry(each) for each in (raw or {}).get("entries") or ())
    if attribute.is_html and itop.profile.output.show_html is with_escaped_ampersands and isinstance(raw, str):
        raw = raw.replace("&amp;", "&")
    candidates = _candidates(attribute, raw)
    return next((value for value in candidates if _shown(attribute, value) == raw), candidates[0])


def _candidates(attribute: Attribute, raw: Any) -> list[Any]:
    """What may be stored: as it was written, as the database keeps that, nothing, or what a new object has."""
    try:
        accepted = attribute.accept(raw)
        return [attribute.keep(accepted), accepted, None, attribute.default]
    except (ValueRefusedError, PhpFatalError):
        return [None, attribute.default]


def _shown(attribute: Attribute, value: Any) -> Any:
    try:
        return attribute.export(value)
    except (TypeError, AttributeError, ValueError):
        return None  # no value of this kind


def _entry(entry: Mapping[str, Any]) -> LogEntry:
    html, text = entry.get("message_html"), str(entry.get("message") or "")
    who = int(entry.get("user_id") or 0)
    date, login = str(entry.get("date") or ""), str(entry.get("user_login") or "")
    return LogEntry(date, login, who, text, "text") if html is None else LogEntry(date, login, who, html, "html", text)


def _watch(attribute: AttributeStopWatch, fields: Mapping[str, Any], cls: MetaClass) -> StopWatchValue:
    """As its figures say; one that was running stands still."""
    items = {
        item.item: fields.get(item.code)
        for item in cls.attributes.values()
        if isinstance(item, AttributeSubItem) and item.target == attribute.code
    }
    thresholds = {percent: _threshold(percent, items) for percent in attribute.thresholds}
    return StopWatchValue(
        int(fields[attribute.code] or 0),
        items.get("started") or None,
        None,
        items.get("stopped") or None,
        thresholds,
    )


def _threshold(percent: int, items: Mapping[str, Any]) -> Threshold:
    overrun = items.get(f"{percent}_overrun")
    return Threshold(
        items.get(f"{percent}_deadline") or None,
        items.get(f"{percent}_passed") == "yes",
        items.get(f"{percent}_triggered") == "yes",
        None if overrun in (None, "") else int(overrun),
    )
