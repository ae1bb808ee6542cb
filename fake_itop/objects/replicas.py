"""What data synchronisation holds of objects: replicas, the attributes that their sources master, and who may delete.

A source (``SynchroDataSource``) has a replica (``SynchroReplica``) for each row that was imported into it, and a table
of its own with the rows themselves: the replica's id is the row's key there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fake_itop.objects.database import Database
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values.reasons import OwnedBySource, Reason

REPLICA = "SynchroReplica"
SOURCE = "SynchroDataSource"
ATTRIBUTE = "SynchroAttribute"
LOG = "SynchroLog"
ORIGIN = "synchro-data-source"
"""The origin of what a synchronisation writes, as the change history has it."""
LOCKED = "master_locked"


def data_table(source_id: int) -> str:
    """The name of the table with a source's imported rows."""
    return f"synchro_data:{source_id}"


def replicas_of(db: Database, record: Record) -> Iterator[Record]:
    """The replicas whose object this is."""
    for replica in db.store.find(REPLICA, "dest_id", record.id):
        if replica["dest_class"] == record.cls.name:
            yield replica


def locked_attributes(db: Database, session: Session, record: Record) -> frozenset[str]:
    """Codes of an object's attributes that only synchronisation may write (recordings ``synchro``, "master_locked …").

    A source that is obsolete locks nothing: no recording shows one.
    """
    if session.origin == ORIGIN:
        return frozenset()
    sources = (db.store.get(SOURCE, replica["sync_source_id"]) for replica in replicas_of(db, record))
    return frozenset(
        attribute["attcode"]
        for source in sources
        if source is not None and source["status"] != "obsolete"
        for attribute in db.store.find(ATTRIBUTE, "sync_source_id", source.id)
        if attribute["update"] and attribute["update_policy"] == LOCKED
    )


def deletions_refused(db: Database, session: Session, records: Iterable[Record]) -> dict[tuple[str, int], Reason]:
    """Why objects may not be deleted: by class and id.

    A source speaks for the objects that it made, not for those that it found (recordings ``synchro``,
    "user_delete_policy …").
    """
    refused: dict[tuple[str, int], Reason] = {}
    for record in records:
        for replica in replicas_of(db, record):
            source = db.store.get(SOURCE, replica["sync_source_id"])
            if source is not None and replica["status_dest_creator"] and not _may_delete(session, source):
                refused[record.cls.name, record.id] = OwnedBySource(source["name"])
    return refused


def _may_delete(session: Session, source: Record) -> bool:
    match source["user_delete_policy"]:
        case "everybody":
            return True
        case "administrators":
            return session.is_administrator
        case _:
            return False
