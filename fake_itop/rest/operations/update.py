"""``core/update``: one object's attributes."""

from __future__ import annotations

from fake_itop.access.rights import Right
from fake_itop.objects.draft import Draft
from fake_itop.objects.saving import save
from fake_itop.objects.writing import write_fields
from fake_itop.rest.call import Answering, Call


def update(call: Call) -> Answering:
    """Find exactly one object, write to it, save it, show it as it is in memory."""
    asked = call.writing()
    record = call.one(asked.meta, asked.key)
    call.need(Right.MODIFY, record.cls, "modifying")
    draft = Draft(call.db, record)
    write_fields(call.db, call.session, draft, asked.fields)
    yield from call.notifier.drive(call.session, save(call.db, call.session, draft))
    return call.updated(draft, asked.output)
