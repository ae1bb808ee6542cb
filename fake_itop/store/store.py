"""The database: objects as immutable rows, and tables of data that no class describes.

A row is replaced, never changed, so a snapshot is a copy of the tables and not of the objects in them. Every class
hierarchy has one id sequence (a real iTop's root table has it): Person and Team share one, so do all tickets.
Indexes are made when they are first asked for, and kept up from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.values.collation import fold

DataRow = tuple[Any, ...]
"""A row of a table without a class: a tuple of what JSON has forms for, never changed but replaced."""


class Record:
    """An object as it is stored: its class, its id, and its values in the order of the class's ``columns``."""

    __slots__ = ("cls", "id", "values")

    def __init__(self, cls: MetaClass, id: int, values: tuple[Any, ...]) -> None:  # noqa: A002 - iTop's own word for it
        self.cls = cls
        self.id = id
        self.values = values

    def __getitem__(self, code: str) -> Any:
        """The value of a stored attribute."""
        return self.values[self.cls.columns[code]]

    def __repr__(self) -> str:
        return f"<{self.cls.name}::{self.id}>"

    def with_values(self, changes: Mapping[str, Any]) -> Record:
        """This object with some stored attributes changed."""
        values = list(self.values)
        for code, value in changes.items():
            values[self.cls.columns[code]] = value
        return Record(self.cls, self.id, tuple(values))


@dataclass(frozen=True)
class Snapshot:
    """The whole content of a store at one moment."""

    tables: Mapping[str, Mapping[int, Record]]
    next_ids: Mapping[str, int]
    counters: Mapping[str, int]
    data: Mapping[str, Mapping[int, DataRow]] = field(default_factory=dict)


Index = dict[Any, dict[int, None]]


def index_key(value: Any) -> Any:
    """What an index keeps for a value: texts as the database's collation compares them."""
    return fold(value) if isinstance(value, str) else value


class Store:
    """Tables of objects by class. Ids ascend in every table."""

    def __init__(self, model: Datamodel) -> None:
        self.model = model
        self._tables: dict[str, dict[int, Record]] = {}
        self._families: dict[str, dict[int, Record]] = {}
        self._next_ids: dict[str, int] = {}
        self._counters: dict[str, int] = {}
        self._data: dict[str, dict[int, DataRow]] = {}
        self._indexes: dict[str, dict[str, Index]] = {}
        self._roots: dict[str, str] = {}
        self.revision = 0
        """Goes up with every write and every restore: what was worked out at the same revision still holds."""

    # Reading

    def get(self, cls: str, id: int) -> Record | None:  # noqa: A002
        """The object of that id if it is a ``cls`` (or below it)."""
        family = self._families.get(self._root(cls))
        record = family.get(id) if family is not None else None
        return record if record is not None and record.cls.is_a(cls) else None

    def table(self, cls: str) -> Mapping[int, Record]:
        """The objects whose own class is ``cls``, by id."""
        return self._tables.get(cls, {})

    def scan(self, cls: str) -> Iterator[Record]:
        """All objects of a class and those below it, by ascending id within each class."""
        for below in self.model[cls].descendants:
            yield from self.table(below.name).values()

    def count(self, cls: str) -> int:
        """How many objects ``scan`` gives."""
        return sum(len(self.table(below.name)) for below in self.model[cls].descendants)

    def find(self, cls: str, code: str, value: Any) -> Iterator[Record]:
        """The objects of a class (and below) whose stored attribute ``code`` is ``value`` for the collation."""
        key = index_key(value)
        for below in self.model[cls].descendants:
            table = self._tables.get(below.name)
            if table:
                for id_ in self._index(below, code).get(key, ()):
                    yield table[id_]

    def count_found(self, cls: str, code: str, value: Any) -> int:
        """How many objects ``find`` gives."""
        key = index_key(value)
        below = (found for found in self.model[cls].descendants if self._tables.get(found.name))
        return sum(len(self._index(found, code).get(key, ())) for found in below)

    def data(self, table: str) -> Mapping[int, DataRow]:
        """The rows of a table without a class, by key, in the order in which they were first put."""
        return self._data.get(table, {})

    def peek_next_id(self, cls: str) -> int:
        """The id that the next object of the class's family will get."""
        return self._next_ids.get(self._root(cls), 1)

    # Writing

    def take_id(self, cls: str) -> int:
        """The next id of the class's family, used up by this call."""
        root = self._root(cls)
        taken = self._next_ids.get(root, 1)
        self._next_ids[root] = taken + 1
        return taken

    def reserve_ids(self, cls: str, next_id: int) -> None:
        """Let the sequence of the class's family go on at ``next_id`` at the earliest."""
        root = self._root(cls)
        self._next_ids[root] = max(self._next_ids.get(root, 1), next_id)

    def count_up(self, counter: str) -> int:
        """The next number of a counter of that name, from 1."""
        self._counters[counter] = self._counters.get(counter, 0) + 1
        return self._counters[counter]

    def put(self, record: Record) -> None:
        """Add an object, or replace the one of its class and id."""
        self.revision += 1
        table = self._tables.setdefault(record.cls.name, {})
        previous = table.get(record.id)
        table[record.id] = record
        self._families.setdefault(record.cls.root.name, {})[record.id] = record
        self._reindex(record.cls, record.id, previous, record)

    def remove(self, record: Record) -> None:
        """Delete an object. Its id is not given out again."""
        self.revision += 1
        previous = self._tables[record.cls.name].pop(record.id)
        del self._families[record.cls.root.name][record.id]
        self._reindex(record.cls, record.id, previous, None)

    def put_data(self, table: str, key: int, row: DataRow) -> None:
        """Add a row to a table without a class, or replace the one of that key."""
        self.revision += 1
        self._data.setdefault(table, {})[key] = row

    def remove_data(self, table: str, key: int | None = None) -> None:
        """Delete a row of a table without a class, or without a key the whole table; nothing where there is none."""
        self.revision += 1
        if key is None:
            self._data.pop(table, None)
        else:
            self._data.get(table, {}).pop(key, None)

    def _root(self, cls: str) -> str:
        """The name of a class's family, looked up once."""
        root = self._roots.get(cls)
        if root is None:
            root = self._roots[cls] = self.model[cls].root.name
        return root

    # Snapshots

    def snapshot(self) -> Snapshot:
        """What the store holds now."""
        tables = {name: dict(table) for name, table in self._tables.items()}
        data = {name: dict(rows) for name, rows in self._data.items()}
        return Snapshot(tables, dict(self._next_ids), dict(self._counters), data)

    def restore(self, snapshot: Snapshot) -> None:
        """Hold what it held when the snapshot was taken, id sequences included."""
        self.revision += 1
        self._tables = {name: dict(table) for name, table in snapshot.tables.items()}
        self._next_ids = dict(snapshot.next_ids)
        self._counters = dict(snapshot.counters)
        self._data = {name: dict(rows) for name, rows in snapshot.data.items()}
        self._indexes = {}
        self._families = {}
        for name, table in self._tables.items():
            self._families.setdefault(self.model[name].root.name, {}).update(table)

    # Indexes

    def _index(self, cls: MetaClass, code: str) -> Index:
        indexes = self._indexes.setdefault(cls.name, {})
        if code not in indexes:
            indexes[code] = self._build_index(cls.columns[code], self.table(cls.name).values())
        return indexes[code]

    @staticmethod
    def _build_index(position: int, records: Iterable[Record]) -> Index:
        index: Index = {}
        for record in records:
            index.setdefault(index_key(record.values[position]), {})[record.id] = None
        return index

    def _reindex(self, cls: MetaClass, id_: int, before: Record | None, after: Record | None) -> None:
        for code, index in self._indexes.get(cls.name, {}).items():
            position = cls.columns[code]
            old = None if before is None else before.values[position]
            new = None if after is None else after.values[position]
            if before is not None and after is not None and old is new:
                continue
            if before is not None:
                bucket = index[index_key(old)]
                del bucket[id_]
                if not bucket:
                    del index[index_key(old)]
            if after is not None:
                index.setdefault(index_key(new), {})[id_] = None
