"""A trial instance: a fresh iTop with a sample of each class, on which requests are tried and nothing stays.

It answers what a real iTop would, apart from what depends on the objects that are there: every key that could find one
object finds a sample (`Trial.settle`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from fake_itop.access.login import find_user, open_session
from fake_itop.access.rights import Rights
from fake_itop.access.settings import InstanceSettings
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeDateTime,
    AttributeEnum,
    AttributeExternalKey,
    AttributeLinkedSet,
)
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.itop.instance import Itop, Specification
from fake_itop.notifications.placeholders import Placeholders
from fake_itop.notifications.triggers import Firing
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft, default_values
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.keys import is_query, match, select
from fake_itop.objects.session import Session
from fake_itop.oql import OqlError
from fake_itop.profiles import DEFAULT, VersionProfile
from fake_itop.rest.call import Call
from fake_itop.rest.endpoint import VERSIONS
from fake_itop.rest.operations import OPERATIONS
from fake_itop.rest.output import Presenter
from fake_itop.store import Record
from fake_itop.values.clock import Clock
from fake_itop.values.http import NetworkFailure, finish, form_request
from fake_itop.values.php_types import is_numeric, to_int, to_str
from fake_itop.values.reasons import Reason

MOMENT = AttributeDateTime.sample
TWIN = 500_000
"""How far a sample's twin is: what keys in fields point to, since no object may be its own parent."""


class Samples:
    """Two filled objects of each class that can have any, in a database. Their ids are far from those of an install."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._ids: dict[str, int] = {}
        self._of_any: dict[str, int] = {}
        concrete = [cls for cls in db.model if not cls.abstract]
        for number, cls in enumerate(concrete, start=1_000_001):
            self._ids[cls.name] = number
        for cls in concrete:
            sample = self.stored(cls)
            db.store.put(sample)
            db.store.put(Record(cls, sample.id + TWIN, sample.values))
        self._give_profiles([cls for cls in concrete if cls.is_a("User")])

    def _give_profiles(self, users: Sequence[MetaClass]) -> None:
        """A profile for each user: iTop saves none without, and deleting a user's contact saves the user."""
        profile = self.stored(self._db.model["URP_UserProfile"])
        ids = [id_ for cls in users for id_ in (self._ids[cls.name], self._ids[cls.name] + TWIN)]
        for number, id_ in enumerate(ids, start=profile.id + 2 * TWIN):
            self._db.store.put(Record(profile.cls, number, profile.with_values({"userid": id_}).values))

    def concrete(self, cls: MetaClass) -> tuple[MetaClass, ...]:
        """The classes that an object of a class may have."""
        return tuple(below for below in cls.descendants if below.name in self._ids)

    def id_of(self, cls: MetaClass) -> int:
        """The id of a sample that is a ``cls``, 0 where no class below it can have objects."""
        if cls.name not in self._of_any:
            self._of_any[cls.name] = next((self._ids[below.name] for below in self.concrete(cls)), 0)
        return self._of_any[cls.name]

    def twin_of(self, cls: MetaClass) -> int:
        """The id of the twin of that sample."""
        id_ = self.id_of(cls)
        return id_ + TWIN if id_ else 0

    def filled(self, cls: MetaClass, variant: int = 0) -> Record:
        """A filled sample; ``variant`` picks other codes of its enums."""
        values = dict(zip(cls.columns, default_values(cls, lambda: MOMENT), strict=True))
        for code in cls.columns:
            values[code] = self._value(cls, cls.attributes[code], values[code], variant)
        return Record(cls, self._ids.get(cls.name, TWIN), tuple(values.values()))

    def stored(self, cls: MetaClass) -> Record:
        """A filled sample as it lies in the database: no key leads to its own kind, or samples would be their own
        parents.
        """
        sample = self.filled(cls)
        model = self._db.model
        own = {code: 0 for code, key in cls.keys.items() if key.target in model and model[key.target].root is cls.root}
        return sample.with_values(own)

    def bare(self, cls: MetaClass) -> Record:
        """A sample that nobody has filled in."""
        return Record(cls, self._ids.get(cls.name, TWIN), default_values(cls, lambda: MOMENT))

    def _value(self, cls: MetaClass, attribute: Attribute, default: Any, variant: int) -> Any:
        if attribute.code in cls.keys:
            target = self._db.model.classes.get(cls.keys[attribute.code].target)
            return self.id_of(target) if target is not None else 0
        if isinstance(attribute, AttributeEnum) and attribute.values:
            return _code_of(cls, attribute.code, attribute.values, variant)
        return attribute.sample or default


def _code_of(cls: MetaClass, code: str, values: Mapping[str, str], variant: int) -> str:
    codes = list(values)
    if cls.lifecycle is not None and code == cls.lifecycle.attribute:
        codes = [state for state in cls.lifecycle.states if state in values] or codes
    return codes[variant % len(codes)]


LOGIN = "rest"
ROOT = "http://itop.example/"
LONG = 1_000_000
"""As much of a text is tried: no attribute below that size takes it, or it takes any."""
NOT_SENT = NetworkFailure("a trial sends nothing")


class Trial:
    """A fresh instance of a datamodel and of the versions that it is of, asked as an administrator's program."""

    VERSION = "1.3"

    def __init__(self, model: Datamodel, profile: VersionProfile = DEFAULT) -> None:
        self.model = model
        self.profile = profile
        settings = InstanceSettings.default()
        self._password = next(user.password for user in settings.users if user.login == LOGIN)
        self.itop = Itop(
            Specification(
                root_url=ROOT,
                profile=profile,
                model=model,
                users=settings,
                clock=Clock.frozen(datetime(2026, 1, 31, 12)),  # noqa: DTZ001 - naive UTC throughout
            )
        )
        self.versions = VERSIONS
        self.db = self.itop.db
        self.samples = Samples(self.db)

    def session(self) -> Session:
        """A session of somebody who may do everything."""
        return self._call({}).session

    def _call(self, data: Mapping[Any, Any]) -> Call:
        user = find_user(self.db, LOGIN)
        assert user is not None
        rights = Rights(self.db, user)
        session = open_session(self.db, user, rights, tag="REST/JSON", origin="webservice-rest")
        return Call(
            self.db,
            session,
            rights,
            self.itop.notifier,
            Presenter(self.db, self.itop.profile.output),
            self.VERSION,
            data,
        )

    def placeholders(self, this: Record) -> Placeholders:
        """What placeholders may name when something happens to an object, done by somebody with a contact."""
        person, trigger, action = (self._sample(name) for name in ("Person", "TriggerOnObjectUpdate", "ActionWebhook"))
        session = self.session()
        session.contact_id = person.id
        attachment = self._sample("Attachment")
        firing = Firing(trigger, mentioned=person, attachment=attachment, file=attachment["contents"])
        return self.itop.notifier.placeholders(session, action, firing, Draft(self.db, this))

    def _sample(self, name: str) -> Record:
        return self.samples.filled(self.model[name])

    def filled_by_itop(self, cls: MetaClass) -> frozenset[str]:
        """The attributes that a new object gets from its class's own rules, such as a ticket's reference."""
        draft = self.draft(cls)
        with self._forgotten():
            before = draft.record.values
            self.db.behaviour_of(cls).before_insert(self.db, self.session(), draft)
            after = draft.record.values
        return frozenset(code for code, old, new in zip(cls.columns, before, after, strict=True) if old != new)

    def call(self, data: Mapping[Any, Any]) -> Call:
        """A call with these parameters, to read single ones of them."""
        return self._call(data)

    def run(self, data: Mapping[Any, Any], *present: Record) -> None:
        """Let the operation answer with these objects in the database, and forget what it did.

        Raises:
            ObjectError, OqlError, PhpFatalError: it refuses.
        """
        with self._forgotten():
            for record in present:
                self.db.store.put(record)
            self._answer(data)

    def _answer(self, data: Mapping[Any, Any]) -> None:
        # What an operation says without refusing, as of what stands in a deletion's way, is no fault.
        finish(OPERATIONS[to_str(data["operation"])].run(self._call(data)), NOT_SENT)

    def answer(self, data: Mapping[str, Any]) -> Any:
        """What the endpoint answers to a request as it is, keys and all; forgotten at once."""
        login = {"auth_user": LOGIN, "auth_pwd": self._password}
        request = form_request({"version": self.VERSION, **login, "json_data": json.dumps(data)})
        with self._forgotten():
            body = finish(self.itop.handle(request), NOT_SENT).body.decode("utf-8", "replace")
        return json.loads(body) if body.startswith("{") else body

    def in_states(self, cls: MetaClass, stimulus: str) -> tuple[Record, ...]:
        """The sample of a class in each state that has the stimulus."""
        lifecycle = cls.lifecycle
        if lifecycle is None or cls.abstract:
            return ()
        sample = self.samples.stored(cls)
        states = (code for code, state in lifecycle.states.items() if stimulus in state.transitions)
        return tuple(sample.with_values({lifecycle.attribute: code}) for code in states)

    def own_issues(self, cls: MetaClass) -> list[Reason]:
        """What a class's own rules have against its sample as it is."""
        draft = self.sample_draft(cls)
        with self._forgotten():
            return list(self.db.behaviour_of(cls).check(self.db, self.session(), draft))

    @contextmanager
    def _forgotten(self) -> Iterator[None]:
        before = self.itop.snapshot()
        try:
            yield
        finally:
            self.itop.restore(before)

    def draft(self, cls: MetaClass) -> Draft:
        """A new object, to write to."""
        return Draft.new(self.db, cls)

    def sample_draft(self, cls: MetaClass) -> Draft:
        """The sample of a class, to write to; a new object where there can be none."""
        if cls.abstract:
            return self.draft(cls)
        return Draft(self.db, self.samples.stored(cls))

    def settle(self, attribute: Attribute, raw: Any, own: Any = None) -> Any:
        """A value with its keys replaced by those of samples, where they are right but depend on what is there.

        ``own`` is the id of the object that is written to: a key with just that leads to itself.
        """
        if isinstance(attribute, AttributeExternalKey):
            target = self.model[attribute.target]
            if is_numeric(raw) and is_numeric(own) and to_int(raw) == to_int(own) > 0:
                return self.samples.id_of(target)
            settled = self.settle_key(target, raw)
            return self.samples.twin_of(target) if settled != raw else raw
        if isinstance(attribute, AttributeLinkedSet) and isinstance(raw, list | dict):
            linked = self.model[attribute.linked_class]
            items = raw if isinstance(raw, list) else list(raw.values())
            settled = (self.settle_fields(linked, item) for item in items if isinstance(item, Mapping))
            return list({repr(item): item for item in settled}.values())
        return raw[:LONG] if isinstance(raw, str) else raw

    def settle_fields(self, cls: MetaClass, fields: Mapping[Any, Any], own: Any = None) -> dict[Any, Any]:
        """Fields or criteria with their keys settled."""
        known = cls.attributes
        return {
            code: self.settle(known[to_str(code)], raw, own) if to_str(code) in known else raw
            for code, raw in fields.items()
        }

    def settle_key(self, cls: MetaClass, raw: Any) -> Any:
        """The key of a sample in place of one that may find something; a wrong one stays as it is."""
        if is_numeric(raw):
            return self.samples.id_of(cls) if to_int(raw) > 0 else raw
        try:
            if is_query(raw):
                select(self.db, self.session(), raw)
            elif isinstance(raw, Mapping):
                match(self.db, self.session(), cls, self.settle_fields(self.criteria_class(cls, raw), raw))
            else:
                return raw
        except (ObjectError, OqlError):
            return raw
        return self.samples.id_of(cls)

    def run_query(self, query: str) -> None:
        """Run a query.

        Raises:
            OqlError: it cannot be run.
        """
        select(self.db, self.session(), query)

    def settle_own_key(self, cls: MetaClass, raw: Any) -> Any:
        """As `settle_key`, for the key of an operation: a query of another class finds one of that class."""
        settled = self.settle_key(cls, raw)
        if not is_query(raw) or settled == raw:
            return settled
        searched = self.db.engine.parse(raw).cls
        return f"SELECT `{searched.name}` WHERE id = {self.samples.id_of(searched)}"

    def meant(self, cls: MetaClass, raw: Any) -> MetaClass:
        """The class of the object that a key of an operation finds in a trial."""
        if is_query(raw):
            with suppress(OqlError):
                cls = self.db.engine.parse(raw).cls
        elif isinstance(raw, Mapping):
            cls = self.criteria_class(cls, raw)
        return next(iter(self.samples.concrete(cls)), cls)

    def criteria_class(self, cls: MetaClass, criteria: Mapping[Any, Any]) -> MetaClass:
        """The class that criteria are about: ``finalclass`` may name one below ``cls``."""
        found = self.model.classes.get(to_str(criteria.get("finalclass")))
        return found if found is not None and found.is_a(cls.name) else cls
