"""``SendWebRequest``: requests of asynchronous actions, which wait in the database for the background tasks.

A request is complete when it is queued; what later happens to the object does not change it (docs/itop/webhooks.md).
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from fake_itop.notifications.action_run import ActionRun
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.history import insert_row
from fake_itop.store import Record
from fake_itop.values.http import OutgoingRequest


@dataclass(frozen=True)
class QueuedTask:
    """A queued request with what its record and its callback need; an object that is gone meanwhile is ``None``."""

    request: OutgoingRequest
    event: Record | None
    action: Record | None
    draft: Draft | None


def queue(db: Database, event: Record, call: ActionRun, request: OutgoingRequest) -> None:
    """Leave a request to the background tasks."""
    stored = {
        "method": request.method,
        "url": request.url,
        "headers": request.headers,
        "body": base64.b64encode(request.body).decode(),
        "connect_timeout": request.connect_timeout,
        "timeout": request.timeout,
        "action_id": call.action.id,
        "object": [call.draft.cls.name, call.draft.id],
    }
    values = {"event_id": event.id, "created": db.clock.sql_now(), "request": json.dumps(stored)}
    insert_row(db, "SendWebRequest", values)


QUEUES = ("SendWebRequest", "AsyncSendEmail", "AsyncSendNewsroom")
"""Classes of what waits, in which order is not recorded: webhooks come first."""


def queued(db: Database) -> list[Record]:
    """What waits to be sent, each kind oldest first."""
    kinds = (db.store.scan(cls) for cls in QUEUES if cls in db.model)
    return [task for kind in kinds for task in sorted(kind, key=lambda task: task.id)]


def read_task(db: Database, task: Record) -> QueuedTask:
    """A queued request, with its object as it is now."""
    stored = json.loads(task["request"])
    cls, id_ = stored["object"]
    record = db.store.get(cls, id_)
    return QueuedTask(
        request=OutgoingRequest(
            stored["method"],
            stored["url"],
            tuple((name, value) for name, value in stored["headers"]),
            base64.b64decode(stored["body"]),
            stored["connect_timeout"],
            stored["timeout"],
        ),
        event=db.store.get("EventWebhook", task["event_id"]),
        action=db.store.get("ActionWebhook", stored["action_id"]),
        draft=None if record is None else Draft(db, record),
    )
