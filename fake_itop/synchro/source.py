"""A source of data synchronisation as an import and an execution work with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from fake_itop.datamodel.attributes import Attribute
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.objects.replicas import ATTRIBUTE, SOURCE, data_table
from fake_itop.store import Record

PRIMARY_KEY = "primary_key"
"""The column that tells a source's rows apart."""


@dataclass(frozen=True)
class SourceAttribute:
    """What a source does with one attribute of its class: ``settings`` is the ``SynchroAttribute``."""

    settings: Record
    attribute: Attribute

    @property
    def code(self) -> str:
        return self.attribute.code

    @property
    def updates(self) -> bool:
        """Whether objects get it."""
        return bool(self.settings["update"])

    @property
    def reconciles(self) -> bool:
        """Whether it is one of those by which an object is found."""
        return bool(self.settings["reconcile"])

    @property
    def only_if_empty(self) -> bool:
        """Whether only objects without a value get one."""
        return bool(self.settings["update_policy"] == "write_if_empty")

    @property
    def by(self) -> str:
        """Of an external key: the attribute by which its target is named in rows, empty for the id."""
        return str(self.settings["reconciliation_attcode"] or "")


@dataclass(frozen=True)
class Source:
    """A ``SynchroDataSource`` with the class that it fills."""

    db: Database
    record: Record
    meta: MetaClass

    @classmethod
    def find(cls, db: Database, id_: int) -> Source | None:
        """The source of that id whose class the datamodel has."""
        record = db.store.get(SOURCE, id_)
        if record is None or record["scope_class"] not in db.model:
            return None
        return cls(db, record, db.model[record["scope_class"]])

    @property
    def id(self) -> int:
        return self.record.id

    @property
    def table(self) -> str:
        return data_table(self.id)

    @cached_property
    def attributes(self) -> dict[str, SourceAttribute]:
        """By code: its attributes that the datamodel still has."""
        rows = self.db.store.find(ATTRIBUTE, "sync_source_id", self.id)
        known = self.meta.attributes
        found = [SourceAttribute(row, known[row["attcode"]]) for row in rows if row["attcode"] in known]
        return {each.code: each for each in sorted(found, key=lambda each: each.settings.id)}
