"""An object while somebody works on it: what it holds in memory, beside what lies in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes import AttributeDateTime
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.store import Record

NEW = -1
"""The id of an object that is not saved yet (recordings ``create``: ``id = -1``)."""


@dataclass(frozen=True)
class Link:
    """An object of a link set that is to be written: an existing one (``id``) or one to be made, with its values."""

    cls: MetaClass
    values: dict[str, Any]
    id: int | None = None


class Draft:
    """A working copy of an object.

    What others write to the object meanwhile does not show in it, and is not undone when it is saved: only what was
    changed here is written. So it is on a real iTop, where one request holds one copy of an object in memory.
    """

    def __init__(self, db: Database, record: Record) -> None:
        self.db = db
        self.record = record
        self.saved = record
        self.links: dict[str, list[Link]] = {}
        """Link sets that are to be replaced, by attribute code."""
        self.links_in_memory: dict[str, list[int]] = {}
        """Link sets that were replaced, as memory has them: ids of the links in the order in which they were given."""

    @classmethod
    def new(cls, db: Database, meta: MetaClass) -> Draft:
        """An object that does not exist yet, with the class's defaults."""
        now = db.clock.sql_now()
        values = tuple(_default(meta, code, now) for code in meta.columns)
        return cls(db, Record(meta, NEW, values))

    @property
    def cls(self) -> MetaClass:
        """The object's class."""
        return self.record.cls

    @property
    def id(self) -> int:
        """The object's id, -1 while it has none."""
        return self.record.id

    @property
    def is_new(self) -> bool:
        """Whether it was never saved."""
        return self.record.id == NEW

    def get(self, code: str) -> Any:
        """The value held for a stored attribute."""
        return self.record[code]

    def set(self, code: str, value: Any) -> None:
        """Hold another value for a stored attribute."""
        self.record = self.record.with_values({code: value})

    def read(self, code: str) -> Any:
        """Any attribute, also one that is worked out from what is held."""
        return self.db.reader.read(self.record, code)

    @property
    def name(self) -> str:
        """The friendly name."""
        return self.db.reader.friendlyname(self.record)

    def changed(self) -> dict[str, Any]:
        """Stored attributes that differ from what was saved last, with the earlier value; all of a new object's."""
        before, after = self.saved.values, self.record.values
        if self.is_new:
            return dict(zip(self.cls.columns, before, strict=True))
        if before is after:
            return {}
        return {code: before[at] for code, at in self.cls.columns.items() if before[at] != after[at]}

    def written(self, record: Record) -> None:
        """Take note that the object lies in the database as held here, under ``record``'s id."""
        self.record = record
        self.saved = record


def _default(meta: MetaClass, code: str, now: str) -> Any:
    attribute = meta.attributes[code]
    if isinstance(attribute, AttributeDateTime) and attribute.default is not None:
        return attribute.accept(now[: len(str(attribute.default))] if attribute.default != "NOW()" else now)
    return attribute.default
