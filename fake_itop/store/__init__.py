"""Objects in memory: rows by class, indexes, id sequences, snapshots, and reading values that objects do not hold."""

from __future__ import annotations

from fake_itop.store.reader import Reader
from fake_itop.store.store import DataRow, Record, Snapshot, Store

__all__ = ["DataRow", "Reader", "Record", "Snapshot", "Store"]
