"""Triggers and actions of an instance, and the last webhooks that they sent."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.store import Record
from fake_itop.webconsole.desk import Seat
from fake_itop.webconsole.view import Excerpt, line, passage

LATEST = 12


@dataclass(frozen=True)
class Wired:
    """An action: what it sends, and where."""

    name: str
    cls: str
    status: str
    url: str
    callback: str
    payload: Excerpt
    is_webhook: bool


@dataclass(frozen=True)
class Trigger:
    """A trigger with what it is about and its actions, in their order."""

    name: str
    cls: str
    conditions: list[tuple[str, str]]
    actions: list[Wired]

    @property
    def sends(self) -> bool:
        """Whether one of its actions is a webhook."""
        return any(action.is_webhook for action in self.actions)


@dataclass(frozen=True)
class Sent:
    """A webhook that was sent, as the instance keeps it."""

    date: str
    action: str
    message: str


CONDITIONS = {
    "target_class": "of class",
    "state": "state",
    "target_attcodes": "watches",
    "filter": "filter",
    "context": "context",
    "threshold_index": "threshold",
}


def triggers(seat: Seat) -> list[Trigger]:
    """All triggers, in the order in which they were made."""
    records = sorted(seat.db.store.scan("Trigger"), key=lambda record: record.id)
    return [_trigger(seat, record) for record in records]


def idle_actions(seat: Seat) -> list[Wired]:
    """The actions that no trigger runs."""
    used = {link["action_id"] for link in seat.db.store.scan("lnkTriggerAction")}
    return [_action(seat, record) for record in seat.db.store.scan("Action") if record.id not in used]


def latest(seat: Seat) -> list[Sent]:
    """The last webhooks, the newest first."""
    records = sorted(seat.db.store.scan("EventWebhook"), key=lambda record: record.id)[: -LATEST - 1 : -1]
    return [_sent(seat, record) for record in records]


def _trigger(seat: Seat, record: Record) -> Trigger:
    conditions = [(label, _text(record, code)) for code, label in CONDITIONS.items()]
    links = sorted(
        seat.db.store.find("lnkTriggerAction", "trigger_id", record.id), key=lambda link: (link["order"], link.id)
    )
    actions = (seat.db.store.get("Action", link["action_id"]) for link in links)
    return Trigger(
        name=line(record["description"]),
        cls=record.cls.label,
        conditions=[(label, text) for label, text in conditions if text],
        actions=[_action(seat, action) for action in actions if action is not None],
    )


def _action(seat: Seat, record: Record) -> Wired:
    connection = _connection(seat, record)
    base = _text(connection, "url") if connection is not None else ""
    return Wired(
        name=line(record["name"]),
        cls=record.cls.label,
        status=_text(record, "status"),
        url=line(f"{base}{_text(record, 'path')}"),
        callback=_text(record, "process_response_callback"),
        is_webhook=record.cls.is_a("ActionWebhook"),
        payload=passage(str(record["payload"] or "") if "payload" in record.cls.columns else ""),
    )


def _connection(seat: Seat, record: Record) -> Record | None:
    code = "remoteapplicationconnection_id"
    return seat.db.store.get("RemoteApplicationConnection", record[code]) if code in record.cls.columns else None


def _sent(seat: Seat, record: Record) -> Sent:
    action = seat.db.store.get("Action", record["action_id"])
    name = action["name"] if action is not None else f"action {record['action_id']}"
    return Sent(str(record["date"]), line(f"{name} for object {record['object_id']}"), line(record["message"]))


def _text(record: Record, code: str) -> str:
    if code not in record.cls.columns:
        return ""
    return line(record.cls.attributes[code].export(record[code]) or "")
