"""``ActionNewsroom``: a message in the newsroom of the console, an ``EventNotificationNewsroom`` for each contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_itop.notifications.action_run import ActionRun
from fake_itop.notifications.emails import found_by
from fake_itop.notifications.notes import LogRecord, News, Note
from fake_itop.objects.database import Database
from fake_itop.objects.history import insert_row
from fake_itop.objects.session import Session
from fake_itop.oql import OqlError
from fake_itop.store import Record

CLASS = "EventNotificationNewsroom"
QUEUE = "AsyncSendNewsroom"


def send_news(db: Database, session: Session, call: ActionRun, tell: Callable[[Note], None]) -> None:
    """Put an action's message into the newsroom, or leave it to the background tasks.

    A query that cannot be run stands in the log alone, as the record of a message belongs to who gets it.
    """
    try:
        contacts = _recipients(db, session, call)
    except OqlError as error:
        about = {"action": call.action.id, "trigger": call.trigger.id, "object": call.draft.id}
        tell(LogRecord(db.clock.sql_now(), call.action.cls.name, error.message, about))
        return
    action, expand = call.action, call.placeholders.expand
    news = News(contacts, expand(action["title"]), expand(action["message"]), expand(action["url"]), action["priority"])
    about = {"action_id": action.id, "trigger_id": call.trigger.id, "object_id": call.draft.id}
    if call.is_asynchronous:
        _queue(db, call, news, about)
    else:
        _publish(db, session.login, news, {**about, "icon": action["icon"]}, tell)


def send_queued_news(db: Database, session: Session, task: Record, tell: Callable[[Note], None]) -> None:
    """Publish what was left to the background tasks, unless its action is gone."""
    action = db.store.get("ActionNewsroom", task["action_id"])
    if action is None:
        return
    contacts = tuple(int(id_) for id_ in task["recipients"].split(",") if id_)
    news = News(contacts, task["title"], task["message"], task["url"], action["priority"])
    about = {code: task[code] for code in ("action_id", "trigger_id", "object_id")}
    _publish(db, session.login, news, {**about, "icon": action["icon"]}, tell)


def _recipients(db: Database, session: Session, call: ActionRun) -> tuple[int, ...]:
    """The ids of the contacts whom the action's query finds; while it is tested, of its test recipient."""
    if call.is_test:
        tester = call.action["test_recipient_id"]
        return (tester,) if tester else ()
    return tuple(person.id for person in found_by(db, session, call.action["recipients"], call.draft))


def _queue(db: Database, call: ActionRun, news: News, about: dict[str, int]) -> None:
    shown = {"title": news.title, "message": news.message, "url": news.url}
    recipients = ",".join(str(id_) for id_ in news.contacts)
    now = db.clock.sql_now()
    of = {"object_class": call.draft.cls.name, "recipients": recipients, "created": now, "date": now}
    insert_row(db, QUEUE, {**about, **shown, **of})


def _publish(db: Database, login: str, news: News, about: dict[str, Any], tell: Callable[[Note], None]) -> None:
    shown = {"title": news.title, "message": news.message, "url": news.url, "priority": news.priority}
    common = {**about, **shown, "date": db.clock.sql_now(), "userinfo": login[:255]}
    for contact in news.contacts:
        insert_row(db, CLASS, {**common, "contact_id": contact})
    if news.contacts:
        tell(news)
