"""Which triggers an event sets off (reference C; recordings ``webhook``).

A trigger is an object like any other. It is about a class with its subclasses, perhaps about a state or about changes
to some attributes, perhaps for some contexts only, and perhaps only for the objects that a query finds. The query is
run on the database as it is after the write, and takes no notice of what the actor may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fake_itop.notifications import texts
from fake_itop.objects.database import Database
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.events import (
    ObjectCreated,
    ObjectDeleted,
    ObjectEvent,
    ObjectUpdated,
    StateEntered,
    StateLeft,
)
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.session import Session
from fake_itop.oql import OqlError
from fake_itop.store import Record

Concerns = Callable[[Record, Any], bool]


def _always(_trigger: Record, _event: ObjectEvent) -> bool:
    return True


def _watches(trigger: Record, event: ObjectUpdated) -> bool:
    """Whether an attribute that the trigger watches has changed; without any, all are watched."""
    watched = trigger["target_attcodes"]
    return not watched or any(code in event.previous for code in watched)


def _is_about_state(trigger: Record, event: StateEntered | StateLeft) -> bool:
    return bool(trigger["state"] == event.state)


TRIGGERS: dict[type[ObjectEvent], tuple[str, Concerns]] = {
    ObjectCreated: ("TriggerOnObjectCreate", _always),
    ObjectUpdated: ("TriggerOnObjectUpdate", _watches),
    ObjectDeleted: ("TriggerOnObjectDelete", _always),
    StateEntered: ("TriggerOnStateEnter", _is_about_state),
    StateLeft: ("TriggerOnStateLeave", _is_about_state),
}
"""The triggers for each kind of event, and what must hold of one beyond its class."""


def triggers_for(db: Database, session: Session, event: ObjectEvent) -> Iterator[Record]:
    """The triggers that an event sets off, by name; each one's query is run when its turn comes.

    Raises:
        ObjectError: a trigger's query cannot be run.
    """
    about = _about(db, event)
    if not about:
        return
    applicable = [trigger for trigger in about if _applies(trigger, session, event)]
    for trigger in db.engine.ordered(applicable, db.model[TRIGGERS[type(event)][0]]):
        if _lets_in(db, session, trigger, event):
            yield trigger


def _about(db: Database, event: ObjectEvent) -> list[Record]:
    """The triggers for the event's kind and class: nothing but a few look-ups where there are none."""
    name, _ = TRIGGERS[type(event)]
    if not db.store.table(name):
        return []
    return [found for cls in event.draft.cls.ancestors for found in db.store.find(name, "target_class", cls.name)]


def _applies(trigger: Record, session: Session, event: ObjectEvent) -> bool:
    contexts = trigger["context"]
    return (not contexts or any(tag in contexts for tag in session.tags)) and TRIGGERS[type(event)][1](trigger, event)


def _lets_in(db: Database, session: Session, trigger: Record, event: ObjectEvent) -> bool:
    query = trigger["filter"]
    if not query:
        return True
    try:
        return db.engine.matches(db.engine.parse(query), event.draft.id, query_arguments(db, session))
    except OqlError as error:
        raise ObjectError(_failure(db, trigger, event, error.message)) from None


def _failure(db: Database, trigger: Record, event: ObjectEvent, message: str) -> str:
    """How the caller hears of a query that cannot be run; the object stays written."""
    name, label = db.reader.friendlyname(trigger), trigger.cls.root.label
    text = texts.trigger_failed(message, trigger.cls.name, trigger.id, name, label)
    if isinstance(event, ObjectCreated | ObjectDeleted):
        return text
    return texts.update_failed(text, event.draft.cls.name, event.draft.id)


def actions_of(db: Database, trigger: Record) -> list[Record]:
    """A trigger's actions in their order, those out of use left out."""
    links = db.store.find("lnkTriggerAction", "trigger_id", trigger.id)
    in_order = sorted(links, key=lambda link: (link["order"] or 0, link.id))
    actions = (db.store.get("Action", link["action_id"]) for link in in_order)
    return [action for action in actions if action is not None and action["status"] != "disabled"]
