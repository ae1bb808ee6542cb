"""A walk on two servers at once: what a real one answers, in the ids and words of a fake that is asked the same."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from conformance.compare import Difference, first_difference
from conformance.corpus import Case, Step
from conformance.placeholders import Names
from conformance.replay import CLEAN, VERSION, described
from conformance.targets import Side
from conformance.walker import Request, Walker, render
from conformance.wire import Connection, rest_request
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeCaseLog,
    AttributeExternalField,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeStopWatch,
    AttributeSubItem,
)
from fake_itop.datamodel.model import Datamodel, MetaClass

STEPS = 15
"""How long a journey is, as those are that ship."""

EARLIEST = "2020"
"""Dates from this year on are the server's own: a walker writes none of them."""

_OBJECT = re.compile(r"\b([A-Za-z]\w*)::(\d+)\b")
_ID = re.compile(r"\b(?P<what>(?:target_)?id) = (?P<id>\d+)")
_VALUE = re.compile(r"\((\w+)\) : Value not allowed \[(\d+)\]")
_KEPT = re.compile("\x00(\\d+)\x00")
_MOMENT = re.compile(r"\b(\d{4})-\d\d-\d\d \d\d:\d\d:\d\d")
_DAY = re.compile(r"\b(\d{4})-\d\d-\d\d\b")
_SQL = re.compile(r"query = .*?, mysql_errno = (\d+), mysql_error = .*", re.DOTALL)

Rewrite = Callable[[str], str]


class Asked:
    """A server that is asked over REST as one user."""

    def __init__(self, side: Side, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._connection = Connection(side.root, side.patience)

    def ask(self, request: Request) -> dict[str, Any]:
        """The answer, in the recordings' form; what went wrong on the way as ``text``."""
        try:
            answer = self._connection.send(rest_request(request, self._user, self._password, VERSION))
        except (OSError, HTTPException) as error:
            return {"status": None, "text": f"no answer: {error!r}"}
        head = {"status": answer.status, "content_type": answer.content_type}
        text = answer.body.decode("utf-8", "replace")
        try:
            return {**head, "json": json.loads(text)}
        except ValueError:
            return {**head, "text": text}

    def knows(self, cls: str) -> bool:
        """Whether the server has a class, and lets the user read it."""
        reply = self.ask({"operation": "core/get", "class": cls, "key": f"SELECT {cls} WHERE id = 0"})
        return bool(_objects_in(reply) is not None or _code(reply) == 0)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


@dataclass
class Translation:
    """What of the real server stands for what of the fake: ids by family of classes, and words such as references."""

    model: Datamodel
    words: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """What the request at hand says to the real server, by what it says to the fake where that differs."""
    _fakes: dict[tuple[str, int], int] = field(default_factory=dict)
    _reals: dict[tuple[str, int], int] = field(default_factory=dict)

    def pair(self, cls: str, real: int, fake: int) -> None:
        """One object on both sides."""
        self._fakes[self._family(cls), real] = fake
        self._reals[self._family(cls), fake] = real

    def pair_new(self, real: Mapping[str, Any], fake: Mapping[str, Any]) -> None:
        """Objects that are named for the first time, in the order in which both sides name them."""
        for ours, theirs in zip(_names(real), _names(fake), strict=False):
            known = (self._family(ours[0]), ours[1]) in self._fakes or (
                self._family(theirs[0]),
                theirs[1],
            ) in self._reals
            if ours[0] == theirs[0] and not known:
                self.pair(ours[0], ours[1], theirs[1])

    def to_real(self, cls: str, fake: int) -> int:
        """The real server's id of an object; the same where it has none."""
        return self._reals.get((self._family(cls), fake), fake)

    def to_fake(self, reply: Mapping[str, Any], cls: str) -> dict[str, Any]:
        """A real server's answer about a class as the fake would have to give it, with a recording's placeholders."""
        if "json" not in reply:
            return dict(reply)
        answer = self._texts(reply["json"], cls)
        for entry in (_objects(answer) or {}).values():
            if isinstance(entry.get("fields"), Mapping) and entry["class"] in self.model:
                meta = self.model[entry["class"]]
                entry["key"] = str(self._fake_id(meta.name, entry["key"]))
                entry["fields"] = self._fields(meta, entry["fields"])
        return {**reply, "json": answer}

    def _family(self, cls: str) -> str:
        return self.model[cls].root.name if cls in self.model else cls

    def _fake_id(self, cls: str, real: Any) -> Any:
        return self._fakes.get((self._family(cls), int(real)), real) if str(real).isdigit() else real

    def _key(self, cls: str, code: str, value: str) -> Any:
        """A value of an attribute: the fake's id where it is one."""
        meta = self.model.classes.get(cls)
        target = self._target(meta, meta.attributes.get(code)) if meta is not None else None
        return value if target is None else self._fake_id(target, value)

    def _texts(self, value: Any, cls: str) -> Any:
        if isinstance(value, str):
            return self._text(value, cls)
        if isinstance(value, Mapping):
            return {self._text(key, cls): self._texts(inner, cls) for key, inner in value.items()}
        return [self._texts(inner, cls) for inner in value] if isinstance(value, list) else value

    def _text(self, text: str, cls: str) -> str:
        kept = [*self.texts.values()]
        for place, asked in enumerate(self.texts):
            text = text.replace(asked, f"\x00{place}\x00")
        text = _SQL.sub(r"query = <sql>, mysql_errno = \1, mysql_error = <mysql>", text)
        text = _OBJECT.sub(lambda found: f"{found[1]}::{self._fake_id(found[1], found[2])}", text)
        text = _ID.sub(lambda found: f"{found['what']} = {self._fake_id(cls, found['id'])}", text)
        text = _VALUE.sub(
            lambda found: f"({found[1]}) : Value not allowed [{self._key(cls, found[1], found[2])}]", text
        )
        text = _MOMENT.sub(lambda found: "<now>" if found[1] >= EARLIEST else found[0], text)
        text = _DAY.sub(lambda found: "<today>" if found[1] >= EARLIEST else found[0], text)
        for real, fake in self.words.items():
            text = re.sub(rf"(?<!\w){re.escape(real)}(?!\w)", fake, text)
        return _KEPT.sub(lambda found: kept[int(found[1])], text)

    def _fields(self, meta: MetaClass, values: Mapping[str, Any]) -> dict[str, Any]:
        return {code: self._value(meta, code, value) for code, value in values.items()}

    def _value(self, meta: MetaClass, code: str, value: Any) -> Any:
        attribute = meta.attributes.get(code)
        target = meta.name if code == "id" else self._target(meta, attribute)
        if target is not None:
            return str(self._fake_id(target, value)) if isinstance(value, str) else value
        match attribute:
            case AttributeLinkedSet() if isinstance(value, list) and attribute.linked_class in self.model:
                return [
                    self._fields(self.model[attribute.linked_class], row) for row in value if isinstance(row, Mapping)
                ]
            case AttributeStopWatch() | AttributeSubItem() if str(value).isdigit():
                return "<seconds>"
            case AttributeCaseLog() if isinstance(value, Mapping):
                return {**value, "entries": [_anyones(entry) for entry in value.get("entries", [])]}
        return value

    def _target(self, meta: MetaClass, attribute: Attribute | None) -> str | None:
        """The class of the object that a value is the id of."""
        if isinstance(attribute, AttributeExternalKey):
            return attribute.target
        if isinstance(attribute, AttributeExternalField):
            key = meta.attributes.get(attribute.key)
            target = self.model.classes.get(key.target) if isinstance(key, AttributeExternalKey) else None
            if target is not None:
                return (
                    target.name
                    if attribute.field == "id"
                    else self._target(target, target.attributes.get(attribute.field))
                )
        return None


def _anyones(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A log entry, whoever wrote it: the user's id is the server's own."""
    return {**entry, "user_id": "<n>"} if "user_id" in entry else dict(entry)


@dataclass(frozen=True)
class Journey:
    """How a walk went: its steps as a recording of the real server, and the first difference, which ends it."""

    case: Case
    difference: Difference | None = None

    def __str__(self) -> str:
        steps = self.case.steps
        return f"{self.case.name}, step {len(steps)}: {described(steps[-1])}\n{self.difference}"

    def recorded(self) -> list[dict[str, Any]]:
        """The case as an area file of recordings has it."""
        return [{"name": self.case.name, "given": self.case.given, "steps": list(self.case.steps)}]


def walk(name: str, walker: Walker, real: Asked, fake: Asked, translation: Translation) -> Journey:
    """Ask both servers the same, up to the first difference; the real one is left without what was made there."""
    steps: list[Step] = []
    try:
        for _ in range(STEPS):
            step, difference = _step(walker, real, fake, translation)
            steps.append(step)
            if difference is not None:
                return Journey(Case("walk", name, CLEAN, steps), difference)
    finally:
        for cls, id_ in reversed([(cls, id_) for cls, ids in walker.objects.items() for id_ in ids]):
            request = {"operation": "core/delete", "class": cls, "key": translation.to_real(cls, id_)}
            real.ask({**request, "comment": walker.label})
    return Journey(Case("walk", name, CLEAN, steps))


def _step(walker: Walker, real: Asked, fake: Asked, translation: Translation) -> tuple[Step, Difference | None]:
    request = walker.ask()
    asked = render(request, lambda _cls, id_: id_)
    got = fake.ask(asked)
    asked_for_real = render(request, translation.to_real)
    translation.texts = {ours: theirs for ours, theirs in _pairs(asked_for_real, asked) if ours != theirs}
    answered = real.ask(asked_for_real)
    translation.pair_new(_objects_in(answered) or {}, _objects_in(got) or {})
    if request["operation"] == "core/create":
        _pair_references(real, fake, translation, got)
    expected = translation.to_fake(answered, request["class"])
    walker.learn(request, got.get("json"))
    step = {"do": "rest", "to": "ours", "request": asked, "reply": expected}
    return step, first_difference(expected, got, Names({}), "reply")


def _pairs(real: Any, fake: Any) -> Iterator[tuple[str, str]]:
    """The texts in two requests of the same form."""
    if isinstance(fake, str):
        yield real, fake
    elif isinstance(fake, Mapping):
        for key, inner in fake.items():
            yield from _pairs(real[key], inner)
    elif isinstance(fake, list):
        for ours, theirs in zip(real, fake, strict=True):
            yield from _pairs(ours, theirs)


def _pair_references(real: Asked, fake: Asked, translation: Translation, got: Mapping[str, Any]) -> None:
    """References are drawn from each server's own numbers."""
    for cls, id_ in _names(_objects_in(got) or {}):
        if "ref" not in translation.model[cls].attributes:
            continue
        ours, theirs = (
            _reference(asked, cls, key) for asked, key in ((real, translation.to_real(cls, id_)), (fake, id_))
        )
        if ours and theirs:
            translation.words[ours] = theirs


def _reference(asked: Asked, cls: str, key: int) -> str:
    objects = _objects_in(asked.ask({"operation": "core/get", "class": cls, "key": key, "output_fields": "ref"}))
    return next((str(entry["fields"].get("ref", "")) for entry in (objects or {}).values()), "")


def _code(reply: Mapping[str, Any]) -> Any:
    answer = reply.get("json")
    return answer.get("code") if isinstance(answer, Mapping) else None


def _objects_in(reply: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _objects(reply.get("json"))


def _objects(answer: Any) -> Mapping[str, Any] | None:
    objects = answer.get("objects") if isinstance(answer, Mapping) else None
    return objects if isinstance(objects, Mapping) else None


def _names(objects: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name in objects:
        cls, _, id_ = name.partition("::")
        if id_.isdigit():
            yield cls, int(id_)
