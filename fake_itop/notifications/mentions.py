"""Objects that are mentioned in a case log: links in an entry's HTML with ``data-object-class`` and ``-id``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fake_itop.datamodel.attributes import LogEntry
from fake_itop.objects.database import Database
from fake_itop.store import Record

_LINK = re.compile(r"<a\b[^>]*\bdata-role=\"object-mention\"[^>]*>", re.IGNORECASE)
_CLASS = re.compile(r'\bdata-object-class="(\w+)"')
_ID = re.compile(r'\bdata-object-id="(\d+)"')


def mentioned_in(db: Database, entries: Iterable[LogEntry]) -> list[Record]:
    """The objects that entries mention, each once."""
    found = {(record.cls.name, record.id): record for entry in entries for record in _objects(db, entry)}
    return list(found.values())


def _objects(db: Database, entry: LogEntry) -> Iterator[Record]:
    for link in _LINK.findall(entry.html or ""):
        cls, id_ = _CLASS.search(link), _ID.search(link)
        if cls is None or id_ is None or cls[1] not in db.model:
            continue
        record = db.store.get(cls[1], int(id_[1]))
        if record is not None:
            yield record
