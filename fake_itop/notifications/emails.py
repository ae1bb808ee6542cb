"""``ActionEmail``: no mail leaves; what would have been sent stands in an ``EventNotificationEmail``."""

from __future__ import annotations

from fake_itop.datamodel.attributes import AttributeEmailAddress
from fake_itop.notifications import texts
from fake_itop.notifications.webhooks import Call
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.history import insert_row
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.session import Session
from fake_itop.oql import OqlError
from fake_itop.store import Record

RECIPIENTS = ("to", "cc", "bcc")
"""Attributes that hold a query for people."""


def record_email(db: Database, session: Session, call: Call) -> None:
    """Write down the mail that a trigger would have sent."""
    action, expand = call.action, call.placeholders.expand
    shown = {
        "date": db.clock.sql_now(),
        "userinfo": session.login[:255],
        "trigger_id": call.trigger.id,
        "action_id": action.id,
        "object_id": call.draft.id,
        "from": expand(action["from"]),
        "subject": expand(action["subject"]),
        "body": expand(action["body"]),
    }
    try:
        outcome = {**_recipients(db, session, call), "message": texts.SENT}
    except OqlError as error:
        outcome = {"message": texts.error(error.message)}
    if action["status"] == "test":
        outcome["message"] = f"{texts.TEST}{outcome['message']}"
    insert_row(db, "EventNotificationEmail", {**shown, **outcome})


def _recipients(db: Database, session: Session, call: Call) -> dict[str, str]:
    """The addresses of all who get it; of an action that is being tested, its test recipient alone."""
    if call.action["status"] == "test":
        return {"to": call.action["test_recipient"]}
    return {code: ", ".join(_addresses(db, session, call.action[code], call.draft)) for code in RECIPIENTS}


def _addresses(db: Database, session: Session, query: str, draft: Draft) -> list[str]:
    if not query:
        return []
    people = db.engine.select(query, {"this": draft, **query_arguments(db, session)})
    return [address for person in people if (address := _address(person))]


def _address(person: Record) -> str:
    attributes = person.cls.attributes.values()
    code = next((attribute.code for attribute in attributes if isinstance(attribute, AttributeEmailAddress)), None)
    return "" if code is None else str(person[code])
