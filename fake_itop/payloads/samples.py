"""Sample objects of every class: what keys find in a trial, and what placeholders are tried on.

A filled sample has a value for everything; a bare one is as a new object is: nothing but defaults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeBoolean,
    AttributeCaseLog,
    AttributeClass,
    AttributeDate,
    AttributeDateTime,
    AttributeDecimal,
    AttributeEmailAddress,
    AttributeEnum,
    AttributeExternalKey,
    AttributeInteger,
    AttributeIPAddress,
    AttributeObjectKey,
    AttributeOQL,
    AttributeString,
    AttributeText,
    AttributeURL,
    LogEntry,
)
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.objects.database import Database
from fake_itop.objects.draft import default_values
from fake_itop.store import Record

MOMENT = "2026-01-31 12:00:00"
TWIN = 500_000
"""How far a sample's twin is: what keys in fields point to, since no object may be its own parent."""
ENTRY = LogEntry(MOMENT, "Sample Person", 1, "<p>Sample entry</p>")


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
        own = {
            code: 0
            for code in cls.columns
            if isinstance(key := cls.attributes[code], AttributeExternalKey)
            and key.target in model
            and model[key.target].root is cls.root
        }
        return sample.with_values(own)

    def bare(self, cls: MetaClass) -> Record:
        """A sample that nobody has filled in."""
        return Record(cls, self._ids.get(cls.name, TWIN), default_values(cls, lambda: MOMENT))

    def _value(self, cls: MetaClass, attribute: Attribute, default: Any, variant: int) -> Any:
        match attribute:
            case AttributeExternalKey():
                return self._target(self._db.model, attribute)
            case AttributeEnum(values=values) if values:
                return _code_of(cls, attribute.code, values, variant)
            case AttributeClass():
                return "UserRequest"
        return next((value for kind, value in _VALUES if isinstance(attribute, kind)), default) or default

    def _target(self, model: Datamodel, key: AttributeExternalKey) -> int:
        target = model.classes.get(key.target)
        return self.id_of(target) if target is not None else 0


def _code_of(cls: MetaClass, code: str, values: Mapping[str, str], variant: int) -> str:
    codes = list(values)
    if cls.lifecycle is not None and code == cls.lifecycle.attribute:
        codes = [state for state in cls.lifecycle.states if state in values] or codes
    return codes[variant % len(codes)]


_VALUES: tuple[tuple[type[Attribute], Any], ...] = (
    (AttributeEmailAddress, "sample@example.org"),
    (AttributeIPAddress, "192.0.2.7"),
    (AttributeURL, "https://example.org/"),
    (AttributeOQL, ""),
    (AttributeText, "Sample text"),
    (AttributeString, "Sample"),
    (AttributeInteger, 7),
    (AttributeDecimal, "7"),
    (AttributeBoolean, True),
    (AttributeDate, MOMENT[:10]),
    (AttributeDateTime, MOMENT),
    (AttributeCaseLog, (ENTRY,)),
    (AttributeObjectKey, 7),
)
"""Values by kind: the first that fits counts."""
