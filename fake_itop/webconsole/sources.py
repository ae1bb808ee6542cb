"""Sources of data synchronisation of an instance: what they do, what their last execution did, and their replicas."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nlargest

from fake_itop.datamodel.attributes import AttributeEnum
from fake_itop.objects.replicas import ATTRIBUTE, LOCKED, LOG, REPLICA, SOURCE
from fake_itop.store import Record
from fake_itop.synchro import COUNTED
from fake_itop.webconsole.desk import Seat
from fake_itop.webconsole.view import line

SHOWN = 50
"""So many replicas of a source are shown, those with an error first."""

POLICIES = {
    "status": "status",
    "reconciliation_policy": "finds objects by",
    "action_on_zero": "on none",
    "action_on_one": "on one",
    "action_on_multiple": "on several",
    "delete_policy": "rows that are gone",
    "user_delete_policy": "may delete",
}


@dataclass(frozen=True)
class Replica:
    """A row of a source: the object that it stands for, and what went wrong."""

    id: int
    status: str
    target: str
    problem: str


@dataclass(frozen=True)
class RunView:
    """An execution: when, how it ended, and what it counted beside nothing."""

    date: str
    status: str
    error: str
    counts: list[tuple[str, int]]


@dataclass(frozen=True)
class SourceView:
    """A source with its settings, its attributes, its last execution and some of its replicas."""

    id: int
    name: str
    cls: str
    policies: list[tuple[str, str]]
    reconciles: str
    locks: str
    log: RunView | None
    replicas: list[Replica]
    left_out: int


def sources(seat: Seat) -> list[SourceView]:
    """All sources, in the order in which they were made."""
    return [_source(seat, record) for record in seat.db.store.table(SOURCE).values()]


def _source(seat: Seat, record: Record) -> SourceView:
    store = seat.db.store
    attributes = sorted(store.find(ATTRIBUTE, "sync_source_id", record.id), key=lambda each: each.id)
    count = store.count_found(REPLICA, "sync_source_id", record.id)
    found = nlargest(
        SHOWN, store.find(REPLICA, "sync_source_id", record.id), key=lambda each: (bool(_problem(each)), -each.id)
    )
    logs = store.find(LOG, "sync_source_id", record.id)
    last = max(logs, key=lambda each: each.id, default=None)
    return SourceView(
        id=record.id,
        name=line(record["name"]),
        cls=line(record["scope_class"]),
        policies=[(label, _label(record, code)) for code, label in POLICIES.items()],
        reconciles=line(", ".join(each["attcode"] for each in attributes if each["reconcile"])),
        locks=line(", ".join(each["attcode"] for each in attributes if _locks(each))),
        log=_log(last) if last is not None else None,
        replicas=[_replica(seat, each) for each in found],
        left_out=max(count - SHOWN, 0),
    )


def _locks(attribute: Record) -> bool:
    return bool(attribute["update"]) and attribute["update_policy"] == LOCKED


def _label(record: Record, code: str) -> str:
    attribute = record.cls.attributes[code]
    assert isinstance(attribute, AttributeEnum)
    return attribute.values.get(record[code], "")


def _problem(replica: Record) -> str:
    return str(replica["status_last_error"] or replica["status_last_warning"])


def _log(record: Record) -> RunView:
    counts = [(label, record[code]) for label, code in COUNTED if record[code]]
    return RunView(str(record["start_date"]), record["status"], line(record["last_error"]), counts)


def _replica(seat: Seat, record: Record) -> Replica:
    known = record["dest_class"] in seat.db.model
    target = seat.db.store.get(record["dest_class"], record["dest_id"]) if known else None
    name = f"{target.cls.name}::{target.id} {seat.db.reader.friendlyname(target)}" if target is not None else ""
    return Replica(record.id, record["status"], line(name), line(_problem(record)))
