"""What actions did. ``EventWebhook``: what was to be sent, what came back, how it went (recordings ``webhook``)."""

from __future__ import annotations

from collections.abc import Mapping
from traceback import extract_tb
from typing import Any

from fake_itop.notifications import texts
from fake_itop.notifications.action_run import ActionRun
from fake_itop.notifications.notes import LogRecord
from fake_itop.notifications.rules import RecordHeaders
from fake_itop.notifications.webhooks import Webhook
from fake_itop.objects.database import Database
from fake_itop.objects.history import insert_row
from fake_itop.objects.session import Session
from fake_itop.store import Record


def open_record(db: Database, session: Session, call: ActionRun, cls: str, values: Mapping[str, Any]) -> Record:
    """A record, of a class of ``EventNotification``, of an action that is about to do something."""
    shown = {
        "message": call.worded(texts.PENDING),
        "date": db.clock.sql_now(),
        "userinfo": session.login[:255],
        "trigger_id": call.trigger.id,
        "action_id": call.action.id,
        "object_id": call.draft.id,
    }
    return insert_row(db, cls, {**shown, **values})


def open_webhook_record(db: Database, session: Session, call: ActionRun) -> Record:
    """A record of a webhook that is about to be made."""
    return open_record(db, session, call, "EventWebhook", {"action_finalclass": call.action.cls.name})


def note_webhook(db: Database, event: Record, action: Record, webhook: Webhook, record_headers: RecordHeaders) -> None:
    """Write down what is going to be sent, as far as it is known."""
    shown: dict[str, Any] = {"webhook_url": webhook.url}
    if webhook.headers is not None:
        shown["headers"] = texts.truncated(record_headers(action, "\n".join(webhook.headers)))
    if webhook.payload is not None:
        payload = texts.before_and_after(action["payload"], webhook.payload)
        shown["payload"] = texts.truncated(payload)
    update(db, event, shown)


def note_outcome(db: Database, event: Record, action: Record, message: str) -> None:
    """Write down how it went."""
    update(db, event, {"message": texts.truncated(_worded(action, message))})


def _worded(action: Record, message: str) -> str:
    return f"{texts.TEST}{message}" if action["status"] == "test" else message


def update(db: Database, event: Record, values: Mapping[str, Any]) -> None:
    """Change a record, unless somebody deleted it meanwhile."""
    current = db.store.get(event.cls.name, event.id)
    if current is not None:
        db.store.put(current.with_values(values))


def failure(
    db: Database, event: Record, action: Record, message: str, thrown: BaseException | None = None
) -> LogRecord:
    """What the log says of an action that failed; where a Python callable threw something, the place too."""
    about = {
        "action": f"{action.cls.name}::{action.id} ({action['name']})",
        "trigger": event["trigger_id"],
        "object": event["object_id"],
        "event": f"{event.cls.name}::{event.id}",
    }
    if thrown is not None and thrown.__traceback__ is not None:
        place = extract_tb(thrown.__traceback__)[-1]
        about["thrown at"] = f"{place.filename}:{place.lineno}"
    return LogRecord(db.clock.sql_now(), action.cls.name, message, about)
