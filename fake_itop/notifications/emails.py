"""``ActionEmail``: no mail leaves; it is handed over as a `Mail`, and stands in an ``EventNotificationEmail``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

from fake_itop.datamodel.attributes import AttributeEmailAddress
from fake_itop.notifications import texts
from fake_itop.notifications.action_run import ActionRun
from fake_itop.notifications.notes import Mail, Note
from fake_itop.notifications.records import failure, open_record, update
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.history import insert_row
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.session import Session
from fake_itop.oql import OqlError
from fake_itop.store import Record


def found_by(db: Database, session: Session, query: str, draft: Draft) -> list[Record]:
    """The objects that a query finds, in which ``:this`` is the object that the notification is about.

    Raises:
        OqlError: the query cannot be run.
    """
    return list(db.engine.select(query, {"this": draft, **query_arguments(db, session)})) if query else []


def addresses(people: list[Record]) -> Iterator[str]:
    """Their addresses, of those who have one."""
    for person in people:
        attributes = person.cls.attributes.values()
        code = next((each.code for each in attributes if isinstance(each, AttributeEmailAddress)), None)
        if code is not None and person[code]:
            yield str(person[code])


def wants_mail(person: Record) -> bool:
    """Whether somebody did not switch notifications off (``notify`` of a contact)."""
    return "notify" not in person.cls.columns or person["notify"] != "no"


QUEUE = "AsyncSendEmail"
_CONTENT = "$content$"
"""Where an ``html_template`` takes the body."""


def send_email(db: Database, session: Session, call: ActionRun, tell: Callable[[Note], None]) -> None:
    """Send the mail of an action, or leave it to the background tasks; what goes wrong stands in its record."""
    shown = {code: call.placeholders.expand(call.action[code]) for code in ("from", "subject")}
    event = open_record(db, session, call, "EventNotificationEmail", {**shown, "body": _body(call)})
    try:
        mail = _mail(db, session, call)
    except OqlError as error:
        update(db, event, {"message": call.worded(texts.error(error.message))})
        tell(failure(db, event, call.action, error.message))
        return
    update(db, event, {code: ", ".join(getattr(mail, code)) for code in ("to", "cc", "bcc")})
    if not (mail.to or mail.cc or mail.bcc):
        update(db, event, {"message": call.worded(texts.NO_RECIPIENT)})
    elif call.is_asynchronous:
        _queue(db, event, mail)
        update(db, event, {"message": call.worded(texts.QUEUED)})
    else:
        tell(mail)
        update(db, event, {"message": call.worded(texts.SENT)})


def send_queued_email(db: Database, task: Record, tell: Callable[[Note], None]) -> None:
    """Send a mail that was left to the background tasks, unless its record is gone."""
    event = db.store.get("EventNotificationEmail", task["event_id"])
    if event is None:
        return
    stored: dict[str, Any] = json.loads(task["message"])
    parts: dict[str, Any] = {code: tuple(part) if isinstance(part, list) else part for code, part in stored.items()}
    tell(Mail(**parts))
    prefix = texts.TEST if event["message"].startswith(texts.TEST) else ""
    update(db, event, {"message": f"{prefix}{texts.SENT}"})


def _mail(db: Database, session: Session, call: ActionRun) -> Mail:
    """The mail; of an action that is being tested, for its test recipient alone."""
    action, expand = call.action, call.placeholders.expand
    to, cc, bcc = (_recipients(db, session, call, code) for code in ("to", "cc", "bcc"))
    return Mail(
        sender=expand(action["from"]),
        sender_label=expand(action["from_label"]),
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=expand(action["reply_to"]),
        subject=expand(action["subject"]),
        body=_body(call),
        importance=action["importance"],
    )


def _recipients(db: Database, session: Session, call: ActionRun, code: str) -> tuple[str, ...]:
    """The addresses of whom one of the action's queries finds; ``ignore_notify`` = no leaves out who wants none."""
    if call.is_test:
        tester = call.action["test_recipient"]
        return (tester,) if code == "to" and tester else ()
    people = found_by(db, session, call.action[code], call.draft)
    respected = call.action["ignore_notify"] == "no"
    return tuple(addresses([person for person in people if not respected or wants_mail(person)]))


def _body(call: ActionRun) -> str:
    """The body, in the action's template if that has a place for it."""
    template = call.action["html_template"]
    frame = template.data.decode("utf-8", "replace") if template is not None else ""
    body = call.action["body"]
    return call.placeholders.expand(frame.replace(_CONTENT, body) if _CONTENT in frame else body)


def _queue(db: Database, event: Record, mail: Mail) -> None:
    shown = {"to": ", ".join(mail.to), "subject": mail.subject, "message": json.dumps(asdict(mail))}
    insert_row(db, QUEUE, {"event_id": event.id, "created": db.clock.sql_now(), **shown})
