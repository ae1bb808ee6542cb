"""What a webhook does where it arrives, and which triggers that sets off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_itop.access.login import find_user, open_session
from fake_itop.access.rights import Rights
from fake_itop.datamodel.model import MetaClass
from fake_itop.doctor.integration import Flow
from fake_itop.doctor.knowledge import SOME_ID, SOME_IDS, Certainty, Decision, Known, Possible, implied
from fake_itop.doctor.links import OWN_ID, callback_of
from fake_itop.itop.instance import Itop
from fake_itop.notifications.notifier import HANDLER_TAG
from fake_itop.notifications.placeholders import forms_in
from fake_itop.notifications.triggers import TRIGGERS
from fake_itop.objects.draft import Draft, default_values
from fake_itop.objects.events import ObjectCreated, ObjectDeleted, ObjectEvent, ObjectUpdated, StateEntered, StateLeft
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values.php_types import is_numeric, to_int, to_str

REST_TAG = "REST/JSON"
THE_ID = frozenset([SOME_IDS[0]])
"""The id of the object that a key is made for."""
_MOMENT = "2026-01-31 12:00:00"


@dataclass(frozen=True)
class Actor:
    """Who writes: the account of a connection, or ``None`` for somebody, of whom nothing is known."""

    session: Session | None = None
    arguments: Mapping[str, Any] | None = None

    def in_context(self, contexts: tuple[str, ...]) -> bool:
        """Whether a trigger for these contexts takes notice."""
        return not contexts or self.session is None or any(tag in contexts for tag in self.session.tags)

    def in_callback(self) -> Actor:
        """The same while a callback runs."""
        if self.session is None:
            return self
        tags = [*self.session.tags, HANDLER_TAG]
        return Actor(Session(**{**self.session.__dict__, "tags": tags}), self.arguments)


SOMEBODY = Actor()


def login_of(connection: Record, target: Itop) -> Record | None:
    """The user over there as whom a connection logs in, by name or token; whether it is let in is not asked."""
    if "auth_user" in connection.cls.columns:
        return find_user(target.db, connection["auth_user"])
    if "token" in connection.cls.columns:
        users = target.db.store.table("UserToken").values()
        return next((user for user in users if user["auth_token"] == connection["token"]), None)
    return None


def remote_actor(flow: Flow) -> Actor | None:
    """Who a flow acts as over there; ``None`` where that is nobody."""
    user = login_of(flow.connection, flow.target) if flow.connection is not None and flow.target is not None else None
    if user is None or flow.target is None:
        return None
    session = open_session(flow.target.db, user, Rights(flow.target.db, user), tag=REST_TAG, origin="webservice-rest")
    return Actor(session, query_arguments(flow.target.db, session))


@dataclass(frozen=True)
class Effect:
    """A write: to an object of which ``known`` is known afterwards; ``changed`` attributes, some of them for good.

    ``lasting`` are those that change however often it happens: a log gets another entry, a value that is copied to and
    fro is soon the same.
    """

    side: Itop
    cls: MetaClass
    event: str
    known: Known
    changed: frozenset[str] = frozenset()
    lasting: frozenset[str] = frozenset()
    left: str = ""
    entered: str = ""
    sure: Certainty = Certainty.YES

    def events(self) -> Iterator[ObjectEvent]:
        """What iTop fires triggers for, in order."""
        concrete = next((cls for cls in self.cls.descendants if not cls.abstract), self.cls)
        draft = Draft(self.side.db, Record(concrete, 0, default_values(concrete, lambda: _MOMENT)))
        match self.event:
            case "created":
                yield ObjectCreated(draft)
            case "deleted":
                yield ObjectDeleted(draft)
            case _ if self.changed:
                yield ObjectUpdated(draft, dict.fromkeys(self.changed))
        if self.entered and self.event == "updated":
            yield StateLeft(draft, self.left)
            yield StateEntered(draft, self.entered)


@dataclass(frozen=True)
class Reaction:
    """A trigger that a write sets off: whether it surely does, and whether it does so each time anew."""

    trigger: Record
    sure: Certainty
    lasting: bool = field(default=True)


def reactions(effect: Effect, actor: Actor) -> list[Reaction]:
    """The triggers that a write sets off."""
    decision = Decision(effect.side.db, effect.known, actor.arguments)
    return [
        Reaction(trigger, sure, _lasts(effect, event, trigger))
        for event in effect.events()
        for trigger in _concerned(effect.side, event, actor)
        if (sure := effect.sure & decision.finds(trigger["filter"])) is not Certainty.NO
    ]


def _concerned(side: Itop, event: ObjectEvent, actor: Actor) -> Iterator[Record]:
    session = actor.session or Session(login="")
    for kind, concerns in TRIGGERS[type(event)]:
        for trigger in side.db.store.scan(kind):
            is_about = event.draft.cls.is_a(trigger["target_class"])
            if is_about and actor.in_context(trigger["context"]) and concerns(trigger, event, session):
                yield trigger


def _lasts(effect: Effect, event: ObjectEvent, trigger: Record) -> bool:
    if not isinstance(event, ObjectUpdated):
        return True
    watched = frozenset(trigger["target_attcodes"]) if "target_attcodes" in trigger.cls.columns else frozenset()
    return bool(effect.lasting & watched) if watched else bool(effect.lasting)


# What flows do


def effects(flow: Flow, before: Known) -> list[Effect]:
    """What a flow does over there to an object of which that is known: one effect for each state that it may be in."""
    cls = flow.cls
    if cls is None or flow.target is None:
        return []
    written, changed, lasting = _written(flow, cls)
    if flow.creates:
        return [Effect(flow.target, cls, "created", {**_initial(cls), **written})]
    if not flow.writes:
        return []
    known = {**before, **_by_key(flow)}
    made = (_on_state(flow, cls, {**known, **_state(cls, state)}, state) for state in _states(cls, known))
    return [
        Effect(
            flow.target,
            cls,
            effect.event,
            {**effect.known, **written},
            effect.changed | changed,
            effect.lasting | lasting,
            effect.left,
            effect.entered,
            effect.sure,
        )
        for effect in made
        if effect is not None
    ]


def _on_state(flow: Flow, cls: MetaClass, known: dict[str, Possible], state: str) -> Effect | None:
    assert flow.target is not None
    sure = accepts_key(flow, known)
    if sure is Certainty.NO:
        return None
    if flow.operation == "core/delete":
        return Effect(flow.target, cls, "deleted", known, sure=sure)
    target = _next_state(flow, cls, state)
    if target is None:
        return None
    if target == state:
        return Effect(flow.target, cls, "updated", known, sure=sure)
    attribute = cls.state_attribute or ""
    moved = frozenset([attribute])
    return Effect(flow.target, cls, "updated", {**known, **_state(cls, target)}, moved, moved, state, target, sure)


def _next_state(flow: Flow, cls: MetaClass, state: str) -> str | None:
    """The state afterwards; ``None`` where the flow is refused."""
    if flow.operation == "core/apply_stimulus":
        transitions = cls.lifecycle.states[state].transitions if cls.lifecycle and state in cls.lifecycle.states else {}
        way = transitions.get(to_str(flow.data.get("stimulus", "")))
        return None if way is None else way.target
    written = flow.fields.get(cls.state_attribute or "")
    return written if isinstance(written, str) and "$" not in written else state


def _states(cls: MetaClass, known: Known) -> list[str]:
    if cls.lifecycle is None:
        return [""]
    possible = known.get(cls.lifecycle.attribute)
    return [state for state in cls.lifecycle.states if possible is None or state in possible]


def _state(cls: MetaClass, state: str) -> dict[str, Possible]:
    return {cls.lifecycle.attribute: frozenset([state])} if cls.lifecycle is not None and state else {}


def initial_state(cls: MetaClass) -> str:
    """The state in which objects of a class begin, empty if they have none."""
    if cls.lifecycle is None:
        return ""
    return str(cls.attributes[cls.lifecycle.attribute].default or next(iter(cls.lifecycle.states), ""))


def _initial(cls: MetaClass) -> dict[str, Possible]:
    return _state(cls, initial_state(cls))


def _written(flow: Flow, cls: MetaClass) -> tuple[dict[str, Possible], frozenset[str], frozenset[str]]:
    """What is known of the attributes that are written, which may change, and which of them change each time."""
    known: dict[str, Possible] = {}
    changed, lasting = set(), set()
    for code, value in flow.fields.items():
        attribute = cls.attributes.get(code)
        if attribute is None or code == cls.state_attribute:
            continue
        changed.add(code)
        names = forms_in(value)
        if code in cls.logs:
            lasting.add(code)
        elif names == [OWN_ID]:
            known[code] = SOME_ID
        elif not names and isinstance(value, str | int) and "$" not in str(value):
            known[code] = frozenset([to_int(value) if is_numeric(value) else value])
    return known, frozenset(changed), frozenset(lasting)


def _by_key(flow: Flow) -> dict[str, Possible]:
    query = sample_key(flow)
    return implied(flow.target.db, query) if flow.target is not None and query is not None else {}


def accepts_key(flow: Flow, known: Known) -> Certainty:
    """Whether a flow's key, where it is a query, lets an object in of which that is known."""
    query = sample_key(flow)
    if query is None or flow.target is None:
        return Certainty.YES
    actor = remote_actor(flow)
    meant = {code: THE_ID if values == SOME_ID else values for code, values in known.items()}
    return Decision(flow.target.db, {**meant, OWN_ID: THE_ID}, actor.arguments if actor else None).finds(query)


def sample_key(flow: Flow) -> str | None:
    """A key that is a query, with an id in the place of each placeholder; ``None`` where it is none."""
    if not isinstance(flow.key, str) or not flow.key.lstrip().upper().startswith("SELECT"):
        return None
    text = flow.key
    for name in forms_in(text):
        for arrow in ("->", "-&gt;"):
            text = text.replace(f"$this{arrow}{name}$", str(SOME_IDS[0]))
    return text


def effect_of_callback(flow: Flow, before: Known) -> Effect | None:
    """What a flow's callback does to the object that set it off."""
    callback = callback_of(flow)
    if callback is None or flow.source is None or not callback.code.sets:
        return None
    known = {**before, **dict.fromkeys(callback.code.keeps_id_in, SOME_ID)}
    return Effect(flow.side, flow.source, "updated", known, callback.code.sets)
