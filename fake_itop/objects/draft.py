"""An object while somebody works on it: what it holds in memory, beside what lies in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import is_
from typing import Any

from fake_itop.datamodel.attributes import AttributeDate, AttributeDateTime
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.store import Record

NOW = "NOW()"
"""The default of a date that is set when the object is made."""
NEW = -1
"""The id of an object that is not saved yet (recordings ``create``: ``id = -1``)."""


@dataclass(frozen=True)
class LinkDraft:
    """An object of a link set that is to be written, with its values.

    ``forgotten``: it is in the database and stays there, but is not shown with those that were given.
    """

    cls: MetaClass
    values: dict[str, Any]
    forgotten: bool = False


class Draft:
    """A working copy of an object.

    What others write to the object meanwhile does not show in it, and is not undone when it is saved: only what was
    changed here is written. So it is on a real iTop, where one request holds one copy of an object in memory.
    """

    def __init__(self, db: Database, record: Record) -> None:
        self.db = db
        self.saved = record
        self._record: Record | None = record
        self._values = list(record.values)
        self.links: dict[str, list[LinkDraft]] = {}
        """Link sets that are to be replaced, by attribute code."""
        self.links_in_memory: dict[str, list[int]] = {}
        """Link sets that were changed, as memory has them: ids of links, those that were there first."""

    @classmethod
    def new(cls, db: Database, meta: MetaClass) -> Draft:
        """An object that does not exist yet, with the class's defaults."""
        return cls(db, Record(meta, NEW, default_values(meta, db.clock.sql_now)))

    @property
    def record(self) -> Record:
        """The object as it is held here."""
        if self._record is None:
            self._record = Record(self.saved.cls, self.saved.id, tuple(self._values))
        return self._record

    @property
    def cls(self) -> MetaClass:
        """The object's class."""
        return self.saved.cls

    @property
    def id(self) -> int:
        """The object's id, -1 while it has none."""
        return self.saved.id

    @property
    def is_new(self) -> bool:
        """Whether it was never saved."""
        return self.saved.id == NEW

    def get(self, code: str) -> Any:
        """The value held for a stored attribute."""
        return self._values[self.saved.cls.columns[code]]

    def set(self, code: str, value: Any) -> None:
        """Hold another value for a stored attribute."""
        at = self.saved.cls.columns[code]
        if self._values[at] is not value:
            self._values[at] = value
            self._record = None

    def read(self, code: str) -> Any:
        """Any attribute, also one that is worked out from what is held."""
        return self.db.reader.read(self.record, code)

    @property
    def name(self) -> str:
        """The friendly name."""
        return self.db.reader.friendlyname(self.record)

    def changed(self) -> dict[str, Any]:
        """Stored attributes that differ from what was saved last, with the earlier value; all of a new object's."""
        before, after = self.saved.values, self._values
        if self.is_new:
            return dict(zip(self.cls.columns, before, strict=True))
        if self._record is self.saved or all(map(is_, before, after)):
            return {}
        different = {at for at, old in enumerate(before) if old is not after[at] and old != after[at]}
        return {code: before[at] for code, at in self.cls.columns.items() if at in different} if different else {}

    def begin(self) -> None:
        """Give the dates that begin with now their moment where nobody did, if they may not be empty."""
        for position, length in _defaults(self.cls)[1]:
            if self._values[position] is None:
                code = list(self.cls.columns)[position]
                if not self.cls.attributes[code].null_allowed:
                    self.set(code, self.db.clock.sql_now()[:length])

    def written(self, record: Record) -> None:
        """Take note that the object lies in the database as held here, under ``record``'s id."""
        self.saved = self._record = record
        self._values = list(record.values)


def default_values(meta: MetaClass, now: Callable[[], str]) -> tuple[Any, ...]:
    """What a new object of a class holds, in the order of its columns; ``now`` is asked where a date begins with it."""
    values, dates = _defaults(meta)
    if not dates:
        return values
    dated, moment = list(values), now()
    for position, length in dates:
        dated[position] = moment[:length]
    return tuple(dated)


@lru_cache(maxsize=4096)
def _defaults(meta: MetaClass) -> tuple[tuple[Any, ...], tuple[tuple[int, int], ...]]:
    """A class's defaults, and where now belongs: the position of each date, and how many characters of it."""
    attributes = [meta.attributes[code] for code in meta.columns]
    dates = tuple(
        (position, len("YYYY-MM-DD") if isinstance(attribute, AttributeDate) else len("YYYY-MM-DD HH:MM:SS"))
        for position, attribute in enumerate(attributes)
        if isinstance(attribute, AttributeDateTime) and attribute.default == NOW
    )
    return tuple(attribute.default for attribute in attributes), dates
