"""What everything about objects is done with: the model, the store, queries over it, and the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.objects.rules import NEWEST, ObjectRules
from fake_itop.oql import Engine
from fake_itop.store import Reader, Store
from fake_itop.values.clock import Clock

if TYPE_CHECKING:
    from fake_itop.objects.classes.behaviour import Behaviour


ObjectName = tuple[str, int]
"""The class of an object and its id."""


@dataclass(frozen=True)
class Database:
    """The objects of one instance and the means to work on them."""

    model: Datamodel
    store: Store
    engine: Engine
    clock: Clock
    behaviours: Mapping[str, Behaviour]
    """What classes do in code, by class name; ``""`` stands for all that have none of their own."""
    rules: ObjectRules = NEWEST
    """Those of the version that is imitated."""

    @property
    def reader(self) -> Reader:
        """Reads any attribute of an object."""
        return self.engine.reader

    def behaviour_of(self, meta: MetaClass) -> Behaviour:
        """The code of a class: its own, or that of the nearest class above which has some."""
        return self.behaviours[next((cls.name for cls in meta.ancestors if cls.name in self.behaviours), "")]

    @classmethod
    def open(
        cls,
        model: Datamodel,
        clock: Clock,
        behaviours: Mapping[str, Behaviour],
        rules: ObjectRules = NEWEST,
    ) -> Database:
        """An empty database."""
        store = Store(model)
        return cls(model, store, Engine(store, clock.now), clock, behaviours, rules)
