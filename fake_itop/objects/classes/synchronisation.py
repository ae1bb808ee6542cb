"""Sources of data synchronisation: their attributes come, change and go with them, and so do their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeLinkedSetIndirect,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.classes.behaviour import Behaviour
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.events import Saving
from fake_itop.objects.replicas import ATTRIBUTE, REPLICA, data_table
from fake_itop.objects.saving import delete_record, save
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values import reasons
from fake_itop.values.reasons import Reason

TABLE_PREFIX = "synchro_data_"
SCOPE = "scope_class"
TABLE = "database_table_name"


class SynchroDataSourceBehaviour(Behaviour):
    """A source (recordings ``synchro``; ``asked-by-clients``, "synchro source")."""

    def before_insert(self, db: Database, session: Session, draft: Draft) -> None:
        """Its table gets iTop's prefix, and a name where none was given."""
        super().before_insert(db, session, draft)
        _name_table(draft, f"{draft.get(SCOPE)}_{db.store.peek_next_id(draft.cls.name)}".lower())

    def check(self, db: Database, session: Session, draft: Draft) -> Iterable[Reason]:
        """The class must be there, as with triggers."""
        yield from super().check(db, session, draft)
        if SCOPE in draft.changed() and draft.get(SCOPE) not in db.model:
            refused = reasons.ValueNotAllowed(draft.get(SCOPE))
            yield reasons.UnexpectedValue(draft.cls.attributes[SCOPE].label, SCOPE, refused)

    def inserted(self, db: Database, session: Session, draft: Draft) -> Saving[None]:
        """It gets an attribute for each of its class's, which its list shows in this order at once."""
        yield from super().inserted(db, session, draft)
        yield from self._make_attributes(db, session, draft)

    def before_update(self, db: Database, session: Session, draft: Draft) -> Saving[None]:
        """Its table keeps iTop's prefix."""
        yield from super().before_update(db, session, draft)
        _name_table(draft, draft.saved[TABLE])

    def updated(self, db: Database, session: Session, draft: Draft, previous: Mapping[str, Any]) -> Saving[None]:
        """With another class come that class's attributes; rows of the former one mean nothing any more."""
        yield from super().updated(db, session, draft, previous)
        if SCOPE in previous:
            yield from self._drop_attributes(db, session, draft)
            _forget_rows(db, draft.record)
            yield from self._make_attributes(db, session, draft)

    def deleted(self, db: Database, session: Session, record: Record) -> None:
        """Its rows and replicas go with it, unseen by the deletion plan ("the source is deleted")."""
        super().deleted(db, session, record)
        _forget_rows(db, record)

    @staticmethod
    def _make_attributes(db: Database, session: Session, draft: Draft) -> Saving[None]:
        made = []
        for kind, attribute, reconciles in synchronised(db.model[draft.get(SCOPE)]):
            row = Draft.new(db, db.model[kind])
            row.set("sync_source_id", draft.id)
            row.set("attcode", attribute.code)
            row.set("reconcile", reconciles)
            yield from save(db, session, row)
            made.append(row.id)
        draft.links_in_memory["attribute_list"] = made

    @staticmethod
    def _drop_attributes(db: Database, session: Session, draft: Draft) -> Saving[None]:
        for row in list(db.store.find(ATTRIBUTE, "sync_source_id", draft.id)):
            yield from delete_record(db, session, row)


def _name_table(draft: Draft, default: str) -> None:
    """Give a source's table iTop's prefix, and a name where none was given."""
    name = str(draft.get(TABLE) or default)
    draft.set(TABLE, f"{TABLE_PREFIX}{name.removeprefix(TABLE_PREFIX)}")


class SynchroReplicaBehaviour(Behaviour):
    def deleted(self, db: Database, session: Session, record: Record) -> None:
        """Its row goes with it: the same primary key is a new one then ("the object is deleted, then comes again")."""
        super().deleted(db, session, record)
        db.store.remove_data(data_table(record["sync_source_id"]), record.id)


def synchronised(meta: MetaClass) -> Iterator[tuple[str, Attribute, bool]]:
    """A class's attributes that a source can fill, in the class's order.

    Each with the class of the source's attribute for it, and whether it is one of those that tell objects apart.
    """
    for code, attribute in meta.attributes.items():
        kind = _kind(attribute)
        if kind is not None:
            yield kind, attribute, code in meta.reconciliation


def _kind(attribute: Attribute) -> str | None:
    match attribute:
        case AttributeLinkedSetIndirect():
            return "SynchroAttLinkSet"
        case AttributeLinkedSet():
            return None
        case AttributeExternalKey():
            return "SynchroAttExtKey"
        case _:
            return ATTRIBUTE if attribute.stored and attribute.writable else None


def _forget_rows(db: Database, source: Record) -> None:
    for replica in list(db.store.find(REPLICA, "sync_source_id", source.id)):
        db.store.remove(replica)
    db.store.remove_data(data_table(source.id))
