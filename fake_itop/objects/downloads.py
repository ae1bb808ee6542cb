"""Somebody downloads a file: an attribute of an object, or an attachment of one (reference C, "Trigger classes")."""

from __future__ import annotations

from dataclasses import replace

from fake_itop.datamodel.attributes import AttributeBlob
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.events import FileDownloaded, Saving
from fake_itop.store import Record
from fake_itop.values import messages

ATTACHMENT = "Attachment"


def download(db: Database, record: Record, code: str) -> Saving[None]:
    """Hand out a file and count that; the event is about the object, or about the one that the attachment hangs on.

    Raises:
        ObjectError: the object has no such attribute, or no file there.
    """
    attribute = record.cls.attributes.get(code)
    if not isinstance(attribute, AttributeBlob):
        raise ObjectError(messages.unknown_attribute(code))
    if attribute.is_null(record[code]):
        raise ObjectError(f"no file in {code} of {record.cls.name}::{record.id}")
    file = replace(record[code], downloads_count=record[code].downloads_count + 1)
    counted = record.with_values({code: file})
    db.store.put(counted)
    if not record.cls.is_a(ATTACHMENT):
        yield FileDownloaded(Draft(db, counted), file)
        return
    host = db.store.get(record["item_class"], record["item_id"]) if record["item_class"] in db.model else None
    if host is not None:
        yield FileDownloaded(Draft(db, host), file, counted)
