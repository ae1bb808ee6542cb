"""``core/apply_stimulus``: one object's attributes, and its way to another state."""

from __future__ import annotations

from fake_itop.access.rights import Right
from fake_itop.datamodel.model import Transition
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.events import Saving
from fake_itop.objects.lifecycle import enter_target, missing_attributes, require_transition
from fake_itop.objects.saving import save
from fake_itop.objects.session import Session
from fake_itop.objects.writing import write_fields
from fake_itop.rest.call import Answering, Call
from fake_itop.values import messages
from fake_itop.values.php_types import to_str


def apply_stimulus(call: Call) -> Answering:
    """Find exactly one object, write to it, apply the stimulus, save it, show it as it is in memory."""
    asked = call.writing()
    stimulus = to_str(call.mandatory("stimulus"))
    record = call.one(asked.meta, asked.key)
    call.need(Right.MODIFY, record.cls, "modifying")
    call.need(Right.BULK_MODIFY, record.cls, "massively modifying")
    draft = Draft(call.db, record)
    write_fields(call.db, call.session, draft, asked.fields)
    transition = require_transition(draft, stimulus)
    missing = missing_attributes(draft, transition)
    if missing:
        raise ObjectError(messages.missing_for_stimulus(missing), plain=True)
    yield from call.notifier.drive(call.session, go(call.db, call.session, draft, transition))
    return call.updated(draft, asked.output)


def go(db: Database, session: Session, draft: Draft, transition: Transition) -> Saving[None]:
    """Make the transition and save the object in its new state."""
    yield from enter_target(db, session, draft, transition)
    yield from save(db, session, draft)
