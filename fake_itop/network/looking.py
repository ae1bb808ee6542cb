"""Notes in the journal what happens inside an instance: writes with values and entries, triggers, callbacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fake_itop.journal import Message, MessageKind, Traffic
from fake_itop.network.passage import Passage
from fake_itop.network.scheduler import Task
from fake_itop.objects.draft import Draft
from fake_itop.objects.events import ObjectCreated, ObjectDeleted, ObjectEvent, ObjectUpdated
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values.php_types import to_str
from fake_itop.values.secrets import MASK


class UnsettledError(Exception):
    """Something cannot go on: one line that says what is pending, and why."""

    @classmethod
    def of(cls, under_way: Iterable[Task], held: Iterable[Passage], late: Iterable[Passage]) -> UnsettledError:
        """What is pending, and what keeps it from going on."""
        tasks = list(under_way)
        waiting = [_name(task) for task in tasks if task.works]
        queued = [f"{_name(task)}: all workers of {task.member.name} are busy" for task in tasks if not task.works]
        kept = [held_back(each) for each in held]
        coming = [f"message {each.webhook.seq} to {each.receiver} is late: let time pass" for each in late]
        why = "; ".join([*kept, *queued, *coming]) or "nobody is left who would answer"
        return cls(f"pending: {', '.join(waiting) or 'nothing'}; because of: {why}")


def held_back(passage: Passage) -> str:
    """What keeps a message from going on, and what would be done about it."""
    return f"message {passage.webhook.seq} to {passage.receiver or passage.request.url} is held back: release it"


def _name(task: Task) -> str:
    message = task.exchange.message
    return f"{message.kind} {message.seq} of {task.member.name}"


PLAIN = (str, int, float, bool, type(None))
NOTHING: Mapping[str, Any] = {"values": {}, "before": {}, "entries": {}}


@dataclass(frozen=True)
class Looking:
    """An observer of one instance; ``cause`` gives the message that the instance is at work on."""

    instance: str
    traffic: Traffic
    now: Callable[[], datetime]
    cause: Callable[[], Message | None]

    def happened(self, session: Session, event: ObjectEvent) -> None:
        """Note a write, with the values that it changed and the entries that it added to logs."""
        if isinstance(event, ObjectCreated):
            self._note(
                MessageKind.WRITE, {**_who(session, event.draft), "event": "created", **_all_values(event.draft)}
            )
        elif isinstance(event, ObjectUpdated):
            self._note(MessageKind.WRITE, {**_who(session, event.draft), "event": "updated", **_changes(event)})
        elif isinstance(event, ObjectDeleted):
            self._note(MessageKind.WRITE, {**_who(session, event.draft), "event": "deleted", **NOTHING})

    def fired(self, session: Session, trigger: Record, draft: Draft) -> None:
        """Note a trigger that goes off."""
        self._note(MessageKind.TRIGGER, {**_who(session, draft), "trigger": trigger.id, "name": trigger["description"]})

    def called_back(self, session: Session, action: Record, draft: Draft, error: str) -> None:
        """Note a callback that ran."""
        self._note(MessageKind.CALLBACK, {**_who(session, draft), "action": action["name"], "error": error})

    def _note(self, kind: MessageKind, what: Mapping[str, Any]) -> None:
        self.traffic.notes(self.instance, self.now(), kind, self.cause(), what)


def _who(session: Session, draft: Draft) -> dict[str, Any]:
    return {"login": session.login, "class": draft.cls.name, "key": draft.id}


def _all_values(draft: Draft) -> dict[str, Any]:
    codes = [code for code in draft.cls.columns if draft.get(code)]
    return {**_split(draft, dict.fromkeys(codes)), "before": {}}


def _changes(event: ObjectUpdated) -> dict[str, Any]:
    link_sets = event.draft.cls.link_sets
    return _split(event.draft, {code: old for code, old in event.previous.items() if code not in link_sets})


def _split(draft: Draft, previous: Mapping[str, Any]) -> dict[str, Any]:
    """Values as text by attribute code, those from before likewise, and the new entries by the code of their log.

    What is no plain value (a stop-watch, a file) is left out, and what is secret does not show.
    """
    values: dict[str, str] = {}
    before: dict[str, str] = {}
    entries: dict[str, list[str]] = {}
    for code, old in previous.items():
        attribute, new = draft.cls.attributes[code], draft.get(code)
        if code in draft.cls.logs:
            entries[code] = [entry.plain for entry in new[len(old or ()) :]]
        elif attribute.secret:
            values[code] = before[code] = MASK
        elif isinstance(new, PLAIN):
            values[code], before[code] = to_str(new), to_str(old)
    return {"values": values, "before": before, "entries": entries}
