"""A stand-in held against the live iTop that it was pulled from: the same reads, asked of both.

Reads are drawn over the objects that were pulled, and ask for these alone: what else the live iTop has makes no
difference. No other operation than ``core/get`` is known here.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fake_itop.client import ItopError, ItopObject
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeDateTime,
    AttributeEnum,
    AttributeExternalField,
    AttributeExternalKey,
    AttributeInteger,
    AttributeStopWatch,
    AttributeString,
    AttributeSubItem,
    AttributeText,
)
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.mirror.anonymising import KEPT, kind_of
from fake_itop.mirror.live import Live, readable
from fake_itop.store import Record, Store

AMONG = 40
"""So many of the pulled objects a query asks about."""

Answer = Mapping[str, Any]
Ask = Callable[[Mapping[str, Any]], Answer]
"""A stand-in's answer to an operation."""


@dataclass(frozen=True)
class Read:
    """One read: what kind of read it is, and what is asked."""

    kind: str
    cls: str
    query: str
    codes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.query} ({', '.join(self.codes)})"


@dataclass(frozen=True)
class Comparison:
    """What came of it: the reads, by kind how many agree, and the first differences."""

    reads: int
    agreeing: int
    kinds: Mapping[str, tuple[int, int]]
    differences: Sequence[str]

    def to_json(self) -> dict[str, Any]:
        """The comparison as ``--json`` prints it."""
        return {
            "reads": self.reads,
            "agreeing": self.agreeing,
            "kinds": {kind: {"reads": of, "agreeing": good} for kind, (good, of) in self.kinds.items()},
            "differences": list(self.differences),
        }


def compare(
    live: Live, ask: Ask, drawer: Drawer, reads: int, progress: Callable[[int], None] = lambda _done: None
) -> Comparison:
    """Draw reads, and ask both.

    Raises:
        LiveError: the live iTop does not answer.
    """
    kinds: dict[str, tuple[int, int]] = {}
    differences: list[str] = []
    for number, read in enumerate(drawer.reads(reads), 1):
        progress(number)
        difference = _difference(read, _live(live, read), _fake(ask, read), in_order=not drawer.anonymised)
        good, of = kinds.get(read.kind, (0, 0))
        kinds[read.kind] = (good + (not difference), of + 1)
        if difference:
            differences.append(f"{read}: {difference}")
    done = sum(of for _, of in kinds.values())
    return Comparison(done, done - len(differences), kinds, differences)


@dataclass
class Drawer:
    """Draws reads. With ``anonymised`` data only what is the same on both sides is read, and asked for."""

    store: Store
    classes: Sequence[str]
    chance: random.Random
    anonymised: bool = False

    @property
    def _model(self) -> Datamodel:
        return self.store.model

    def reads(self, count: int) -> Iterator[Read]:
        """So many of them, in turn: one object, a condition on an attribute, a join over a key."""
        filled = [name for name in self.classes if self.store.table(name)]
        if not filled:
            return
        tables = {name: sorted(self.store.table(name)) for name in filled}
        kinds = (self._object, self._condition, self._join)
        for number in range(count):
            name = filled[number % len(filled)] if number < len(filled) else self.chance.choice(filled)
            record = self.store.table(name)[self.chance.choice(tables[name])]
            among = sorted({record.id, *self.chance.sample(tables[name], min(AMONG, len(tables[name])))})
            yield kinds[number % len(kinds)](record, among) or self._object(record, among)

    def _object(self, record: Record, _among: Sequence[int]) -> Read:
        cls = record.cls
        codes = self._shown(cls)
        by_kind: dict[str, list[str]] = {}
        for code in codes:
            by_kind.setdefault(cls.attributes[code].type_name, []).append(code)
        kind = self.chance.choice(sorted(by_kind)) if by_kind else "id"
        query = f"SELECT {cls.name} WHERE id = {record.id}"
        return Read(f"one object: {kind}", cls.name, query, tuple(by_kind.get(kind, ())))

    def _condition(self, record: Record, among: Sequence[int]) -> Read | None:
        conditions = list(self._conditions(record, ""))
        if not conditions:
            return None
        query = f"SELECT {record.cls.name} WHERE {self.chance.choice(conditions)} AND id IN ({_list(among)})"
        return Read("condition", record.cls.name, query, self._some(record.cls))

    def _join(self, record: Record, among: Sequence[int]) -> Read | None:
        ways = [
            (code, target)
            for code in record.cls.columns
            if isinstance(attribute := record.cls.attributes[code], AttributeExternalKey)
            and record[code]
            and attribute.target in self._model
            and (target := self.store.get(attribute.target, record[code])) is not None
            and target.cls.name in self.classes
        ]
        if not ways:
            return None
        code, target = self.chance.choice(ways)
        conditions = list(self._conditions(target, "t.")) or [f"t.id = {target.id}"]
        query = (
            f"SELECT o FROM {record.cls.name} AS o JOIN {target.cls.name} AS t ON o.{code} = t.id "  # noqa: S608 - OQL
            f"WHERE {self.chance.choice(conditions)} AND o.id IN ({_list(among)})"
        )
        return Read("join", record.cls.name, query, self._some(record.cls))

    def _conditions(self, record: Record, of: str) -> Iterator[str]:
        """Conditions that a record meets."""
        for code in self._shown(record.cls):
            attribute = record.cls.attributes[code]
            if not attribute.stored or attribute.is_html:
                continue
            value = record[code]
            if isinstance(attribute, AttributeExternalKey | AttributeInteger) and type(value) is int:
                yield f"{of}{code} = {value}"
            elif isinstance(attribute, AttributeDateTime) and value:
                yield f"{of}{code} >= '{value}'"
            elif isinstance(attribute, AttributeEnum) and value:
                yield f"{of}{code} = '{value}'"
            elif isinstance(attribute, AttributeString) and not isinstance(attribute, AttributeText) and value:
                yield f"{of}{code} = '{_escaped(value)}'"

    def _some(self, cls: MetaClass) -> tuple[str, ...]:
        codes = self._shown(cls)
        return tuple(sorted(self.chance.sample(codes, min(4, len(codes)))))

    def _shown(self, cls: MetaClass) -> list[str]:
        """What both sides show alike: no stop-watch, which goes on, and no stand-in."""
        outer = [code for code, attribute in cls.attributes.items() if isinstance(attribute, AttributeExternalField)]
        return [code for code in [*readable(cls), *outer] if self._is_alike(cls, cls.attributes[code])]

    def _is_alike(self, cls: MetaClass, attribute: Attribute) -> bool:
        if isinstance(attribute, AttributeStopWatch | AttributeSubItem):
            return False
        if isinstance(attribute, AttributeExternalKey):
            return attribute.target in self._model and not self._model[attribute.target].is_a("User")
        if isinstance(attribute, AttributeExternalField):
            return not self.anonymised and self._leads_to_pulled(cls, attribute)
        return not self.anonymised or kind_of(attribute) == KEPT

    def _leads_to_pulled(self, cls: MetaClass, attribute: AttributeExternalField) -> bool:
        key = cls.attributes.get(attribute.key)
        if not isinstance(key, AttributeExternalKey) or key.target not in self._model:
            return False
        target = self._model[key.target]
        field = target.attributes.get(attribute.field)
        return not target.is_a("User") and (field is None or not field.secret)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _list(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids))


Said = tuple[str, list[ItopObject]]
"""Why it is refused, empty where it is not, and the objects."""


def _live(live: Live, read: Read) -> Said:
    try:
        return "", live.ask(read.cls, read.query, read.codes)
    except ItopError as refusal:
        return str(refusal), []


def _fake(ask: Ask, read: Read) -> Said:
    shown = ", ".join(["id", *read.codes])
    answer = ask({"operation": "core/get", "class": read.cls, "key": read.query, "output_fields": shown})
    if answer.get("code") != 0:
        return str(ItopError(answer["code"], str(answer.get("message")))), []
    entries = (answer.get("objects") or {}).values()
    return "", [ItopObject(each["class"], int(each["key"]), each["fields"]) for each in entries]


def _difference(read: Read, live: Said, fake: Said, *, in_order: bool) -> str:
    """The first difference between two answers; empty where there is none."""
    if live[0] or fake[0]:
        return "" if live[0] == fake[0] else f"live says {live[0] or 'code 0'}, the stand-in {fake[0] or 'code 0'}"
    theirs, ours = ({each.name: each.fields for each in said[1]} for said in (live, fake))
    if theirs.keys() != ours.keys():
        lacking, more = sorted(theirs.keys() - ours.keys()), sorted(ours.keys() - theirs.keys())
        return f"the stand-in lacks {', '.join(lacking[:3]) or 'none'} and has {', '.join(more[:3]) or 'none'} more"
    for name, fields in theirs.items():
        for code in read.codes:
            if fields.get(code) != ours[name].get(code):
                both = f"live {_shortened(fields.get(code))}, the stand-in {_shortened(ours[name].get(code))}"
                return f"{name}.{code}: {both}"
    if in_order and list(theirs) != list(ours):
        return f"another order: live {', '.join(list(theirs)[:3])}, the stand-in {', '.join(list(ours)[:3])}"
    return ""


def _shortened(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


SHOWN = 120
"""Letters of a value that a difference shows."""
