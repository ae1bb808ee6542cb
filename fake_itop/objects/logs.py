"""Writing to case logs: the forms that REST takes (docs/itop/case-logs.md; recordings ``caselog``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.datamodel.attributes import LogEntry, PhpFatalError, ValueRefusedError
from fake_itop.objects.database import Database
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.keys import find
from fake_itop.objects.session import Session
from fake_itop.values import reasons
from fake_itop.values.dates import format_sql
from fake_itop.values.html import log_entry_html
from fake_itop.values.messages import Code
from fake_itop.values.php_dates import UnreadableMomentError, read_moment
from fake_itop.values.php_types import is_numeric, to_int, to_str

Log = tuple[LogEntry, ...]


def add_to_log(db: Database, session: Session, log: Log, raw: Any) -> Log:
    """The log after a value was written to it over REST: a text, ``add_item`` or ``items``.

    Raises:
        ValueRefusedError: the value has none of these forms.
        ObjectError: an author who cannot be had.
    """
    if isinstance(raw, str):
        return add_text(db, session, log, raw)
    if isinstance(raw, Mapping):
        if "add_item" in raw:
            return (*log, _entry(db, session, raw["add_item"]))
        if isinstance(raw.get("items"), list | dict):
            items = raw["items"]
            return tuple(_entry(db, session, item) for item in (items.values() if isinstance(items, dict) else items))
    raise ValueRefusedError(reasons.LOG_ITEMS_MISSING)


def add_text(db: Database, session: Session, log: Log, text: str) -> Log:
    """The log with a text as its newest entry, always read as HTML; an empty text adds nothing."""
    if not text:
        return log
    html = log_entry_html(text)
    return (*log, LogEntry(db.clock.sql_now(), session.name, session.user_id, html, read=db.rules.to_text(html)))


def _entry(db: Database, session: Session, item: Any) -> LogEntry:
    if not isinstance(item, Mapping) or item.get("message") is None:
        raise ValueRefusedError(reasons.LOG_MESSAGE_MISSING)
    form = to_str(item["format"]) if item.get("format") is not None else "html"
    text = to_str(item["message"])
    name, user_id = _author(db, session, item)
    if form != "html":
        return LogEntry(_date(db, item.get("date")), name, user_id, text, form)
    html = log_entry_html(text)
    return LogEntry(_date(db, item.get("date")), name, user_id, html, read=db.rules.to_text(html))


def _date(db: Database, raw: Any) -> str:
    """A moment as PHP reads it; without one it is now (recordings ``asked-by-clients``, "… date …")."""
    if isinstance(raw, list | dict):
        raise PhpFatalError("date")
    text = "" if raw is None else to_str(raw)
    try:
        return format_sql(read_moment(text, db.clock.now()))
    except UnreadableMomentError as error:
        raise ValueRefusedError(reasons.UnreadableMoment(text, error.position, error.letter, error.what)) from None


def _author(db: Database, session: Session, item: Mapping[Any, Any]) -> tuple[str, int]:
    """Who an entry is by: ``user_id`` is for administrators, ``user_login`` counts beside ``user_id: 0`` only."""
    if item.get("user_id") is None:
        return session.name, session.user_id
    if not session.is_administrator:
        raise ObjectError(reasons.AUTHOR_FOR_ADMINISTRATORS, code=Code.UNAUTHORIZED)
    if is_numeric(item["user_id"]) and to_int(item["user_id"]) == 0:
        return to_str(item.get("user_login", session.name)), 0
    user = find(db, session, db.model["User"], item["user_id"]).one
    return user_name(db, user.id), user.id


def user_name(db: Database, user_id: int) -> str:
    """How a user is shown: as their contact, or by login where there is none."""
    user = db.store.get("User", user_id)
    if user is None:
        return ""
    contact = db.store.get("Contact", user["contactid"]) if user["contactid"] else None
    return db.reader.friendlyname(contact) if contact is not None else str(user["login"])
