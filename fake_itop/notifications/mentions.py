"""Objects that are mentioned in a case log: links in an entry's HTML with ``data-object-class`` and ``-id``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fake_itop.datamodel.attributes import AttributeCaseLog, LogEntry
from fake_itop.objects.database import Database
from fake_itop.objects.events import ObjectCreated, ObjectEvent, ObjectUpdated
from fake_itop.store import Record

_LINK = re.compile(r"<a\b[^>]*\bdata-role=\"object-mention\"[^>]*>", re.IGNORECASE)
_CLASS = re.compile(r'\bdata-object-class="(\w+)"')
_ID = re.compile(r'\bdata-object-id="(\d+)"')


def mentioned_in(db: Database, event: ObjectEvent) -> list[Record]:
    """The objects that the new entries of an event's case logs mention, each once."""
    found = {(record.cls.name, record.id): record for entry in _new_entries(event) for record in _objects(db, entry)}
    return list(found.values())


def _new_entries(event: ObjectEvent) -> Iterator[LogEntry]:
    """Entries that were not there before; those of a new object are all new."""
    draft = event.draft
    for code, attribute in draft.cls.attributes.items():
        if not isinstance(attribute, AttributeCaseLog):
            continue
        if isinstance(event, ObjectCreated):
            yield from draft.get(code)
        elif isinstance(event, ObjectUpdated) and code in event.previous:
            yield from draft.get(code)[len(event.previous[code] or ()) :]


def _objects(db: Database, entry: LogEntry) -> Iterator[Record]:
    for link in _LINK.findall(entry.html or ""):
        cls, id_ = _CLASS.search(link), _ID.search(link)
        if cls is None or id_ is None or cls[1] not in db.model:
            continue
        record = db.store.get(cls[1], int(id_[1]))
        if record is not None:
            yield record
