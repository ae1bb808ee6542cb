"""``EventWebhook``: what a webhook was to send, what came back, and how it went (recordings ``webhook``)."""

from __future__ import annotations

from typing import Any

from fake_itop.notifications import texts
from fake_itop.notifications.webhooks import Call, Webhook
from fake_itop.objects.database import Database
from fake_itop.objects.history import insert_row
from fake_itop.objects.session import Session
from fake_itop.store import Record

_RAW_HEADERS = f"Authorization: {texts.MASK}"
"""What a real iTop shows as an action's headers, whatever they are."""


def open_record(db: Database, session: Session, call: Call) -> Record:
    """A record of a webhook that is about to be made."""
    return insert_row(
        db,
        "EventWebhook",
        {
            "message": _worded(call.action, texts.PENDING),
            "date": db.clock.sql_now(),
            "userinfo": session.login[:255],
            "trigger_id": call.trigger.id,
            "action_id": call.action.id,
            "object_id": call.draft.id,
            "action_finalclass": call.action.cls.name,
        },
    )


def note_webhook(db: Database, event: Record, action: Record, webhook: Webhook) -> None:
    """Write down what is going to be sent, as far as it is known, without secrets."""
    shown: dict[str, Any] = {"webhook_url": webhook.url}
    if webhook.headers is not None:
        lines = texts.masked("\n".join(webhook.headers))
        shown["headers"] = texts.truncated(texts.before_and_after(_RAW_HEADERS, lines))
    if webhook.payload is not None:
        payload = texts.before_and_after(action["payload"], webhook.payload)
        shown["payload"] = texts.truncated(payload)
    _update(db, event, shown)


def note_outcome(db: Database, event: Record, action: Record, message: str, response: str | None = None) -> None:
    """Write down how it went, and what came back if anything did."""
    shown = {"message": texts.truncated(_worded(action, message))}
    _update(db, event, shown if response is None else {**shown, "response": response})


def _worded(action: Record, message: str) -> str:
    return f"{texts.TEST}{message}" if action["status"] == "test" else message


def _update(db: Database, event: Record, values: dict[str, Any]) -> None:
    """Change a record, unless somebody deleted it meanwhile."""
    current = db.store.get("EventWebhook", event.id)
    if current is not None:
        db.store.put(current.with_values(values))
