"""The change history: who wrote what, and what it was before.

One ``CMDBChange`` stands for one request; each object made, deleted or changed adds a ``CMDBChangeOp…`` to it, one per
attribute that changed (recordings ``lifecycle``, "history"). Making or deleting a link adds one more on each object
that shows it in a tracked link set.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from fake_itop.datamodel.attributes import (
    AttributeLinkedSet,
    AttributeMetaEnum,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.objects.draft import default_values
from fake_itop.objects.session import Session
from fake_itop.store import Record

UNTRACKED_FAMILIES = frozenset(
    {
        *("CMDBChange", "CMDBChangeOp", "Event", "AsyncTask", "BackgroundTask", "KeyValueStore", "iTopOwnershipToken"),
        *("SynchroReplica", "SynchroLog"),
    }
)
"""Hierarchies that are the machinery's own and have no history."""

SET = "CMDBChangeOpSetAttribute"


def insert_row(db: Database, cls: str, values: Mapping[str, Any]) -> Record:
    """Write an object of the machinery's own, without checks, history or triggers."""
    meta = db.model[cls]
    row = list(default_values(meta, db.clock.sql_now))
    for code, value in values.items():
        row[meta.columns[code]] = value
    record = Record(meta, db.store.take_id(cls), tuple(row))
    db.store.put(record)
    return record


def record_creation(db: Database, session: Session, record: Record) -> None:
    """Note that an object was made."""
    if not _is_tracked(record.cls):
        return
    _note(db, session, "CMDBChangeOpCreate", record, {})
    _note_on_owners(db, session, record, "added")


def record_deletion(db: Database, session: Session, record: Record) -> None:
    """Note that an object is no more, under the name it had."""
    if not _is_tracked(record.cls):
        return
    names = {"fclass": record.cls.name, "fname": db.reader.friendlyname(record)[:255]}
    _note(db, session, "CMDBChangeOpDelete", record, names)
    _note_on_owners(db, session, record, "removed")


def record_update(db: Database, session: Session, record: Record, previous: Mapping[str, Any]) -> None:
    """Note each attribute that changed, with its earlier value, those first that are worked out from another's.

    Source: recordings ``update``, "history of a change" (a request that is resolved has an ``operational_status``).
    """
    if not _is_tracked(record.cls):
        return
    read, earlier, attributes = db.reader.read, record.with_values(previous), record.cls.attributes
    computed = [(attributes[code], read(earlier, code), read(record, code)) for code in _meta_enums(record.cls)]
    changes = [change for change in computed if change[1] != change[2]]
    changes += [
        (attributes[code], before, record[code]) for code, before in previous.items() if attributes[code].stored
    ]
    for attribute, before, after in changes:
        kind = "HTML" if attribute.is_html else attribute.change
        if attribute.tracking and kind is not None:
            values = {"attcode": attribute.code, **attribute.told_change(before, after)}
            _note(db, session, f"{SET}{kind}", record, values)


@lru_cache(maxsize=4096)
def _meta_enums(meta: MetaClass) -> tuple[str, ...]:
    return tuple(meta.of_kind(AttributeMetaEnum))


def _is_tracked(meta: MetaClass) -> bool:
    return meta.root.name not in UNTRACKED_FAMILIES


def _note_on_owners(db: Database, session: Session, link: Record, kind: str) -> None:
    """Note on whoever shows this object in a tracked link set that it was ``added`` or ``removed``."""
    for code, key in link.cls.keys.items():
        owner = db.store.get(key.target, link[code]) if link[code] else None
        if owner is None:
            continue
        for shown in _tracked_sets(owner.cls, link.cls, code):
            cls, id_ = _item(link, shown)
            values = {"attcode": shown.code, "item_class": cls, "item_id": id_, "type": kind}
            _note(db, session, f"{SET}LinksAddRemove", owner, values)


@lru_cache(maxsize=4096)
def _tracked_sets(owner: MetaClass, linked: MetaClass, key: str) -> tuple[AttributeLinkedSet, ...]:
    """The tracked link sets of a class that objects of another are in by their key."""
    return tuple(
        shown
        for shown in owner.link_sets.values()
        if shown.tracking and shown.ext_key_to_me == key and linked.is_a(shown.linked_class)
    )


def _item(link: Record, shown: AttributeLinkedSet) -> tuple[str, int]:
    """What a link set shows by a link: the object at its other end, or the link itself in a direct set."""
    if not shown.ext_key_to_remote:
        return link.cls.name, link.id
    remote = link.cls.keys[shown.ext_key_to_remote]
    return remote.target, link[remote.code]


def _note(db: Database, session: Session, op: str, record: Record, values: Mapping[str, Any]) -> None:
    about = {"change": change_of(db, session), "objclass": record.cls.name, "objkey": record.id}
    insert_row(db, op, {**about, **values})


def change_of(db: Database, session: Session) -> int:
    """The id of the request's ``CMDBChange``, made when something is written for the first time."""
    if session.change_id is None:
        info = session.comment if session.comment is not None else session.name
        values = {"userinfo": info[:255], "user_id": session.user_id, "origin": session.origin}
        session.change_id = insert_row(db, "CMDBChange", values).id
    return session.change_id
