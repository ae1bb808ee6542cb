"""Rows of a source, and the loads by which it is told which of them are no longer delivered.

A load is one import. Each row knows the load that brought it last; an execution takes all loads since the one before
it for one delivery, so that a collector may send its rows in pieces.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fake_itop.store import Store
from fake_itop.synchro.source import Source

_LOADS = "synchro_loads"

Cells = Mapping[str, str | None]


class Row(NamedTuple):
    """A row of a source: cells by attribute code, ``None`` where none came, and the last load that brought it."""

    primary_key: str
    load: int
    cells: Cells


class Loads(NamedTuple):
    """The number of a source's last load, and from which to which the last execution took them for one delivery."""

    number: int = 0
    first: int = 1
    last: int = 0


@dataclass(frozen=True)
class Rows:
    """The rows of one source, by the id of their replica."""

    store: Store
    source: Source

    def all(self) -> dict[int, Row]:
        """The rows in the order in which they first came."""
        return {id_: Row(*row) for id_, row in self.store.data(self.source.table).items()}

    def get(self, replica_id: int) -> Row:
        """The row of a replica."""
        return Row(*self.store.data(self.source.table)[replica_id])

    def put(self, replica_id: int, row: Row) -> None:
        """Add a row, or replace it."""
        self.store.put_data(self.source.table, replica_id, tuple(row))

    def next_load(self) -> int:
        """The number of a new load, from 1."""
        loads = self._loads()
        self.store.put_data(_LOADS, self.source.id, tuple(loads._replace(number=loads.number + 1)))
        return loads.number + 1

    def deliver(self) -> int:
        """Take the loads since the last execution for one delivery; gives its first, without any the former one's."""
        loads = self._loads()
        if loads.number > loads.last:
            loads = Loads(loads.number, loads.last + 1, loads.number)
            self.store.put_data(_LOADS, self.source.id, tuple(loads))
        return loads.first

    def _loads(self) -> Loads:
        return Loads(*self.store.data(_LOADS).get(self.source.id, ()))
