"""Deleting objects with all that hangs on them: the deletion plan (recordings ``delete``; docs/itop/deletion.md).

What points to a deleted object goes with it (``DEL_AUTO``, ``DEL_SILENT``), has its key reset where it may be empty, or
stands in the way (``DEL_MANUAL``). An object's replicas go with it (recordings ``synchro``, "user_delete_policy …").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from fake_itop.datamodel.attributes import AttributeExternalKey
from fake_itop.objects.database import Database, ObjectName
from fake_itop.objects.draft import Draft
from fake_itop.objects.events import Saving
from fake_itop.objects.replicas import replicas_of
from fake_itop.objects.saving import delete_record, save
from fake_itop.objects.session import Session
from fake_itop.store import Record

T = TypeVar("T")


@dataclass
class DeletionPlan:
    """What deleting some objects entails, in the order in which it was found out."""

    asked: dict[ObjectName, Record] = field(default_factory=dict)
    """The objects that were to be deleted."""
    deleted: dict[ObjectName, Record] = field(default_factory=dict)
    """Others that go with them."""
    reset: dict[ObjectName, tuple[Record, list[AttributeExternalKey]]] = field(default_factory=dict)
    """Objects that stay, with the keys of theirs that become 0."""
    manual: dict[ObjectName, Record] = field(default_factory=dict)
    """Objects that would have to be deleted by hand first."""
    found: dict[ObjectName, ObjectName] = field(default_factory=dict)
    """All that go or stand in the way, as they were found, with the object that was to be deleted on their account."""

    def goes(self, name: ObjectName) -> bool:
        """Whether an object is to be deleted."""
        return name in self.asked or name in self.deleted


def name_of(record: Record) -> ObjectName:
    """An object's own class and id."""
    return record.cls.name, record.id


def plan_deletion(db: Database, records: list[Record]) -> DeletionPlan:
    """Work out what deleting these objects entails."""
    plan = DeletionPlan(asked={name_of(record): record for record in records})
    for asked in records:
        waiting = [asked]
        while waiting:
            target = waiting.pop(0)
            for record, key in referring(db, target):
                waiting.extend(_add(plan, record, key, name_of(asked)))
            for replica in replicas_of(db, target):
                plan.deleted[name_of(replica)] = replica
                plan.found[name_of(replica)] = name_of(asked)
    plan.deleted = _by_class(plan.deleted)
    plan.reset = _by_class({name: entry for name, entry in plan.reset.items() if not plan.goes(name)})
    plan.manual = _by_class({name: record for name, record in plan.manual.items() if not plan.goes(name)})
    plan.found = _by_class({name: asked for name, asked in plan.found.items() if name not in plan.asked})
    return plan


def _by_class(part: dict[ObjectName, T]) -> dict[ObjectName, T]:
    """Objects of one class together, classes in the order of their first object (recordings ``transfer``)."""
    classes = list(dict.fromkeys(cls for cls, _ in part))
    return {name: part[name] for name in sorted(part, key=lambda name: classes.index(name[0]))}


def referring(db: Database, target: Record) -> Iterator[tuple[Record, AttributeExternalKey]]:
    """All objects with a key that points to this one: by the class that declares the key, in its default order."""
    for meta in db.model:
        for code, key in meta.keys.items():
            if not target.cls.is_a(key.target):
                continue
            if meta.parent is None or code not in meta.parent.attributes:
                for record in db.engine.ordered(list(db.store.find(meta.name, code, target.id)), meta):
                    yield record, key


def _add(plan: DeletionPlan, record: Record, key: AttributeExternalKey, asked: ObjectName) -> list[Record]:
    """Put one object that points to a doomed one into the plan; gives it back if it goes too."""
    name = name_of(record)
    if plan.goes(name) or key.on_target_delete == "DEL_NONE":
        return []
    if key.null_allowed and key.on_target_delete != "DEL_SILENT":
        plan.reset.setdefault(name, (record, []))[1].append(key)
        return []
    plan.found.setdefault(name, asked)
    if key.on_target_delete == "DEL_MANUAL":
        plan.manual[name] = record
        return []
    plan.deleted[name] = record
    return [record]


def carry_out(db: Database, session: Session, plan: DeletionPlan) -> Saving[None]:
    """Delete and reset all that a plan without obstacles names."""
    for record, keys in plan.reset.values():
        draft = Draft(db, db.store.get(record.cls.name, record.id) or record)
        for key in keys:
            draft.set(key.code, 0)
        yield from save(db, session, draft)
    for record in [*plan.deleted.values(), *plan.asked.values()]:
        yield from delete_record(db, session, record)
