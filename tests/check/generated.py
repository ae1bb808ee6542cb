"""Requests made at random: right and wrong ones of every operation, class and attribute, about objects that exist."""

from __future__ import annotations

import random
from typing import Any

from fake_itop.check.parameters import PARAMETERS
from fake_itop.check.trial import TWIN, Trial
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeCaseLog,
    AttributeDate,
    AttributeDateTime,
    AttributeEnum,
    AttributeExternalKey,
    AttributeInteger,
    AttributeLinkedSet,
    AttributeSet,
)
from fake_itop.datamodel.model import MetaClass

FAVOURITES = ("UserRequest", "Person", "Organization", "Server", "Team", "FunctionalCI", "lnkContactToTicket", "Change")
JUNK: tuple[Any, ...] = (
    None, "", "x" * 300, 5, -1, 0, "0", 3.5, True, [], {}, {"a": 1}, ["a"], [["a"]], "2026-13-45", "nonsense",
    "2026-02-30 10:00:00", "SELECT Nope", "SELECT Person WHERE nope = 1", "SELECT Person WHERE",
    10**30, "ä→", "<p>x</p>", "a\0b",
)  # fmt: skip
OTHERS: dict[str, tuple[Any, ...]] = {
    "relation": ("impacts", "depends on"),
    "direction": ("up", "down", "down", "sideways"),
    "limit": (0, 1, 5, "3"),
    "depth": (0, 1, 5, "3"),
    "page": (1, 2, "1", 0),
    "simulate": (True, False),
    "redundancy": (True, False),
}


class Maker:
    """Makes requests about the samples of a trial."""

    def __init__(self, trial: Trial, seed: int) -> None:
        self.trial = trial
        self.chance = random.Random(seed)  # noqa: S311 - no secret comes of it
        self.classes = [cls for cls in trial.model if trial.samples.id_of(cls)]

    def request(self) -> dict[str, Any]:
        """One request; about every second one has something wrong with it."""
        verb = self.chance.choice([name for name in PARAMETERS if name != "core/check_credentials"])
        cls = self._class(verb)
        data = {"operation": verb, **{part.name: self._parameter(part.name, verb, cls) for part in PARAMETERS[verb]}}
        if self.chance.random() < 0.1:
            self._spoil(data)
        return data

    def _class(self, verb: str) -> MetaClass:
        named = [self.trial.model[name] for name in FAVOURITES]
        cls = self.chance.choice(named if self.chance.random() < 0.7 else self.classes)
        return self.trial.model["UserRequest"] if verb == "core/apply_stimulus" and self.chance.random() < 0.8 else cls

    def _spoil(self, data: dict[str, Any]) -> None:
        name = self.chance.choice(list(data))
        how = self.chance.randrange(3)
        if how == 0:
            del data[name]
        elif how == 1:
            data[name] = self.chance.choice(JUNK)
        else:
            data[name] = f"{data[name]}x"

    def _parameter(self, name: str, verb: str, cls: MetaClass) -> Any:
        makers = {
            "key": self._key,
            "fields": lambda cls: self._fields(verb, cls),
            "output_fields": self._output_fields,
            "stimulus": self._stimulus,
        }
        if name == "class":
            return cls.name
        return makers[name](cls) if name in makers else self.chance.choice(OTHERS.get(name, ("made at random",)))

    def _stimulus(self, cls: MetaClass) -> str:
        known = list(cls.lifecycle.stimuli) if cls.lifecycle is not None else []
        return self.chance.choice([*known, *known, "ev_nope"])

    def _key(self, cls: MetaClass) -> Any:
        id_ = self.trial.samples.id_of(cls)
        good = [id_, id_, str(id_), f"SELECT {cls.name} WHERE id = {id_}", {"friendlyname": "nobody"}]
        return self.chance.choice(good if self.chance.random() < 0.9 else JUNK)

    def _output_fields(self, cls: MetaClass) -> str:
        codes = self.chance.sample(list(cls.attributes), min(3, len(cls.attributes)))
        return self.chance.choice(["*", "*+", "id", ", ".join(codes), ", ".join(codes), "nope", f"{codes[0]}, Nope"])

    def _fields(self, verb: str, cls: MetaClass) -> dict[str, Any]:
        writable = {code: attribute for code, attribute in cls.attributes.items() if attribute.writable}
        needed = [code for code, attribute in writable.items() if verb == "core/create" and not attribute.null_allowed]
        chosen = self.chance.sample(list(writable), min(self.chance.randrange(4), len(writable)))
        fields = {code: self._value(writable[code]) for code in dict.fromkeys([*needed, *chosen])}
        if self.chance.random() < 0.1:
            code = self.chance.choice([*cls.attributes, "nope", "Title"])
            fields[code] = self.chance.choice(JUNK)
        return fields

    def _value(self, attribute: Attribute) -> Any:
        if self.chance.random() < 0.06:
            return self.chance.choice(JUNK)
        match attribute:
            case AttributeExternalKey():
                return self._target(attribute)
            case AttributeLinkedSet():
                return self.chance.choice([[], [], [{}], "x", [5], [{"nope": 1}]])
            case AttributeCaseLog():
                return self.chance.choice(["text", {"add_item": {"message": "x"}}, {"items": []}, {"add_item": {}}])
            case AttributeEnum(values=values) if values:
                return self.chance.choice([*values])
            case AttributeSet():
                return self.chance.choice(["", "nope"])
            case AttributeInteger():
                return self.chance.choice([1, "2", 3])
            case AttributeDateTime():
                return "2026-01-31 12:00:00"
            case AttributeDate():
                return "2026-01-31"
        return self.chance.choice(["text", "Müller", "a & b"])

    def _target(self, attribute: AttributeExternalKey) -> Any:
        target = self.trial.model[attribute.target]
        id_ = self.trial.samples.id_of(target) + TWIN
        return self.chance.choice([id_, id_, f"SELECT {target.name} WHERE id = {id_}", {"nope": 1}, {"id": id_}, 0])
