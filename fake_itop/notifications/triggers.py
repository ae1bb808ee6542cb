"""Which triggers an event sets off (docs/itop/triggers.md; recordings ``webhook``).

A trigger is an object like any other. It is about a class with its subclasses, perhaps about a state or about changes
to some attributes, perhaps for some contexts only, and perhaps only for the objects that a query finds. The query is
run on the database as it is after the write, and takes no notice of what the actor may see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes import Blob, LogEntry
from fake_itop.notifications import texts
from fake_itop.notifications.rules import OrderActions, by_their_links
from fake_itop.objects.database import Database
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.events import (
    EntriesAdded,
    FileDownloaded,
    ObjectCreated,
    ObjectDeleted,
    ObjectEvent,
    ObjectUpdated,
    StateEntered,
    StateLeft,
    ThresholdReached,
)
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.session import PORTAL, Session
from fake_itop.oql import OqlError
from fake_itop.store import Record
from fake_itop.values.reasons import Words

_LINK = re.compile(r"<a\b[^>]*\bdata-role=\"object-mention\"[^>]*>", re.IGNORECASE)
_CLASS = re.compile(r'\bdata-object-class="(\w+)"')
_ID = re.compile(r'\bdata-object-id="(\d+)"')


def mentioned_in(db: Database, entries: Iterable[LogEntry]) -> list[Record]:
    """The objects that entries mention, each once."""
    found = {(record.cls.name, record.id): record for entry in entries for record in _objects(db, entry)}
    return list(found.values())


def _objects(db: Database, entry: LogEntry) -> Iterator[Record]:
    for link in _LINK.findall(entry.html or ""):
        cls, id_ = _CLASS.search(link), _ID.search(link)
        if cls is None or id_ is None or cls[1] not in db.model:
            continue
        record = db.store.get(cls[1], int(id_[1]))
        if record is not None:
            yield record


MENTION = "TriggerOnObjectMention"

Concerns = Callable[[Record, Any, Session], bool]
"""Whether a trigger is about an event, beyond the event's kind and the object's class."""


@dataclass(frozen=True)
class Firing:
    """A trigger that goes off.

    If it is about mentions, ``mentioned`` is the object that was; if about downloads, ``file`` is what was downloaded,
    and ``attachment`` what it belongs to.
    """

    trigger: Record
    mentioned: Record | None = None
    attachment: Record | None = None
    file: Blob | None = None


def _always(_trigger: Record, _event: ObjectEvent, _session: Session) -> bool:
    return True


def _watches(trigger: Record, event: ObjectUpdated, _session: Session) -> bool:
    """Whether an attribute that the trigger watches has changed; without any, all are watched."""
    watched = trigger["target_attcodes"]
    return not watched or any(code in event.previous for code in watched)


def _is_about_state(trigger: Record, event: StateEntered | StateLeft, _session: Session) -> bool:
    return bool(trigger["state"] == event.state)


def _is_about_threshold(trigger: Record, event: ThresholdReached, _session: Session) -> bool:
    return event.watch in trigger["stop_watch_code"] and trigger["threshold_index"] == str(event.percentage)


def _in_portal(_trigger: Record, _event: ObjectEvent, session: Session) -> bool:
    return PORTAL in session.tags


def _is_of_object(_trigger: Record, event: FileDownloaded, _session: Session) -> bool:
    return event.attachment is None


def _is_attached(_trigger: Record, event: FileDownloaded, _session: Session) -> bool:
    return event.attachment is not None


TRIGGERS: dict[type[ObjectEvent], tuple[tuple[str, Concerns], ...]] = {
    ObjectCreated: (("TriggerOnObjectCreate", _always),),
    ObjectUpdated: (("TriggerOnObjectUpdate", _watches), ("TriggerOnPortalUpdate", _in_portal)),
    ObjectDeleted: (("TriggerOnObjectDelete", _always),),
    StateEntered: (("TriggerOnStateEnter", _is_about_state),),
    StateLeft: (("TriggerOnStateLeave", _is_about_state),),
    EntriesAdded: ((MENTION, _always),),
    FileDownloaded: (
        ("TriggerOnAttributeBlobDownload", _is_of_object),
        ("TriggerOnAttachmentDownload", _is_attached),
    ),
    ThresholdReached: (("TriggerOnThresholdReached", _is_about_threshold),),
}
"""The triggers for each kind of event, in the order in which they go off; a write gives its events in iTop's order."""


@dataclass(frozen=True)
class TriggerRound:
    """One event, and who brought it about."""

    db: Database
    session: Session
    event: ObjectEvent

    def firings(self) -> Iterator[Firing]:
        """The triggers that the event sets off, those of a kind by name; each one's query is run when its turn comes.

        Raises:
            ObjectError: a trigger's query cannot be run.
        """
        for kind, concerns in TRIGGERS[type(self.event)]:
            applicable = [trigger for trigger in self._about(kind) if self._applies(trigger, concerns)]
            for trigger in self.db.engine.ordered(applicable, self.db.model[kind]):
                if self._finds(trigger, trigger["filter"], self.event.draft.id):
                    yield from self._firings_of(trigger)

    def _about(self, kind: str) -> Iterator[Record]:
        """The triggers of a kind for the object's class: nothing but a look-up where there are none."""
        if self.db.store.table(kind):
            for cls in self.event.draft.cls.ancestors:
                found = self.db.store.find(kind, "target_class", cls.name)
                yield from (trigger for trigger in found if trigger.cls.name == kind)

    def _applies(self, trigger: Record, concerns: Concerns) -> bool:
        contexts = trigger["context"]
        in_context = not contexts or any(tag in contexts for tag in self.session.tags)
        return in_context and concerns(trigger, self.event, self.session)

    def _firings_of(self, trigger: Record) -> Iterator[Firing]:
        """A trigger goes off once; one about mentions once for each object that is mentioned."""
        if isinstance(self.event, FileDownloaded):
            yield Firing(trigger, attachment=self.event.attachment, file=self.event.file)
            return
        if not isinstance(self.event, EntriesAdded):
            yield Firing(trigger)
            return
        for mentioned in mentioned_in(self.db, self.event.entries):
            if self._finds(trigger, trigger["mentioned_filter"], mentioned.id, this=self.event.draft):
                yield Firing(trigger, mentioned)

    def _finds(self, trigger: Record, query: str, id_: int, **arguments: Any) -> bool:
        """Whether one of a trigger's queries finds an object; the empty one finds all."""
        if not query:
            return True
        known = {**query_arguments(self.db, self.session), **arguments}
        try:
            return self.db.engine.matches(self.db.engine.parse(query), id_, known)
        except OqlError as error:
            raise ObjectError(Words(self._failure(trigger, error.message))) from None

    def _failure(self, trigger: Record, message: str) -> str:
        """How the caller hears of a query that cannot be run; the object stays written."""
        name, label = self.db.reader.friendlyname(trigger), trigger.cls.root.label
        text = texts.trigger_failed(message, trigger.cls.name, trigger.id, name, label)
        if isinstance(self.event, ObjectCreated | ObjectDeleted):
            return text
        return texts.update_failed(text, self.event.draft.cls.name, self.event.draft.id)


def actions_of(db: Database, trigger: Record, order: OrderActions = by_their_links) -> list[Record]:
    """A trigger's actions in their order, those out of use left out."""
    links = db.store.find("lnkTriggerAction", "trigger_id", trigger.id)
    return [action for action in order(db, list(links)) if action["status"] != "disabled"]
