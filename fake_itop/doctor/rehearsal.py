"""Rehearsals: one request is made as an action would make it, and the other side's answer is looked at and forgotten.

Nothing leaves, nothing stays, and no trigger is followed: a rehearsal says what a request is answered, for an object in
a given state. So every rule of logging in, of rights, of look-ups and of saving is the one that iTop itself goes by.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from fake_itop.access.rights import Rights
from fake_itop.check.trial import Trial
from fake_itop.datamodel.attributes import (
    AttributeExternalKey,
    AttributeInteger,
    PhpFatalError,
)
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.doctor.effects import login_of
from fake_itop.doctor.integration import Flow
from fake_itop.doctor.links import TicketLinks
from fake_itop.itop.instance import Itop
from fake_itop.notifications.action_run import ActionRun
from fake_itop.notifications.callbacks import Callbacks
from fake_itop.notifications.json_payloads import PreparationError
from fake_itop.notifications.placeholders import only_form
from fake_itop.notifications.webhooks import Webhook, prepare
from fake_itop.objects.draft import Draft, default_values
from fake_itop.objects.keys import is_query
from fake_itop.objects.session import Visibility
from fake_itop.profiles import VersionProfile
from fake_itop.store import Record
from fake_itop.values.http import HttpReply, HttpRequest, NetworkFailure, OutgoingRequest, finish
from fake_itop.values.messages import Code
from fake_itop.values.reasons import Reason, unwrapped

MOMENT = "2026-01-31 12:00:00"
NOT_FOLLOWED = NetworkFailure("a rehearsal sends nothing")


@dataclass(frozen=True)
class Said:
    """What came of a rehearsal: the answer's code and message, or no answer of iTop's REST at all (``code`` -1)."""

    code: int
    message: str
    status: int = 200
    objects: Mapping[str, Any] = field(default_factory=dict)
    reason: Reason | None = None

    @property
    def accepted(self) -> bool:
        """Whether it was done."""
        return self.code == Code.OK


NO_ANSWER = -1
NOT_SENT = -2


@lru_cache(maxsize=8)
def _trial(model: Datamodel, profile: VersionProfile) -> Trial:
    return Trial(model, profile)


def trial_of(side: Itop) -> Trial:
    """A fresh instance like that of a side, whose samples payloads are made of."""
    return _trial(side.model, side.profile)


@dataclass(frozen=True)
class Rehearsal:
    """Rehearses flows, between tickets that know each other by ``links``."""

    links: TicketLinks

    def create(self, flow: Flow) -> Said:
        """What a flow that makes an object is answered."""
        return self._answer(flow, self._source(flow, 0))

    def in_state(self, flow: Flow, state: str) -> Said:
        """What a flow is answered if its object over there is in a state (empty if it has none)."""
        if flow.cls is None or flow.target is None:
            return Said(NOT_SENT, "")
        id_ = _free_id(flow.target, flow.cls)
        source = self._source(flow, id_)
        with _forgotten(flow.target):
            flow.target.db.store.put(self._target(flow, flow.target, flow.cls, state, source))
            return self._answer(flow, source, id_)

    def _source(self, flow: Flow, counterpart: int) -> Record:
        """An object as it is when it sets off the flow, which knows that counterpart."""
        cls = flow.source
        assert cls is not None
        concrete = _concrete(cls)
        record = trial_of(flow.side).samples.filled(concrete)
        codes = {*self.links.of(flow.side), *self.links.key_codes(flow)} & set(concrete.columns)
        values: dict[str, Any] = {code: _as_kept(concrete, code, counterpart) for code in codes}
        state = flow.state
        if state and concrete.state_attribute:
            values[concrete.state_attribute] = state
        return record.with_values(values)

    def _target(self, flow: Flow, side: Itop, cls: MetaClass, state: str, source: Record) -> Record:
        """An object over there that the flow's key means, that its user can see, and that knows the source."""
        concrete = _concrete(cls)
        values = {**_sample(side, concrete), **_needed_keys(side, concrete, state, _visible(flow, side))}
        links = self.links.of(side) & set(concrete.columns)
        values |= {code: _as_kept(concrete, code, source.id) for code in links}
        if state and concrete.lifecycle is not None:
            values[concrete.lifecycle.attribute] = state
        return Record(concrete, _free_id(side, cls), tuple(values.values()))

    def _answer(self, flow: Flow, source: Record, key: int = 0) -> Said:
        try:
            request = _request(flow, source, key)
        except PreparationError as error:
            return Said(NOT_SENT, str(error))
        except PhpFatalError as error:
            return Said(NOT_SENT, str(error), status=500)
        assert flow.target is not None
        with _forgotten(flow.target):
            return _read(_handled(flow.target, request))


def _request(flow: Flow, source: Record, key: int) -> OutgoingRequest:
    placeholders = trial_of(flow.side).placeholders(source)
    action = flow.action.with_values({"payload": json.dumps(_settled(flow, key))})
    call = ActionRun(action, flow.trigger, Draft(flow.side.db, source), placeholders)
    webhook = Webhook()
    rules = flow.side.profile.notifications
    callbacks = Callbacks(flow.side.model, find_method=rules.find_method)
    prepare(flow.side.db, callbacks, call, action, webhook, expand_json=rules.expand_json)
    return webhook.request()


def _settled(flow: Flow, key: int) -> Mapping[Any, Any]:
    """The payload, with what depends on the objects' data replaced by what may be found: look-ups in fields, and a key
    that is a query or criteria.
    """
    data = {**flow.data, "operation": flow.operation}
    if key and (isinstance(flow.key, Mapping) or is_query(flow.key)) and _depends(flow.key) and not only_form(flow.key):
        data["key"] = key
    if flow.cls is not None and flow.target is not None and flow.fields:
        known, visible = flow.cls.attributes, _visible(flow, flow.target)
        data["fields"] = {
            code: _some(flow.target, attribute.target, visible)
            if isinstance(attribute := known.get(code), AttributeExternalKey) and _depends(value)
            else value
            for code, value in flow.fields.items()
        }
    return data


def _depends(value: Any) -> bool:
    """Whether a value depends on the object that sets off the flow."""
    return "$" in json.dumps(value)


def _sample(side: Itop, cls: MetaClass) -> dict[str, Any]:
    """Values of a filled sample, but for its keys and logs, which are as in a new object."""
    filled = dict(zip(cls.columns, trial_of(side).samples.filled(cls).values, strict=True))
    new = dict(zip(cls.columns, default_values(cls, lambda: MOMENT), strict=True))
    return {code: new[code] if code in cls.keys or code in cls.logs else filled[code] for code in cls.columns}


def _needed_keys(side: Itop, cls: MetaClass, state: str, visible: Visibility | None) -> dict[str, int]:
    """Objects for the keys that an object must have, at all or in its state."""
    lifecycle = cls.lifecycle
    flags = lifecycle.states[state].flags if lifecycle is not None and state in lifecycle.states else {}
    return {
        code: _some(side, key.target, visible)
        for code, key in cls.keys.items()
        if not key.null_allowed or "mandatory" in flags.get(code, ())
    }


def _concrete(cls: MetaClass) -> MetaClass:
    return next((below for below in cls.descendants if not below.abstract), cls)


def _handled(side: Itop, request: OutgoingRequest) -> HttpReply:
    """The answer to a request, whatever it sets off being left unsent."""
    split = urlsplit(request.url)
    target = f"{split.path}?{split.query}" if split.query else split.path
    return finish(side.handle(HttpRequest(request.method, target, request.headers, request.body)), NOT_FOLLOWED)


def _read(reply: HttpReply) -> Said:
    try:
        answer = json.loads(reply.body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "code" not in answer:
        return Said(NO_ANSWER, f"HTTP {reply.status}, no answer of its REST API", reply.status)
    why = unwrapped(reply.reason)[1] if reply.reason is not None else None
    return Said(answer["code"], str(answer.get("message") or ""), reply.status, answer.get("objects") or {}, why)


@contextmanager
def _forgotten(side: Itop) -> Iterator[None]:
    before = side.snapshot()
    try:
        yield
    finally:
        side.restore(before)


def _free_id(side: Itop, cls: MetaClass) -> int:
    return max(side.db.store.peek_next_id(cls.root.name), 1) + 1000


def _as_kept(cls: MetaClass, code: str, id_: int) -> Any:
    return id_ if isinstance(cls.attributes[code], AttributeInteger) else str(id_)


def _some(side: Itop, cls: str, visible: Visibility | None) -> int:
    """The id of an object that can be seen, 0 where there is none."""
    if cls not in side.model:
        return 0
    records = side.db.store.scan(cls)
    return next((record.id for record in records if visible is None or visible(record)), 0)


def _visible(flow: Flow, side: Itop) -> Visibility | None:
    user = login_of(flow.connection, side) if flow.connection is not None else None
    return Rights(side.db, user).visible if user is not None else None
