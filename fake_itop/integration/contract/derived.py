"""Reads the contract of an integration from its designs, triggers, actions and payloads; nothing is sent.

What cannot be read is named (`Unknown`), and never assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from fake_itop.datamodel.attributes import AttributeCaseLog
from fake_itop.datamodel.model import MetaClass
from fake_itop.doctor.integration import Flow as Request
from fake_itop.doctor.integration import Integration
from fake_itop.doctor.links import OWN_ID, callback_of, matched
from fake_itop.integration.contract.acts import acts_of
from fake_itop.integration.contract.promises import promises_of
from fake_itop.integration.contract.value import (
    Contract,
    Flow,
    Key,
    Kind,
    Move,
    Objects,
    Occasion,
    Pair,
    Party,
    Place,
    Unknown,
    Verb,
    Way,
)
from fake_itop.notifications.placeholders import forms_in, only_form, verb_and_code
from fake_itop.store import Record

_TEXTS = ("message", "title")
"""What actions for chat services send beside their payload."""
EVENTS: Mapping[str, str] = {
    "TriggerOnAttachmentDownload": "has an attachment downloaded",
    "TriggerOnAttributeBlobDownload": "has a file downloaded",
    "TriggerOnStateEnter": "enters {state}",
    "TriggerOnStateLeave": "leaves {state}",
    "TriggerOnObjectCreate": "is created",
    "TriggerOnObjectDelete": "is deleted",
    "TriggerOnObjectMention": "mentions somebody",
    "TriggerOnObjectUpdate": "{watched} changes",
    "TriggerOnPortalUpdate": "is changed in the portal",
    "TriggerOnThresholdReached": "reaches a threshold",
}
"""What happens to an object when a trigger of each class goes off."""


def derive(integration: Integration) -> Contract:
    """The contract of an integration."""
    return _Reader(integration).contract()


@dataclass(frozen=True)
class _Reader:
    integration: Integration

    def contract(self) -> Contract:
        pairs, flows, moves = tuple(self._pairs()), tuple(self._flows()), tuple(self._moves())
        models = {side.name: side.model for side in self.integration.sides}
        contract = Contract(
            self.integration.name,
            (*(Party(side.name) for side in self.integration.sides), *self._receivers()),
            pairs,
            flows,
            moves,
            (),
            (),
            tuple(dict.fromkeys(self._unknown())),
        )
        contract = replace(contract, acts=acts_of(contract, models))
        return replace(contract, promises=promises_of(contract, models))

    @cached_property
    def requests(self) -> list[Request]:
        """What is sent: actions that are in use, each once for each of its triggers."""
        return [each for each in self.integration.flows if each.action["status"] != "disabled"]

    # Who

    def _receivers(self) -> Iterator[Party]:
        names = dict.fromkeys(_receiver(each) for each in self.requests if each.target is None)
        yield from (Party(name, "receiver") for name in names)

    def _pairs(self) -> Iterator[Pair]:
        made: dict[tuple[Objects, Objects], str] = {}
        for each in self.requests:
            if each.creates and each.source is not None and each.target is not None and each.cls is not None:
                made.setdefault((_source(each), _target(each)), each.action["name"])
        for (here, there), action in made.items():
            yield Pair(here, there, action, tuple(dict.fromkeys(self._keys(here, there))))

    def _keys(self, here: Objects, there: Objects) -> Iterator[Key]:
        """Written by what makes the counterpart, kept of its answer, or asked for by a later request."""
        for each in self.requests:
            if each.source is None or each.cls is None:
                continue
            ends = {_source(each), _target(each)}
            if ends != {here, there}:
                continue
            own, other = each.side.name, _target(each).party
            if each.creates:
                yield from (
                    Key(Place(other, str(code)), Place(own, OWN_ID))
                    for code, value in each.fields.items()
                    if only_form(value) == OWN_ID
                )
                callback = callback_of(each)
                kept = sorted(callback.code.keeps_id_in) if callback is not None else []
                yield from (Key(Place(own, code), Place(other, OWN_ID)) for code in kept)
            for theirs, ours in (matched(each) or {}).items():
                yield _key(Place(other, theirs), Place(own, ours), made_of=here)

    # What

    def _flows(self) -> Iterator[Flow]:
        found: dict[tuple[Place, Place, Kind], list[Way]] = {}
        for each in self.requests:
            for source, target, kind, way in self._sent(each):
                found.setdefault((source, target, kind), []).append(way)
        yield from (Flow(*ends, tuple(dict.fromkeys(ways))) for ends, ways in found.items())

    @staticmethod
    def _sent(request: Request) -> Iterator[tuple[Place, Place, Kind, Way]]:
        attributes = request.source.attributes if request.source is not None else {}
        for path, value in _texts_sent(request):
            for function, code in map(verb_and_code, forms_in(value)):
                first = code.partition("->")[0]
                if first in attributes:
                    way = Way(_occasion(request), function, mixed=only_form(value) is None)
                    ends = Place(request.side.name, code), Place(_target(request).party, path)
                    yield *ends, _kind(request, path, first), way

    def _moves(self) -> Iterator[Move]:
        found: dict[tuple[Any, ...], list[Occasion]] = {}
        for each in self.requests:
            if each.cls is not None and each.source is not None and (done := _done(each, each.cls)) is not None:
                occasion, states = _occasion(each), _ways(each.cls, *done)
                found.setdefault((_target(each), *done, states, occasion.objects, occasion.event), []).append(occasion)
        for (target, verb, what, states, *_), occasions in found.items():
            yield Move(target, verb, what, states, tuple(dict.fromkeys(occasions)))

    # What is left open

    def _unknown(self) -> Iterator[Unknown]:
        for each in self.requests:
            where = f"{self.integration.name}: {self.integration.where(each.side, each.action).words}"
            method = _of(each.action, "prepare_payload_callback")
            if method:
                yield Unknown(where, f"{method} makes the payload", "say with flows what it sends")
            if each.source is None:
                named = each.trigger["target_class"]
                yield Unknown(where, f"its trigger is about {named!r}, no class of {each.side.name}", "name another")
            if each.target is None:
                continue
            if each.cls is None and (each.creates or each.writes):
                named = each.data.get("class")
                yield Unknown(where, f"its payload's class {named!r} is none of {each.target.name}", "name another")
            elif each.writes and matched(each) is None:
                yield Unknown(where, "this payload's key is computed", "say with pairs which objects belong together")


def _of(record: Record, code: str) -> Any:
    """A value, ``None`` where the version at hand has no such attribute."""
    return record[code] if code in record.cls.columns else None


def _receiver(request: Request) -> str:
    """Whom a request is for that goes to none of the instances: its connection says."""
    named = request.connection["name"] if request.connection is not None else request.action["name"]
    return re.sub(r"[^a-z0-9_-]+", "-", str(named).lower()).strip("-") or "receiver"


def _source(request: Request) -> Objects:
    return Objects(request.side.name, request.source.name if request.source is not None else "")


def _target(request: Request) -> Objects:
    if request.target is None:
        return Objects(_receiver(request), "")
    return Objects(request.target.name, request.cls.name if request.cls is not None else "")


def _key(theirs: Place, ours: Place, made_of: Objects) -> Key:
    """The one that holds is that of whose value nobody else decides the other: the id is named, never holds.

    Where neither is an id, the counterpart holds what the object of which it was made brought along.
    """
    if theirs.attribute == OWN_ID:
        return Key(ours, theirs)
    if ours.attribute == OWN_ID or ours.party == made_of.party:
        return Key(theirs, ours)
    return Key(ours, theirs)


def _occasion(request: Request) -> Occasion:
    trigger = request.trigger
    columns = trigger.cls.columns
    watched = tuple(trigger["target_attcodes"] or ()) if "target_attcodes" in columns else ()
    said = EVENTS.get(trigger.cls.name, trigger.cls.name)
    return Occasion(
        _source(request),
        request.action["name"],
        said.format(state=request.state, watched=" or ".join(watched) or "anything"),
        request.state,
        watched,
        " ".join(str(trigger["filter"] or "").split()),
        tuple(trigger["context"] or ()),
        later=_of(request.action, "asynchronous") == "yes",
    )


def _texts_sent(request: Request) -> Iterator[tuple[str, str]]:
    """The texts that a request writes over there, by attribute; of a receiver's payload all, by where they stand."""
    if request.target is not None:
        for code, value in request.fields.items():
            yield from ((str(code), text) for _, text in _texts(value, ""))
        return
    yield from _texts(request.document.value, "")
    columns = request.action.cls.columns
    yield from ((code, request.action[code]) for code in _TEXTS if code in columns and request.action[code])


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _texts(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner, f"{path}[]")


def _kind(request: Request, code: str, source: str) -> Kind:
    there = request.cls.attributes.get(code) if request.cls is not None else None
    here = request.source.attributes.get(source) if request.source is not None else None
    if not isinstance(there, AttributeCaseLog):
        return "value"
    return "entries" if isinstance(here, AttributeCaseLog) else "note"


def _done(request: Request, cls: MetaClass) -> tuple[Verb, str] | None:
    """What a request does, and by which stimulus or to which state."""
    if request.creates:
        return "creates", ""
    if request.operation == "core/delete":
        return "deletes", ""
    if request.operation == "core/apply_stimulus":
        return "applies", str(request.data.get("stimulus", ""))
    state = request.fields.get(cls.state_attribute or "")
    if isinstance(state, str) and "$" not in state and request.writes:
        return "sets", state
    return None


def _ways(cls: MetaClass, verb: Verb, what: str) -> tuple[tuple[str, str], ...]:
    """To which state each state leads."""
    states = cls.lifecycle.states if cls.lifecycle is not None else {}
    if verb == "sets":
        return tuple((code, what) for code in states)
    if verb != "applies":
        return ()
    ways = ((code, state.transitions.get(what)) for code, state in states.items())
    return tuple((code, way.target) for code, way in ways if way is not None)
