"""Rows of a source: what was imported, beside the replicas that say what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fake_itop.store import Store
from fake_itop.synchro.source import Source


class ImportedRow(NamedTuple):
    """A row of a source: cells by attribute code, ``None`` where they are to leave the attribute alone."""

    primary_key: str
    cells: Mapping[str, str | None]


@dataclass(frozen=True)
class ImportedRows:
    """The rows of one source, by the id of their replica."""

    store: Store
    source: Source

    def all(self) -> dict[int, ImportedRow]:
        """The rows in the order in which they first came."""
        return {id_: ImportedRow(*row) for id_, row in self.store.data(self.source.table).items()}

    def get(self, replica_id: int) -> ImportedRow:
        return ImportedRow(*self.store.data(self.source.table)[replica_id])

    def put(self, replica_id: int, row: ImportedRow) -> None:
        """Add a row, or replace it."""
        self.store.put_data(self.source.table, replica_id, tuple(row))
