"""An integration as it is read: iTops with their triggers, actions and connections, and which payload goes where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlsplit

from fake_itop.check.json_text import Document, read
from fake_itop.datamodel.model import Lifecycle, MetaClass
from fake_itop.findings import Finding, Pointer, Severity, json_pointer, severity_of
from fake_itop.itop.instance import Itop
from fake_itop.notifications.triggers import actions_of
from fake_itop.oql import OqlError
from fake_itop.store import Record
from fake_itop.values.php_types import to_str

T = TypeVar("T")

WEBHOOK, ITOP_CALL = "ActionWebhook", "ActioniTopWebhook"


Place = tuple[str, str, int]
"""An object of the integration: the side's name, the root of its class, its id."""


@dataclass(frozen=True)
class Where:
    """A place in an integration: in words, and as the way to it in the wiring, if there is one."""

    words: str
    pointer: Pointer = ()

    @classmethod
    def step(cls, number: int, words: str = "", attribute: str = "") -> Where:
        """A step of the wiring, or an attribute that it writes; ``words`` say what it makes."""
        named = re.match(r"\w+", attribute)
        below: Pointer = ("request", "fields", named[0]) if named is not None else ()
        return cls(f"step {number}{words}", ("steps", number - 1, *below))


def found(code: str, where: Where, why: str, fix: str, severity: Severity | None = None) -> Finding:
    """A finding in an integration, as bad as its page says unless told otherwise."""
    rank = severity or severity_of(code)
    return Finding(code, rank, 0, 0, json_pointer(where.pointer), why, fix, where=where.words)


@dataclass(frozen=True)
class Refused:
    """A step of the wiring that an iTop refused: where it stands, and what iTop said."""

    where: Where
    message: str


@dataclass(frozen=True)
class Integration:
    """All that the doctor reads.

    ``places`` says which step of the wiring, from 1, makes an object. ``texts`` are payloads as they were written, by
    their action, where an iTop took them only after they had been mended.
    """

    name: str
    sides: Sequence[Itop]
    places: Mapping[Place, int] = field(default_factory=dict)
    refused: Sequence[Refused] = ()
    texts: Mapping[Place, str] = field(default_factory=dict)

    def side_at(self, url: str) -> Itop | None:
        """The side that a URL leads to."""
        netloc = _netloc(url)
        return next((side for side in self.sides if netloc and _netloc(side.root_url) == netloc), None)

    def where(self, side: Itop, record: Record, attribute: str = "") -> Where:
        """How people find an object, and an attribute of it (or a place in that, its name first)."""
        number = self.places.get((side.name, record.cls.root.name, record.id))
        shown = f"{side.name}: {record.cls.name} {side.db.reader.friendlyname(record)!r}"
        words = f"{shown}: {attribute}" if attribute else shown
        return Where(words) if number is None else Where.step(number, f": {words}", attribute)

    def is_made(self, side: Itop, record: Record) -> bool:
        """Whether the wiring makes an object; others come with the installation."""
        return (side.name, record.cls.root.name, record.id) in self.places

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """Each action of each trigger that sends something to one of the sides, or to somebody else."""
        return tuple(flow for side in self.sides for flow in self._flows_of(side))

    def _flows_of(self, side: Itop) -> Iterator[Flow]:
        for trigger in side.db.store.scan("Trigger"):
            for action in actions_of(side.db, trigger, side.profile.notifications.order_actions):
                if action.cls.is_a(WEBHOOK):
                    yield self._flow(side, trigger, action)

    def _flow(self, side: Itop, trigger: Record, action: Record) -> Flow:
        prefix = "test_" if action["status"] == "test" else ""
        id_ = action[f"{prefix}remoteapplicationconnection_id"]
        connection = side.db.store.get("RemoteApplicationConnection", id_)
        target = self.side_at(connection["url"]) if connection is not None else None
        text = self.texts.get((side.name, "Action", action.id), action["payload"])
        return Flow(side, trigger, action, connection, target, read(text or ""))


def _netloc(url: str) -> str:
    """Host and port of a URL, without who logs in there; empty where it is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


@dataclass(frozen=True, eq=False)
class Flow:
    """A trigger's action, and what its payload says: from one side to the other.

    ``target`` is ``None`` where its connection leads to none of the sides.
    """

    side: Itop
    trigger: Record
    action: Record
    connection: Record | None
    target: Itop | None
    document: Document

    @property
    def name(self) -> str:
        """How people call it."""
        return f"{self.action['name']!r} of {self.side.name}"

    @cached_property
    def source(self) -> MetaClass | None:
        """The class whose objects set it off: the trigger's, or the one below it that the filter asks for; of an
        abstract one the class whose attributes the payload names.
        """
        cls = self.side.model.classes.get(self.trigger["target_class"])
        asked = self._asked_for()
        if cls is None or not cls.abstract:
            return cls
        if asked is not None and asked.is_a(cls.name) and not asked.abstract:
            return asked
        words = set(re.findall(r"\w+", self.document.text))
        concrete = [below for below in cls.descendants if not below.abstract]
        return max(concrete, key=lambda below: len(words & set(below.attributes)), default=cls)

    def _asked_for(self) -> MetaClass | None:
        try:
            return self.side.db.engine.parse(self.trigger["filter"]).cls if self.trigger["filter"] else None
        except OqlError:
            return None

    @property
    def state(self) -> str:
        """The state that its trigger is about, empty if none."""
        return str(self.trigger["state"] or "") if "state" in self.trigger.cls.columns else ""

    @property
    def lifecycle(self) -> Lifecycle | None:
        """The lifecycle of the objects over there."""
        return self.cls.lifecycle if self.cls is not None else None

    @property
    def data(self) -> Mapping[Any, Any]:
        """The payload, its placeholders as they stand."""
        return self.document.value if isinstance(self.document.value, Mapping) else {}

    @property
    def operation(self) -> str:
        """The operation that is asked for; a missing ``core/`` is passed over, since it is found elsewhere."""
        named = to_str(self.data.get("operation", ""))
        return named if "/" in named or not named else f"core/{named}"

    @property
    def cls(self) -> MetaClass | None:
        """The class over there that the payload names."""
        return None if self.target is None else self.target.model.classes.get(to_str(self.data.get("class", "")))

    @property
    def fields(self) -> Mapping[str, Any]:
        """What is written over there."""
        fields = self.data.get("fields")
        return fields if isinstance(fields, Mapping) else {}

    @property
    def key(self) -> Any:
        """Which object over there is meant."""
        return self.data.get("key")

    @property
    def writes(self) -> bool:
        """Whether it changes an object that is there already."""
        return self.operation in ("core/update", "core/apply_stimulus", "core/delete")

    @property
    def creates(self) -> bool:
        """Whether it makes an object."""
        return self.operation == "core/create"
